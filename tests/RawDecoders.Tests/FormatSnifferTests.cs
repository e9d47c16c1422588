using System.Text;

namespace RawDecoders.Tests;

public sealed class FormatSnifferTests
{
    private static readonly byte[] PngSignature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    [Fact]
    public void Knows_the_three_formats()
    {
        Assert.Equal(ImageFormat.Png, FormatSniffer.Sniff([.. PngSignature, 0, 0, 0, 13]));
        Assert.Equal(ImageFormat.Bmp, FormatSniffer.Sniff([(byte)'B', (byte)'M', 0x46, 0, 0, 0, 0, 0]));
        Assert.Equal(ImageFormat.Jpeg, FormatSniffer.Sniff([0xFF, 0xD8, 0xFF, 0xE0]));
    }

    [Theory]
    [InlineData("GIF89a\x01\0\x01\0", "GIF")]
    [InlineData("RIFF\x24\0\0\0WEBPVP8 ", "WebP")]
    [InlineData("II*\0\x08\0\0\0", "TIFF")]
    [InlineData("MM\0*\0\0\0\x08", "TIFF")]
    [InlineData("\0\0\0\u0020ftypavif\0\0\0\0", "AVIF")]
    [InlineData("\0\0\0\u0020ftypheic\0\0\0\0", "HEIC")]
    [InlineData("%PDF-1.7\n", "PDF")]
    [InlineData("PK\x03\x04\x14\0", "ZIP")]
    [InlineData("<!DOCTYPE html><html>", "HTML")]
    [InlineData("\n  <html lang='en'>", "HTML")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG")]
    [InlineData("{\"error\": \"not found\"}", "JSON")]
    [InlineData("BMW is a maker of cars, this is a text.", "text")]
    [InlineData("Plain words.", "text")]
    [InlineData("P6\n1 1\n255\n", "PNM")]
    public void Says_what_another_file_looks_like(string start, string name)
    {
        byte[] file = Encoding.Latin1.GetBytes(start);

        var error = Assert.Throws<ImageDecodeException>(() => ImageDecoder.Decode(file));

        Assert.Equal(ImageDecodeErrorKind.UnknownFormat, error.Kind);
        Assert.Equal(0, error.Offset);
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Calls_text_with_a_character_cut_by_the_end_text()
    {
        string text = new string('a', FormatSniffer.PrefixLength - 1) + "ä";
        var error = FormatSniffer.Unknown(Encoding.UTF8.GetBytes(text).AsSpan(0, FormatSniffer.PrefixLength));
        Assert.Contains("looks like text", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Shows_the_first_bytes_of_what_it_does_not_know()
    {
        var error = Assert.Throws<ImageDecodeException>(() => ImageDecoder.Decode([1, 2, 3, 0xFE]));
        Assert.Equal("unknown format at byte 0: not a PNG, BMP or JPEG file; it begins with 01 02 03 FE " +
            "(signature, PNG 5.2, T.81 B.2.1, BITMAPFILEHEADER)", error.Message);
    }

    [Fact]
    public void An_empty_file_is_truncated()
    {
        var error = Assert.Throws<ImageDecodeException>(() => ImageDecoder.Decode(Array.Empty<byte>()));
        Assert.Equal(ImageDecodeErrorKind.Truncated, error.Kind);
        Assert.Contains("the file is empty", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_prefix_of_a_signature_needs_more_bytes()
    {
        for (int n = 0; n < 8; n++)
            Assert.Equal(IdentifyStatus.NeedsMoreBytes, ImageDecoder.TryIdentify(PngSignature.AsSpan(0, n)).Status);
        Assert.Equal(IdentifyStatus.NeedsMoreBytes, ImageDecoder.TryIdentify([0xFF, 0xD8]).Status);
        Assert.Equal(IdentifyStatus.NeedsMoreBytes, ImageDecoder.TryIdentify("B"u8).Status);
        Assert.Equal(IdentifyStatus.Refused, ImageDecoder.TryIdentify("GIF8"u8).Status);
        Assert.Equal(IdentifyStatus.Refused, ImageDecoder.TryIdentify([0x89, 0x50, 0x4F]).Status);
    }
}
