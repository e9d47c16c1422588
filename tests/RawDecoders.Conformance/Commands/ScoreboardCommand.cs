// Owns: the command "scoreboard": many decoders over the corpus, side by side. Leaves the asking to ScoreboardRun, the words to the reports.

using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;
using RawDecoders.Conformance.Checking;
using RawDecoders.Conformance.Decoders;
using RawDecoders.Conformance.Scoreboard;
using RawDecoders.Conformance.Scoreboard.Judging;
using RawDecoders.Conformance.Scoreboard.Reports;
using RawDecoders.Conformance.Scoreboard.Running;
using Spectre.Console;

namespace RawDecoders.Conformance.Commands;

/// <summary>The scoreboard command.</summary>
internal sealed class ScoreboardCommand
{
    private readonly Option<string?> _corpus = new("--corpus") { Description = "Folder of the corpus. Default: corpus/ of the repository." };

    private readonly Option<string?> _filter = new("--filter") { Description = "Only files whose path contains this, or matches it if it has a *." };

    private readonly Option<string?> _claims = new("--claims") { Description = "Only these parts of the corpus, for all decoders: \"png,bmp,-png/animation\"; folders and globs, a minus leaves out." };

    private readonly Option<string[]> _only = new("--only") { Description = "Only these decoders of the catalogue.", AllowMultipleArgumentsPerToken = true };

    private readonly Option<string[]> _decoder = new("--decoder")
    {
        Description = "A further decoder: NAME=COMMAND, quoted as for a shell, with {file} for the file. It writes PAM, PPM, PGM or PBM on standard output and exits with 0, or fails.",
    };

    private readonly Option<string?> _output = new("--output") { Description = "Folder for scoreboard.html, .md, .json and .xml (JUnit). Default: artifacts/ of the repository." };

    private readonly Option<bool> _record = new("--record") { Description = "Write SCOREBOARD.md and scoreboard.json of the corpus too." };

    private readonly Option<int> _jobs = new("--jobs") { Description = "Decoders asked at the same time.", DefaultValueFactory = _ => Environment.ProcessorCount };

    private readonly Option<double> _seconds = new("--time-limit") { Description = "Seconds of processor time that one file may take.", DefaultValueFactory = _ => 5 };

    private readonly Option<int> _memory = new("--memory-limit") { Description = "MiB that a decoder may have in memory for one file.", DefaultValueFactory = _ => 1024 };

    private readonly Option<bool> _noBuild = new("--no-build") { Description = "Do not build the host of NuGet's decoders first." };

    /// <summary>The command with its options.</summary>
    public Command Build()
    {
        var command = new Command("scoreboard", "Decode the corpus with every decoder that is here, and compare them side by side.");
        foreach (Option option in new Option[] { _corpus, _filter, _claims, _only, _decoder, _output, _record, _jobs, _seconds, _memory, _noBuild })
            command.Options.Add(option);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancel)
    {
        IAnsiConsole console = Terminal.Open();
        var clock = Stopwatch.StartNew();
        string corpus = arguments.GetValue(_corpus) ?? Repository.Corpus;
        Claims claims = Claims.Parse(arguments.GetValue(_claims));
        List<ScoreboardCase> files = [.. ScoreboardCase.Load(corpus, new ExpectedPictures()).Where(f => claims.Cover(f.File))];
        if (arguments.GetValue(_filter) is { } filter)
            files.RemoveAll(f => !RunCommand.Matches(filter, f.File.Name));
        List<CatalogueEntry> entries;
        try
        {
            entries = await EntriesAsync(console, arguments, cancel).ConfigureAwait(false);
        }
        catch (FormatException e)
        {
            console.MarkupLineInterpolated($"[red]{e.Message}[/]");
            return 2;
        }

        if (files.Count == 0 || entries.Count == 0)
        {
            console.MarkupLineInterpolated($"[red]nothing to do: {files.Count} files, {entries.Count} decoders[/]");
            return 2;
        }

        (List<DecoderIdentity> decoders, List<Judgement[]> judgements, List<(string, string)> missing) = await ScoreboardRun.AskAsync(
            files, entries, Math.Max(arguments.GetValue(_jobs), 1), line => console.WriteLine(line), cancel).ConfigureAwait(false);
        var review = Review.Load(Path.Combine(corpus, "scoreboard-review.tsv"));
        var results = new ScoreboardResults(files, decoders, [.. judgements], review)
        {
            Missing = missing,
            Platform = $"{RuntimeInformation.OSDescription.Split('#')[0].Trim()} {RuntimeInformation.OSArchitecture}, .NET {Environment.Version}",
            Date = DateTime.UtcNow,
            Took = clock.Elapsed,
        };
        await WriteAsync(console, results, arguments.GetValue(_output) ?? Path.Combine(Repository.Root, "artifacts"), arguments.GetValue(_record) ? corpus : null, cancel).ConfigureAwait(false);
        return TellOfUnreviewed(console, results) ? 1 : 0;
    }

