using RawDecoders.Jpeg;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Jpeg;

/// <summary>
/// Coefficients taken two a look-up are those taken singly, in sound and in changed files. Which way is taken depends on how many bytes the file
/// has, so the same file is decoded with zeros behind its end.
/// </summary>
[Trait("Length", "Long")]
public class PairedCoefficientTests
{
    private static readonly byte[] Behind = new byte[PairedHuffmanTable.LeastBytes + 1];

    [Fact]
    public void Corpus_files_are_the_same_in_pairs()
    {
        int compared = 0;
        foreach (string path in Directory.EnumerateFiles(Repository.PathOf("corpus", "jpeg"), "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            compared += Compare(File.ReadAllBytes(path), path);
        Assert.True(compared > 2000, $"{compared} pictures compared");
    }

    [Fact]
    public void Suite_files_are_the_same_in_pairs()
    {
        Suites.Require();
        int compared = 0;
        foreach (string path in Suites.Files("jpeg", ".jpg"))
            compared += Compare(Suites.Read(path), path);
        Assert.True(compared > 300, $"{compared} pictures compared");
    }

    /// <summary>The file itself and changed ones, each with and without what lies behind it; how many were decoded.</summary>
    private static int Compare(byte[] file, string name)
    {
        if (file.Length > PairedHuffmanTable.LeastBytes || file.Length < 4 || file[^2] != 0xFF || file[^1] != 0xD9)
            return 0;
        // The last scan's data: a changed header or a new marker would have its say about what lies behind.
        int scan = file.AsSpan().LastIndexOf([(byte)0xFF, (byte)0xDA]);
        int data = scan < 0 || scan + 4 > file.Length ? 0 : scan + 2 + (file[scan + 2] << 8 | file[scan + 3]);
        var random = new Random(file.Length);
        int compared = 0;
        for (int change = 0; change < 12 && scan > 0; change++)
        {
            byte[] changed = [.. file];
            if (change > 0 && data > 0 && data < file.Length - 2)
            {
                int place = random.Next(data, file.Length - 2);
                if (changed[place] != 0xFF && changed[place - 1] != 0xFF)
                    changed[place] = (byte)random.Next(0xFF);
            }

            string singly = Describe(changed), paired = Describe([.. changed, .. Behind]);
            Assert.True(singly == paired, $"{name}, change {change}: {paired} instead of {singly}");
            compared += singly.Contains("sha", StringComparison.Ordinal) ? 1 : 0;
        }

        return compared;
    }

    private static string Describe(byte[] file)
    {
        var options = new DecodeOptions { Strictness = Strictness.Lenient, MaxDegreeOfParallelism = 1, Limits = new DecodeLimits { MaxPixels = 1 << 22 } };
        if (!ImageDecoder.TryDecode(file, out PixelBuffer? image, out Issue? error, options))
            return error.Rule.Id;
        DecodeResult result = image.Result!;

        // Not those of the file's end, which lies elsewhere.
        IEnumerable<Issue> warnings = result.Warnings.Where(w => w.Rule.Id != "jpeg-bytes-after-eoi" && w.Offset < file.Length);
        return $"{image} sha {PixelHash.Sha256(image)} {string.Join(' ', warnings)} {string.Join(' ', result.Damage)}";
    }
}
