// "run": decodes corpus and suites, compares with every reference, prints the table, writes the report.

using System.CommandLine;
using RawDecoders.Conformance.Cases;
using RawDecoders.Conformance.Checking;
using RawDecoders.Conformance.Decoders;
using RawDecoders.Conformance.Pictures;
using RawDecoders.Conformance.References;
using RawDecoders.Conformance.Reports;
using RawDecoders.Conformance.Scoreboard.Judging;
using Spectre.Console;

namespace RawDecoders.Conformance.Commands;

/// <summary>The run command.</summary>
internal sealed class RunCommand
{
    private readonly Option<string?> _corpus = new("--corpus") { Description = "Folder of the corpus. Default: corpus/ of the repository." };

    private readonly Option<string?> _suites = new("--suites")
    {
        Description = $"Folder of the public suites. Default: the environment variable {SuiteCases.Variable}; without either, none.",
    };

    private readonly Option<string?> _filter = new("--filter") { Description = "Only files whose path contains this, or matches it if it has a *." };

    private readonly Option<string?> _report = new("--report") { Description = "The HTML report. Default: artifacts/conformance.html of the repository; \"none\" writes none." };

    private readonly Option<ReportPictures> _pictures = new("--pictures")
    {
        Description = "Which comparisons the report shows pictures of: those that differ, also those explained by a clause, or also the default JPEG reconstruction's.",
        DefaultValueFactory = _ => ReportPictures.Explained,
    };

    private readonly Option<bool> _ask = new("--ask-all")
    {
        Description = "Also decode every file with djpeg, Pillow and OpenCV where they are installed, instead of trusting the records.",
    };

    private readonly Option<string?> _decoder = new("--decoder")
    {
        Description = "Check another decoder: its command line, quoted as for a shell, with {file} for the file. It writes PAM, PPM, PGM or PBM on standard output and exits with 0, or fails.",
    };

    private readonly Option<string?> _claims = new("--claims") { Description = "Only these parts of the corpus, as a decoder claims to read them: \"png,bmp,-png/animation\"; folders and globs, a minus leaves out." };

    private readonly Option<string?> _rawFormat = new("--raw-format")
    {
        Description = "With --decoder: it writes bare samples: gray8, gray16le, graya8, rgb24, bgr24, rgb48le, rgba32, bgra32, rgba64le, cmyk32 (be for big-endian).",
    };

