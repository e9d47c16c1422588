using System.Security.Cryptography;
using RawDecoders.Jpeg;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Jpeg;

/// <summary>
/// Files of libjpeg-turbo 3.2 in the processes beside baseline, with the SHA-256 of the samples that it decodes: the folder t81 beside the
/// public suites.
/// </summary>
public class JpegProcessSuiteTests
{
    private static string? Folder
        => Suites.Root is { } root && Path.GetFullPath(Path.Combine(root, "..", "t81")) is var folder && File.Exists(Path.Combine(folder, "expected.tsv")) ? folder : null;

    /// <summary>The names of the files.</summary>
    public static IEnumerable<string> Names => Folder is null ? [] : Files().Select(row => row.Data.Item1);

    public static IEnumerable<TheoryDataRow<string, string, string>> FilesToScale => LongRun.Sample(Files(), 30);

    public static TheoryData<string, string, string> Files()
    {
        var data = new TheoryData<string, string, string>();
        if (Folder is null)
        {
            data.Add("", "", "");
            return data;
        }

        foreach (string line in File.ReadLines(Path.Combine(Folder, "expected.tsv")))
        {
            string[] fields = line.Split('\t');
            if (fields.Length == 5 && fields[0].EndsWith(".jpg", StringComparison.Ordinal))
                data.Add(fields[0], fields[3], fields[4]);
        }

        return data;
    }

    private static byte[] Read(string name)
    {
        Assert.SkipUnless(name.Length > 0, "there is no folder t81 beside the public suites");
        return File.ReadAllBytes(Path.Combine(Folder!, name));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Stored_samples_are_those_of_libjpeg_turbo(string name, string shape, string hash)
    {
        byte[] file = Read(name);
        foreach (Strictness strictness in Enum.GetValues<Strictness>())
        {
            (byte[] pixels, DecodeResult result) = JpegTesting.Decode(file, new DecodeOptions { Strictness = strictness, SampleRange = SampleRange.Stored });
            int channels = result.PixelFormat.GetChannelCount();
            Assert.Equal(shape, $"{result.Height}x{result.Width}{(channels > 1 ? $"x{channels}" : "")}:uint{8 * result.PixelFormat.GetBytesPerSample()}");
            Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(pixels)));
            Assert.True(result.IsComplete);
            Assert.Empty(result.Warnings);
        }
    }

    /// <summary>
    /// 8 bits through a DCT scale by their transform; wide pictures by averages of boxes, of which there are fewer scales. At 1/8 an
    /// arithmetic-coded scan is decoded whole and gives its DC, a progressive one is left out.
    /// </summary>
    [Theory]
    [MemberData(nameof(FilesToScale))]
    public void Every_process_scales(string name, string shape, string hash)
    {
        byte[] file = Read(name);
        Assert.NotEmpty(shape + hash);
        PixelBuffer whole = ImageDecoder.Decode(file);
        bool isWide = whole.Result!.Info.BitDepth > 8 || ((JpegMetadata)whole.Result.Info.Metadata!).Process is JpegProcess.Lossless;
        foreach (int eighths in (int[])[1, 2, 3, 4])
        {
            var options = new DecodeOptions { Scale = new ImageScale(eighths, 8) };
            if (isWide && eighths == 3)
            {
                Assert.Equal("option-scale", Assert.Throws<ImageDecodeException>(() => ImageDecoder.Decode(file, options)).Issue.Rule.Id);
                continue;
            }

            PixelBuffer small = ImageDecoder.Decode(file, options);
            Assert.Equal((options.Scale.Of(whole.Width), options.Scale.Of(whole.Height)), (small.Width, small.Height));
            if (isWide)
            {
                var average = new BoxAverage(whole.Format, 8 / eighths);
                byte[] row = new byte[small.RowBytes];
                average.Average(whole.Span, whole.Stride, Math.Min(8 / eighths, whole.Height), whole.Width, row);
                Assert.True(small.GetRow(0).SequenceEqual(row));
            }
            else if (small.Format is PixelFormat.Rgb24 or PixelFormat.Gray8)
            {
                JpegTesting.RequirePrograms();
                (_, _, _, byte[] expected) = JpegTesting.ReadPnm(JpegTesting.Run("djpeg", $"-scale {eighths}/8", file).Output);
                Assert.True(small.Span.SequenceEqual(expected));
            }
        }
    }
}
