using RawDecoders.Bmp;

namespace RawDecoders.Tests.Bmp;

/// <summary>Runs the BMP decoder on bytes, without the facade.</summary>
internal static class BmpTesting
{
    public static unsafe PixelBuffer Decode(byte[] file, DecodeOptions? options = null, int extraStride = 0)
    {
        fixed (byte* start = file)
        {
            using BmpDecoder decoder = BmpDecoder.Open(new ByteSource(start, file.Length), options ?? DecodeOptions.Default);
            (int width, int height) = (decoder.Info.Width, decoder.Info.Height);
            int stride = width * decoder.OutputFormat.GetBytesPerPixel() + extraStride;
            byte[] pixels = new byte[stride * height];
            pixels.AsSpan().Fill(0xA5);
            decoder.DecodeAll(pixels, stride);
            return new PixelBuffer(pixels, width, height, decoder.OutputFormat, stride) { Palette = decoder.Palette, Result = decoder.Finish() };
        }
    }

    /// <summary>The same rows by ReadRows, in batches whose sizes <paramref name="batch"/> gives.</summary>
    public static unsafe PixelBuffer ReadInBatches(byte[] file, DecodeOptions? options, Func<int, int> batch)
    {
        fixed (byte* start = file)
        {
            using BmpDecoder decoder = BmpDecoder.Open(new ByteSource(start, file.Length), options ?? DecodeOptions.Default);
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
            return BmpDecoder.Identify(new ByteSource(start, file.Length), isWhole, options ?? DecodeOptions.Default);
    }

    public static DecodeOptions As(PixelFormat? format, Strictness strictness = Strictness.Standard)
        => new() { PixelFormat = format, Strictness = strictness };

    public static byte[] Packed(PixelBuffer image)
    {
        byte[] packed = new byte[image.RowBytes * image.Height];
        for (int y = 0; y < image.Height; y++)
            image.GetRow(y).CopyTo(packed.AsSpan(y * image.RowBytes));
        return packed;
    }
}
