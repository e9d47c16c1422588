using System.Diagnostics;
using System.Text;
using RawDecoders.Cli;

namespace RawDecoders.Tests.Cli;

/// <summary>Names of files that are not UTF-8: on the command line, in lists, found in folders, and of outputs.</summary>
public sealed class RawNamesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        // The framework cannot delete what it cannot name.
        if (OperatingSystem.IsLinux())
            Process.Start("/bin/sh", ["-c", "rm -rf \"$1\"/*", "sh", _folder.Root]).WaitForExit();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(new byte[] { 0x61, 0x2E, 0x70 })]
    [InlineData(new byte[] { 0x61, 0xE4, 0x2E, 0x70 })]
    [InlineData(new byte[] { 0xFF, 0xC3, 0xA4, 0xC3, 0xF0, 0x9F, 0x98, 0x80, 0xF0, 0x9F, 0x98 })]
    [InlineData(new byte[] { 0xED, 0xB2, 0x80 })]
    [InlineData(new byte[] { 0xF4, 0x8F, 0xB2, 0x80, 0x80 })]
    public void Any_bytes_come_back(byte[] name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "such names are Linux's");
        string text = RawNames.Decode(name);
        Assert.Equal(name, RawNames.ToPath(text)[..^1]);
        using var output = new MemoryStream();
        using (var writer = new StreamWriter(output, RawNames.Encoding, bufferSize: 16))
        {
            for (int i = 0; i < 40; i++)
                writer.Write(text);
        }

        Assert.Equal([.. Enumerable.Repeat(name, 40).SelectMany(n => n)], output.ToArray());
    }

    [Fact]
    public void Ordinary_text_is_UTF8()
    {
        const string text = "Grüße, 日本 😀 \uFFFD";
        Assert.Equal(Encoding.UTF8.GetBytes(text + "\0"), RawNames.ToPath(text));
        Assert.False(RawNames.IsRaw(text));
    }

    [Fact]
    [Trait("Length", "Long")]
    public void A_name_of_any_bytes_is_read_written_listed_and_found()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "such names are Linux's");
        _folder.Write("plain.png", SampleFiles.RgbPng(5, 3));
        string program = Path.Combine(AppContext.BaseDirectory, "rawdec");
        string script = $"""
            set -e
            cd '{_folder.Root}'
            mkdir "$(printf 'in\344')"
            bad="$(printf 'in\344/b\374r.png')"
            cp plain.png "$bad"
            '{program}' checksum "$bad" > sums
            '{program}' checksum --check sums
            printf '%s\0' "$bad" | '{program}' checksum -0 @-
            '{program}' checksum .
            '{program}' decode "$(printf 'in\344')" -o "$(printf 'out\344')" > /dev/null
            '{program}' decode "$bad" -o "$(printf '\351.raw')"
            '{program}' decode "$bad" -n -o "$(printf '\351.raw')" || echo kept
            ls out* *.raw
            """;

        byte[] output = Run(script);

        byte[] hash = Encoding.ASCII.GetBytes(CliRun.Of("checksum", _folder.PathOf("plain.png")).Out[..64]);
        byte[] name = [.. "in"u8, 0xE4, .. "/b"u8, 0xFC, .. "r.png"u8];
        byte[] line = [.. hash, .. "  3x5x3:uint8  rgb24  "u8, .. name, (byte)'\n'];
        byte[] found = [.. hash, .. "  3x5x3:uint8  rgb24  ./"u8, .. name, .. "\n"u8, .. hash, .. "  3x5x3:uint8  rgb24  ./plain.png\n"u8];
        Assert.Equal(
            Encoding.Latin1.GetString([.. name, .. ": OK\n"u8, .. line, .. found, .. "kept\n"u8, 0xE9, .. ".raw\n\nout"u8, 0xE4, .. ":\nb"u8, 0xFC, .. "r.npy\n"u8]),
            Encoding.Latin1.GetString(output));
    }

    private static byte[] Run(string script)
    {
        using Process child = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["LC_ALL"] = "C" } })!;
        Task<string> error = child.StandardError.ReadToEndAsync();
        using var output = new MemoryStream();
        child.StandardOutput.BaseStream.CopyTo(output);
        child.WaitForExit();
        Assert.True(child.ExitCode == 0, error.Result);
        return output.ToArray();
    }
}
