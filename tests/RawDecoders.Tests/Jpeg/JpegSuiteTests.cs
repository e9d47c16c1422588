using System.Security.Cryptography;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Jpeg;

/// <summary>The public suites against the recorded results of libjpeg-turbo and ImageSharp.</summary>
public class JpegSuiteTests
{
    /// <summary>In the usual run some, and none of the large photos.</summary>
    public static TheoryData<string> Files()
        => [.. LongRun.Sample([.. Suites.Files("jpeg", ".jpg"), .. Suites.Files("photos/jpeg", ".jpg").Where(f => LongRun.IsOn || f.Length == 0 || Suites.Read(f).Length < 1 << 20)], 20)];

    private static readonly Lazy<ILookup<string, string[]>> Exceptions = new(() =>
        File.ReadLines(Repository.PathOf("tests", "RawDecoders.Tests", "Jpeg", "SuiteExceptions.tsv"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split('\t'))
            .ToLookup(fields => fields[0]));

    private static bool IsException(string path, string reference, string what)
        => Exceptions.Value[path].Any(f => (f[1] == "*" || f[1] == reference) && f[2] == what);

    private static readonly (string Reference, string Profile, PixelFormat Format, JpegReconstruction Reconstruction)[] Recorded =
    [
        ("libjpeg-turbo-2.1.5", "rgb24", PixelFormat.Rgb24, JpegReconstruction.LibjpegTurbo),
        ("libjpeg-turbo-2.1.5", "gray8", PixelFormat.Gray8, JpegReconstruction.LibjpegTurbo),
        ("pillow-9.4", "JPEG/CMYK", PixelFormat.Cmyk32, JpegReconstruction.LibjpegTurbo),
        ("imagesharp-3.1.12", "rgb24", PixelFormat.Rgb24, JpegReconstruction.ImageSharp),
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void Equals_the_recorded_pixels(string path)
    {
        Suites.Require();
        byte[] file = Suites.Read(path);
        foreach ((string reference, string profile, PixelFormat format, JpegReconstruction reconstruction) in Recorded)
        {
            Expectation? expected = Suites.Find(path, reference, profile);
            if (expected is null)
                continue;
            DecodeOptions options = JpegTesting.With(format, reconstruction: reconstruction);
            if (expected.Sha256 is null || IsException(path, reference, "refused"))
            {
                Assert.Throws<ImageDecodeException>(() => JpegTesting.Decode(file, options));
                continue;
            }

            (byte[] pixels, DecodeResult result) = JpegTesting.Decode(file, options);
            Assert.Equal(expected.Shape, $"{result.Height}x{result.Width}{(format.GetChannelCount() is var c and > 1 ? $"x{c}" : "")}:uint8");
            Assert.True(result.IsComplete);
            string hash = Convert.ToHexStringLower(SHA256.HashData(pixels));
            if (IsException(path, reference, "differs"))
                Assert.NotEqual(expected.Sha256, hash);
            else
                Assert.Equal(expected.Sha256, hash);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Good_files_decode_alike_at_every_strictness(string path)
    {
        Suites.Require();
        byte[] file = Suites.Read(path);
        if (file.Length > 200_000)
            return;
        (byte[] Pixels, DecodeResult Result) standard;
        try
        {
            standard = JpegTesting.Decode(file, JpegTesting.With());
        }
        catch (ImageDecodeException)
        {
            Assert.Throws<ImageDecodeException>(() => JpegTesting.Decode(file, JpegTesting.With(strictness: Strictness.Strict)));
            return;
        }

        (byte[] pixels, DecodeResult lenient) = JpegTesting.Decode(file, JpegTesting.With(strictness: Strictness.Lenient));
        Assert.Equal(standard.Pixels, pixels);
        Assert.True(lenient.IsComplete);
        Assert.Equal(standard.Result.Warnings, lenient.Warnings);
        if (standard.Result.Warnings.Count == 0)
            Assert.Equal(pixels, JpegTesting.Decode(file, JpegTesting.With(strictness: Strictness.Strict)).Pixels);
    }

    /// <summary>What a Lenient decode makes of damaged files that libjpeg-turbo gets through.</summary>
    [Theory]
    [InlineData("jpeg/crashtest/dc-predictor-overflow.jpg", PixelFormat.Gray8, "gray8")]
    [InlineData("jpeg/crashtest/subtract-with-overflow.jpg", PixelFormat.Rgb24, "rgb24")]
    [InlineData("jpeg/reftest/partial_progressive.jpg", PixelFormat.Rgb24, "rgb24")]
    [InlineData("jpeg/reftest/progressive-missing-dc.jpg", PixelFormat.Gray8, "gray8")]
    public void Lenient_saves_what_libjpeg_turbo_saves(string path, PixelFormat format, string profile)
    {
        Suites.Require();
        (byte[] pixels, DecodeResult result) = JpegTesting.Decode(Suites.Read(path), JpegTesting.With(format, Strictness.Lenient));
        Assert.Equal(Suites.Find(path, "libjpeg-turbo-2.1.5", profile)!.Sha256, Convert.ToHexStringLower(SHA256.HashData(pixels)));
        Assert.False(result.IsComplete);
    }

    [Theory]
    [InlineData("jpeg/crashtest/invalid-prediction-shift.jpg", ImageDecodeErrorKind.Malformed, "point transform")]
    [InlineData("jpeg/crashtest/derive-huffman-codes-overflow.jpg", ImageDecodeErrorKind.Malformed, "codes of length 16")]
    [InlineData("jpeg/crashtest/null_height.jpg", ImageDecodeErrorKind.Malformed, "width 0")]
    [InlineData("jpeg/crashtest/max_size.jpg", ImageDecodeErrorKind.LimitExceeded, "65535 x 65535")]
    [InlineData("jpeg/crashtest/missing-sos.jpg", ImageDecodeErrorKind.Malformed, "without a scan")]
    [InlineData("jpeg/crashtest/missing-sof.jpg", ImageDecodeErrorKind.Truncated, "before the frame header")]
    [InlineData("jpeg/crashtest/missing-frame-image-1410.jpg", ImageDecodeErrorKind.Malformed, "without a scan")]
    [InlineData("jpeg/reftest/partial_progressive.jpg", ImageDecodeErrorKind.Malformed, "goes on from bit")]
    public void Refusals_name_what_is_wrong(string path, ImageDecodeErrorKind kind, string what)
    {
        Suites.Require();
        var error = Assert.Throws<ImageDecodeException>(() => JpegTesting.Decode(Suites.Read(path), JpegTesting.With()));
        Assert.Equal(kind, error.Kind);
        Assert.Contains(what, error.Message);
        Assert.Equal(ImageFormat.Jpeg, error.Format);
    }

    [Theory]
    [InlineData("jpeg/reftest/restarts.jpg")]
    [InlineData("jpeg/reftest/jpg-progressive.jpg")]
    [InlineData("jpeg/reftest/non-interleaved-mcu.jpg")]
    [InlineData("jpeg/reftest/jpg-cmyk-2.jpg")]
    [InlineData("jpeg/reftest/grayscale_16x24_sampling2x2.jpg")]
    [InlineData("photos/jpeg/kodim23_q85_420.jpg")]
    public unsafe void Rows_in_any_batches_equal_the_whole(string path)
    {
        Suites.Require();
        byte[] file = Suites.Read(path);
        (byte[] whole, DecodeResult result) = JpegTesting.Decode(file, JpegTesting.With());
        var random = new Random(5);
        for (int largest = 1; largest <= 64; largest *= 4)
        {
            fixed (byte* start = file)
            {
                using FormatDecoder decoder = RawDecoders.Jpeg.JpegDecoder.Open(new ByteSource(start, file.Length), DecodeOptions.Default);
                int rowBytes = result.Width * result.PixelFormat.GetBytesPerPixel();
                int stride = rowBytes + 13;
                for (int y = 0; y < result.Height;)
                {
                    int rows = Math.Min(random.Next(1, largest + 1), result.Height - y);
                    byte[] part = new byte[stride * rows];
                    part.AsSpan().Fill(0xA5);
                    decoder.ReadRows(part.AsSpan(0, stride * (rows - 1) + rowBytes), stride, rows);
                    for (int i = 0; i < rows; i++, y++)
                    {
                        Assert.Equal(whole.AsSpan(y * rowBytes, rowBytes), part.AsSpan(i * stride, rowBytes));
                        Assert.False(part.AsSpan(i * stride + rowBytes, stride - rowBytes).ContainsAnyExcept((byte)0xA5));
                    }
                }

                Assert.Equal(result.Info.Metadata is RawDecoders.Jpeg.JpegMetadata { ScanCount: var n } ? n : -1, ((RawDecoders.Jpeg.JpegMetadata)decoder.Finish().Info.Metadata!).ScanCount);
            }
        }
    }
}
