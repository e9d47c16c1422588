// Owns: the image data as a stream for the platform's inflater, as long as nothing is wrong with it. Stands between PngIdatRun and
// System.IO.Compression. Leaves to others: what a flaw is and where: at the first one it throws, and PngExactData reads the data instead.
namespace RawDecoders.Png;

/// <summary>
/// Reads the payloads of consecutive IDAT chunks. The inflater asks for 8 KiB at a time; many tiny chunks are gathered into
/// one answer.
/// </summary>
/// <remarks>
/// The very last byte of the data is held back until it is asked for alone. A zlib datastream ends with its check value, so
/// an inflater that finishes without asking for that byte has left bytes over, one that asks for more after it is starved,
/// and the platform's stream, which tells neither, need not.
/// </remarks>
internal sealed class PngIdatStream : PngReadStream
{
    private readonly ByteSource _source;
    private readonly PngIdatSum _sum = new();
    private PngIdatRun _run;
    private bool _hasBegun;

    public PngIdatStream(ByteSource source, PngChunkCursor first)
    {
        _source = source;
        _run = new PngIdatRun(source, first);
        _sum.Begin(source, first);
    }

    /// <summary>Whether any byte was not asked for.</summary>
    public bool HasMore => _run.HasMore;

    /// <summary>The chunk that bytes are taken from.</summary>
    public PngChunkCursor Chunk => _run.Chunk;

    /// <exception cref="InvalidDataException">The CRC of a chunk is wrong.</exception>
    public override int Read(Span<byte> buffer)
    {
        int count = 0;
        if (!_hasBegun && _run.Left == 0)
            CheckSum();
        _hasBegun = true;
        while (count < buffer.Length)
        {
            if (_run.Left == 0)
            {
                if (!_run.MoveNext())
                    break;
                _sum.Begin(_source, _run.Chunk);
                if (_run.Left == 0)
                    CheckSum();
                continue;
            }

            int take = (int)Math.Min(_run.Left, buffer.Length - count);
            if (take == _run.Left && IsLast())
            {
                // The last byte of all comes alone.
                if (take > 1)
                    take--;
                else if (count > 0)
                    break;
            }

            ReadOnlySpan<byte> piece = _run.Peek(take);
            piece.CopyTo(buffer[count..]);
            _sum.Append(piece);
            _run.Take(take);
            count += take;
            if (_run.Left == 0)
                CheckSum();
        }

        AskedPastEnd |= count == 0 && !buffer.IsEmpty;
        return count;
    }

    /// <summary>Whether what is left of the chunk is the end of the data.</summary>
    private bool IsLast()
    {
        PngIdatRun rest = _run;
        rest.Take(rest.Left);
        return !rest.HasMore;
    }

    private void CheckSum()
    {
        if (!_run.Chunk.IsComplete || _sum.Value != _run.Chunk.StoredCrc)
            throw new InvalidDataException("The CRC of an IDAT chunk is wrong.");
    }
}
