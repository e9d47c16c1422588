// `rawdec explore`: the explorer on files, in the browser. The program serves the page itself, to this machine alone, until it is ended.

using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;

namespace RawDecoders.Cli;

/// <summary>The command <c>explore</c>.</summary>
internal static class ExploreCommand
{
    public static Command Create(CliHost host)
    {
        var command = new Command("explore", "Look at files in the browser: picture, bytes and structure beside each other. Nothing leaves this machine; Ctrl-C ends it.");
        var files = new Argument<string[]>("FILE")
        {
            Description = "Files; '-' is standard input, 'data:...' a data URI. Without one, a gallery.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var quiet = new Option<bool>("--no-browser") { Description = "Only say where the page is; do not open a browser." };
        command.Arguments.Add(files);
        command.Options.Add(quiet);
        command.SetAction(parsed => Run(parsed.GetValue(files) ?? [], parsed.GetValue(quiet), host));
        return command;
    }

    private static int Run(string[] paths, bool isQuiet, CliHost host)
    {
        var errors = new ErrorReporting(host);
        var given = new List<(string Name, byte[] Bytes)>();
        using (var input = new ImageInput(host.Input, isBase64: false))
        {
            foreach (string path in paths)
            {
                try
                {
                    input.Open(path);
                    string name = path == "-" ? "standard input" : Export.DataUri.IsDataUri(path) ? "data URI" : Path.GetFileName(path);
                    given.Add((name, input.ReadWhole().ToArray()));
                }
                catch (Exception e) when (ErrorReporting.ConcernsFile(e))
                {
                    errors.Report(path, e);
                }
            }
        }

        if (paths.Length > 0 && given.Count == 0)
            return errors.ExitCode;
        ExplorerSite site;
        try
        {
            site = ExplorerSite.Find(host);
        }
        catch (OutputRefusedException e)
        {
            errors.Report("explore", e);
            return errors.ExitCode;
        }

        using (var server = new SiteServer(site, given))
        {
            host.Out.Write($"{server.Address}\n");
            host.Out.Flush();
            if (!isQuiet && !Open(server.Address))
                host.Error.WriteLine("rawdec explore: no browser could be opened: open the address above in one");
            host.Error.WriteLine("rawdec explore: Ctrl-C ends it");
            host.Error.Flush();
            using PlayClock clock = host.MakeClock();
            while (clock.WaitUntil(clock.Now + TimeSpan.FromDays(1)))
            {
            }
        }

        return errors.ExitCode;
    }

    private static bool Open(string address)
    {
        try
        {
            using Process? process = Process.Start(new ProcessStartInfo(address) { UseShellExecute = true });
            return true;
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or PlatformNotSupportedException)
        {
            return false;
        }
    }
}
