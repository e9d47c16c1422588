using RawDecoders.Bmp;
using RawDecoders.CorpusGenerator;
using RawDecoders.Inspection;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Bmp;

/// <summary>DIBs without a file header: recognised by every way in, the pixels those of the file with one, and nothing else taken for one.</summary>
public sealed class BareDibTests
{
    private static readonly string Corpus = CorpusFolder.Find();

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Path.Combine(Corpus, "bmp"), "*.bmp", SearchOption.AllDirectories)
        .Where(f => !f.Contains("broken", StringComparison.Ordinal) && !f.Contains("photos", StringComparison.Ordinal))
        .Select(f => Path.GetRelativePath(Corpus, f).Replace('\\', '/')).Where((_, i) => i % 4 == 0)];

    /// <summary>The file without its header, if pixels follow headers and palette in it and it is whole.</summary>
    private static byte[]? Bare(byte[] file)
    {
        var reader = new BmpHeaderReader(file);
        while (reader.Read() && reader.Kind != BmpRegionKind.PixelData)
        {
            if (reader.Kind == BmpRegionKind.Gap || (reader.Findings & (BmpFindings.OffsetInsideHeaders | BmpFindings.PaletteCutShort | BmpFindings.PaletteTooLarge)) != 0)
                return null;
        }

        return reader.DibHeader.Findings == BmpFindings.None && reader.DibHeader.HasPalettePixels | reader.DibHeader.ColorsUsed == 0 ? file[14..] : null;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Has_the_pixels_of_the_file_with_a_header(string path)
    {
        byte[] file = File.ReadAllBytes(Path.Combine(Corpus, path));
        if (Bare(file) is not { } bare)
            return;
        if (!ImageDecoder.TryDecode(file, out PixelBuffer? expected, out Issue? refusal))
        {
            Assert.False(ImageDecoder.TryDecode(bare, out _, out Issue? same));
            Assert.Equal((refusal.Rule, refusal.Offset - 14), (same!.Rule, same.Offset));
            return;
        }

        PixelBuffer actual = ImageDecoder.Decode(bare);
        Assert.Equal((expected.Width, expected.Height, expected.Format), (actual.Width, actual.Height, actual.Format));
        Assert.True(expected.Span.SequenceEqual(actual.Span));
        Issue warning = Assert.Single(actual.Result!.Warnings, w => w.Rule.Id == "bmp-file-header-missing");
        Assert.Equal(0, warning.Offset);
        var strict = Assert.Throws<ImageDecodeException>(() => ImageDecoder.Decode(bare, new DecodeOptions { Strictness = Strictness.Strict }));
        if (actual.Result.Warnings.Count == 1)
            Assert.Equal(("bmp-file-header-missing", 0L), (strict.Rule.Id, strict.Offset));
        Assert.Equal(expected.Result!.Info.PixelFormat, ImageDecoder.Identify(bare).PixelFormat);
        if (expected.Result.Info.Metadata is not BmpMetadata)
            return;

        using ImageRowReader rows = ImageDecoder.OpenRows(bare);
        byte[] read = new byte[expected.Span.Length];
        Assert.Equal(expected.Height, rows.ReadRows(read, expected.Height));
        Assert.True(expected.Span.SequenceEqual(read));
        using ImageRegionReader regions = ImageDecoder.OpenRegions(bare);
        PixelBuffer region = regions.ReadRegion(0, expected.Height - 1, expected.Width, 1);
        Assert.True(expected.GetRow(expected.Height - 1).SequenceEqual(region.Span));

        StructureReport report = ImageInspector.Inspect(bare);
        Assert.Equal(ImageFormat.Bmp, report.Format);
        Assert.Contains(report.Findings, f => f.Finding.Rule.Id == "bmp-file-header-missing" && f.Finding.Offset == 0);
        Assert.DoesNotContain(report.Nodes, n => n.Name == "BITMAPFILEHEADER");
        PixelTrail trail = ImageInspector.Trace(bare, expected.Width - 1, 0);
        Assert.Equal(ImageInspector.Trace(file, expected.Width - 1, 0).Samples, trail.Samples);
    }

    [Fact]
    public void Prefixes_need_more_until_they_are_identified()
    {
        foreach (string path in Directory.EnumerateFiles(Path.Combine(Corpus, "bmp", "wild"), "*.dib"))
        {
            byte[] file = File.ReadAllBytes(path);
            bool identified = false;
            for (int length = 0; length <= Math.Min(file.Length, 300); length++)
            {
                IdentifyResult result = ImageDecoder.TryIdentify(file.AsSpan(0, length));
                Assert.NotEqual(IdentifyStatus.Refused, result.Status);
                Assert.True(result.Status == IdentifyStatus.Identified || (!identified && result.BytesNeeded > length), $"{path}: {length} bytes");
                identified |= result.Status == IdentifyStatus.Identified;
            }

            Assert.True(identified);
            var cut = Assert.Throws<ImageDecodeException>(() => ImageDecoder.Decode(file.AsSpan(0, 10)));
            Assert.Equal(ImageDecodeErrorKind.Truncated, cut.Kind);
        }
    }

    [Fact]
    public void Nothing_else_is_taken_for_one()
    {
        var random = new Random(12);
        byte[] noise = new byte[64];
        for (int i = 0; i < 200_000; i++)
        {
            random.NextBytes(noise);
            // Half of them begin as a header of a version does.
            if ((i & 1) != 0)
                (noise[0], noise[1], noise[2], noise[3]) = (40, 0, 0, 0);
            Assert.NotEqual(0, BmpDibHeader.BytesToRecognise(noise));
        }

        foreach (string path in Directory.EnumerateFiles(Corpus, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith(".dib", StringComparison.Ordinal)))
        {
            byte[] file = File.ReadAllBytes(path);
            Assert.True(BmpDibHeader.BytesToRecognise(file) < 0 || file.Length < 4, path);
        }

        // A PowerVR texture of version 2 (header of 52 bytes), an icon, a shortcut, text that begins with a bracket.
        Assert.Equal(-1, BmpDibHeader.BytesToRecognise([52, 0, 0, 0, 64, 0, 0, 0, 64, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0]));
        Assert.Equal(-1, BmpDibHeader.BytesToRecognise([0, 0, 1, 0, 1, 0, 16, 16, 0, 0, 1, 0, 32, 0, 0, 0, 0, 0, 0, 0]));
        Assert.Equal(-1, BmpDibHeader.BytesToRecognise([0x4C, 0, 0, 0, 1, 0x14, 2, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46]));
        Assert.Equal(-1, BmpDibHeader.BytesToRecognise("(a text)"u8));
        Assert.Equal(IdentifyStatus.Refused, ImageDecoder.TryIdentify("(a text)"u8).Status);
    }

    [Fact]
    public void The_reader_counts_from_the_dib_header()
    {
        byte[] file = File.ReadAllBytes(Path.Combine(Corpus, "bmp", "wild", "bare-palette.dib"));
        var regions = new List<string>();
        var reader = new BmpHeaderReader(file);
        while (reader.Read())
        {
            regions.Add($"{reader.Kind} {reader.Offset} {reader.Length} {reader.Findings}");
            Assert.True(reader.IsComplete);
        }

        Assert.False(reader.HasFileHeader);
        Assert.Equal(["DibHeader 0 40 FileHeaderMissing", "Palette 40 64 None", $"PixelData 104 {file.Length - 104} None"], regions);
    }
}
