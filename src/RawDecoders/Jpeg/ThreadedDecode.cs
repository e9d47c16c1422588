// Owns: what the decoder asks of a decode by several threads, of which there are two: ScanRanges for the one scan of a sequential picture,
// OverlappedScans for all others. Both are for pictures that are as they should be, and say so if one is not: JpegDecoder then decodes it
// again on one thread, which knows what to do about it. Leaves to others: who works when (StagedWork).

namespace RawDecoders.Jpeg;

/// <summary>A whole picture by several threads.</summary>
internal abstract unsafe class ThreadedDecode : StagedWork
{
    private byte* _destination;
    private int _length;
    private int _stride;
    private int _rowBytes;

    /// <summary>The way that a plan says; null: it is for one thread.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="source">The file.</param>
    /// <param name="end">Where the scans end, if there are several.</param>
    /// <param name="reconstructor">A first reconstructor of that plan: lent.</param>
    /// <param name="watch">Is told of progress.</param>
    public static ThreadedDecode? Create(JpegPlan plan, ByteSource source, long end, StripReconstructor reconstructor, DecodeWatch? watch)
        => plan.Ranges is not null ? new ScanRanges(plan, source, reconstructor) { Watch = watch }
            : plan.Overlap is not null ? new OverlappedScans(plan, source, end, reconstructor) { Watch = watch }
            : null;

    /// <summary>
    /// Decodes the whole picture. False if something in it is to be reported; the destination then holds some of it.
    /// </summary>
    /// <param name="target">The picture; all of its rows.</param>
    /// <param name="arena">Where memory comes from.</param>
    public bool Decode(RowTarget target, NativeArena arena)
    {
        (_length, _stride, _rowBytes) = (target.Span.Length, target.Stride, target.RowBytes);
        fixed (byte* destination = target.Span)
        {
            _destination = destination;
            return Decode(arena);
        }
    }

    /// <summary>Rows of the destination; safe while <see cref="Decode(RowTarget, NativeArena)"/> runs.</summary>
    protected RowTarget RowsFrom(int row, int count)
    {
        int offset = checked(row * _stride);
        return RowTarget.Create(new Span<byte>(_destination + offset, _length - offset), _stride, _rowBytes, count);
    }

    /// <summary>Decodes, with the destination at hand.</summary>
    protected abstract bool Decode(NativeArena arena);

    /// <summary>After success: states what the scans leave. Returns the offset where the walk through the file goes on.</summary>
    public abstract long Finish(DecodeIssues issues);
}
