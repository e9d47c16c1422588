using RawDecoders.Inspection;
using RawDecoders.Png;
using RawDecoders.Tests.Support;
using static RawDecoders.Tests.Png.PngWriter;

namespace RawDecoders.Tests.Png.Inspection;

/// <summary>The tree: every byte has a leaf, every finding is the decoder's.</summary>
public sealed class PngInspectorTests
{
    /// <summary>Folders of the corpus, and PngSuite: a case each.</summary>
    public static TheoryData<string> Folders
        => [.. PngInspecting.Corpus.Select(f => Path.GetFileName(Path.GetDirectoryName(f)!)!).Distinct(), "pngsuite"];

    private static IEnumerable<string> FilesOf(string folder)
    {
        if (folder == "pngsuite")
            Suites.Require();
        return PngInspecting.All.Where(f => Path.GetFileName(Path.GetDirectoryName(f)) == folder);
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Every_byte_has_one_leaf_and_findings_are_the_decoders(string folder)
    {
        foreach (string path in LongRun.Sample(FilesOf(folder), 20))
        {
            byte[] file = System.IO.File.ReadAllBytes(path);
            StructureReport report = PngInspecting.Inspect(file);
            Assert.False(report.IsCut, path);
            PngInspecting.AssertTiles(report, file.Length);
            AssertAgrees(file, report, path);
        }
    }

    /// <summary>
    /// Standard refuses exactly what has an error, Strict what has an error or a warning; and where the decoder stops there is
    /// the finding. (In files with several errors it need not be the first in the file: a CRC stands behind the data it is of.)
    /// </summary>
    internal static void AssertAgrees(byte[] file, StructureReport report, string name)
    {
        Issue[] findings = [.. report.Findings.Select(f => f.Finding)];
        ImageDecodeException? standard = Refusal(file, Strictness.Standard);
        ImageDecodeException? strict = Refusal(file, Strictness.Strict);
        Assert.True(findings.Any(f => f.Severity == Severity.Error) == standard is not null, $"{name}: Standard {standard?.Message}");
        Assert.True(findings.Any(f => f.Severity >= Severity.Warning) == strict is not null, $"{name}: Strict {strict?.Message}");
        if (standard is not null)
        {
            Issue told = Assert.Single(findings, f => f.Severity == Severity.Error && f.Offset == standard.Offset && f.What.StartsWith(standard.What, StringComparison.Ordinal));
            Assert.Equal(standard.Clause, told.Clause);
        }

        if (strict is not null)
            Assert.Contains(findings, f => f.Severity >= Severity.Warning && f.Offset == strict.Offset);
        Assert.All(findings, f => Assert.Matches("^(png|limit|format)(-[a-z]+)+$", f.Rule.Id));
        Assert.All(findings, f => Assert.True(f.Consequence.Length > 0 && f.Clause.Length > 0));
        Assert.DoesNotContain(findings, f => f.Rule.Id == "png-inflaters-differ");
    }

    private static ImageDecodeException? Refusal(byte[] file, Strictness strictness)
    {
        try
        {
            ImageDecoder.Decode(file, new DecodeOptions { Strictness = strictness });
            return null;
        }
        catch (ImageDecodeException refusal)
        {
            return refusal;
        }
    }

    [Fact]
    public void The_first_error_is_where_Standard_stops()
    {
        foreach (string path in PngInspecting.All)
        {
            byte[] file = System.IO.File.ReadAllBytes(path);
            if (Refusal(file, Strictness.Standard) is not { } refusal)
                continue;
            Issue first = PngInspecting.Inspect(file).Findings.Select(f => f.Finding).First(f => f.Severity == Severity.Error);
            Assert.True(first.Offset == refusal.Offset, $"{path}: {first.Rule.Id} at {first.Offset}, refused at {refusal.Offset}");
        }
    }

    /// <summary>PngSuite's broken files: rule and place.</summary>
    public static TheoryData<string, string, long, string> Broken => new()
    {
        { "xc1n0g08", "png-ihdr-colour-type", 25, "Colour type" },
        { "xc9n2c08", "png-ihdr-colour-type", 25, "Colour type" },
        { "xcrn0g04", "png-signature", 5, "PNG signature" },
        { "xcsn0g01", "png-chunk-crc", 148, "CRC" },
        { "xd0n2c08", "png-ihdr-bit-depth", 24, "Bit depth" },
        { "xd3n2c08", "png-ihdr-bit-depth", 24, "Bit depth" },
        { "xd9n2c08", "png-ihdr-bit-depth", 24, "Bit depth" },
        { "xdtn0g01", "png-idat-missing", 49, "Length" },
        { "xhdn0g08", "png-chunk-crc", 29, "CRC" },
        { "xlfn0g04", "png-signature", 4, "PNG signature" },
        { "xs1n0g01", "png-signature", 0, "PNG signature" },
        { "xs2n0g01", "png-signature", 1, "PNG signature" },
        { "xs4n0g01", "png-signature", 3, "PNG signature" },
        { "xs7n0g01", "png-signature", 6, "PNG signature" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Broken_file_of_PngSuite_has_the_finding(string name, string rule, long offset, string leaf)
    {
        Suites.Require();
        StructureReport report = PngInspecting.Inspect(Suites.Read($"pngsuite/{name}.png"));
        (StructureNode node, Issue finding) = report.Findings.First(f => f.Finding.Severity == Severity.Error);
        Assert.Equal((rule, offset, leaf), (finding.Rule.Id, finding.Offset, node.Name));
        // The tree goes on past the damage, to the last chunk that there is.
        Assert.Equal("IEND chunk", report.Root.Children[^1].Name);
    }

    [Fact]
    public void Every_broken_file_of_PngSuite_is_among_the_cases()
    {
        Suites.Require();
        Assert.Equal(
            Suites.Files("pngsuite", ".png").Select(f => Path.GetFileNameWithoutExtension(f)!).Where(f => f[0] == 'x').Order(),
            Broken.Select(row => row.Data.Item1).Order());
    }

    /// <summary>The names of rules, which scripts may rely on: each kind of breach of the corpus.</summary>
    [Theory]
    [InlineData("broken/length-2g", Severity.Error, "png-chunk-length")]
    [InlineData("broken/type-digits", Severity.Error, "png-chunk-type")]
    [InlineData("broken/plte-late", Severity.Warning, "png-chunk-order")]
    [InlineData("broken/plte-twice", Severity.Error, "png-chunk-repeated-critical")]
    [InlineData("broken/critical-unknown", Severity.Error, "png-chunk-unknown")]
    [InlineData("broken/plte-missing", Severity.Error, "png-plte-missing")]
    [InlineData("broken/plte-17", Severity.Warning, "png-plte-size")]
    [InlineData("broken/trns-rgb-2", Severity.Error, "png-trns-length")]
    [InlineData("broken/iend-missing", Severity.Warning, "png-end-missing")]
    [InlineData("broken/after-iend", Severity.Warning, "png-after-iend")]
    [InlineData("broken/zlib-check", Severity.Warning, "png-zlib-header")]
    [InlineData("broken/deflate-row-10", Severity.Error, "png-deflate")]
    [InlineData("broken/adler", Severity.Warning, "png-zlib-check")]
    [InlineData("broken/rows-missing", Severity.Error, "png-image-data-length")]
    [InlineData("broken/data-after-adler", Severity.Note, "png-unused-bytes")]
    [InlineData("broken/filter-5", Severity.Error, "png-filter-type")]
    [InlineData("broken/index-beyond-palette", Severity.Error, "png-palette-index")]
    [InlineData("broken-ancillary/ztxt-stream", Severity.Warning, "png-zlib-metadata")]
    [InlineData("broken-ancillary/time-month", Severity.Warning, "png-time-value")]
    [InlineData("broken-ancillary/exif-empty", Severity.Warning, "png-exif")]
    [InlineData("broken-ancillary/text-80", Severity.Warning, "png-keyword")]
    public void A_breach_has_its_rule(string name, Severity severity, string rule)
    {
        Issue finding = PngInspecting.Inspect(PngInspecting.Read($"png/{name}.png")).Findings.First().Finding;
        Assert.Equal((severity, rule), (finding.Severity, finding.Rule.Id));
    }

    [Fact]
    public void A_chunk_has_its_frame_and_the_bits_of_its_type()
    {
        StructureNode chunk = PngInspecting.Inspect(Small([Chunk("prVt", [1, 2])])).Root.Child("prVt chunk");
        Assert.Equal("2", chunk.Child("Length").Raw);
        StructureNode type = chunk.Child("Chunk type");
        Assert.Equal("\"prVt\"", type.Raw);
        Assert.Equal(["1", "1", "0", "1"], type.Children.Select(b => b.Raw));
        Assert.Equal([37L, 38, 39, 40], type.Children.Select(b => b.Offset));
        Assert.All(type.Children, b => Assert.Equal((5, 1L), (b.BitOffset, b.BitLength)));
        Assert.StartsWith("ignored: 01 02", chunk.Child("Chunk data").Value, StringComparison.Ordinal);
        Assert.Contains("computed the same", chunk.Child("CRC").Value, StringComparison.Ordinal);
    }

    /// <summary>Every field of every chunk that has them, by name, in order.</summary>
    [Theory]
    [InlineData("ancillary/gama.png", "gAMA", "Image gamma")]
    [InlineData("ancillary/chrm.png", "cHRM", "White point x|White point y|Red x|Red y|Green x|Green y|Blue x|Blue y")]
    [InlineData("ancillary/srgb-2.png", "sRGB", "Rendering intent")]
    [InlineData("ancillary/cicp.png", "cICP", "Colour primaries|Transfer function|Matrix coefficients|Video full range flag")]
    [InlineData("ancillary/mdcv.png", "mDCV", "Red x|Red y|Green x|Green y|Blue x|Blue y|White point x|White point y|Maximum luminance|Minimum luminance")]
    [InlineData("ancillary/clli.png", "cLLI", "Maximum content light level|Maximum frame-average light level")]
    [InlineData("ancillary/sbit-6-8.png", "sBIT", "Significant red bits|Significant green bits|Significant blue bits|Significant alpha bits")]
    [InlineData("ancillary/bkgd-2-8.png", "bKGD", "Red|Green|Blue")]
    [InlineData("ancillary/bkgd-3-4.png", "bKGD", "Palette index")]
    [InlineData("ancillary/phys-metre.png", "pHYs", "Pixels per unit, X axis|Pixels per unit, Y axis|Unit specifier")]
    [InlineData("ancillary/time.png", "tIME", "Year|Month|Day|Hour|Minute|Second")]
    [InlineData("ancillary/iccp.png", "iCCP", "Profile name|Null separator|Compression method|ICC profile")]
    [InlineData("ancillary/animation-default-first.png", "acTL", "Number of frames|Number of plays")]
    [InlineData("ancillary/animation-default-first.png", "fcTL", "Sequence number|Width|Height|X offset|Y offset|Delay numerator|Delay denominator|Dispose operation|Blend operation")]
    [InlineData("ancillary/animation-default-first.png", "fdAT", "Sequence number|CMF|FLG|DEFLATE data|Adler-32")]
    [InlineData("matrix/rgb8-trns-none.png", "tRNS", "Red sample value|Green sample value|Blue sample value")]
    [InlineData("matrix/grey8-none.png", "IHDR", "Width|Height|Bit depth|Colour type|Compression method|Filter method|Interlace method")]
    [InlineData("matrix/grey8-none.png", "IDAT", "CMF|FLG|DEFLATE data|Adler-32")]
    public void A_chunk_has_its_fields(string path, string type, string fields)
    {
        StructureReport report = PngInspecting.Inspect(PngInspecting.Read($"png/{path}"));
        StructureNode chunk = report.Nodes.First(c => c.Name == $"{type} chunk");
        Assert.Equal(["Length", "Chunk type", .. fields.Split('|'), "CRC"], chunk.Children.Select(c => c.Name));
        Assert.All(chunk.Children, c => Assert.False(string.IsNullOrEmpty(c.Value) || string.IsNullOrEmpty(c.Clause), c.Name));
    }

    [Fact]
    public void A_number_in_two_chunks_is_told_in_parts()
    {
        // IDAT chunks of one byte each: every code of more bits than are left in its byte has parts.
        StructureReport report = PngInspecting.Inspect(PngInspecting.Read("png/idat/split-1.png"), symbols: true);
        StructureNode[] split = report.Nodes.Where(n => n.IsBits && n.Children.Count > 1 && n.Children.All(c => c.Name == "part")).ToArray();
        Assert.NotEmpty(split);
        foreach (StructureNode node in split)
        {
            Assert.Equal(node.BitLength, node.Children.Sum(c => c.BitLength));
            Assert.All(node.Children, c => Assert.InRange(c.BitOffset + c.BitLength, 1, 8));
        }

        StructureNode[] check = report.Nodes.Where(n => n.Name == "Adler-32").ToArray();
        Assert.Equal(4, check.Length);
        Assert.Contains("bytes 2 to 2 of 4", check[1].Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tree_is_cut_where_it_was_said_to_be()
    {
        byte[] file = PngInspecting.Read("png/photos/landscape-palette.png");
        for (int max = 0; max < 400; max += 13)
        {
            var options = new InspectOptions { MaxNodes = max, Symbols = true };
            StructureReport report = ImageInspector.Inspect(file, options);
            Assert.True(report.IsCut);
            PngInspecting.AssertTiles(report, file.Length);
            Assert.InRange(report.Nodes.Count(), 1, max + 10);
        }
    }

    [Fact]
    public void Data_of_a_file_without_a_usable_header_is_explained_too()
    {
        StructureReport report = PngInspecting.Inspect(PngInspecting.Read("png/broken/ihdr-depth-3.png"));
        Assert.Contains(report.Nodes, n => n.Name == "Block 0");
        Assert.Contains("computed the same", Assert.Single(report.Nodes, n => n.Name == "Adler-32").Value, StringComparison.Ordinal);
        Assert.DoesNotContain(report.Nodes, n => n.Name == "Scanlines");
    }

    [Fact]
    public void A_long_text_is_told_whole()
    {
        string text = string.Concat(Enumerable.Range(0, 9000).Select(i => $"{i} "));
        byte[] latin = System.Text.Encoding.Latin1.GetBytes(text);
        StructureReport report = PngInspecting.Inspect(Small([Chunk("tEXt", [65, 0, .. latin]), Chunk("zTXt", [66, 0, 0, .. Zlib(latin)])]));
        Assert.Equal($"\"{text}\"", report.Root.Child("tEXt chunk").Child("Text string").Value);
        Assert.EndsWith($" {latin.Length} bytes: \"{text}\"", report.Root.Child("zTXt chunk").Child("Text string").Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bomb_is_walked_as_far_as_the_picture_needs()
    {
        byte[] file = PngWriter.File(Chunk("IHDR", Header(1, 1, 8, 0)), Chunk("IDAT", Zlib(new byte[200 << 20], System.IO.Compression.CompressionLevel.Optimal)), End);
        StructureReport report = PngInspecting.Inspect(file);
        PngInspecting.AssertTiles(report, file.Length);
        Assert.Contains(report.Findings, f => f.Finding.Rule.Id == "png-image-data-surplus");
    }

    /// <summary>Our inflater, as study runs it, against System.IO.Compression, over every PNG there is.</summary>
    [Fact]
    public void Both_inflaters_give_the_same_bytes()
    {
        long bytes = 0;
        foreach (string path in PngInspecting.All)
        {
            byte[] file = System.IO.File.ReadAllBytes(path);
            if (PngImageWalk.Open(file, new PngLayout(file), DecodeLimits.Default, new InspectBudget(InspectOptions.Default, file.Length), maxSymbols: 0) is not { } image)
                continue;
            Assert.True(PngPlatformInflater.Compare(image.Zlib) is null, $"{path}: {PngPlatformInflater.Compare(image.Zlib)}");
            bytes += image.Zlib.OutputLength;
        }

        Assert.True(bytes > 1_000_000);
    }
}
