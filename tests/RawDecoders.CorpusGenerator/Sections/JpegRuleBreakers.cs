// JPEG files for the rules that no other section breaks, one each: markers in wrong places, tables with too many codes, DNL that
// disagrees, scans too few or too many, numbers out of range in entropy-coded data, metadata in odd parts.

namespace RawDecoders.CorpusGenerator;

/// <summary>A file for each rule of JPEG that the other sections leave whole.</summary>
public static class JpegRuleBreakers
{
    private const int Width = 40, Height = 32;

    private static readonly Picture Scene = Scenes.StillLife(Width, Height);

    public static IEnumerable<CorpusFile> Files() => [.. Markers(), .. Lines(), .. Scans(), .. Entropy(), .. Applications()];

    private static CorpusFile Bad(string name, string what, string clause, byte[] bytes, string error, long offset)
        => CorpusFile.Broken($"jpeg/broken/{name}.jpg", what, clause, bytes, error, offset);

    private static CorpusFile Saved(CorpusFile file, ExpectedPixels pixels, int first, int count)
        => file.WithSaved(pixels, first, count) with { Source = "oracle" };

    private static CorpusFile Passed(string name, string what, string clause, byte[] bytes, ExpectedPixels pixels)
        => CorpusFile.Good($"jpeg/broken/{name}.jpg", what, clause, bytes, pixels, "oracle");

    private static byte[] Inserted(byte[] bytes, int offset, params byte[] values) => [.. bytes[..offset], .. values, .. bytes[offset..]];

    private static IEnumerable<CorpusFile> Markers()
    {
        JpegEncoder encoder = new(Scene, new JpegSettings());
        byte[] jpeg = encoder.Build();
        int sof = encoder.Offsets[0xC0];
        ExpectedPixels pixels = JpegOracle.Decode(jpeg);
        yield return Saved(Bad("soi-twice", "SOI before the frame header, a second time", "T.81 B.2.1", Inserted(jpeg, sof, 0xFF, 0xD8), "Malformed", sof), pixels, 0, Height);
        yield return Saved(
            Bad("reserved-02", "a segment of the reserved marker FF 02", "T.81 table B.1", Inserted(jpeg, sof, 0xFF, 2, 0, 4, 1, 2), "Malformed", sof), pixels, 0, Height);

        // 2 codes of 15 bits and 255 of 16: they fit into the code space, but there are 256 symbols at most.
        byte[] codes = [0x13, .. new byte[14], 2, 255, .. Enumerable.Range(0, 257).Select(i => (byte)i)];
        JpegFile table = new();
        table.Segment(0xC4, codes);
        yield return Saved(Bad("dht-257", "a Huffman table of 257 codes", "T.81 B.2.4.2", Inserted(jpeg, sof, table.ToArray()), "Malformed", sof + 5), pixels, 0, Height);

        byte[] large = [.. jpeg];
        new byte[] { 0x75, 0x30, 0x75, 0x30 }.CopyTo(large, sof + 5);
        yield return Bad("blocks-unjustified", "900 million pixels in a kilobyte", "T.81 F.1.2", large, "LimitExceeded", sof + 5);
    }

    private static IEnumerable<CorpusFile> Lines()
    {
        JpegEncoder encoder = new(Scene, new JpegSettings());
        byte[] jpeg = encoder.Build();
        int sos = encoder.Offsets[0xDA], end = encoder.Offsets[0xD9];
        ExpectedPixels pixels = JpegOracle.Decode(jpeg);
        yield return Passed("dnl-early", "DNL before the first scan", "T.81 B.2.5", Inserted(jpeg, sos, 0xFF, 0xDC, 0, 4, 0, Height), pixels).WithStrict(sos);
        JpegSettings three = new() { Script = [new([0]), new([1]), new([2])] };
        JpegEncoder scans = new(Scene, three);
        byte[] apart = scans.Build();
        int second = SecondTable(apart, scans.Offsets[-1]);
        yield return Saved(Bad("dnl-length", "DNL of three bytes", "T.81 B.2.5", Inserted(apart, second, 0xFF, 0xDC, 0, 5, 0, Height, 0), "Malformed", second + 2), JpegOracle.Decode(apart), 0, Height);
        yield return Saved(Bad("dnl-other", "DNL of other lines than the frame header has", "T.81 B.2.5", Inserted(apart, second, 0xFF, 0xDC, 0, 4, 0, Height - 8), "Malformed", second + 4), JpegOracle.Decode(apart), 0, Height);
    }

    /// <summary>The marker behind the entropy-coded data that begins at <paramref name="data"/>.</summary>
    private static int SecondTable(byte[] jpeg, int data)
    {
        while (jpeg[data] != 0xFF || jpeg[data + 1] == 0)
            data++;
        return data;
    }

    private static IEnumerable<CorpusFile> Scans()
    {
        JpegEncoder encoder = new(Scene, new JpegSettings { Optimised = false });
        byte[] jpeg = encoder.Build();
        int sos = encoder.Offsets[0xDA], end = encoder.Offsets[0xD9];
        ExpectedPixels pixels = JpegOracle.Decode(jpeg);
        yield return Passed("scan-surplus", "the one scan twice", "T.81 B.2.3", [.. jpeg[..end], .. jpeg[sos..]], pixels).WithStrict(end);
        encoder = new JpegEncoder(Scene, new JpegSettings { Script = [new([0]), new([1]), new([2])] });
        byte[] apart = encoder.Build();
        int third = SecondTable(apart, SecondScan(apart));
        yield return Saved(
            Bad("component-missing", "no scan of the third component", "T.81 B.2.3", [.. apart[..third], 0xFF, 0xD9], "Malformed", third), JpegOracle.Decode(apart), 0, 0);
    }

