// Owns: the Python package's tests as one test of this project: builds the wheel, installs it into a fresh virtual environment, and has unittest run them.
// Stands over NativeLibrary. Leaves testing to tests/RawDecoders.Python.

using System.Text;
using System.Text.RegularExpressions;
using RawDecoders.Tests.Cli;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Native;

[Collection(nameof(NativeTests))]
[Trait("Length", "Long")]
public sealed partial class PythonPackageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>What unittest counts is in artifacts/python/tests.log, from where .ci/run adds it to the rest.</summary>
    [Fact]
    public void The_wheel_is_built_installed_and_passes_its_tests()
    {
        NativeLibrary.Require();
        string? python = FindPython(out string missing);
        Assert.SkipWhen(python is null, $"The Python package cannot be built here: {missing}");

        string build = Repository.PathOf("src", "RawDecoders.Python", "build.py");
        string output = Repository.PathOf("artifacts", "python");
        string log = Path.Combine(output, "tests.log");
        Directory.CreateDirectory(output);
        File.Delete(log);
        Run(python!, build, "--output", output, "--venv", _folder.PathOf("venv"));
        Assert.Single(Directory.EnumerateFiles(output, "rawdecoders-*-py3-none-*.whl"));

        string installed = _folder.PathOf("venv/bin/python");
        (int code, byte[] text, string error) = NativeLibrary.Run(
            installed, _folder.Root, "-W", "default", "-m", "unittest", "discover", "-v", "-s", Repository.PathOf("tests", "RawDecoders.Python"));
        File.WriteAllText(log, Encoding.UTF8.GetString(text) + error);
        Match ran = Ran().Match(error);
        Assert.True(ran.Success && int.Parse(ran.Groups[1].Value) > 50, $"the tests did not run: {Last(error)}");
        foreach (Match skipped in Skipped().Matches(error))
            TestContext.Current.TestOutputHelper?.WriteLine(skipped.Value);
        Assert.True(code == 0, Last(error));
    }

    /// <summary>A Python that can build and use the package, or null and what the most suitable one lacks.</summary>
    private static string? FindPython(out string missing)
    {
        missing = "python3 is not installed.";
        foreach (string python in new[] { "/usr/bin/python3", "python3" })
        {
            if (!(Path.IsPathRooted(python) ? File.Exists(python) : NativeLibrary.Has(python)))
                continue;
            (int code, _, string error) = NativeLibrary.Run(
                python, Path.GetTempPath(), "-c", "import sys; assert sys.version_info >= (3, 10); import numpy, setuptools, wheel, pip, venv");
            if (code == 0)
                return python;
            missing = $"{python}: {error.TrimEnd().Split('\n')[^1]}";
        }

        return null;
    }

    private void Run(string program, params string[] arguments)
    {
        (int code, byte[] output, string error) = NativeLibrary.Run(program, _folder.Root, arguments);
        Assert.True(code == 0, Encoding.UTF8.GetString(output) + error);
    }

    private static string Last(string text) => text.Length > 6000 ? text[^6000..] : text;

    [GeneratedRegex(@"^Ran (\d+) tests? in", RegexOptions.Multiline)]
    private static partial Regex Ran();

    [GeneratedRegex(@"^.*\.\.\. skipped .*$", RegexOptions.Multiline)]
    private static partial Regex Skipped();
}
