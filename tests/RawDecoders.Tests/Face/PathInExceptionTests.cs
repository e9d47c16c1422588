using RawDecoders.Tests.Cli;

namespace RawDecoders.Tests.Face;

/// <summary>A refusal knows the path of its file where one was given, and only there.</summary>
public sealed class PathInExceptionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _file = FaceFiles.Read("jpeg/photos/landscape-420.jpg")[..20_000];
    private readonly byte[] _headless = [1, 2, 3, 4];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_member_that_takes_a_path_tells_it()
    {
        string path = _folder.Write("cut.jpg", _file), headless = _folder.Write("headless.jpg", _headless);
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        byte[] pixels = new byte[1 << 22];

        Check(path, Assert.Throws<ImageDecodeException>(() => ImageDecoder.Decode(path)));
        Check(path, Assert.Throws<ImageDecodeException>(() => ImageDecoder.Decode(path, pixels)));
        Check(path, await Assert.ThrowsAsync<ImageDecodeException>(() => ImageDecoder.DecodeAsync(path, cancellationToken: cancellation)));
        Check(path, await Assert.ThrowsAsync<ImageDecodeException>(() => ImageDecoder.DecodeAsync(path, pixels, cancellationToken: cancellation)));
        Check(headless, Assert.Throws<ImageDecodeException>(() => ImageDecoder.Identify(headless)));
        Check(headless, await Assert.ThrowsAsync<ImageDecodeException>(() => ImageDecoder.IdentifyAsync(headless, null, cancellation)));
        Check(headless, Assert.Throws<ImageDecodeException>(() => ImageDecoder.OpenRows(headless)));
        Check(headless, Assert.Throws<ImageDecodeException>(() => ImageDecoder.OpenRegions(headless)));
        Check(headless, Assert.Throws<ImageDecodeException>(() => ImageDecoder.OpenPicture(headless)));
        using (ImagePictureReader picture = ImageDecoder.OpenPicture(path))
            Check(path, Assert.Throws<ImageDecodeException>(() => picture.Read(pixels)));
        using (ImageRowReader rows = ImageDecoder.OpenRows(path))
        {
            Check(path, Assert.Throws<ImageDecodeException>(() => rows.ReadRows(pixels, rows.Height)));
            Check(path, Assert.Throws<ImageDecodeException>(() => rows.Finish()));
        }

        using (ImageRegionReader regions = ImageDecoder.OpenRegions(path))
            Check(path, Assert.Throws<ImageDecodeException>(() => regions.ReadRegion(0, 0, regions.Width, regions.Height)));
        await foreach (DecodeManyResult one in ImageDecoder.DecodeMany([path, headless], null, cancellation))
            Check(one.Name, Assert.IsType<ImageDecodeException>(one.Error));
    }

    [Fact]
    public async Task Bytes_and_streams_have_no_path()
    {
        Check(null, Assert.Throws<ImageDecodeException>(() => ImageDecoder.Decode(_file)));
        Check(null, Assert.Throws<ImageDecodeException>(() => ImageDecoder.Decode(new MemoryStream(_file))));
        Check(null, Assert.Throws<ImageDecodeException>(() => ImageDecoder.Decode(FaceFiles.Pieces(_file, 999))));
        await foreach (DecodeManyResult one in ImageDecoder.DecodeMany([new DecodeManyInput("a name", () => new MemoryStream(_file))], null, TestContext.Current.CancellationToken))
            Check(null, Assert.IsType<ImageDecodeException>(one.Error));
    }

    [Fact]
    public void The_command_line_says_the_path_once()
    {
        string path = _folder.Write("cut.jpg", _file);
        string reason = Assert.Throws<ImageDecodeException>(() => ImageDecoder.Decode(_file)).Message;

        foreach (string command in (string[])["decode", "checksum"])
        {
            // What Lenient shows of it is said behind.
            string line = Assert.Single(CliRun.Of(command, path).ErrorLines);
            Assert.StartsWith($"{path}: {reason}; --strictness lenient ", line, StringComparison.Ordinal);
            Assert.Equal(0, line.LastIndexOf(path, StringComparison.Ordinal));
        }
    }

    private static void Check(string? path, ImageDecodeException error)
    {
        Assert.Equal(path, error.Path);
        Assert.Equal(path is null ? error.Issue.Message : $"{path}: {error.Issue.Message}", error.Message);
    }
}
