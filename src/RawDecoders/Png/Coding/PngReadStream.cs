// Owns: that a stream knows whether more was asked for than it has. Stands on ReadOnlyStream and under the feeds of the platform's inflater, which
// derive from it (PngIdatStream for image data, PngMemoryStream for the payload of one chunk). Leaves to others: where the bytes come from.
using System.Diagnostics;

namespace RawDecoders.Png;

/// <summary>What the platform's inflater is fed by.</summary>
internal abstract class PngReadStream : ReadOnlyStream
{
    /// <summary>
    /// Whether more was asked for than there is. At the end of its input the platform's inflater does not tell "finished"
    /// from "starved"; but only a starved one asks.
    /// </summary>
    public bool AskedPastEnd { get; protected set; }
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
