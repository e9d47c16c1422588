using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Jpeg;

/// <summary>
/// Every scale against djpeg -scale N/8, with and without fancy upsampling: files made on the spot with cjpeg, the JPEG files of the corpus,
/// and those of the public suites. Where there is no djpeg, recorded hashes stand in for it (<see cref="ScaledHashTests"/>).
/// </summary>
[Trait("Length", "Long")]
public class LibjpegScaledTests
{
    private static readonly string[] Samplings =
    [
        "-sample 1x1", "-sample 2x1", "-sample 1x2", "-sample 2x2", "-sample 4x1", "-sample 1x4", "-sample 4x2", "-sample 2x4",
        "-sample 2x2,2x1,1x2", "-sample 2x1,1x1,2x1", "-sample 1x1,2x2,1x1", "-sample 2x2,1x1,2x2", "-grayscale", "-rgb", "-rgb -sample 2x2",
    ];

    private static readonly string[] Codings = ["", "-optimize", "-restart 1B", "-progressive", "-progressive -restart 3B"];

    private static readonly int[] Qualities = [1, 25, 75, 100];

    /// <summary>Djpeg's -scale and -nosmooth.</summary>
    private static void Compare(byte[] file, int eighths, bool smooth, Strictness strictness, string what)
    {
        string arguments = $"-scale {eighths}/8{(smooth ? "" : " -nosmooth")}";
        (byte[] pnm, bool decoded) = JpegTesting.Run("djpeg", arguments, file);
        Assert.True(decoded, $"djpeg {arguments}: {what}");
        (int width, int height, PixelFormat format, byte[] expected) = JpegTesting.ReadPnm(pnm);
        DecodeOptions options = JpegTesting.With(format, strictness, smooth ? JpegReconstruction.LibjpegTurbo : JpegReconstruction.LibjpegTurboReplicated);
        PixelBuffer image = ImageDecoder.Decode(file, options with { Scale = new ImageScale(eighths, 8) });
        Assert.Equal((width, height), (image.Width, image.Height));
        int different = expected.AsSpan().CommonPrefixLength(image.Span);
        int perRow = width * format.GetBytesPerPixel();
        Assert.True(different == expected.Length && different == image.Span.Length, $"{what} {arguments}: row {different / perRow}, byte {different % perRow} of it");
    }

    [Fact]
    public void Equals_djpeg_for_files_of_every_sampling()
    {
        JpegTesting.RequirePrograms();
        int made = 0;
        for (int seed = 0; seed < 4 * Samplings.Length; seed++)
        {
            var random = new Random(seed);
            bool large = seed % 5 == 0;
            int width = large ? random.Next(100, 400) : random.Next(1, 60);
            int height = large ? random.Next(100, 300) : random.Next(1, 60);
            string arguments = $"{Samplings[seed % Samplings.Length]} {Codings[random.Next(Codings.Length)]} -quality {Qualities[random.Next(Qualities.Length)]}";
            (byte[] file, bool isMade) = JpegTesting.Run("cjpeg", arguments, JpegTesting.MakePpm(width, height, seed));
            if (!isMade || file.Length == 0)
                continue;
            made++;
            for (int eighths = 1; eighths <= 8; eighths++)
            {
                Compare(file, eighths, smooth: true, Strictness.Strict, $"{arguments} of {width} x {height}");
                if (eighths % 2 == seed % 2)
                    Compare(file, eighths, smooth: false, Strictness.Strict, $"{arguments} of {width} x {height}");
            }
        }

        // cjpeg refuses a few of the samplings (more than 10 blocks in an MCU).
        Assert.True(made >= 2 * Samplings.Length, $"only {made} files could be made");
    }

