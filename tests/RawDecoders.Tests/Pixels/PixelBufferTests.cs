using RawDecoders.Tests.Oracles;
using Xunit;

namespace RawDecoders.Tests.Pixels;

public class PixelBufferTests
{
    [Fact]
    public void Shape_is_two_dimensional_for_one_channel()
    {
        foreach (PixelFormat format in PixelOracle.Formats)
        {
            var buffer = new PixelBuffer(new byte[6 * 8], 2, 3, format);
            int channels = format == PixelFormat.Indexed8 ? 1 : PixelOracle.Channels(format).Length;
            Assert.Equal(channels == 1 ? [3, 2] : [3, 2, channels], buffer.Shape);
            Assert.Equal(2 * PixelOracle.BytesPerPixel(format), buffer.RowBytes);
            Assert.Equal(6 * PixelOracle.BytesPerPixel(format), buffer.Span.Length);
        }
    }

    [Fact]
    public void The_last_row_needs_no_gap_after_it()
    {
        var buffer = new PixelBuffer(new byte[10 + 10 + 6], 2, 3, PixelFormat.Rgb24, 10);
        Assert.False(buffer.IsContiguous);
        Assert.Equal(26, buffer.Span.Length);
        Assert.Throws<ArgumentException>(() => new PixelBuffer(new byte[25], 2, 3, PixelFormat.Rgb24, 10));
        Assert.True(new PixelBuffer(new byte[6], 2, 1, PixelFormat.Rgb24, 10).IsContiguous);
    }

