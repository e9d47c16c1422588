using System.Text;

namespace RawDecoders.Tests.Cli;

/// <summary><c>rawdec base64</c>, and base64 as input.</summary>
public sealed class Base64Tests : IDisposable
{
    private static readonly byte[] Png = SampleFiles.RgbPng(5, 3);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_are_one_line_of_text_each()
    {
        string png = _folder.Write("a.png", Png);
        string other = _folder.Write("b.txt", "any file");

        CliRun run = CliRun.Of("base64", png, other);

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal([Convert.ToBase64String(Png), Convert.ToBase64String("any file"u8)], run.Lines);
    }

    [Fact]
    public void Files_longer_than_a_buffer_are_whole()
    {
        byte[] file = new byte[1_000_001];
        new Random(3).NextBytes(file);

        Assert.Equal(Convert.ToBase64String(file), CliRun.Of("base64", _folder.Write("a.bin", file)).Lines[0]);
        Assert.Equal(Convert.ToBase64String(file), CliRun.OnInput(file, "base64", "-").Lines[0]);
    }

    [Fact]
    public void A_data_uri_names_the_format()
    {
        Assert.Equal($"data:image/png;base64,{Convert.ToBase64String(Png)}\n", CliRun.OnInput(Png, "base64", "-", "--data-uri").Out);
        byte[] jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 0, 2];
        Assert.Equal($"data:image/jpeg;base64,{Convert.ToBase64String(jpeg)}\n", CliRun.OnInput(jpeg, "base64", "-", "--data-uri").Out);
    }

    [Fact]
    public void The_format_is_found_behind_long_metadata()
    {
        byte[] png = SampleFiles.RgbPng(5, 3, ("tEXt", Encoding.ASCII.GetBytes($"Comment\0{new string('x', 300_000)}")));

        Assert.Equal($"data:image/png;base64,{Convert.ToBase64String(png)}\n", CliRun.OnInput(png, "base64", "-", "--data-uri").Out);
    }

    [Fact]
    public void What_is_no_picture_gets_no_data_uri()
    {
        CliRun run = CliRun.OnInput("Hello, this is text."u8.ToArray(), "base64", "-", "--data-uri");

        Assert.Equal((1, ""), (run.Code, run.Out));
        Assert.StartsWith("-: unknown format at byte 0: ", Assert.Single(run.ErrorLines));
    }

    [Fact]
    public void Pixels_are_packed_rows_in_the_format_asked_for()
    {
        string path = _folder.Write("a.png", SampleFiles.Png(2, 1, 8, 2, [1, 2, 3, 4, 5, 6]));

        Assert.Equal($"{Convert.ToBase64String([3, 2, 1, 6, 5, 4])}\n", CliRun.Of("base64", "--pixels", "--format", "bgr24", path).Out);
        Assert.Equal(
            $"data:application/octet-stream;base64,{Convert.ToBase64String([1, 2, 3, 4, 5, 6])}\n",
            CliRun.Of("base64", "--pixels", "--data-uri", path).Out);
    }

    [Fact]
    public void A_refused_picture_leaves_no_half_line()
    {
        string broken = _folder.Write("broken.png", Png[..60]);
        string good = _folder.Write("good.png", Png);

        CliRun run = CliRun.Of("base64", "--pixels", "--data-uri", broken, good);

        Assert.Equal(1, run.Code);
        Assert.Equal([$"data:application/octet-stream;base64,{Convert.ToBase64String(SampleFiles.Ramp(45))}"], run.Lines);
        Assert.StartsWith($"{broken}: truncated at byte ", Assert.Single(run.ErrorLines));
    }

    [Theory]
    [InlineData("")]
    [InlineData("data:image/png;base64,")]
    public void Text_is_decoded(string prefix)
    {
        string text = prefix + Convert.ToBase64String(Png, Base64FormattingOptions.InsertLineBreaks);
        string expected = CliRun.OnInput(Png, "checksum", "-").Out;

        Assert.Equal(expected, CliRun.OnInput(Encoding.ASCII.GetBytes(text), "checksum", "--base64", "-").Out);
        string path = _folder.Write("a.b64", text);
        Assert.Equal(expected[..^2] + path + "\n", CliRun.Of("checksum", "--base64", path).Out);
        Assert.Equal(SampleFiles.Ramp(45), CliRun.Of("decode", "--base64", path, "-o", "-").Bytes);
    }

    [Fact]
    public void A_data_uri_is_a_file_of_its_own()
    {
        string uri = $"data:image/png;base64,{Convert.ToBase64String(Png)}";

        CliRun run = CliRun.Of("checksum", uri, $"{uri[..60]}");

        Assert.Equal(1, run.Code);
        Assert.Equal(CliRun.OnInput(Png, "checksum", "-").Out[..^2] + uri[..40] + "...\n", run.Out);
        Assert.StartsWith($"{uri[..40]}...: ", Assert.Single(run.ErrorLines));
    }

    [Fact]
    public void Text_that_is_not_base64_is_one_line()
    {
        CliRun run = CliRun.OnInput("iVBOR_#?"u8.ToArray(), "checksum", "--base64", "-");

        Assert.Equal(1, run.Code);
        Assert.StartsWith("-: not base64 text: ", Assert.Single(run.ErrorLines));
    }
}
