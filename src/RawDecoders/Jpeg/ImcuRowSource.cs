// Owns: what the decoder asks of entropy decoding on one thread: the coefficients of the picture, an iMCU row at a time, in order. Stands
// between JpegDecoder and its three forms: SingleScanSource, for a scan that holds the picture, MultiScanSource, for several that
// make it together, and LosslessSource. Leaves to others: several threads (OverlappedScans).

namespace RawDecoders.Jpeg;

/// <summary>Feeds a reconstruction.</summary>
internal abstract class ImcuRowSource
{
    /// <summary>Makes the source that <paramref name="plan"/> describes.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="source">The file.</param>
    /// <param name="end">Where the scans end, if there are several.</param>
    /// <param name="arena">Where memory comes from.</param>
    /// <param name="issues">Is told what is wrong with the scans.</param>
    /// <param name="index">Is told places at which decoding can begin, of a scan that has them; or null.</param>
    public static ImcuRowSource Create(JpegPlan plan, ByteSource source, long end, NativeArena arena, DecodeIssues issues, JpegIndexBuilder? index = null)
        => plan.IsLossless ? new LosslessSource(plan, source, end, arena, issues)
            : plan.IsInOneScan ? new SingleScanSource(plan, source, arena, issues, index) : new MultiScanSource(plan, source, end, arena, issues);

    /// <summary>Decodes iMCU row <paramref name="row"/> (each once, in order) and gives its blocks to the reconstruction.</summary>
    public abstract void DecodeRow(int row, JpegReconstructor reconstructor);

    /// <summary>After the last row: states what the scans leave. Returns the offset where the walk through the file goes on.</summary>
    public abstract long Finish();

    /// <summary>The scans, in file order, with the damage that they noticed.</summary>
    public abstract IReadOnlyList<ScanDecoder> Scans { get; }
}
