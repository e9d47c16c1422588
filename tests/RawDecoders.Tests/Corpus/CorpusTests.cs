// Every file of corpus/ as its own case, against the manifest: pixels in the natural format, refusals with kind and offset, at
// each strictness, what Lenient saves, the same picture otherwise, and metadata. The manifest knows what is right by
// construction or from the generator's slow oracle, never from the decoders under test.

using System.Globalization;
using System.Security.Cryptography;
using RawDecoders.CorpusGenerator;

namespace RawDecoders.Tests.CorpusFiles;

public sealed class CorpusTests
{
    private static readonly string Folder = CorpusFolder.Find();

    private static readonly Dictionary<string, CorpusFile> Manifest =
        ManifestReader.ReadFile(Path.Combine(Folder, "manifest")).ToDictionary(f => f.Path);

    public static TheoryData<string> Paths => [.. Manifest.Keys];

    [Theory]
    [MemberData(nameof(Paths))]
    public void Decodes_as_the_manifest_says(string path)
    {
        CorpusFile entry = Manifest[path];
        byte[] file = File.ReadAllBytes(Path.Combine(Folder, path));
        Assert.Equal(entry.FileHash, Convert.ToHexStringLower(SHA256.HashData(file)));

        Check(entry, file, entry.Standard, Strictness.Standard);
        Check(entry, file, entry.Strict ?? entry.Standard, Strictness.Strict);
        Check(entry, file, entry.Lenient ?? entry.Standard, Strictness.Lenient);
        if (entry.Standard.Kind == "refused")
            return;
        foreach ((string name, string hash) in entry.Variants)
            Assert.True(Hash(ImageDecoder.Decode(file, Variant(name))) == hash, $"pixels-{name} differ");
        ImageInfo info = ImageDecoder.Identify(file);
        Assert.Equal(entry.Format, info.PixelFormat.GetName());
        foreach (IGrouping<string, string> values in entry.Metadata.GroupBy(m => m.Name, m => m.Value))
            Assert.Equal(values, values.Key is "frames" or "frame" ? Frames(file, values.Key) : Metadata(ImageDecoder.Decode(file).Result!.Info, values.Key));
    }

    private static void Check(CorpusFile entry, byte[] file, CorpusOutcome wanted, Strictness strictness)
    {
        PixelBuffer image;
        try
        {
            image = ImageDecoder.Decode(file, new DecodeOptions { Strictness = strictness });
        }
        catch (ImageDecodeException error)
        {
            Assert.True(wanted.Kind == "refused", $"{strictness}: {error.Message}");
            Assert.True(
                (error.Kind.ToString(), error.Offset) == (wanted.Error, wanted.Offset),
                $"{strictness}: {error.Kind} at {error.Offset} instead of {wanted.Error} at {wanted.Offset}: {error.Message}");
            return;
        }

        Assert.True(wanted.Kind != "refused", $"{strictness}: decoded, though {wanted.Error} at {wanted.Offset} was expected ({entry.Clause})");
        Assert.Equal(entry.Format, image.Format.GetName());
        Assert.Equal(entry.Shape, $"{string.Join('x', image.Shape)}:uint{8 * image.Format.GetBytesPerSample()}");
        (int first, int count) = wanted.Kind == "rows" ? (wanted.FirstRow, wanted.RowCount) : (0, image.Height);
        string intact = string.Concat(Enumerable.Range(0, image.Height).Select(y => y >= first && y < first + count ? '+' : '-'));
        char[] reported = [.. Enumerable.Repeat('+', image.Height)];
        foreach (DamagedRows damage in image.Result!.Damage)
            Array.Fill(reported, '-', damage.FirstRow, damage.RowCount);
        Assert.Equal($"{strictness} {intact}", $"{strictness} {new string(reported)}");
        Assert.True(Hash(image, first, count) == (wanted.Kind == "rows" ? wanted.RowsHash : entry.PixelHash), $"{strictness}: pixels differ");
    }

    private static DecodeOptions Variant(string name) => name switch
    {
        "jpeg-replicated" => new DecodeOptions { JpegReconstruction = JpegReconstruction.LibjpegTurboReplicated },
        _ => new DecodeOptions { PixelFormat = Enum.GetValues<PixelFormat>().Single(f => f.GetName() == name) },
    };

    private static IEnumerable<string> Metadata(ImageInfo info, string name) => name switch
    {
        "density" => [string.Create(
            CultureInfo.InvariantCulture, $"{info.Density!.Value.X} {info.Density.Value.Y} {info.Density.Value.Unit.ToString().ToLowerInvariant()}")],
        "orientation" => [((int)info.Orientation).ToString(CultureInfo.InvariantCulture)],
        "icc" => [Convert.ToHexStringLower(SHA256.HashData(info.IccProfile.Span))],
        "exif" => [Convert.ToHexStringLower(SHA256.HashData(info.Exif.Span))],
        "xmp" => [Convert.ToHexStringLower(SHA256.HashData(info.Xmp.Span))],
        "text" => info.Texts.Select(t => $"{t.Keyword}={t.Text}"),
        "embedded" => info.Embedded.Count == 0 ? ["none"] : info.Embedded.Select(e => $"{e.Kind} {e.Coding} {e.Offset} {e.Length} {e.Width}x{e.Height}"),
        "gamma" => [((RawDecoders.Png.PngMetadata)info.Metadata!).Gamma!.Value.ToString(CultureInfo.InvariantCulture)],
        _ => throw new NotSupportedException($"meta-{name}"),
    };

    /// <summary>Of an animation: how many frames it shows, and the hash of each.</summary>
    private static List<string> Frames(byte[] file, string name)
    {
        using ImageFrameReader reader = ImageDecoder.OpenFrames(file);
        List<string> frames = [];
        while (reader.ReadFrame() is { } frame)
            frames.Add(Hash(frame));
        Assert.Equal(reader.FrameCount, frames.Count);
        return name == "frame" ? frames : [frames.Count.ToString(CultureInfo.InvariantCulture)];
    }

    private static string Hash(PixelBuffer image) => Hash(image, 0, image.Height);

    private static string Hash(PixelBuffer image, int first, int count)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int y = first; y < first + count; y++)
            hash.AppendData(image.GetRow(y));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
