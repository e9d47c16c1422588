using RawDecoders.Tests.Oracles;
using RawDecoders.Tests.Support;
using static RawDecoders.Tests.Png.PngWriter;

namespace RawDecoders.Tests.Png;

/// <summary>Identify on beginnings of files.</summary>
public sealed class PngIdentifyTests
{
    [Fact]
    public void Every_prefix_asks_for_more_until_the_first_IDAT()
    {
        byte[] file = Small([Chunk("tEXt", [65, 0, .. new byte[100]]), Chunk("gAMA", BigEndian(45455))]);
        int enough = file.AsSpan().IndexOf("IDAT"u8) + 4;
        for (int length = 0; length <= file.Length; length++)
        {
            IdentifyResult result = PngTesting.Identify(file[..length], isWhole: false);
            if (length >= enough)
            {
                Assert.Equal(IdentifyStatus.Identified, result.Status);
                Assert.Single(result.Info!.Texts);
                continue;
            }

            Assert.Equal(IdentifyStatus.NeedsMoreBytes, result.Status);
            Assert.InRange(result.BytesNeeded, length + 1, enough);
        }
    }

    [Fact]
    public void Following_the_needs_leads_to_the_answer_in_few_steps()
    {
        Suites.Require();
        foreach (string path in Suites.Files("pngsuite", ".png").Where(f => Path.GetFileName(f)[0] != 'x'))
        {
            byte[] file = Suites.Read(path);
            long length = 0;
            int steps = 0;
            IdentifyResult result;
            while ((result = PngTesting.Identify(file[..(int)length], isWhole: false)).Status == IdentifyStatus.NeedsMoreBytes)
            {
                Assert.True(result.BytesNeeded > length);
                length = result.BytesNeeded;
                steps++;
            }

            Assert.InRange(steps, 2, 20);
            Assert.Equal(PngTesting.Info(file).PixelFormat, result.Info!.PixelFormat);
        }
    }

    [Fact]
    public void A_whole_file_that_is_cut_after_the_first_IDAT_header_is_identified()
    {
        byte[] file = Small(after: [Chunk("tEXt", [65, 0, 66])]);
        int enough = file.AsSpan().IndexOf("IDAT"u8) + 4;
        foreach (Strictness strictness in PngTesting.Strictnesses)
        {
            for (int length = enough; length <= file.Length; length++)
                Assert.Equal(IdentifyStatus.Identified, PngTesting.Identify(file[..length], true, PngTesting.With(strictness)).Status);
        }

        Assert.Single(PngTesting.Info(file).Texts);
    }

    [Fact]
    public void A_whole_file_that_is_cut_before_is_truncated()
    {
        byte[] file = Small([Chunk("tEXt", [65, 0, 66])]);
        int enough = file.AsSpan().IndexOf("IDAT"u8) + 4;
        for (int length = 1; length < enough; length++)
        {
            byte[] prefix = file[..length];
            ImageDecodeException e = Assert.Throws<ImageDecodeException>(() => PngTesting.Identify(prefix));
            Assert.Equal((ImageDecodeErrorKind.Truncated, (long)length), (e.Kind, e.Offset));
        }
    }

    [Fact]
    public void A_broken_header_is_refused_at_once()
    {
        byte[] file = File(Chunk("IHDR", Header(0, 1, 8, 0)));
        Assert.Equal(ImageDecodeErrorKind.Malformed, Assert.Throws<ImageDecodeException>(() => PngTesting.Identify(file, isWhole: false)).Kind);
    }

    [Fact]
    public void Natural_format_follows_the_kind_and_its_transparency()
    {
        var random = new Random(1);
        foreach ((int colorType, int depth) in Kinds)
        {
            for (int i = 0; i < 8; i++)
            {
                (PngOracle.Picture picture, byte[] raw) = PngWriter.Random(random, colorType, depth, i % 2 == 0, 3, 3);
                ImageInfo info = PngTesting.Info(Encode(picture, raw));
                Assert.Equal(PngOracle.Natural(picture, raw).Format, info.PixelFormat);
                Assert.Equal((3, 3, depth), (info.Width, info.Height, info.BitDepth));
                ColorModel model = colorType switch
                {
                    0 => ColorModel.Grayscale,
                    2 => ColorModel.Rgb,
                    3 => ColorModel.Indexed,
                    4 => ColorModel.GrayscaleAlpha,
                    _ => ColorModel.Rgba,
                };
                Assert.Equal(model, info.ColorModel);
            }
        }
    }

    [Theory]
    [InlineData(new byte[] { 255, 255 }, PixelFormat.Rgb24)]
    [InlineData(new byte[] { 255, 254 }, PixelFormat.Rgba32)]
    // The third value belongs to no entry.
    [InlineData(new byte[] { 255, 255, 0 }, PixelFormat.Rgb24)]
    public void A_palette_has_alpha_if_an_entry_of_it_is_not_opaque(byte[] alpha, PixelFormat expected)
        => Assert.Equal(expected, PngTesting.Info(Small([Chunk("PLTE", new byte[6]), Chunk("tRNS", alpha)], colorType: 3), Strictness.Standard).PixelFormat);
}
