// Owns: the parts that a PNG file falls into for the inspector: signature, chunks, and what lies where no chunk can be read. Stands on
// PngChunkReader: where its walk ends before the file does, this one looks for the next chunk that is whole, so that the tree goes on past
// the damage; the decoder does not. Leaves to others: what is in a chunk.
using System.Buffers.Binary;

namespace RawDecoders.Png;

/// <summary>What a part of the file is.</summary>
internal enum PngPartKind
{
    /// <summary>The signature, or what stands in its place.</summary>
    Signature,

    /// <summary>A chunk; perhaps not all of it.</summary>
    Chunk,

    /// <summary>Bytes that are no chunk, before others that are or the end of the file.</summary>
    Unreadable,

    /// <summary>What follows IEND.</summary>
    Trailer,
}

/// <summary>A part of the file.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Offset">Its first byte.</param>
/// <param name="Length">Its length in bytes; of a chunk with length, type and CRC as far as they are there.</param>
internal readonly record struct PngPart(PngPartKind Kind, long Offset, long Length)
{
    public PngChunkType Type { get; init; }

    /// <summary>Payload length as the chunk states it.</summary>
    public uint StatedLength { get; init; }

    /// <summary>Whether the chunk is there to the last byte of its CRC.</summary>
    public bool IsComplete { get; init; }

    public uint StoredCrc { get; init; }

    public uint ComputedCrc { get; init; }

    public long PayloadOffset => Offset + 8;

    /// <summary>Bytes of payload that are there.</summary>
    public int PayloadLength => (int)(Length - 8 - (IsComplete ? 4 : 0));

    public bool Is(uint type) => Kind == PngPartKind.Chunk && Type.Value == type;
}

/// <summary>The parts of one file, and the payloads that decide its pixels.</summary>
internal sealed class PngLayout
{
    /// <summary>CRCs that are computed to find a whole chunk after damage.</summary>
    private const int MaxAttempts = 64;

    private readonly ReadOnlyMemory<byte> _file;
    private int _attempts;

    public PngLayout(ReadOnlyMemory<byte> file)
    {
        _file = file;
        ReadParts();
        foreach (PngPart part in Parts)
        {
            if (part.Is(PngChunkType.Ihdr) && Header is null && PngHeader.TryParse(Payload(part).Span, out PngHeader header, out _))
                Header = header;
        }
    }

    /// <summary>All of the file, in order, without gaps.</summary>
    public List<PngPart> Parts { get; } = [];

    /// <summary>The first IHDR that can be read.</summary>
    public PngHeader? Header { get; }

    public ReadOnlyMemory<byte> Payload(in PngPart part) => _file.Slice((int)part.PayloadOffset, part.PayloadLength);

    /// <summary>The first chunk of a type before the image data, or null: of a type that may not repeat, the one that counts.</summary>
    public PngPart? Find(uint type)
    {
        foreach (PngPart part in Parts)
        {
            if (part.Is(type))
                return part;
            if (part.Is(PngChunkType.Idat))
                break;
        }

        return null;
    }

    /// <summary>The IDAT chunks of the image data: those that follow the first one without a gap, or all of them.</summary>
    public List<PngPart> ImageData(bool acrossGaps)
    {
        var chunks = new List<PngPart>();
        foreach (PngPart part in Parts)
        {
            if (part.Is(PngChunkType.Idat))
                chunks.Add(part);
            else if (chunks.Count > 0 && !acrossGaps)
                break;
        }

        return chunks;
    }

    private void ReadParts()
    {
        ReadOnlySpan<byte> file = _file.Span;
        long position = Math.Min(PngSignature.Length, file.Length);
        if (!file.StartsWith(PngSignature.Bytes) && file.Length > PngSignature.Length)
        {
            // A signature that lost or gained bytes: IHDR stands where it does. One with wrong bytes: IHDR stands at byte 8.
            long header = FindChunk(file[..Math.Min(file.Length, 64)], 0);
            position = header >= 0 ? header : position;
        }

        Parts.Add(new PngPart(PngPartKind.Signature, 0, position));
        while (position < file.Length)
        {
            PngPart part = ReadChunk(file, position);
            Parts.Add(part);
            position += part.Length;
            if (part.Is(PngChunkType.Iend) && part.IsComplete && position < file.Length)
            {
                Parts.Add(new PngPart(PngPartKind.Trailer, position, file.Length - position));
                break;
            }
        }
    }

    private PngPart ReadChunk(ReadOnlySpan<byte> file, long at)
    {
        var reader = new PngChunkReader(file[(int)at..], at);
        if (!reader.Read())
            return new PngPart(PngPartKind.Unreadable, at, file.Length - at);
        var chunk = new PngPart(PngPartKind.Chunk, at, reader.Length)
        {
            Type = reader.Type,
            StatedLength = reader.PayloadLength,
            IsComplete = reader.IsComplete && reader.PayloadLength <= PngChunkReader.MaxLength,
            StoredCrc = reader.StoredCrc,
            ComputedCrc = reader.ComputeCrc(),
        };
        if (chunk.IsComplete && (chunk.Type.IsValid || chunk.StoredCrc == chunk.ComputedCrc))
            return chunk;
        long next = FindChunk(file, at + (chunk.Type.IsValid ? 8 : 1));
        long end = next < 0 ? file.Length : next;
        return chunk.Type.IsValid
            ? chunk with { Length = end - at, IsComplete = false }
            : new PngPart(PngPartKind.Unreadable, at, end - at);
    }

    /// <summary>The next place at which a known chunk with the right CRC begins; -1 if there is none.</summary>
    private long FindChunk(ReadOnlySpan<byte> file, long from)
    {
        for (int at = (int)from; at <= file.Length - PngChunkReader.Overhead && _attempts < MaxAttempts; at++)
        {
            var type = new PngChunkType(BinaryPrimitives.ReadUInt32BigEndian(file[(at + 4)..]));
            if (type.Value is not (PngChunkType.Ihdr or PngChunkType.Idat or PngChunkType.Iend) && PngChunkRule.Find(type) is null)
                continue;
            var reader = new PngChunkReader(file[at..], at);
            if (!reader.Read() || !reader.IsComplete)
                continue;
            _attempts++;
            if (reader.StoredCrc == reader.ComputeCrc())
                return at;
        }

        return -1;
    }
}
