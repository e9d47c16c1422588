using RawDecoders.Tests.Oracles;
using static RawDecoders.Tests.Png.PngWriter;

namespace RawDecoders.Tests.Png;

/// <summary>What a lenient decode saves of a broken file, and how it accounts for the rest.</summary>
public sealed class PngLenientTests
{
    private const int Width = 50;
    private const int Height = 40;

    private static PixelBuffer Lenient(byte[] file) => PngTesting.Decode(file, PngTesting.With(Strictness.Lenient));

    /// <summary>A grey picture, every row filtered by <paramref name="type"/>.</summary>
    private static (PngOracle.Picture Picture, byte[] Raw, byte[] Pixels) Gray(int seed, int type, bool interlaced = false)
    {
        var picture = new PngOracle.Picture(Width, Height, 8, 0, interlaced);
        byte[] raw = Bytes(new Random(seed), PngOracle.RawLength(picture));
        int at = 0;
        for (int pass = 1; pass <= (interlaced ? 7 : 1); pass++)
        {
            (int[] columns, int[] rows) = PngOracle.Pass(picture, pass);
            for (int i = 0; i < rows.Length; i++, at += columns.Length + 1)
                raw[at] = (byte)type;
        }

        return (picture, raw, PngOracle.Natural(picture, raw).Pixels);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    public void A_file_cut_anywhere_keeps_the_rows_before_the_cut(int type)
    {
        (PngOracle.Picture picture, byte[] raw, byte[] pixels) = Gray(1, type);
        byte[] file = Encode(picture, raw, () => 300, System.IO.Compression.CompressionLevel.NoCompression);
        int before = 0;
        for (int length = file.Length - 1; length > 60; length -= 37)
        {
            PixelBuffer image = Lenient(file[..length]);
            int intact = image.Result!.IntactRows;
            Assert.True(PngTesting.Packed(image).AsSpan(0, intact * Width).SequenceEqual(pixels.AsSpan(0, intact * Width)));
            Assert.NotEmpty(image.Result.Warnings);
            if (intact == Height)
                continue;
            DamagedRows damage = Assert.Single(image.Result.Damage);
            Assert.Equal((intact, Height - intact, ImageDecodeErrorKind.Truncated), (damage.FirstRow, damage.RowCount, damage.Reason.Kind));
            // Stored blocks: raw bytes are as many as file bytes, less at most 200 for headers, CRCs and blocks.
            Assert.InRange(intact, ((length - 300) / (Width + 1)) - 1, length / (Width + 1));
            Assert.False(PngTesting.Packed(image).AsSpan((intact + 1) * Width).ContainsAnyExcept((byte)0));
            Assert.Equal(ImageDecodeErrorKind.Truncated, PngTesting.Refusal(file[..length]).Kind);
            before++;
        }

        Assert.True(before > 10);
    }

    [Fact]
    public void Reading_by_rows_gives_the_good_rows_before_it_throws()
    {
        (PngOracle.Picture picture, byte[] raw, byte[] pixels) = Gray(2, 1);
        byte[] file = Encode(picture, raw, () => 300, System.IO.Compression.CompressionLevel.NoCompression)[..1200];
        int intact = Lenient(file).Result!.IntactRows;
        int read = 0;
        byte[] seen = new byte[Height * Width];
        Assert.Throws<ImageDecodeException>(() => ReadRowByRow(file, seen, ref read));
        Assert.Equal(intact, read);
        Assert.Equal(pixels[..(intact * Width)], seen[..(intact * Width)]);
    }

    private static unsafe void ReadRowByRow(byte[] file, byte[] seen, ref int read)
    {
        fixed (byte* start = file)
        {
            using var decoder = RawDecoders.Png.PngDecoder.Open(new ByteSource(start, file.Length), DecodeOptions.Default);
            for (; read < Height; read++)
                decoder.ReadRows(seen.AsSpan(read * Width, Width), Width, 1);
        }
    }

    [Fact]
    public void Broken_DEFLATE_keeps_every_row_before_the_damage_and_tells_its_place()
    {
        (PngOracle.Picture picture, byte[] raw, byte[] pixels) = Gray(3, 0);
        byte[] file = Encode(picture, raw, level: System.IO.Compression.CompressionLevel.NoCompression);
        // One stored block of 2040 bytes for each of which there is a byte, then a block of the reserved type 3.
        byte[] data = [0x78, 1, 0, 0xDC, 5, 0x23, 0xFA, .. raw[..1500], 7, 0, 0];
        file = File(Chunk("IHDR", Header(Width, Height, 8, 0)), Chunk("IDAT", data), End);
        int damaged = 33 + 8 + 2 + 5 + 1500;
        PixelBuffer image = Lenient(file);
        Assert.Equal(1500 / (Width + 1), image.Result!.IntactRows);
        Assert.Equal(pixels[..(29 * Width)], PngTesting.Packed(image)[..(29 * Width)]);
        Assert.Equal(damaged, Assert.Single(image.Result.Damage).Reason.Offset);
        Assert.Equal(damaged, PngTesting.Refusal(file).Offset);
    }

    [Fact]
    public void A_wrong_CRC_with_a_right_check_value_damages_nothing()
    {
        (PngOracle.Picture picture, byte[] raw, byte[] pixels) = Gray(4, 4);
        byte[] file = Encode(picture, raw);
        file[^20] ^= 0xFF;
        PixelBuffer image = Lenient(file);
        Assert.Equal(pixels, PngTesting.Packed(image));
        if (image.Result!.Warnings.Count == 1)
            Assert.True(image.Result.IsComplete);
    }

    [Fact]
    public void Data_that_a_CRC_and_the_check_value_contradict_is_suspect_from_that_chunk_on()
    {
        (PngOracle.Picture picture, byte[] raw, _) = Gray(5, 0);
        byte[] file = Encode(picture, raw, () => 500, System.IO.Compression.CompressionLevel.NoCompression);
        // A pixel in the third IDAT.
        file[33 + (512 * 2) + 8 + 250] ^= 0x40;
        PixelBuffer image = Lenient(file);
        DamagedRows damage = Assert.Single(image.Result!.Damage);
        // The inflater takes 8 KiB at a time: the account begins where the data so taken began, no later than the damage.
        Assert.InRange(damage.FirstRow, 0, 1250 / (Width + 1));
        Assert.Equal(Height, damage.FirstRow + damage.RowCount);
        ImageDecodeException refusal = PngTesting.Refusal(file);
        Assert.Equal(33 + (512 * 3) - 4, refusal.Offset);
    }

    [Fact]
    public void A_wrong_filter_type_taints_the_rows_that_are_predicted_from_it()
    {
        (PngOracle.Picture picture, byte[] raw, byte[] pixels) = Gray(6, 2);
        raw[10 * (Width + 1)] = 99;
        raw[15 * (Width + 1)] = 1;
        byte[] reference = PngOracle.Natural(picture, Patched(raw, 10 * (Width + 1), 0)).Pixels;
        byte[] file = Encode(picture, raw);
        PixelBuffer image = Lenient(file);
        DamagedRows damage = Assert.Single(image.Result!.Damage);
        Assert.Equal((10, 5), (damage.FirstRow, damage.RowCount));
        Assert.Equal(pixels[..(10 * Width)], PngTesting.Packed(image)[..(10 * Width)]);
        Assert.Equal(reference[(15 * Width)..], PngTesting.Packed(image)[(15 * Width)..]);
        Assert.Equal(damage.Reason.Offset, PngTesting.Refusal(file).Offset);
    }

    [Fact]
    public void A_wrong_filter_type_is_located_to_the_byte()
    {
        (_, byte[] raw, _) = Gray(7, 2);
        raw[10 * (Width + 1)] = 5;
        byte[] data = [0x78, 1, 1, .. LittleEndian(raw.Length), .. LittleEndian(~raw.Length), .. raw, 0, 0, 0, 0];
        byte[] file = File(Chunk("IHDR", Header(Width, Height, 8, 0)), Chunk("IDAT", data), End);
        Assert.Equal(33 + 8 + 7 + (10 * (Width + 1)), PngTesting.Refusal(file).Offset);
    }

    [Theory]
    [InlineData(8, false)]
    [InlineData(4, false)]
    [InlineData(2, true)]
    public void An_index_beyond_the_palette_is_black_and_damages_its_row_only(int depth, bool interlaced)
    {
        var picture = new PngOracle.Picture(21, 12, depth, 3, interlaced) { Palette = [255, 255, 255, 200, 200, 200, 100, 100, 100] };
        byte[] raw = new byte[PngOracle.RawLength(picture)];
        // The last row of the last pass: row 11 either way, and its last pixel but one.
        int rowBytes = picture.RowBytes(21);
        int bit = 19 * depth;
        raw[raw.Length - rowBytes + (bit / 8)] |= (byte)(3 << (8 - depth - (bit % 8)));
        byte[] file = Encode(picture, raw);
        PixelBuffer image = Lenient(file);
        DamagedRows damage = Assert.Single(image.Result!.Damage);
        Assert.Equal((11, 1), (damage.FirstRow, damage.RowCount));
        Assert.Equal([255, 255, 255, 0, 0, 0, 255, 255, 255], PngTesting.Packed(image)[^9..]);
        Assert.Equal(ImageDecodeErrorKind.Malformed, PngTesting.Refusal(file).Kind);
        Assert.Contains("column 19", PngTesting.Refusal(file).Message, StringComparison.Ordinal);

        // As indices it stays what it is, and damaged.
        PixelBuffer indices = PngTesting.Decode(file, PngTesting.As(PixelFormat.Indexed8, Strictness.Lenient));
        Assert.Equal(3, PngTesting.Packed(indices)[^2]);
        Assert.False(indices.Result!.IsComplete);
    }

    /// <summary>Bits after the last pixel of a row are no pixels: whatever they are, no index is too large.</summary>
    [Fact]
    public void Padding_bits_are_not_pixels()
    {
        var picture = new PngOracle.Picture(3, 2, 2, 3, false) { Palette = new byte[9] };
        byte[] file = Encode(picture, [0, 0b00_01_10_11, 0, 0b10_00_01_11]);
        Assert.Empty(PngTesting.Decode(file, PngTesting.With(Strictness.Strict)).Result!.Warnings);
    }

    [Fact]
    public void A_cut_interlaced_picture_keeps_the_passes_that_are_there()
    {
        (PngOracle.Picture picture, byte[] raw, byte[] pixels) = Gray(8, 0, interlaced: true);
        byte[] file = Encode(picture, raw, level: System.IO.Compression.CompressionLevel.NoCompression);
        int half = 33 + 8 + 7 + (raw.Length / 2) + 5;
        PixelBuffer image = Lenient(file[..half]);
        byte[] got = PngTesting.Packed(image);
        // The last pass is the odd rows, half of the picture: those are lost, and some of pass 6.
        Assert.All(Enumerable.Range(0, Height / 2), i => Assert.Contains(image.Result!.Damage, d => d.FirstRow <= (2 * i) + 1 && (2 * i) + 1 < d.FirstRow + d.RowCount));
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                byte pixel = got[(y * Width) + x];
                Assert.True(pixel == pixels[(y * Width) + x] || pixel == 0);
                if (y % 2 == 1)
                    Assert.Equal(0, pixel);
                else if (x % 2 == 0)
                    Assert.Equal(pixels[(y * Width) + x], pixel);
            }
        }

