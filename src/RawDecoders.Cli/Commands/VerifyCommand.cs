// `rawdec verify`: what is wrong with files, a line a finding, for scripts. A file passes if the decoder accepts it at the strictness
// asked for; the findings are ImageInspector's, which agrees with the decoder.

using System.CommandLine;
using RawDecoders.Inspection;

namespace RawDecoders.Cli;

/// <summary>The command <c>verify</c>.</summary>
internal static class VerifyCommand
{
    /// <summary>Lines that one rule gets for one file, unless all are asked for: each row of a picture may break the same.</summary>
    private const int MostAlike = 8;

    public static Command Create(CliHost host)
    {
        var command = new Command("verify", "Print what is wrong with files: 'FILE: severity at byte N: rule: what (clause); consequence', a line each.");
        var files = new InputArguments();
        files.AddTo(command);
        Option<Strictness> strictness = DecodeSettings.Choice(
            "--strictness", null, "What fails a file: any violation, or those that cost pixels (standard, the default; warnings are printed but pass).",
            ("strict", Strictness.Strict), ("standard", Strictness.Standard));
        var notes = new Option<bool>("--notes") { Description = "Print notes too: what is allowed, but worth knowing." };
        var all = new Option<bool>("--all") { Description = $"Print every finding; without it, of one rule in one file the first {MostAlike}." };
        var json = new Option<bool>("--json") { Description = "One JSON object a file, one a line, with all findings (spec-notes/inspect-json.md)." };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Print nothing of findings; the exit code tells." };
        command.Options.Add(strictness);
        command.Options.Add(notes);
        command.Options.Add(all);
        command.Options.Add(json);
        command.Options.Add(quiet);
        var limits = new LimitSettings();
        limits.AddTo(command);
        command.SetAction(parsed =>
        {
            var request = new VerifyRequest(
                parsed.GetValue(strictness) == Strictness.Strict ? Severity.Warning : Severity.Error,
                parsed.GetValue(quiet) ? (Severity)int.MaxValue : parsed.GetValue(notes) ? Severity.Note : Severity.Warning,
                parsed.GetValue(all) ? int.MaxValue : MostAlike,
                parsed.GetValue(json),
                parsed.GetValue(quiet),
                limits.Read(parsed));
            string? idle = parsed.GetValue(notes) ? "--notes" : parsed.GetValue(all) ? "--all" : null;
            if (request.Json && (request.Quiet ? "--quiet" : idle) is { } contradicted)
                throw new UsageException($"--json prints all findings: leave {contradicted} out");
            if (request.Quiet && idle is not null)
                throw new UsageException($"--quiet prints no findings: leave {idle} out");
            return Run(files.Read(parsed, host), request, host);
        });
        return command;
    }

    private static int Run(Inputs files, VerifyRequest request, CliHost host)
    {
        var errors = new ErrorReporting(host) { Refused = request.Json ? (path, e) => UnreadJson.Write(host, path, e) : null };
        var line = new StyledLine(host);
        var totals = new VerifyTotals();
        using ImageInput input = files.CreateReader();
        foreach ((string path, _) in files.Find(errors))
        {
            try
            {
                input.Open(path);
                ReadOnlyMemory<byte> file = input.ReadWhole();
                StructureReport report = ImageInspector.Inspect(file, request.Options);
                bool passes = totals.Add(report, request.FailsFrom);
                if (request.Json)
                {
                    host.Out.Flush();
                    using var json = new InspectJson(host.Output, file, default);
                    json.WriteVerdict(Words.Path(path), report, passes);
                }
                else
                {
                    WriteFindings(line, Words.Path(path), report, request);
                    // A file at a time: whoever reads along sees each when it is done.
                    host.Out.Flush();
                }
            }
            catch (Exception e) when (ErrorReporting.ConcernsFile(e))
            {
                errors.Report(path, e);
            }
        }

        if (!request.Json && !request.Quiet)
            WriteTotals(line, totals, errors.Count);
        return Math.Max(errors.ExitCode, totals.Failed > 0 ? ExitCode.Refused : ExitCode.Success);
    }

    private static void WriteFindings(StyledLine line, string path, StructureReport report, VerifyRequest request)
    {
        // How many of each rule have been met, the last of them, and the rules in the order in which they went over the top.
        var met = new Dictionary<(Severity, string), (int Count, Issue Last)>();
        var over = new List<(Severity Severity, string Rule)>();
        foreach ((_, Issue finding) in report.Findings)
        {
            if (finding.Severity < request.PrintsFrom)
                continue;
            var rule = (finding.Severity, finding.Rule.Id);
            int count = met.GetValueOrDefault(rule).Count + 1;
            met[rule] = (count, finding);
            if (count <= request.MostAlike)
                FindingText.AddTo(line.Add($"{path}: "), finding).End(hang: 4);
            else if (count == request.MostAlike + 1)
                over.Add(rule);
        }

        foreach ((Severity severity, string rule) in over)
        {
            (int count, Issue last) = met[(severity, rule)];
            line.Add($"{path}: ").Add(FindingText.Name(severity), FindingText.InkOf(severity))
                .Add($": {rule}: {count - request.MostAlike} more, the last at byte {last.Offset}; --all prints them").End(hang: 4);
        }

        foreach (string elision in request.Quiet ? [] : LimitSettings.Describe(report.Elisions))
            line.Add($"{path}: {elision}").End(hang: 4);
    }

    private static void WriteTotals(StyledLine line, VerifyTotals totals, int unreadable)
    {
        line.Add($"{Words.Count(totals.Files, "file")}: {totals.Files - totals.Failed} passed, {totals.Failed} failed");
        if (unreadable > 0)
            line.Add($", {unreadable} could not be read");
        line.Add($"; {FindingText.Totals(totals.Errors, totals.Warnings, totals.Notes)}").End();
    }

    /// <param name="FailsFrom">The least severity that fails a file.</param>
    /// <param name="PrintsFrom">The least severity that is printed.</param>
    /// <param name="MostAlike">How many findings of one rule are printed for a file.</param>
    /// <param name="Json">One object a file.</param>
    /// <param name="Quiet">Nothing at all.</param>
    /// <param name="Options">How far to look.</param>
    private sealed record VerifyRequest(Severity FailsFrom, Severity PrintsFrom, int MostAlike, bool Json, bool Quiet, InspectOptions Options);

    private sealed class VerifyTotals
    {
        public int Files { get; private set; }

        public int Failed { get; private set; }

        public int Errors { get; private set; }

        public int Warnings { get; private set; }

        public int Notes { get; private set; }

        /// <summary>Counts a file; whether it passes. One that was not looked through does not.</summary>
        public bool Add(StructureReport report, Severity failsFrom)
        {
            bool passes = !report.Elisions.Any(e => e.HidesFindings);
            foreach ((_, Issue finding) in report.Findings)
            {
                passes &= finding.Severity < failsFrom;
                Errors += finding.Severity == Severity.Error ? 1 : 0;
                Warnings += finding.Severity == Severity.Warning ? 1 : 0;
                Notes += finding.Severity == Severity.Note ? 1 : 0;
            }

            Files++;
            Failed += passes ? 0 : 1;
            return passes;
        }
    }
}
