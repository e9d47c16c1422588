// Broken arithmetic, 12-bit and lossless files, one rule each. Offsets are those of the field or data that is wrong.

namespace RawDecoders.CorpusGenerator;

/// <summary>Files of the other processes that are refused, and what Lenient saves of them.</summary>
public static class JpegProcessesBroken
{
    private const int Width = 40, Height = 32;

    private static readonly Picture Scene = Scenes.StillLife(Width, Height);

    public static IEnumerable<CorpusFile> Files() => [.. Conditioning(), .. Decisions(), .. Lossless(), .. Frames()];

    private static CorpusFile Bad(string name, string what, string clause, byte[] bytes, string error, long offset)
        => CorpusFile.Broken($"jpeg/broken/{name}.jpg", what, clause, bytes, error, offset);

    private static CorpusFile Saved(CorpusFile file, ExpectedPixels pixels, int first, int count)
        => file.WithSaved(pixels, first, count) with { Source = "oracle" };

    /// <summary>Lenient finds no scan: it refuses at EOI.</summary>
    private static CorpusFile NoScan(CorpusFile file) => file with { Lenient = CorpusOutcome.Refused("Malformed", file.Bytes.Length - 2) };

    private static byte[] Changed(byte[] bytes, int offset, params byte[] values)
    {
        byte[] changed = [.. bytes];
        values.CopyTo(changed, offset);
        return changed;
    }

    private static IEnumerable<CorpusFile> Conditioning()
    {
        JpegEncoder encoder = new(Scene, new JpegSettings { Process = 9, Conditioning = [(0, 3, 0x10)] });
        byte[] jpeg = encoder.Build();
        int dac = encoder.Offsets[0xCC];
        ExpectedPixels pixels = JpegOracle.Decode(jpeg);

        // Of a destination that nothing uses, so that Lenient loses nothing.
        yield return Saved(Bad("dac-class-2", "DAC of class 2", "T.81 B.2.4.3", Changed(jpeg, dac + 4, 0x23), "Malformed", dac + 4), pixels, 0, Height);
        yield return Saved(Bad("dac-destination-4", "DAC for destination 4", "T.81 B.2.4.3", Changed(jpeg, dac + 4, 0x04), "Malformed", dac + 4), pixels, 0, Height);
        yield return Saved(Bad("dac-l-over-u", "DAC with L over U", "T.81 B.2.4.3", Changed(jpeg, dac + 5, 0x12), "Malformed", dac + 5), pixels, 0, Height);
        yield return Saved(Bad("dac-kx-0", "DAC with Kx = 0", "T.81 B.2.4.3", Changed(jpeg, dac + 4, 0x13, 0), "Malformed", dac + 5), pixels, 0, Height);
        yield return Saved(Bad("dac-kx-64", "DAC with Kx = 64", "T.81 B.2.4.3", Changed(jpeg, dac + 4, 0x13, 64), "Malformed", dac + 5), pixels, 0, Height);
        yield return Saved(
            Bad("dac-length", "DAC of three bytes", "T.81 B.2.4.3", [.. jpeg[..(dac + 2)], 0, 5, .. jpeg[(dac + 4)..(dac + 6)], 0, .. jpeg[(dac + 6)..]], "Malformed", dac + 2), pixels, 0, Height);
    }

    private static IEnumerable<CorpusFile> Decisions()
    {
        // Five MCUs a row and an interval.
        JpegEncoder encoder = new(Scene, new JpegSettings { Process = 9, RestartInterval = 5, Quality = 60 });
        byte[] jpeg = encoder.Build();
        ExpectedPixels pixels = JpegOracle.Decode(jpeg);
        int[] restarts = Restarts(jpeg, encoder.Offsets[-1]);
        int end = encoder.Offsets[0xD9];
        yield return Saved(Bad("arithmetic-restart-missing", "arithmetic coding: the last RST marker is missing", "T.81 E.2.4", [.. jpeg[..restarts[2]], .. jpeg[end..]], "Malformed", restarts[2]), pixels, 0, 24);
        int cut = restarts[1] + 12;
        yield return Saved(Bad("arithmetic-cut", "arithmetic coding: the file ends in the third interval", "T.81 B.2.1", jpeg[..cut], "Truncated", cut), pixels, 0, 16);

        // Decisions that no coder makes: an interval of its own is put in the place of the last one.
        yield return Saved(Impossible("arithmetic-run", "a run of zeros past the last coefficient", "T.81 F.2.4.2", jpeg, restarts[2] + 2, end, RunPastEnd()), pixels, 0, 24);
        yield return Saved(Impossible("arithmetic-magnitude", "a magnitude of 16 bits", "T.81 F.1.4.3.1", jpeg, restarts[2] + 2, end, MagnitudePastEnd()), pixels, 0, 24);
    }

    /// <summary>Refused where the decoder stands after that decision: all bytes of the interval are taken by then.</summary>
    private static CorpusFile Impossible(string name, string what, string clause, byte[] jpeg, int start, int end, byte[] interval)
        => Bad(name, $"arithmetic coding: {what}", clause, [.. jpeg[..start], .. interval, .. jpeg[end..]], "Malformed", start + interval.Length);