    /// <summary>The data of the second scan.</summary>
    private static int SecondScan(byte[] jpeg)
    {
        int at = 0;
        for (int found = 0; found < 2; at++)
        {
            if (jpeg[at] == 0xFF && jpeg[at + 1] == 0xDA)
                found++;
        }

        return at + 1 + (jpeg[at + 1] << 8 | jpeg[at + 2]);
    }

    private static IEnumerable<CorpusFile> Entropy()
    {
        // The first AC symbol of the table in use becomes a run of 1 with no bits, which sequential scans do not know.
        JpegEncoder grey = new(Scene, new JpegSettings { Colour = JpegColour.Grey, Optimised = false });
        byte[] whole = grey.Build();
        ExpectedPixels pixels = JpegOracle.Decode(whole);
        JpegTokens tokens = new();
        tokens.Symbol(0, 0);
        tokens.Symbol(4, 0x10);
        JpegHuffman symbols = new([0, 2, .. new byte[14]], [0x10, 0]);
        byte[] code = tokens.Code(new Dictionary<int, JpegHuffman> { [0] = JpegTables.LumaDc, [4] = symbols });
        JpegFile table = new();
        table.Segment(0xC4, JpegFile.Huffman(4, symbols));
        int sos = grey.Offsets[0xDA], data = sos + table.Position + (grey.Offsets[-1] - sos);
        yield return Saved(
            Bad("symbol-10", "a symbol of a run and no bits, which only progressive scans have", "T.81 F.1.2.2",
                [.. whole[..sos], .. table.ToArray(), .. whole[sos..grey.Offsets[-1]], .. code, .. whole[grey.Offsets[0xD9]..]], "Malformed", data), pixels, 0, 0);

        // Twenty blocks whose DC grows by 2047 each: a code of 9 bits, 11 ones, 4 bits of EOB, and a byte that is stuffed. The 17th is too much.
        JpegTokens steps = new();
        for (int i = 0; i < 20; i++)
        {
            steps.Symbol(0, 11, 2047, 11);
            steps.Symbol(4, 0);
        }

        byte[] grown = steps.Code(new Dictionary<int, JpegHuffman> { [0] = JpegTables.LumaDc, [4] = JpegTables.LumaAc });
        yield return Saved(
            Bad("dc-range", "DC coefficients that grow past 16 bits", "T.81 F.1.2.1", [.. whole[..grey.Offsets[-1]], .. grown, .. whole[grey.Offsets[0xD9]..]], "Malformed", grey.Offsets[-1] + 16 * 4), pixels, 0, 0);

        // Five MCUs an interval; the file ends where the third restart is due, and in the padding of the last interval a bit is 0.
        JpegEncoder restarts = new(Scene, new JpegSettings { RestartInterval = 5 });
        byte[] jpeg = restarts.Build();
        int third = restarts.Offsets[-1];
        for (int found = 0; found < 3; third++)
        {
            if (jpeg[third] == 0xFF && jpeg[third + 1] is >= 0xD0 and <= 0xD7)
                found++;
        }

        third--;
        yield return Saved(Bad("cut-before-restart", "the file ends where RST2 is due", "T.81 F.2.1.3.1", jpeg[..third], "Truncated", third), JpegOracle.Decode(jpeg), 0, 24);
        yield return Passed("padding-0", "padding whose last bit is 0", "T.81 F.1.2.3", Unpadded(), JpegOracle.Decode(Unpadded()));
    }

    /// <summary>A picture whose last byte has padding, of which the last bit is cleared.</summary>
    private static byte[] Unpadded()
    {
        for (int quality = 50; quality < 95; quality++)
        {
            JpegEncoder encoder = new(Scene, new JpegSettings { Quality = quality });
            byte[] jpeg = encoder.Build();
            int last = encoder.Offsets[0xD9] - 1;

            // Seven ones at the end: padding, at least in part, since no code of all ones ends a block here, and the pixels stay.
            if ((jpeg[last] & 15) != 15 || jpeg[last - 1] == 0xFF)
                continue;
            byte[] changed = [.. jpeg];
            changed[last] ^= 1;
            if (JpegOracle.Decode(changed).Hash == JpegOracle.Decode(jpeg).Hash)
                return changed;
        }

        throw new InvalidOperationException("no picture with padding");
    }

    private static IEnumerable<CorpusFile> Applications()
    {
        byte[] adobe = JpegEncoder.Encode(Scene, new JpegSettings { Jfif = false, Adobe = 2 });
        yield return Passed("adobe-2-of-3", "Adobe transform 2, YCCK, where there are three components", "Adobe 5116", adobe, JpegOracle.Decode(JpegEncoder.Encode(Scene, new JpegSettings { Jfif = false, Adobe = 1 })));
        byte[] exif = [.. "Exif\0\0"u8, .. ExifBlocks.Orientation(6, true)];
        byte[] turned = JpegEncoder.Encode(Scene, new JpegSettings { Extra = [(0xE1, exif), (0xE1, [.. "Exif\0\0"u8, .. ExifBlocks.Orientation(3, true)])] });
        yield return Passed("exif-twice", "two Exif blocks: the first counts", "Exif 4.7.2", turned, JpegOracle.Decode(turned)).WithMetadata(("orientation", "6"));
        JpegEncoder parts = new(Scene, new JpegSettings { Extra = [(0xE2, [.. "ICC_PROFILE\0"u8, 1, 2, .. IccProfiles.Tiny()])] });
        byte[] profile = parts.Build();
        yield return Passed("icc-part-missing", "a profile of two parts, of which the second is missing", "ICC.1 B.4", profile, JpegOracle.Decode(profile)).WithStrict(profile.Length);
    }
}