    /// <summary>Names each "wrong" of a decoder of the catalogue of which the review says nothing: nobody has looked into it.</summary>
    private static bool TellOfUnreviewed(IAnsiConsole console, ScoreboardResults results)
    {
        (DecoderIdentity Decoder, ScoreboardResult Result)[] unreviewed = [.. results.Unreviewed];
        foreach ((DecoderIdentity decoder, ScoreboardResult result) in unreviewed)
            console.WriteLine($"not reviewed: {decoder.Name} {result.File.File.Name}: {result.Judgement.Text}");
        if (unreviewed.Length > 0)
            console.MarkupLineInterpolated($"[red]{unreviewed.Length} \"wrong\" without a review: look into them, and add lines to corpus/scoreboard-review.tsv[/]");
        return unreviewed.Length > 0;
    }

    private async Task<List<CatalogueEntry>> EntriesAsync(IAnsiConsole console, ParseResult arguments, CancellationToken cancel)
    {
        List<(string Name, CommandTemplate Command)> own = (arguments.GetValue(_decoder) ?? []).Select(text => text.Split('=', 2) is [{ Length: > 0 } name, var command]
            ? (name, CommandTemplate.Parse(command))
            : throw new FormatException($"--decoder: NAME=COMMAND is needed: {text}")).ToList();
        string[] only = arguments.GetValue(_only) ?? [];
        string host = Path.Combine(Repository.Root, "tests/RawDecoders.DecoderHost");
        string program = Path.Combine(host, "bin/Release/net10.0/RawDecoders.DecoderHost" + (OperatingSystem.IsWindows() ? ".exe" : ""));
        var limits = new ProcessLimits(TimeSpan.FromSeconds(arguments.GetValue(_seconds)), TimeSpan.FromMinutes(2), (long)arguments.GetValue(_memory) << 20);
        List<CatalogueEntry> all = [.. new DecoderCatalogue(limits, program).Entries(own)];
        if (only.FirstOrDefault(o => !all.Exists(e => e.Id == o)) is { } unknown)
            throw new FormatException($"--only: no decoder \"{unknown}\": there are {string.Join(", ", all.Select(e => e.Id))}");
        if (own.Find(o => !o.Command.IsThere) is { Name: { } name } missing)
            throw new FormatException($"--decoder {name}: there is no program \"{missing.Command.Program}\"");
        if (!arguments.GetValue(_noBuild))
        {
            (int exit, byte[] output, _, _) = await ForeignDecoder.RunAsync(
                "dotnet", ["build", host, "-c", "Release", "-v", "q", "--nologo"], TimeSpan.FromMinutes(10)).ConfigureAwait(false);
            cancel.ThrowIfCancellationRequested();
            if (exit != 0)
                console.WriteLine($"the host of NuGet's decoders does not build:\n{System.Text.Encoding.UTF8.GetString(output)}");
        }

        return only.Length > 0 ? [.. all.Where(e => only.Contains(e.Id) || own.Exists(o => o.Name == e.Id))] : all;
    }

    private static async Task WriteAsync(IAnsiConsole console, ScoreboardResults results, string folder, string? corpus, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        string markdown = new MarkdownScoreboard(results).Write();
        await File.WriteAllTextAsync(Path.Combine(folder, "scoreboard.md"), markdown, cancel).ConfigureAwait(false);
        await File.WriteAllTextAsync(Path.Combine(folder, "scoreboard.json"), JsonScoreboard.Write(results, whole: true), cancel).ConfigureAwait(false);
        await File.WriteAllTextAsync(Path.Combine(folder, "scoreboard.html"), new HtmlScoreboard(results).Write(), cancel).ConfigureAwait(false);
        JUnitScoreboard.Write(results).Save(Path.Combine(folder, "scoreboard.xml"));
        if (corpus is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(corpus, "SCOREBOARD.md"), markdown, cancel).ConfigureAwait(false);
            await File.WriteAllTextAsync(Path.Combine(corpus, "scoreboard.json"), JsonScoreboard.Write(results, whole: false), cancel).ConfigureAwait(false);
        }

        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("decoder", "right", "refused", "shown, told", "shown silently", "stricter", "not read", "disputed", "refuses valid", "wrong", "memory", "hang", "crash");
        for (int d = 0; d < results.Decoders.Count; d++)
        {
            OutcomeCounts t = results.Total(d);
            int[] counts =
            [
                t.Right, t[Outcome.Refused], t[Outcome.ShownWithWarning], t[Outcome.ShownSilently], t[Outcome.Stricter], t.Total - t.Counted, t[Outcome.Disputed],
                t[Outcome.RefusesValid], t[Outcome.Wrong], t[Outcome.OverMemory], t[Outcome.Hang], t[Outcome.Crash],
            ];
            table.AddRow([Markup.Escape(results.Decoders[d].Name), .. counts.Select(n => n == 0 ? "" : $"{n}")]);
        }

        console.Write(table);
        console.MarkupLineInterpolated($"{results.Decoders.Count} decoders, {results.Files.Count} files, {results.Took.TotalMinutes:0.0} minutes; scoreboard.html, .md, .json and .xml in {folder}");
    }
}
