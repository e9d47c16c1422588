// What other decoders made of the files: recorded by the conformance program into references.tsv, one line a result:
// path, reference and profile, shape or "-", SHA-256 or "error", and, where it is not followed, the clause and the reason.
// Merged into the manifest here.

namespace RawDecoders.CorpusGenerator;

/// <summary>The recorded results of reference decoders.</summary>
public static class RecordedReferences
{
    /// <summary>The files with their recorded results and verdicts; unchanged if nothing was recorded.</summary>
    public static IEnumerable<CorpusFile> Merge(string tsv, IEnumerable<CorpusFile> files)
    {
        ILookup<string, string[]> recorded = (File.Exists(tsv) ? File.ReadAllLines(tsv) : [])
            .Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split('\t')).ToLookup(c => c[0]);
        return files.Select(f => f with
        {
            References = [.. recorded[f.Path].Select(c => (c[1], c[2] == "-" ? "error" : $"{c[2]} {c[3]}"))],
            Verdicts = [.. recorded[f.Path].Where(c => c.Length > 4).Select(c => $"{c[1]}: {c[4]}")],
        });
    }
}
