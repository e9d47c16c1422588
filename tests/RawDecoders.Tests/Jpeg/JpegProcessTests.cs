using RawDecoders.Jpeg;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Jpeg;

/// <summary>Arithmetic, 12-bit and lossless files: what the decoder itself adds to the corpus, which has their pixels.</summary>
public class JpegProcessTests
{
    private static byte[] Corpus(string name) => File.ReadAllBytes(Repository.PathOf(["corpus", "jpeg", .. $"{name}.jpg".Split('/')]));

    private static string[] Names(params string[] folders)
        => [.. folders.SelectMany(f => Directory.EnumerateFiles(Repository.PathOf("corpus", "jpeg", f), "*.jpg").Order(StringComparer.Ordinal).Select(p => $"{f}/{Path.GetFileNameWithoutExtension(p)}"))];

    public static TheoryData<string> Some => [.. Names("arithmetic", "12-bit", "lossless").Where((_, i) => i % 3 == 0)];

    public static TheoryData<string> WideAndLossless => [.. Names("12-bit", "lossless")];

    private static int[] Samples(byte[] pixels, PixelFormat format)
        => format.GetBytesPerSample() == 1 ? [.. pixels] : [.. Enumerable.Range(0, pixels.Length / 2).Select(i => (int)BitConverter.ToUInt16(pixels, 2 * i))];

    /// <summary>
    /// The test sequence of T.81 K.4.1: 256 decisions of one context, and the bytes that they are coded in.
    /// </summary>
    [Fact]
    public unsafe void Decides_the_test_sequence_of_the_standard()
    {
        byte[] decisions = Convert.FromHexString("00020051000000C00352872AAAAAAAAA82C02000FCD79EF674EAABF7697EE74C");
        byte[] coded = Convert.FromHexString("655B5144F7969D517855BFFF00FC5184C7CEF93900287D46708ECBC0F6FFD900");
        fixed (byte* start = coded)
        {
            using var arena = new NativeArena();
            var reader = new EntropyReader(new ByteSource(start, coded.Length), arena, blocksPerMcu: 1, chunkBytes: 5);
            reader.Begin(0);
            var decoder = new ArithmeticDecoder(reader, arena);
            decoder.Start();
            var plain = new PlainArithmetic();
            var bits = new PlainBitReader(coded, 0);
            plain.Start(ref bits);
            for (int i = 0; i < 256; i++)
            {
                int expected = decisions[i / 8] >> (7 - i % 8) & 1;
                Assert.Equal(expected, decoder.Decode(decoder.Ac(0)));
                Assert.Equal(expected, plain.Decide(ref bits, isAc: true, 0, 0));
            }
        }
    }

    [Theory]
    [MemberData(nameof(WideAndLossless))]
    public void Scaled_samples_are_stored_ones_in_the_full_range(string name)
    {
        byte[] file = Corpus(name);
        (byte[] scaled, DecodeResult result) = JpegTesting.Decode(file, DecodeOptions.Default);
        (byte[] stored, _) = JpegTesting.Decode(file, new DecodeOptions { SampleRange = SampleRange.Stored });
        int precision = result.Info.BitDepth;
        Assert.Equal(result.Info.PixelFormat, result.PixelFormat);
        Assert.Equal(precision > 8 ? 2 : 1, result.PixelFormat.GetBytesPerSample());
        decimal max = (1 << precision) - 1, full = precision > 8 ? 65535 : 255;
        int[] wanted = [.. Samples(stored, result.PixelFormat).Select(v => (int)Math.Round(v * full / max, MidpointRounding.AwayFromZero))];
        Assert.Equal(wanted, Samples(scaled, result.PixelFormat));
        Assert.Contains(Samples(stored, result.PixelFormat), v => v > (int)max / 2);
    }

