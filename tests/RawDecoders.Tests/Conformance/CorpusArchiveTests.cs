using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;
using RawDecoders.Conformance.Archive;
using RawDecoders.Conformance.Decoders;
using RawDecoders.Conformance.Pictures;
using RawDecoders.Conformance.Scoreboard.Judging;
using RawDecoders.CorpusGenerator;
using Picture = RawDecoders.Conformance.Pictures.Picture;

namespace RawDecoders.Tests.Conformance;

/// <summary>The corpus as an archive for others.</summary>
public class CorpusArchiveTests
{
    private static readonly string Corpus = CorpusFolder.Find();

    private static readonly string[] Parts = ["png/transparency", "bmp/wild", "png/broken", "jpeg/two-components"];

    [Fact]
    [Trait("Length", "Long")]
    public void The_same_corpus_gives_the_same_archive() => Assert.Equal(Write(Parts), Write(Parts));

    [Fact]
    [Trait("Length", "Long")]
    public void Every_file_and_expected_picture_is_there_and_is_what_the_manifest_says()
    {
        using ZipArchive zip = Open(Parts);
        using JsonDocument manifest = JsonDocument.Parse(Read(zip, "manifest.json"));
        JsonElement[] files = [.. manifest.RootElement.GetProperty("files").EnumerateArray()];
        Assert.Equal(Parts.Sum(p => ScoreboardParts.Below(p).Count), files.Length);
        Assert.All(files, file =>
        {
            byte[] bytes = Read(zip, "files/" + file.GetProperty("file").GetString());
            Assert.Equal(file.GetProperty("sha256").GetString(), Checksums.Sha256(bytes));
            if (!file.TryGetProperty("expected", out JsonElement expected))
            {
                Assert.NotEqual("valid", file.GetProperty("demand").GetString());
                return;
            }

            Picture picture = NetpbmReader.Read(Read(zip, expected.GetString()!));
            Assert.Equal(file.GetProperty("pixels").GetString(), picture.Sha256);
            int[] shape = [.. file.GetProperty("shape").EnumerateArray().Select(n => n.GetInt32())];
            Assert.Equal(picture.Channels == 1 ? [picture.Height, picture.Width] : [picture.Height, picture.Width, picture.Channels], shape);
        });
        Assert.Contains("CC0", System.Text.Encoding.UTF8.GetString(Read(zip, "LICENSE")), StringComparison.Ordinal);
        Assert.All((string[])["README.md", "run_corpus.py", "manifest.schema.json"], name => Assert.NotEmpty(Read(zip, name)));
    }

    [Fact]
    [Trait("Length", "Long")]
    public void The_schema_knows_every_field_and_every_field_that_it_requires_is_there()
    {
        using JsonDocument schema = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Corpus, "archive/manifest.schema.json")));
        JsonElement file = schema.RootElement.GetProperty("$defs").GetProperty("file"), outcome = schema.RootElement.GetProperty("$defs").GetProperty("outcome");
        using JsonDocument manifest = JsonDocument.Parse(JsonManifest.Write([.. ScoreboardParts.Below("png"), .. ScoreboardParts.Below("bmp"), .. ScoreboardParts.Below("jpeg"), .. ScoreboardParts.Below("other")]));
        foreach (JsonElement entry in manifest.RootElement.GetProperty("files").EnumerateArray())
        {
            Matches(entry, file);
            Matches(entry.GetProperty("standard"), outcome);
            Assert.Contains(entry.GetProperty("demand").GetString(), file.GetProperty("properties").GetProperty("demand").GetProperty("enum").EnumerateArray().Select(v => v.GetString()));
        }

        static void Matches(JsonElement entry, JsonElement definition)
        {
            string[] names = [.. entry.EnumerateObject().Select(p => p.Name)];
            Assert.Empty(names.Except(definition.GetProperty("properties").EnumerateObject().Select(p => p.Name)));
            Assert.Empty(definition.GetProperty("required").EnumerateArray().Select(v => v.GetString()!).Except(names));
        }
    }

    [Fact]
    [Trait("Length", "Long")]
    public void The_runner_in_Python_finds_what_is_right_and_leaves_out_what_is_not_claimed()
    {
        const string Python = "/usr/bin/python3";
        Assert.SkipUnless(File.Exists(Python) && Run(Python, "-c", "import PIL").Exit == 0, "Python with Pillow is not here");
        string folder = Directory.CreateTempSubdirectory("corpus-archive").FullName;
        try
        {
            using (ZipArchive zip = Open(Parts))
                zip.ExtractToDirectory(folder);
            string runner = Path.Combine(folder, CorpusArchive.Root, "run_corpus.py");
            (int exit, string output) = Run(Python, runner, "--claims", "png,-png/broken");
            Assert.Equal(0, exit);
            Assert.DoesNotContain("bmp/", output, StringComparison.Ordinal);
            Assert.DoesNotContain("png/broken", output, StringComparison.Ordinal);
            int counted = output.Split('\n')[^2].Split(", ").Sum(part => int.Parse(part.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture));
            Assert.Equal(ScoreboardParts.Below("png/transparency").Count, counted);
            Assert.Contains("right", output, StringComparison.Ordinal);
            // Its reading of the expected pictures agrees with the decoder that they were made without.
            (_, output) = Run(Python, runner, "--claims", "bmp/wild/bare-24bit*,bmp/wild/bare-topdown*");
            Assert.Equal("2 right", output.Trim());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static byte[] Write(params string[] folders)
    {
        using var output = new MemoryStream();
        CorpusArchive.Write(Corpus, [.. folders.SelectMany(ScoreboardParts.Below)], output);
        return output.ToArray();
    }

    private static ZipArchive Open(params string[] folders) => new(new MemoryStream(Write(folders)));

    private static byte[] Read(ZipArchive zip, string name)
    {
        using Stream stream = zip.GetEntry($"{CorpusArchive.Root}/{name}")!.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static (int Exit, string Output) Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }
}
