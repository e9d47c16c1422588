// JPEG in the processes beside baseline and progressive Huffman coding of 8 bits: arithmetic coding, 12-bit samples, lossless. Good files
// over their dimensions; then broken ones, a rule a file. Expected pixels come from the oracle.

namespace RawDecoders.CorpusGenerator;

/// <summary>Arithmetic, 12-bit and lossless files.</summary>
public static class JpegProcesses
{
    public static IEnumerable<CorpusFile> Files() => [.. Arithmetic(), .. Wide(), .. Lossless(), .. JpegProcessesBroken.Files()];

    private static CorpusFile Good(string name, string what, string clause, byte[] bytes) => JpegMatrix.Good(name, what, clause, bytes);

    private static readonly (string Name, (int, int)[] Factors)[] Samplings =
    [
        ("444", [(1, 1), (1, 1), (1, 1)]), ("422", [(2, 1), (1, 1), (1, 1)]), ("440", [(1, 2), (1, 1), (1, 1)]), ("420", [(2, 2), (1, 1), (1, 1)]),
        ("411", [(4, 1), (1, 1), (1, 1)]), ("mixed", [(2, 2), (2, 1), (1, 2)]),
    ];

    private static string Words((int H, int V)[] factors) => string.Join(", ", factors.Select(f => $"{f.H} x {f.V}"));

    private static IEnumerable<CorpusFile> Arithmetic()
    {
        Picture picture = Scenes.StillLife(53, 43);
        foreach (int process in (int[])[9, 10])
        {
            CorpusFile File(string name, string what, string clause, JpegSettings settings)
                => Good($"arithmetic/{name}-sof{process}", $"SOF{process}: {what}", clause, JpegEncoder.Encode(picture, settings with { Process = process }));

            foreach ((string name, (int, int)[] factors) in Samplings)
                yield return File(name, $"sampling {Words(factors)}", "T.81 F.1.4, G.1.3", new JpegSettings { Sampling = factors });
            yield return File("grey", "one component", "T.81 F.1.4, G.1.3", new JpegSettings { Colour = JpegColour.Grey });
            yield return File("cmyk", "four components, inverted", "T.81 F.1.4, G.1.3", new JpegSettings { Colour = JpegColour.Cmyk, Jfif = false, Adobe = 0, Inverted = true });
            foreach (int quality in (int[])[10, 100])
                yield return File($"quality-{quality}", $"quality {quality}", "T.81 F.1.4.3", new JpegSettings { Quality = quality });
            foreach (int interval in (int[])[1, 3, 7])
                yield return File($"restart-{interval}", $"a restart after every {interval} MCUs", "T.81 F.1.4.4.1.5", new JpegSettings { RestartInterval = interval, Sampling = [(2, 1), (1, 1), (1, 1)] });
            foreach ((string name, (int, int, int)[] values) in ((string, (int, int, int)[])[])
                [
                    ("dac-default", [(0, 0, 0x10), (1, 0, 5)]),
                    ("dac-l1-u1", [(0, 0, 0x11), (0, 1, 0x11)]),
                    ("dac-l0-u0", [(0, 0, 0x00), (0, 1, 0x00)]),
                    ("dac-l2-u6", [(0, 0, 0x62), (0, 1, 0x31)]),
                    ("dac-l15-u15", [(0, 0, 0xFF), (0, 1, 0xF0)]),
                    ("dac-kx-1", [(1, 0, 1), (1, 1, 1)]),
                    ("dac-kx-20", [(1, 0, 20), (1, 1, 63)]),
                    ("dac-both", [(0, 0, 0x41), (1, 0, 11), (0, 1, 0x20), (1, 1, 2)]),
                ])
            {
                yield return File(name, $"conditioning {name[4..]}", "T.81 B.2.4.3", new JpegSettings { Conditioning = values, Quality = 92 });
            }
        }

        yield return Good("arithmetic/scans-apart", "SOF9: a scan for each component", "T.81 A.2.2", JpegEncoder.Encode(picture, new JpegSettings { Process = 9, Script = [new([1]), new([0]), new([2])], Sampling = [(2, 2), (1, 1), (1, 1)] }));
        yield return Good("arithmetic/own-tables", "SOF9: statistics of their own for each component", "T.81 F.1.4.4", JpegEncoder.Encode(picture, new JpegSettings { Process = 9, OwnTables = true }));
        yield return Good("arithmetic/dnl", "SOF9: lines told by DNL", "T.81 B.2.5", JpegEncoder.Encode(picture, new JpegSettings { Process = 9, DefineLines = true }));
        foreach ((string name, JpegScan[] scans) in JpegScripts.All(3))
            yield return Good($"arithmetic/script-{name}", $"SOF10: script {name}", "T.81 G.1.1", JpegEncoder.Encode(picture, new JpegSettings { Process = 10, Script = scans, Sampling = [(2, 2), (1, 1), (1, 1)] }));
        yield return Good("arithmetic/flat", "SOF9: one colour everywhere, whose data are little more than zeros that are left out", "T.81 D.1.8", JpegEncoder.Encode(Flat(96, 80), new JpegSettings { Process = 9 }));
        foreach ((int width, int height) in ((int, int)[])[(1, 1), (7, 9), (17, 8)])
            yield return Good($"arithmetic/size-{width}x{height}", $"SOF9: {width} x {height} pixels", "T.81 A.2.4", JpegEncoder.Encode(Scenes.Landscape(width, height), new JpegSettings { Process = 9, Sampling = [(2, 2), (1, 1), (1, 1)] }));
    }

