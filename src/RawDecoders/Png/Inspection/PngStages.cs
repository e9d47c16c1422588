// Owns: pictures of what a PNG file looks like between its stages: filtered bytes, filter types, the passes of Adam7, and how many bits of
// DEFLATE data each pixel took. Stands on PngImageWalk and, for the passes, on the decoder. Leaves to others: writing the pictures to
// files.
using System.Buffers;
using RawDecoders.Inspection;

namespace RawDecoders.Png;

/// <summary>Draws stages.</summary>
internal sealed unsafe class PngStages(ReadOnlyMemory<byte> file, PngLayout layout, InspectOptions options, InspectBudget budget)
{
    /// <summary>A colour for each filter type, and black for what is not defined.</summary>
    private static readonly byte[][] FilterColors = [[170, 170, 170], [220, 60, 50], [60, 160, 70], [60, 90, 210], [240, 190, 40], [0, 0, 0]];

    /// <summary>The pictures, in the order of decoding.</summary>
    /// <exception cref="ImageDecodeException">The file is refused.</exception>
    public IEnumerable<StagePicture> Draw()
    {
        // The inflated bytes with a number of bits for each, the picture and what is drawn of it.
        if (layout.Header is { } header && !budget.TryMemory((5 * PngCost.Raw(layout)) + Math.Min(long.MaxValue / 4, 6L * header.Width * header.Height)))
            throw InspectBudget.Exceeded(ImageFormat.Png, 0, $"pictures of {header.Width} x {header.Height} pixels", InspectLimit.Memory);
        if (!budget.TryWork(PngCost.Rows(layout)))
            throw InspectBudget.Exceeded(ImageFormat.Png, 0, "pictures of the stages", InspectLimit.Work);
        PixelBuffer pixels = Decode(file, new DecodeOptions { Limits = options.Limits });
        // Three bytes a pixel, and of passes below each other some space beside the narrow ones.
        if (6L * pixels.Width * pixels.Height > Array.MaxLength)
            throw TooLarge(pixels.Width, pixels.Height);
        PngImageWalk image = PngImageWalk.Open(file, layout, options.Limits, budget, PngImageWalk.MaxSymbols(options.Limits))!;
        return Draw(image, pixels);
    }

    /// <summary>Decodes a whole picture.</summary>
    public static PixelBuffer Decode(ReadOnlyMemory<byte> file, DecodeOptions decode)
    {
        using MemoryHandle pin = file.Pin();
        using PngDecoder decoder = PngDecoder.Open(new ByteSource((byte*)pin.Pointer, file.Length), decode);
        (int width, int height) = (decoder.Info.Width, decoder.Info.Height);
        int stride = width * decoder.OutputFormat.GetBytesPerPixel();
        decoder.Budget.Draw((long)stride * height, 16, "pixels", "IHDR");
        if ((long)stride * height > Array.MaxLength)
            throw TooLarge(width, height);
        byte[] pixels = new byte[stride * height];
        decoder.DecodeAll(pixels, stride);
        decoder.Finish();
        return new PixelBuffer(pixels, width, height, decoder.OutputFormat, stride) { Palette = decoder.Palette };
    }

    private static ImageDecodeException TooLarge(int width, int height) => new(
        DecodeIssues.Make(SharedRules.MaxBytes, 16, $"a picture of {width} x {height} pixels is too large to be drawn", "IHDR"), ImageFormat.Png);

    private static IEnumerable<StagePicture> Draw(PngImageWalk image, PixelBuffer pixels)
    {
        yield return new StagePicture("bits", $"bits of DEFLATE data that each pixel took: black none, white {image.Header.BitsPerPixel} or more, which is what it has without compression (RFC 1951)", Bits(image));
        yield return new StagePicture("filters", "filter type of each row: grey None, red Sub, green Up, blue Average, yellow Paeth (PNG 9.2)", FilterTypes(image));
        yield return new StagePicture("filtered", "the filtered bytes: differences from the prediction, 0 in the middle of the scale; rows of filter type None as they are (PNG 9.2)", Filtered(image));
        if (!image.Header.IsInterlaced)
            yield break;
        foreach (PngPass pass in image.Passes)
        {
            int number = PngImageWalk.NumberOf(pass);
            yield return new StagePicture($"pass-{number}", $"pass {number} of Adam7, {pass.Width} x {pass.Height} pixels (PNG 8.1)", Pass(pass, pixels));
        }
    }