    [Fact]
    public void Arguments_are_checked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new PixelBuffer(new byte[6], 0, 1, PixelFormat.Rgb24));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PixelBuffer(new byte[6], 1, 0, PixelFormat.Rgb24));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PixelBuffer(new byte[6], 1, 1, (PixelFormat)99));
        Assert.Throws<ArgumentException>(() => new PixelBuffer(new byte[6], 2, 1, PixelFormat.Rgb24, 5));
        Assert.Throws<ArgumentException>(() => new PixelBuffer(new byte[6], 2, 1, PixelFormat.Rgb24, -6));
        Assert.Throws<ArgumentException>(() => new PixelBuffer(new byte[6], int.MaxValue, 1, PixelFormat.Rgba64));
        Assert.Throws<ArgumentException>(() => new PixelBuffer(new byte[6], int.MaxValue, int.MaxValue, PixelFormat.Rgba64));

        var buffer = new PixelBuffer(new byte[26], 2, 3, PixelFormat.Rgb24, 10);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.GetRow(-1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.GetRow(3).Length);
        Assert.Throws<ArgumentException>(() => buffer.ConvertTo(PixelFormat.Indexed8));
        Assert.Throws<ArgumentException>(() => buffer.CopyTo(new byte[17]));
        Assert.Throws<ArgumentException>(() => buffer.CopyTo(new byte[100], 5));
        Assert.Throws<InvalidOperationException>(() => buffer.AsSpan<byte>().Length);
        Assert.Throws<InvalidOperationException>(() => buffer.GetRow<ushort>(0).Length);
    }

    [Fact]
    public void Rows_are_seen_as_samples_or_pixels()
    {
        ushort[] samples = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
        byte[] bytes = new byte[24];
        Buffer.BlockCopy(samples, 0, bytes, 0, 24);
        var buffer = new PixelBuffer(bytes, 2, 2, PixelFormat.Rgb48);
        Assert.Equal(samples, buffer.AsSpan<ushort>().ToArray());
        Assert.Equal(new Rgb48(10, 11, 12), buffer.GetRow<Rgb48>(1)[1]);
        Assert.Equal(new Rgb48(4, 5, 6), buffer.AsSpan<Rgb48>()[1]);
        buffer.GetRow<Rgb48>(0)[0] = new Rgb48(100, 200, 300);
        Assert.Equal(300, buffer.GetRow<ushort>(0)[2]);
    }

    [Fact]
    public void Strided_rows_convert_swap_and_copy_without_touching_the_gaps()
    {
        byte[] bytes = [1, 2, 3, 4, 5, 6, 77, 77, 7, 8, 9, 10, 11, 12];
        var buffer = new PixelBuffer(bytes, 2, 2, PixelFormat.Rgb24, 8);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], buffer.ToArray());
        Assert.Equal([3, 2, 1, 255, 6, 5, 4, 255, 9, 8, 7, 255, 12, 11, 10, 255], buffer.ConvertTo(PixelFormat.Bgra32).ToArray());
        byte[] spaced = new byte[20];
        buffer.CopyTo(spaced, 10);
        Assert.Equal([1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 7, 8, 9, 10, 11, 12, 0, 0, 0, 0], spaced);
        buffer.SwapRedBlue();
        Assert.Equal(PixelFormat.Bgr24, buffer.Format);
        Assert.Equal([3, 2, 1, 6, 5, 4, 77, 77, 9, 8, 7, 12, 11, 10], bytes);
        Assert.Throws<InvalidOperationException>(() => new PixelBuffer(new byte[8], 1, 1, PixelFormat.GrayAlpha32).SwapRedBlue());

        var deep = new PixelBuffer(new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 }, 1, 1, PixelFormat.Bgra64);
        deep.SwapRedBlue();
        Assert.Equal(PixelFormat.Rgba64, deep.Format);
        Assert.Equal([5, 6, 3, 4, 1, 2, 7, 8], deep.ToArray());
    }

    [Fact]
    public void An_indexed_copy_keeps_its_palette_and_other_copies_drop_it()
    {
        var indexed = new PixelBuffer(new byte[] { 0, 1, 2 }, 3, 1, PixelFormat.Indexed8) { Palette = new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 } };
        Assert.Equal(8, indexed.ConvertTo(PixelFormat.Indexed8).Palette.Length);
        PixelBuffer rgba = indexed.ConvertTo(PixelFormat.Rgba32);
        Assert.True(rgba.Palette.IsEmpty);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 255], rgba.ToArray());
        Assert.Equal([3, 1], indexed.Oriented(ImageOrientation.LeftTop).Shape);
        Assert.Equal(8, indexed.Oriented(ImageOrientation.LeftTop).Palette.Length);
    }

    [Fact]
    public void Callers_memory_is_converted_in_one_call()
    {
        byte[] rgb = RowConverterTests.Pixels(PixelFormat.Rgb24, 1000, 1);
        byte[] gray = new byte[1000];
        PixelConverter.Convert(rgb, PixelFormat.Rgb24, gray, PixelFormat.Gray8, 1000);
        Assert.Equal(PixelOracle.Convert(rgb, PixelFormat.Rgb24, PixelFormat.Gray8, 1000), gray);
        PixelConverter.Convert(rgb, PixelFormat.Rgb24, rgb, PixelFormat.Bgr24, 10);
        PixelConverter.Convert(new byte[] { 7 }, PixelFormat.Indexed8, gray, PixelFormat.Gray8, 1, new byte[4]);
        Assert.Equal(0, gray[0]);
        Assert.Throws<ArgumentException>(() => PixelConverter.Convert(rgb, PixelFormat.Rgb24, gray, PixelFormat.Gray8, 1001));
        Assert.Throws<ArgumentException>(() => PixelConverter.Convert(rgb, PixelFormat.Rgb24, gray.AsSpan(1), PixelFormat.Gray8, 1000));
        Assert.Throws<ArgumentOutOfRangeException>(() => PixelConverter.Convert(rgb, PixelFormat.Rgb24, gray, PixelFormat.Gray8, -1));
        Assert.Throws<ArgumentException>(() => PixelConverter.Convert(rgb, PixelFormat.Indexed8, gray, PixelFormat.Gray8, 1));
    }
}
