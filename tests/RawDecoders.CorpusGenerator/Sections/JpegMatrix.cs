// JPEG: process × components × sampling × restart × tables × script × quality × sizes. Expected pixels come from the oracle.

namespace RawDecoders.CorpusGenerator;

/// <summary>What the coding of a JPEG file can vary in.</summary>
public static class JpegMatrix
{
    public static IEnumerable<CorpusFile> Files()
        => [.. Sampling(), .. Colours(), .. TwoComponents(), .. Scripts(), .. Restarts(), .. Tables(), .. Qualities(), .. Sizes(), .. Scans()];

    /// <summary>A good file: pixels from the oracle, those of replicated chroma as a variant where they differ.</summary>
    public static CorpusFile Good(string name, string what, string clause, byte[] bytes)
    {
        ExpectedPixels pixels = JpegOracle.Decode(bytes);
        CorpusFile file = CorpusFile.Good($"jpeg/{name}.jpg", what, clause, bytes, pixels, "oracle");
        if (pixels.Width * pixels.Height > 100_000)
            return file;    // the oracle is slow, and the small files show the filters well enough
        ExpectedPixels replicated = JpegOracle.Decode(bytes, fancy: false);
        return pixels.Hash == replicated.Hash ? file : file with { Variants = [("jpeg-replicated", replicated.Hash)] };
    }

    private static IEnumerable<CorpusFile> Sampling()
    {
        Picture picture = Scenes.StillLife(53, 43);
        foreach ((string name, (int, int)[] factors) in ((string, (int, int)[])[])
            [
                ("444", [(1, 1), (1, 1), (1, 1)]),
                ("422", [(2, 1), (1, 1), (1, 1)]),
                ("440", [(1, 2), (1, 1), (1, 1)]),
                ("420", [(2, 2), (1, 1), (1, 1)]),
                ("411", [(4, 1), (1, 1), (1, 1)]),
                ("441", [(1, 4), (1, 1), (1, 1)]),
                ("410", [(4, 2), (1, 1), (1, 1)]),
                ("412", [(2, 4), (1, 1), (1, 1)]),
                ("311", [(3, 1), (1, 1), (1, 1)]),
                ("131", [(1, 3), (1, 1), (1, 1)]),
                ("422-as-2x2", [(2, 2), (1, 2), (1, 2)]),
                ("440-as-2x2", [(2, 2), (2, 1), (2, 1)]),
                ("444-as-2x1", [(2, 1), (2, 1), (2, 1)]),
                ("444-as-1x3", [(1, 3), (1, 3), (1, 3)]),
                ("mixed-chroma", [(2, 2), (2, 1), (1, 2)]),
                ("mixed-chroma-4", [(4, 1), (2, 1), (1, 1)]),
                ("one-full", [(2, 2), (2, 2), (1, 1)]),
                ("luma-sparse", [(1, 1), (2, 2), (2, 2)]),
                ("luma-sparse-2", [(1, 1), (2, 1), (1, 2)]),
            ])
        {
            foreach (int process in (int[])[0, 1, 2])
            {
                JpegSettings settings = new() { Process = process, Sampling = factors };
                yield return Good($"sampling/{name}-sof{process}", $"SOF{process}, sampling {Words(factors)}", "T.81 A.1.1", JpegEncoder.Encode(picture, settings));
            }
        }
    }

    private static string Words((int H, int V)[] factors) => string.Join(", ", factors.Select(f => $"{f.H} x {f.V}"));

