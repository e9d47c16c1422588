namespace RawDecoders.Tests.Jpeg;

/// <summary>
/// Files made on the spot with cjpeg against djpeg: sampling, restarts, quality, table optimisation, progression, size.
/// RAWDECODERS_CJPEG sets the number of combinations (default 120).
/// </summary>
[Trait("Length", "Long")]
public class LibjpegComparisonTests
{
    private static readonly string[] Samplings =
    [
        "-sample 1x1", "-sample 2x1", "-sample 1x2", "-sample 2x2", "-sample 4x1", "-sample 1x4", "-sample 4x2",
        "-sample 2x2,2x1,1x2", "-sample 2x1,1x1,2x1", "-sample 1x1,2x2,1x1", "-sample 2x2,1x1,2x2", "-grayscale", "-rgb", "-rgb -sample 2x2",
    ];

    private static readonly string[] Restarts = ["", "", "-restart 1B", "-restart 3B", "-restart 1", "-restart 17B"];

    private static readonly string[] Codings = ["", "-optimize", "-progressive", "-progressive", "-arithmetic", "-arithmetic -progressive"];

    private static readonly int[] Qualities = [1, 10, 40, 75, 90, 100];

    private static int Combinations => int.TryParse(Environment.GetEnvironmentVariable("RAWDECODERS_CJPEG"), out int n) ? n : 120;

    private static (byte[] File, string Arguments)? Make(Random random, int seed, bool large, int codings)
    {
        int width = large ? random.Next(100, 700) : random.Next(1, 41);
        int height = large ? random.Next(100, 500) : random.Next(1, 41);
        string arguments = string.Join(
            ' ',
            Samplings[random.Next(Samplings.Length)],
            Restarts[random.Next(Restarts.Length)],
            Codings[random.Next(codings)],
            $"-quality {Qualities[random.Next(Qualities.Length)]}");
        (byte[] file, bool made) = JpegTesting.Run("cjpeg", arguments, JpegTesting.MakePpm(width, height, seed));
        return made && file.Length > 0 ? (file, $"{arguments} of {width} x {height}, seed {seed}") : null;
    }

    [Fact]
    public void Equals_djpeg_with_and_without_smoothing()
    {
        JpegTesting.RequirePrograms();
        int compared = 0;
        Parallel.For(0, Combinations, new ParallelOptions { MaxDegreeOfParallelism = 2 }, seed =>
        {
            if (Make(new Random(seed), seed, large: seed % 10 == 9, codings: 6) is not var (file, arguments))
                return;
            Compare(file, "", JpegReconstruction.LibjpegTurbo, arguments, Strictness.Strict);
            Compare(file, "-nosmooth", JpegReconstruction.LibjpegTurboReplicated, arguments, Strictness.Strict);
            Interlocked.Increment(ref compared);
        });

        // cjpeg refuses a few of the samplings (more than 10 blocks in an MCU).
        Assert.True(compared >= Combinations * 2 / 3, $"only {compared} of {Combinations} combinations could be made");
    }

    private static void Compare(byte[] file, string djpegArguments, JpegReconstruction reconstruction, string what, Strictness strictness)
    {
        (byte[] pnm, bool decoded) = JpegTesting.Run("djpeg", djpegArguments, file);
        if (!decoded && strictness == Strictness.Lenient)
            return;
        Assert.True(decoded, what);
        (int width, int height, PixelFormat format, byte[] expected) = JpegTesting.ReadPnm(pnm);
        (byte[] pixels, DecodeResult result) = JpegTesting.Decode(file, JpegTesting.With(format, strictness, reconstruction));
        Assert.Equal((width, height), (result.Width, result.Height));
        int different = expected.AsSpan().CommonPrefixLength(pixels);
        int perRow = width * format.GetBytesPerPixel();
        Assert.True(
            different == expected.Length && different == pixels.Length,
            $"{what} {djpegArguments}: row {different / perRow}, byte {different % perRow} of it; {string.Join("; ", result.Damage.Select(d => d.Reason.Message))}");
    }

    /// <summary>Cut anywhere in its data, a file gives the same picture as libjpeg-turbo's.</summary>
    [Fact]
    public void Lenient_fills_truncated_files_as_djpeg_does()
    {
        JpegTesting.RequirePrograms();
        for (int seed = 0; seed < Combinations / 2; seed++)
        {
            var random = new Random(9000 + seed);
            if (Make(random, seed, large: seed % 4 == 0, codings: 4) is not var (file, arguments))
                continue;
            int start = file.AsSpan().IndexOf((byte[])[0xFF, 0xDA]) + 14;
            int length = random.Next(Math.Min(start + 1, file.Length - 2), file.Length - 2);
            string what = $"{arguments}, cut to {length} of {file.Length}";
            if (length <= start || file[length - 1] == 0xFF)
                continue;
            Compare(file[..length], "", JpegReconstruction.LibjpegTurbo, what, Strictness.Lenient);
            Assert.Throws<ImageDecodeException>(() => JpegTesting.Decode(file[..length], JpegTesting.With(strictness: Strictness.Strict)));
        }
    }

