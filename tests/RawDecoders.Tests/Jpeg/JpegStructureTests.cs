using System.Text;
using RawDecoders.Jpeg;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Jpeg;

/// <summary>Metadata, identification, limits, and files that the suites do not have.</summary>
public class JpegStructureTests
{
    private static byte[] Segment(byte marker, params byte[] payload)
        => [0xFF, marker, (byte)(payload.Length + 2 >> 8), (byte)(payload.Length + 2), .. payload];

    private static byte[] Ascii(string text) => Encoding.Latin1.GetBytes(text);

    /// <summary>A 16 x 8 picture in three components, whose segments can be changed.</summary>
    private static byte[] Picture(byte[]? afterSoi = null, bool progressive = false, int seed = 1, int width = 16, int height = 8)
    {
        var file = new JpegTestFile(width, height, [(1, 1), (1, 1), (1, 1)], progressive);
        file.Fill(new Random(seed), 20, 300, 0.2, true, !progressive);
        file.Begin();
        if (progressive)
        {
            file.WriteScan(new TestScan([0, 1, 2], 0, 0), 0, 4);
            foreach (int c in (int[])[0, 1, 2])
                file.WriteScan(new TestScan([c], 1, 63), 0, 6);
        }
        else
        {
            file.WriteScan(new TestScan([0, 1, 2]), 0, 5);
        }

        file.End();
        return [.. file.Bytes[..2], .. afterSoi ?? [], .. file.Bytes[2..]];
    }

    private static ImageInfo Info(byte[] file)
    {
        IdentifyResult result = JpegTesting.Identify(file, isWhole: true);
        Assert.Equal(IdentifyStatus.Identified, result.Status);
        return result.Info!;
    }

    private static ImageDecodeException Refused(byte[] file, Strictness strictness = Strictness.Standard, DecodeLimits? limits = null)
        => Assert.Throws<ImageDecodeException>(
            () => JpegTesting.Decode(file, new DecodeOptions { Strictness = strictness, Limits = limits ?? DecodeLimits.Default }));

    private static int Find(byte[] file, byte marker) => file.AsSpan().IndexOf((byte[])[0xFF, marker]);

    private static byte[] Change(byte[] file, int at, byte value)
    {
        byte[] copy = [.. file];
        copy[at] = value;
        return copy;
    }