    private static IEnumerable<CorpusFile> Colours()
    {
        Picture picture = Scenes.ColourWheel(37, 29);
        foreach (int process in (int[])[0, 1, 2])
        {
            CorpusFile File(string name, string what, JpegSettings settings)
                => Good($"colour/{name}-sof{process}", $"SOF{process}: {what}", "T.872 6.5.3, JFIF 1.02", JpegEncoder.Encode(picture, settings with { Process = process }));

            JpegSettings plain = new() { Quality = 92 };
            yield return File("grey", "one component, JFIF", plain with { Colour = JpegColour.Grey });
            yield return File("grey-2x2", "one component with sampling 2 x 2, which means nothing", plain with { Colour = JpegColour.Grey, Sampling = [(2, 2)] });
            yield return File("grey-id-77", "one component with identifier 77, no JFIF", plain with { Colour = JpegColour.Grey, Ids = [77], Jfif = false });
            yield return File("ycc", "three components, JFIF", plain);
            yield return File("ycc-none", "three components 1, 2, 3, neither JFIF nor Adobe", plain with { Jfif = false });
            yield return File("ycc-ids-0", "three components 0, 1, 2, neither JFIF nor Adobe", plain with { Jfif = false, Ids = [0, 1, 2] });
            yield return File("ycc-ids-odd", "three components 34, 35, 36, neither JFIF nor Adobe", plain with { Jfif = false, Ids = [34, 35, 36] });
            yield return File("ycc-adobe-1", "Adobe transform 1", plain with { Jfif = false, Adobe = 1 });
            yield return File("rgb-adobe-0", "Adobe transform 0: RGB", plain with { Colour = JpegColour.Rgb, Jfif = false, Adobe = 0 });
            yield return File("rgb-ids", "components 'R', 'G', 'B', neither JFIF nor Adobe: RGB", plain with { Colour = JpegColour.Rgb, Jfif = false, Ids = ['R', 'G', 'B'] });
            yield return File("jfif-and-adobe-0", "JFIF and Adobe transform 0: JFIF wins", plain with { Adobe = 0 });
            yield return File("jfif-ids-rgb", "JFIF and components 'R', 'G', 'B': JFIF wins", plain with { Ids = ['R', 'G', 'B'] });
            yield return File("cmyk-none", "four components, no Adobe: plain CMYK", plain with { Colour = JpegColour.Cmyk, Jfif = false });
            yield return File("cmyk-adobe-0", "Adobe transform 0: inverted CMYK", plain with { Colour = JpegColour.Cmyk, Jfif = false, Adobe = 0, Inverted = true });
            yield return File("ycck-adobe-2", "Adobe transform 2: YCCK, inverted", plain with { Colour = JpegColour.Ycck, Jfif = false, Adobe = 2, Inverted = true });
            yield return File("ycck-420", "YCCK with chroma halved both ways", plain with { Colour = JpegColour.Ycck, Jfif = false, Adobe = 2, Inverted = true, Sampling = [(2, 2), (1, 1), (1, 1), (2, 2)] });
            yield return File("cmyk-2111", "CMYK in which one component is full and three are halved", plain with { Colour = JpegColour.Cmyk, Jfif = false, Adobe = 0, Inverted = true, Sampling = [(2, 1), (1, 1), (1, 1), (1, 1)] });
        }
    }

    /// <summary>Two components, which T.81 allows and no colour space names: expected as grey and alpha, as they are stored.</summary>
    private static IEnumerable<CorpusFile> TwoComponents()
    {
        Picture picture = Scenes.AlphaShapes(41, 35);
        JpegSettings plain = new() { Colour = JpegColour.GreyAlpha, Jfif = false, Quality = 92 };
        foreach (int process in (int[])[0, 1, 2])
        {
            foreach ((string name, (int, int)[] factors) in ((string, (int, int)[])[])
                [("11", [(1, 1), (1, 1)]), ("22-11", [(2, 2), (1, 1)]), ("21-11", [(2, 1), (1, 1)]), ("11-12", [(1, 1), (1, 2)]), ("41-21", [(4, 1), (2, 1)])])
            {
                yield return Good($"two-components/{name}-sof{process}", $"SOF{process}, two components, sampling {Words(factors)}", "T.81 A.1.1, B.2.2",
                    JpegEncoder.Encode(picture, plain with { Process = process, Sampling = factors }));
            }
        }

        foreach ((string name, JpegSettings settings) in ((string, JpegSettings)[])
            [
                ("apart", plain with { Script = [new([1]), new([0])] }),
                ("restarts", plain with { RestartInterval = 3, Sampling = [(2, 2), (1, 1)] }),
                ("own-tables", plain with { OwnTables = true, Process = 1 }),
                ("jfif", plain with { Jfif = true }),
                ("adobe-0", plain with { Adobe = 0 }),
            ])
        {
            yield return Good($"two-components/{name}", $"two components: {name}", "T.81 A.1.1, B.2.2", JpegEncoder.Encode(picture, settings));
        }
    }