    private static byte[] RunPastEnd()
    {
        var coder = new JpegArithmeticCoder();
        coder.Code(new JpegBin(), 0);
        coder.Code(new JpegBin(), 0);
        for (int k = 1; k <= 63; k++)
            coder.Code(new JpegBin(), 0);
        return coder.Finish();
    }

    private static byte[] MagnitudePastEnd()
    {
        var coder = new JpegArithmeticCoder();
        for (int i = 0; i < 3; i++)
            coder.Code(new JpegBin(), i == 1 ? 0 : 1);
        for (int i = 0; i < 15; i++)
            coder.Code(new JpegBin(), 1);
        return coder.Finish();
    }

    private static int[] Restarts(byte[] jpeg, int at)
        => [.. Enumerable.Range(at, jpeg.Length - 1 - at).Where(i => jpeg[i] == 0xFF && jpeg[i + 1] is >= 0xD0 and <= 0xD7)];

    private static IEnumerable<CorpusFile> Lossless()
    {
        JpegLossless encoder = new(Scene, new JpegLosslessSettings { RestartRows = 8, Predictor = 4 });
        byte[] jpeg = encoder.Build();
        ExpectedPixels pixels = JpegOracle.Decode(jpeg);
        int sos = encoder.Offsets[0xDA], dri = encoder.Offsets[0xDD];
        yield return NoScan(Bad("lossless-predictor-0", "lossless: predictor 0", "T.81 Table H.1", Changed(jpeg, sos + 11, 0), "Malformed", sos + 11));
        yield return NoScan(Bad("lossless-predictor-8", "lossless: predictor 8", "T.81 Table H.1", Changed(jpeg, sos + 11, 8), "Malformed", sos + 11));
        yield return NoScan(Bad("lossless-point-8", "lossless: a point transform that leaves no bit", "T.81 H.1.2.1", Changed(jpeg, sos + 13, 8), "Malformed", sos + 13));
        yield return NoScan(Bad("lossless-restart-39", "lossless: a restart interval that is no whole rows", "T.81 H.1.1", Changed(jpeg, dri + 4, 0, 39), "Malformed", sos + 4));
        yield return CorpusFile.Good("jpeg/broken/lossless-se-63.jpg", "lossless: Se 63, which means nothing", "T.81 B.2.3", Changed(jpeg, sos + 12, 63), pixels, "oracle").WithStrict(sos + 11);
        int[] restarts = Restarts(jpeg, encoder.Offsets[-1]);
        int cut = restarts[1] + 12;
        yield return Saved(Bad("lossless-cut", "lossless: the file ends in the third interval", "T.81 B.2.1", jpeg[..cut], "Truncated", cut), pixels, 0, 16);

        // Sixteen rows of white whose last difference is one more: 256 does not fit into 8 bits.
        JpegTokens tokens = new();
        for (int i = 0; i < 16 * 16; i++)
        {
            if (i == 0)
                tokens.Symbol(0, 7, 127, 7);
            else if (i == 8)
                tokens.Symbol(0, 1, 1, 1);
            else
                tokens.Symbol(0, 0);
        }

        JpegHuffman table = tokens.Optimal(0);
        JpegFile file = new();
        file.Start();
        file.Segment(0xC3, new ByteSink().U8(8).Be16(16).Be16(16).U8(1).U8(1).U8(0x11).U8(0));
        file.Segment(0xC4, JpegFile.Huffman(0, table));
        file.Segment(0xDA, new ByteSink().U8(1).U8(1).U8(0).U8(1).U8(0).U8(0));
        int data = file.Position;
        byte[] code = tokens.Code(new Dictionary<int, JpegHuffman> { [0] = table });
        file.Raw(code);
        file.End();
        byte[] whole = file.ToArray();
        yield return Saved(Bad("lossless-range", "lossless: a sample grows past 8 bits", "T.81 H.1.2.1", whole, "Malformed", data + 3), new ExpectedPixels("gray8", 16, 16, new byte[256]), 0, 0);
    }

    private static IEnumerable<CorpusFile> Frames()
    {
        JpegEncoder encoder = new(Scene, new JpegSettings { Process = 1, Precision = 12, OwnTables = true });
        byte[] jpeg = encoder.Build();
        int sof = encoder.Offsets[0xC0];
        yield return Bad("sof0-precision-12", "12-bit samples in a baseline frame", "T.81 B.2.2", Changed(jpeg, sof + 1, 0xC0), "Malformed", sof + 4);
        yield return Bad("sof1-precision-10", "10-bit samples through a DCT", "T.81 B.2.2", Changed(jpeg, sof + 4, 10), "Malformed", sof + 4);
        JpegLossless lossless = new(Scene, new JpegLosslessSettings());
        byte[] exact = lossless.Build();
        int frame = lossless.Offsets[0xC0];
        yield return Bad("sof3-precision-1", "lossless samples of 1 bit", "T.81 B.2.2", Changed(exact, frame + 4, 1), "Malformed", frame + 4);
        yield return Bad("sof3-precision-17", "lossless samples of 17 bits", "T.81 B.2.2", Changed(exact, frame + 4, 17), "Malformed", frame + 4);
        yield return Bad("lossless-sof11", "a frame of lossless arithmetic coding", "T.81 Table B.1", Changed(exact, frame + 1, 0xCB), "Unsupported", frame);
    }
}
