// "record": asks the references that are there about every file of the corpus and writes what they say into
// corpus/references.tsv and the manifest. Records of references that are not there stay.

using System.CommandLine;
using RawDecoders.Conformance.Cases;
using RawDecoders.Conformance.Checking;
using RawDecoders.Conformance.References;
using RawDecoders.CorpusGenerator;
using Spectre.Console;

namespace RawDecoders.Conformance.Commands;

/// <summary>The record command.</summary>
internal sealed class RecordCommand
{
    private readonly Option<string?> _corpus = new("--corpus") { Description = "Folder of the corpus. Default: corpus/ of the repository." };

    private readonly Option<string?> _only = new("--only") { Description = "Only the reference whose name begins with this. Default: all but ImageSharp, which is compared live." };

    /// <summary>The command with its options.</summary>
    public Command Build()
    {
        var command = new Command("record", "Record what the references that are installed make of the corpus.");
        command.Options.Add(_corpus);
        command.Options.Add(_only);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancel)
    {
        IAnsiConsole console = Terminal.Open();
        string corpus = arguments.GetValue(_corpus) ?? Repository.Corpus;
        string only = arguments.GetValue(_only) ?? "";
        List<ConformanceCase> files = CorpusCases.Load(corpus);
        using ReferenceDecoders references = ReferenceDecoders.Discover();
        IReferenceDecoder[] asked = [.. references.All.Where(r => only.Length > 0 ? r.Name.StartsWith(only, StringComparison.Ordinal) : !r.IsLive)];
        if (asked.Length == 0)
        {
            console.MarkupLine("[red]no reference is here to record[/]");
            return 2;
        }

        string path = Path.Combine(corpus, "references.tsv");
        string[] old = File.Exists(path) ? await File.ReadAllLinesAsync(path, cancel).ConfigureAwait(false) : [];
        var lines = new List<string>[files.Count];
        await Terminal.ForAllAsync(console, "recording", files.Count, Environment.ProcessorCount, i =>
        {
            lines[i] = [.. asked.SelectMany(r => r.ProfilesFor(files[i].Format).Select(p => Line(files[i], r, p))).OfType<string>()];
            return Task.FromResult(true);
        }, cancel).ConfigureAwait(false);

        HashSet<string> known = [.. files.Select(f => f.Name)];
        string[] all = [.. old.Where(l => l is ['#', ..]),
            .. lines.SelectMany(l => l).Concat(old.Where(l => l.Length > 0 && l[0] != '#' && known.Contains(l.Split('\t')[0]) && !asked.Any(r => Names(l, r)))
                .Select(l => string.Join('\t', l.Split('\t').Take(4))))
                .Order(StringComparer.Ordinal)];
        await File.WriteAllTextAsync(path, string.Join('\n', all) + "\n", cancel).ConfigureAwait(false);

        await RemergeAsync(corpus, path, cancel).ConfigureAwait(false);

        // A second pass: where a reference is not followed, the clause goes beside its result.
        Verdicts verdicts = Verdicts.Load(Path.Combine(corpus, "verdicts.tsv"));
        var checker = new CaseChecker(references, verdicts, new ExpectedPictures(), askAll: false);
        var explained = new Dictionary<(string, string), string>();
        foreach (ConformanceCase file in CorpusCases.Load(corpus))
        {
            foreach (CheckResult check in checker.Check(file).Checks.Where(c => c.Status == CheckStatus.Explained))
                explained[(file.Name, $"{check.Reference} {check.Profile}")] = check.Clause;
        }

        string[] judged = [.. all.Select(l => l.Split('\t')).Select(f => f.Length < 4 || f[0] is ['#', ..] ? string.Join('\t', f)
            : string.Join('\t', f.Take(4)) + (explained.TryGetValue((f[0], f[1]), out string? clause) ? "\t" + clause : ""))];
        await File.WriteAllTextAsync(path, string.Join('\n', judged) + "\n", cancel).ConfigureAwait(false);
        await RemergeAsync(corpus, path, cancel).ConfigureAwait(false);
        console.MarkupLineInterpolated($"{all.Length} results of {files.Count} files, {explained.Count} not followed: {string.Join(", ", asked.Select(r => r.Name))}");
        return 0;
    }

    private static async Task RemergeAsync(string corpus, string references, CancellationToken cancel)
    {
        string manifest = Path.Combine(corpus, "manifest");
        IEnumerable<CorpusFile> merged = RecordedReferences.Merge(references, ManifestReader.ReadFile(manifest));
        await File.WriteAllTextAsync(manifest, ManifestWriter.Write(merged), cancel).ConfigureAwait(false);
    }

    private static bool Names(string line, IReferenceDecoder reference) => line.Split('\t')[1].StartsWith(reference.Name + " ", StringComparison.Ordinal);

    // Null for what is not worth recording: ImageSharp leaves pixels of a broken JPEG unset, and what memory held before shows.
    private static string? Line(ConformanceCase file, IReferenceDecoder reference, string profile)
    {
        ReferenceResult result = reference.Decode(file.File, profile);
        if (result.Picture is not null && reference.IsLive && file is { Format: "JPEG", Entry.Standard.Kind: "refused" })
            return null;
        return result.Picture is { } picture
            ? $"{file.Name}\t{reference.Name} {result.Profile}\t{picture.Shape}\t{picture.Sha256}"
            : $"{file.Name}\t{reference.Name} {result.Profile}\t-\terror";
    }
}
