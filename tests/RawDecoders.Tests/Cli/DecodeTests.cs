using System.Text;

namespace RawDecoders.Tests.Cli;

/// <summary><c>rawdec decode</c>: files, standard streams, and the table without <c>-o</c>.</summary>
public sealed class DecodeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("out.raw", "")]
    [InlineData("out.BIN", "")]
    [InlineData("out.ppm", "P6\n5 3\n255\n")]
    [InlineData("out.pnm", "P6\n5 3\n255\n")]
    [InlineData("out.pam", "P7\nWIDTH 5\nHEIGHT 3\nDEPTH 3\nMAXVAL 255\nTUPLTYPE RGB\nENDHDR\n")]
    public void The_ending_chooses_the_kind_of_file(string name, string header)
    {
        string input = _folder.Write("in.png", SampleFiles.RgbPng(5, 3));

        CliRun run = CliRun.Of("decode", input, "-o", _folder.PathOf(name));

        Assert.Equal((0, "", ""), (run.Code, run.Out, run.Error));
        Assert.Equal([.. Encoding.ASCII.GetBytes(header), .. SampleFiles.Ramp(45)], File.ReadAllBytes(_folder.PathOf(name)));
    }

    [Theory]
    [InlineData(0, 8, "pgm", "P5\n2 1\n255\n", new byte[] { 1, 2 }, new byte[] { 1, 2 })]
    [InlineData(0, 8, "pnm", "P5\n2 1\n255\n", new byte[] { 1, 2 }, new byte[] { 1, 2 })]
    [InlineData(0, 8, "ppm", "P6\n2 1\n255\n", new byte[] { 1, 2 }, new byte[] { 1, 1, 1, 2, 2, 2 })]
    [InlineData(0, 8, "raw", "", new byte[] { 1, 2 }, new byte[] { 1, 2 })]
    [InlineData(0, 16, "pgm", "P5\n2 1\n65535\n", new byte[] { 1, 2, 3, 4 }, new byte[] { 1, 2, 3, 4 })]
    [InlineData(0, 16, "raw", "", new byte[] { 1, 2, 3, 4 }, new byte[] { 2, 1, 4, 3 })]
    [InlineData(4, 8, "pam", "P7\nWIDTH 2\nHEIGHT 1\nDEPTH 2\nMAXVAL 255\nTUPLTYPE GRAYSCALE_ALPHA\nENDHDR\n", new byte[] { 1, 2, 3, 4 }, new byte[] { 1, 2, 3, 4 })]
    [InlineData(4, 16, "pam", "P7\nWIDTH 1\nHEIGHT 1\nDEPTH 2\nMAXVAL 65535\nTUPLTYPE GRAYSCALE_ALPHA\nENDHDR\n", new byte[] { 1, 2, 3, 4 }, new byte[] { 1, 2, 3, 4 })]
    [InlineData(6, 8, "pam", "P7\nWIDTH 1\nHEIGHT 1\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n", new byte[] { 1, 2, 3, 4 }, new byte[] { 1, 2, 3, 4 })]
    [InlineData(2, 16, "ppm", "P6\n1 1\n65535\n", new byte[] { 1, 2, 3, 4, 5, 6 }, new byte[] { 1, 2, 3, 4, 5, 6 })]
    public void Each_kind_holds_what_the_picture_does(int colorType, int depth, string kind, string header, byte[] stored, byte[] samples)
    {
        int channels = colorType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        byte[] png = SampleFiles.Png(stored.Length / channels / (depth / 8), 1, depth, colorType, stored);

        CliRun run = CliRun.OnInput(png, "decode", "-", "-o", "-", "--as", kind);

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal([.. Encoding.ASCII.GetBytes(header), .. samples], run.Bytes);
    }

    [Theory]
    [InlineData("pam")]
    [InlineData("ppm")]
    public void Netpbm_has_red_first_whatever_format_is_asked_for(string kind)
    {
        byte[] png = SampleFiles.Png(1, 1, 8, 2, [10, 20, 30]);

        CliRun run = CliRun.OnInput(png, "decode", "-", "-o", "-", "--as", kind, "--format", "bgr24");

        Assert.Equal([10, 20, 30], run.Bytes[^3..]);
        Assert.Equal([30, 20, 10], CliRun.OnInput(png, "decode", "-", "-o", "-", "--format", "bgr24").Bytes);
    }

    [Theory]
    [InlineData(6, 8, "ppm", "a .ppm file cannot hold alpha: use .pam to keep it, or --format rgb24 to drop it")]
    [InlineData(6, 16, "pnm", "a .pnm file cannot hold alpha: use .pam to keep it, or --format rgb48 to drop it")]
    [InlineData(4, 8, "pgm", "a .pgm file cannot hold alpha: use .pam to keep it, or --format gray8 to drop it")]
    [InlineData(4, 16, "pgm", "a .pgm file cannot hold alpha: use .pam to keep it, or --format gray16 to drop it")]
    [InlineData(2, 8, "pgm", "a .pgm file cannot hold colour: use .ppm to keep it, or --format gray8 to drop it")]
    [InlineData(2, 16, "pgm", "a .pgm file cannot hold colour: use .ppm to keep it, or --format gray16 to drop it")]
    public void What_a_kind_cannot_hold_is_refused_with_a_hint(int colorType, int depth, string kind, string reason)
    {
        int channels = colorType switch { 2 => 3, 4 => 2, _ => 4 };
        string input = _folder.Write("in.png", SampleFiles.Png(1, 1, depth, colorType, new byte[channels * depth / 8]));
        string output = _folder.PathOf($"out.{kind}");

        CliRun run = CliRun.Of("decode", input, "-o", output);

        Assert.Equal(1, run.Code);
        Assert.Equal([$"{input}: {reason}"], run.ErrorLines);
        Assert.False(File.Exists(output));
        string hinted = reason.Split("--format ")[1].Split(' ')[0];
        Assert.Equal(0, CliRun.Of("decode", input, "-o", output, "--format", hinted).Code);
    }

    [Fact]
    public void Palette_indices_have_no_place_in_Netpbm_files()
    {
        byte[] png = SampleFiles.Png(3, 1, 8, 3, [0, 1, 0], ("PLTE", [1, 2, 3, 4, 5, 6]));

        Assert.Equal([0, 1, 0], CliRun.OnInput(png, "decode", "-", "-o", "-", "--format", "indexed8").Bytes);
        CliRun refused = CliRun.OnInput(png, "decode", "-", "-o", "-", "--format", "indexed8", "--as", "pam");
        Assert.Equal(["-: a .pam file cannot hold a palette: use .npy or .raw, or another --format"], refused.ErrorLines);
        Assert.Empty(refused.Bytes);
    }

    [Theory]
    [InlineData(8, 2, "'descr': '|u1', 'fortran_order': False, 'shape': (2, 1, 3), ")]
    [InlineData(16, 0, "'descr': '<u2', 'fortran_order': False, 'shape': (2, 3), ")]
    [InlineData(8, 0, "'descr': '|u1', 'fortran_order': False, 'shape': (2, 6), ")]
    public void Npy_files_hold_the_array(int depth, int colorType, string dictionary)
    {
        byte[] stored = SampleFiles.Ramp(depth / 8 * 6 * (colorType == 0 && depth == 8 ? 2 : 1));
        int width = colorType == 2 ? 1 : stored.Length / 2 / (depth / 8);
        string input = _folder.Write("in.png", SampleFiles.Png(width, 2, depth, colorType, stored));

        CliRun run = CliRun.Of("decode", input, "-o", _folder.PathOf("out.npy"));

        Assert.Equal((0, ""), (run.Code, run.Error));
        byte[] file = File.ReadAllBytes(_folder.PathOf("out.npy"));
        Assert.Equal([0x93, .. "NUMPY"u8, 1, 0], file[..8]);
        int header = 10 + file[8] + 256 * file[9];
        Assert.Equal(0, header % 64);
        Assert.StartsWith($"{{{dictionary}}}", Encoding.ASCII.GetString(file[10..header]));
        byte[] samples = depth == 8 ? stored : [.. stored.Chunk(2).SelectMany(p => p.Reverse())];
        Assert.Equal(samples, file[header..]);
    }

    [Fact]
    public void Npz_files_hold_several_under_their_names()
    {
        string first = _folder.Write("1.png", SampleFiles.RgbPng(5, 3));
        string second = _folder.Write("2.png", SampleFiles.Png(2, 1, 8, 0, [7, 9]));
        string broken = _folder.Write("3.png", "text");
        string archive = _folder.PathOf("all.npz");

        CliRun run = CliRun.Of("decode", first, second, broken, "-o", archive);

        Assert.Equal((1, ""), (run.Code, run.Out));
        Assert.StartsWith($"{broken}: unknown format", Assert.Single(run.ErrorLines));
        using var zip = System.IO.Compression.ZipFile.OpenRead(archive);
        Assert.Equal(["1.npy", "2.npy"], zip.Entries.Select(e => e.FullName));
        using var array = new MemoryStream();
        using (Stream entry = zip.Entries[1].Open())
            entry.CopyTo(array);
        Assert.Equal([7, 9], array.ToArray()[^2..]);
    }

    [Fact]
    public void An_npz_of_nothing_is_not_written()
    {
        string broken = _folder.Write("3.png", "text");

        Assert.Equal(1, CliRun.Of("decode", broken, "-o", _folder.PathOf("all.npz")).Code);
        Assert.False(File.Exists(_folder.PathOf("all.npz")));
    }

    [Fact]
    public void A_refused_picture_leaves_no_file()
    {
        byte[] png = SampleFiles.RgbPng(100, 100);
        string input = _folder.Write("cut.png", png[..^40]);
        string output = _folder.PathOf("out.raw");

        CliRun run = CliRun.Of("decode", input, "-o", output);

        Assert.Equal(1, run.Code);
        Assert.StartsWith($"{input}: truncated at byte ", run.ErrorLines[0]);
        Assert.False(File.Exists(output));
        Assert.Empty(CliRun.Of("decode", input, "-o", "-").Bytes);
    }

    [Fact]
    public void A_lenient_decode_says_what_is_damaged()
    {
        string input = _folder.Write("cut.png", SampleFiles.RgbPng(100, 100)[..^40]);
        string output = _folder.PathOf("out.raw");

        CliRun run = CliRun.Of("decode", input, "-o", output, "--strictness", "lenient");

        Assert.Equal(0, run.Code);
        Assert.Contains(run.ErrorLines, line => line.StartsWith($"{input}: warning: row", StringComparison.Ordinal));
        Assert.Equal(30000, new FileInfo(output).Length);
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_one_line()
    {
        string input = _folder.Write("in.png", SampleFiles.RgbPng(2, 2));
        string nowhere = Path.Combine(_folder.PathOf("nowhere"), "out.raw");
        Directory.CreateDirectory(_folder.PathOf("dir.raw"));

        Assert.Equal([$"{nowhere}: no such directory"], CliRun.Of("decode", input, "-o", nowhere).ErrorLines);
        CliRun run = CliRun.Of("decode", input, "-o", _folder.PathOf("dir.raw"));
        Assert.Equal([$"{_folder.PathOf("dir.raw")}: is a directory"], run.ErrorLines);
        Assert.Equal(1, run.Code);
    }

    [Fact]
    public void Without_an_output_the_table_shows_what_came_out()
    {
        string input = _folder.Write("in.png", SampleFiles.RgbPng(5, 3));

        CliRun run = CliRun.Of("decode", input, "--format", "bgra32");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal(input, run.Lines[0].TrimEnd());
        string[] rows = [.. run.Lines[1..].Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
        string hash = CliRun.Of("checksum", input, "--format", "bgra32").Out[..64];
        Assert.Equal(
            [
                "file PNG, RGB, 8 bits a sample", "size 5 x 3 pixels", "format bgra32 (natural: rgb24)", "array 3x5x4:uint8",
                "bytes 60", $"sha256 {hash}",
            ],
            rows);
        Assert.DoesNotContain('\e', run.Out);
    }
}
