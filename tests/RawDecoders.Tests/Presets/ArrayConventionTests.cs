using RawDecoders.Export;
using RawDecoders.Tests.Cli;

namespace RawDecoders.Tests.Presets;

/// <summary>The rules of the array conventions, each on a picture small enough to work out by hand.</summary>
public sealed class ArrayConventionTests
{
    private static readonly byte[] Deep = [0x12, 0xFF, 0x80, 0x00, 0xFE, 0x01];

    [Fact]
    public void Pillow_has_one_bit_as_Boolean()
    {
        PixelBuffer image = Decode(SampleFiles.Png(3, 1, 1, 0, [0b1010_0000]), ArrayConvention.Pillow);

        Assert.True(image.IsBoolean);
        Assert.True(image.Result!.IsBoolean);
        Assert.Equal([1, 3], image.Shape);
        Assert.Equal([255, 0, 255], image.ToArray());
        using var npy = new MemoryStream();
        NpyWriter.Write(npy, image);
        Assert.Equal([.. NpyWriter.CreateHeader(NpyType.B1, 1, 3), 1, 0, 1], npy.ToArray());
        Assert.False(Decode(SampleFiles.Png(3, 1, 2, 0, [0b1001_0000]), ArrayConvention.Pillow).IsBoolean);
        Assert.False(Decode(SampleFiles.Png(3, 1, 1, 0, [0b1010_0000]), ArrayConvention.OpenCvUnchanged).IsBoolean);
    }

    [Fact]
    public void Palettes_are_indices_to_Pillow_and_colours_to_OpenCV()
    {
        byte[] file = SampleFiles.Png(2, 1, 1, 3, [0b0100_0000], ("PLTE", [1, 2, 3, 4, 5, 6]));
        byte[] keyed = SampleFiles.Png(2, 1, 1, 3, [0b0100_0000], ("PLTE", [1, 2, 3, 4, 5, 6]), ("tRNS", [255, 255]));

        PixelBuffer pillow = Decode(file, ArrayConvention.Pillow);
        Assert.Equal((PixelFormat.Indexed8, false), (pillow.Format, pillow.IsBoolean));
        Assert.Equal([0, 1], pillow.ToArray());
        Assert.Equal([1, 2, 3, 255, 4, 5, 6, 255], pillow.Palette.ToArray());
        Assert.Equal([3, 2, 1, 6, 5, 4], Decode(file, ArrayConvention.OpenCvUnchanged).ToArray());
        Assert.Equal([3, 2, 1, 255, 6, 5, 4, 255], Decode(keyed, ArrayConvention.OpenCvUnchanged).ToArray());
        Assert.Equal([3, 2, 1, 6, 5, 4], Decode(keyed, ArrayConvention.OpenCv).ToArray());
        Assert.Equal([1, 2, 3, 255, 4, 5, 6, 255], Decode(keyed, ArrayConvention.ImageSharp).ToArray());
    }

    [Fact]
    public void Sixteen_bits_are_cut_not_rounded_and_kept_unchanged()
    {
        byte[] file = SampleFiles.Png(1, 1, 16, 2, Deep);

        Assert.Equal([0x12, 0x80, 0xFE], Decode(file, ArrayConvention.Pillow).ToArray());
        Assert.Equal([0xFE, 0x80, 0x12], Decode(file, ArrayConvention.OpenCv).ToArray());
        Assert.Equal([0xFE01, 0x8000, 0x12FF], Decode(file, ArrayConvention.OpenCvUnchanged).AsSpan<ushort>().ToArray());
        Assert.Equal([0x13, 0x80, 0xFD, 255], Decode(file, ArrayConvention.ImageSharp).ToArray());
    }

    [Fact]
    public void Deep_grey_keeps_its_depth_alone_and_becomes_RGBA_with_alpha_in_Pillow()
    {
        byte[] gray = SampleFiles.Png(3, 1, 16, 0, Deep);
        byte[] alpha = SampleFiles.Png(1, 1, 16, 4, Deep[..4]);

        Assert.Equal(PixelFormat.Gray16, Decode(gray, ArrayConvention.Pillow).Format);
        Assert.Equal([0x12, 0x12, 0x12, 0x80, 0x80, 0x80, 0xFE, 0xFE, 0xFE], Decode(gray, ArrayConvention.OpenCv).ToArray());
        Assert.Equal([0x12, 0x12, 0x12, 0x80], Decode(alpha, ArrayConvention.Pillow).ToArray());
        Assert.Equal(PixelFormat.Bgra64, Decode(alpha, ArrayConvention.OpenCvUnchanged).Format);
    }

