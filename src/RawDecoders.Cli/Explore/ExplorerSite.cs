// Owns: where the files of the explorer are: beside the program, as a release has them, or in a clone, where they are built when they are missing or older
// than their sources. Stands under `explore` and `inspect --html`. Leaves serving and packing to SiteServer and HtmlPage.

using System.Diagnostics;

namespace RawDecoders.Cli;

/// <summary>The published files of the explorer.</summary>
/// <param name="Folder">The folder that has index.html.</param>
internal sealed record ExplorerSite(string Folder)
{
    /// <summary>The folder of the site beside the program.</summary>
    public const string FolderName = "explorer";

    private const string Project = "src/RawDecoders.Explorer/RawDecoders.Explorer.csproj";

    /// <summary>What in a clone the site is made of.</summary>
    private static readonly string[] Sources = ["src/RawDecoders", "src/RawDecoders.Explorer", "src/RawDecoders.Cli/Inspect", "src/RawDecoders.Cli/Output", "Directory.Build.props", "Directory.Packages.props"];

    /// <summary>Paths of all files, with '/', and their places on disk.</summary>
    public IReadOnlyDictionary<string, string> Files { get; } = Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
        .ToDictionary(f => Path.GetRelativePath(Folder, f).Replace('\\', '/'), StringComparer.Ordinal);

    /// <summary>Finds the site, in a clone after building it if need be.</summary>
    /// <exception cref="OutputRefusedException">There is none; the message says how to get it.</exception>
    public static ExplorerSite Find(CliHost host)
    {
        string beside = Path.Combine(AppContext.BaseDirectory, FolderName);
        if (File.Exists(Path.Combine(beside, "index.html")))
            return new ExplorerSite(beside);
        if (FindClone() is not { } root)
            throw new OutputRefusedException($"the explorer's files are not here: a release has them in the folder '{FolderName}' beside rawdec, a clone in {Path.GetDirectoryName(Project)}");
        string output = Path.Combine(root, "artifacts", FolderName);
        string site = Path.Combine(output, "wwwroot");
        string stamp = Path.Combine(output, "built");
        if (!File.Exists(stamp) || NewestSource(root) > File.GetLastWriteTimeUtc(stamp))
            Build(root, output, stamp, host);
        return new ExplorerSite(site);
    }

    /// <summary>The clone that this program was built in.</summary>
    private static string? FindClone()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Project)))
                return folder.FullName;
        }

        return null;
    }

    private static DateTime NewestSource(string root)
    {
        DateTime newest = default;
        foreach (string source in Sources.Select(s => Path.Combine(root, s)))
        {
            IEnumerable<string> files = Directory.Exists(source) ? Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories).Where(IsSource) : [source];
            foreach (string file in files)
            {
                DateTime time = File.GetLastWriteTimeUtc(file);
                newest = time > newest ? time : newest;
            }
        }

        return newest;
    }

    private static bool IsSource(string file)
        => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj");

    private static void Build(string root, string output, string stamp, CliHost host)
    {
        host.Error.WriteLine("rawdec: building the explorer, once after each change of its sources (half a minute or more; the first time the runtime for browsers is restored)");
        host.Error.Flush();
        if (Directory.Exists(output))
            Directory.Delete(output, recursive: true);
        var start = new ProcessStartInfo("dotnet", ["publish", Path.Combine(root, Project), "-c", "Release", "-o", output, "-v", "q", "--nologo"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = root,
        };
        // What runs this program (dotnet run, a test) has set variables for itself that a build of its own must not see.
        foreach (string variable in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(variable);
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new OutputRefusedException("the explorer cannot be built: there is no 'dotnet' to be run");
        }

        using (process)
        {
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                string reason = text.Split('\n').FirstOrDefault(l => l.Contains("error", StringComparison.Ordinal)) ?? errors.Result;
                throw new OutputRefusedException($"the explorer cannot be built: {ErrorReporting.OneLine(reason.Trim())}");
            }
        }

        File.WriteAllText(stamp, "");
    }
}
