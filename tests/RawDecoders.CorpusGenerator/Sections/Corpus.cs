// The table of contents: every section of the corpus in the manifest's order.

namespace RawDecoders.CorpusGenerator;

/// <summary>The whole corpus.</summary>
public static class Corpus
{
    /// <summary>The sections, each with the folder in which its files are; "" for sections with files in several.</summary>
    private static readonly (string Folder, Func<IEnumerable<CorpusFile>> Files)[] Sections =
    [
        ("png", PngMatrix.Files), ("png", PngDetails.Files), ("png", PngBrokenStructure.Files), ("png", PngBrokenAncillary.Files), ("png", PngDictionaries.Files),
        ("png", PngRuleBreakers.Files), ("png", PngAnimations.Files),
        ("bmp", BmpMatrix.Files), ("bmp", BmpCoded.Files), ("bmp", BmpDetails.Files), ("bmp", BmpBroken.Files), ("bmp", BmpEmptyMasks.Files), ("bmp", BmpWild.Files),
        ("bmp", BmpRuleBreakers.Files),
        ("jpeg", JpegMatrix.Files), ("jpeg", JpegDetails.Files), ("jpeg", JpegBroken.Files), ("jpeg", JpegRuleBreakers.Files), ("jpeg", JpegProcesses.Files), ("jpeg", JpegEmbedded.Files),
        ("", Photographs.Files), ("", NotImages.Files),
        ("", ReaderFinds.Files), ("", JpegFinds.Files), ("", Wild.Files),
    ];

    private static readonly Lazy<IReadOnlyList<CorpusFile>>[] Generated = [.. Sections.Select(s => new Lazy<IReadOnlyList<CorpusFile>>(() => [.. s.Files()]))];

    /// <summary>One file, or null if there is none of that path. Sections that may have it are generated, one after the other until it is found, and kept: for a few files this is much less than all.</summary>
    public static CorpusFile? Find(string path)
        => Generated.Where((_, i) => path.StartsWith(Sections[i].Folder, StringComparison.Ordinal)).Select(files => files.Value.FirstOrDefault(f => f.Path == path)).FirstOrDefault(f => f is not null);

    /// <summary>Every file, generated afresh, in the manifest's order. Paths are unique.</summary>
    public static List<CorpusFile> Files()
    {
        // Sections depend on nothing but their code: they are generated side by side and listed in this order.
        List<CorpusFile> files = [.. Sections.AsParallel().AsOrdered().Select(s => s.Files().ToList()).SelectMany(f => f)];
        IGrouping<string, CorpusFile>? twice = files.GroupBy(f => f.Path).FirstOrDefault(g => g.Count() > 1);
        return twice is null ? files : throw new InvalidOperationException($"{twice.Key} is generated twice");
    }
}
