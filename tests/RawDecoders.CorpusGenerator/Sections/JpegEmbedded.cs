// JPEG: pictures inside pictures. Thumbnails in Exif and JFIF, further pictures of the Multi-Picture Format, gain maps of Ultra HDR.

namespace RawDecoders.CorpusGenerator;

/// <summary>Files that hold more pictures than their own.</summary>
public static class JpegEmbedded
{
    private const string Mpf = "CIPA DC-007 5.2.3";

    private const string UltraHdr = "Ultra HDR 1.1";

    private static readonly Picture Scene = Scenes.StillLife(40, 30);

    private static readonly byte[] Small = JpegEncoder.Encode(Scenes.Gradient(10, 7), new JpegSettings { Jfif = false });

    private static readonly byte[] Second = JpegEncoder.Encode(Scenes.ColourWheel(33, 21), new JpegSettings());

    public static IEnumerable<CorpusFile> Files() => [.. Thumbnails(), .. Pictures(), .. GainMaps(), .. Broken()];

    private static byte[] Prefixed(string identifier, ReadOnlySpan<byte> data) => new ByteSink().Text(identifier).Bytes(data).ToArray();

    private static CorpusFile File(string name, string what, string clause, byte[] bytes, params string[] embedded)
        => JpegMatrix.Good($"embedded/{name}", what, clause, bytes)
            .WithMetadata([.. (embedded.Length == 0 ? ["none"] : embedded).Select(e => ("embedded", e))]);

    /// <summary>IFD0 with the orientation, IFD1 with the thumbnail.</summary>
    internal static byte[] ExifWithThumbnail(byte[] thumbnail, bool little, int excess = 0)
    {
        ByteSink sink = new();
        void Word(int value) => _ = little ? sink.Le16(value) : sink.Be16(value);
        void Long(int value) => _ = little ? sink.Le32(value) : sink.Be32((uint)value);
        void Entry(int tag, int value)
        {
            Word(tag);
            Word(4);
            Long(1);
            Long(value);
        }

        sink.Text(little ? "II" : "MM");
        Word(42);
        Long(8);
        Word(1);
        Entry(0x0112, 1);
        Long(26);
        Word(2);
        Entry(0x0201, 56);
        Entry(0x0202, thumbnail.Length + excess);
        Long(0);
        return sink.Bytes(thumbnail).ToArray();
    }

    private static IEnumerable<CorpusFile> Thumbnails()
    {
        foreach (bool little in (bool[])[false, true])
        {
            byte[] segment = Prefixed("Exif\0\0", ExifWithThumbnail(Small, little));
            yield return File(
                $"exif-thumbnail-{(little ? "ii" : "mm")}", "a JPEG thumbnail in IFD1 of Exif", "Exif 3.0 4.6.5.2",
                JpegEncoder.Encode(Scene, new JpegSettings { Jfif = false, Extra = [(0xE1, segment)] }),
                $"ExifThumbnail Jpeg {2 + 4 + 6 + 56} {Small.Length} 10x7");
        }

        byte[] rgb = [.. Enumerable.Range(0, 5 * 4 * 3).Select(i => (byte)(i * 4))];
        byte[] jfif = new ByteSink().Text("JFIF\0").U8(1).U8(2).U8(0).Be16(1).Be16(1).U8(5).U8(4).Bytes(rgb).ToArray();
        yield return File(
            "jfif-rgb", "an RGB thumbnail in the JFIF segment", "T.871 10.1",
            JpegEncoder.Encode(Scene, new JpegSettings { Jfif = false, Extra = [(0xE0, jfif)] }), "JfifThumbnail Rgb24 20 60 5x4");
        byte[] palette = [.. Enumerable.Range(0, 768).Select(i => (byte)(i * 7))];
        foreach ((string name, byte[] data, string coding, int at, string size) in ((string, byte[], string, int, string)[])
            [
                ("jpeg", [0x10, .. Small], "Jpeg", 6, "10x7"),
                ("palette", [0x11, 5, 4, .. palette, .. rgb.AsSpan(0, 20)], "Palette8", 8, "5x4"),
                ("rgb", [0x13, 5, 4, .. rgb], "Rgb24", 8, "5x4"),
            ])
        {
            // The JFIF segment comes first, of 18 bytes.
            byte[] segment = Prefixed("JFXX\0", data);
            yield return File(
                $"jfxx-{name}", "a thumbnail in an extension segment of JFIF", "JFIF 1.02",
                JpegEncoder.Encode(Scene, new JpegSettings { Extra = [(0xE0, segment)] }), $"JfifThumbnail {coding} {20 + 4 + at} {segment.Length - at} {size}");
        }

        yield return File(
            "jfif-cut", "a JFIF segment that says it has a thumbnail, and ends before it does", "T.871 10.1",
            JpegEncoder.Encode(Scene, new JpegSettings { Jfif = false, Extra = [(0xE0, jfif[..^1])] }));
    }

