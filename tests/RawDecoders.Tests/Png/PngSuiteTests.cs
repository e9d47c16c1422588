using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Png;

/// <summary>PngSuite, every file: valid ones against the recorded pixels of ImageSharp, broken ones for their refusal.</summary>
public sealed class PngSuiteTests
{
    private const string Reference = "imagesharp-3.1.12";

    public static TheoryData<string> Valid => Select(name => name[0] != 'x');

    /// <summary>File, kind, offset, a word of the message.</summary>
    public static TheoryData<string, ImageDecodeErrorKind, long, string> Broken => new()
    {
        // Colour types 1 and 9; bit depths 0, 3 and 99.
        { "xc1n0g08", ImageDecodeErrorKind.Malformed, 25, "colour type 1" },
        { "xc9n2c08", ImageDecodeErrorKind.Malformed, 25, "colour type 9" },
        { "xd0n2c08", ImageDecodeErrorKind.Malformed, 24, "bit depth 0" },
        { "xd3n2c08", ImageDecodeErrorKind.Malformed, 24, "bit depth 3" },
        { "xd9n2c08", ImageDecodeErrorKind.Malformed, 24, "bit depth 99" },
        // Wrong CRCs in IDAT and IHDR, at the CRC.
        { "xcsn0g01", ImageDecodeErrorKind.Malformed, 148, "CRC" },
        { "xhdn0g08", ImageDecodeErrorKind.Malformed, 29, "CRC" },
        // No IDAT: told where IEND stands instead.
        { "xdtn0g01", ImageDecodeErrorKind.Malformed, 49, "none before IEND" },
        // Signatures: line ends converted, and single bytes wrong.
        { "xcrn0g04", ImageDecodeErrorKind.Malformed, 5, "LF into CR" },
        { "xlfn0g04", ImageDecodeErrorKind.Malformed, 4, "CR LF into LF" },
        { "xs1n0g01", ImageDecodeErrorKind.Malformed, 0, "bit 7" },
        { "xs2n0g01", ImageDecodeErrorKind.Malformed, 1, "overwritten" },
        { "xs4n0g01", ImageDecodeErrorKind.Malformed, 3, "overwritten" },
        { "xs7n0g01", ImageDecodeErrorKind.Malformed, 6, "1A was replaced" },
    };

    [Theory]
    [MemberData(nameof(Valid))]
    public void Valid_file_has_the_pixels_of_the_reference(string path)
    {
        Suites.Require();
        byte[] file = Suites.Read(path);
        string recorded = Sibling(Path.GetFileNameWithoutExtension(path)) is { } name ? $"pngsuite/{name}.png" : path;
        PixelBuffer image = PngTesting.Decode(file, PngTesting.As(PixelFormat.Rgba64, Strictness.Strict));
        Expectation expected = Suites.Find(recorded, Reference, "rgba64")!;
        Assert.Equal(expected.Shape, PixelHash.Shape(image));
        Assert.Equal(expected.Sha256, PixelHash.Sha256(image));
        Assert.True(image.Result!.IsComplete);
        Assert.Empty(image.Result.Warnings);
    }

    /// <summary>The file that holds the same picture, for those that the reference does not decode as PNG has it.</summary>
    private static string? Sibling(string name) => name switch
    {
        // ImageSharp refuses files whose IDAT chunks hold one byte each.
        "oi9n0g16" => "oi1n0g16",
        "oi9n2c16" => "oi1n2c16",
        // ImageSharp loses pixels of interlaced pictures so small that a pass has no columns or no rows (PNG 8.1: such a
        // pass is simply absent). libpng, Pillow and OpenCV agree with the plain siblings.
        "s02i3p01" => "s02n3p01",
        "s03i3p01" => "s03n3p01",
        "s04i3p01" => "s04n3p01",
        _ => null,
    };

    [Theory]
    [MemberData(nameof(Valid))]
    public void Valid_file_is_the_same_in_every_strictness_and_reading(string path)
    {
        Suites.Require();
        byte[] file = Suites.Read(path);
        PixelBuffer natural = PngTesting.Decode(file);
        byte[] pixels = PngTesting.Packed(natural);
        foreach (Strictness strictness in PngTesting.Strictnesses)
        {
            Assert.Equal(pixels, PngTesting.Packed(PngTesting.Decode(file, PngTesting.With(strictness), extraStride: 13)));
            Assert.Equal(pixels, PngTesting.Packed(PngTesting.ReadInBatches(file, PngTesting.With(strictness), _ => 1)));
            Assert.Equal(pixels, PngTesting.Packed(PngTesting.ReadInBatches(file, PngTesting.With(strictness), y => 1 + (y * 7 % 5))));
        }

        IdentifyResult identified = PngTesting.Identify(file);
        Assert.Equal(IdentifyStatus.Identified, identified.Status);
        Assert.Equal(natural.Format, identified.Info!.PixelFormat);
        Assert.Equal((natural.Width, natural.Height), (identified.Info.Width, identified.Info.Height));
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void Broken_file_is_refused_at_the_place(string name, ImageDecodeErrorKind kind, long offset, string word)
    {
        Suites.Require();
        byte[] file = Suites.Read($"pngsuite/{name}.png");
        foreach (Strictness strictness in new[] { Strictness.Strict, Strictness.Standard })
        {
            ImageDecodeException refusal = PngTesting.Refusal(file, strictness);
            Assert.Equal((kind, offset, ImageFormat.Png), (refusal.Kind, refusal.Offset, refusal.Format));
            Assert.Contains(word, refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_broken_file_of_the_suite_is_among_the_cases()
    {
        Suites.Require();
        string[] onDisk = Suites.Files("pngsuite", ".png").Select(f => Path.GetFileNameWithoutExtension(f)!).Where(f => f[0] == 'x').ToArray();
        Assert.Equal(onDisk.Order(), Broken.Select(row => row.Data.Item1).Order());
    }

    private static TheoryData<string> Select(Func<string, bool> wanted)
    {
        var data = new TheoryData<string>();
        foreach (string file in Suites.Files("pngsuite", ".png"))
        {
            if (file.Length == 0 || wanted(Path.GetFileName(file)))
                data.Add(file);
        }

        return data;
    }
}
