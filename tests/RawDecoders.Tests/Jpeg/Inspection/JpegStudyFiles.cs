using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Jpeg.Inspection;

/// <summary>The JPEG files that the inspector is tried on: the corpus, and the public suites where they are.</summary>
internal static class JpegStudyFiles
{
    private static readonly string Folder = Repository.PathOf("corpus");

    /// <summary>Every file, named "corpus/jpeg/..." or "jpeg/...".</summary>
    public static IEnumerable<string> All => Corpus.Concat(Suite);

    public static IEnumerable<string> Corpus => Directory.EnumerateFiles(Path.Combine(Folder, "jpeg"), "*.jpg", SearchOption.AllDirectories)
        .Select(f => "corpus/" + Path.GetRelativePath(Folder, f).Replace('\\', '/'))
        .Order(StringComparer.Ordinal);

    public static IEnumerable<string> Suite => Suites.Available ? [.. Suites.Files("jpeg", ".jpg"), .. JpegProcessSuiteTests.Names.Select(n => $"../t81/{n}")] : [];

    public static byte[] Read(string name)
        => name.StartsWith("corpus/", StringComparison.Ordinal) ? File.ReadAllBytes(Repository.PathOf(name.Split('/'))) : Suites.Read(name);

    /// <summary>Files that begin as a JPEG file does; some of the suites do not, on purpose.</summary>
    public static bool IsJpeg(byte[] file) => FormatSniffer.Sniff(file) == ImageFormat.Jpeg;

    /// <summary>Small files of the corpus, whole ones and broken ones.</summary>
    public static IEnumerable<string> SmallCorpus => Corpus.Where(f => new FileInfo(Repository.PathOf(f.Split('/'))).Length < 4000);
}