    [Theory]
    [InlineData("12-bit/420-sof1", PixelFormat.Rgb48, PixelFormat.Bgr48)]
    [InlineData("12-bit/grey-sof2", PixelFormat.Gray16, PixelFormat.Rgb48)]
    [InlineData("lossless/rgb-5", PixelFormat.Rgb24, PixelFormat.Rgb48)]
    [InlineData("lossless/grey-3", PixelFormat.Gray8, PixelFormat.Gray16)]
    public void Stored_samples_are_right_aligned_in_any_format_that_holds_them(string name, PixelFormat natural, PixelFormat asked)
    {
        byte[] file = Corpus(name);
        (byte[] stored, DecodeResult result) = JpegTesting.Decode(file, new DecodeOptions { SampleRange = SampleRange.Stored });
        Assert.Equal(natural, result.PixelFormat);
        (byte[] other, _) = JpegTesting.Decode(file, new DecodeOptions { SampleRange = SampleRange.Stored, PixelFormat = asked });
        int[] from = Samples(stored, natural), to = Samples(other, asked);
        int a = natural.GetChannelCount(), b = asked.GetChannelCount();
        for (int pixel = 0; pixel < from.Length / a; pixel++)
        {
            for (int c = 0; c < b; c++)
                Assert.Equal(from[pixel * a + (a == 1 ? 0 : asked == PixelFormat.Bgr48 ? 2 - c : c)], to[pixel * b + c]);
        }
    }

    [Theory]
    [InlineData("12-bit/grey-sof1", PixelFormat.Gray8)]
    [InlineData("12-bit/420-sof1", PixelFormat.Rgba32)]
    [InlineData("12-bit/420-sof1", PixelFormat.Cmyk64)]
    [InlineData("12-bit/cmyk-sof1", PixelFormat.Rgb48)]
    public void Formats_that_cannot_hold_stored_samples_are_refused(string name, PixelFormat asked)
    {
        var refusal = Assert.Throws<ImageDecodeException>(
            () => JpegTesting.Decode(Corpus(name), new DecodeOptions { SampleRange = SampleRange.Stored, PixelFormat = asked }));
        Assert.Equal("option-sample-range", refusal.Rule.Id);
        JpegTesting.Decode(Corpus(name), new DecodeOptions { PixelFormat = asked });
    }

    /// <summary>With 8 and 16 bits the stored range is the full one, in every format.</summary>
    [Theory]
    [InlineData("lossless/cmyk")]
    [InlineData("lossless/ycck-16")]
    [InlineData("colour/ycck-420-sof0")]
    [InlineData("arithmetic/420-sof9")]
    public void Stored_means_nothing_of_whole_bytes(string name)
    {
        byte[] file = Corpus(name);
        foreach (PixelFormat format in Enum.GetValues<PixelFormat>().Where(f => f != PixelFormat.Indexed8))
        {
            byte[] scaled = JpegTesting.Decode(file, new DecodeOptions { PixelFormat = format }).Pixels;
            Assert.Equal(scaled, JpegTesting.Decode(file, new DecodeOptions { PixelFormat = format, SampleRange = SampleRange.Stored }).Pixels);
        }
    }

    [Fact]
    public void Stored_samples_do_not_go_with_another_librarys_array()
        => Assert.Throws<ArgumentException>(() => ImageDecoder.Decode(Corpus("12-bit/grey-sof1"), new DecodeOptions { Like = ArrayConvention.Pillow, SampleRange = SampleRange.Stored }));

    /// <summary>Every pixel format of a wide picture is what RowConverter makes of its natural one.</summary>
    [Theory]
    [InlineData("12-bit/mixed-sof10")]
    [InlineData("12-bit/ycck-sof1")]
    [InlineData("lossless/sampling-420-restarts")]
    [InlineData("lossless/ycck-16")]
    public void Other_formats_are_conversions(string name)
    {
        byte[] file = Corpus(name);
        (byte[] natural, DecodeResult result) = JpegTesting.Decode(file, DecodeOptions.Default);
        foreach (PixelFormat format in Enum.GetValues<PixelFormat>().Where(f => f != PixelFormat.Indexed8))
        {
            // Of YCbCr grey is the luma that is stored.
            if (result.Info.ColorModel == ColorModel.YCbCr && format.GetChannelCount() < 3)
                continue;
            (byte[] pixels, _) = JpegTesting.Decode(file, new DecodeOptions { PixelFormat = format });
            byte[] wanted = new byte[result.Width * result.Height * format.GetBytesPerPixel()];
            RowConverter.CreateScalar(result.PixelFormat, format).Convert(natural, wanted, result.Width * result.Height);
            if (format == result.PixelFormat)
                wanted = natural;
            Assert.Equal(wanted, pixels);
        }
    }

