// Owns: `decode -o x.png`: a PNG for a look at what was decoded, of 8 or 16 bits, with alpha or without. Quick, and small enough: one filter
// for all rows, the fastest DEFLATE; in memory that does not grow with the picture. Stands beside PngFile, which writes the pictures of
// `inspect --stages` and has the chunks. Leaves metadata out: rawdec is no converter.

using System.IO.Compression;

namespace RawDecoders.Cli;

/// <summary>Writes a PNG row by row.</summary>
internal sealed class PngRowWriter(Stream stream, PictureShape shape) : PictureEncoder
{
    /// <summary>Filter type Sub (PNG 9.2): each byte less the one of the pixel before.</summary>
    private const byte SubFilter = 1;

    private readonly byte[] _filtered = new byte[shape.RowBytes + 1];
    private ZLibStream? _zlib;

    public override SampleOrder Order => SampleOrder.BigEndian;

    public override void Write(ReadOnlySpan<byte> rows)
    {
        _zlib ??= Begin();
        int pixelBytes = shape.Format.GetBytesPerPixel();
        _filtered[0] = SubFilter;
        for (; !rows.IsEmpty; rows = rows[shape.RowBytes..])
        {
            ReadOnlySpan<byte> row = rows[..shape.RowBytes];
            Span<byte> filtered = _filtered.AsSpan(1);
            row[..pixelBytes].CopyTo(filtered);
            for (int i = pixelBytes; i < row.Length; i++)
                filtered[i] = (byte)(row[i] - row[i - pixelBytes]);
            _zlib.Write(_filtered);
        }
    }

    public override void Finish()
    {
        _zlib!.Dispose();
        PngFile.WriteChunk(stream, "IEND"u8, []);
    }

    private ZLibStream Begin()
    {
        PngFile.WriteHeader(stream, shape.Width, shape.Height, shape.Format);
        // Disposing of it writes the last chunk, and does not touch the stream below.
        return new ZLibStream(new BufferedStream(new ChunkStream(stream), 64 << 10), CompressionLevel.Fastest);
    }

    /// <summary>Each write an IDAT chunk.</summary>
    private sealed class ChunkStream(Stream stream) : WriteOnlyStream
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (!buffer.IsEmpty)
                PngFile.WriteChunk(stream, "IDAT"u8, buffer);
        }
    }
}