    private static Picture Flat(int width, int height)
    {
        Picture picture = Scenes.Landscape(width, height);
        for (int i = 4; i < picture.Samples.Length; i++)
            picture.Samples[i] = picture.Samples[i % 4];
        return picture;
    }

    private static IEnumerable<CorpusFile> Wide()
    {
        Picture picture = Scenes.ColourWheel(45, 38);
        foreach (int process in (int[])[1, 2, 9, 10])
        {
            CorpusFile File(string name, string what, JpegSettings settings)
                => Good($"12-bit/{name}-sof{process}", $"SOF{process}, 12 bits: {what}", "T.81 B.2.2, A.3.1", JpegEncoder.Encode(picture, settings with { Process = process, Precision = 12, OwnTables = process == 1 }));

            foreach ((string name, (int, int)[] factors) in Samplings)
                yield return File(name, $"sampling {Words(factors)}", new JpegSettings { Sampling = factors });
            yield return File("grey", "one component", new JpegSettings { Colour = JpegColour.Grey });
            yield return File("grey-alpha", "two components", new JpegSettings { Colour = JpegColour.GreyAlpha, Jfif = false });
            yield return File("rgb", "Adobe transform 0", new JpegSettings { Colour = JpegColour.Rgb, Jfif = false, Adobe = 0 });
            yield return File("cmyk", "Adobe transform 0: inverted CMYK", new JpegSettings { Colour = JpegColour.Cmyk, Jfif = false, Adobe = 0, Inverted = true });
            yield return File("ycck", "Adobe transform 2: YCCK, inverted", new JpegSettings { Colour = JpegColour.Ycck, Jfif = false, Adobe = 2, Inverted = true });
            yield return File("restart", "a restart after every MCU", new JpegSettings { RestartInterval = 1 });
            yield return File("wide-steps", "16-bit quantisation steps, quality 1", new JpegSettings { WideQuantisation = true, Quality = 1 });
            yield return File("quality-100", "quality 100", new JpegSettings { Quality = 100 });
        }
    }

