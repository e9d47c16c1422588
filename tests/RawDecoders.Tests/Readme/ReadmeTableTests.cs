using System.Text;
using RawDecoders.Export;
using RawDecoders.Tests.Cli;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Readme;

/// <summary>Tests that change the current folder run alone, after all others.</summary>
[CollectionDefinition(nameof(CurrentFolder), DisableParallelization = true)]
public sealed class CurrentFolder;

/// <summary>
/// The README's table "From file to memory", line by line: its commands are run as they stand there; its C# stands here word
/// for word, below a comment "README", and is compared with the table. Its Python is run by tests/RawDecoders.Python.
/// </summary>
[Collection(nameof(CurrentFolder))]
public sealed class ReadmeTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _before = Environment.CurrentDirectory;
    private readonly byte[] _photo = SampleFiles.RgbPng(4, 2);
    private readonly byte[] _samples = SampleFiles.Ramp(24);

    public ReadmeTableTests()
    {
        Environment.CurrentDirectory = _folder.Root;
        File.WriteAllBytes("photo.png", _photo);
        File.WriteAllBytes("large.png", SampleFiles.RgbPng(40, 30));
        File.WriteAllBytes("large.bmp", TinyBmp.Create(200, 100));
        Directory.CreateDirectory("pictures");
        File.WriteAllBytes("pictures/a.png", _photo);
        File.WriteAllBytes("pictures/b.png", SampleFiles.RgbPng(3, 3));
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = _before;
        _folder.Dispose();
    }

    [Fact]
    public async Task The_lines_of_code_do_what_they_say()
    {
        // README
        PixelBuffer image = ImageDecoder.Decode(File.ReadAllBytes("photo.png"));
        Assert.Equal(_samples, image.ToArray());

        // README
        PixelBuffer pillow = ImageDecoder.Decode("photo.png", new DecodeOptions { Like = ArrayConvention.Pillow });
        Assert.Equal([2, 4, 3], pillow.Shape);
        Assert.Equal(_samples, pillow.ToArray());

        // README
        PixelBuffer opencv = ImageDecoder.Decode("photo.png", new DecodeOptions { Like = ArrayConvention.OpenCv });
        Assert.Equal([2, 1, 0, 5, 4, 3], opencv.GetRow(0)[..6].ToArray());

        // README
        opencv.SwapRedBlue();
        Assert.Equal(_samples, opencv.ToArray());

        // README
        string uri = DataUri.Encode(File.ReadAllBytes("photo.png"), "image/png");
        Assert.Equal("data:image/png;base64," + Convert.ToBase64String(_photo), uri);

        var images = new List<DecodeManyResult>();
        // README
        await foreach (DecodeManyResult one in ImageDecoder.DecodeMany(Directory.EnumerateFiles("pictures"))) images.Add(one);
        Assert.Equal([9, 24 / 3], images.Select(i => i.Image!.Width * i.Image.Height).OrderDescending());

        // README
        using ImageRowReader rows = ImageDecoder.OpenRows("large.png");
        byte[] row = new byte[rows.RowBytes];
        Assert.Equal(1, rows.ReadRows(row, 1));
        Assert.Equal(SampleFiles.Ramp(120), row);

        // README
        using ImageRegionReader regions = ImageDecoder.OpenRegions("large.bmp");
        Assert.True(regions.IsRandomAccess);
        Assert.Equal([20, 10, 7], regions.ReadRegion(20, 10, 100, 50).GetRow(0)[..3].ToArray());
    }

    [Fact]
    public void The_commands_do_what_they_say()
    {
        var outputs = new List<string>();
        foreach (string command in Column(2))
        {
            CliRun run = CliRun.Of(command.Split(' ')[1..]);
            Assert.True(run.Code == 0, $"{command}: {run.Error}");
            outputs.Add(run.Out);
        }

        Assert.Equal(_samples, File.ReadAllBytes("photo.raw"));
        byte[] header = NpyWriter.CreateHeader(4, 2, PixelFormat.Rgb24);
        Assert.Equal([.. header, .. _samples], File.ReadAllBytes("pillow.npy"));
        Assert.Equal([.. header, 2, 1, 0, 5, 4, 3], File.ReadAllBytes("opencv.npy")[..(header.Length + 6)]);
        Assert.Equal([.. header, .. _samples], File.ReadAllBytes("rgb.npy"));
        Assert.Contains($"data:image/png;base64,{Convert.ToBase64String(_photo)}\n", outputs);
        Assert.Equal([.. header, .. _samples], File.ReadAllBytes("arrays/a.npy"));
        Assert.True(File.Exists("arrays/b.npy"));
        Assert.Equal([.. NpyWriter.CreateHeader(40, 30, PixelFormat.Rgb24), .. SampleFiles.Ramp(3600)], File.ReadAllBytes("large.npy"));
        byte[] part = NpyWriter.CreateHeader(100, 50, PixelFormat.Rgb24);
        Assert.Equal([.. part, 20, 10, 7, 21, 10, 7], File.ReadAllBytes("part.npy")[..(part.Length + 6)]);
    }

    [Fact]
    public void The_table_and_this_file_have_the_same_lines_of_code()
    {
        string[] here = File.ReadAllLines(Repository.PathOf("tests", "RawDecoders.Tests", "Readme", "ReadmeTableTests.cs"), Encoding.UTF8);
        IEnumerable<string> tested = here.Index().Where(l => l.Item.Trim() == "// README").Select(l => here[l.Index + 1].Trim());

        Assert.Equal(Column(1), tested);
    }

    /// <summary>The code in one column of the table, without its backticks.</summary>
    private static string[] Column(int index)
    {
        string[] lines = File.ReadAllLines(Repository.PathOf("README.md"), Encoding.UTF8);
        int start = Array.IndexOf(lines, "| in Python | in C# | `rawdec` | `rawdecoders` |");
        Assert.True(start >= 0, "the README has no such table");
        string[] cells = [.. lines.Skip(start + 2).TakeWhile(l => l.StartsWith('|')).Select(l => l.Split('|')[index + 1].Trim())];
        Assert.Equal(8, cells.Length);
        Assert.All(cells, c => Assert.True(c.StartsWith('`') && c.EndsWith('`'), c));
        return [.. cells.Select(c => c.Trim('`'))];
    }
}