    private readonly Option<int[]> _accept = new("--accept-exit")
    {
        Description = "With --decoder: exit codes besides 0 whose output still counts; djpeg's 2 means warnings.",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<int> _tolerance = new("--tolerance")
    {
        Description = "With --decoder: the largest difference of a sample that still counts as held.",
        DefaultValueFactory = _ => 0,
    };

    private readonly Option<int> _timeout = new("--timeout") { Description = "With --decoder: seconds that one file may take.", DefaultValueFactory = _ => 30 };

    private readonly Option<bool> _brief = new("--brief") { Description = "Print only what differs and the closing line, not the table." };

    private readonly Option<int> _jobs = new("--jobs") { Description = "Files checked at the same time.", DefaultValueFactory = _ => Environment.ProcessorCount };

    /// <summary>The command with its options.</summary>
    public Command Build()
    {
        var command = new Command("run", "Decode corpus and suites and compare with every reference.");
        foreach (Option option in new Option[] { _corpus, _suites, _filter, _claims, _report, _pictures, _ask, _decoder, _rawFormat, _accept, _tolerance, _timeout, _brief, _jobs })
            command.Options.Add(option);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancel)
    {
        IAnsiConsole console = Terminal.Open();
        string corpus = arguments.GetValue(_corpus) ?? Repository.Corpus;
        List<ConformanceCase> files = [.. CorpusCases.Load(corpus)];
        string? suites = arguments.GetValue(_suites) ?? Environment.GetEnvironmentVariable(SuiteCases.Variable);
        if (suites is { Length: > 0 } && Directory.Exists(suites))
            files.AddRange(SuiteCases.Load(suites));
        if (arguments.GetValue(_filter) is { } filter)
            files.RemoveAll(f => !Matches(filter, f.Name));
        Claims claims = Claims.Parse(arguments.GetValue(_claims));
        files.RemoveAll(f => !claims.Cover(f));
        if (!TryForeign(console, arguments, out ForeignDecoder? decoder))
            return 2;
        if (files.Count == 0)
        {
            console.MarkupLineInterpolated($"[red]no files: nothing that is asked for in {corpus} or the suites[/]");
            return 2;
        }

        Verdicts verdicts = arguments.GetValue(_decoder) is null ? Verdicts.Load(Path.Combine(corpus, "verdicts.tsv")) : new Verdicts([]);
        var expected = new ExpectedPictures();
        using ReferenceDecoders references = arguments.GetValue(_decoder) is null ? ReferenceDecoders.Discover() : new ReferenceDecoders();
        Func<ConformanceCase, Task<CaseResult>> check;
        string subject = "RawDecoders " + typeof(ImageDecoder).Assembly.GetName().Version!.ToString(3);
        if (decoder is not null)
        {
            check = new ForeignChecker(decoder, expected, arguments.GetValue(_tolerance)).CheckAsync;
            subject = arguments.GetValue(_decoder)!;
        }
        else
        {
            var checker = new CaseChecker(references, verdicts, expected, arguments.GetValue(_ask));
            check = file => Task.FromResult(checker.Check(file));
        }

        var results = new CaseResult[files.Count];
        try
        {
            await Terminal.ForAllAsync(console, "checking", files.Count, Math.Max(arguments.GetValue(_jobs), 1), async i =>
            {
                results[i] = await check(files[i]).ConfigureAwait(false);
                return results[i].Held;
            }, cancel).ConfigureAwait(false);
        }
        catch (ProgramMissingException e)
        {
            console.MarkupLineInterpolated($"[red]--decoder: {e.Message}[/]");
            return 2;
        }

        var summary = new RunSummary(results, verdicts);
        ConsoleReport.Write(console, summary, arguments.GetValue(_brief));
        if (arguments.GetValue(_report) is not "none")
        {
            string path = arguments.GetValue(_report) ?? Repository.DefaultReport;
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            var report = new HtmlReport(summary, subject, references, arguments.GetValue(_pictures));
            await File.WriteAllTextAsync(path, report.Write(), cancel).ConfigureAwait(false);
            console.MarkupLineInterpolated($"report: {path} ({new FileInfo(path).Length / 1024} KiB)");
        }

        return summary.Held ? 0 : 1;
    }

    /// <summary>The decoder that --decoder names, or null if it names none; false, and a line, if it cannot be had.</summary>
    private bool TryForeign(IAnsiConsole console, ParseResult arguments, out ForeignDecoder? decoder)
    {
        decoder = null;
        if (arguments.GetValue(_decoder) is not { } text)
            return true;
        try
        {
            CommandTemplate command = CommandTemplate.Parse(text);
            if (!command.IsThere)
                throw new FormatException($"there is no program \"{command.Program}\"");
            string? rawFormat = arguments.GetValue(_rawFormat);
            if (rawFormat is not null)
                _ = NetpbmReader.ParseRawFormat(rawFormat);
            decoder = new ForeignDecoder(command, rawFormat, arguments.GetValue(_accept) ?? [], TimeSpan.FromSeconds(arguments.GetValue(_timeout)));
            return true;
        }
        catch (FormatException e)
        {
            console.MarkupLineInterpolated($"[red]--decoder: {e.Message}[/]");
            return false;
        }
    }

    /// <summary>Whether a path contains a filter, or matches it if it has a *.</summary>
    internal static bool Matches(string filter, string name)
        => filter.Contains('*', StringComparison.Ordinal)
            ? System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(filter, name, ignoreCase: false)
            : name.Contains(filter, StringComparison.Ordinal);
}
