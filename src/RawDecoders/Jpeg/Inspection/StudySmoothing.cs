// Owns: interblock smoothing for study: whether the default pixels of a file are smoothed, and what that makes of a block.
// Stands between the kept coefficients and the trail of a pixel. Leaves to others: the arithmetic (BlockSmoother).

namespace RawDecoders.Jpeg;

/// <summary>The smoothing of a progressive file that does not tell all low AC coefficients.</summary>
internal sealed unsafe class StudySmoothing : IDisposable
{
    private readonly NativeArena _arena = new();
    private readonly FrameGeometry _geometry;
    private readonly ScanOrder _order;
    private readonly BlockSmoother _smoother;

    private StudySmoothing(JpegStudy study, CoefficientStore store, ScanOrder order, IReadOnlyList<ushort[]> steps)
    {
        _geometry = study.Geometry!;
        _order = order;
        _smoother = BlockSmoother.Create(_geometry, order, steps, _arena);
        for (int c = 0; c < steps.Count; c++)
        {
            for (int y = 0; y < store.BlockRows(c); y++)
            {
                Span<short> dc = _smoother.DcRow(c, y);
                for (int x = 0; x < dc.Length; x++)
                    dc[x] = store.Block(c, x, y).Span[0];
            }
        }
    }

    /// <summary>Null for a file whose pixels are not smoothed: a sequential one, or one that tells every bit.</summary>
    public static StudySmoothing? Create(JpegStudy study, CoefficientStore store)
    {
        (bool isWanted, ScanOrder order, IReadOnlyList<ushort[]> steps) = Decide(study);
        return isWanted ? new StudySmoothing(study, store, order, steps) : null;
    }

    /// <summary>Whether a file's pixels are smoothed, which its scan headers and steps tell.</summary>
    public static bool IsWanted(JpegStudy study) => Decide(study).IsWanted;

    private static (bool IsWanted, ScanOrder Order, IReadOnlyList<ushort[]> Steps) Decide(JpegStudy study)
    {
        var order = new ScanOrder(study.Structure.Frame, new DecodeIssues(ImageFormat.Jpeg, Strictness.Lenient));
        foreach (ScanRecord scan in study.Scans)
            order.Follow(scan);
        IReadOnlyList<ushort[]> steps = [.. Enumerable.Range(0, study.Geometry!.Components.Length).Select(study.QuantizationOf)];
        return (study.IsProgressive && BlockSmoother.IsWanted(order, steps), order, steps);
    }

    /// <summary>Lowest bit that the scans tell of a coefficient, by zigzag index; -1 if they tell nothing.</summary>
    public int Known(int component, int k) => _order.LowestBit(component, k);

    /// <summary>Whether the scans tell nothing of the coefficients that may be estimated.</summary>
    public bool IsDcOnly(int component) => Enumerable.Range(1, 9).All(k => Known(component, k) == -1);

    /// <summary>The DC values around a block.</summary>
    public short[] Window(int component, int x, int y)
    {
        short[] window = new short[25];
        _smoother.FillWindow(component, x, y, window);
        return window;
    }

    /// <summary>A block as it is after smoothing.</summary>
    public short[] Smooth(CoefficientStore store, int component, int x, int y)
    {
        int across = _geometry.Components[component].BlocksAcross;
        short[] row = new short[across * 64];
        byte[] extents = new byte[across];
        store.Block(component, x, y).Span.CopyTo(row.AsSpan(64 * x));
        fixed (short* r = row)
        fixed (byte* e = extents)
            _smoother.Smooth(component, y, isWithoutData: false, r, e);
        return row.AsSpan(64 * x, 64).ToArray();
    }

    public void Dispose() => _arena.Dispose();
}
