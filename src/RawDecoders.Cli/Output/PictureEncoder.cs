// Owns: the bytes of one output file, given packed rows of a picture as they come: a header with the first of them, the samples in the
// order of the kind of file, and an end. Stands between the rows (PixelBytes) and the stream. Leaves to OutputFormats which pixel format a
// kind of file needs, and to PngRowWriter and BmpRowWriter their formats.

using RawDecoders.Export;

namespace RawDecoders.Cli;

/// <summary>Writes one picture.</summary>
internal abstract class PictureEncoder
{
    /// <summary>The byte order of 16-bit samples that <see cref="Write"/> takes.</summary>
    public abstract SampleOrder Order { get; }

    /// <summary>Takes the next rows, at least one whole one; with the first the header is written, and not before.</summary>
    public abstract void Write(ReadOnlySpan<byte> rows);

    /// <summary>All rows are there.</summary>
    public virtual void Finish()
    {
    }

    /// <summary>An encoder for pixels in a format that <see cref="OutputFormats.FormatFor"/> chose.</summary>
    public static PictureEncoder Create(OutputFormat output, Stream stream, PictureShape shape) => output switch
    {
        OutputFormat.Png => new PngRowWriter(stream, shape),
        OutputFormat.Bmp => new BmpRowWriter(stream, shape),
        OutputFormat.Npy when shape.IsBoolean => new TruthEncoder(stream, shape),
        // The header of .npy says which order.
        OutputFormat.Npy => new PlainEncoder(
            stream, NpyWriter.CreateHeader(shape.Width, shape.Height, shape.Format), BitConverter.IsLittleEndian ? SampleOrder.LittleEndian : SampleOrder.BigEndian),
        OutputFormat.Raw => new PlainEncoder(stream, [], SampleOrder.LittleEndian),
        // Netpbm: samples above 255 are two bytes, the most significant first.
        OutputFormat.Pam => new PlainEncoder(stream, PnmHeader.Pam(shape.Width, shape.Height, shape.Format), SampleOrder.BigEndian),
        _ => new PlainEncoder(stream, PnmHeader.Pnm(shape.Width, shape.Height, shape.Format), SampleOrder.BigEndian),
    };

    /// <summary>A header, and the samples as they are.</summary>
    private sealed class PlainEncoder(Stream stream, byte[] header, SampleOrder order) : PictureEncoder
    {
        private bool _isBegun;

        public override SampleOrder Order => order;

        public override void Write(ReadOnlySpan<byte> rows)
        {
            if (!_isBegun)
                stream.Write(header);
            _isBegun = true;
            stream.Write(rows);
        }
    }

    /// <summary>Samples of 0 and 255 as the 0 and 1 that NumPy's Boolean is.</summary>
    private sealed class TruthEncoder(Stream stream, PictureShape shape) : PictureEncoder
    {
        private readonly PlainEncoder _plain = new(stream, NpyWriter.CreateHeader(NpyType.B1, shape.Height, shape.Width), SampleOrder.LittleEndian);

        public override SampleOrder Order => SampleOrder.LittleEndian;

        public override void Write(ReadOnlySpan<byte> rows)
        {
            byte[] truths = new byte[rows.Length];
            for (int i = 0; i < truths.Length; i++)
                truths[i] = (byte)(rows[i] & 1);
            _plain.Write(truths);
        }
    }
}

/// <summary>Size and format of a picture's packed rows.</summary>
internal readonly record struct PictureShape(int Width, int Height, PixelFormat Format, bool IsBoolean = false)
{
    /// <summary>Bytes of a row.</summary>
    public int RowBytes => checked(Width * Format.GetBytesPerPixel());
}
