using RawDecoders.Cli;

namespace RawDecoders.Tests.Cli.Inspect;

/// <summary>The writer of the pictures of stages.</summary>
public sealed class PngFileTests
{
    [Theory]
    [InlineData(PixelFormat.Gray8, 1, 1)]
    [InlineData(PixelFormat.Gray8, 300, 7)]
    [InlineData(PixelFormat.Rgb24, 1, 5)]
    [InlineData(PixelFormat.Rgb24, 123, 45)]
    public void A_picture_comes_back_as_it_was(PixelFormat format, int width, int height)
    {
        int stride = width * format.GetBytesPerPixel() + 3;
        var picture = new PixelBuffer(SampleFiles.Ramp(stride * height), width, height, format, stride);
        using var file = new MemoryStream();

        PngFile.Write(file, picture);

        PixelBuffer back = ImageDecoder.Decode(file.ToArray(), new DecodeOptions { Strictness = Strictness.Strict });
        Assert.Equal((format, width, height), (back.Format, back.Width, back.Height));
        Assert.Equal(picture.ToArray(), back.ToArray());
    }

    [Fact]
    public void Other_formats_are_refused()
        => Assert.Throws<ArgumentException>(() => PngFile.Write(new MemoryStream(), new PixelBuffer(new byte[8], 1, 1, PixelFormat.Rgba64)));
}
