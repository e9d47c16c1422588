using RawDecoders.Tests.Oracles;
using static RawDecoders.Tests.Png.PngWriter;

namespace RawDecoders.Tests.Png;

/// <summary>What a file may cost.</summary>
public sealed class PngLimitTests
{
    private static ImageDecodeException Refused(byte[] file, DecodeLimits limits, Strictness strictness = Strictness.Standard)
    {
        ImageDecodeException e = Assert.Throws<ImageDecodeException>(() => PngTesting.Decode(file, new DecodeOptions { Limits = limits, Strictness = strictness }));
        Assert.Equal(ImageDecodeErrorKind.LimitExceeded, e.Kind);
        return e;
    }

    private static byte[] Picture(int width, int height, int colorType = 0, int depth = 1, bool interlaced = false)
    {
        var picture = new PngOracle.Picture(width, height, depth, colorType, interlaced);
        return Encode(picture, new byte[PngOracle.RawLength(picture)]);
    }

    [Fact]
    public void Dimensions()
    {
        byte[] file = Picture(30, 20);
        Assert.Contains("MaxWidth", Refused(file, new() { MaxWidth = 29 }).Message, StringComparison.Ordinal);
        Assert.Contains("MaxHeight", Refused(file, new() { MaxHeight = 19 }).Message, StringComparison.Ordinal);
        Assert.Contains("MaxPixels", Refused(file, new() { MaxPixels = 599 }).Message, StringComparison.Ordinal);
        Assert.Equal(30, PngTesting.Decode(file, new() { Limits = new() { MaxWidth = 30, MaxHeight = 20, MaxPixels = 600 } }).Width);
    }

    [Fact]
    public void Working_memory_is_drawn_from_the_budget()
        => Assert.Contains("MaxBytes", Refused(Picture(30, 20), new() { MaxBytes = 50 }).Message, StringComparison.Ordinal);

    [Fact]
    public void An_interlaced_picture_read_by_rows_is_drawn_from_the_budget()
    {
        byte[] file = Picture(600, 600, interlaced: true);
        var options = new DecodeOptions { Limits = new() { MaxBytes = 200_000 } };    // half of the 360 000 waits, beside the working memory
        Assert.Equal(600, PngTesting.Decode(file, options).Width);
        ImageDecodeException e = Assert.Throws<ImageDecodeException>(() => PngTesting.ReadInBatches(file, options, _ => 1));
        Assert.Equal(ImageDecodeErrorKind.LimitExceeded, e.Kind);
    }

    /// <summary>No pixels that 1032 times the IDAT bytes cannot fill; refused by Open, before anyone allocates them.</summary>
    [Theory]
    [InlineData(Strictness.Standard)]
    [InlineData(Strictness.Lenient)]
    public unsafe void Pixels_that_the_file_cannot_hold(Strictness strictness)
    {
        byte[] file = File(Chunk("IHDR", Header(30000, 30000, 8, 2)), Chunk("IDAT", Zlib(new byte[100000])), End);
        ImageDecodeException e = Assert.Throws<ImageDecodeException>(() =>
        {
            fixed (byte* start = file)
                RawDecoders.Png.PngDecoder.Open(new ByteSource(start, file.Length), PngTesting.With(strictness)).Dispose();
        });
        Assert.Equal((ImageDecodeErrorKind.LimitExceeded, 16L), (e.Kind, e.Offset));

        // Cut off in its image data, that is what is told.
        byte[] cut = file[..^20];
        e = Assert.Throws<ImageDecodeException>(() =>
        {
            fixed (byte* start = cut)
                RawDecoders.Png.PngDecoder.Open(new ByteSource(start, cut.Length), PngTesting.With(strictness)).Dispose();
        });
        Assert.Equal((ImageDecodeErrorKind.Truncated, (long)cut.Length), (e.Kind, e.Offset));
    }

    [Fact]
    [Trait("Length", "Long")]
    public void A_picture_of_zeros_at_the_utmost_expansion_is_decoded()
    {
        PixelBuffer image = PngTesting.Decode(Picture(2000, 2000, colorType: 2, depth: 8));
        Assert.False(image.Span.ContainsAnyExcept((byte)0));
    }

    [Theory]
    [InlineData("zTXt")]
    [InlineData("iTXt")]
    [InlineData("iCCP")]
    public void Metadata_bombs_are_refused(string type)
    {
        byte[] bomb = Zlib(new byte[1 << 20], System.IO.Compression.CompressionLevel.SmallestSize);
        byte[] payload = type == "iTXt" ? [65, 0, 1, 0, 0, 0, .. bomb] : [65, 0, 0, .. bomb];
        byte[] file = Small([Chunk(type, payload)]);
        ImageDecodeException e = Refused(file, new() { MaxMetadataBytes = (1 << 20) - 1 });
        Assert.Contains("MaxMetadataBytes", e.Message, StringComparison.Ordinal);
        var limits = new DecodeLimits { MaxMetadataBytes = (1 << 20) - 1 };
        Assert.Single(PngTesting.Decode(file, new() { Limits = limits, Strictness = Strictness.Lenient }).Result!.Warnings);
        Assert.Empty(PngTesting.Decode(file, new() { Limits = new() { MaxMetadataBytes = 1 << 20 } }).Result!.Warnings);
    }

    [Fact]
    public void Many_compressed_texts_share_one_allowance()
    {
        byte[] text = Chunk("zTXt", [65, 0, 0, .. Zlib(new byte[100_000])]);
        byte[] file = Small([.. Enumerable.Repeat(text, 5)]);
        Refused(file, new() { MaxMetadataBytes = 100_000 });
        Assert.Equal(5, PngTesting.Decode(file, new() { Limits = new() { MaxMetadataBytes = 200_000 } }).Result!.Info.Texts.Count);
    }

    [Theory]
    [InlineData("tEXt")]
    [InlineData("eXIf")]
    [InlineData("sPLT")]
    public void Metadata_that_is_not_compressed_has_the_same_limit(string type)
        => Assert.Equal(33, Refused(Small([Chunk(type, new byte[1001])]), new() { MaxMetadataBytes = 1000 }).Offset);

    /// <summary>Whatever the size: the strip is the same, rows go straight to the caller's memory.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 8)]
    [InlineData(3, 4)]
    [InlineData(6, 16)]
    public unsafe void A_decode_into_the_callers_memory_allocates_little(int colorType, int depth)
    {
        (PngOracle.Picture picture, byte[] raw) = PngWriter.Random(new Random(1), colorType, depth, false, 800, 600);
        byte[] file = Encode(picture, raw, () => 8192);
        byte[] pixels = new byte[800 * 600 * 8];
        long allocated = 0;
        for (int i = 0; i < 3; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            fixed (byte* start = file)
            {
                using var decoder = RawDecoders.Png.PngDecoder.Open(new ByteSource(start, file.Length), DecodeOptions.Default);
                decoder.DecodeAll(pixels, 800 * decoder.OutputFormat.GetBytesPerPixel());
                decoder.Finish();
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.InRange(allocated, 0, 32 << 10);
    }

    [Fact]
    public void Indexed8_is_refused_by_name_without_a_palette()
    {
        ImageDecodeException e = Assert.Throws<ImageDecodeException>(() => PngTesting.Decode(Small(), PngTesting.As(PixelFormat.Indexed8)));
        Assert.Equal((ImageDecodeErrorKind.Unsupported, 25L), (e.Kind, e.Offset));
    }
}
