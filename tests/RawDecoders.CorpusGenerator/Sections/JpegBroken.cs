// Broken JPEG, one rule each: frame headers, tables, scan headers, progression, entropy-coded data. Offsets are those of the field
// or data that is wrong.

namespace RawDecoders.CorpusGenerator;

/// <summary>JPEG files that are refused, and what Lenient saves of them.</summary>
public static class JpegBroken
{
    private const int Width = 40, Height = 32;

    private static readonly Picture Scene = Scenes.StillLife(Width, Height);

    public static IEnumerable<CorpusFile> Files() => [.. Frames(), .. Unsupported(), .. Tables(), .. ScanHeaders(), .. Progression(), .. Entropy(), .. Cuts()];

    private static CorpusFile Bad(string name, string what, string clause, byte[] bytes, string error, long offset)
        => CorpusFile.Broken($"jpeg/broken/{name}.jpg", what, clause, bytes, error, offset);

    private static (byte[] Bytes, Dictionary<int, int> Offsets) Whole(JpegSettings? settings = null)
    {
        JpegEncoder encoder = new(Scene, settings ?? new JpegSettings());
        return (encoder.Build(), encoder.Offsets);
    }

    private static byte[] Changed(byte[] bytes, int offset, params byte[] values)
    {
        byte[] changed = [.. bytes];
        values.CopyTo(changed, offset);
        return changed;
    }

    private static byte[] Inserted(byte[] bytes, int offset, params byte[] values) => [.. bytes[..offset], .. values, .. bytes[offset..]];

    private static byte[] Removed(byte[] bytes, int offset) => [.. bytes[..offset], .. bytes[(offset + 2 + (bytes[offset + 2] << 8 | bytes[offset + 3]))..]];

    private static IEnumerable<CorpusFile> Frames()
    {
        (byte[] jpeg, Dictionary<int, int> at) = Whole();
        int sof = at[0xC0], sos = at[0xDA];
        yield return Bad("soi-cut", "one byte of SOI and no more", "T.81 B.2.1", jpeg[..1], "Truncated", 1);
        yield return Bad("soi-only", "SOI and no more", "T.81 B.2.1", jpeg[..2], "Truncated", 2);
        yield return Bad("soi-eoi", "SOI and EOI", "T.81 B.2.1", [0xFF, 0xD8, 0xFF, 0xD9], "Malformed", 2);
        yield return Bad("sof-missing", "a scan without a frame header", "T.81 B.2.1", Removed(jpeg, sof), "Malformed", sos - 19);
        yield return Bad("sos-missing", "EOI behind the tables: no scan", "T.81 B.2.1", [.. jpeg[..sos], 0xFF, 0xD9], "Malformed", sos);
        yield return Saved(Bad("sof-twice", "a second frame header", "T.81 B.2.1", [.. jpeg[..(sof + 19)], .. jpeg[sof..]], "Malformed", sof + 19), JpegOracle.Decode(jpeg), 0, Height);
        yield return Bad("sof-width-0", "width 0", "T.81 B.2.2", Changed(jpeg, sof + 7, 0, 0), "Malformed", sof + 7);
        yield return Bad("sof-height-0", "height 0 and no DNL", "T.81 B.2.2", Changed(jpeg, sof + 5, 0, 0), "Malformed", sof + 5);
        yield return Bad("sof-precision-7", "precision 7", "T.81 B.2.2", Changed(jpeg, sof + 4, 7), "Malformed", sof + 4);
        yield return Bad("sof-components-0", "no components", "T.81 B.2.2", Changed(jpeg, sof + 9, 0), "Malformed", sof + 9);
        yield return Bad("sof-components-2", "more components counted than the length holds", "T.81 B.2.2", Changed(jpeg, sof + 9, 4), "Malformed", sof + 2);
        yield return Bad("sof-length", "a length that cuts a component", "T.81 B.2.2", Changed(jpeg, sof + 2, 0, 16), "Malformed", sof + 2);
        yield return Bad("sof-h-0", "sampling factor 0", "T.81 B.2.2", Changed(jpeg, sof + 11, 0x01), "Malformed", sof + 11);
        yield return Bad("sof-h-5", "sampling factor 5", "T.81 B.2.2", Changed(jpeg, sof + 11, 0x51), "Malformed", sof + 11);
        yield return Bad("sof-tq-4", "quantisation table 4", "T.81 B.2.2", Changed(jpeg, sof + 12, 4), "Malformed", sof + 12);
        yield return NoScan(Bad("sof-same-id", "two components with one identifier", "T.81 B.2.2", Changed(jpeg, sof + 13, 1), "Malformed", sos + 7)).WithStrict(sof + 13);
    }