    private static IEnumerable<CorpusFile> Lossless()
    {
        Picture picture = Scenes.StillLife(37, 29);
        CorpusFile File(string name, string what, JpegLosslessSettings settings)
            => Good($"lossless/{name}", $"lossless: {what}", "T.81 H.1", JpegLossless.Encode(picture, settings));

        for (int precision = 2; precision <= 16; precision++)
        {
            int predictor = (precision - 2) % 7 + 1;
            yield return File($"grey-{precision}", $"{precision} bits, predictor {predictor}", new JpegLosslessSettings { Colour = JpegColour.Grey, Precision = precision, Predictor = predictor });
            yield return File($"rgb-{precision}", $"three components of {precision} bits, predictor {8 - predictor}", new JpegLosslessSettings { Precision = precision, Predictor = 8 - predictor });
        }

        for (int predictor = 1; predictor <= 7; predictor++)
        {
            yield return File($"predictor-{predictor}", $"predictor {predictor}", new JpegLosslessSettings { Predictor = predictor });
            yield return File($"predictor-{predictor}-restarts", $"predictor {predictor}, a restart after every two rows", new JpegLosslessSettings { Predictor = predictor, RestartRows = 2, Precision = 16 });
        }

        foreach ((int precision, int shift) in ((int, int)[])[(8, 1), (8, 7), (12, 4), (16, 1), (16, 15), (2, 1)])
            yield return File($"point-{precision}-{shift}", $"{precision} bits, of which {shift} are left out", new JpegLosslessSettings { Precision = precision, PointTransform = shift, Predictor = 4 });
        foreach ((string name, (int, int)[] factors) in Samplings)
            yield return File($"sampling-{name}", $"YCbCr, sampling {Words(factors)}", new JpegLosslessSettings { Colour = JpegColour.YCbCr, Jfif = true, Sampling = factors, Predictor = 5 });
        yield return File("sampling-420-restarts", "YCbCr of 12 bits, 4:2:0, a restart after every row of MCUs", new JpegLosslessSettings { Colour = JpegColour.YCbCr, Jfif = true, Precision = 12, Sampling = [(2, 2), (1, 1), (1, 1)], RestartRows = 1, Predictor = 7 });
        yield return File("apart", "a scan for each component, 4:2:0", new JpegLosslessSettings { Colour = JpegColour.YCbCr, Jfif = true, Sampling = [(2, 2), (1, 1), (1, 1)], Scans = [[0], [1], [2]], Predictor = 6 });
        yield return File("apart-restarts", "a scan for each component, with restarts", new JpegLosslessSettings { Scans = [[2], [0], [1]], RestartRows = 3, Precision = 16, Predictor = 2 });
        yield return File("two-scans", "one component, then two", new JpegLosslessSettings { Scans = [[0], [1, 2]] });
        yield return File("grey-alpha", "two components", new JpegLosslessSettings { Colour = JpegColour.GreyAlpha, Precision = 16, Predictor = 3 });
        yield return File("cmyk", "four components, inverted", new JpegLosslessSettings { Colour = JpegColour.Cmyk, Adobe = 0, Inverted = true, Predictor = 7 });
        yield return File("ycck-16", "YCCK of 16 bits, inverted", new JpegLosslessSettings { Colour = JpegColour.Ycck, Adobe = 2, Inverted = true, Precision = 16 });
        yield return File("ycc-16", "YCbCr of 16 bits, JFIF", new JpegLosslessSettings { Colour = JpegColour.YCbCr, Jfif = true, Precision = 16 });
        yield return File("ids-odd", "components 34, 35, 36, neither JFIF nor Adobe: RGB", new JpegLosslessSettings { Ids = [34, 35, 36] });
        yield return File("dnl", "lines told by DNL", new JpegLosslessSettings { DefineLines = true });

        // Full-range noise of 16 bits: differences of every category, 32768 among them.
        Picture noise = Scenes.Landscape(40, 30);
        uint state = 1;
        for (int i = 0; i < noise.Samples.Length; i++)
        {
            state = state * 1664525 + 1013904223;
            noise.Samples[i] = (ushort)(i % 40 < 8 ? (state >> 31) * 32768 : state >> 16);
        }

        for (int predictor = 1; predictor <= 7; predictor++)
            yield return Good($"lossless/noise-{predictor}", $"lossless: noise of 16 bits, predictor {predictor}", "T.81 Table H.2", JpegLossless.Encode(noise, new JpegLosslessSettings { Precision = 16, Predictor = predictor }));
    }
}
