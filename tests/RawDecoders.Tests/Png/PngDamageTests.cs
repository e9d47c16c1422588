using RawDecoders.Inspection;
using RawDecoders.Tests.Png.Inspection;
using RawDecoders.Tests.Support;
using static RawDecoders.Tests.Png.PngWriter;

namespace RawDecoders.Tests.Png;

/// <summary>
/// The account of damage is honest: whatever bit of a picture is flipped, a lenient decode that has anything to tell lists every row
/// that is not as it was. 300 flips, or 2,400 with RAWDECODERS_ALL=1; their seeds are fixed.
/// </summary>
[Trait("Length", "Long")]
public sealed class PngDamageTests(ITestOutputHelper output)
{
    private static int Flips => Environment.GetEnvironmentVariable("RAWDECODERS_ALL") == "1" ? 2400 : 300;

    /// <summary>Folders of files that have something wrong with them, or may have.</summary>
    private static readonly string[] Unsound = ["broken", "finds"];

    /// <summary>Sound pictures of the corpus; the photographs more than once, as most of their bits are image data.</summary>
    private static string[] Pictures()
    {
        string[] sound = [.. PngInspecting.Corpus.Where(path => !Array.Exists(Unsound, folder => path.Contains($"{Path.DirectorySeparatorChar}{folder}", StringComparison.Ordinal)))];
        string[] photos = [.. sound.Where(path => path.Contains("photos", StringComparison.Ordinal))];
        return [.. sound, .. Enumerable.Repeat(photos, 1 + (sound.Length / 4 / Math.Max(photos.Length, 1))).SelectMany(p => p)];
    }

    [Fact]
    public void Every_row_that_a_flipped_bit_changes_is_listed()
    {
        string[] pictures = Pictures();
        int refused = 0, silent = 0, whole = 0, told = 0;
        long rows = 0, changed = 0, listed = 0, needless = 0;
        for (int seed = 0; seed < Flips; seed++)
        {
            var random = new Random(seed);
            string path = pictures[random.Next(pictures.Length)];
            byte[] file = System.IO.File.ReadAllBytes(path);
            PixelBuffer before = PngTesting.Decode(file, PngTesting.With(Strictness.Lenient));
            Assert.True(before.Result!.IsComplete && before.Result.Warnings.All(w => w.Severity == Severity.Note), path);
            int bit = random.Next(file.Length * 8);
            file[bit / 8] ^= (byte)(1 << (bit % 8));
            PixelBuffer after;
            try
            {
                after = PngTesting.Decode(file, PngTesting.With(Strictness.Lenient));
            }
            catch (ImageDecodeException)
            {
                refused++;
                continue;
            }

            DecodeResult result = after.Result!;
            if (result.Damage.Count == 0 && result.Warnings.Count == 0)
            {
                silent++;
                continue;
            }

            told++;
            whole += result.IsComplete ? 1 : 0;
            rows += after.Height;
            string[] missed = [];
            for (int y = 0; y < after.Height; y++)
            {
                bool isListed = result.Damage.Any(d => d.FirstRow <= y && y < d.FirstRow + d.RowCount);
                bool differs = (before.Width, before.Height, before.Format) != (after.Width, after.Height, after.Format)
                    || !before.GetRow(y).SequenceEqual(after.GetRow(y));
                changed += differs ? 1 : 0;
                listed += isListed ? 1 : 0;
                needless += isListed && !differs ? 1 : 0;
                if (differs && !isListed)
                    missed = [.. missed, $"{y}"];
            }

            Assert.True(
                missed.Length == 0,
                $"{path}, bit {bit % 8} of byte {bit / 8}: rows {string.Join(' ', missed)} differ and are not listed; told: "
                + string.Join("; ", result.Warnings.Select(w => w.Message).Concat(result.Damage.Select(d => $"{d}"))));
        }

        output.WriteLine(
            $"{Flips} flips: {refused} refused, {silent} of no consequence for Lenient, {told} told, {whole} of them without damage; "
            + $"{rows} rows in these: {changed} changed, {listed} listed, {needless} without need");
        Assert.True(told > Flips / 2);
    }

    private static DamagedRows[] Damage(byte[] file) => [.. PngTesting.Decode(file, PngTesting.With(Strictness.Lenient)).Result!.Damage];

    [Fact]
    public void A_wrong_check_value_alone_puts_all_rows_in_doubt()
    {
        DamagedRows damage = Assert.Single(Damage(PngInspecting.Read("png/broken/adler.png")));
        Assert.Equal((0, 18, "png-zlib-check"), (damage.FirstRow, damage.RowCount, damage.Reason.Rule.Id));
        Issue finding = Assert.Single(ImageInspector.Inspect(PngInspecting.Read("png/broken/adler.png")).Findings).Finding;
        Assert.Equal((Severity.Warning, "decoded with a warning, Strict refuses, Lenient lists all rows as damaged: any of them may be wrong"), (finding.Severity, finding.Consequence));
    }

