// Owns: which bytes are the image data: the payloads of consecutive IDAT chunks (PNG 11.2.3), or of the fdAT chunks of one frame without
// their sequence numbers (PNG 11.3.6.3), one piece after the other, and what comes after the last. Stands between the chunk walk and whoever reads image data: the zlib header, both ways to inflate, the sums of the
// chunks, the capacity check. Leaves to others: what is wrong with any of it.
namespace RawDecoders.Png;

/// <summary>A place in the image data. A struct to copy: a copy is a bookmark.</summary>
/// <param name="source">The file.</param>
/// <param name="first">The first IDAT chunk, or the first fdAT chunk of a frame.</param>
internal struct PngIdatRun(ByteSource source, PngChunkCursor first)
{
    /// <summary>Bytes of the sequence number with which the payload of an fdAT begins.</summary>
    public const int SequenceBytes = 4;

    private readonly ByteSource _source = source;

    /// <summary>Bytes of a payload before its data: 0 of IDAT, 4 of fdAT.</summary>
    private readonly int _skipped = first.Type.Value == PngChunkType.Fdat ? SequenceBytes : 0;
    private long _before;

    /// <summary>A place that was noted before, or that somebody claims to be one; false if there is none.</summary>
    /// <param name="source">The file.</param>
    /// <param name="chunk">File offset of the IDAT chunk.</param>
    /// <param name="taken">Bytes of its payload before the place.</param>
    /// <param name="position">Bytes of image data before the place, of all chunks.</param>
    /// <param name="run">The place.</param>
    public static bool TryAt(ByteSource source, long chunk, long taken, long position, out PngIdatRun run)
    {
        run = default;
        if (chunk < PngSignature.Length || chunk > source.Length)
            return false;
        var cursor = new PngChunkCursor(source, chunk);
        if (!cursor.MoveNext() || cursor.Type.Value != PngChunkType.Idat || cursor.Length > PngChunkReader.MaxLength)
            return false;
        if (taken < 0 || taken > cursor.Available || position < taken)
            return false;
        run = new PngIdatRun(source, cursor) { Taken = taken, _before = position - taken };
        return true;
    }

    /// <summary>The chunk that stands at the place; when all is read, the last IDAT.</summary>
    public PngChunkCursor Chunk { get; private set; } = first;

    /// <summary>Bytes of the chunk's data before the place.</summary>
    public long Taken { get; private set; }

    /// <summary>Bytes of image data before the place, of all chunks.</summary>
    public readonly long Position => _before + Taken;

    /// <summary>File offset of the place; at a chunk's end that of its CRC.</summary>
    public readonly long FileOffset => Chunk.PayloadOffset + _skipped + Taken;

    /// <summary>Bytes from the place to the chunk's end, as far as the file has them.</summary>
    public readonly long Left => Math.Max(Chunk.Available - _skipped, 0) - Taken;

    /// <summary>Whether any byte of image data is left.</summary>
    public readonly bool HasMore
    {
        get
        {
            PngIdatRun run = this;
            while (run.Left == 0)
            {
                if (!run.MoveNext())
                    return false;
            }

            return true;
        }
    }

    /// <summary>The bytes at the place, at most <paramref name="most"/>; empty at the chunk's end. They stay to be taken.</summary>
    public readonly ReadOnlySpan<byte> Peek(int most) => _source.Slice(FileOffset, (int)Math.Min(Left, most));

    /// <summary>Passes over bytes of the chunk.</summary>
    public void Take(long count) => Taken += count;

    /// <summary>
    /// On to the chunk after this one, whatever is left of it; false if that is no IDAT that can be read. fdAT chunks need not be
    /// consecutive: the next one that comes before another fcTL is of the same frame.
    /// </summary>
    public bool MoveNext()
    {
        PngChunkCursor next = Chunk;
        if (_skipped > 0)
            return MoveNextOfFrame(next);
        return Chunk.IsComplete && next.MoveNext() && next.Type.Value == PngChunkType.Idat && next.Length <= PngChunkReader.MaxLength && MoveTo(next);
    }

    /// <summary>
    /// At the end of the run: on to an IDAT with data that other chunks separate from it, a breach of PNG 5.6 with only one sensible reading.
    /// </summary>
    /// <param name="between">The first chunk between.</param>
    public bool MovePastGap(out PngChunkType between)
    {
        between = default;
        PngChunkCursor next = Chunk;
        if (!Chunk.IsComplete || _skipped > 0)
            return false;
        bool isFirst = true;
        while (next.MoveNext() && next.Type.IsValid && next.Type.Value != PngChunkType.Iend && next.Length <= PngChunkReader.MaxLength)
        {
            if (next.Type.Value == PngChunkType.Idat && next.Available > 0)
                return MoveTo(next);
            if (isFirst)
                between = next.Type;
            isFirst = false;
        }

        return false;
    }

    /// <summary>Bytes of a chunk that its CRC covers before its data: the type, and of fdAT the sequence number.</summary>
    public static int GetSummedHead(in PngChunkCursor chunk)
        => 4 + (chunk.Type.Value == PngChunkType.Fdat ? (int)Math.Min(SequenceBytes, chunk.Available) : 0);

    /// <summary>File offset of the byte of image data at <paramref name="position"/>, the gaps passed over if there are any.</summary>
    /// <param name="source">The file.</param>
    /// <param name="first">The first IDAT chunk.</param>
    /// <param name="position">Counted from the first byte of image data; behind the last one, the end of the last chunk.</param>
    public static long FileOffsetOf(ByteSource source, PngChunkCursor first, long position)
    {
        var run = new PngIdatRun(source, first);
        while (run.Position + run.Left <= position)
        {
            run.Take(run.Left);
            if (!run.MoveNext() && !run.MovePastGap(out _))
                return run.FileOffset;
        }

        return run.FileOffset + (position - run.Position);
    }

    /// <summary>The same in the data of a frame.</summary>
    private bool MoveNextOfFrame(PngChunkCursor next)
    {
        while (next.IsComplete && next.MoveNext() && next.Type.IsValid && next.Length <= PngChunkReader.MaxLength)
        {
            if (next.Type.Value == PngChunkType.Fdat)
                return MoveTo(next);
            if (next.Type.Value is PngChunkType.Fctl or PngChunkType.Idat or PngChunkType.Iend)
                return false;
        }

        return false;
    }

    private bool MoveTo(in PngChunkCursor next)
    {
        _before += Taken;
        Taken = 0;
        Chunk = next;
        return true;
    }
}