    private static IEnumerable<CorpusFile> Unsupported()
    {
        (byte[] jpeg, Dictionary<int, int> at) = Whole();
        int sof = at[0xC0];
        foreach ((int code, string what) in ((int, string)[])
            [
                (0xC5, "differential sequential"), (0xC6, "differential progressive"), (0xC7, "differential lossless"),
                (0xCB, "lossless, arithmetic coding"),
                (0xCD, "differential sequential, arithmetic coding"), (0xCE, "differential progressive, arithmetic coding"), (0xCF, "differential lossless, arithmetic coding"),
            ])
        {
            yield return Bad($"sof-{code:x2}", $"frame of another process: {what}", "T.81 B.2.2, table B.1", Changed(jpeg, sof + 1, (byte)code), "Unsupported", sof);
        }

        yield return Bad("sof-f7", "frame of another process: JPEG-LS, whose marker T.81 leaves to extensions", "T.87 C.1", Changed(jpeg, sof + 1, 0xF7), "Unsupported", sof);
        yield return Bad("dhp", "a hierarchical file (DHP)", "T.81 B.3.2", Inserted(jpeg, sof, [0xFF, 0xDE, .. jpeg[(sof + 2)..(sof + 19)]]), "Unsupported", sof);
        (byte[] fraction, Dictionary<int, int> offsets) = Whole(new JpegSettings { Sampling = [(3, 1), (2, 1), (1, 1)] });
        yield return Bad("sampling-3-2", "sampling factors 3 and 2: no whole ratio", "T.81 A.1.1", fraction, "Unsupported", offsets[0xC0] + 14);
        (byte[] five, Dictionary<int, int> fiveAt) = (FiveComponents(jpeg, sof), at);
        yield return Bad("components-5", "five components", "T.81 B.2.2", five, "Unsupported", fiveAt[0xC0] + 9);
    }

    private static byte[] FiveComponents(byte[] jpeg, int sof)
        => [.. jpeg[..(sof + 2)], 0, 8 + 15, .. jpeg[(sof + 4)..(sof + 9)], 5, .. jpeg[(sof + 10)..(sof + 19)], 4, 0x11, 0, 5, 0x11, 0, .. jpeg[(sof + 19)..]];

