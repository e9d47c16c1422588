// JPEG files of kinds that were found in the wild, on which decoders differ: made anew, since the finds are others' files.

namespace RawDecoders.CorpusGenerator;

/// <summary>Small JPEG files, each for one find.</summary>
public static class JpegFinds
{
    private const int Width = 40, Height = 32;

    private static readonly Picture Scene = Scenes.StillLife(Width, Height);

    public static IEnumerable<CorpusFile> Files() => [.. Lengths(), .. MarkersInScans(), .. Repeated(), .. Cut(), ManyScans(), DamageBeforeFrame()];

    private static IEnumerable<CorpusFile> Lengths()
    {
        JpegEncoder encoder = new(Scene, new JpegSettings());
        byte[] jpeg = encoder.Build();
        int sof = encoder.Offsets[0xC0];
        for (byte length = 0; length < 2; length++)
        {
            yield return JpegMatrix.Good(
                $"finds/com-length-{length}", $"a comment of length {length}: its length field is not counted", "T.81 B.1.1.4",
                [.. jpeg[..sof], 0xFF, 0xFE, 0, length, .. jpeg[sof..]]).WithStrict(sof + 2);
        }
    }

    /// <summary>Markers of other processes in the middle of a scan's data: they are damage there, and the file is no JPEG-LS.</summary>
    private static IEnumerable<CorpusFile> MarkersInScans()
    {
        foreach ((int code, string name) in ((int, string)[])[(0xF7, "SOF of JPEG-LS"), (0xF0, "JPG0"), (0xDE, "DHP"), (0x02, "a reserved marker")])
        {
            foreach ((string scans, JpegScan[] script) in ((string, JpegScan[])[])[("one", []), ("three", [new([0]), new([1]), new([2])])])
            {
                byte[] jpeg = JpegEncoder.Encode(Scene, new JpegSettings { Script = script });
                int at = DataOf(jpeg, 0) + 20;
                while (jpeg[at - 1] == 0xFF)
                    at++;
                yield return Saved(
                    $"marker-{code:x2}-{scans}", $"{name} in the data of the first of {scans} scans", "T.81 F.2.2.5",
                    [.. jpeg[..at], 0xFF, (byte)code, .. jpeg[at..]], "Malformed", at, JpegOracle.Decode(jpeg), 0);
            }
        }
    }

    /// <summary>Luma coded twice, first from another picture.</summary>
    private static IEnumerable<CorpusFile> Repeated()
    {
        JpegSettings settings = new() { Script = [new([0]), new([1]), new([2])], Optimised = false };
        byte[] other = JpegEncoder.Encode(Scenes.ColourWheel(Width, Height), settings);
        byte[] jpeg = JpegEncoder.Encode(Scene, settings);
        int second = ScanOf(other, 1);
        yield return Saved(
            "component-twice", "two scans of luma: the last one counts", "T.81 B.2.3",
            [.. other[..second], .. jpeg[ScanOf(jpeg, 0)..]], "Malformed", second, JpegOracle.Decode(jpeg), Height);
    }

    /// <summary>Large pictures of which the file has little, and no end: cut, whatever they ask for.</summary>
    private static IEnumerable<CorpusFile> Cut()
    {
        const int Tall = 40_000;
        JpegEncoder encoder = new(Scene, new JpegSettings());
        byte[] jpeg = encoder.Build();
        (jpeg[encoder.Offsets[0xC0] + 5], jpeg[encoder.Offsets[0xC0] + 6]) = (Tall >> 8, Tall & 255);
        ExpectedPixels shown = JpegOracle.Decode(encoder.Build());
        ExpectedPixels tall = shown with { Height = Tall, Bytes = [.. shown.Bytes, .. new byte[3 * Width * (Tall - Height)]] };
        int end = encoder.Offsets[0xD9];
        yield return Saved("cut-tall", "a picture of 40,000 rows of which 32 are there", "T.81 F.2.2.5", jpeg[..end], "Truncated", end, tall, Height);

        encoder = new(Scene, new JpegSettings { Process = 2 });
        jpeg = encoder.Build();
        int frame = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC2]);
        (jpeg[frame + 5], jpeg[frame + 6]) = (Tall >> 8, Tall & 255);
        int cut = DataOf(jpeg, 0) + 30;
        yield return Saved(
            "cut-progressive", "a progressive picture of 40,000 rows, cut in its first scan", "T.81 B.2.3", jpeg[..cut], "Truncated", cut, tall, 0).WithStrict(cut);
    }

    /// <summary>A small picture in very many scans, each of one coefficient or one bit of it: legal, and dear to explain.</summary>
    private static CorpusFile ManyScans()
    {
        List<JpegScan> script = [new([0], 0, 0, 0, 1), new([0], 0, 0, 1, 0)];
        for (int k = 1; k < 64; k++)
            script.AddRange([new([0], k, k, 0, 2), new([0], k, k, 2, 1), new([0], k, k, 1, 0)]);
        byte[] jpeg = JpegEncoder.Encode(Scene, new JpegSettings { Colour = JpegColour.Grey, Process = 2, Script = [.. script] });
        return CorpusFile.Good("jpeg/finds/scans-191.jpg", "191 scans, of one coefficient or one bit of it each", "T.81 G.1.1.1", jpeg, JpegOracle.Decode(jpeg), "oracle");
    }

    /// <summary>Damage of the last restart interval, and behind it a frame of JPEG-LS, which is damage of the scan too.</summary>
    private static CorpusFile DamageBeforeFrame()
    {
        JpegEncoder encoder = new(Scene, new JpegSettings { RestartInterval = 5 });
        byte[] jpeg = encoder.Build();
        int last = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xD2]) + 2;
        byte[] ones = [.. Enumerable.Repeat<byte[]>([0xFF, 0], 40).SelectMany(b => b)];
        return Saved(
            "damage-then-f7", "an impossible code in the last restart interval, then a frame of JPEG-LS", "T.81 F.2.2.3",
            [.. jpeg[..last], .. ones, 0xFF, 0xF7, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0, 0xFF, 0xD9], "Malformed", last, JpegOracle.Decode(jpeg), 24);
    }

    /// <summary>Offset of the SOS marker of a scan.</summary>
    private static int ScanOf(byte[] jpeg, int number)
    {
        int at = 0;
        for (int found = -1; found < number; at++)
        {
            if (jpeg[at] == 0xFF && jpeg[at + 1] == 0xDA && ++found == number)
                return at;
        }

        throw new InvalidOperationException("no such scan");
    }

    private static int DataOf(byte[] jpeg, int number)
    {
        int scan = ScanOf(jpeg, number);
        return scan + 2 + (jpeg[scan + 2] << 8 | jpeg[scan + 3]);
    }

    private static CorpusFile Saved(string name, string what, string clause, byte[] bytes, string error, long offset, ExpectedPixels pixels, int rows)
        => CorpusFile.Broken($"jpeg/finds/{name}.jpg", what, clause, bytes, error, offset).WithSaved(pixels, 0, rows) with { Source = "oracle" };
}
