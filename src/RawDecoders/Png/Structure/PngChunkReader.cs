// Owns: the walk over a PNG datastream: signature, then chunks. The first stage of everything: decoder, Identify and
// inspector read chunks through it and nothing else parses chunk headers.
// States facts and has no opinion: CRC policy, order and meaning are left to the caller.
using System.Buffers.Binary;
using System.IO.Hashing;

namespace RawDecoders.Png;

/// <summary>
/// Walks the chunks of a PNG file (PNG 5.2, 5.3) without allocating. Never throws for any bytes.
/// </summary>
/// <example>
/// Lists the chunks of a file, with what their types say and whether their bytes are intact.
/// <code>
/// byte[] file = File.ReadAllBytes("photo.png");
/// var reader = new PngChunkReader(file);
/// while (reader.Read())
/// {
///     string kind = reader.Type.IsCritical ? "critical" : "ancillary";
///     string state = !reader.IsComplete ? "cut off" : reader.StoredCrc == reader.ComputeCrc() ? "intact" : "damaged";
///     Console.WriteLine($"{reader.Offset,6} {reader.Type} {reader.Length,6} bytes, {kind}, {state}");
/// }
/// if (reader.NextOffset &lt; file.Length)
///     Console.WriteLine($"{reader.NextOffset,6} no chunk");
/// </code>
/// </example>
public ref struct PngChunkReader
{
    /// <summary>Bytes of a chunk besides its payload: length, type, CRC.</summary>
    internal const int Overhead = 12;

    /// <summary>Largest payload that PNG 5.3 allows: 2^31 - 1 bytes.</summary>
    internal const uint MaxLength = int.MaxValue;

    private readonly ReadOnlySpan<byte> _data;
    private readonly long _baseOffset;

    /// <summary>Start of the next chunk, relative to <see cref="_data"/>; may lie beyond its end.</summary>
    private long _next;

    /// <summary>Start of the current chunk, relative to <see cref="_data"/>.</summary>
    private int _start;

    /// <summary>Begins a walk.</summary>
    /// <param name="data">
    /// The file, or a window of it. A file larger than a span is walked by a new reader on the window that begins at
    /// <see cref="NextOffset"/> of the chunk before.
    /// </param>
    /// <param name="baseOffset">
    /// Where <paramref name="data"/> begins in the file. 0 means at the signature, whose 8 bytes are then passed over
    /// whatever they are; any other value means at a chunk.
    /// </param>
    public PngChunkReader(ReadOnlySpan<byte> data, long baseOffset = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(baseOffset);
        _data = data;
        _baseOffset = baseOffset;
        _next = baseOffset == 0 ? PngSignature.Length : 0;
    }

    /// <summary>
    /// Moves to the next chunk. Returns <see langword="false"/> when fewer than the 8 bytes of its length and type are
    /// there; <see cref="NextOffset"/> then is where it would begin.
    /// </summary>
    public bool Read()
    {
        if (_next > _data.Length - 8)
            return false;
        _start = (int)_next;
        Length = BinaryPrimitives.ReadUInt32BigEndian(_data[_start..]);
        Type = new PngChunkType(BinaryPrimitives.ReadUInt32BigEndian(_data[(_start + 4)..]));
        _next = (long)_start + Overhead + Length;
        return true;
    }

    /// <summary>Chunk type.</summary>
    public PngChunkType Type { get; private set; }

    /// <summary>Payload length in bytes as the chunk states it; above 2^31 - 1 it is illegal.</summary>
    public uint Length { get; private set; }

    /// <summary>File offset of the chunk, that is of its length field.</summary>
    public readonly long Offset => _baseOffset + _start;

    /// <summary>File offset of the payload: 8 bytes after <see cref="Offset"/>.</summary>
    public readonly long PayloadOffset => Offset + 8;

    /// <summary>File offset of the CRC field.</summary>
    public readonly long CrcOffset => PayloadOffset + Length;

    /// <summary>File offset at which the next chunk begins, if there is one.</summary>
    public readonly long NextOffset => _baseOffset + _next;

    /// <summary>The payload, or what the data holds of it.</summary>
    public readonly ReadOnlySpan<byte> Payload => _data.Slice(_start + 8, (int)Math.Min(Length, _data.Length - _start - 8));

    /// <summary>Whether payload and CRC are there to their last byte.</summary>
    public readonly bool IsComplete => _next <= _data.Length;

    /// <summary>The CRC as stored; 0 when the chunk is not complete.</summary>
    public readonly uint StoredCrc => IsComplete ? BinaryPrimitives.ReadUInt32BigEndian(_data[((int)_next - 4)..]) : 0;

    /// <summary>
    /// Computes the CRC-32 of type and payload (PNG 5.5) over what the data holds of them. Of a sound chunk it equals
    /// <see cref="StoredCrc"/>.
    /// </summary>
    public readonly uint ComputeCrc() => Crc32.HashToUInt32(_data.Slice(_start + 4, 4 + Payload.Length));
}