    private static IEnumerable<CorpusFile> Tables()
    {
        (byte[] jpeg, Dictionary<int, int> at) = Whole(new JpegSettings { JoinTables = true, Optimised = false });
        int dqt = at[0xDB], dht = at[0xC4], sof = at[0xC0], sos = at[0xDA];
        yield return Nothing(Bad("dqt-id-4", "quantisation table 4", "T.81 B.2.4.1", Changed(jpeg, dqt + 4, 4), "Malformed", dqt + 4));
        yield return Nothing(Bad("dqt-precision-2", "element precision 2", "T.81 B.2.4.1", Changed(jpeg, dqt + 4, 0x20), "Malformed", dqt + 4));
        yield return Nothing(Bad("dqt-length", "a length that cuts a table", "T.81 B.2.4.1", Changed(jpeg, dqt + 2, 0, 131), "Malformed", dqt + 2));
        yield return Nothing(Bad("dqt-missing", "no quantisation table", "T.81 B.2.2", Removed(jpeg, dqt), "Malformed", sos - 134 + 5));
        yield return JpegMatrix.Good("broken/dqt-zero", "a quantisation step of 0", "T.81 B.2.4.1", Changed(jpeg, dqt + 5, 0)).WithStrict(dqt + 4);
        yield return Saved(Bad("dht-class-2", "table class 2", "T.81 B.2.4.2", Changed(jpeg, dht + 4, 0x20), "Malformed", dht + 4), JpegOracle.Decode(jpeg), 0, Height);
        yield return Saved(Bad("dht-id-4", "Huffman table 4", "T.81 B.2.4.2", Changed(jpeg, dht + 4, 0x04), "Malformed", dht + 4), JpegOracle.Decode(jpeg), 0, Height);
        yield return Saved(Bad("dht-length", "a length that cuts a table", "T.81 B.2.4.2", Changed(jpeg, dht + 2, 0, 25), "Malformed", dht + 2), JpegOracle.Decode(jpeg), 0, Height);
        yield return Saved(Bad("dht-oversubscribed", "three codes of one bit", "T.81 C.2", Changed(jpeg, dht + 5, [3, 0, 2]), "Malformed", dht + 5), JpegOracle.Decode(jpeg), 0, Height);
        yield return NoScan(Bad("dht-symbol-17", "a DC category of 17", "T.81 F.1.2.1.1", Changed(jpeg, dht + 21, 17), "Malformed", sos + 6));
        (byte[] own, Dictionary<int, int> ownAt) = Whole(new JpegSettings { Process = 1, OwnTables = true });
        int lastDht = ownAt[0xC4], ownSos = ownAt[0xDA];
        yield return NoScan(Bad("dht-missing", "no AC table 2, though the scan uses it", "T.81 B.2.3", Removed(own, lastDht), "Malformed", ownSos - (ownSos - lastDht) + 10));
        (byte[] restarts, Dictionary<int, int> restartAt) = Whole(new JpegSettings { RestartInterval = 5 });
        yield return Saved(Bad("dri-length", "DRI of three bytes", "T.81 B.2.4.4", [.. restarts[..(restartAt[0xDD] + 2)], 0, 5, 0, .. restarts[(restartAt[0xDD] + 4)..]], "Malformed", restartAt[0xDD] + 2), JpegOracle.Decode(restarts), 0, 0);
        yield return Saved(Bad("segment-length-1", "a DRI segment length of 1", "T.81 B.1.1.4", Inserted(jpeg, sof, 0xFF, 0xDD, 0, 1), "Malformed", sof + 2), JpegOracle.Decode(jpeg), 0, Height);
        yield return Saved(
            Bad("reserved-jpg0", "JPG0, which is reserved for extensions", "T.81 table B.1", Inserted(jpeg, sof, 0xFF, 0xF0, 0, 4, 1, 2), "Unsupported", sof), JpegOracle.Decode(jpeg), 0, Height);
        yield return Bad("segment-past-end", "a segment that is longer than the file", "T.81 B.1.1.4", Changed(jpeg, dqt + 2, 0xFF, 0xFF), "Truncated", jpeg.Length);
    }

    private static IEnumerable<CorpusFile> ScanHeaders()
    {
        (byte[] jpeg, Dictionary<int, int> at) = Whole();
        int sos = at[0xDA];
        yield return NoScan(Bad("sos-components-0", "a scan of no components", "T.81 B.2.3", Changed(jpeg, sos + 4, 0), "Malformed", sos + 4));
        yield return NoScan(Bad("sos-components-5", "a scan of five components", "T.81 B.2.3", Changed(jpeg, sos + 4, 5), "Malformed", sos + 4));
        yield return NoScan(Bad("sos-length", "a length that does not fit the count", "T.81 B.2.3", Changed(jpeg, sos + 2, 0, 14), "Malformed", sos + 2));
        yield return NoScan(Bad("sos-unknown", "a component that the frame has not", "T.81 B.2.3", Changed(jpeg, sos + 5, 9), "Malformed", sos + 5));
        yield return NoScan(Bad("sos-twice", "a component that is in the scan twice", "T.81 B.2.3", Changed(jpeg, sos + 7, 1), "Malformed", sos + 7));
        yield return NoScan(Bad("sos-dc-4", "DC table 4", "T.81 B.2.3", Changed(jpeg, sos + 6, 0x40), "Malformed", sos + 6));
        yield return NoScan(Bad("sos-ac-4", "AC table 4", "T.81 B.2.3", Changed(jpeg, sos + 6, 0x04), "Malformed", sos + 6));
        yield return JpegMatrix.Good("broken/sos-se-0", "Se 0 in a sequential scan: it means nothing there", "T.81 B.2.3", Changed(jpeg, sos + 12, 0)).WithStrict(sos + 11);
        (byte[] many, Dictionary<int, int> manyAt) = Whole(new JpegSettings { Sampling = [(3, 3), (1, 1), (1, 1)] });
        yield return NoScan(Bad("mcu-11", "eleven blocks in an MCU", "T.81 B.2.3", many, "Malformed", manyAt[0xDA] + 4));
    }

