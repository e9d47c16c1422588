using RawDecoders.Png;

namespace RawDecoders.Tests.Png;

/// <summary>Runs the PNG decoder on bytes, without the facade.</summary>
internal static class PngTesting
{
    public static readonly Strictness[] Strictnesses = [Strictness.Strict, Strictness.Standard, Strictness.Lenient];

    public static DecodeOptions As(PixelFormat? format, Strictness strictness = Strictness.Standard)
        => new() { PixelFormat = format, Strictness = strictness };

    public static DecodeOptions With(Strictness strictness) => new() { Strictness = strictness };

    /// <summary>Decodes in one go, with <paramref name="extraStride"/> guarded bytes between rows.</summary>
    public static unsafe PixelBuffer Decode(byte[] file, DecodeOptions? options = null, int extraStride = 0)
    {
        fixed (byte* start = file)
        {
            using PngDecoder decoder = PngDecoder.Open(new ByteSource(start, file.Length), options ?? DecodeOptions.Default);
            (int width, int height) = (decoder.Info.Width, decoder.Info.Height);
            int rowBytes = width * decoder.OutputFormat.GetBytesPerPixel();
            int stride = rowBytes + extraStride;
            byte[] pixels = new byte[stride * height];
            pixels.AsSpan().Fill(0xA5);
            decoder.DecodeAll(pixels, stride);
            DecodeResult result = decoder.Finish();
            for (int y = 0; y < height; y++)
                Assert.False(pixels.AsSpan((y * stride) + rowBytes, extraStride).ContainsAnyExcept((byte)0xA5), "written between rows");
            return new PixelBuffer(pixels, width, height, decoder.OutputFormat, stride) { Palette = decoder.Palette, Result = result };
        }
    }

    /// <summary>The same rows by ReadRows, in batches whose sizes <paramref name="batch"/> gives.</summary>
    public static unsafe PixelBuffer ReadInBatches(byte[] file, DecodeOptions? options, Func<int, int> batch)
    {
        fixed (byte* start = file)
        {
            using PngDecoder decoder = PngDecoder.Open(new ByteSource(start, file.Length), options ?? DecodeOptions.Default);
            (int width, int height) = (decoder.Info.Width, decoder.Info.Height);
            int stride = width * decoder.OutputFormat.GetBytesPerPixel();
            byte[] pixels = new byte[stride * height];
            for (int y = 0; y < height;)
            {
                int rows = Math.Min(batch(y), height - y);
                decoder.ReadRows(pixels.AsSpan(y * stride, rows * stride), stride, rows);
                y += rows;
            }

            return new PixelBuffer(pixels, width, height, decoder.OutputFormat, stride) { Palette = decoder.Palette, Result = decoder.Finish() };
        }
    }

    public static unsafe IdentifyResult Identify(byte[] file, bool isWhole = true, DecodeOptions? options = null)
    {
        fixed (byte* start = file)
            return PngDecoder.Identify(new ByteSource(start, file.Length), isWhole, options ?? DecodeOptions.Default);
    }

    public static ImageInfo Info(byte[] file, Strictness strictness = Strictness.Strict)
        => Identify(file, true, With(strictness)).Info!;

    public static PngMetadata Metadata(byte[] file, Strictness strictness = Strictness.Strict)
        => (PngMetadata)Info(file, strictness).Metadata!;

    /// <summary>The refusal of a file, which must be one.</summary>
    public static ImageDecodeException Refusal(byte[] file, Strictness strictness = Strictness.Standard)
        => Assert.Throws<ImageDecodeException>(() => Decode(file, With(strictness)));

    public static byte[] Packed(PixelBuffer image)
    {
        byte[] packed = new byte[image.RowBytes * image.Height];
        for (int y = 0; y < image.Height; y++)
            image.GetRow(y).CopyTo(packed.AsSpan(y * image.RowBytes));
        return packed;
    }
}
