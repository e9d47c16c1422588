// Owns: the published native library for the tests that use it from outside: publishes it once a run, where there are the tools for it. Stands under the
// tests of the C interface and of the Python package. Leaves testing to them.

using System.Diagnostics;
using System.Runtime.InteropServices;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Native;

/// <summary>librawdecoders.so and its header, in the folder artifacts/native.</summary>
internal static class NativeLibrary
{
    private static readonly Lazy<string?> s_missing = new(Publish);

    public static string Folder { get; } = Repository.PathOf("artifacts", "native");

    public static string Path { get; } = System.IO.Path.Combine(Folder, "librawdecoders.so");

    public static string Header { get; } = Repository.PathOf("src", "RawDecoders.Native", "include", "rawdecoders.h");

    /// <summary>Publishes the library, or skips the running test with a word of what is missing.</summary>
    public static void Require()
    {
        string? missing = s_missing.Value;
        Assert.SkipWhen(missing is not null, $"The native library cannot be made here: {missing}");
    }

    /// <summary>Runs a program.</summary>
    /// <param name="program">Its path, or its name where it is in the search path.</param>
    /// <param name="folder">The current folder of it.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>Exit code, standard output as it is, and standard error.</returns>
    public static (int ExitCode, byte[] Output, string Error) Run(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };

        // What the tests' own host sets is not for a build inside of it.
        foreach (string name in start.Environment.Keys.Where(n => n.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || n is "DOTNET_HOST_PATH").ToArray())
            start.Environment.Remove(name);
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        return (process.ExitCode, output.ToArray(), error.Result);
    }

    /// <summary>Whether a program is in the search path.</summary>
    public static bool Has(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator)
        .Any(folder => folder.Length > 0 && File.Exists(System.IO.Path.Combine(folder, program)));

    /// <summary>Null, or what is missing.</summary>
    private static string? Publish()
    {
        if (!OperatingSystem.IsLinux())
            return "these tests are for Linux.";
        if (!Has("clang") && !Has("gcc"))
            return "neither clang nor gcc is installed.";
        if (IsUpToDate())
            return null;
        string rid = $"linux-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
        string project = Repository.PathOf("src", "RawDecoders.Native");
        (int code, byte[] output, string error) = Run(
            "dotnet", Repository.Root, "publish", project, "-c", "Release", "-r", rid, "-p:PublishAot=true", "-o", Folder, "--nologo", "-v", "q");
        string text = System.Text.Encoding.UTF8.GetString(output) + error;
        if (code != 0 && text.Contains("error NU", StringComparison.Ordinal))
            return $"the compiler's package cannot be had. {text}";
        Assert.True(code == 0, text);
        return null;
    }

    /// <summary>Whether the library is younger than everything that it is made of, as after `.ci/run` has published it.</summary>
    private static bool IsUpToDate()
    {
        if (!File.Exists(Path))
            return false;
        DateTime made = File.GetLastWriteTimeUtc(Path);
        string[] sources = [Repository.PathOf("src", "RawDecoders"), Repository.PathOf("src", "RawDecoders.Native"), Repository.PathOf("src", "RawDecoders.Cli", "Output")];
        return !sources.SelectMany(s => Directory.EnumerateFiles(s, "*", SearchOption.AllDirectories))
            .Where(f => f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".csproj", StringComparison.Ordinal))
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal))
            .Append(Repository.PathOf("Directory.Build.props"))
            .Any(f => File.GetLastWriteTimeUtc(f) > made);
    }
}