    /// <summary>Arithmetic decoding goes on with zeros, to whatever they decode to.</summary>
    [Fact]
    public void Lenient_goes_on_past_truncated_arithmetic_coding_as_djpeg_does()
    {
        JpegTesting.RequirePrograms();
        for (int seed = 0; seed < Combinations / 3; seed++)
        {
            var random = new Random(7000 + seed);
            string arguments = $"-arithmetic {Samplings[random.Next(4)]} {Restarts[random.Next(Restarts.Length)]} -quality {random.Next(10, 95)}";
            (byte[] file, _) = JpegTesting.Run("cjpeg", arguments, JpegTesting.MakePpm(random.Next(20, 150), random.Next(20, 150), seed));
            int start = file.AsSpan().IndexOf((byte[])[0xFF, 0xDA]) + 14;
            int length = random.Next(start + 2, file.Length - 2);
            if (file[length - 1] == 0xFF)
                continue;
            Compare(file[..length], "", JpegReconstruction.LibjpegTurbo, $"{arguments}, cut to {length} of {file.Length}", Strictness.Lenient);
            var refusal = Assert.Throws<ImageDecodeException>(() => JpegTesting.Decode(file[..length], JpegTesting.With()));
            Assert.Equal(ImageDecodeErrorKind.Truncated, refusal.Kind);
        }
    }

    /// <summary>Progressive scripts that leave coefficients out are legal; libjpeg-turbo then estimates some of them.</summary>
    [Theory]
    [InlineData("0,1,2:0-0,0,0;")]
    [InlineData("0,1,2:0-0,0,1;")]
    [InlineData("0:0-0,0,0; 1,2:0-0,0,1; 0:1-3,0,2; 2:5-63,0,1;")]
    [InlineData("0,1,2:0-0,0,1; 0:1-63,0,2; 0:1-63,2,1; 1:1-5,0,0; 2:1-63,0,3; 0,1,2:0-0,1,0;")]
    public void Incomplete_scripts_are_smoothed_as_djpeg_does(string script)
    {
        JpegTesting.RequirePrograms();
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, script);
            for (int seed = 0; seed < 12; seed++)
            {
                var random = new Random(seed);
                byte[] ppm = JpegTesting.MakePpm(random.Next(1, 120), random.Next(1, 120), seed);
                string arguments = $"-scans {path} {Samplings[random.Next(6)]} -quality {random.Next(5, 95)}";
                (byte[] file, _) = JpegTesting.Run("cjpeg", arguments, ppm);
                Compare(file, "", JpegReconstruction.LibjpegTurbo, arguments, Strictness.Strict);
                Compare(file, "-nosmooth", JpegReconstruction.LibjpegTurboReplicated, arguments, Strictness.Strict);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Restart markers taken out, doubled, or renumbered.</summary>
    [Fact]
    public void Lenient_resynchronises_as_djpeg_does()
    {
        JpegTesting.RequirePrograms();
        for (int seed = 0; seed < 80; seed++)
        {
            var random = new Random(5000 + seed);
            string arguments = $"-restart {random.Next(1, 6)}B {Samplings[random.Next(4)]} -quality {random.Next(20, 95)}";
            (byte[] file, _) = JpegTesting.Run("cjpeg", arguments, JpegTesting.MakePpm(random.Next(60, 200), random.Next(60, 200), seed));
            List<int> markers = [.. Enumerable.Range(0, file.Length - 1).Where(i => file[i] == 0xFF && file[i + 1] is >= 0xD0 and <= 0xD7)];
            int at = markers[random.Next(markers.Count)];
            int to = markers[random.Next(markers.Count)];
            (string what, byte[] damaged) = random.Next(4) switch
            {
                0 => ("without a marker", (byte[])[.. file[..at], .. file[(at + 2)..]]),
                1 => ("a marker renumbered", [.. file[..(at + 1)], (byte)(0xD0 + random.Next(8)), .. file[(at + 2)..]]),
                2 => ("without a part", [.. file[..Math.Min(at, to)], .. file[Math.Max(at, to)..]]),
                _ => ("a part twice", [.. file[..Math.Max(at, to)], .. file[Math.Min(at, to)..]]),
            };
            Compare(damaged, "", JpegReconstruction.LibjpegTurbo, $"{arguments}, seed {seed}, {what} at {at}, {to}", Strictness.Lenient);
        }
    }
}
