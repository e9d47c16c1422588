using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using RawDecoders.Tests.Png;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Cli;

/// <summary>Peak memory of the program as a whole process, as Linux counts it (VmHWM of proc(5)).</summary>
public sealed class MemoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>8000 x 8000 RGB: 183 MiB of pixels, of which half wait for their rows if the picture is interlaced.</summary>
    [Theory(Timeout = 120_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_large_png_becomes_an_array_in_constant_memory(bool interlaced)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        string file = WriteBlackPng(8000, interlaced), array = _folder.PathOf("large.npy");

        (int code, string error, long peak) = await RunMeasured([], ["decode", file, "-o", array], TestContext.Current.CancellationToken);

        Assert.Equal((0, ""), (code, error));
        Assert.Equal(128 + 8000L * 8000 * 3, new FileInfo(array).Length);
        Assert.InRange(peak, 1, 100L << 20);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_rectangle_of_a_large_bmp_touches_nothing_else()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        string file = _folder.PathOf("large.bmp");
        using (var stream = new FileStream(file, FileMode.CreateNew))
        {
            stream.Write(TinyBmp.Header(18_900, 18_900));
            stream.SetLength(54 + 18_900L * 18_900 * 3);
        }

        (int code, string error, long peak) = await RunMeasured(
            [], ["decode", file, "--crop", "9000,9000,100,100", "-o", _folder.PathOf("part.npy")], TestContext.Current.CancellationToken);

        Assert.Equal((0, ""), (code, error));
        Assert.Equal(128 + 30_000, new FileInfo(_folder.PathOf("part.npy")).Length);
        Assert.InRange(peak, 1, 60L << 20);
    }

    /// <summary>The picture's own file is there: the message must not read as if it were not.</summary>
    [Fact(Timeout = 120_000)]
    public async Task A_folder_for_temporary_files_that_is_missing_is_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "TMPDIR");
        string file = WriteBlackPng(5000, interlaced: true), folder = _folder.PathOf("gone");

        (int code, string error, _) = await RunMeasured(
            [("TMPDIR", folder)], ["decode", file, "-o", _folder.PathOf("x.npy")], TestContext.Current.CancellationToken);

        Assert.Equal(1, code);
        Assert.StartsWith($"{file}: no temporary file can be written in {folder}", error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.PathOf("x.npy")));
    }

    private string WriteBlackPng(int size, bool interlaced)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            // Filter type None is 0, and so are the samples: passes differ in nothing but their length.
            byte[] block = new byte[1 << 20];
            long left = interlaced
                ? new[] { (8, 8), (8, 8), (4, 8), (4, 4), (2, 4), (2, 2), (1, 2) }.Sum(step => (size / step.Item1 * 3L + 1) * (size / step.Item2))
                : (size * 3L + 1) * size;
            for (; left > 0; left -= block.Length)
                zlib.Write(block, 0, (int)Math.Min(left, block.Length));
        }

        return _folder.Write("large.png", [
            .. PngWriter.Signature, .. PngWriter.Chunk("IHDR", PngWriter.Header(size, size, 8, 2, interlaced ? 1 : 0)),
            .. PngWriter.Chunk("IDAT", packed.ToArray()), .. PngWriter.End]);
    }

    private static async Task<(int Code, string Error, long Peak)> RunMeasured(
        (string Name, string Value)[] environment, string[] args, CancellationToken cancel)
    {
        using Process child = CliRun.Start(environment, args);
        try
        {
            Task<string> error = child.StandardError.ReadToEndAsync(cancel);
            Task end = child.WaitForExitAsync(cancel);
            long peak = 0;
            do
            {
                peak = Math.Max(peak, ReadPeak(child.Id));
                await Task.WhenAny(end, Task.Delay(5, cancel));
            }
            while (!end.IsCompleted);
            return (child.ExitCode, (await error).TrimEnd('\n'), peak);
        }
        finally
        {
            if (!child.HasExited)
                child.Kill();
        }
    }

    /// <summary>The largest resident set so far, in bytes; 0 when the process is gone.</summary>
    private static long ReadPeak(int process)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.AsSpan(6, line.Length - 6 - " kB".Length), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture) << 10;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