    [Theory]
    [MemberData(nameof(Some))]
    public void Rows_in_any_portions_and_threads_give_the_same_pixels(string name)
    {
        byte[] file = Corpus(name);
        (byte[] whole, DecodeResult result) = JpegTesting.Decode(file, DecodeOptions.Default);
        foreach (int portion in (int[])[1, 3, 7])
        {
            using ImageRowReader rows = ImageDecoder.OpenRows(file);
            int stride = rows.Width * rows.PixelFormat.GetBytesPerPixel();
            byte[] pixels = new byte[whole.Length];
            for (int y = 0; y < rows.Height; y += portion)
                rows.ReadRows(pixels.AsSpan(y * stride), Math.Min(portion, rows.Height - y), stride);
            Assert.Equal(whole, pixels);
        }

        var several = new DecodeOptions { MaxDegreeOfParallelism = 4, ParallelFromPixels = 0, WorkUnitBytes = 1 };
        Assert.Equal(whole, JpegTesting.Decode(file, several).Pixels);
        Assert.True(result.IsComplete);
    }

    /// <summary>Nothing in T.81 bounds how many blocks some bytes of arithmetic coding stand for; the decoder does, over 16 megapixels.</summary>
    [Fact]
    public void Large_arithmetic_pictures_need_bytes()
    {
        byte[] file = Corpus("arithmetic/flat");
        int sof = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC9]);
        foreach ((int side, bool isRefused) in ((int, bool)[])[(4000, false), (12_000, true)])
        {
            byte[] large = [.. file];
            (large[sof + 5], large[sof + 6]) = ((byte)(side >> 8), (byte)side);
            (large[sof + 7], large[sof + 8]) = (large[sof + 5], large[sof + 6]);
            Exception? answer = Record.Exception(() =>
            {
                using ImageRowReader rows = ImageDecoder.OpenRows(large);
            });
            Assert.Equal(isRefused ? ImageDecodeErrorKind.LimitExceeded : null, (answer as ImageDecodeException)?.Kind);
        }
    }

    [Fact]
    public void The_metadata_name_process_and_precision()
    {
        foreach ((string name, JpegProcess process, int depth) in ((string, JpegProcess, int)[])
            [
                ("arithmetic/420-sof9", JpegProcess.ArithmeticSequential, 8), ("arithmetic/420-sof10", JpegProcess.ArithmeticProgressive, 8),
                ("12-bit/420-sof1", JpegProcess.ExtendedSequential, 12), ("lossless/grey-13", JpegProcess.Lossless, 13),
            ])
        {
            ImageInfo info = ImageDecoder.Identify(Corpus(name));
            Assert.Equal((process, depth), (((JpegMetadata)info.Metadata!).Process, info.BitDepth));
        }
    }

    /// <summary>A DAC segment in a file of Huffman coding means nothing, before the frame header or behind it.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Conditioning_of_Huffman_coding_is_a_warning(bool isEarly)
    {
        byte[] file = Corpus("sampling/420-sof0");
        int sof = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        int at = isEarly ? sof : sof + 2 + (file[sof + 2] << 8 | file[sof + 3]);

        // Of a class that there is not: nobody reads it.
        byte[] with = [.. file[..at], 0xFF, 0xCC, 0, 4, 0x20, 0, .. file[at..]];
        (byte[] pixels, DecodeResult result) = JpegTesting.Decode(with, DecodeOptions.Default);
        Assert.Equal(JpegTesting.Decode(file, DecodeOptions.Default).Pixels, pixels);
        Assert.Contains(result.Warnings, w => w.Rule.Id == "jpeg-marker-misplaced" && w.Offset == at);
    }
}
