using System.Text;
using RawDecoders.Png;
using RawDecoders.Tests.Support;
using static RawDecoders.Tests.Png.PngWriter;

namespace RawDecoders.Tests.Png;

/// <summary>What chunks say arrives as typed metadata.</summary>
public sealed class PngMetadataTests
{
    private static byte[] Latin(string s) => Encoding.Latin1.GetBytes(s);

    private static PngMetadata Of(params byte[][] before) => PngTesting.Metadata(Small(before));

    private static ImageInfo InfoOf(params byte[][] before) => PngTesting.Info(Small(before));

    [Fact]
    public void Colour_space_chunks()
    {
        byte[] chromaticities = [.. new uint[] { 31270, 32900, 64000, 33000, 30000, 60000, 15000, unchecked((uint)-7700) }.SelectMany(BigEndian)];
        PngMetadata m = Of(
            Chunk("cHRM", chromaticities),
            Chunk("gAMA", BigEndian(45455)),
            Chunk("sRGB", [2]),
            Chunk("cICP", [9, 16, 0, 1]),
            // The specification's own example of BT.2100: primaries, D65, 4000 and 0.0005 cd/m².
            Chunk("mDCV", [0x8A, 0x48, 0x39, 0x08, 0x21, 0x34, 0x9B, 0xAA, 0x19, 0x96, 0x08, 0xFC, 0x3D, 0x13, 0x40, 0x42, 0x02, 0x62, 0x5A, 0x00, 0, 0, 0, 5]),
            Chunk("cLLI", [0, 0x98, 0x96, 0x80, 0, 0x26, 0x25, 0xA0]),
            Chunk("sBIT", [5, 6, 5]));
        Assert.Equal(new PngChromaticities(0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, -0.077), m.Chromaticities);
        Assert.Equal(0.45455, m.Gamma);
        Assert.Equal(PngRenderingIntent.Saturation, m.StandardRgb);
        Assert.Equal(new PngCodePoints(9, 16, 0, true), m.CodePoints);
        Assert.Equal(new PngMasteringDisplay(new(0.3127, 0.329, 0.708, 0.292, 0.17, 0.797, 0.131, 0.046), 4000, 0.0005), m.MasteringDisplay);
        Assert.Equal(new PngContentLight(1000, 250), m.ContentLight);
        Assert.Equal(new PngSignificantBits(5, 6, 5, 0), m.SignificantBits);
    }

    [Fact]
    public void Profile_is_inflated()
    {
        byte[] profile = Bytes(new Random(1), 5000);
        ImageInfo info = InfoOf(Chunk("iCCP", [.. Latin("My profile"), 0, 0, .. Zlib(profile)]));
        Assert.Equal(profile, info.IccProfile.ToArray());
        Assert.Equal("My profile", ((PngMetadata)info.Metadata!).IccProfile!.Name);
    }

    [Fact]
    public void Texts_in_file_order_from_before_and_after_the_image_data()
    {
        byte[] xmp = Encoding.UTF8.GetBytes("<x:xmpmeta>é</x:xmpmeta>");
        byte[] file = Small(
            [
                Chunk("tEXt", [.. Latin("Title"), 0, .. Latin("caf\u00E9")]),
                Chunk("zTXt", [.. Latin("Comment"), 0, 0, .. Zlib(Latin("squeezed\ntext"))]),
                Chunk("iTXt", [.. Latin("Author"), 0, 1, 0, .. Latin("el"), 0, .. Encoding.UTF8.GetBytes("Συγγραφέας"), 0, .. Zlib(Encoding.UTF8.GetBytes("Όμηρος"))]),
            ],
            [Chunk("iTXt", [.. Latin("XML:com.adobe.xmp"), 0, 0, 0, 0, 0, .. xmp])]);
        ImageInfo info = PngTesting.Info(file);
        Assert.Equal(
            [
                new ImageText("Title", "café"),
                new ImageText("Comment", "squeezed\ntext"),
                new ImageText("Author", "Όμηρος", "el", "Συγγραφέας"),
                new ImageText("XML:com.adobe.xmp", "<x:xmpmeta>é</x:xmpmeta>"),
            ],
            info.Texts);
        Assert.Equal(xmp, info.Xmp.ToArray());

        // A decode knows what precedes the pixels before them, and all of it after.
        DecodeResult result = PngTesting.Decode(file).Result!;
        Assert.Equal(info.Texts, result.Info.Texts);
        Assert.Equal(3, PngTesting.Identify(file[..(file.AsSpan().IndexOf("IDAT"u8) + 4)], isWhole: false).Info!.Texts.Count);
    }

