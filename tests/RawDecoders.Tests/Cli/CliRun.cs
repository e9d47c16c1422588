using System.Diagnostics;
using System.Text;
using RawDecoders.Cli;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Cli;

/// <summary>One run of the command line: exit code, and what it wrote.</summary>
internal sealed record CliRun(int Code, byte[] Bytes, string Error)
{
    public string Out => Encoding.UTF8.GetString(Bytes);

    public string[] Lines => Split(Out);

    public string[] ErrorLines => Split(Error);

    /// <summary>Runs in this process, on streams of its own.</summary>
    public static CliRun Of(params string[] args) => OnInput([], args);

    /// <summary>Runs in this process with <paramref name="input"/> on standard input.</summary>
    public static CliRun OnInput(byte[] input, params string[] args)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter { NewLine = "\n" };
        var host = new CliHost(new DripStream(input, 100), output, null, error);
        int code = RawDecoders.Cli.Cli.Run(args, host);
        return new CliRun(code, output.ToArray(), error.ToString());
    }

    /// <summary>Runs the program itself.</summary>
    public static async Task<CliRun> InChild(byte[] input, params string[] args)
    {
        using Process child = Start(args);
        Task<string> error = child.StandardError.ReadToEndAsync();
        using var output = new MemoryStream();
        Task copying = child.StandardOutput.BaseStream.CopyToAsync(output);
        await child.StandardInput.BaseStream.WriteAsync(input);
        child.StandardInput.Close();
        await copying;
        await child.WaitForExitAsync();
        return new CliRun(child.ExitCode, output.ToArray(), await error);
    }

    public static Process Start(params string[] args) => Start([], args);

    /// <summary>Starts the program with some environment variables changed.</summary>
    public static Process Start((string Name, string Value)[] environment, params string[] args)
    {
        string program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "rawdec.exe" : "rawdec");
        var start = new ProcessStartInfo(program, args)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static string[] Split(string text)
    {
        Assert.DoesNotContain('\r', text);
        Assert.True(text.Length == 0 || text.EndsWith('\n'), $"does not end its last line: {text}");
        return text.Split('\n')[..^1];
    }
}

/// <summary>A folder of its own for one test, gone afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("rawdec-tests-").FullName;

    public string PathOf(string name) => Path.Combine(Root, name);

    public string Write(string name, byte[] content)
    {
        File.WriteAllBytes(PathOf(name), content);
        return PathOf(name);
    }

    public string Write(string name, string content) => Write(name, Encoding.UTF8.GetBytes(content));

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