    /// <summary>Progressive files whose scans leave coefficients open are smoothed at every scale, from all of their scans.</summary>
    [Theory]
    [InlineData("0,1,2:0-0,0,0;")]
    [InlineData("0,1,2:0-0,0,1;")]
    [InlineData("0,1,2:0-0,0,1; 0:1-63,0,2; 0:1-63,2,1; 1:1-5,0,0; 2:1-63,0,3; 0,1,2:0-0,1,0;")]
    public void Incomplete_scripts_are_smoothed_as_djpeg_does(string script)
    {
        JpegTesting.RequirePrograms();
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, script);
            for (int seed = 0; seed < 4; seed++)
            {
                var random = new Random(seed);
                string arguments = $"-scans {path} {Samplings[seed]} -quality {random.Next(5, 95)}";
                (byte[] file, _) = JpegTesting.Run("cjpeg", arguments, JpegTesting.MakePpm(random.Next(1, 120), random.Next(1, 120), seed));
                for (int eighths = 1; eighths <= 8; eighths++)
                    Compare(file, eighths, smooth: true, Strictness.Strict, arguments);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Steps and coefficients that no encoder makes: what overflows does so as in libjpeg-turbo's code.</summary>
    [Fact]
    public void Wild_values_overflow_as_in_djpeg()
    {
        JpegTesting.RequirePrograms();
        for (int seed = 0; seed < 24; seed++)
        {
            var random = new Random(700 + seed);
            string arguments = $"{Samplings[seed % 4]} -quality 100 {(seed % 3 == 0 ? "-progressive" : "")}";
            (byte[] file, _) = JpegTesting.Run("cjpeg", arguments, JpegTesting.MakePpm(64, 48, seed));

            // Larger steps than the coefficients were made for: of 8 bits, and not in row 0 alone.
            for (int at = file.AsSpan().IndexOf((byte[])[0xFF, 0xDB]); at >= 0; at = Next(file, at))
            {
                for (int i = 0; i < 64; i++)
                    file[at + 5 + i] = (byte)(random.Next(4) == 0 ? 255 : random.Next(1, 60));
            }

            for (int eighths = 1; eighths <= 8; eighths++)
                Compare(file, eighths, smooth: true, Strictness.Standard, $"{arguments}, seed {seed}");
        }
    }

    private static int Next(byte[] file, int at)
    {
        int found = file.AsSpan(at + 2).IndexOf((byte[])[0xFF, 0xDB]);
        return found < 0 ? -1 : at + 2 + found;
    }

    /// <summary>
    /// Whether both decode the file at full size (djpeg knows no DNL, we no arithmetic coding), and it is no ink, of which djpeg makes RGB its
    /// own way.
    /// </summary>
    private static bool IsComparable(byte[] file)
        => JpegTesting.Run("djpeg", "", file).Succeeded
            && ImageDecoder.TryDecode(file, out PixelBuffer? image, out _) && image.Result!.Info.ColorModel is not (ColorModel.Cmyk or ColorModel.Ycck);

    [Fact]
    public void Equals_djpeg_over_the_corpus()
    {
        JpegTesting.RequirePrograms();
        int compared = 0;
        string[] folders = ["sampling", "sizes", "scans", "progressive", "restart", "colour", "quality", "tables", "photos", "arithmetic"];
        foreach (string path in folders.SelectMany(f => Directory.EnumerateFiles(Repository.PathOf("corpus", "jpeg", f), "*.jpg")).Order(StringComparer.Ordinal))
        {
            byte[] file = File.ReadAllBytes(path);

            if (!IsComparable(file))
                continue;
            for (int eighths = 1 + compared % 2; eighths < 8; eighths += 2)
                Compare(file, eighths, smooth: compared % 3 != 0, Strictness.Standard, Path.GetFileName(path));
            compared++;
        }

        Assert.True(compared > 200, $"{compared} files");
    }

    [Fact]
    public void Equals_djpeg_over_the_suites()
    {
        JpegTesting.RequirePrograms();
        Suites.Require();
        int compared = 0;
        foreach (string path in new[] { "jpeg/libjpeg-turbo", "jpeg/reftest", "photos/jpeg" }.SelectMany(f => Suites.Files(f)).Where(f => f.EndsWith(".jpg", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            byte[] file = Suites.Read(path);
            if (!IsComparable(file))
                continue;
            for (int eighths = 1; eighths < 8; eighths++)
                Compare(file, eighths, smooth: true, Strictness.Standard, path);
            compared++;
        }

        Assert.True(compared > 20, $"{compared} files");
    }
}
