using System.Diagnostics;

namespace RawDecoders.Tests.Cli;

/// <summary>The program itself, as a shell runs it.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_program_does_what_the_tests_in_process_see()
    {
        string good = _folder.Write("good one.png", SampleFiles.RgbPng(5, 3));
        string[] args = ["checksum", good, _folder.PathOf("missing.png")];

        CliRun child = await CliRun.InChild([], args);

        CliRun here = CliRun.Of(args);
        Assert.Equal((here.Code, here.Out, here.Error), (child.Code, child.Out, child.Error.ReplaceLineEndings("\n")));
    }

    [Fact]
    public async Task Standard_streams_carry_bytes()
    {
        byte[] png = SampleFiles.RgbPng(300, 200);

        CliRun child = await CliRun.InChild(png, "decode", "-", "-o", "-");

        Assert.Equal((0, ""), (child.Code, child.Error));
        Assert.Equal(SampleFiles.Ramp(300 * 200 * 3), child.Bytes);
    }

    [Fact]
    public async Task Wrong_usage_is_exit_2()
    {
        CliRun child = await CliRun.InChild([], "checksum", "--bogus");

        Assert.Equal((2, ""), (child.Code, child.Out));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_reader_that_goes_away_ends_the_program_without_a_word()
    {
        string good = _folder.Write("good.png", SampleFiles.RgbPng(1, 1));
        string list = _folder.Write("list.rsp", string.Concat(Enumerable.Repeat($"{good}\n", 200_000)));

        CancellationToken cancel = TestContext.Current.CancellationToken;
        using Process child = CliRun.Start("checksum", $"@{list}");
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

    [Fact]
    public void Standard_output_that_cannot_be_written_is_one_line()
    {
        using var error = new StringWriter { NewLine = "\n" };
        var host = new RawDecoders.Cli.CliHost(new MemoryStream(SampleFiles.RgbPng(1, 1)), new FullStream(), null, error);

        int code = RawDecoders.Cli.Cli.Run(["checksum", "-"], host);

        Assert.Equal((1, "rawdec: standard output: no space left on device\n"), (code, error.ToString()));
    }

    /// <summary>What else has the number of a stream that was closed is no input: a file that the runtime opened, for one.</summary>
    [Theory(Timeout = 60_000)]
    [InlineData("info - <&-", 1)]
    [InlineData("info \"$1\" >&-", 0)]
    [InlineData("decode \"$1\" -o \"$2\" <&- >&- 2>&-", 0)]
    public async Task A_closed_stream_is_empty(string words, int code)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a shell closes the stream");
        string picture = _folder.Write("a.png", SampleFiles.RgbPng(5, 3)), output = _folder.PathOf("out.raw");
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"exec \"$0\" {words}", Path.Combine(AppContext.BaseDirectory, "rawdec"), picture, output]) { RedirectStandardError = true };
        using Process child = Process.Start(start)!;
        try
        {
            string error = await child.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await child.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(code, child.ExitCode);
            Assert.Equal(code == 1 ? 1 : 0, error.Count(c => c == '\n'));
            Assert.Equal(words.Contains("$2", StringComparison.Ordinal), File.Exists(output));
            if (File.Exists(output))
                Assert.Equal(SampleFiles.Ramp(5 * 3 * 3), await File.ReadAllBytesAsync(output, TestContext.Current.CancellationToken));
        }
        finally
        {
            if (!child.HasExited)
                child.Kill();
        }
    }

    private sealed class FullStream : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("No space left on device");
    }
}