    [Theory]
    [InlineData(1, 1, DensityUnit.Metre)]
    [InlineData(0, 1, DensityUnit.None)]
    public void Density(byte unit, uint y, DensityUnit expected)
        => Assert.Equal(new PixelDensity(3780, y, expected), InfoOf(Chunk("pHYs", [.. BigEndian(3780), .. BigEndian(y), unit])).Density);

    [Theory]
    [InlineData("49492A0008000000" + "0100" + "1201" + "0300" + "01000000" + "06000000", ImageOrientation.RightTop)]
    [InlineData("4D4D002A00000008" + "0001" + "0112" + "0003" + "00000001" + "00080000", ImageOrientation.LeftBottom)]
    // A LONG instead of a SHORT; a value that does not exist; an offset outside.
    [InlineData("4D4D002A00000008" + "0001" + "0112" + "0004" + "00000001" + "00000003", ImageOrientation.BottomRight)]
    [InlineData("4D4D002A00000008" + "0001" + "0112" + "0003" + "00000001" + "00090000", ImageOrientation.TopLeft)]
    [InlineData("4D4D002AFFFFFFF0", ImageOrientation.TopLeft)]
    [InlineData("4D4D002A00000008" + "FFFF" + "0112", ImageOrientation.TopLeft)]
    public void Exif_and_orientation(string hex, ImageOrientation expected)
    {
        byte[] exif = Convert.FromHexString(hex);
        ImageInfo info = InfoOf(Chunk("eXIf", exif));
        Assert.Equal(exif, info.Exif.ToArray());
        Assert.Equal(expected, info.Orientation);
    }

    [Fact]
    public void Palette_chunks()
    {
        byte[] palette = [1, 2, 3, 4, 5, 6];
        PngMetadata m = PngTesting.Metadata(Small(
            [
                Chunk("PLTE", palette), Chunk("tRNS", [7]), Chunk("bKGD", [1]), Chunk("hIST", [1, 0, 0, 9]),
                Chunk("sPLT", [65, 0, 8, 1, 2, 3, 4, 0, 5]), Chunk("sPLT", [66, 0, 16, 0, 1, 0, 2, 0, 3, 0, 4, 1, 5]),
            ],
            colorType: 3));
        Assert.Equal(palette, m.Palette!.Value.Colors.ToArray());
        Assert.Equal([7], m.Transparency!.Value.PaletteAlpha.ToArray());
        Assert.Equal(1, m.Background!.Value.PaletteIndex);
        Assert.Equal([256, 9], m.Histogram);
        Assert.Equal([("A", 8), ("B", 16)], m.SuggestedPalettes.Select(p => (p.Name, p.SampleDepth)));
        Assert.Equal(new PngSuggestedColor(1, 2, 3, 4, 5), m.SuggestedPalettes[0].Colors[0]);
        Assert.Equal(new PngSuggestedColor(1, 2, 3, 4, 261), m.SuggestedPalettes[1].Colors[0]);
    }

    [Fact]
    public void Background_and_transparency_are_masked_to_the_depth()
    {
        PngMetadata m = PngTesting.Metadata(Small([Chunk("bKGD", [0xFF, 0xF7]), Chunk("tRNS", [0xFF, 0xF5])], colorType: 0, depth: 4));
        Assert.Equal(new PngBackground(null, 7, 7, 7), m.Background);
        Assert.Equal(5, m.Transparency!.Value.Gray);
    }

