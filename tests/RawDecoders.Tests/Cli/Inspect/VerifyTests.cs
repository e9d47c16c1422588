using System.Text.Json;

namespace RawDecoders.Tests.Cli.Inspect;

/// <summary><c>rawdec verify</c>: its lines, its total, its exit code.</summary>
public sealed class VerifyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_sound_file_passes_and_is_counted()
    {
        CliRun run = CliRun.Of("verify", _folder.Write("a.png", SampleFiles.RgbPng(3, 2)), _folder.Write("b.bmp", Support.TinyBmp.Create(4, 4)));

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal(["2 files: 2 passed, 0 failed; no findings"], run.Lines);
    }

    [Fact]
    public void A_file_with_an_error_fails_in_one_line()
    {
        string path = _folder.Write("a.gif", "GIF89a and so on");

        CliRun run = CliRun.Of("verify", path);

        Assert.Equal((1, ""), (run.Code, run.Error));
        Assert.Equal(
            [
                $"{path}: error at byte 0: format-unknown: not a PNG, BMP or JPEG file; it looks like a GIF image (PNG 5.2, T.81 B.2.1, BITMAPFILEHEADER); refused",
                "1 file: 0 passed, 1 failed; 1 error",
            ],
            run.Lines);
    }

    [Fact]
    public void What_cannot_be_read_fails_and_the_others_go_on()
    {
        string good = _folder.Write("a.png", SampleFiles.RgbPng(3, 2)), missing = _folder.PathOf("missing.png");

        CliRun run = CliRun.Of("verify", missing, good);

        Assert.Equal((1, $"{missing}: no such file\n"), (run.Code, run.Error));
        Assert.Equal(["1 file: 1 passed, 0 failed, 1 could not be read; no findings"], run.Lines);
    }

    [Fact]
    public void Folders_patterns_and_lists_name_files_too()
    {
        Directory.CreateDirectory(_folder.PathOf("sub"));
        _folder.Write("sub/b.png", SampleFiles.RgbPng(3, 2));
        _folder.Write("sub/a.png", "not a png");
        _folder.Write("sub/a.txt", "no picture");
        string list = _folder.Write("list", $"{_folder.PathOf("sub/b.png")}\n");

        Assert.Equal("2 files: 1 passed, 1 failed; 1 error", CliRun.Of("verify", _folder.PathOf("sub")).Lines[^1]);
        Assert.Equal("3 files: 1 passed, 2 failed; 2 errors", CliRun.Of("verify", _folder.PathOf("sub/*")).Lines[^1]);
        Assert.Equal("2 files: 2 passed, 0 failed; no findings", CliRun.Of("verify", $"@{list}", $"@{list}").Lines[^1]);
        Assert.Equal("1 file: 1 passed, 0 failed; no findings", CliRun.OnInput(SampleFiles.RgbPng(3, 2), "verify", "-").Lines[^1]);

        CliRun none = CliRun.Of("verify", _folder.PathOf("*.bmp"));
        Assert.Equal((2, "", $"rawdec: no picture found in {_folder.PathOf("*.bmp")}\n"), (none.Code, none.Out, none.Error));
    }

    [Fact]
    public void Quiet_tells_by_the_exit_code_alone()
    {
        Assert.Equal((1, "", ""), Of(CliRun.Of("verify", "--quiet", _folder.Write("a.gif", "GIF89a and so on"))));
        Assert.Equal((0, "", ""), Of(CliRun.Of("verify", "-q", _folder.Write("a.png", SampleFiles.RgbPng(3, 2)))));

        static (int, string, string) Of(CliRun run) => (run.Code, run.Out, run.Error);
    }

    [Fact]
    public void Warnings_are_printed_and_fail_only_when_strict()
    {
        string path = _folder.Write("a.png", BrokenTexts(1));

        CliRun standard = CliRun.Of("verify", path), strict = CliRun.Of("verify", "--strictness", "strict", path);

        Assert.Equal((0, 1, ""), (standard.Code, strict.Code, standard.Error + strict.Error));
        Assert.StartsWith($"{path}: warning at byte ", standard.Lines[0]);
        Assert.Contains(": png-chunk-crc-ancillary: ", standard.Lines[0]);
        Assert.Equal("1 file: 1 passed, 0 failed; 1 warning", standard.Lines[1]);
        Assert.Equal([standard.Lines[0], "1 file: 0 passed, 1 failed; 1 warning"], strict.Lines);
        Assert.Equal((1, ""), (CliRun.Of("verify", "-q", "--strictness", "strict", path) is var quiet ? quiet.Code : 0, quiet.Out));
        // The decoder agrees.
        Assert.Equal((0, 1), (CliRun.Of("checksum", path).Code, CliRun.Of("checksum", "--strictness", "strict", path).Code));
    }

    [Fact]
    public void Of_one_rule_the_first_few_are_printed_unless_all_are_asked_for()
    {
        string path = _folder.Write("a.png", BrokenTexts(20));

        CliRun run = CliRun.Of("verify", path), all = CliRun.Of("verify", "--all", path);

        Assert.Equal(10, run.Lines.Length);
        Assert.Equal(all.Lines[..8], run.Lines[..8]);
        string last = all.Lines[19][(all.Lines[19].IndexOf("at byte ", StringComparison.Ordinal) + 8)..].Split(':')[0];
        Assert.Equal($"{path}: warning: png-chunk-crc-ancillary: 12 more, the last at byte {last}; --all prints them", run.Lines[8]);
        Assert.Equal("1 file: 1 passed, 0 failed; 20 warnings", run.Lines[9]);
        Assert.Equal(21, all.Lines.Length);
    }

    /// <summary>A PNG file with some tEXt chunks whose CRC is wrong.</summary>
    private static byte[] BrokenTexts(int count)
    {
        byte[] file = SampleFiles.RgbPng(3, 2, [.. Enumerable.Repeat(("tEXt", "Title\0x"u8.ToArray()), count)]);
        for (int at = file.AsSpan().IndexOf("tEXt"u8), i = 0; i < count; i++, at += 19)
            file[at + 11] ^= 1;
        return file;
    }

    [Fact]
    public void Json_is_one_object_a_file_and_no_total()
    {
        string bad = _folder.Write("a.gif", "GIF89a and so on"), good = _folder.Write("a.png", SampleFiles.RgbPng(3, 2));

        CliRun run = CliRun.Of("verify", "--json", bad, good);

        Assert.Equal((1, ""), (run.Code, run.Error));
        JsonElement[] verdicts = [.. run.Lines.Select(l => JsonElement.Parse(l))];
        Assert.Equal([bad, good], verdicts.Select(v => v.GetProperty("file").GetString()));
        Assert.Equal([false, true], verdicts.Select(v => v.GetProperty("passes").GetBoolean()));
        Assert.Equal("format-unknown", verdicts[0].GetProperty("findings")[0].GetProperty("rule").GetString());
    }
}