    private static IEnumerable<CorpusFile> Scripts()
    {
        Picture picture = Scenes.Landscape(61, 47);
        foreach ((string name, JpegScan[] scans) in JpegScripts.All(3))
        {
            foreach (bool subsampled in (bool[])[false, true])
            {
                JpegSettings settings = new() { Process = 2, Script = scans, Quality = 90, Sampling = subsampled ? [(2, 2), (1, 1), (1, 1)] : [] };
                yield return Good(
                    $"progressive/{name}{(subsampled ? "-420" : "")}", $"progressive, script {name}: {scans.Length} scans{(subsampled ? ", 4:2:0" : "")}", "T.81 G.1.1",
                    JpegEncoder.Encode(picture, settings));
            }
        }

        foreach ((string name, JpegScan[] scans) in JpegScripts.All(1))
        {
            yield return Good(
                $"progressive/grey-{name}", $"progressive, one component, script {name}", "T.81 G.1.1",
                JpegEncoder.Encode(picture, new JpegSettings { Process = 2, Script = scans, Colour = JpegColour.Grey, Quality = 97 }));
        }

        // Flat blocks by the hundred: end-of-band runs of every size.
        Picture flat = Picture.Paint(1023, 9, (x, y) => x is 500 or 1000 && y < 8 ? (65535, 20000, 0, 65535) : (30000, 40000, 50000, 65535));
        yield return Good("progressive/long-runs", "progressive with end-of-band runs over 64 blocks", "T.81 G.1.2.2", JpegEncoder.Encode(flat, new JpegSettings { Process = 2 }));
    }

    private static IEnumerable<CorpusFile> Restarts()
    {
        Picture picture = Scenes.Text(70, 50);
        foreach (int process in (int[])[0, 2])
        {
            foreach (int interval in (int[])[1, 2, 3, 7, 100, 65535])
            {
                foreach (bool subsampled in (bool[])[false, true])
                {
                    JpegSettings settings = new() { Process = process, RestartInterval = interval, Sampling = subsampled ? [(2, 2), (1, 1), (1, 1)] : [] };
                    yield return Good(
                        $"restart/{interval}-sof{process}{(subsampled ? "-420" : "")}", $"SOF{process}, restart interval {interval}{(subsampled ? ", 4:2:0" : "")}", "T.81 B.2.4.4, E.1.4",
                        JpegEncoder.Encode(picture, settings));
                }
            }
        }

        JpegScan[] changing = [.. JpegScripts.Default(3).Select((s, i) => s with { RestartInterval = i % 3 * 2 })];
        yield return Good("restart/changing", "progressive, another restart interval for each scan, 0 among them", "T.81 B.2.4.4",
            JpegEncoder.Encode(picture, new JpegSettings { Process = 2, Script = changing }));
        JpegScan[] apart = [new([0]) { RestartInterval = 4 }, new([1]) { RestartInterval = 0 }, new([2]) { RestartInterval = 1 }];
        yield return Good("restart/apart", "sequential, separate scans with intervals of their own", "T.81 B.2.4.4",
            JpegEncoder.Encode(picture, new JpegSettings { Script = apart, Sampling = [(2, 1), (1, 1), (1, 1)] }));
    }

    private static IEnumerable<CorpusFile> Tables()
    {
        Picture picture = Scenes.StillLife(45, 35);
        CorpusFile File(string name, string what, JpegSettings settings) => Good($"tables/{name}", what, "T.81 B.2.4", JpegEncoder.Encode(picture, settings));
        yield return File("standard", "the Huffman tables of annex K", new JpegSettings { Optimised = false });
        yield return File("optimised", "Huffman tables of the file's own statistics", new JpegSettings());
        yield return File("none", "no DHT: the tables of annex K, as motion JPEG has it", new JpegSettings { OmitHuffman = true });
        yield return File("joined", "all DQT tables in one segment, all DHT tables in one", new JpegSettings { JoinTables = true });
        yield return File("wide", "16-bit quantisation tables, some steps over 255", new JpegSettings { Process = 1, WideQuantisation = true, Quality = 12 });
        yield return File("wide-small", "16-bit quantisation tables with small steps", new JpegSettings { Process = 1, WideQuantisation = true, Quality = 95 });
        yield return File("wide-progressive", "16-bit quantisation tables, progressive", new JpegSettings { Process = 2, WideQuantisation = true, Quality = 12 });
        yield return File("own-3", "three tables of each kind, extended sequential", new JpegSettings { Process = 1, OwnTables = true });
        yield return File("own-3-progressive", "three tables of each kind, progressive", new JpegSettings { Process = 2, OwnTables = true });
        yield return File("own-4", "four tables of each kind, CMYK", new JpegSettings { Process = 1, OwnTables = true, Colour = JpegColour.Cmyk, Jfif = false, Adobe = 0, Inverted = true });
        yield return File("redefined", "Huffman tables redefined between scans", new JpegSettings { Script = [new([0]), new([1]), new([2])] });
        yield return File("fill", "three fill bytes before each marker", new JpegSettings { FillBytes = 3, RestartInterval = 4 });
        yield return File("dnl", "height 0 in the frame header, DNL behind the scan", new JpegSettings { DefineLines = true });
        yield return File("dnl-apart", "DNL behind the first of three scans", new JpegSettings { DefineLines = true, Script = [new([0]), new([1]), new([2])], Sampling = [(2, 2), (1, 1), (1, 1)] });
    }