    [Fact]
    public void Time() => Assert.Equal(new PngTime(2024, 2, 29, 23, 59, 60), Of(Chunk("tIME", [0x07, 0xE8, 2, 29, 23, 59, 60])).LastModified);

    [Fact]
    public void Unknown_chunks_are_listed()
    {
        PngMetadata m = PngTesting.Metadata(Small([Chunk("abCd", [1, 2])], [Chunk("xyZz")]));
        Assert.Equal([("abCd", 33L, 2u), ("xyZz", 33L + 14 + 12 + Zlib(new byte[14]).Length, 0u)], m.UnknownChunks.Select(c => (c.Type.ToString(), c.Offset, c.Length)));
    }

    [Fact]
    public void Animation_gives_its_default_image()
    {
        byte[] control = [0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 10, 1, 0];
        byte[] second = (byte[])control.Clone();
        second[3] = 1;
        byte[] file = Small(
            [Chunk("acTL", [0, 0, 0, 2, 0, 0, 0, 3]), Chunk("fcTL", control)],
            [Chunk("fcTL", second), Chunk("fdAT", [0, 0, 0, 2, .. Zlib(new byte[14])])]);
        PixelBuffer image = PngTesting.Decode(file, PngTesting.With(Strictness.Strict));
        PngMetadata m = (PngMetadata)image.Result!.Info.Metadata!;
        Assert.Equal(new PngAnimation(2, 3), m.Animation);
        Assert.Equal(new PngFrameControl(0, 2, 2, 0, 0, 1, 10, 1, 0), m.DefaultFrame);
        Assert.Empty(m.UnknownChunks);
        Assert.Equal(new byte[12], PngTesting.Packed(image));
    }

    /// <summary>Fields that PngSuite's documentation states.</summary>
    [Fact]
    public void PngSuite_states_what_its_documentation_says()
    {
        Suites.Require();
        static PngMetadata Read(string name) => PngTesting.Metadata(Suites.Read($"pngsuite/{name}.png"));

        Assert.Equal(0.35, Read("g03n2c08").Gamma);
        Assert.Equal(2.5, Read("g25n3p04").Gamma);
        Assert.Equal(new PngTime(2000, 1, 1, 12, 34, 56), Read("cm0n0g04").LastModified);
        Assert.Equal(new PngTime(1970, 1, 1, 0, 0, 0), Read("cm7n0g04").LastModified);
        Assert.Equal(new PngTime(1999, 12, 31, 23, 59, 59), Read("cm9n0g04").LastModified);
        Assert.Equal(new PngSignificantBits(13, 13, 13, 0), Read("cs3n2c16").SignificantBits);
        Assert.Equal(new PngSignificantBits(3, 3, 3, 0), Read("cs3n3p08").SignificantBits);
        Assert.Equal(new PngPhysicalDimensions(1, 4, false), Read("cdfn2c08").PhysicalDimensions);
        Assert.Equal(new PngPhysicalDimensions(1000, 1000, true), Read("cdun2c08").PhysicalDimensions);
        Assert.Equal(256, Read("ch2n3p08").Histogram.Count);
        Assert.Equal(new PngBackground(null, 65535, 65535, 0), Read("bgyn6a16").Background);
        Assert.Equal(6, PngTesting.Info(Suites.Read("pngsuite/ct1n0g04.png")).Texts.Count);
        Assert.Contains(PngTesting.Info(Suites.Read("pngsuite/ctjn0g04.png")).Texts, t => t.Language == "ja");
        Assert.NotEqual(0, PngTesting.Info(Suites.Read("pngsuite/exif2c08.png")).Exif.Length);
        Assert.Equal(216, Read("ps1n0g08").SuggestedPalettes[0].Colors.Count);
        Assert.Equal((8, 16), (Read("ps1n2c16").SuggestedPalettes[0].SampleDepth, Read("ps2n2c16").SuggestedPalettes[0].SampleDepth));
    }
}
