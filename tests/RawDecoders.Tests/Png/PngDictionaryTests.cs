using System.Text.RegularExpressions;
using RawDecoders.Inspection;
using RawDecoders.Png;
using RawDecoders.Tests.Cli;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Png;

/// <summary>
/// Preset dictionaries (FDICT, RFC 1950 2.2), which the platform's inflater answers with an IOException of its own: in no chunk
/// may that be mistaken for a failure to read the file. And the one place that opens the platform's inflater.
/// </summary>
public sealed class PngDictionaryTests
{
    /// <summary>The corpus files, and where FLG is in each.</summary>
    public static TheoryData<string, bool> Files => new()
    {
        { "png/broken-ancillary/iccp-dictionary.png", false },
        { "png/broken-ancillary/ztxt-dictionary.png", false },
        { "png/broken-ancillary/itxt-dictionary.png", false },
        { "png/broken/zlib-dictionary.png", true },
        { "png/broken/zlib-dictionary-apart.png", true },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void It_is_a_violation_of_the_file_on_every_way_in(string path, bool isImageData)
    {
        byte[] file = File.ReadAllBytes(Path.Combine(CorpusGenerator.CorpusFolder.Find(), path));
        foreach (Strictness strictness in PngTesting.Strictnesses)
        {
            DecodeOptions options = PngTesting.With(strictness);
            bool refused = isImageData || strictness == Strictness.Strict;
            foreach (Func<IReadOnlyList<Issue>> way in (Func<IReadOnlyList<Issue>>[])
                [
                    () => ImageDecoder.Decode(file, options).Result!.Warnings,
                    () => ImageDecoder.Decode(new MemoryStream(file), options).Result!.Warnings,
                    () => Rows(file, options),
                ])
            {
                if (refused)
                {
                    var error = Assert.Throws<ImageDecodeException>(() => way());
                    Assert.Equal((ImageDecodeErrorKind.Malformed, true), (error.Kind, error.Message.Contains("preset dictionary", StringComparison.Ordinal)));
                    Assert.Equal(0x20, file[(int)error.Offset] & 0x20);
                    Assert.Contains("PNG 10.1", error.Message, StringComparison.Ordinal);
                }
                else
                {
                    Issue warning = Assert.Single(way());
                    Assert.Equal(("the zlib datastream wants a preset dictionary", "PNG 10.1"), (warning.What, warning.Clause));
                }
            }

            IdentifyResult identified = ImageDecoder.TryIdentify(file, options);
            Assert.Equal(isImageData || !refused, identified.Info is not null);
        }

        StructureReport report = ImageInspector.Inspect(file);
        Issue finding = Assert.Single(report.Findings).Finding;
        Assert.Equal((isImageData ? (Severity.Error, "png-zlib-dictionary") : (Severity.Warning, "png-zlib-metadata-dictionary")), (finding.Severity, finding.Rule.Id));
        for (int offset = 0; offset < file.Length; offset++)
            Assert.NotEmpty(ImageInspector.Locate(file, offset).Path);
    }

    [Fact]
    public void The_command_line_says_so_too()
    {
        string path = Path.Combine(CorpusGenerator.CorpusFolder.Find(), "png/broken-ancillary/ztxt-dictionary.png");
        CliRun strict = CliRun.Of("decode", path, "--strictness", "strict"), standard = CliRun.Of("decode", path);
        Assert.Equal(1, strict.Code);
        Assert.Contains("malformed at byte", strict.Error, StringComparison.Ordinal);
        Assert.Contains("wants a preset dictionary (zTXt, PNG 10.1)", strict.Error, StringComparison.Ordinal);
        Assert.Equal(0, standard.Code);
    }

    /// <summary>Should a flag ever get past the readers' own look at it, what comes out is still no failure to read.</summary>
    [Fact]
    public unsafe void The_platforms_own_exception_becomes_that_of_bad_data()
    {
        byte[] zlib = [0x78, 0xBB, 1, 2, 3, 4, 3, 0, 0, 0, 0, 1];
        fixed (byte* start = zlib)
        {
            using var feed = new PngMemoryStream(start, zlib.Length);
            using PngPlatformStream inflater = PngPlatformStream.OfZlib(feed);
            byte[] buffer = new byte[10];
            Assert.Throws<InvalidDataException>(() => inflater.Read(buffer.AsSpan()));
        }
    }

    [Fact]
    public void A_failure_of_the_feed_stays_what_it_is()
    {
        using PngPlatformStream inflater = PngPlatformStream.OfZlib(new FailingFeed());
        byte[] buffer = new byte[10];
        Assert.Equal("the cable is out", Assert.Throws<IOException>(() => inflater.Read(buffer.AsSpan())).Message);
    }

    [Fact]
    public void Only_one_file_opens_the_platforms_inflater()
    {
        string folder = Path.Combine(Repository.Root, "src", "RawDecoders");
        string[] files = [.. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Split(Path.DirectorySeparatorChar).Contains("obj"))
            // One that is given ZLibCompressionOptions compresses: the places of an index.
            .Where(f => Regex.IsMatch(File.ReadAllText(f), @"new (ZLib|Deflate|GZip|Brotli)Stream\b(?!\(\w+, Packing,)"))
            .Select(f => Path.GetFileName(f))];
        Assert.Equal(["PngPlatformStream.cs"], files);
    }

    private static IReadOnlyList<Issue> Rows(byte[] file, DecodeOptions options)
    {
        using ImageRowReader reader = ImageDecoder.OpenRows(file, options);
        byte[] row = new byte[reader.RowBytes];
        while (reader.ReadRows(row, 1) > 0)
        {
        }

        return reader.Finish().Warnings;
    }

    private sealed class FailingFeed : PngReadStream
    {
        public override int Read(Span<byte> buffer) => throw new IOException("the cable is out");
    }
}