    private static IEnumerable<CorpusFile> Qualities()
    {
        foreach (int quality in (int[])[1, 5, 20, 50, 75, 95, 100])
        {
            foreach ((string name, Picture picture) in ((string, Picture)[])[("scene", Scenes.Landscape(48, 40)), ("noise", Scenes.Noise(24, 24)), ("bars", Scenes.Bars(40, 24))])
            {
                yield return Good(
                    $"quality/{name}-{quality}", $"quality {quality}, {name}", "T.81 A.3", JpegEncoder.Encode(picture, new JpegSettings { Quality = quality, Sampling = quality % 2 == 0 ? [(2, 2), (1, 1), (1, 1)] : [] }));
            }
        }
    }

    private static IEnumerable<CorpusFile> Sizes()
    {
        (int, int)[][] samplings = [[], [(2, 2), (1, 1), (1, 1)], [(2, 1), (1, 1), (1, 1)], [(1, 2), (1, 1), (1, 1)]];
        for (int size = 1; size <= 33; size++)
        {
            (int H, int V)[] sampling = samplings[size % 4];
            yield return Sized(size, size, sampling, size % 3 == 0 ? 2 : 0);
            yield return Sized(size, 36 - size, samplings[(size / 2 + (size == 18 ? 2 : 1)) % 4], size % 5 == 0 ? 2 : 0);
        }

        foreach ((int width, int height) in ((int, int)[])[(1, 200), (200, 1), (3, 130), (130, 3), (700, 5), (5, 700)])
        {
            foreach (int i in (int[])[1, 2])
                yield return Sized(width, height, samplings[i], i == 1 ? 0 : 2);
        }
    }

    private static CorpusFile Sized(int width, int height, (int H, int V)[] sampling, int process)
    {
        string suffix = sampling.Length == 0 ? "444" : $"{sampling[0].H}x{sampling[0].V}";
        return Good(
            $"sizes/{width}x{height}-{suffix}-sof{process}", $"{width} x {height}, SOF{process}, luma {suffix}", "T.81 A.1.1, A.2.4",
            JpegEncoder.Encode(Scenes.Gradient(width, height), new JpegSettings { Sampling = sampling, Process = process, Quality = 90 }));
    }

    private static IEnumerable<CorpusFile> Scans()
    {
        Picture picture = Scenes.ColourWheel(41, 33);
        foreach ((string name, JpegScan[] script) in ((string, JpegScan[])[])
            [
                ("three", [new([0]), new([1]), new([2])]),
                ("reversed", [new([2]), new([1]), new([0])]),
                ("two-and-one", [new([0, 1]), new([2])]),
                ("one-and-two", [new([0]), new([1, 2])]),
            ])
        {
            foreach ((string sampling, (int, int)[] factors) in ((string, (int, int)[])[])[("444", []), ("420", [(2, 2), (1, 1), (1, 1)]), ("411", [(4, 1), (1, 1), (1, 1)])])
            {
                foreach (int process in (int[])[0, 1])
                {
                    yield return Good(
                        $"scans/{name}-{sampling}-sof{process}", $"SOF{process}, scans {name}, {sampling}", "T.81 A.2.2, A.2.3",
                        JpegEncoder.Encode(picture, new JpegSettings { Process = process, Script = script, Sampling = factors }));
                }
            }
        }
    }
}
