// JPEG: metadata, and what stands between segments.

namespace RawDecoders.CorpusGenerator;

/// <summary>Metadata and harmless oddities.</summary>
public static class JpegDetails
{
    private static readonly Picture Scene = Scenes.StillLife(40, 30);

    public static IEnumerable<CorpusFile> Files() => [.. Exif(), .. Profiles(), .. Texts(), .. Density(), .. Oddities()];

    private static CorpusFile File(string name, string what, string clause, JpegSettings settings)
        => JpegMatrix.Good($"metadata/{name}", what, clause, JpegEncoder.Encode(Scene, settings));

    private static byte[] Prefixed(string identifier, ReadOnlySpan<byte> data) => new ByteSink().Text(identifier).Bytes(data).ToArray();

    private static IEnumerable<CorpusFile> Exif()
    {
        for (int orientation = 1; orientation <= 8; orientation++)
        {
            foreach (bool little in (bool[])[false, true])
            {
                byte[] block = ExifBlocks.Orientation(orientation, little);
                yield return File(
                    $"exif-{orientation}-{(little ? "ii" : "mm")}", $"Exif orientation {orientation}, {(little ? "little" : "big")}-endian: not applied unasked", "CIPA DC-008 4.7.2",
                    new JpegSettings { Jfif = !little, Extra = [(0xE1, Prefixed("Exif\0\0", block))] })
                    .WithMetadata(("orientation", $"{orientation}"), ("exif", Checksums.Sha256(block)));
            }
        }
    }

    private static IEnumerable<CorpusFile> Profiles()
    {
        foreach ((string name, int length, int part) in ((string, int, int)[])[("one", 0, 65519), ("three", 3000, 1200), ("many", 5000, 25)])
        {
            byte[] profile = IccProfiles.Tiny(length);
            List<(int, byte[])> parts = IccParts(profile, part);
            yield return File($"icc-{name}", $"ICC profile of {profile.Length} bytes in {parts.Count} APP2 segments", "ICC.1:2010 B.4", new JpegSettings { Extra = [.. parts] })
                .WithMetadata(("icc", Checksums.Sha256(profile)));
        }

        byte[] shuffled = IccProfiles.Tiny(900);
        List<(int, byte[])> order = IccParts(shuffled, 250);
        order.Reverse();
        yield return File("icc-reversed", "ICC profile in four APP2 segments, last part first", "ICC.1:2010 B.4", new JpegSettings { Extra = [.. order] })
            .WithMetadata(("icc", Checksums.Sha256(shuffled)));
    }

    internal static List<(int Marker, byte[] Payload)> IccParts(byte[] profile, int part)
    {
        List<(int, byte[])> parts = [];
        int count = (profile.Length + part - 1) / part;
        for (int i = 0; i < count; i++)
            parts.Add((0xE2, Prefixed("ICC_PROFILE\0", [(byte)(i + 1), (byte)count, .. profile.AsSpan(i * part, Math.Min(part, profile.Length - i * part))])));
        return parts;
    }

