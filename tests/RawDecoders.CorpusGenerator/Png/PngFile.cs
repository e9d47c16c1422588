// A PNG datastream under construction: signature and chunks (PNG 5.2, 5.3). Owns: framing, with every field open to
// falsification. Leaves to others: payloads (PngImage, the sections).

using System.Text;

namespace RawDecoders.CorpusGenerator;

/// <summary>Appends chunks; each call returns the chunk's offset (of its length field) for expected errors.</summary>
public sealed class PngFile
{
    private readonly ByteSink _sink = new();

    /// <param name="signature">Whether to begin with the eight bytes of PNG 5.2.</param>
    public PngFile(bool signature = true)
    {
        if (signature)
            _sink.Bytes(Signature);
    }

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>Offset of the next byte.</summary>
    public int Position => _sink.Position;

    public byte[] ToArray() => _sink.ToArray();

    /// <summary>Appends a chunk; returns its offset.</summary>
    public int Chunk(string type, ReadOnlySpan<byte> data, uint? length = null, uint crcXor = 0)
    {
        int offset = _sink.Position;
        byte[] name = Encoding.Latin1.GetBytes(type);
        uint crc = Checksums.Crc32(data, Checksums.Crc32(name));
        _sink.Be32(length ?? (uint)data.Length).Bytes(name).Bytes(data).Be32(crc ^ crcXor);
        return offset;
    }

    public int Chunk(string type, ByteSink data) => Chunk(type, data.ToArray());

    /// <summary>IHDR (PNG 11.2.1).</summary>
    public int Header(uint width, uint height, int depth, int colourType, int interlace = 0, int compression = 0, int filter = 0)
        => Chunk("IHDR", new ByteSink().Be32(width).Be32(height).U8(depth).U8(colourType).U8(compression).U8(filter).U8(interlace));

    public int Header(PngImage image)
        => Header((uint)image.Samples.Width, (uint)image.Samples.Height, image.Samples.Depth, image.ColourType, image.Interlaced ? 1 : 0);

    public int End() => Chunk("IEND", []);

    /// <summary>Bytes outside any chunk.</summary>
    public void Raw(ReadOnlySpan<byte> bytes) => _sink.Bytes(bytes);

    /// <summary>The compressed stream as one IDAT, or in pieces of <paramref name="pieces"/> bytes, repeated; 0 gives an empty chunk.</summary>
    public int Data(ReadOnlySpan<byte> zlib, params int[] pieces)
    {
        int offset = Position;
        if (pieces.Length == 0)
        {
            Chunk("IDAT", zlib);
            return offset;
        }

        for (int i = 0; !zlib.IsEmpty; i++)
        {
            int take = Math.Min(pieces[i % pieces.Length], zlib.Length);
            Chunk("IDAT", zlib[..take]);
            zlib = zlib[take..];
        }

        return offset;
    }
}
