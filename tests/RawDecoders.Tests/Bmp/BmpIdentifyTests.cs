using RawDecoders.Bmp;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Bmp;

/// <summary>Properties from whole files and prefixes, profiles, embedded pictures, limits.</summary>
public sealed class BmpIdentifyTests
{
    public static TheoryData<string> Files => Suites.Cases("bmpsuite/good-questionable", ".bmp");

    [Theory]
    [MemberData(nameof(Files))]
    public void A_prefix_asks_for_bytes_until_the_headers_are_there(string path)
    {
        Suites.Require();
        byte[] file = Suites.Read(path);
        if (path.Contains("jpeg", StringComparison.Ordinal) || path.Contains("rgb24png", StringComparison.Ordinal))
            return;
        ImageInfo whole = BmpTesting.Identify(file).Info!;
        int length = 0;
        int steps = 0;
        while (true)
        {
            IdentifyResult result = BmpTesting.Identify(file[..length], isWhole: false);
            if (result.Status == IdentifyStatus.Identified)
            {
                Assert.Equal((whole.Width, whole.Height, whole.PixelFormat, whole.BitDepth), (result.Info!.Width, result.Info.Height, result.Info.PixelFormat, result.Info.BitDepth));
                BmpMetadata metadata = (BmpMetadata)whole.Metadata!;
                Assert.Equal(metadata.LinkedProfile is null ? metadata : metadata with { LinkedProfile = "" }, result.Info.Metadata);
                break;
            }

            Assert.Equal(IdentifyStatus.NeedsMoreBytes, result.Status);
            Assert.InRange(result.BytesNeeded, length + 1, file.Length);
            length = (int)result.BytesNeeded;
            Assert.True(++steps < 10);
        }

        Assert.True(length <= 14 + 124 + 1024);
        Assert.Equal(whole.PixelFormat, BmpTesting.Decode(file).Format);

        // Any shorter prefix wants more, and no more than that.
        for (int n = 0; n < length; n++)
            Assert.InRange(BmpTesting.Identify(file[..n], isWhole: false).BytesNeeded, n + 1, length);
    }

    [Fact]
    public void A_whole_file_that_ends_in_its_headers_is_truncated()
    {
        byte[] file = new BmpWriter { Width = 4, Height = 1, Bits = 8, Palette = new byte[768], Pixels = new byte[4] }.ToArray();
        for (int n = 2; n < 54 + 1024; n++)
        {
            foreach (Strictness strictness in Enum.GetValues<Strictness>())
            {
                IdentifyResult result = BmpTesting.Identify(file[..n], isWhole: true, BmpTesting.As(null, strictness));
                Assert.Equal(IdentifyStatus.Refused, result.Status);
                Assert.Equal((ImageDecodeErrorKind.Truncated, (long)n), (result.Error!.Kind, result.Error.Offset));
            }
        }
    }

    [Fact]
    public void Profiles_are_metadata()
    {
        Suites.Require();
        byte[] file = Suites.Read("bmpsuite/good-questionable/rgb24prof.bmp");
        ImageInfo info = BmpTesting.Identify(file).Info!;
        Assert.Equal(3048, info.IccProfile.Length);
        Assert.Equal("acsp"u8.ToArray(), info.IccProfile.Slice(36, 4).ToArray());
        BmpMetadata metadata = (BmpMetadata)info.Metadata!;
        Assert.Equal((BmpColorSpaceKind.ProfileEmbedded, BmpRenderingIntent.Perceptual), (metadata.ColorSpace!.Kind, metadata.ColorSpace.Intent));

        info = BmpTesting.Identify(Suites.Read("bmpsuite/good-questionable/rgb24lprof.bmp")).Info!;
        metadata = (BmpMetadata)info.Metadata!;
        Assert.True(info.IccProfile.IsEmpty);
        Assert.Equal("C:\\temp\\test•ë.icc", metadata.LinkedProfile);

        // Windows-1252 has letters where Latin 1 has control codes.
        byte[] named = new BmpWriter { HeaderSize = 124, Width = 1, Height = 1, Bits = 24, Pixels = new byte[4],
            ColorSpace = (uint)BmpColorSpaceKind.ProfileLinked, Profile = [0x80, 0x9C, 0xE9, (byte)'x', 0, 0] }.ToArray();
        Assert.Equal("€œéx", ((BmpMetadata)BmpTesting.Identify(named).Info!.Metadata!).LinkedProfile);

        var small = new DecodeOptions { Limits = new DecodeLimits { MaxMetadataBytes = 3047 } };
        ImageDecodeException error = Assert.Throws<ImageDecodeException>(() => BmpTesting.Decode(file, small));
        Assert.Equal((ImageDecodeErrorKind.LimitExceeded, 130L), (error.Kind, error.Offset));
    }

