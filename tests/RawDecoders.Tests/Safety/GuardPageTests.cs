using System.Diagnostics;
using System.Text;
using RawDecoders.Tests.Inspection;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Safety;

/// <summary>
/// Whole files in read-only memory that ends (then: begins) at an inaccessible page, decoded into memory between such pages, on
/// every path of the library. A byte too far ends the process, so a child does the work and says what it is at. Usually a
/// sample of the corpus and the suites; all of both with RAWDECODERS_ALL=1.
/// </summary>
[Trait("Length", "Long")]
public sealed class GuardPageTests
{
    private const string ProgressFile = "RAWDECODERS_GUARD_PROGRESS";

    /// <summary>Of so many files one is taken, unless all are.</summary>
    private const int Share = 10;

    private static bool TakesAll => Environment.GetEnvironmentVariable("RAWDECODERS_ALL") == "1";

    [Fact]
    public async Task Nothing_beyond_a_file_or_a_destination_is_touched()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "guard pages are mapped on Linux only");
        Assert.SkipWhen(Environment.GetEnvironmentVariable(ProgressFile) is not null, "this is the child");
        string progress = Path.GetTempFileName();
        try
        {
            string tests = Path.ChangeExtension(typeof(GuardPageTests).Assembly.Location, null);
            var start = new ProcessStartInfo(tests, ["-trait", "Category=GuardPages", "-noColor", "-noLogo"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.Environment[ProgressFile] = progress;
            start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
            CancellationToken cancel = TestContext.Current.CancellationToken;
            using Process child = Process.Start(start)!;
            Task<string> errors = child.StandardError.ReadToEndAsync(cancel);
            string output = await child.StandardOutput.ReadToEndAsync(cancel) + await errors;
            await child.WaitForExitAsync(cancel);
            Assert.True(child.ExitCode == 0, $"last at {File.ReadAllText(progress).TrimEnd()}\n{output}");
            Assert.Matches("^done: [1-9][0-9]* files", File.ReadAllText(progress));
        }
        finally
        {
            File.Delete(progress);
        }
    }

    [Fact]
    [Trait("Category", "GuardPages")]
    public void In_the_child_every_path_is_taken()
    {
        string? path = Environment.GetEnvironmentVariable(ProgressFile);
        Assert.SkipWhen(path is null, "run by the test beside it, in a process of its own");
        using var progress = File.OpenHandle(path!, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
        int files = 0, index = 0, calls = 0;
        foreach (string folder in InspectionFiles.Folders)
        {
            if (folder.StartsWith("suite:", StringComparison.Ordinal) && !Suites.Available)
                continue;
            foreach ((string name, byte[] bytes) in InspectionFiles.In(folder))
            {
                // Large ones cost much and have no other edges.
                if (!TakesAll && (index++ % Share != 0 || bytes.Length > 100_000))
                    continue;
                foreach (bool endsAtGuard in (bool[])[true, false])
                {
                    foreach (Strictness strictness in (Strictness[])[Strictness.Lenient, Strictness.Standard])
                    {
                        var paths = new GuardedPaths(bytes, endsAtGuard, strictness, at =>
                        {
                            calls++;
                            byte[] text = Encoding.UTF8.GetBytes($"{name}, {(endsAtGuard ? "guard behind" : "guard before")}, {strictness}: {at}".PadRight(240));
                            RandomAccess.Write(progress, text, 0);
                        });
                        paths.TakeAll(seed: index);
                    }
                }

                files++;
            }
        }

        RandomAccess.Write(progress, Encoding.UTF8.GetBytes($"done: {files} files, {calls} calls".PadRight(240)), 0);
        Assert.True(calls > 20 * files);
    }
}