    private static IEnumerable<CorpusFile> Progression()
    {
        foreach ((string name, string what, JpegScan[] scans, int at) in ((string, string, JpegScan[], int)[])
            [
                ("se-64", "Se 64", [new([0, 1, 2], 0, 0), new([0], 1, 64)], 7),
                ("ss-over-se", "Ss greater than Se", [new([0, 1, 2], 0, 0), new([0], 10, 9)], 7),
                ("dc-with-ac", "DC and AC in one scan", [new([0], 0, 5)], 8),
                ("ac-of-two", "an AC scan of two components", [new([0, 1, 2], 0, 0), new([0, 1], 1, 63)], 4),
                ("al-14", "Al 14", [new([0, 1, 2], 0, 0, 0, 14)], 13),
                ("ah-jump", "Ah and Al differ by two", [new([0, 1, 2], 0, 0, 0, 3), new([0, 1, 2], 0, 0, 3, 1)], 13),
                ("refine-first", "a refinement before the first scan of the band", [new([0, 1, 2], 0, 0), new([0], 1, 63, 1, 0)], 0),
                ("first-twice", "a first scan of a band that has been coded", [new([0, 1, 2], 0, 0), new([0], 1, 63), new([0], 1, 63)], 0),
            ])
        {
            // Written with a legal scan's data: the header alone is wrong.
            JpegEncoder encoder = new(Scene, new JpegSettings { Process = 2, Script = [.. scans.SkipLast(1)] });
            byte[] head = scans.Length > 1 ? encoder.Build()[..^2] : new JpegEncoder(Scene, new JpegSettings { Process = 2, Script = [new([0], 0, 0)] }).Build();
            if (scans.Length == 1)
            {
                JpegEncoder whole = new(Scene, new JpegSettings { Process = 2, Script = [new(scans[0].Components, 0, 0)] });
                byte[] bytes = whole.Build();
                head = bytes[..whole.Offsets[0xDA]];
                encoder = whole;
            }

            JpegFile tail = new();
            tail.Segment(0xC4, JpegFile.Huffman(4, JpegTables.LumaAc));
            int sos = head.Length + tail.Segment(0xDA, JpegFile.Scan(encoder.Components, scans[^1]));
            tail.Raw([0x2B, 0x2B, 0x2B]);
            tail.End();
            CorpusFile file = Bad($"scan-{name}", $"progressive: {what}", "T.81 G.1.1.1", [.. head, .. tail.ToArray()], "Malformed", sos + at);
            yield return scans.Length == 1 || name == "al-14" ? NoScan(file) : Nothing(file);
        }
    }

