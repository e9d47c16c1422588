// FDICT (RFC 1950 2.2) in every chunk of PNG that holds a zlib datastream: it wants a preset dictionary, of which PNG has none
// (PNG 10.1). Image data cannot be had then; of metadata only the chunk is lost. Offsets are those of FLG, which has the flag.

namespace RawDecoders.CorpusGenerator;

/// <summary>PNG files with a zlib datastream that wants a preset dictionary.</summary>
public static class PngDictionaries
{
    private const int Width = 16, Height = 12;

    /// <summary>Offset of the payload of the chunk behind IHDR.</summary>
    private const int First = 33 + 8;

    public static IEnumerable<CorpusFile> Files()
    {
        PngImage image = PngImage.From(Scenes.ColourWheel(Width, Height), 2, 8);
        foreach ((string type, string clause, byte[] before, byte[] content) in ((string, string, byte[], byte[])[])
            [
                ("iCCP", "PNG 11.3.2.3", [.. "Tiny\0\0"u8], IccProfiles.Tiny()),
                ("zTXt", "PNG 11.3.3.3", [.. "Comment\0\0"u8], [.. "a text, twice: a text"u8]),
                ("iTXt", "PNG 11.3.3.4", [.. "Comment\0\x01\0en\0\0"u8], [.. "a text, twice: a text"u8]),
            ])
        {
            PngExtra chunk = new(type, [.. before, .. Zlib(content)]);
            yield return CorpusFile.Good(
                $"png/broken-ancillary/{type.ToLowerInvariant()}-dictionary.png", $"{type} that wants a preset dictionary", $"{clause}, PNG 10.1",
                new PngComposer(image) { BeforeData = [chunk] }.Build(), image.Expected()).WithStrict(First + before.Length + 1);
        }

        // With FLG in a chunk of its own, so that the two bytes of the header have to be put together.
        byte[] zlib = Zlib(PngScanlines.Filtered(image, PngFilter.None));
        yield return CorpusFile.Broken(
            "png/broken/zlib-dictionary-apart.png", "a preset dictionary, and CMF and FLG in two IDAT chunks", "PNG 10.1",
            new PngComposer(image) { Zlib = zlib, Pieces = [1, zlib.Length] }.Build(), "Malformed", First + 1 + 12);
    }

    /// <summary>A datastream that says that it needs the dictionary whose Adler-32 is that of "dictionary".</summary>
    private static byte[] Zlib(byte[] data)
    {
        byte[] deflate = DeflateEncoder.Encode(data, DeflateSettings.Default);
        byte[] identifier = new ByteSink().Be32(Checksums.Adler32("dictionary"u8)).ToArray();
        return ZlibWriter.Wrap([.. identifier, .. deflate], ZlibWriter.Header(8, 7, 2, true), Checksums.Adler32(data));
    }
}