    [Fact]
    public void Reads_metadata()
    {
        byte[] exif = [.. "Exif\0\0"u8, .. "MM\0*\0\0\0\b\0\u0001\u0001\u0012\0\u0003\0\0\0\u0001\0\u0006\0\0\0\0\0\0"u8];
        byte[] file = Picture(
        [
            .. Segment(0xE0, [.. "JFIF\0"u8, 1, 2, 2, 0, 118, 0, 59, 0, 0]),
            .. Segment(0xE1, exif),
            .. Segment(0xE1, [.. "http://ns.adobe.com/xap/1.0/\0<x/>"u8]),
            .. Segment(0xE2, [.. "ICC_PROFILE\0"u8, 2, 2, 40, 50]),
            .. Segment(0xE2, [.. "ICC_PROFILE\0"u8, 1, 2, 10, 20, 30]),
            .. Segment(0xFE, Encoding.UTF8.GetBytes("grün\0")),
            .. Segment(0xFE, [0x67, 0xFC]),
            .. Segment(0xDD, 0, 7),
        ]);
        ImageInfo info = Info(file);
        Assert.Equal((16, 8, 8, ColorModel.YCbCr, PixelFormat.Rgb24), (info.Width, info.Height, info.BitDepth, info.ColorModel, info.PixelFormat));
        Assert.Equal(new PixelDensity(118, 59, DensityUnit.Centimetre), info.Density);
        Assert.Equal(exif[6..], info.Exif.ToArray());
        Assert.Equal(ImageOrientation.RightTop, info.Orientation);
        Assert.Equal("<x/>"u8, info.Xmp.Span);
        Assert.Equal((byte[])[10, 20, 30, 40, 50], info.IccProfile.ToArray());
        Assert.Equal(["grün", "gü"], info.Texts.Select(t => t.Text));
        var metadata = Assert.IsType<JpegMetadata>(info.Metadata);
        Assert.Equal((JpegProcess.ExtendedSequential, new Version(1, 2)), (metadata.Process, metadata.JfifVersion));
        Assert.Equal([1, 2, 3], metadata.Components.Select(c => c.Id));
        Assert.All(metadata.Components, c => Assert.Equal(64, c.Quantization.Length));
        Assert.Null(metadata.ScanCount);

        (_, DecodeResult result) = JpegTesting.Decode(file, DecodeOptions.Default);
        Assert.Equal(1, ((JpegMetadata)result.Info.Metadata!).ScanCount);
        Assert.Equal(info.IccProfile.ToArray(), result.Info.IccProfile.ToArray());
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 2, 2 }, true)]
    [InlineData(new byte[] { 2, 2, 1, 2 }, true)]
    [InlineData(new byte[] { 1, 1, 2, 2 }, false)]
    [InlineData(new byte[] { 1, 2, 1, 2 }, false)]
    [InlineData(new byte[] { 0, 2, 1, 2 }, false)]
    [InlineData(new byte[] { 1, 3, 2, 3 }, false)]
    public void Icc_parts_must_make_a_whole(byte[] numbers, bool whole)
    {
        byte[] file = Picture(
        [
            .. Segment(0xE2, [.. "ICC_PROFILE\0"u8, numbers[0], numbers[1], 1, 2, 3]),
            .. Segment(0xE2, [.. "ICC_PROFILE\0"u8, numbers[2], numbers[3], 4, 5, 6]),
        ]);
        (_, DecodeResult result) = JpegTesting.Decode(file, DecodeOptions.Default);
        bool complete = result.Info.IccProfile.Length == 6;
        Assert.Equal(whole, complete);
        Assert.Equal(whole, result.Warnings.Count == 0);
        if (!whole)
            Assert.Contains("APP2", Refused(file, Strictness.Strict).Part);
    }

    [Fact]
    public void Icc_over_the_limit_is_dropped()
    {
        byte[] file = Picture(Segment(0xE2, [.. "ICC_PROFILE\0"u8, 1, 1, .. new byte[500]]));
        (_, DecodeResult result) = JpegTesting.Decode(file, new DecodeOptions { Limits = new DecodeLimits { MaxMetadataBytes = 499 } });
        Assert.True(result.Info.IccProfile.IsEmpty);
        Assert.Single(result.Warnings);
    }

    /// <summary>At every length the answer is "more", with a length that helps, until the scan header is complete.</summary>
    [Fact]
    public void A_growing_prefix_is_identified_when_the_scan_header_is_complete()
    {
        byte[] file = Picture(Segment(0xFE, [.. "a comment"u8]), progressive: true);
        int scan = Find(file, 0xDA);
        int complete = scan + 2 + (file[scan + 2] << 8 | file[scan + 3]);
        for (int length = 0; length <= file.Length; length++)
        {
            IdentifyResult result = JpegTesting.Identify(file[..length], isWhole: false);
            if (length < complete)
            {
                Assert.Equal(IdentifyStatus.NeedsMoreBytes, result.Status);
                Assert.InRange(result.BytesNeeded, length + 1, complete);
            }
            else
            {
                Assert.Equal(IdentifyStatus.Identified, result.Status);
                Assert.Equal(16, result.Info!.Width);
            }
        }
    }

    [Fact]
    public void Dnl_gives_the_height()
    {
        byte[] file = Picture(height: 24);
        (byte[] expected, _) = JpegTesting.Decode(file, DecodeOptions.Default);
        byte[] dnl = [.. file[..^2], .. Segment(0xDC, 0, 24), .. file[^2..]];
        int height = Find(dnl, 0xC1) + 5;
        dnl[height] = dnl[height + 1] = 0;
        (byte[] pixels, DecodeResult result) = JpegTesting.Decode(dnl, JpegTesting.With(strictness: Strictness.Strict));
        Assert.Equal(24, result.Height);
        Assert.True(((JpegMetadata)result.Info.Metadata!).HeightFromDnl);
        Assert.Equal(expected, pixels);
        Assert.Equal(24, Info(dnl).Height);
        Assert.Equal(IdentifyStatus.NeedsMoreBytes, JpegTesting.Identify(dnl[..^8], isWhole: false).Status);

        ImageDecodeException error = Refused([.. dnl[..^8], .. dnl[^2..]]);
        Assert.Contains("height 0", error.Message);
        Assert.Equal(height, error.Offset);
    }

    [Fact]
    public void A_file_without_EOI_is_complete_but_odd()
    {
        byte[] file = Picture();
        (byte[] expected, _) = JpegTesting.Decode(file, DecodeOptions.Default);
        (byte[] pixels, DecodeResult result) = JpegTesting.Decode(file[..^2], DecodeOptions.Default);
        Assert.Equal(expected, pixels);
        Assert.Equal("jpeg-eoi-missing", Assert.Single(result.Warnings).Rule.Id);
        Assert.Equal("jpeg-eoi-missing", Refused(file[..^2], Strictness.Strict).Rule.Id);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_truncated_file_is_refused_as_truncated_at_every_length(bool progressive)
    {
        byte[] file = Picture(progressive: progressive);
        int data = Find(file, 0xDA) + 14;
        for (int length = 4; length < file.Length - 3; length++)
        {
            ImageDecodeException error = Refused(file[..length]);
            Assert.Equal(ImageDecodeErrorKind.Truncated, error.Kind);
            Assert.InRange(error.Offset, 0, length);
            if (length > data + 1)
            {
                (_, DecodeResult result) = JpegTesting.Decode(file[..length], JpegTesting.With(strictness: Strictness.Lenient));
                Assert.False(result.IsComplete);
                Assert.Equal(ImageDecodeErrorKind.Truncated, result.Damage[0].Reason.Kind);
            }
        }
    }

    [Fact]
    public void Lenient_reports_the_rows_that_are_lost()
    {
        // Restarts after each of 8 MCU rows; the data of the fourth interval are damaged.
        var file = new JpegTestFile(64, 64, [(1, 1)], progressive: false);
        file.Fill(new Random(4), 100, 300, 0.5, true, true);
        file.Begin();
        file.WriteScan(new TestScan([0]), 8, 3);
        file.End();
        byte[] good = file.Bytes;
        (byte[] expected, _) = JpegTesting.Decode(good, DecodeOptions.Default);
        int begin = good.AsSpan().IndexOf((byte[])[0xFF, 0xD2]) + 2;
        int end = good.AsSpan().IndexOf((byte[])[0xFF, 0xD3]);
        byte[] bad = [.. good[..(begin + 10)], .. good[end..]];

        ImageDecodeException error = Refused(bad);
        Assert.Equal(ImageDecodeErrorKind.Malformed, error.Kind);
        Assert.Contains("MCU 2", error.Message);
        Assert.InRange(error.Offset, begin, begin + 10);
        (byte[] pixels, DecodeResult result) = JpegTesting.Decode(bad, JpegTesting.With(strictness: Strictness.Lenient));
        DamagedRows damage = Assert.Single(result.Damage);
        Assert.Equal((24, 8), (damage.FirstRow, damage.RowCount));
        Assert.Equal(56, result.IntactRows);
        Assert.Equal(expected.AsSpan(0, 24 * 64), pixels.AsSpan(0, 24 * 64));
        Assert.Equal(expected.AsSpan(32 * 64), pixels.AsSpan(32 * 64));
    }

    [Fact]
    public void Limits_are_checked_before_anything_is_allocated()
    {
        byte[] file = Picture(progressive: true);
        Assert.Equal("DecodeLimits.MaxScans", Refused(file, limits: new DecodeLimits { MaxScans = 3 }).Clause);
        Assert.Equal("DecodeLimits.MaxWidth", Refused(file, limits: new DecodeLimits { MaxWidth = 15 }).Clause);
        Assert.Equal("DecodeLimits.MaxBytes", Refused(file, limits: new DecodeLimits { MaxBytes = 1000 }).Clause);
        JpegTesting.Decode(file, new DecodeOptions { Limits = new DecodeLimits { MaxScans = 4 } });
    }

    /// <summary>A file of a few bytes cannot ask for a large picture, at any strictness.</summary>
    [Theory]
    [InlineData(false, Strictness.Standard)]
    [InlineData(true, Strictness.Standard)]
    [InlineData(false, Strictness.Lenient)]
    [InlineData(true, Strictness.Lenient)]
    public void A_picture_must_be_within_what_the_bytes_can_hold(bool progressive, Strictness strictness)
    {
        byte[] file = Picture(progressive: progressive);
        int frame = Find(file, progressive ? (byte)0xC2 : (byte)0xC1);
        file = Change(Change(file, frame + 5, 0x30), frame + 7, 0x30);
        Assert.Equal(ImageDecodeErrorKind.LimitExceeded, Refused(file, strictness).Kind);
    }

    /// <summary>500 scans over a large picture without data: time and memory stay in proportion.</summary>
    [Fact]
    public void Scans_without_data_cost_little()
    {
        var file = new JpegTestFile(1000, 1000, [(1, 1)], progressive: true);
        file.Begin();
        file.WriteScan(new TestScan([0], 0, 0), 0, 1);
        file.End();
        byte[] one = file.Bytes;
        byte[] empty = [.. Segment(0xC4, [0x10, 1, .. new byte[15], 0xE0]), .. Segment(0xDA, 1, 1, 0, 1, 63, 0)];
        var bomb = new List<byte>(one[..^2]);
        for (int i = 0; i < 499; i++)
            bomb.AddRange(empty);
        bomb.AddRange(one[^2..]);
        (_, DecodeResult result) = JpegTesting.Decode([.. bomb], JpegTesting.With(strictness: Strictness.Lenient));
        Assert.False(result.IsComplete);
        Assert.Equal(500, ((JpegMetadata)result.Info.Metadata!).ScanCount);
    }

    [Theory]
    [InlineData(0xCB, "lossless arithmetic coding (SOF11, T.81 Table B.1)")]
    [InlineData(0xC5, "hierarchical (SOF5, T.81 Table B.1)")]
    [InlineData(0xC7, "hierarchical lossless (SOF7, T.81 Table B.1)")]
    public void Other_processes_are_refused_by_name(byte marker, string name)
    {
        byte[] file = Picture();
        int frame = Find(file, 0xC1);
        ImageDecodeException error = Refused(Change(file, frame + 1, marker), Strictness.Lenient);
        Assert.Equal(ImageDecodeErrorKind.Unsupported, error.Kind);
        Assert.Contains(name, error.Message);
        Assert.Equal(frame, error.Offset);
    }

    [Theory]
    [InlineData(4, 10, ImageDecodeErrorKind.Malformed, "precision of 10 bits")]
    [InlineData(4, 7, ImageDecodeErrorKind.Malformed, "precision of 7 bits")]
    [InlineData(9, 2, ImageDecodeErrorKind.Malformed, "length 17")]
    [InlineData(9, 0, ImageDecodeErrorKind.Malformed, "no components")]
    [InlineData(11, 0x51, ImageDecodeErrorKind.Malformed, "sampling factors 5 x 1")]
    [InlineData(12, 4, ImageDecodeErrorKind.Malformed, "quantisation table 4")]
    public void Frame_headers_are_checked(int field, byte value, ImageDecodeErrorKind kind, string what)
    {
        byte[] file = Picture();
        int frame = Find(file, 0xC1);
        ImageDecodeException error = Refused(Change(file, frame + field, value));
        Assert.Equal(kind, error.Kind);
        Assert.Contains(what, error.Message);
        Assert.InRange(error.Offset, frame + 2, frame + field);
    }

    [Fact]
    public void Fractional_sampling_ratios_are_refused_by_name()
    {
        byte[] file = Picture();
        int frame = Find(file, 0xC1);
        file = Change(Change(file, frame + 11, 0x31), frame + 14, 0x21);
        ImageDecodeException error = Refused(file);
        Assert.Equal(ImageDecodeErrorKind.Unsupported, error.Kind);
        Assert.Contains("2 x 1 of component 1", error.Message);
        Assert.Equal(frame + 14, error.Offset);
    }

    /// <summary>libjpeg's rules (jdapimin), and ImageSharp's where Adobe and JFIF disagree.</summary>
    [Theory]
    [InlineData("", new byte[] { 1, 2, 3 }, ColorModel.YCbCr, ColorModel.YCbCr)]
    [InlineData("", new byte[] { 82, 71, 66 }, ColorModel.Rgb, ColorModel.YCbCr)]
    [InlineData("", new byte[] { 0, 1, 2 }, ColorModel.YCbCr, ColorModel.YCbCr)]
    [InlineData("J", new byte[] { 82, 71, 66 }, ColorModel.YCbCr, ColorModel.YCbCr)]
    [InlineData("A0", new byte[] { 1, 2, 3 }, ColorModel.Rgb, ColorModel.Rgb)]
    [InlineData("A1", new byte[] { 82, 71, 66 }, ColorModel.YCbCr, ColorModel.YCbCr)]
    [InlineData("JA0", new byte[] { 1, 2, 3 }, ColorModel.YCbCr, ColorModel.Rgb)]
    public void Colour_is_decided_as_the_references_do(string segments, byte[] ids, ColorModel turbo, ColorModel imageSharp)
    {
        byte[] extra =
        [
            .. segments.Contains('J') ? Segment(0xE0, [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0]) : [],
            .. segments.Contains('A') ? Segment(0xEE, [.. "Adobe"u8, 0, 100, 0, 0, 0, 0, (byte)(segments[^1] - '0')]) : [],
        ];
        byte[] file = Picture(extra);
        int frame = Find(file, 0xC1), scan = Find(file, 0xDA);
        for (int i = 0; i < 3; i++)
            file[frame + 10 + 3 * i] = file[scan + 5 + 2 * i] = ids[i];
        Assert.Equal(turbo, JpegTesting.Decode(file, JpegTesting.With()).Result.Info.ColorModel);
        Assert.Equal(imageSharp, JpegTesting.Decode(file, JpegTesting.With(reconstruction: JpegReconstruction.ImageSharp)).Result.Info.ColorModel);
    }

    [Fact]
    public void Stray_bytes_are_passed_over_and_stated()
    {
        byte[] file = Picture([1, 2, 3]);
        (byte[] pixels, DecodeResult result) = JpegTesting.Decode(file, DecodeOptions.Default);
        Assert.Equal(JpegTesting.Decode(Picture(), DecodeOptions.Default).Pixels, pixels);
        Issue warning = Assert.Single(result.Warnings);
        Assert.Equal(2, warning.Offset);
        Assert.Equal("byte 2: 3 stray bytes before the marker (DQT, T.81 B.1.1.2)", warning.ToString());
        Refused(file, Strictness.Strict);
    }

    [Fact]
    public void Decoding_into_the_callers_memory_allocates_little_whatever_the_size()
    {
        Suites.Require();
        byte[] file = Suites.Read("photos/jpeg/large_image.jpg");
        byte[] pixels = new byte[1512 * 2268 * 3];
        unsafe
        {
            fixed (byte* start = file)
            {
                long allocated = 0;
                for (int i = 0; i < 3; i++)
                {
                    long before = GC.GetAllocatedBytesForCurrentThread();
                    using FormatDecoder decoder = JpegDecoder.Open(new ByteSource(start, file.Length), DecodeOptions.Default);
                    decoder.DecodeAll(pixels, 2268 * 3);
                    decoder.Finish();
                    allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                }

                Assert.InRange(allocated, 0, 128 << 10);
            }
        }
    }
}