    /// <summary>An MP Index IFD: version, number of pictures, entries.</summary>
    internal static byte[] MpIndex(bool little, params (int Attribute, int Length, int Offset)[] pictures)
    {
        ByteSink sink = new ByteSink().Text("MPF\0").Text(little ? "II" : "MM");
        void Word(int value) => _ = little ? sink.Le16(value) : sink.Be16(value);
        void Long(int value) => _ = little ? sink.Le32(value) : sink.Be32((uint)value);
        Word(42);
        Long(8);
        Word(3);
        Word(0xB000);
        Word(7);
        Long(4);
        sink.Text("0100");
        Word(0xB001);
        Word(4);
        Long(1);
        Long(pictures.Length);
        Word(0xB002);
        Word(7);
        Long(16 * pictures.Length);
        Long(50);
        Long(0);
        foreach ((int attribute, int length, int offset) in pictures)
        {
            Long(attribute);
            Long(length);
            Long(offset);
            Long(0);
        }

        return sink.ToArray();
    }

    /// <summary>A file of several pictures, and where they lie.</summary>
    /// <param name="little">Byte order of the index.</param>
    /// <param name="more">Segments of the first picture.</param>
    /// <param name="gap">Zeros before each further picture.</param>
    /// <param name="excess">What the index adds to the length of each.</param>
    /// <param name="pictures">The further pictures.</param>
    internal static (byte[] Bytes, int[] Offsets) Several(bool little, (int, byte[])[] more, int gap, int excess, params byte[][] pictures)
    {
        var entries = new (int Attribute, int Length, int Offset)[pictures.Length + 1];
        JpegEncoder encoder = new(Scene, new JpegSettings { Extra = [(0xE2, MpIndex(little, entries)), .. more] });
        byte[] first = encoder.Build();
        int header = encoder.Offsets[0xE2] + 8;
        entries[0] = (0x030000, first.Length, 0);
        int at = first.Length;
        int[] offsets = new int[pictures.Length];
        for (int i = 0; i < pictures.Length; i++)
        {
            at += gap;
            offsets[i] = at;
            entries[i + 1] = (0, pictures[i].Length + excess, at - header);
            at += pictures[i].Length;
        }

        first = JpegEncoder.Encode(Scene, new JpegSettings { Extra = [(0xE2, MpIndex(little, entries)), .. more] });
        return ([.. first, .. pictures.SelectMany(p => (byte[])[.. new byte[gap], .. p])], offsets);
    }

    private static IEnumerable<CorpusFile> Pictures()
    {
        foreach (bool little in (bool[])[false, true])
        {
            (byte[] bytes, int[] at) = Several(little, [], 0, 0, Second);
            yield return File($"mpf-two-{(little ? "ii" : "mm")}", "a second picture after EOI, listed by an MP index", Mpf, bytes, $"MpfPicture Jpeg {at[0]} {Second.Length} 33x21");
        }

        (byte[] three, int[] places) = Several(true, [], 37, 0, Second, Small);
        yield return File(
            "mpf-three-padded", "two more pictures, with zeros before each", Mpf, three,
            $"MpfPicture Jpeg {places[0]} {Second.Length} 33x21", $"MpfPicture Jpeg {places[1]} {Small.Length} 10x7");
    }

    private static byte[] Xmp(string attributes, string content) => Prefixed("http://ns.adobe.com/xap/1.0/\0", System.Text.Encoding.UTF8.GetBytes(
        "<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
        + $"<rdf:Description {attributes}>{content}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>"));