    [Fact]
    public unsafe void Embedded_pictures_are_found_and_left_to_others()
    {
        Suites.Require();
        foreach ((string name, ImageFormat expected, int length) in (ReadOnlySpan<(string, ImageFormat, int)>)
            [("rgb24png", ImageFormat.Png, 1072), ("rgb24jpeg", ImageFormat.Jpeg, 2319)])
        {
            byte[] file = Suites.Read($"bmpsuite/good-questionable/{name}.bmp");
            fixed (byte* start = file)
            {
                var source = new ByteSource(start, file.Length);
                var opening = new BmpOpening(source, isWhole: true, DecodeOptions.Default);
                Assert.True(opening.TryFindEmbedded(out ImageFormat format, out long offset, out long found));
                Assert.Equal((expected, 138L, (long)length), (format, offset, found));
                opening.CompareEmbedded(127, 64);
                Assert.Empty(opening.Warnings);
                opening.CompareEmbedded(128, 64);
                Assert.Equal(18, Assert.Single(opening.Warnings).Offset);
                Assert.Throws<ImageDecodeException>(
                    () => new BmpOpening(source, isWhole: true, BmpTesting.As(null, Strictness.Strict)).CompareEmbedded(128, 64));

                // A prefix: not before the headers are there, and no further than the bytes reach.
                Assert.False(Prefix(source, 100).TryFindEmbedded(out _, out _, out _));
                Assert.False(Prefix(source, 138).TryFindEmbedded(out _, out _, out _));
                Assert.True(Prefix(source, 200).TryFindEmbedded(out _, out offset, out found));
                Assert.Equal((138L, 62L), (offset, found));
                Assert.Equal(138 + 64, BmpDecoder.Identify(source.Part(0, 138), false, DecodeOptions.Default).BytesNeeded);
            }
        }

        byte[] plain = Suites.Read("bmpsuite/good-questionable/rgb24.bmp");
        fixed (byte* start = plain)
            Assert.False(new BmpOpening(new ByteSource(start, plain.Length), isWhole: true, DecodeOptions.Default).TryFindEmbedded(out _, out _, out _));
    }

    private static BmpOpening Prefix(ByteSource source, int length)
        => new(source.Part(0, length), isWhole: false, DecodeOptions.Default);

    [Fact]
    public void Limits_are_checked_before_anything_else_is_done()
    {
        byte[] file = new BmpWriter { Width = 100, Height = 50, Bits = 1, Palette = new byte[6], Pixels = new byte[800] }.ToArray();
        Assert.Equal(100, BmpTesting.Decode(file).Width);
        foreach ((DecodeLimits limits, long offset) in ((DecodeLimits, long)[])
            [(new() { MaxWidth = 99 }, 18), (new() { MaxHeight = 49 }, 22), (new() { MaxPixels = 4999 }, 18)])
        {
            ImageDecodeException error = Assert.Throws<ImageDecodeException>(() => BmpTesting.Decode(file, new DecodeOptions { Limits = limits }));
            Assert.Equal((ImageDecodeErrorKind.LimitExceeded, offset), (error.Kind, error.Offset));
            Assert.Equal(IdentifyStatus.Refused, BmpTesting.Identify(file, true, new DecodeOptions { Limits = limits }).Status);
        }
    }

