// The table of contents: every section of the corpus in the manifest's order.

namespace RawDecoders.CorpusGenerator;

/// <summary>The whole corpus.</summary>
public static class Corpus
{
    /// <summary>Every file, generated afresh, in the manifest's order. Paths are unique.</summary>
    public static List<CorpusFile> Files()
    {
        // Sections depend on nothing but their code: they are generated side by side and listed in this order.
        Func<IEnumerable<CorpusFile>>[] sections =
        [
            PngMatrix.Files, PngDetails.Files, PngBrokenStructure.Files, PngBrokenAncillary.Files, PngDictionaries.Files, PngRuleBreakers.Files, PngAnimations.Files,
            BmpMatrix.Files, BmpCoded.Files, BmpDetails.Files, BmpBroken.Files, BmpEmptyMasks.Files, BmpWild.Files, BmpRuleBreakers.Files,
            JpegMatrix.Files, JpegDetails.Files, JpegBroken.Files, JpegRuleBreakers.Files, JpegProcesses.Files, JpegEmbedded.Files,
            Photographs.Files, NotImages.Files,
            ReaderFinds.Files, JpegFinds.Files, Wild.Files,
        ];
        List<CorpusFile> files = [.. sections.AsParallel().AsOrdered().Select(s => s().ToList()).SelectMany(f => f)];
        IGrouping<string, CorpusFile>? twice = files.GroupBy(f => f.Path).FirstOrDefault(g => g.Count() > 1);
        return twice is null ? files : throw new InvalidOperationException($"{twice.Key} is generated twice");
    }
}
