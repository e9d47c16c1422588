// Owns: image data inflated by the platform's engine, in blocks where there is much of it and as a stream where there is little. Stands
// between PngIdatStream and PngImageData. Leaves to others: everything that is not flawless. It then says no more than "flawed".
using System.Diagnostics;

namespace RawDecoders.Png;

/// <summary>The zlib datastream of a picture, as long as it is flawless.</summary>
internal sealed unsafe class PngPlatformData : IDisposable
{
    private readonly PngIdatStream _feed;
    private readonly MemoryBudget _budget;
    private readonly PngBlockInflater? _blocks;
    private readonly PngPlatformStream? _stream;

    /// <param name="source">The file.</param>
    /// <param name="first">The first IDAT chunk.</param>
    /// <param name="rawBytes">How many bytes will come out.</param>
    /// <param name="budget">Pays for blocks; without the means there are none.</param>
    /// <param name="options">How large blocks are, and from where on there are any.</param>
    public PngPlatformData(ByteSource source, PngChunkCursor first, long rawBytes, MemoryBudget budget, DecodeOptions options)
    {
        _budget = budget;
        _feed = new PngIdatStream(source, first);
        // Where little data gives many bytes, there are few pieces to pay for: below 1/16 (drawn pictures, mostly of one colour)
        // blocks took 2 % longer than the stream.
        bool inBlocks = options.BlocksFromBytes == 0 || HasData(source, first, Math.Max(options.BlocksFromBytes, rawBytes / 16));
        if (inBlocks && budget.TryDraw(PngBlockInflater.BufferBytes))
            _blocks = new PngBlockInflater(_feed, rawBytes, options.WorkUnitBytes);
        else
            _stream = PngPlatformStream.OfZlib(_feed);
    }

    /// <summary>Whether bytes lie ready in blocks, and come without a copy.</summary>
    public bool IsInBlocks => _blocks is not null;

    /// <summary>The IDAT chunk that was read last.</summary>
    public PngChunkCursor LastChunk => _feed.Chunk;

    /// <summary>How many bytes can be taken at once; 0 at the end of the data, and as a stream.</summary>
    /// <exception cref="InvalidDataException">The data is flawed.</exception>
    public int GetReady() => _blocks?.GetReady() ?? 0;

    /// <summary>Takes bytes that are ready. They stay in place until anything else is asked of this.</summary>
    public byte* Take(int count)
    {
        Debug.Assert(_blocks is not null && count > 0);
        return _blocks.Take(count);
    }

    /// <summary>Fills <paramref name="buffer"/> as far as the data goes.</summary>
    /// <exception cref="InvalidDataException">The data is flawed.</exception>
    public int Read(Span<byte> buffer)
    {
        int count = 0;
        while (count < buffer.Length)
        {
            int read;
            if (_blocks is null)
            {
                read = _stream!.Read(buffer[count..]);
            }
            else
            {
                read = Math.Min(_blocks.GetReady(), buffer.Length - count);
                if (read > 0)
                    new ReadOnlySpan<byte>(_blocks.Take(read), read).CopyTo(buffer[count..]);
            }

            if (read == 0)
                break;
            count += read;
        }

        return count;
    }

    /// <summary>After the last raw byte: whether datastream and data end here, together, with the right check value.</summary>
    public bool IsFlawless()
    {
        try
        {
            if (_blocks is not null)
                return _blocks.IsFlawless();
            Span<byte> one = stackalloc byte[1];
            return _stream!.Read(one) == 0 && !_feed.AskedPastEnd && !_feed.HasMore;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        _stream?.Dispose();
        if (_blocks is null)
            return;
        _blocks.Dispose();
        _budget.Return(PngBlockInflater.BufferBytes);
    }

    /// <summary>Whether there are at least so many bytes of image data.</summary>
    private static bool HasData(ByteSource source, PngChunkCursor first, long least)
    {
        var run = new PngIdatRun(source, first);
        do
            run.Take(run.Left);
        while (run.Position < least && run.MoveNext());
        return run.Position >= least;
    }
}