    [Fact]
    public void Few_bytes_do_not_buy_many_pixels()
    {
        // 16384 x 16384 pixels out of next to nothing, in each coding.
        foreach ((int bits, uint compression, int header) in (ReadOnlySpan<(int, uint, int)>)
            [(24, 0, 40), (1, 0, 40), (8, 1, 40), (4, 2, 40), (24, 4, 64), (1, 3, 64)])
        {
            byte[] file = new BmpWriter
            {
                HeaderSize = header, Width = 16384, Height = 16384, Bits = bits, Compression = compression,
                Palette = bits <= 8 ? new byte[3 << bits] : [], Pixels = BmpWriter.Noise(1, 200),
            }.ToArray();
            foreach (Strictness strictness in Enum.GetValues<Strictness>())
            {
                ImageDecodeException error = Assert.Throws<ImageDecodeException>(() => BmpTesting.Decode(file, BmpTesting.As(null, strictness)));
                Assert.True(error.Kind is ImageDecodeErrorKind.LimitExceeded or ImageDecodeErrorKind.Truncated);
                if (strictness == Strictness.Lenient)
                    Assert.Equal(ImageDecodeErrorKind.LimitExceeded, error.Kind);
            }
        }
    }

    [Fact]
    public void The_most_that_a_coding_can_give_is_given()
    {
        // 2048 x 1024 pixels: runs of 255 (8 full ones and a short one a row), just above what is free.
        byte[] row = [.. Enumerable.Repeat(new byte[] { 255, 7 }, 8).SelectMany(r => r), 8, 7, 0, 0];
        byte[] code = [.. Enumerable.Repeat(row, 1024).SelectMany(r => r), 0, 1];
        byte[] file = new BmpWriter { Width = 2048, Height = 1024, Bits = 8, Compression = 1, Palette = new byte[768], Pixels = code }.ToArray();
        PixelBuffer image = BmpTesting.Decode(file, BmpTesting.As(PixelFormat.Indexed8, Strictness.Strict));
        Assert.False(image.Span.ContainsAnyExcept((byte)7));
    }

    [Fact]
    public void Rows_of_a_bottom_up_coded_file_cost_a_cursor_each_and_draw_on_the_budget()
    {
        byte[] code = [.. Enumerable.Repeat(new byte[] { 4, 1, 0, 0 }, 1000).SelectMany(r => r), 0, 1];
        byte[] file = new BmpWriter { Width = 4, Height = 1000, Bits = 8, Compression = 1, Palette = new byte[768], Pixels = code }.ToArray();
        var options = new DecodeOptions { Limits = new DecodeLimits { MaxBytes = 15_999 } };
        Assert.Equal(1000, BmpTesting.Decode(file, options).Height);
        ImageDecodeException error = Assert.Throws<ImageDecodeException>(() => BmpTesting.ReadInBatches(file, options, _ => 10));
        Assert.Equal(ImageDecodeErrorKind.LimitExceeded, error.Kind);
        Assert.Equal(1000, BmpTesting.ReadInBatches(file, options with { Limits = new DecodeLimits { MaxBytes = 16_000 } }, _ => 10).Height);
    }

    [Fact]
    public void Both_meanings_of_compressions_3_and_4_are_told_apart()
    {
        static BmpCompression Of(int header, int bits, uint compression)
        {
            byte[] file = new BmpWriter { HeaderSize = header, Width = 1, Height = 1, Bits = bits, Compression = compression, Pixels = new byte[64] }.ToArray();
            var reader = new BmpHeaderReader(file);
            Assert.True(reader.Read() && reader.Read());
            return reader.DibHeader.Compression;
        }

        Assert.Equal(BmpCompression.BitFields, Of(40, 16, 3));
        Assert.Equal(BmpCompression.BitFields, Of(124, 32, 3));
        Assert.Equal(BmpCompression.Huffman1D, Of(64, 1, 3));
        Assert.Equal(BmpCompression.Huffman1D, Of(40, 1, 3));
        Assert.Equal(BmpCompression.Rle24, Of(64, 24, 4));
        Assert.Equal(BmpCompression.Rle24, Of(40, 24, 4));
        Assert.Equal(BmpCompression.Jpeg, Of(40, 0, 4));
        Assert.Equal(BmpCompression.Jpeg, Of(124, 0, 4));
        Assert.Equal(BmpCompression.Png, Of(124, 0, 5));
    }
}
