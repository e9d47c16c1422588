using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Jpeg;

/// <summary>A frame of height 0 whose DNL segment does not tell the height either.</summary>
public class JpegNumberOfLinesTests
{
    [Theory]
    [InlineData(Strictness.Standard)]
    [InlineData(Strictness.Lenient)]
    public void A_broken_DNL_segment_is_refused(Strictness strictness)
    {
        byte[] file = File.ReadAllBytes(Repository.PathOf("corpus", "jpeg", "tables", "dnl.jpg"));
        int dnl = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDC]);
        var options = new DecodeOptions { Strictness = strictness };
        Assert.NotEqual(0, ImageDecoder.Decode(file, options).Height);
        byte[] noLines = [.. file[..(dnl + 4)], 0, 0, .. file[(dnl + 6)..]];
        Assert.Equal(ImageDecodeErrorKind.Malformed, Assert.Throws<ImageDecodeException>(() => ImageDecoder.Decode(noLines, options)).Kind);
        byte[] badLength = [.. file[..(dnl + 3)], 5, .. file[(dnl + 4)..]];
        Assert.Throws<ImageDecodeException>(() => ImageDecoder.Decode(badLength, options));
    }
}
