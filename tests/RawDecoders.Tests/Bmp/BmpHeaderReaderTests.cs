using RawDecoders.Bmp;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Bmp;

/// <summary>The reader's facts: regions, header versions, findings. And that it is content with any bytes.</summary>
public sealed class BmpHeaderReaderTests
{
    public static TheoryData<string> Files => Suites.Cases("bmpsuite", ".bmp");

    private static List<(BmpRegionKind Kind, long Offset, long Length, BmpFindings Findings)> Walk(ReadOnlySpan<byte> file)
    {
        var regions = new List<(BmpRegionKind, long, long, BmpFindings)>();
        var reader = new BmpHeaderReader(file);
        while (reader.Read())
        {
            Assert.True(reader.Payload.Length <= reader.Length);
            regions.Add((reader.Kind, reader.Offset, reader.Length, reader.Findings));
        }

        return regions;
    }

    /// <summary>Regions follow each other; together they are the file, unless headers were cut.</summary>
    private static void AssertPartition(ReadOnlySpan<byte> file)
    {
        long at = 0;
        var reader = new BmpHeaderReader(file);
        while (reader.Read())
        {
            Assert.Equal(at, reader.Offset);
            Assert.True(reader.Length > 0);
            at += reader.Length;
        }

        Assert.Equal(file.Length, at);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_byte_belongs_to_one_region(string path)
    {
        Suites.Require();
        byte[] file = Suites.Read(path);
        AssertPartition(file);
        var random = new Random(1);
        for (int i = 0; i < 300; i++)
        {
            byte[] mutated = (byte[])file.Clone();
            for (int n = random.Next(1, 5); n > 0; n--)
                mutated[random.Next(2, Math.Min(160, file.Length))] = (byte)random.Next(256);
            AssertPartition(mutated);
            AssertPartition(mutated.AsSpan(0, random.Next(file.Length)));
        }
    }

    [Fact]
    public void Regions_of_a_file_with_everything()
    {
        byte[] file = new BmpWriter
        {
            HeaderSize = 124, Width = 3, Height = 2, Bits = 8, Palette = new byte[9], Pixels = new byte[8], Gap = 5,
            ColorSpace = (uint)BmpColorSpaceKind.ProfileEmbedded, Profile = new byte[7],
        }.ToArray();
        Assert.Equal(
            [
                (BmpRegionKind.FileHeader, 0L, 14L, BmpFindings.None), (BmpRegionKind.DibHeader, 14, 124, BmpFindings.None),
                (BmpRegionKind.Palette, 138, 12, BmpFindings.None), (BmpRegionKind.Gap, 150, 5, BmpFindings.None),
                (BmpRegionKind.PixelData, 155, 8, BmpFindings.None), (BmpRegionKind.Profile, 163, 7, BmpFindings.None),
            ],
            Walk(file));
        Assert.Equal((BmpRegionKind.Trailing, 170L, 1L, BmpFindings.TrailingBytes), Walk([.. file, 0])[^1]);
    }

    [Fact]
    public void Masks_after_a_40_byte_header_are_a_region()
    {
        var masks = new BmpMasks(0xF000, 0x0F00, 0x00F0, 0x000F);
        foreach (uint compression in (uint[])[3, 6])
        {
            byte[] file = new BmpWriter { Width = 1, Height = 1, Bits = 16, Compression = compression, Masks = masks, Pixels = new byte[4] }.ToArray();
            var reader = new BmpHeaderReader(file);
            while (reader.Read() && reader.Kind != BmpRegionKind.PixelData)
            {
                if (reader.Kind == BmpRegionKind.ColorMasks)
                    Assert.Equal(compression == 3 ? 12 : 16, reader.Length);
            }

            Assert.Equal(compression == 3 ? masks with { Alpha = 0 } : masks, reader.Masks);
        }
    }

    [Theory]
    [InlineData(12, BmpHeaderKind.Os2V1)]
    [InlineData(16, BmpHeaderKind.Os2V2)]
    [InlineData(24, BmpHeaderKind.Os2V2)]
    [InlineData(40, BmpHeaderKind.Info)]
    [InlineData(46, BmpHeaderKind.Os2V2)]
    [InlineData(52, BmpHeaderKind.InfoV2)]
    [InlineData(56, BmpHeaderKind.InfoV3)]
    [InlineData(64, BmpHeaderKind.Os2V2)]
    [InlineData(108, BmpHeaderKind.V4)]
    [InlineData(124, BmpHeaderKind.V5)]
    public void Each_header_version_gives_the_same_picture(int size, BmpHeaderKind kind)
    {
        byte[] file = new BmpWriter
        {
            HeaderSize = size, Width = 5, Height = 3, Bits = 8, Palette = BmpWriter.Noise(1, 768), Pixels = BmpWriter.Noise(2, 24),
        }.ToArray();
        var reader = new BmpHeaderReader(file);
        Assert.True(reader.Read() && reader.Read());
        Assert.Equal((kind, (uint)size), (reader.DibHeader.Kind, reader.DibHeader.Size));
        PixelBuffer image = BmpTesting.Decode(file, BmpTesting.As(null, Strictness.Strict));
        PixelBuffer usual = BmpTesting.Decode(new BmpWriter
        {
            Width = 5, Height = 3, Bits = 8, Palette = BmpWriter.Noise(1, 768), Pixels = BmpWriter.Noise(2, 24),
        }.ToArray());
        Assert.Equal(BmpTesting.Packed(usual), BmpTesting.Packed(image));
        BmpMetadata metadata = Assert.IsType<BmpMetadata>(image.Result!.Info.Metadata);
        Assert.Equal((kind, size, 256), (metadata.HeaderKind, metadata.HeaderSize, metadata.PaletteCount));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    [InlineData(13)]
    [InlineData(1025)]
    [InlineData(int.MaxValue)]
    public void No_header_has_such_a_size(int size)
    {
        byte[] file = new BmpWriter { HeaderSize = 124, Width = 1, Height = 1, Bits = 24, Pixels = new byte[2000] }.ToArray();
        BitConverter.TryWriteBytes(file.AsSpan(14), size);
        foreach (Strictness strictness in Enum.GetValues<Strictness>())
        {
            ImageDecodeException error = Assert.Throws<ImageDecodeException>(() => BmpTesting.Decode(file, BmpTesting.As(null, strictness)));
            Assert.Equal((ImageDecodeErrorKind.Malformed, 14L), (error.Kind, error.Offset));
        }
    }

    /// <summary>One wrong thing at a time: what each strictness makes of it.</summary>
    [Fact]
    public void Findings_become_warnings_or_refusals()
    {
        var good = new Func<BmpWriter>(() => new BmpWriter { HeaderSize = 124, Width = 4, Height = 2, Bits = 32, Compression = 3,
            Masks = new BmpMasks(0xFF0000, 0xFF00, 0xFF, 0xFF000000), Pixels = BmpWriter.Noise(1, 32), FileSize = 0 });
        byte[] file = good().ToArray();
        int pixels = file.Length - 32;

        void Harmless(long offset, byte[] bytes) => Check(bytes, offset, ImageDecodeErrorKind.Malformed, strict: false, standard: true, lenient: true);
        void Harmful(long offset, byte[] bytes, ImageDecodeErrorKind kind = ImageDecodeErrorKind.Malformed)
            => Check(bytes, offset, kind, strict: false, standard: false, lenient: true);
        void Fatal(long offset, byte[] bytes, ImageDecodeErrorKind kind = ImageDecodeErrorKind.Malformed)
            => Check(bytes, offset, kind, strict: false, standard: false, lenient: false);

        static void Check(byte[] bytes, long offset, ImageDecodeErrorKind kind, bool strict, bool standard, bool lenient)
        {
            foreach ((Strictness strictness, bool passes) in (ReadOnlySpan<(Strictness, bool)>)
                [(Strictness.Strict, strict), (Strictness.Standard, standard), (Strictness.Lenient, lenient)])
            {
                if (passes)
                {
                    DecodeResult result = BmpTesting.Decode(bytes, BmpTesting.As(null, strictness)).Result!;
                    Assert.Contains(result.Warnings, w => w.Offset == offset);
                    Assert.NotNull(BmpTesting.Identify(bytes, true, BmpTesting.As(null, strictness)).Info);
                }
                else
                {
                    ImageDecodeException error = Assert.Throws<ImageDecodeException>(() => BmpTesting.Decode(bytes, BmpTesting.As(null, strictness)));
                    Assert.Equal((kind, offset), (error.Kind, error.Offset));
                }
            }
        }

        byte[] With(int at, params byte[] values)
        {
            byte[] copy = (byte[])file.Clone();
            values.CopyTo(copy, at);
            return copy;
        }

        Assert.Empty(BmpTesting.Decode(file, BmpTesting.As(null, Strictness.Strict)).Result!.Warnings);
        Harmless(2, With(2, 1, 2));                                     // bfSize
        Harmful(10, With(10, 20, 0));                                   // bfOffBits in the headers
        Fatal(10, With(10, 0xFF, 0xFF), ImageDecodeErrorKind.Truncated);
        Harmful(14, With(14, 120));                                     // a size between versions
        Fatal(18, With(18, 0, 0, 0, 0));                                // width
        Fatal(22, With(22, 0, 0, 0, 0));                                // height
        Fatal(22, With(22, 0, 0, 0, 0x80));
        Harmless(26, With(26, 2));                                      // planes
        Fatal(28, With(28, 31));                                        // bit count
        Fatal(30, With(30, 99), ImageDecodeErrorKind.Unsupported);      // compression
        Fatal(30, With(30, 1));                                         // RLE8 at 32 bits
        Fatal(30, With(30, 11), ImageDecodeErrorKind.Unsupported);      // CMYK
        Fatal(30, With(30, 12), ImageDecodeErrorKind.Unsupported);
        Fatal(30, With(30, 13), ImageDecodeErrorKind.Unsupported);
        Harmless(34, With(34, 1));                                      // image size
        Harmful(54, With(54, 0, 0, 0xF3, 0));                           // a mask with a hole
        Harmless(54, With(54, 0, 0, 0xFF, 0x01));                       // masks that share a bit
        Harmful(54, With(54, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));      // no masks
        Harmless(70, With(70, 1));                                      // colour space
        Harmless(126, With(70, 0x44, 0x45, 0x42, 0x4D, 1, 0, 0)[..126].Concat(new byte[] { 0xFF, 0xFF, 0, 0, 9, 0, 0, 0 }).Concat(file[134..]).ToArray());
        Harmless(file.Length, [.. file, 7]);                            // bytes after the end
        Harmful(file.Length - 1, file[..^1], ImageDecodeErrorKind.Truncated);
        Fatal(90, file[..90], ImageDecodeErrorKind.Truncated);          // cut in the headers
        Fatal(10, file[..pixels], ImageDecodeErrorKind.Truncated);      // cut where the pixels would begin

        byte[] narrow = new BmpWriter { HeaderSize = 124, Width = 4, Height = 2, Bits = 16, Compression = 3,
            Masks = new BmpMasks(0x7C00, 0x3E0, 0x1F, 0x10000), Pixels = new byte[16] }.ToArray();
        Harmful(54, narrow);                                            // a mask of bits that are not there

        byte[] padded = new BmpWriter { Width = 1, Height = 1, Bits = 24, Pixels = new byte[4], FileSize = 0 }.ToArray();
        Harmless(57, padded[..57]);                                     // only padding is missing
    }

    [Fact]
    public void Header_of_a_calibrated_space_gives_its_numbers()
    {
        byte[] file = new BmpWriter { HeaderSize = 108, Width = 1, Height = 1, Bits = 24, Pixels = new byte[4], ColorSpace = 0,
            PixelsPerMetreX = 2835, PixelsPerMetreY = 1417 }.ToArray();
        BitConverter.TryWriteBytes(file.AsSpan(14 + 60), (int)(0.64 * (1 << 30)));
        BitConverter.TryWriteBytes(file.AsSpan(14 + 60 + 16), (int)(0.60 * (1 << 30)));
        BitConverter.TryWriteBytes(file.AsSpan(14 + 96), 0x0002_3333);
        ImageInfo info = BmpTesting.Identify(file).Info!;
        Assert.Equal(new PixelDensity(2835, 1417, DensityUnit.Metre), info.Density);
        BmpColorSpace space = ((BmpMetadata)info.Metadata!).ColorSpace!;
        Assert.Equal(BmpColorSpaceKind.CalibratedRgb, space.Kind);
        Assert.Equal(0.64, space.Red.X, 6);
        Assert.Equal(0.60, space.Green.Y, 6);
        Assert.Equal(2.2, space.GammaRed, 4);
    }
}
