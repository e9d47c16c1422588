using System.Text;
using System.Text.Json;
using RawDecoders.Cli;
using RawDecoders.CorpusGenerator;
using RawDecoders.Tests.Cli.Inspect;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Cli;

/// <summary>What the command line takes for files, on every command: folders, patterns, lists, and names of any bytes.</summary>
public sealed class InputMannersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Every command that reads files, with what it needs beside them.</summary>
    public static TheoryData<string> Commands => ["info", "decode", "checksum", "show", "inspect", "verify", "base64", "base64 --pixels", "index", "extract -o OUT"];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Folders_and_patterns_stand_for_their_pictures(string command)
    {
        Directory.CreateDirectory(_folder.PathOf("in/below"));
        string[] files = [_folder.Write("in/1.png", SampleFiles.RgbPng(3, 2)), _folder.Write("in/below/2.png", SampleFiles.RgbPng(3, 2))];
        _folder.Write("in/notes.txt", "no picture");
        string[] words = Words(command);

        CliRun named = CliRun.Of([.. words, .. files]);
        CliRun folder = CliRun.Of([.. words, _folder.PathOf("in")]);
        CliRun pattern = CliRun.Of([.. words, _folder.PathOf("in/**/*.png")]);

        Assert.Equal((0, ""), (named.Code, named.Error));
        Assert.Equal((named.Code, named.Out, named.Error), (folder.Code, folder.Out, folder.Error));
        Assert.Equal((named.Code, named.Out, named.Error), (pattern.Code, pattern.Out, pattern.Error));
        CliRun none = CliRun.Of([.. words, _folder.PathOf("in/*.bmp")]);
        Assert.Equal((2, "", $"rawdec: no picture found in {_folder.PathOf("in/*.bmp")}\n"), (none.Code, none.Out, none.Error));
        CliRun some = CliRun.Of([.. words, _folder.PathOf("in/*.bmp"), files[0]]);
        Assert.Equal((1, $"{_folder.PathOf("in/*.bmp")}: no picture found\n"), (some.Code, some.Error));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Lists_may_be_ended_by_NUL(string command)
    {
        string odd = _folder.Write("two\nlines.png", SampleFiles.RgbPng(3, 2)), other = _folder.Write("1.png", SampleFiles.RgbPng(3, 2));
        string[] words = Words(command);

        CliRun named = CliRun.Of([.. words, odd, other]);
        CliRun list = CliRun.OnInput(Encoding.UTF8.GetBytes($"{odd}\0{other}\0"), [.. words, "-0", "@-"]);

        Assert.Equal((0, ""), (named.Code, named.Error));
        Assert.Equal((named.Code, named.Out, named.Error), (list.Code, list.Out, list.Error));
    }

    [Fact]
    public void A_file_that_is_called_like_a_list_is_told()
    {
        string before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = _folder.Root;
        try
        {
            _folder.Write("@a.png", SampleFiles.RgbPng(3, 2));

            CliRun none = CliRun.Of("checksum", "@a.png");
            _folder.Write("a.png", "@a.png\n");
            CliRun both = CliRun.Of("checksum", "@a.png");

            Assert.Equal((2, "rawdec: @a.png: no such file (a list of paths; the file '@a.png' is named ./@a.png)\n"), (none.Code, none.Error));
            Assert.Equal((0, "rawdec: @a.png is taken for the list 'a.png'; the file '@a.png' is named ./@a.png\n"), (both.Code, both.Error));
            Assert.Equal(0, CliRun.Of("checksum", "./@a.png").Code);
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Json_has_an_object_of_every_file_refused_or_not(string command)
    {
        string good = _folder.Write("good.png", SampleFiles.RgbPng(300, 200)), cut = _folder.Write("cut.png", SampleFiles.RgbPng(300, 200)[..25]);
        string missing = _folder.PathOf("missing.png"), text = _folder.Write("text.png", "Dear diary");
        string[] words = [.. Words(command), "--json"];

        CliRun run = CliRun.Of([.. words, good, cut, missing, text]);

        Assert.Equal(1, run.Code);
        Assert.Equal(4, run.Lines.Length);
        foreach ((string line, string path) in run.Lines.Zip([good, cut, missing, text]))
        {
            JsonElement json = JsonElement.Parse(line);
            Assert.Equal(path, json.GetProperty(json.TryGetProperty("path", out _) ? "path" : "file").GetString());
            if (command is "inspect" or "verify")
                Assert.Null(SchemaOf("inspect").Check(json));
            else if (command != "info")
                Assert.Null(SchemaOf("decode").Check(json));
        }

        JsonElement unread = JsonElement.Parse(run.Lines[2]);
        Assert.Equal("no such file", unread.GetProperty("message").GetString());
        Assert.Equal(JsonValueKind.Null, unread.GetProperty("rule").ValueKind);
        if (command is not ("inspect" or "verify"))
        {
            JsonElement refused = JsonElement.Parse(run.Lines[1]);
            bool takesAnything = command == "base64";
            Assert.Equal(takesAnything ? null : "png-file-ends", refused.GetProperty("rule").GetString());
            Assert.Equal("png", refused.GetProperty("format").GetString());
            Assert.Equal(
                JsonElement.Parse(run.Lines[0]).EnumerateObject().Select(p => p.Name), refused.EnumerateObject().Select(p => p.Name));
        }
    }

    [Fact]
    public void Json_of_each_command_says_what_it_does()
    {
        string png = _folder.Write("a.png", SampleFiles.RgbPng(5, 3));
        string hash = CliRun.Of("checksum", png).Out[..64];

        JsonElement checksum = JsonElement.Parse(CliRun.Of("checksum", "--json", png).Out);
        Assert.Equal((hash, "3x5x3:uint8", "rgb24"), (checksum.GetProperty("sha256").GetString(), checksum.GetProperty("shape").GetString(), checksum.GetProperty("pixelFormat").GetString()));
        Assert.Equal(Convert.ToBase64String(File.ReadAllBytes(png)), JsonElement.Parse(CliRun.Of("base64", "--json", png).Out).GetProperty("base64").GetString());
        Assert.StartsWith("data:application/octet-stream;base64,", JsonElement.Parse(CliRun.Of("base64", "--json", "--pixels", "--data-uri", png).Out).GetProperty("base64").GetString());
        JsonElement show = JsonElement.Parse(CliRun.Of("show", "--json", png).Out);
        Assert.Equal((5, 3), (show.GetProperty("width").GetInt32(), show.GetProperty("height").GetInt32()));
        Assert.Equal(CliRun.Of("show", png).Lines[..^1], show.GetProperty("lines").EnumerateArray().Select(l => l.GetString()!));
        JsonElement index = JsonElement.Parse(CliRun.Of("index", "--json", png).Out);
        Assert.Equal(($"{png}.rdx", 3), (index.GetProperty("output").GetString(), index.GetProperty("rows").GetInt32()));
        JsonElement extract = JsonElement.Parse(CliRun.Of("extract", "--json", Path.Combine(CorpusFolder.Find(), "jpeg/embedded/exif-thumbnail-ii.jpg"), "-o", _folder.PathOf("out")).Out);
        Assert.True(File.Exists(extract.GetProperty("embedded")[0].GetProperty("output").GetString()));
    }

    [Fact]
    public void Checksums_are_checked_again()
    {
        string a = _folder.Write("a.png", SampleFiles.RgbPng(5, 3)), b = _folder.Write("b\nc.png", SampleFiles.RgbPng(4, 4));
        string list = _folder.Write("list", CliRun.Of("checksum", a, b).Out + CliRun.Of("checksum", "--format", "gray16", a).Out);

        CliRun same = CliRun.Of("checksum", "--check", list);
        Assert.Equal((0, "", $"{a}: OK\n{b.Replace('\n', ' ')}: OK\n{a}: OK\n"), (same.Code, same.Error, same.Out));
        Assert.Equal((0, ""), (CliRun.Of("checksum", "-c", "-q", list).Code, CliRun.Of("checksum", "-c", "-q", list).Out));
        Assert.Equal(0, CliRun.OnInput(File.ReadAllBytes(list), "checksum", "--check", "-").Code);

        _folder.Write("a.png", SampleFiles.RgbPng(5, 4));
        File.Delete(b);
        CliRun changed = CliRun.Of("checksum", "--check", "--quiet", list);
        Assert.Equal(1, changed.Code);
        Assert.Equal(
            [$"{a}: FAILED: 4x5x3:uint8 rgb24, not 3x5x3:uint8 rgb24", $"{b.Replace('\n', ' ')}: FAILED: no such file", $"{a}: FAILED: 4x5:uint16 gray16, not 3x5:uint16 gray16"],
            changed.Lines);
        Assert.Equal(["rawdec: 2 pictures of 2 not as listed", "rawdec: 1 listed file could not be decoded"], changed.ErrorLines);
        Assert.Equal(
            [false, false, false], CliRun.Of("checksum", "--check", "--json", list).Lines.Select(l => JsonElement.Parse(l).GetProperty("same").GetBoolean()));

        CliRun odd = CliRun.OnInput("no such line\n"u8.ToArray(), "checksum", "--check", "-");
        Assert.Equal((1, "-: warning: line 1 is none that 'rawdec checksum' prints\nrawdec: 1 line not checked\nrawdec: no line that 'rawdec checksum' prints was found\n"), (odd.Code, odd.Error));

        // One that is right beside it does not hide that another was passed over.
        CliRun mixed = CliRun.OnInput(System.Text.Encoding.UTF8.GetBytes("# a remark\n" + CliRun.Of("checksum", a).Out), "checksum", "--check", "-");
        Assert.Equal((1, $"{a}: OK\n", "-: warning: line 1 is none that 'rawdec checksum' prints\nrawdec: 1 line not checked\n"), (mixed.Code, mixed.Out, mixed.Error));
    }

    [Fact]
    public void Info_tells_size_subsampling_and_quality()
    {
        string jpeg = Path.Combine(CorpusFolder.Find(), "jpeg/photos/landscape-420.jpg");

        CliRun run = CliRun.Of("info", jpeg);
        JsonElement json = JsonElement.Parse(CliRun.Of("info", "--json", jpeg).Out);

        Assert.Matches($@"\n  bytes +{new FileInfo(jpeg).Length}\n", run.Out);
        Assert.Matches(@"\n  subsampling +4:2:0\n", run.Out);
        Assert.Equal(new FileInfo(jpeg).Length, json.GetProperty("fileSize").GetInt64());
        Assert.Equal("4:2:0", json.GetProperty("metadata").GetProperty("subsampling").GetString());
        Assert.InRange(json.GetProperty("metadata").GetProperty("quality").GetInt32(), 1, 100);
    }

    /// <summary>cjpeg's own tables give back the quality that it was asked for.</summary>
    [Fact]
    public void The_quality_is_the_one_that_the_encoder_was_asked_for()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/cjpeg"), "no cjpeg (libjpeg-turbo-progs)");
        string input = _folder.PathOf("in.ppm");
        Assert.Equal(0, CliRun.Of("decode", _folder.Write("in.png", SampleFiles.RgbPng(32, 24)), "-o", input).Code);
        foreach (int quality in (int[])[5, 25, 49, 50, 75, 76, 90, 95, 99])
        {
            string output = _folder.PathOf($"{quality}.jpg");
            using var child = System.Diagnostics.Process.Start("/usr/bin/cjpeg", ["-quality", $"{quality}", "-outfile", output, input]);
            child.WaitForExit();
            JsonElement metadata = JsonElement.Parse(CliRun.Of("info", "--json", output).Out).GetProperty("metadata");
            Assert.Equal((quality, true), (metadata.GetProperty("quality").GetInt32(), metadata.GetProperty("standardTables").GetBoolean()));
        }
    }

    private string[] Words(string command) => [.. command.Split(' ').Select(w => w == "OUT" ? _folder.PathOf("out") : w)];

    private static SchemaChecker SchemaOf(string name) => new(JsonElement.Parse(File.ReadAllBytes(Repository.PathOf("spec-notes", $"{name}.schema.json"))));
}