    private static byte[] Directory(int length) => Xmp(
        "xmlns:Container=\"http://ns.google.com/photos/1.0/container/\" xmlns:Item=\"http://ns.google.com/photos/1.0/container/item/\" xmlns:hdrgm=\"http://ns.adobe.com/hdr-gain-map/1.0/\" hdrgm:Version=\"1.0\"",
        "<Container:Directory><rdf:Seq><rdf:li rdf:parseType=\"Resource\"><Container:Item Item:Semantic=\"Primary\" Item:Mime=\"image/jpeg\"/></rdf:li>"
        + $"<rdf:li rdf:parseType=\"Resource\"><Container:Item Item:Semantic=\"GainMap\" Item:Mime=\"image/jpeg\" Item:Length=\"{length}\"/></rdf:li></rdf:Seq></Container:Directory>");

    private static IEnumerable<CorpusFile> GainMaps()
    {
        Picture map = Scenes.Gradient(20, 15);
        byte[] self = JpegEncoder.Encode(map, new JpegSettings
        {
            Colour = JpegColour.Grey,
            Extra = [(0xE1, Xmp("xmlns:hdrgm=\"http://ns.adobe.com/hdr-gain-map/1.0/\" hdrgm:Version=\"1.0\" hdrgm:GainMapMax=\"2.5\"", ""))],
        });
        byte[] iso = JpegEncoder.Encode(map, new JpegSettings { Colour = JpegColour.Grey, Extra = [(0xE2, Prefixed("urn:iso:std:iso:ts:21496:-1\0", [0, 0, 0, 0]))] });
        byte[] plain = JpegEncoder.Encode(map, new JpegSettings { Colour = JpegColour.Grey });

        (byte[] both, int[] at) = Several(true, [(0xE1, Directory(self.Length))], 0, 0, self);
        yield return File("gain-map", "a gain map, listed by MPF and XMP, with metadata of its own", UltraHdr, both, $"UltraHdrGainMap Jpeg {at[0]} {self.Length} 20x15");
        (both, at) = Several(false, [], 0, 0, iso, Second);
        yield return File(
            "gain-map-iso", "a gain map by ISO 21496-1 and a picture after it, listed by MPF", "ISO 21496-1 annex C", both,
            $"UltraHdrGainMap Jpeg {at[0]} {iso.Length} 20x15", $"MpfPicture Jpeg {at[1]} {Second.Length} 33x21");
        byte[] primary = JpegEncoder.Encode(Scene, new JpegSettings { Extra = [(0xE1, Directory(plain.Length))] });
        yield return File(
            "gain-map-xmp", "a gain map that only the container directory of XMP tells of", UltraHdr, [.. primary, .. plain],
            $"UltraHdrGainMap Jpeg {primary.Length} {plain.Length} 20x15");
    }

    private static IEnumerable<CorpusFile> Broken()
    {
        (byte[] bytes, int[] at) = Several(true, [], 0, 1, Second);
        yield return File("mpf-beyond", "a listed picture that would end after the file", Mpf, bytes).WithStrict(at[0]);
        (bytes, at) = Several(true, [], 0, 0, Second);
        yield return File("mpf-tail", "bytes after the last listed picture", Mpf, [.. bytes, 1, 2, 3], $"MpfPicture Jpeg {at[0]} {Second.Length} 33x21").WithStrict(bytes.Length);
        (bytes, at) = Several(true, [], 0, 0, [1, 2, 3, 4]);
        yield return File("mpf-no-picture", "a listed picture that is none", Mpf, bytes).WithStrict(at[0]);
        byte[] primary = JpegEncoder.Encode(Scene, new JpegSettings { Extra = [(0xE1, Directory(int.MaxValue))] });
        yield return File("gain-map-xmp-beyond", "a gain map in XMP longer than the file", UltraHdr, primary);
        yield return File(
            "exif-thumbnail-beyond", "a thumbnail in IFD1 that would end after the block", "Exif 3.0 4.6.5.2",
            JpegEncoder.Encode(Scene, new JpegSettings { Extra = [(0xE1, Prefixed("Exif\0\0", ExifWithThumbnail(Small, true, excess: 1)))] }));
    }
}
