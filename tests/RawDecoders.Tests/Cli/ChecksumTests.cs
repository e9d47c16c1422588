using System.Security.Cryptography;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Cli;

/// <summary>The lines of <c>rawdec checksum</c>, which scripts compare.</summary>
public sealed class ChecksumTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_line_is_hash_shape_format_and_path_with_two_spaces_between()
    {
        string path = _folder.Write("a picture.png", SampleFiles.RgbPng(5, 3));

        CliRun run = CliRun.Of("checksum", path);

        Assert.Equal(0, run.Code);
        Assert.Empty(run.Error);
        Assert.Equal($"{Hash(SampleFiles.Ramp(45))}  3x5x3:uint8  rgb24  {path}\n", run.Out);
    }

    [Fact]
    public void Grey_has_no_channel_in_its_shape()
    {
        string path = _folder.Write("grey.png", SampleFiles.Png(4, 2, 8, 0, SampleFiles.Ramp(8)));

        Assert.Equal($"{Hash(SampleFiles.Ramp(8))}  2x4:uint8  gray8  {path}\n", CliRun.Of("checksum", path).Out);
    }

    [Fact]
    public void Sixteen_bit_samples_are_hashed_little_endian()
    {
        // PNG has them big-endian: sample 0x0102 is stored 01 02.
        string path = _folder.Write("deep.png", SampleFiles.Png(2, 1, 16, 0, [0x01, 0x02, 0xA0, 0xB0]));

        CliRun run = CliRun.Of("checksum", path, "--format", "gray16");

        Assert.Equal($"{Hash([0x02, 0x01, 0xB0, 0xA0])}  1x2:uint16  gray16  {path}\n", run.Out);
    }

    [Fact]
    public void The_format_asked_for_is_hashed()
    {
        string path = _folder.Write("rgb.png", SampleFiles.Png(1, 1, 8, 2, [10, 20, 30]));

        Assert.Equal($"{Hash([30, 20, 10])}  1x1x3:uint8  bgr24  {path}\n", CliRun.Of("checksum", "--format", "bgr24", path).Out);
        Assert.Equal(
            $"{Hash([10, 10, 20, 20, 30, 30, 255, 255])}  1x1x4:uint16  rgba64  {path}\n",
            CliRun.Of("checksum", "--format", "RGBA64", path).Out);
    }

    [Fact]
    public void Threads_change_nothing_and_are_at_least_one()
    {
        string path = _folder.Write("large.png", SampleFiles.RgbPng(700, 500));

        Assert.Equal(CliRun.Of("checksum", path).Out, CliRun.Of("checksum", "--threads", "4", path).Out);
        Assert.Equal(2, CliRun.Of("checksum", "--threads", "0", path).Code);
    }

    [Fact]
    public void Standard_input_is_a_dash()
    {
        CliRun run = CliRun.OnInput(SampleFiles.RgbPng(5, 3), "checksum", "-");

        Assert.Equal($"{Hash(SampleFiles.Ramp(45))}  3x5x3:uint8  rgb24  -\n", run.Out);
    }

    [Fact]
    public void Buffers_used_again_do_not_leak_from_file_to_file()
    {
        string large = _folder.Write("large.png", SampleFiles.RgbPng(300, 200));
        string small = _folder.Write("small.png", SampleFiles.RgbPng(2, 2));

        CliRun together = CliRun.Of("checksum", small, large, small, large);

        string[] apart = [CliRun.Of("checksum", small).Lines[0], CliRun.Of("checksum", large).Lines[0]];
        Assert.Equal([apart[0], apart[1], apart[0], apart[1]], together.Lines);
        Assert.StartsWith(Hash(SampleFiles.Ramp(300 * 200 * 3)), apart[1]);
    }

    [Fact]
    public void A_picture_too_large_to_hold_is_hashed_by_rows()
    {
        // 64 MiB is the most that is held: 6000 x 4000 RGB is 72 000 000 bytes.
        byte[] samples = new byte[6000 * 4000 * 3];
        for (int i = 0; i < samples.Length; i++)
            samples[i] = (byte)(i >> 12);
        string path = _folder.Write("large.png", SampleFiles.Png(6000, 4000, 8, 2, samples));

        Assert.Equal($"{Hash(samples)}  4000x6000x3:uint8  rgb24  {path}\n", CliRun.Of("checksum", path).Out);
    }

    [Fact]
    public void A_list_has_one_path_a_line_and_takes_each_as_it_is()
    {
        string spaced = _folder.Write("two words.png", SampleFiles.RgbPng(2, 2));
        string hash = _folder.Write("#3.png", SampleFiles.RgbPng(2, 2));
        string list = _folder.Write("list.rsp", $"{spaced}\r\n\n{hash}\n-x.png\n\"quoted.png\"\n--format\n@inner\n-\n");

        CliRun run = CliRun.Of("checksum", $"@{list}");

        Assert.Equal(1, run.Code);
        Assert.Equal([spaced, hash], run.Lines.Select(line => line.Split("  ")[3]));
        Assert.Equal(
            ["-x.png: no such file", "\"quoted.png\": no such file", "--format: no such file", "@inner: no such file", "./-: no such file"],
            run.ErrorLines);
    }

    [Fact]
    public void A_list_may_come_on_standard_input_among_other_files()
    {
        string first = _folder.Write("1.png", SampleFiles.RgbPng(2, 2));
        string second = _folder.Write("2.png", SampleFiles.RgbPng(2, 3));

        CliRun run = CliRun.OnInput(System.Text.Encoding.UTF8.GetBytes(second), "checksum", first, "@-", first);

        Assert.Equal([first, second, first], run.Lines.Select(line => line.Split("  ")[3]));
    }

    [Fact]
    public void A_list_may_have_thousands_of_paths()
    {
        string path = _folder.Write("one.png", SampleFiles.RgbPng(1, 1));
        string list = _folder.Write("list.rsp", string.Concat(Enumerable.Repeat($"{path}\n", 5000)));

        CliRun run = CliRun.Of("checksum", $"@{list}");

        Assert.Equal(0, run.Code);
        Assert.Equal(5000, run.Lines.Length);
        Assert.Single(run.Lines.Distinct());
    }

    [Fact]
    public void The_public_suites_come_out_as_from_the_library()
    {
        Suites.Require();
        string[] files = [.. Suites.Files("pngsuite", ".png"), .. Suites.Files("bmpsuite", ".bmp"), .. Suites.Files("jpeg", ".jpg", ".jpeg")];
        string list = _folder.Write("list.rsp", string.Concat(files.Select(f => $"{Suites.PathOf(f)}\n")));

        CliRun run = CliRun.Of("checksum", $"@{list}");

        List<string> lines = [], errors = [];
        foreach (string path in files.Select(Suites.PathOf))
        {
            try
            {
                PixelBuffer image = ImageDecoder.Decode(path);
                lines.Add($"{PixelHash.Sha256(image)}  {PixelHash.Shape(image)}  {image.Format.GetName()}  {path}");
            }
            catch (ImageDecodeException e)
            {
                errors.Add($"{path}: {e.Issue.Message}");
            }
        }

        Assert.True(lines.Count > 250);
        Assert.Equal(1, run.Code);
        Assert.Equal(lines, run.Lines);
        Assert.Equal(errors, run.ErrorLines.Select(l => l.Split("; --strictness lenient shows")[0]));
    }

    [Fact]
    public void A_line_break_in_a_name_is_escaped_as_sha256sum_does()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such names");
        byte[] file = SampleFiles.RgbPng(2, 1);
        string odd = _folder.Write("a\nb\\c\r.png", file), plain = _folder.Write("back\\slash.png", file);
        string start = $"{Hash(SampleFiles.Ramp(6))}  1x2x3:uint8  rgb24  ";

        CliRun run = CliRun.Of("checksum", odd, plain);

        Assert.Equal(0, run.Code);
        Assert.Equal([$"\\{start}{_folder.PathOf("a\\nb\\\\c\\r.png")}", $"{start}{plain}"], run.Lines);
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