    private static IEnumerable<CorpusFile> Texts()
    {
        yield return File("comments", "two COM segments", "T.81 B.2.4.5", new JpegSettings { Extra = [(0xFE, "four balls"u8.ToArray()), (0xFE, "and a table"u8.ToArray())] })
            .WithMetadata(("text", "Comment=four balls"), ("text", "Comment=and a table"));
        yield return File("comment-empty", "an empty COM segment", "T.81 B.2.4.5", new JpegSettings { Extra = [(0xFE, [])] });
        const string Packet = "<x:xmpmeta xmlns:x='adobe:ns:meta/'/>";
        byte[] packet = System.Text.Encoding.UTF8.GetBytes(Packet);
        yield return File("xmp", "XMP in APP1", "XMP part 3, 1.1.3", new JpegSettings { Extra = [(0xE1, Prefixed("http://ns.adobe.com/xap/1.0/\0", packet))] })
            .WithMetadata(("xmp", Checksums.Sha256(packet)));
        byte[] exif = ExifBlocks.Orientation(6, true);
        byte[] profile = IccProfiles.Tiny();
        yield return File(
            "all", "JFIF, Exif, XMP, ICC, Photoshop and comment together", "T.81 B.2.4.6",
            new JpegSettings
            {
                Density = (1, 72, 72),
                Extra =
                [
                    (0xE1, Prefixed("Exif\0\0", exif)), (0xE1, Prefixed("http://ns.adobe.com/xap/1.0/\0", packet)), .. IccParts(profile, 65519),
                    (0xED, Prefixed("Photoshop 3.0\0", "8BIM"u8)), (0xFE, "all"u8.ToArray()),
                ],
            }).WithMetadata(("orientation", "6"), ("xmp", Checksums.Sha256(packet)), ("icc", Checksums.Sha256(profile)), ("density", "72 72 inch"), ("text", "Comment=all"));
        for (int n = 0; n < 16; n++)
            yield return File($"app{n}", $"an APP{n} segment that nobody knows", "T.81 B.2.4.6", new JpegSettings { Extra = [(0xE0 + n, Prefixed("unknown\0", [1, 2, 3, 0xFF, 0xD9]))] });
        yield return File("long", "an APP15 segment of the greatest length", "T.81 B.2.4.6", new JpegSettings { Extra = [(0xEF, new byte[65533])] });
    }

    private static IEnumerable<CorpusFile> Density()
    {
        yield return File("density-inch", "300 x 150 per inch", "JFIF 1.02", new JpegSettings { Density = (1, 300, 150) }).WithMetadata(("density", "300 150 inch"));
        yield return File("density-cm", "118 x 59 per centimetre", "JFIF 1.02", new JpegSettings { Density = (2, 118, 59) }).WithMetadata(("density", "118 59 centimetre"));
        yield return File("density-aspect", "aspect ratio 2 : 3", "JFIF 1.02", new JpegSettings { Density = (0, 2, 3) }).WithMetadata(("density", "2 3 none"));
    }

    private static IEnumerable<CorpusFile> Oddities()
    {
        JpegSettings plain = new() { RestartInterval = 5 };
        JpegEncoder encoder = new(Scene, plain);
        byte[] jpeg = encoder.Build();
        int eoi = encoder.Offsets[0xD9], sof = encoder.Offsets[0xC0];
        yield return JpegMatrix.Good("odd/fill-eoi", "fill bytes before EOI", "T.81 B.1.1.2", [.. jpeg[..eoi], 0xFF, 0xFF, 0xFF, .. jpeg[eoi..]]);
        yield return JpegMatrix.Good("odd/after-eoi", "bytes behind EOI", "T.81 B.1.1.3", [.. jpeg, 1, 2, 3, 0xFF, 0xD8]).WithStrict(jpeg.Length);
        yield return JpegMatrix.Good("odd/no-eoi", "no EOI", "T.81 B.2.1", jpeg[..eoi]).WithStrict(eoi);
        yield return JpegMatrix.Good("odd/stray-before-sof", "two stray bytes before SOF", "T.81 B.1.1.3", [.. jpeg[..sof], 0x12, 0x34, .. jpeg[sof..]]).WithStrict(sof);
        yield return JpegMatrix.Good("odd/stray-before-eoi", "stray bytes behind the scan", "T.81 B.1.1.5", [.. jpeg[..eoi], 0x12, 0x34, 0x56, .. jpeg[eoi..]]).WithStrict(eoi);
        yield return JpegMatrix.Good("odd/dac", "DAC, which conditions arithmetic coding, in a Huffman-coded file", "T.81 B.2.4.3", [.. jpeg[..sof], 0xFF, 0xCC, 0, 4, 0, 0x10, .. jpeg[sof..]]).WithStrict(sof);
        yield return JpegMatrix.Good("odd/tem", "TEM between segments", "T.81 B.1.1.3", [.. jpeg[..sof], 0xFF, 0x01, .. jpeg[sof..]]).WithStrict(sof);
    }
}