    /// <summary>Palette, transparency and header are in every row; a palette that is a suggestion is in none.</summary>
    [Theory]
    [InlineData("PLTE", 3, true)]
    [InlineData("PLTE", 2, false)]
    [InlineData("tRNS", 2, true)]
    [InlineData("IHDR", 2, true)]
    [InlineData("gAMA", 2, false)]
    public void A_chunk_that_all_rows_rest_on_damages_all(string type, int colorType, bool all)
    {
        byte[] payload = type switch { "PLTE" => [1, 2, 3], "gAMA" => [0, 0, 0, 9], _ => new byte[6] };
        byte[] file = colorType == 3
            ? PngWriter.File(Chunk("IHDR", Header(2, 2, 8, 3)), Chunk("PLTE", payload), Chunk("IDAT", Zlib(new byte[6])), End)
            : Small(type == "IHDR" ? [] : [Chunk(type, payload)]);
        int crc = file.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(type)) + 4 + (type == "IHDR" ? 13 : payload.Length);
        file[crc] ^= 1;
        DamagedRows[] damage = Damage(file);
        Assert.Equal(all ? [(0, 2)] : [], damage.Select(d => (d.FirstRow, d.RowCount)));
        Assert.All(damage, d => Assert.Equal(("png-chunk-crc", (long)crc), (d.Reason.Rule.Id, d.Reason.Offset)));
    }

    [Fact]
    public void A_tRNS_whose_type_was_damaged_is_missed()
    {
        byte[] file = Small([Chunk("tRNS", new byte[6])]);
        file[file.AsSpan().IndexOf("tRNS"u8) + 3] ^= 2;
        Assert.Equal((0, 2), Assert.Single(Damage(file)) is var d ? (d.FirstRow, d.RowCount) : default);
    }

    /// <summary>A length that was damaged takes other chunks for payload, up to the end of the file; a file that is cut does not.</summary>
    [Fact]
    public void A_length_that_reaches_over_IEND_is_no_cut()
    {
        var picture = new Oracles.PngOracle.Picture(50, 40, 8, 0, false);
        byte[] raw = new byte[Oracles.PngOracle.RawLength(picture)];
        byte[] file = Encode(picture, raw, () => 500, System.IO.Compression.CompressionLevel.NoCompression);
        Assert.InRange(Assert.Single(Damage(file[..^200])).FirstRow, 500 / 51, 39);
        file[33 + 512 + 1] ^= 1;
        DamagedRows damage = Assert.Single(Damage(file));
        Assert.Equal((40, "png-chunk-crc"), (damage.FirstRow + damage.RowCount, damage.Reason.Rule.Id));
        Assert.InRange(damage.FirstRow, 480 / 51, 500 / 51);
    }

    [Fact]
    public void A_late_eXIf_turns_the_picture()
    {
        byte[] file = PngInspecting.Read("png/broken-ancillary/exif-late-6.png");
        PixelBuffer stored = ImageDecoder.Decode(file), turned = ImageDecoder.Decode(file, new DecodeOptions { ApplyOrientation = true });
        Assert.Equal((stored.Height, stored.Width), (turned.Width, turned.Height));
        for (int y = 0; y < turned.Height; y++)
        {
            for (int x = 0; x < turned.Width; x++)
                Assert.Equal(stored.GetRow(stored.Height - 1 - x).Slice(3 * y, 3).ToArray(), turned.GetRow(y).Slice(3 * x, 3).ToArray());
        }

        Assert.Equal(ImageOrientation.RightTop, turned.Result!.Info.Orientation);
        using ImageRowReader rows = ImageDecoder.OpenRows(new MemoryStream(file), new DecodeOptions { ApplyOrientation = true });
        Assert.Equal((turned.Width, turned.Height), (rows.Width, rows.Height));
        // One whose CRC is wrong is not believed, here as after the pixels.
        file[file.AsSpan().IndexOf("eXIf"u8) - 5 + 14] ^= 1;
        Assert.Equal(stored.Width, ImageDecoder.Decode(file, new DecodeOptions { ApplyOrientation = true }).Width);
    }

    [Fact]
    public void A_height_over_the_limit_is_told_at_the_height()
    {
        var limits = new DecodeLimits { MaxHeight = 1 };
        ImageDecodeException refusal = Assert.Throws<ImageDecodeException>(() => PngTesting.Decode(Small(), new DecodeOptions { Limits = limits }));
        Assert.Equal((20L, "limit-max-height"), (refusal.Offset, refusal.Rule.Id));
        Issue finding = ImageInspector.Inspect(Small(), new InspectOptions { Limits = limits }).Findings.First().Finding;
        Assert.Equal((20L, "limit-max-height"), (finding.Offset, finding.Rule.Id));
    }

    /// <summary>PNG 11.3.1.1: bits above the depth count for nothing.</summary>
    [Fact]
    public void Of_a_grey_tRNS_above_its_depth_the_low_bits_count()
    {
        byte[] file = Small([Chunk("tRNS", [0xFF, 0xF0])], colorType: 0, depth: 2);
        PixelBuffer image = PngTesting.Decode(file, PngTesting.With(Strictness.Strict));
        Assert.Empty(image.Result!.Warnings);
        Assert.Equal([0, 0, 0, 0], image.GetRow(0).ToArray());
        Assert.Equal(255, PngTesting.Decode(Small([Chunk("tRNS", [0xFF, 0xF1])], colorType: 0, depth: 2)).GetRow(0)[1]);
    }
}
