// Owns: what many questions about one JPEG have in common, and those answers that only JPEG has: the account of
// its bytes, scans one by one, blocks. Stands on JpegStudy and ScanPlaces, and hands trails and effects on to PixelTracer and JpegEffects. Leaves
// symbols to JpegSymbolRuns, and showing any of it to others.

using RawDecoders.Inspection;

namespace RawDecoders.Jpeg;

/// <summary>A block with its numbers, in natural order.</summary>
/// <param name="Mcu">The MCU of the frame that it belongs to.</param>
/// <param name="Coefficients">Quantised coefficients.</param>
/// <param name="Steps">Their steps.</param>
/// <param name="Samples">What the inverse DCT makes of them.</param>
internal sealed record JpegBlockSight(long Mcu, short[] Coefficients, ushort[] Steps, ushort[] Samples);

/// <summary>One file, asked again and again.</summary>
internal sealed class JpegSight : IDisposable
{
    private readonly ReadOnlyMemory<byte> _file;
    private readonly InspectOptions _options;
    private readonly PixelBuffer? _picture;
    private bool _isWalked;
    private bool _isCounted;
    private ScanAccount? _account;
    private ScanPlaces? _places;
    private CoefficientStore? _all;

    /// <param name="file">The file.</param>
    /// <param name="options">Limits.</param>
    /// <param name="picture">Its picture as Standard has it; null if it is refused.</param>
    public JpegSight(ReadOnlyMemory<byte> file, InspectOptions options, PixelBuffer? picture)
    {
        _file = file;
        _options = options;
        _picture = picture;
        Study = new JpegStudy(file, options.Limits, new InspectBudget(options, file.Length));
    }

    public JpegStudy Study { get; }

    /// <summary>Where MCUs begin; null where they cannot be gone to at once.</summary>
    public ScanPlaces? Places
    {
        get
        {
            if (!_isWalked)
            {
                Refill();
                _places = ScanPlaces.Make(Study);
                _isWalked = true;
            }

            return _places;
        }
    }

    /// <summary>The bits of scans, components and places; null where they cannot be counted within the budget.</summary>
    public ScanAccount? Account
    {
        get
        {
            if (!_isCounted)
            {
                ScanPlaces? places = Places;
                Refill();
                _account = places is null ? ScanAccount.Make(Study) : ScanAccount.Of(places, Study.Geometry!);
                _isCounted = true;
            }

            return _account;
        }
    }

    /// <summary>Where the bytes went.</summary>
    public FileCosts Costs => JpegCosts.Of(_file, this);

    public PixelTrail Trace(int x, int y)
    {
        Refill();
        if (_picture is null || Places is not { } places)
            return TraceWhole(x, y);
        Refill();
        return new PixelTracer(Study, places, _picture).Trace(x, y);
    }

    /// <summary>The bits of a pixel.</summary>
    public PixelBits Bits(int x, int y)
    {
        if (_picture is null || Places is not { } places)
            return PixelBits.Of(TraceWhole(x, y));
        Refill();
        return new JpegPixelBits(Study, places, _picture).Of(x, y);
    }

    public ByteEffect Affects(long offset, StructureNode leaf)
    {
        ScanPlaces? places = Places;
        Refill();
        return new JpegEffects(Study, places).EffectOf(offset, leaf);
    }

    /// <summary>Its symbols.</summary>
    public JpegSymbolRuns Runs
    {
        get
        {
            var runs = new JpegSymbolRuns(Study, Places);
            Refill();
            return runs;
        }
    }

    /// <summary>A block of a component; null where coefficients cannot be had.</summary>
    public JpegBlockSight? Block(int component, int x, int y)
    {
        if (Study.Geometry is not { } geometry || Study.IsLossless || Coefficients() is not { } store)
            return null;
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)component, (uint)geometry.Components.Length, nameof(component));
        ComponentGeometry c = geometry.Components[component];
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)x, (uint)c.PaddedBlocksAcross, nameof(x));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)y, (uint)c.PaddedBlocksDown, nameof(y));
        short[] coefficients = store.Block(component, x, y).ToArray();
        ushort[] steps = Study.QuantizationOf(component), samples = new ushort[64];
        BlockNodes.Reconstruct(coefficients, steps, Study.Precision, samples);
        return new JpegBlockSight((long)(y / c.VerticalSampling) * geometry.McusAcross + x / c.HorizontalSampling, coefficients, steps, samples);
    }

    /// <summary>The picture as it stands after so many scans.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such scan.</exception>
    public PixelBuffer? AfterScan(int scan)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)scan, (uint)Study.UsedScans, nameof(scan));
        if (Study.Geometry is null || Study.IsLossless || !Study.CanReadBlocks || !Study.CanKeepBlocks)
            return null;
        Refill();
        return JpegStages.Reconstruct(Study, Study.ReadCoefficients(scan + 1), dcOnly: false);
    }

    public void Dispose() => Study.Dispose();

    /// <summary>The coefficients of all scans.</summary>
    private CoefficientStore? Coefficients()
    {
        if (_all is null && Study.CanReadBlocks && Study.CanKeepBlocks)
        {
            Refill();
            _all = Study.ReadCoefficients(Study.UsedScans);
        }

        return _all;
    }

    /// <summary>Each question has a budget of its own.</summary>
    private void Refill() => Study.Budget = new InspectBudget(_options, _file.Length);

    private PixelTrail TraceWhole(int x, int y)
    {
        Refill();
        return new PixelTracer(Study).Trace(x, y);
    }
}
