using RawDecoders.Cli;

namespace RawDecoders.Tests.Cli;

/// <summary>One line on standard error for each file that cannot be had, exit code 1, and the others go on.</summary>
public sealed class FileErrorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Commands => ["info", "decode", "checksum"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Commands))]
    public void Each_gets_one_clear_line(string command)
    {
        string missing = _folder.PathOf("missing.png");
        string below = Path.Combine(_folder.PathOf("nowhere"), "x.png");
        string directory = _folder.PathOf("empty folder");
        Directory.CreateDirectory(directory);
        string empty = _folder.Write("empty.png", "");
        string text = _folder.Write("note.png", "Dear diary, this is not a picture at all.\n");
        string page = _folder.Write("404.jpg", "<!DOCTYPE html><html><body>Not Found</body></html>");
        string cut = _folder.Write("cut.png", SampleFiles.RgbPng(40, 40)[..30]);

        CliRun run = CliRun.Of(command, missing, below, empty, text, page, cut, directory);

        Assert.Equal(1, run.Code);
        Assert.Empty(run.Bytes);
        Assert.Equal(7, run.ErrorLines.Length);
        Assert.Equal($"{missing}: no such file", run.ErrorLines[0]);
        Assert.Equal($"{below}: no such file", run.ErrorLines[1]);
        Assert.StartsWith($"{empty}: truncated at byte 0: the file is empty (", run.ErrorLines[2]);
        Assert.StartsWith($"{text}: unknown format at byte 0: not a PNG, BMP or JPEG file; it looks like text (", run.ErrorLines[3]);
        Assert.StartsWith($"{page}: unknown format at byte 0: not a PNG, BMP or JPEG file; it looks like an HTML page (", run.ErrorLines[4]);
        Assert.Matches(@": truncated at byte \d+: .+ \(.+, .+\)$", run.ErrorLines[5]);
        Assert.Equal($"{directory}: no picture found", run.ErrorLines[6]);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void The_others_go_on(string command)
    {
        string good = _folder.Write("good.png", SampleFiles.RgbPng(3, 2));
        string missing = _folder.PathOf("missing.png");

        CliRun run = CliRun.Of(command, good, missing, good);

        Assert.Equal(1, run.Code);
        Assert.Equal([$"{missing}: no such file"], run.ErrorLines);
        Assert.Equal(2, run.Out.Split(good).Length - 1);
    }

    [Fact]
    public void A_file_without_permission_is_one_line()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "nothing is forbidden here");
        string secret = _folder.Write("secret.png", SampleFiles.RgbPng(3, 2));
#pragma warning disable CA1416 // Skipped above where it is not supported.
        File.SetUnixFileMode(secret, UnixFileMode.None);
#pragma warning restore CA1416

        Assert.Equal([$"{secret}: permission denied"], CliRun.Of("checksum", secret).ErrorLines);
    }

    [Fact]
    public void Permission_and_directory_are_told_apart()
    {
        Assert.Equal("permission denied", ErrorReporting.Describe(_folder.PathOf("x"), new UnauthorizedAccessException()));
        Assert.Equal("is a directory", ErrorReporting.Describe(_folder.Root, new UnauthorizedAccessException()));
    }

    [Fact]
    public void A_message_cannot_write_to_the_terminal()
        => Assert.Equal("a b \\x1B[31m\\x07", ErrorReporting.OneLine("a\nb\t\e[31m\a"));

    [Fact]
    public void A_defect_is_one_line_too_and_an_exit_code_of_its_own()
    {
        using var error = new StringWriter { NewLine = "\n" };
        var reporting = new ErrorReporting(new CliHost(Stream.Null, Stream.Null, null, error));

        reporting.Report("a.png", new InvalidCastException("off\nby one"));

        Assert.Equal("a.png: internal error, a defect of rawdec: System.InvalidCastException: off by one\n", error.ToString());
        Assert.Equal(3, reporting.ExitCode);
    }

    [Fact]
    public void Text_in_a_message_of_the_framework_does_not_repeat_the_path()
    {
        string path = _folder.PathOf("x.png");
        Assert.Equal("disk quota exceeded", ErrorReporting.Describe(path, new IOException($"Disk quota exceeded : '{path}'")));
    }
}
