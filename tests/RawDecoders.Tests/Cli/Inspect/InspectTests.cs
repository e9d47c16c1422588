using System.Diagnostics;
using System.Text;
using System.Text.Json;
using RawDecoders.Cli;
using RawDecoders.Inspection;

namespace RawDecoders.Tests.Cli.Inspect;

/// <summary><c>rawdec inspect</c> as a command: its input, its questions, its refusals.</summary>
public sealed class InspectTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_broken_file_is_explained_with_exit_0()
    {
        string path = _folder.Write("a.gif", "GIF89a and so on");

        CliRun run = CliRun.Of("inspect", path);

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal(
            [
                $"{path}: unknown format, 16 bytes",
                "offset length",
                "     0     16  file: neither PNG nor BMP nor JPEG",
                "                 error at byte 0: format-unknown: not a PNG, BMP or JPEG file; it looks like a GIF image (PNG 5.2, T.81 B.2.1, BITMAPFILEHEADER); refused",
                "1 error",
            ],
            run.Lines);
    }

    [Fact]
    public void Files_come_from_streams_data_uris_and_base64_too()
    {
        byte[] png = SampleFiles.RgbPng(3, 2);
        string base64 = Convert.ToBase64String(png);
        string expected = string.Join('\n', CliRun.Of("inspect", _folder.Write("a.png", png)).Lines[1..]);

        Assert.Equal(expected, string.Join('\n', CliRun.OnInput(png, "inspect", "-").Lines[1..]));
        Assert.Equal(expected, string.Join('\n', CliRun.Of("inspect", $"data:image/png;base64,{base64}").Lines[1..]));
        Assert.Equal(expected, string.Join('\n', CliRun.OnInput(Encoding.ASCII.GetBytes(base64), "inspect", "--base64", "-").Lines[1..]));
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_exit_1()
    {
        CliRun missing = CliRun.Of("inspect", _folder.PathOf("missing.png"));
        Assert.Equal((1, "", $"{_folder.PathOf("missing.png")}: no such file\n"), (missing.Code, missing.Out, missing.Error));

        CliRun folder = CliRun.Of("inspect", _folder.Root);
        Assert.Equal((2, $"rawdec: no picture found in {_folder.Root}\n"), (folder.Code, folder.Error));
    }

    [Fact]
    public void A_file_that_other_commands_map_is_read_whole()
    {
        // ImageInput leaves files above 32 MiB to the library.
        byte[] file = new byte[(32 << 20) + 5];
        file[^1] = 0xAB;

        CliRun run = CliRun.Of("inspect", "--at", $"{file.Length - 1}", _folder.Write("large", file));

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.EndsWith("is AB, 171, 10101011", run.Lines[0]);
    }

    [Fact]
    public void An_empty_file_is_explained()
    {
        CliRun run = CliRun.Of("inspect", "--hex", _folder.Write("empty", []));

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("the file is empty", run.Out);
    }

    [Theory]
    [InlineData("--at 16: the file has 16 bytes, the last at 15", "--at", "0x10")]
    [InlineData("--at 99: the file has 16 bytes, the last at 15", "--at", "99")]
    public void An_offset_outside_the_file_is_wrong_usage(string reason, params string[] options)
    {
        CliRun run = CliRun.Of(["inspect", .. options, _folder.Write("a.gif", "GIF89a and so on")]);

        Assert.Equal((2, "", $"rawdec: {reason}\n"), (run.Code, run.Out, run.Error));
    }

    [Fact]
    public void A_byte_is_shown_with_what_holds_it()
    {
        byte[] file = SampleFiles.Ramp(200);
        string path = _folder.Write("ramp", file);

        CliRun run = CliRun.Of("inspect", "--at", "100", path);

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal($"{path}: unknown format, 200 bytes; byte 100 (0x64) is 64, 100, 01100100", run.Lines[0]);
        Assert.Equal(
            [
                "    80         50 51 52 53 54 55 56 57 58 59 5A 5B 5C 5D 5E 5F  PQRSTUVWXYZ[\\]^_",
                "    96         60 61 62 63 64 65 66 67 68 69 6A 6B 6C 6D 6E 6F  `abcdefghijklmno",
                "                           ^^",
                "   112         70 71 72 73 74 75 76 77 78 79 7A 7B 7C 7D 7E 7F  pqrstuvwxyz{|}~.",
                "affects: nothing: the file is no picture of ours",
            ],
            run.Lines[^5..]);
    }

    [Theory]
    [InlineData("--pixel", "0,0")]
    [InlineData("--stages", "out")]
    public void Questions_that_need_a_picture_refuse_what_is_none(params string[] options)
    {
        string path = _folder.Write("a.gif", "GIF89a and so on");
        if (options[1] == "out")
            options[1] = _folder.PathOf("out");

        CliRun run = CliRun.Of(["inspect", .. options, path]);

        Assert.Equal((1, ""), (run.Code, run.Out));
        Assert.StartsWith($"{path}: unknown format at byte 0: not a PNG, BMP or JPEG file", run.Error);
        Assert.False(Directory.Exists(_folder.PathOf("out")));
    }

    [Fact]
    public void A_pixel_is_followed_back_as_text_and_json()
    {
        string path = _folder.Write("a.png", SampleFiles.RgbPng(5, 3));

        CliRun text = CliRun.Of("inspect", "--pixel", "4,1", path), json = CliRun.Of("inspect", "--json", "--pixel", "4,1", path);

        Assert.Equal((0, 0, ""), (text.Code, json.Code, text.Error + json.Error));
        // The samples count up: pixel (4, 1) is the tenth, its red the 28th.
        Assert.EndsWith("; pixel 4,1 is rgb24 27, 28, 29", text.Lines[0]);
        Assert.Contains("; pixel 4,1 is rgb24 27, 28, 29\n", CliRun.Of("inspect", "--hex", "--pixel", "4,1", path).Out);
        JsonElement trail = JsonElement.Parse(json.Out);
        Assert.Equal([27, 28, 29], trail.GetProperty("samples").EnumerateArray().Select(s => s.GetInt32()));
        Assert.True(trail.GetProperty("trail").GetProperty("children").GetArrayLength() > 2);
    }

    [Theory]
    [InlineData("--pixel 5,0: the picture is 5 x 3, its last pixel 4,2", "--pixel", "5,0")]
    [InlineData("--pixel 0,3: the picture is 5 x 3, its last pixel 4,2", "--pixel", "0,3")]
    [InlineData("--mcu is for JPEG: the coded data of a PNG file is shown by --symbols", "--mcu", "0")]
    [InlineData("--blocks is for JPEG: the coded data of a PNG file is shown by --symbols", "--blocks")]
    public void What_a_picture_has_not_is_wrong_usage(string reason, params string[] options)
    {
        CliRun run = CliRun.Of(["inspect", .. options, _folder.Write("a.png", SampleFiles.RgbPng(5, 3))]);

        Assert.Equal((2, "", $"rawdec: {reason}\n"), (run.Code, run.Out, run.Error));
    }

    [Fact]
    public void Symbols_are_for_png_and_bmp()
    {
        CliRun run = CliRun.OnInput([0xFF, 0xD8, 0xFF, 0xD9], "inspect", "--symbols", "-");

        Assert.Equal((2, "rawdec: --symbols is for PNG and BMP: the coded data of a JPEG file is shown by --blocks, or --mcu N\n"), (run.Code, run.Error));
    }

    [Fact]
    public void Stages_are_written_as_png_and_listed()
    {
        string path = _folder.Write("a picture.png", SampleFiles.RgbPng(5, 3)), folder = _folder.PathOf("new/stages");
        StagePicture[] stages = [.. ImageInspector.Stages(path)];
        Assert.NotEmpty(stages);

        CliRun run = CliRun.Of("inspect", path, "--stages", folder + "/");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal(stages.Select(s => $"{folder}/a picture-{s.Name}.png  {s.Pixels.Width} x {s.Pixels.Height}  {s.Caption}"), run.Lines);
        Assert.Equal(stages.Length, Directory.GetFiles(folder).Length);
        Assert.All(stages, s =>
        {
            PixelBuffer written = ImageDecoder.Decode($"{folder}/a picture-{s.Name}.png");
            Assert.Equal(s.Pixels.Format, written.Format);
            Assert.Equal(s.Pixels.ToArray(), written.ToArray());
        });

        Assert.StartsWith($"{folder}/picture-", CliRun.OnInput(SampleFiles.RgbPng(5, 3), "inspect", "-", "--stages", folder).Out);
    }

    [Fact]
    public void Stages_that_cannot_be_written_are_exit_1()
    {
        string path = _folder.Write("a.png", SampleFiles.RgbPng(5, 3)), file = _folder.Write("taken", "");

        CliRun run = CliRun.Of("inspect", path, "--stages", file);

        Assert.Equal((1, ""), (run.Code, run.Out));
        Assert.StartsWith($"{file}/a-", Assert.Single(run.ErrorLines));
    }

    [Fact]
    public void A_tree_that_is_cut_says_so()
    {
        CliRun run = CliRun.Of("inspect", "--max-nodes", "5", _folder.Write("a.png", SampleFiles.RgbPng(5, 3)));

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal(
            "left out: parts of the tree, each from where it would have gone over the limit on; --max-nodes N lets more be done",
            string.Join(' ', run.Lines.SkipWhile(l => !l.StartsWith("left out: parts", StringComparison.Ordinal)).Select(l => l.Trim())));
    }

    [Fact]
    public void A_file_of_many_chunks_is_told_in_a_page()
    {
        string path = _folder.Write("a.png", SampleFiles.RgbPng(5, 3, [.. Enumerable.Repeat(("tEXt", "Title\0x"u8.ToArray()), 500)]));

        CliRun run = CliRun.Of("inspect", path), all = CliRun.Of("inspect", "--all", path);

        Assert.InRange(run.Lines.Length, 20, 120);
        Assert.Contains("... 497 more, tEXt chunk", run.Out);
        int hidden = int.Parse(run.Lines[^1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal($"{hidden} nodes not shown; --all shows them", run.Lines[^1]);
        Assert.True(all.Lines.Length > 500 * 4);
        Assert.DoesNotContain("not shown", all.Out);
    }

    [Fact]
    public void A_byte_of_a_bit_field_is_shown_with_its_bits()
    {
        StructureNode root = Trees.Small();
        var location = new ByteLocation(
            ImageFormat.Jpeg, 4, new StructureReport(ImageFormat.Jpeg, root, false).PathTo(4), new ByteEffect("rows 1 to 2", new PixelArea(0, 1, 5, 2)));
        using var output = new StringWriter { NewLine = "\n" };

        LocationText.Write(new StyledLine(output, false, 0), Trees.File, location);

        Assert.Equal(
            """
            offset   length   bytes
                 0       40                               test file
                 0        6                                 header  [T 1]
                 2        4   02 03 04 05                     Flags: two fields
                                                                warning at byte 3: test-flags: flags are odd (T 1.2); Strict refuses
                 3.3      7b  ...00011 00......                 Across: seven bits
                 2            02 03 04 05                                      ....
                                    ^^
            affects: rows 1 to 2
            area: 5 x 2 pixels, columns 0 to 4, rows 1 to 2

            """,
            output.ToString());
    }

    [Theory]
    [InlineData(true, null, "xterm-256color", true)]
    [InlineData(true, "1", "xterm-256color", false)]
    [InlineData(true, null, "dumb", false)]
    [InlineData(false, null, "xterm-256color", false)]
    public void Colors_are_for_terminals_that_want_them(bool terminal, string? noColor, string term, bool colored)
    {
        using var output = new MemoryStream();
        var host = new CliHost(Stream.Null, output, null, TextWriter.Null)
        {
            OutputIsTerminal = terminal,
            TerminalSize = (60, 20),
            Variable = name => name == "NO_COLOR" ? noColor : name == "TERM" ? term : null,
        };

        int code = RawDecoders.Cli.Cli.Run(["inspect", _folder.Write("a.gif", "GIF89a and so on")], host);

        string text = Encoding.UTF8.GetString(output.ToArray());
        Assert.Equal((0, colored), (code, text.Contains('\e')));
        string widest = System.Text.RegularExpressions.Regex.Replace(text, "\e\\[[0-9;]*m", "").Split('\n').MaxBy(l => l.Length)!;
        Assert.Equal(terminal, widest.Length <= 60);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_reader_that_goes_away_ends_the_program_without_a_word()
    {
        // Much to say about one file: all bytes of a leaf of three megabytes.
        string path = _folder.Write("large", new byte[3_000_000]);
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using Process child = CliRun.Start("inspect", "--hex", "--all", path);
        try
        {
            Task<string> error = child.StandardError.ReadToEndAsync(cancel);
            await child.StandardOutput.ReadLineAsync(cancel);
            child.StandardOutput.Close();

            Assert.Equal("", await error);
            await child.WaitForExitAsync(cancel);
            Assert.Equal(141, child.ExitCode);
        }
        finally
        {
            if (!child.HasExited)
                child.Kill();
        }
    }
}