    private static IEnumerable<CorpusFile> Entropy()
    {
        // Five MCUs a row and an interval: each row of eight pixels is a segment of its own.
        (byte[] jpeg, Dictionary<int, int> at) = Whole(new JpegSettings { RestartInterval = 5, Quality = 60 });
        ExpectedPixels pixels = JpegOracle.Decode(jpeg);
        List<int> restarts = [];
        for (int i = at[-1]; i < jpeg.Length - 1; i++)
        {
            if (jpeg[i] == 0xFF && jpeg[i + 1] is >= 0xD0 and <= 0xD7)
                restarts.Add(i);
        }

        byte[] ones = [.. Enumerable.Repeat<byte[]>([0xFF, 0], 40).SelectMany(b => b)];
        int end = at[0xD9];
        yield return Saved(Bad("code-first-row", "an impossible code in the first restart interval", "T.81 F.2.2.3", [.. jpeg[..at[-1]], .. ones, .. jpeg[restarts[0]..]], "Malformed", at[-1]), pixels, 8, 24);
        yield return Saved(Bad("code-last-row", "an impossible code in the last restart interval", "T.81 F.2.2.3", [.. jpeg[..(restarts[2] + 2)], .. ones, .. jpeg[end..]], "Malformed", restarts[2] + 2), pixels, 0, 24);
        yield return Saved(Bad("interval-short", "the last restart interval ends early", "T.81 E.2.4", [.. jpeg[..(restarts[2] + 12)], .. jpeg[end..]], "Malformed", restarts[2] + 12), pixels, 0, 24);
        yield return Saved(Bad("restart-missing", "the last RST marker is missing", "T.81 E.2.4", [.. jpeg[..restarts[2]], .. jpeg[end..]], "Malformed", restarts[2]), pixels, 0, 24);
        yield return Saved(Bad("restart-number", "RST5 where RST2 is due", "T.81 E.2.4", Changed(jpeg, restarts[2] + 1, 0xD5), "Malformed", restarts[2]), pixels, 0, 24);
        yield return Saved(Bad("scan-early-eoi", "EOI in the middle of the scan", "T.81 B.2.1", [.. jpeg[..restarts[1]], 0xFF, 0xD9], "Malformed", restarts[1]), pixels, 0, 16);
        yield return Saved(Bad("scan-no-data", "EOI where entropy-coded data should begin", "T.81 B.2.1", [.. jpeg[..at[-1]], 0xFF, 0xD9], "Malformed", at[-1]), pixels, 0, 0);

        // A block whose run passes the 63rd coefficient: F0 F0 F0 F0 in a grey picture.
        JpegEncoder grey = new(Scene, new JpegSettings { Colour = JpegColour.Grey, Optimised = false });
        byte[] whole = grey.Build();
        JpegTokens tokens = new();
        tokens.Symbol(0, 0);
        for (int i = 0; i < 4; i++)
            tokens.Symbol(4, 0xF0);
        byte[] run = tokens.Code(new Dictionary<int, JpegHuffman> { [0] = JpegTables.LumaDc, [4] = JpegTables.LumaAc });
        yield return Saved(Bad("run-past-63", "a run of zeros past the last coefficient", "T.81 F.2.2.2", [.. whole[..grey.Offsets[-1]], .. run, .. whole[grey.Offsets[0xD9]..]], "Malformed", grey.Offsets[-1] + 5), JpegOracle.Decode(whole), 0, 0);
    }

    /// <summary>Lenient gives a picture of which no row is right.</summary>
    private static CorpusFile Nothing(CorpusFile file) => Saved(file, JpegOracle.Decode(Whole().Bytes), 0, 0);

    /// <summary>Lenient finds no scan: it refuses at EOI.</summary>
    private static CorpusFile NoScan(CorpusFile file) => file with { Lenient = CorpusOutcome.Refused("Malformed", file.Bytes.Length - 2) };

    /// <summary>Lenient's share, by the oracle's pixels.</summary>
    private static CorpusFile Saved(CorpusFile file, ExpectedPixels pixels, int first, int count)
        => file.WithSaved(pixels, first, count) with { Source = "oracle" };

    private static IEnumerable<CorpusFile> Cuts()
    {
        (byte[] jpeg, Dictionary<int, int> at) = Whole(new JpegSettings { RestartInterval = 5, Quality = 60 });
        ExpectedPixels pixels = JpegOracle.Decode(jpeg);
        foreach ((string name, int length) in ((string, int)[])
            [("jfif", 10), ("dqt", at[0xDB] + 20), ("sof", at[0xC0] + 10), ("dht", at[0xC4] + 10), ("sos", at[0xDA] + 6), ("before-data", at[-1])])
        {
            CorpusFile file = Bad($"cut-{name}", $"the file ends inside or behind {name.ToUpperInvariant()}", "T.81 B.2.1", jpeg[..length], "Truncated", length);
            yield return name == "before-data" ? Saved(file, pixels, 0, 0) : file;
        }

        List<int> restarts = [];
        for (int i = at[-1]; i < jpeg.Length - 1; i++)
        {
            if (jpeg[i] == 0xFF && jpeg[i + 1] is >= 0xD0 and <= 0xD7)
                restarts.Add(i);
        }

        for (int i = 0; i < restarts.Count; i++)
        {
            int length = restarts[i] + 10;
            yield return Saved(Bad($"cut-rows-{(i + 1) * 8}", $"the file ends behind {(i + 1) * 8} rows", "T.81 B.2.1", jpeg[..length], "Truncated", length), pixels, 0, (i + 1) * 8);
        }
    }
}