    private static PixelBuffer Bits(PngImageWalk image)
    {
        float[] bits = new float[image.Zlib.Output.Length];
        foreach (DeflateSymbol symbol in image.Zlib.Blocks.SelectMany(b => b.Symbols))
        {
            if (symbol.Length > 0 && symbol.OutputOffset < bits.Length)
                bits.AsSpan((int)symbol.OutputOffset, (int)Math.Min(symbol.Length, bits.Length - symbol.OutputOffset)).Fill((float)symbol.BitLength / symbol.Length);
        }

        PngHeader header = image.Header;
        var picture = new byte[(long)header.Width * header.Height];
        foreach (PngRawRow row in PngImageWalk.RowStarts(header, image.Passes))
        {
            for (int column = 0; column < row.Pass.Width; column++)
            {
                // A byte that holds several pixels is shared out.
                long at = row.RawOffset + 1 + (long)column * header.BitsPerPixel / 8;
                float sum = 0;
                for (int i = 0; i < Math.Max(1, header.BitsPerPixel / 8) && at + i < bits.Length; i++)
                    sum += bits[at + i] * Math.Min(8, header.BitsPerPixel) / 8;
                int x = row.Pass.X + column * row.Pass.StepX;
                picture[(long)row.Y * header.Width + x] = (byte)Math.Min(255, MathF.Round(255 * sum / header.BitsPerPixel));
            }
        }

        return new PixelBuffer(picture, header.Width, header.Height, PixelFormat.Gray8, header.Width);
    }

    private static PixelBuffer FilterTypes(PngImageWalk image)
    {
        PngHeader header = image.Header;
        ReadOnlySpan<byte> raw = image.Zlib.Output.Span;
        var picture = new byte[3L * header.Width * header.Height];
        foreach (PngRawRow row in PngImageWalk.RowStarts(header, image.Passes))
        {
            byte[] color = FilterColors[row.RawOffset < raw.Length ? Math.Min(raw[(int)row.RawOffset], (byte)5) : 5];
            for (int column = 0; column < row.Pass.Width; column++)
                color.CopyTo(picture, 3 * ((long)row.Y * header.Width + row.Pass.X + (long)column * row.Pass.StepX));
        }

        return new PixelBuffer(picture, header.Width, header.Height, PixelFormat.Rgb24, 3 * header.Width);
    }

    /// <summary>
    /// One pixel a byte, or of truecolour with 8 bits one a pixel, without its alpha. Passes stand below each other.
    /// </summary>
    private static PixelBuffer Filtered(PngImageWalk image)
    {
        PngHeader header = image.Header;
        ReadOnlySpan<byte> raw = image.Zlib.Output.Span;
        bool isColor = header is { BitDepth: 8, SamplesPerPixel: >= 3 };
        int width = image.Passes.Max(p => isColor ? p.Width : (int)header.GetRowBytes(p.Width));
        int height = (int)image.Passes.Sum(p => (long)p.Height);
        int stride = isColor ? 3 * width : width;
        var picture = new byte[(long)stride * height];
        int y = 0;
        foreach (PngRawRow row in PngImageWalk.RowStarts(header, image.Passes))
        {
            int length = (int)header.GetRowBytes(row.Pass.Width);
            if (row.RawOffset + length >= raw.Length)
                break;
            ReadOnlySpan<byte> bytes = raw.Slice((int)row.RawOffset + 1, length);
            int middle = raw[(int)row.RawOffset] == PngFilterType.None ? 0 : 128;
            Span<byte> target = picture.AsSpan(y++ * stride, stride);
            for (int i = 0; i < length; i++)
            {
                int channel = isColor ? i % header.SamplesPerPixel : 0;
                if (channel < 3)
                    target[isColor ? i / header.SamplesPerPixel * 3 + channel : i] = (byte)(bytes[i] + middle);
            }
        }

        return new PixelBuffer(picture, width, height, isColor ? PixelFormat.Rgb24 : PixelFormat.Gray8, stride);
    }

    private static PixelBuffer Pass(PngPass pass, PixelBuffer pixels)
    {
        bool isGray = pixels.Format is PixelFormat.Gray8 or PixelFormat.Gray16 or PixelFormat.GrayAlpha16 or PixelFormat.GrayAlpha32;
        PixelBuffer shown = pixels.ConvertTo(isGray ? PixelFormat.Gray8 : PixelFormat.Rgb24);
        int size = isGray ? 1 : 3;
        var picture = new byte[pass.Width * pass.Height * size];
        for (int j = 0; j < pass.Height; j++)
        {
            ReadOnlySpan<byte> row = shown.GetRow(pass.Y + j * pass.StepY);
            for (int i = 0; i < pass.Width; i++)
                row.Slice((pass.X + i * pass.StepX) * size, size).CopyTo(picture.AsSpan((j * pass.Width + i) * size));
        }

        return new PixelBuffer(picture, pass.Width, pass.Height, shown.Format, pass.Width * size);
    }
}
