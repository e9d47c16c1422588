// Owns: a chunk walk over a whole source, however large, that can be kept in a field: a PngChunkReader is placed anew on the window at each
// chunk. Stands between the reader and the stages that hold state across chunks (headers, image data). Leaves to others: what is in a chunk
// and whether it may be there.
using System.Buffers.Binary;
using System.IO.Hashing;

namespace RawDecoders.Png;

/// <summary>The chunk that a walk stands on, as facts. A struct to copy: a copy is a bookmark.</summary>
internal struct PngChunkCursor(ByteSource source, long position = PngSignature.Length)
{
    /// <summary>Chunks up to this payload are read by one reader on one window.</summary>
    private const int WindowBytes = int.MaxValue;

    private readonly ByteSource _source = source;

    public PngChunkType Type { get; private set; }

    /// <summary>Payload length as stated.</summary>
    public uint Length { get; private set; }

    /// <summary>File offset of the chunk's length field; before the first MoveNext, of the first chunk.</summary>
    public long Offset { get; private set; } = position;

    /// <summary>File offset of the next chunk.</summary>
    public long NextOffset { get; private set; } = position;

    public uint StoredCrc { get; private set; }

    public readonly long PayloadOffset => Offset + 8;

    public readonly long CrcOffset => PayloadOffset + Length;

    /// <summary>How many bytes of the payload the source holds.</summary>
    public readonly long Available => Math.Min(Length, _source.Length - PayloadOffset);

    public readonly bool IsComplete => NextOffset <= _source.Length;

    /// <summary>The payload as far as it is there; of a payload over 2 GiB the beginning.</summary>
    public readonly ReadOnlySpan<byte> Payload => _source.Window(PayloadOffset, (int)Math.Min(Available, int.MaxValue));

    /// <summary>Moves on; false when fewer than 8 bytes are left at <see cref="NextOffset"/>.</summary>
    public bool MoveNext()
    {
        var reader = new PngChunkReader(_source.Window(NextOffset, WindowBytes), NextOffset);
        if (!reader.Read())
            return false;
        Type = reader.Type;
        Length = reader.PayloadLength;
        Offset = reader.Offset;
        NextOffset = reader.NextOffset;
        // A chunk may be longer than a span can show.
        StoredCrc = reader.IsComplete ? reader.StoredCrc
            : IsComplete ? BinaryPrimitives.ReadUInt32BigEndian(_source.Slice(CrcOffset, 4))
            : 0;
        return true;
    }

    /// <summary>The CRC-32 that the chunk would have if its type were another one.</summary>
    public readonly uint ComputeCrcAs(uint type)
    {
        var crc = new Crc32();
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, type);
        crc.Append(bytes);
        crc.Append(Payload);
        return crc.GetCurrentHashAsUInt32();
    }

    /// <summary>CRC-32 of type and payload, as far as they are there.</summary>
    public readonly uint ComputeCrc()
    {
        long count = 4 + Available;
        if (count <= int.MaxValue)
            return Crc32.HashToUInt32(_source.Slice(Offset + 4, (int)count));
        var crc = new Crc32();
        for (long done = 0; done < count;)
        {
            ReadOnlySpan<byte> piece = _source.Window(Offset + 4 + done, (int)Math.Min(count - done, 1 << 30));
            crc.Append(piece);
            done += piece.Length;
        }

        return crc.GetCurrentHashAsUInt32();
    }
}
