using RawDecoders.CorpusGenerator;
using RawDecoders.ImageSharpHost;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.ImageSharpLive;

/// <summary>
/// Every file of the corpus and the suites against ImageSharp itself, pixel for pixel. Where it departs, throws, hangs, or is
/// not what the recorded version is, corpus/imagesharp-VERSION.tsv says so with the reason, exactly: a file that is not in the
/// list and a line that explains nothing both fail. A version without a list is held to the manifest's verdicts.
/// </summary>
[Trait("Length", "Long")]
public sealed class ImageSharpLiveTests(ITestOutputHelper output)
{
    private static readonly string Folder = CorpusFolder.Find();

    [Fact]
    public void The_corpus_is_as_ImageSharp_has_it_but_for_the_list() => Check(LiveComparison.Corpus, inCorpus: true);

    [Fact]
    public void The_suites_are_as_ImageSharp_has_them_but_for_the_list()
    {
        Suites.Require();
        Check(LiveComparison.OfSuites, inCorpus: false);
    }

    private void Check((string Name, LiveResult[] Results, int Starts) run, bool inCorpus)
    {
        HashSet<string> corpus = [.. ManifestReader.ReadFile(Path.Combine(Folder, "manifest")).Select(f => f.Path)];
        string counts = string.Join(", ", run.Results.GroupBy(r => r.Outcome).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Count()} {g.Key}"));
        output.WriteLine($"{run.Name}: {run.Results.Select(r => r.Path).Distinct().Count()} files: {counts}; {run.Starts} processes");

        Dictionary<string, string> found = Departures(run.Results);
        IReadOnlyList<ImageSharpDeparture>? list = ImageSharpDepartures.Load(Folder, run.Name);
        IEnumerable<string>? listed = list?.Where(d => corpus.Contains(d.Path) == inCorpus).Select(d => d.Key) ?? (inCorpus ? FromManifest(run.Name) : null);
        Assert.SkipWhen(listed is null, $"there is no list for {run.Name}");
        HashSet<string> known = [.. listed!];
        string[] missing = [.. found.Where(f => !known.Contains(f.Key)).Select(f => $"{f.Key}\t{f.Value}")];
        string[] surplus = [.. known.Where(k => !found.ContainsKey(k))];
        Assert.True(missing.Length == 0, "not in the list:\n" + string.Join('\n', missing));
        Assert.True(surplus.Length == 0, "in the list for nothing:\n" + string.Join('\n', surplus));
        Assert.Contains(run.Results, r => r.Outcome == "equal");
    }

    // What the list must hold: path, outcome and profiles, and what is to be said of it.
    private static Dictionary<string, string> Departures(LiveResult[] results)
    {
        string[] worth = ["departs", "throws", "hangs"];
        IEnumerable<(string Outcome, LiveResult Result)> all = results.Where(r => worth.Contains(r.Outcome)).Select(r => (r.Outcome, r))
            .Concat(results.Where(r => r.Record == false).Select(r => ("other", r)));
        return all.GroupBy(a => (a.Result.Path, a.Outcome)).ToDictionary(
            g => $"{g.Key.Path}\t{g.Key.Outcome}\t{string.Join(',', g.Select(a => a.Result.Profile))}",
            g => string.Join("; ", g.Select(a => $"{a.Result.Outcome} {a.Result.Text}").Distinct()));
    }

    // A version whose own results are recorded: its verdicts, and the files that only it refuses.
    private static IEnumerable<string> FromManifest(string name)
    {
        foreach (CorpusFile file in ManifestReader.ReadFile(Path.Combine(Folder, "manifest")).Where(f => f.Standard.Kind != "refused"))
        {
            string Profiles(IEnumerable<string> names) => string.Join(',', names.Where(n => n.StartsWith(name + " ", StringComparison.Ordinal))
                .Select(n => n[(name.Length + 1)..].Split(':')[0]).Order(StringComparer.Ordinal));
            if (Profiles(file.Verdicts) is { Length: > 0 } departs)
                yield return $"{file.Path}\tdeparts\t{departs}";
            if (Profiles(file.References.Where(r => r.Value == "error").Select(r => r.Name)) is { Length: > 0 } throws)
                yield return $"{file.Path}\tthrows\t{throws}";
        }
    }
}
