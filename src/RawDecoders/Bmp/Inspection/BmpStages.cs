// Owns: pictures of the stages between a BMP file's bytes and its pixels: the index plane, a map of the codes, the channels. Stands
// over the decoder. Leaves writing them to files to the command line.
using RawDecoders.Inspection;

namespace RawDecoders.Bmp;

internal sealed class BmpStages(ReadOnlyMemory<byte> bytes, InspectOptions options)
{
    /// <summary>The pictures. A damaged file is drawn as Lenient decodes it.</summary>
    /// <exception cref="ImageDecodeException">The file is refused even by Lenient.</exception>
    public IEnumerable<StagePicture> All()
    {
        BmpFile file = ReadHeaders();
        if (!file.Dib.IsUncompressed)
        {
            yield return new StagePicture(
                "codes",
                file.Dib.Compression == BmpCompression.Huffman1D
                    ? "The runs of the Huffman code: white runs light, black runs dark, one shade after the other (T.4 4.1)."
                    : "The opcodes: encoded runs orange, absolute runs blue, one shade after the other; skipped pixels black (wingdi.h Bitmap Compression).",
                DrawCodes());
        }

        if (file.Dib.HasPalettePixels)
        {
            PixelBuffer indices = Decode(PixelFormat.Indexed8);
            int most = Math.Max(1, file.PaletteCount - 1);
            byte[] grey = new byte[indices.Width * indices.Height];
            for (int i = 0; i < grey.Length; i++)
                grey[i] = (byte)Math.Min(255, indices.Span[i] * 255 / most);
            yield return new StagePicture("indices", $"The palette indices, 0 black to {most} white (wingdi.h biClrUsed).", Picture(grey, indices, PixelFormat.Gray8));
        }
        else
        {
            PixelBuffer pixels = Decode(PixelFormat.Rgba32);
            string[] names = file.HasAlpha ? ["red", "green", "blue", "alpha"] : ["red", "green", "blue"];
            for (int c = 0; c < names.Length; c++)
            {
                byte[] plane = new byte[pixels.Width * pixels.Height];
                for (int i = 0; i < plane.Length; i++)
                    plane[i] = pixels.Span[4 * i + c];
                yield return new StagePicture(names[c], $"The {names[c]} channel, scaled to 8 bits.", Picture(plane, pixels, PixelFormat.Gray8));
            }
        }

        yield return new StagePicture("picture", "The picture.", Decode(PixelFormat.Rgb24));
    }

    private static PixelBuffer Picture(byte[] pixels, PixelBuffer like, PixelFormat format)
        => new(pixels, like.Width, like.Height, format, like.Width * format.GetBytesPerPixel());

    private static unsafe BmpDecoder Open(System.Buffers.MemoryHandle pin, int length, DecodeOptions options)
        => new BmpOpening(new ByteSource((byte*)pin.Pointer, length), isWhole: true, options).Open();

    private DecodeOptions Options(PixelFormat? format) => new() { Strictness = Strictness.Lenient, Limits = options.Limits, PixelFormat = format };

    private BmpFile ReadHeaders()
    {
        using System.Buffers.MemoryHandle pin = bytes.Pin();
        using BmpDecoder decoder = Open(pin, bytes.Length, Options(null));
        return decoder.File;
    }

    private PixelBuffer Decode(PixelFormat format)
    {
        using System.Buffers.MemoryHandle pin = bytes.Pin();
        using BmpDecoder decoder = Open(pin, bytes.Length, Options(format));
        byte[] pixels = Allocate(decoder, format.GetBytesPerPixel());
        int stride = decoder.File.Width * format.GetBytesPerPixel();
        decoder.DecodeAll(pixels, stride);
        return new PixelBuffer(pixels, decoder.File.Width, decoder.File.Height, format, stride);
    }

    private PixelBuffer DrawCodes()
    {
        using System.Buffers.MemoryHandle pin = bytes.Pin();
        using BmpDecoder decoder = Open(pin, bytes.Length, Options(null));
        var painter = new BmpCodePainter(decoder.File, Allocate(decoder, 3));
        decoder.Follow(painter);
        return new PixelBuffer(painter.Pixels, decoder.File.Width, decoder.File.Height, PixelFormat.Rgb24, 3 * decoder.File.Width);
    }

    private static byte[] Allocate(BmpDecoder decoder, int pixelBytes)
    {
        long size = (long)decoder.File.Width * decoder.File.Height * pixelBytes;
        decoder.Budget.Draw(size, decoder.File.DibOffset + 4, "a picture of a stage", "DIB header");
        return new byte[size];
    }

    /// <summary>Paints each code's pixels in the colour of its kind.</summary>
    private sealed class BmpCodePainter(BmpFile file, byte[] pixels) : IBmpObserver
    {
        private bool _odd;

        public byte[] Pixels => pixels;

        public void OnCode(in BmpCode code)
        {
            if (code.Painted == 0)
                return;
            (byte red, byte green, byte blue) = (code.Kind, _odd) switch
            {
                (BmpCodeKind.Run, false) => ((byte)255, (byte)160, (byte)64),
                (BmpCodeKind.Run, true) => ((byte)208, (byte)112, (byte)16),
                (BmpCodeKind.Literal, false) => ((byte)96, (byte)160, (byte)255),
                (BmpCodeKind.Literal, true) => ((byte)32, (byte)96, (byte)208),
                (BmpCodeKind.White, false) => ((byte)255, (byte)255, (byte)255),
                (BmpCodeKind.White, true) => ((byte)216, (byte)216, (byte)216),
                (_, false) => ((byte)80, (byte)80, (byte)80),
                _ => ((byte)32, (byte)32, (byte)32),
            };
            _odd = !_odd;
            int y = file.Dib.IsTopDown ? code.FileRow : file.Height - 1 - code.FileRow;
            Span<byte> row = pixels.AsSpan((int)(3L * ((long)y * file.Width + code.X)), 3 * code.Painted);
            for (int i = 0; i < row.Length; i += 3)
                (row[i], row[i + 1], row[i + 2]) = (red, green, blue);
        }

        public void OnIssue(Issue issue, int firstRow, int rowCount)
        {
            // A picture shows no words.
        }
    }
}