        Assert.Equal(got, PngTesting.Packed(PngTesting.ReadInBatches(file[..half], PngTesting.With(Strictness.Lenient), _ => 3)));
    }

    [Fact]
    public void Interrupted_image_data_is_joined()
    {
        (PngOracle.Picture picture, byte[] raw, byte[] pixels) = Gray(9, 4);
        byte[] data = Zlib(raw);
        byte[] file = File(
            Chunk("IHDR", Header(Width, Height, 8, 0)), Chunk("IDAT", data[..100]), Chunk("tEXt", [65, 0]), Chunk("IDAT", data[100..300]),
            Chunk("tIME", [7, 208, 1, 1, 0, 0, 0]), Chunk("IDAT", data[300..]), End);
        PixelBuffer image = Lenient(file);
        Assert.Equal(pixels, PngTesting.Packed(image));
        Assert.True(image.Result!.IsComplete);
        Assert.Single(image.Result.Info.Texts);
        Assert.NotNull(((RawDecoders.Png.PngMetadata)image.Result.Info.Metadata!).LastModified);
    }

    private static byte[] LittleEndian(int value) => [(byte)value, (byte)(value >> 8)];

    private static byte[] Patched(byte[] bytes, int at, byte value)
    {
        byte[] copy = (byte[])bytes.Clone();
        copy[at] = value;
        return copy;
    }
}
