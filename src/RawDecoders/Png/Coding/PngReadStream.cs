// Owns: what System.IO.Stream wants of a stream that can only be read forward. Stands under the feeds of the platform's inflater, which
// derive from it (PngIdatStream for image data, PngMemoryStream for the payload of one chunk). Leaves to others: where the bytes come from.
using System.Diagnostics;

namespace RawDecoders.Png;

/// <summary>A stream that is only read, and only from begin to end.</summary>
internal abstract class PngReadStream : Stream
{
    /// <summary>
    /// Whether more was asked for than there is. At the end of its input the platform's inflater does not tell "finished"
    /// from "starved"; but only a starved one asks.
    /// </summary>
    public bool AskedPastEnd { get; protected set; }

    public sealed override bool CanRead => true;

    public sealed override bool CanSeek => false;

    public sealed override bool CanWrite => false;

    public sealed override long Length => throw new NotSupportedException();

    public sealed override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public abstract override int Read(Span<byte> buffer);

    public sealed override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public sealed override void Flush()
    {
    }

    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public sealed override void SetLength(long value) => throw new NotSupportedException();

    public sealed override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>Reads memory that stays in place while the stream is used.</summary>
internal sealed unsafe class PngMemoryStream(byte* start, int length) : PngReadStream
{
    private int _position;

    public override int Read(Span<byte> buffer)
    {
        Debug.Assert(length >= 0 && _position <= length && (start != null || length == 0));
        int count = Math.Min(buffer.Length, length - _position);
        AskedPastEnd |= count == 0;
        new ReadOnlySpan<byte>(start + _position, count).CopyTo(buffer);
        _position += count;
        return count;
    }
}
