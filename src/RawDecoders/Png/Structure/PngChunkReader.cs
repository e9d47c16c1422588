// Owns: the walk over a PNG datastream: signature, then chunks. Stands at the beginning of everything: decoder, Identify and inspector read
// chunks through it and nothing else parses chunk headers. Leaves to others: CRC policy, order and meaning; it states facts.
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
///     Console.WriteLine($"{reader.Offset,6} {reader.Type} {reader.PayloadLength,6} bytes, {kind}, {state}");
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

    /// <summary>Begins a walk at the start of a file. The 8 bytes of the signature are passed over, whatever they are.</summary>
    /// <param name="file">The file, or its beginning.</param>
    public PngChunkReader(ReadOnlySpan<byte> file)
    {
        _data = file;
        _next = PngSignature.Length;
    }

    /// <summary>Begins a walk at a chunk.</summary>
    /// <param name="chunks">
    /// A window of a file. A file larger than a span is walked by a new reader on the window that begins at
    /// <see cref="NextOffset"/> of the chunk before.
    /// </param>
    /// <param name="baseOffset">Where <paramref name="chunks"/> begins in the file.</param>
    public PngChunkReader(ReadOnlySpan<byte> chunks, long baseOffset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(baseOffset);
        _data = chunks;
        _baseOffset = baseOffset;
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
        PayloadLength = BinaryPrimitives.ReadUInt32BigEndian(_data[_start..]);
        Type = new PngChunkType(BinaryPrimitives.ReadUInt32BigEndian(_data[(_start + 4)..]));
        _next = (long)_start + Overhead + PayloadLength;
        return true;
    }

    /// <summary>Chunk type.</summary>
    public PngChunkType Type { get; private set; }

    /// <summary>Where the chunk, that is its length field, begins: byte offset from the start of the file.</summary>
    public readonly long Offset => _baseOffset + _start;

    /// <summary>
    /// Bytes of the chunk from <see cref="Offset"/> on, all that belongs to it: length, type, payload and CRC. Of one that runs past
    /// the end of the bytes, what is there of it.
    /// </summary>
    public readonly long Length => Math.Min(_next, _data.Length) - _start;

    /// <summary>Whether the bytes given hold the chunk to its last byte.</summary>
    public readonly bool IsComplete => _next <= _data.Length;

    /// <summary>Payload length in bytes as the chunk states it; above 2^31 - 1 it is illegal.</summary>
    public uint PayloadLength { get; private set; }

    /// <summary>File offset of the payload: 8 bytes after <see cref="Offset"/>.</summary>
    public readonly long PayloadOffset => Offset + 8;

    /// <summary>File offset of the CRC field.</summary>
    public readonly long CrcOffset => PayloadOffset + PayloadLength;

    /// <summary>File offset at which the next chunk begins, if there is one.</summary>
    public readonly long NextOffset => _baseOffset + _next;

    /// <summary>The payload, or what the data holds of it.</summary>
    public readonly ReadOnlySpan<byte> Payload => _data.Slice(_start + 8, (int)Math.Min(PayloadLength, _data.Length - _start - 8));

    /// <summary>The CRC as stored; 0 when the chunk is not complete.</summary>
    public readonly uint StoredCrc => IsComplete ? BinaryPrimitives.ReadUInt32BigEndian(_data[((int)_next - 4)..]) : 0;

    /// <summary>
    /// Computes the CRC-32 of type and payload (PNG 5.5) over what the data holds of them. Of a sound chunk it equals
    /// <see cref="StoredCrc"/>.
    /// </summary>
    public readonly uint ComputeCrc() => Crc32.HashToUInt32(_data.Slice(_start + 4, 4 + Payload.Length));
}