    [Fact]
    public void A_transparent_colour_of_grey_is_nobodys_and_of_RGB_is_alpha_unchanged()
    {
        byte[] gray = SampleFiles.Png(2, 1, 8, 0, [7, 8], ("tRNS", [0, 7]));
        byte[] rgb = SampleFiles.Png(1, 1, 8, 2, [1, 2, 3], ("tRNS", [0, 1, 0, 2, 0, 3]));

        Assert.Equal([7, 8], Decode(gray, ArrayConvention.Pillow).ToArray());
        Assert.Equal([7, 8], Decode(gray, ArrayConvention.OpenCvUnchanged).ToArray());
        Assert.Equal([1, 2, 3], Decode(rgb, ArrayConvention.Pillow).ToArray());
        Assert.Equal([3, 2, 1, 0], Decode(rgb, ArrayConvention.OpenCvUnchanged).ToArray());
        Assert.Equal([3, 2, 1], Decode(rgb, ArrayConvention.OpenCv).ToArray());
    }

    [Fact]
    public void Colours_under_the_shortest_BMP_header_are_grey_to_OpenCV_unchanged()
    {
        byte[] file = [(byte)'B', (byte)'M', 30, 0, 0, 0, 0, 0, 0, 0, 26, 0, 0, 0, 12, 0, 0, 0, 1, 0, 1, 0, 1, 0, 24, 0, 10, 200, 30, 0];

        PixelBuffer image = Decode(file, ArrayConvention.OpenCvUnchanged);
        Assert.Equal([1, 1], image.Shape);
        // (4899 x 30 + 9617 x 200 + 1868 x 10 + 8192) / 16384 = 128.0
        Assert.Equal([128], image.ToArray());
        Assert.Equal([10, 200, 30], Decode(file, ArrayConvention.OpenCv).ToArray());
        Assert.Equal([30, 200, 10], Decode(file, ArrayConvention.Pillow).ToArray());
    }

    [Fact]
    public void A_pixel_format_is_ImageSharps_alone_to_take()
    {
        byte[] file = SampleFiles.RgbPng(1, 1);

        Assert.Equal([2, 1, 0], ImageDecoder.Decode(file, new DecodeOptions { Like = ArrayConvention.ImageSharp, PixelFormat = PixelFormat.Bgr24 }).ToArray());
        Assert.Throws<ArgumentException>(() => ImageDecoder.Decode(file, new DecodeOptions { Like = ArrayConvention.ImageSharp, PixelFormat = PixelFormat.Gray8 }));
        Assert.Throws<ArgumentException>(() => ImageDecoder.Decode(file, new DecodeOptions { Like = ArrayConvention.Pillow, PixelFormat = PixelFormat.Rgb24 }));
        Assert.Throws<ArgumentException>(() => ImageDecoder.Decode(file, new DecodeOptions { Like = ArrayConvention.OpenCv, PixelFormat = PixelFormat.Bgr24 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageDecoder.Decode(file, new DecodeOptions { Like = (ArrayConvention)99 }));
    }

    [Fact]
    public void The_callers_memory_and_stride_serve_as_for_any_decode()
    {
        byte[] file = SampleFiles.Png(1, 2, 16, 2, [.. Deep, .. Deep]);
        byte[] memory = new byte[9];
        DecodeResult result = ImageDecoder.Decode(file, memory, 5, new DecodeOptions { Like = ArrayConvention.OpenCv });

        Assert.Equal([0xFE, 0x80, 0x12, 0, 0, 0xFE, 0x80, 0x12, 0], memory);
        Assert.Equal(PixelFormat.Bgr24, result.PixelFormat);
        Assert.Throws<ArgumentException>(() => ImageDecoder.Decode(file, new byte[4], 0, new DecodeOptions { Like = ArrayConvention.OpenCv }));
    }

    private static PixelBuffer Decode(byte[] file, ArrayConvention like) => ImageDecoder.Decode(file, new DecodeOptions { Like = like });
}
