using RawDecoders.CorpusGenerator;
using RawDecoders.Inspection;
using RawDecoders.Tests.Oracles;
using RawDecoders.Tests.Png;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Fuzzing;

/// <summary>What the fuzzing targets found, made as small as it goes.</summary>
public class FuzzFindsTests
{
    /// <summary>
    /// Damage of a scan, and behind it the marker of a JPEG-LS frame, which is damage there too; Standard refuses the file for the first,
    /// which nothing told while the marker was taken for a frame that Lenient refuses.
    /// </summary>
    [Fact]
    public void Damage_before_a_foreign_frame_is_found()
    {
        byte[] damaged = File.ReadAllBytes(Path.Combine(CorpusFolder.Find(), "jpeg", "broken", "code-last-row.jpg"));
        byte[] file = [.. damaged[..^2], 0xFF, 0xF7, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0, 0xFF, 0xD9];
        ImageDecodeException standard = Refusal(file, Strictness.Standard);

        Issue[] errors = [.. ImageInspector.Inspect(file).Findings.Select(f => f.Finding).Where(f => f.Severity == Severity.Error)];
        Assert.Contains(errors, f => f.Offset == standard.Offset && f.What == standard.What);

        // The marker that follows is damage of the scan, not a frame: Lenient shows the picture and says that rows are lost.
        Assert.NotEmpty(ImageDecoder.Decode(file, new DecodeOptions { Strictness = Strictness.Lenient }).Result!.Damage);
    }

    /// <summary>
    /// Image data of which no more than 0, 1 or 2 bytes stand before a chunk that separates it: the rest of the zlib header is behind the gap.
    /// It was taken for DEFLATE data by the decoder, and for a header by who read from an index.
    /// </summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_zlib_header_may_lie_behind_a_gap(int before)
    {
        (PngOracle.Picture picture, byte[] raw) = PngWriter.Random(new Random(before), 2, 8, interlaced: false, 9, 7);
        byte[] zlib = PngWriter.Zlib(raw), header = PngWriter.Chunk("IHDR", PngWriter.Header(9, 7, 8, 2, 0)), text = PngWriter.Chunk("tEXt", [.. "a\0b"u8]);
        byte[] whole = PngWriter.File([header, PngWriter.Chunk("IDAT", zlib), PngWriter.End]);
        byte[] file = PngWriter.File([header, PngWriter.Chunk("IDAT", zlib[..before]), text, PngWriter.Chunk("IDAT", zlib[before..]), PngWriter.End]);
        byte[] cut = PngWriter.File([header, PngWriter.Chunk("IDAT", zlib[..before]), PngWriter.End]);
        var lenient = new DecodeOptions { Strictness = Strictness.Lenient };
        PixelBuffer decoded = ImageDecoder.Decode(file, lenient);
        Assert.True(decoded.Span.SequenceEqual(ImageDecoder.Decode(whole).Span));
        foreach (byte[] one in (byte[][])[file, cut])
        {
            using ImageRegionReader reader = ImageDecoder.OpenRegions(one, lenient);
            reader.BuildIndex();
            Assert.True(reader.ReadRegion(0, 0, 9, 7).Span.SequenceEqual(ImageDecoder.Decode(one, lenient).Span));
        }
    }

    /// <summary>
    /// The spectral selection of a sequential scan may say anything. With 255 as its end and codes that are none, the search for the place of the damage
    /// took the scan for one that refines coefficients, if several threads decode it, and looked for them behind the 64 of a block.
    /// </summary>
    [Fact]
    public void The_band_of_a_sequential_scan_means_nothing_to_several_threads()
    {
        byte[] sound = File.ReadAllBytes(Repository.PathOf("corpus", "jpeg", "sampling", "420-sof0.jpg"));
        int scan = sound.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        int data = scan + 2 + sound[scan + 3];
        (sound[data - 3], sound[data - 2]) = (0, 255);
        var lenient = new DecodeOptions { Strictness = Strictness.Lenient };
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            byte[] file = [.. sound];
            for (int i = 0; i < 6; i++)
                file[random.Next(data, file.Length)] = (byte)random.Next(255);
            PixelBuffer one = ImageDecoder.Decode(file, lenient);
            PixelBuffer several = ImageDecoder.Decode(file, lenient with { MaxDegreeOfParallelism = 2, ParallelFromPixels = 0, WorkUnitBytes = 1 });
            Assert.True(one.Span.SequenceEqual(several.Span), $"seed {seed}");
        }
    }

    private static ImageDecodeException Refusal(byte[] file, Strictness strictness)
        => Assert.Throws<ImageDecodeException>(() => ImageDecoder.Decode(file, new DecodeOptions { Strictness = strictness }));
}
