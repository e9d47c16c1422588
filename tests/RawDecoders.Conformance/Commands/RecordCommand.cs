// "record": asks the references that are there about every file of the corpus and writes what they say into
// corpus/references.tsv and the manifest. Records of references that are not there stay.

using System.CommandLine;
using RawDecoders.Conformance.Cases;
using RawDecoders.Conformance.References;
using RawDecoders.CorpusGenerator;
using Spectre.Console;

namespace RawDecoders.Conformance.Commands;

/// <summary>The record command.</summary>
internal sealed class RecordCommand
{
    private readonly Option<string?> _corpus = new("--corpus") { Description = "Folder of the corpus. Default: corpus/ of the repository." };

    private readonly Option<string?> _only = new("--only") { Description = "Only the reference whose name begins with this." };

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
        IAnsiConsole console = AnsiConsole.Console;
        string corpus = arguments.GetValue(_corpus) ?? Repository.Corpus;
        string only = arguments.GetValue(_only) ?? "";
        List<ConformanceCase> files = CorpusCases.Load(corpus);
        using ReferenceDecoders references = ReferenceDecoders.Discover();
        IReferenceDecoder[] asked = [.. references.All.Where(r => r.Name.StartsWith(only, StringComparison.Ordinal))];
        if (asked.Length == 0)
        {
            console.MarkupLine("[red]no reference is here to record[/]");
            return 2;
        }

        string path = Path.Combine(corpus, "references.tsv");
        string[] old = File.Exists(path) ? await File.ReadAllLinesAsync(path, cancel).ConfigureAwait(false) : [];
        var lines = new List<string>[files.Count];
        await console.Progress().AutoClear(true).StartAsync(async progress =>
        {
            ProgressTask task = progress.AddTask("recording", maxValue: Math.Max(files.Count, 1));
            await Parallel.ForAsync(0, files.Count, cancel, (i, _) =>
            {
                lines[i] = [.. asked.SelectMany(r => r.ProfilesFor(files[i].Format).Select(p => Line(files[i], r, p)))];
                task.Increment(1);
                return ValueTask.CompletedTask;
            }).ConfigureAwait(false);
        }).ConfigureAwait(false);

        HashSet<string> known = [.. files.Select(f => f.Name)];
        string[] all = [.. old.Where(l => l is ['#', ..]),
            .. lines.SelectMany(l => l).Concat(old.Where(l => l.Length > 0 && l[0] != '#' && known.Contains(l.Split('\t')[0]) && !asked.Any(r => Names(l, r))))
                .Order(StringComparer.Ordinal)];
        await File.WriteAllTextAsync(path, string.Join('\n', all) + "\n", cancel).ConfigureAwait(false);

        string manifest = Path.Combine(corpus, "manifest");
        IEnumerable<CorpusFile> merged = RecordedReferences.Merge(path, ManifestReader.ReadFile(manifest));
        await File.WriteAllTextAsync(manifest, ManifestWriter.Write(merged), cancel).ConfigureAwait(false);
        console.MarkupLineInterpolated($"{all.Length} results of {files.Count} files: {string.Join(", ", asked.Select(r => r.Name))}");
        return 0;
    }

    private static bool Names(string line, IReferenceDecoder reference) => line.Split('\t')[1].StartsWith(reference.Name + " ", StringComparison.Ordinal);

    private static string Line(ConformanceCase file, IReferenceDecoder reference, string profile)
    {
        ReferenceResult result = reference.Decode(file.File, profile);
        return result.Picture is { } picture
            ? $"{file.Name}\t{reference.Name} {result.Profile}\t{picture.Shape}\t{picture.Sha256}"
            : $"{file.Name}\t{reference.Name} {result.Profile}\t-\terror";
    }
}
