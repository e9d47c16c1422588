using System.Diagnostics;
using Xunit;

namespace RawDecoders.Tests.Pixels;

/// <summary>A Python with NumPy, where one is installed.</summary>
internal static class Python
{
    private static readonly Lazy<string?> s_path = new(Find);

    /// <summary>Runs a script and returns what it prints; skips the test where there is no Python with NumPy.</summary>
    public static string RunWithNumPy(string script, params string[] arguments)
    {
        Assert.SkipWhen(s_path.Value is null, "No python3 with numpy is installed.");
        (int exitCode, string output, string error) = Run(s_path.Value!, ["-c", script, .. arguments]);
        Assert.True(exitCode == 0, error);
        return output.ReplaceLineEndings("\n").TrimEnd('\n');
    }

    private static string? Find()
    {
        foreach (string path in new[] { "/usr/bin/python3", "python3", "python" })
        {
            try
            {
                if (Run(path, ["-c", "import numpy"]).ExitCode == 0)
                    return path;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // Not there: the next one.
            }
        }

        return null;
    }

    private static (int ExitCode, string Output, string Error) Run(string path, string[] arguments)
    {
        var start = new ProcessStartInfo(path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
