using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using RawDecoders.Benchmarks.Quick;

namespace RawDecoders.Benchmarks;

/// <summary>
/// The same decodes compiled just in time and ahead of time: RawDecoders.Ahead is published as managed code, as native code for any processor of
/// the architecture (what NativeAOT does unasked), on x86-64 for those with AVX2 (2013 and later), and for this one (IlcInstructionSet). Each
/// is a process that waits for its turn: in every round each decodes the file once.
/// </summary>
public static class AheadRun
{
    private static readonly (string Name, string[] Options)[] Ways =
    [
        ("JIT", []),
        ("AOT", ["-p:PublishAot=true"]),
        .. RuntimeInformation.ProcessArchitecture == Architecture.X64 ? [("AOT, x86-64-v3", ["-p:PublishAot=true", "-p:IlcInstructionSet=x86-64-v3"])] : Array.Empty<(string, string[])>(),
        ("AOT, native", ["-p:PublishAot=true", "-p:IlcInstructionSet=native"]),
    ];

    /// <summary>Publishes, measures, prints.</summary>
    /// <param name="inputs">Files and folders.</param>
    /// <param name="seconds">About how long each file takes.</param>
    /// <param name="progress">Told what goes on.</param>
    public static void Run(IReadOnlyList<string> inputs, double seconds, Action<string> progress)
    {
        string repository = BenchmarkInput.RepositoryFolder() ?? throw new DirectoryNotFoundException("RawDecoders.sln was not found above the program.");
        string folder = Path.Combine(Path.GetTempPath(), $"rawdecoders-ahead-{Environment.ProcessId}");
        var processes = new List<Process>();
        try
        {
            foreach ((string name, string[] options) in Ways)
            {
                progress($"publishing for {name}");
                processes.Add(Start(Publish(repository, Path.Combine(folder, $"{processes.Count}"), options)));
            }

            Console.WriteLine($"{"file",-40} {"inflater",-9} {"JIT, ms",9}{string.Concat(Ways[1..].Select(w => $"{w.Name,16}"))}   (of the time of JIT)");
            var ratios = Ways[1..].Select(_ => new List<double>()).ToArray();
            foreach (string path in inputs.SelectMany(BenchmarkInput.Expand))
            {
                foreach (string inflater in IsPng(path) ? new[] { "platform", "managed" } : ["platform"])
                {
                    double[] medians = Measure(processes, $"{inflater}\t{Path.GetFullPath(path)}", seconds);
                    for (int i = 0; i < ratios.Length; i++)
                        ratios[i].Add(medians[i + 1] / medians[0]);
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(path),-40} {(IsPng(path) ? inflater : ""),-9} {medians[0],9:F3}") + string.Concat(ratios.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r[^1],16:F2}"))));
                }
            }

            foreach ((string name, List<double> all) in Ways[1..].Zip(ratios, (way, r) => (way.Name, r)).Where(r => r.r.Count > 0))
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} against JIT: median {all.Order().ElementAt(all.Count / 2):F2}, worst {all.Max():F2}, best {all.Min():F2}"));
        }
        finally
        {
            foreach (Process process in processes)
            {
                process.StandardInput.Close();
                process.WaitForExit(10_000);
                process.Dispose();
            }

            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
    }

    private static bool IsPng(string path) => Path.GetExtension(path).Equals(".png", StringComparison.OrdinalIgnoreCase);

    /// <summary>Publishes one way. Returns the program.</summary>
    private static string Publish(string repository, string output, string[] options)
    {
        string project = Path.Combine(repository, "benchmarks", "RawDecoders.Ahead");
        using Process dotnet = Process.Start(new ProcessStartInfo(
            "dotnet",
            ["publish", project, "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-v", "q", "--nologo", "-o", output, "-p:ArtifactsPath=" + output + "-build", .. options])
        {
            RedirectStandardOutput = true,
        })!;
        string said = dotnet.StandardOutput.ReadToEnd();
        dotnet.WaitForExit();
        return dotnet.ExitCode == 0
            ? Path.Combine(output, OperatingSystem.IsWindows() ? "RawDecoders.Ahead.exe" : "RawDecoders.Ahead")
            : throw new InvalidDataException($"dotnet publish failed (ahead of time it needs a C linker):\n{said}");
    }

    private static Process Start(string program)
        => Process.Start(new ProcessStartInfo(program, DecodeClock.Kind == ClockKind.Cpu ? ["--cpu"] : []) { RedirectStandardInput = true, RedirectStandardOutput = true })!;

    /// <summary>Each process's median over the rounds; the first third of them warms up.</summary>
    private static double[] Measure(List<Process> processes, string line, double seconds)
    {
        const int LeastRounds = 100;
        var times = processes.Select(_ => new List<double>()).ToArray();
        var clock = Stopwatch.StartNew();
        for (int round = 0; round < LeastRounds || clock.Elapsed.TotalSeconds < seconds; round++)
        {
            for (int i = 0; i < processes.Count; i++)
            {
                int turn = (i + round) % processes.Count;
                processes[turn].StandardInput.WriteLine(line);
                processes[turn].StandardInput.Flush();
                string answer = processes[turn].StandardOutput.ReadLine() ?? throw new InvalidDataException($"{processes[turn].StartInfo.FileName} ended");
                times[turn].Add(double.Parse(answer, CultureInfo.InvariantCulture));
            }
        }

        return [.. times.Select(t => t.Skip(t.Count / 3).Order().ElementAt((t.Count - t.Count / 3) / 2))];
    }
}
