// Rows forth and back where there is an index.
using RawDecoders.Tests.Oracles;

namespace RawDecoders.Tests.Png.Seeking;

public sealed class SeekRowTests
{
    private static readonly byte[] File = Make();

    private static byte[] Make()
    {
        (PngOracle.Picture picture, byte[] raw) = PngWriter.Random(new Random(3), 6, 8, interlaced: false, 40, 300);
        return PngWriter.Encode(picture, raw, () => 1000);
    }

    [Theory]
    [InlineData(false, Strictness.Standard)]
    [InlineData(true, Strictness.Standard)]
    [InlineData(false, Strictness.Lenient)]
    [InlineData(true, Strictness.Lenient)]
    public void Rows_come_in_any_order(bool isLoaded, Strictness strictness)
    {
        byte[] file = [.. File];
        if (strictness == Strictness.Lenient)
            file[file.Length * 2 / 3] ^= 4;
        var options = new DecodeOptions { Strictness = strictness };
        PixelBuffer whole = ImageDecoder.Decode(file, options);
        var random = new Random(4);
        DecodeOptions tight = PngIndexTests.Tight(options with { IndexRows = true }, random);
        if (isLoaded)
        {
            using ImageRegionReader regions = ImageDecoder.OpenRegions(file, tight);
            tight = tight with { Index = regions.BuildIndex(), IndexRows = false };
        }

        using ImageRowReader reader = ImageDecoder.OpenRows(file, tight);
        Assert.True(reader.CanSeek);
        byte[] rows = new byte[20 * reader.RowBytes];
        for (int i = 0; i < 60; i++)
        {
            if (random.Next(3) > 0)
                reader.SeekRow(random.Next(reader.Height + 1));
            int first = reader.NextRow;
            int read = reader.ReadRows(rows, random.Next(1, 21));
            Assert.True(rows.AsSpan(0, read * whole.Stride).SequenceEqual(whole.Span.Slice(first * whole.Stride, read * whole.Stride)), $"{read} rows from {first} on");
            Assert.Equal(first + read, reader.NextRow);
        }

        reader.SeekRow(5);
        Assert.Throws<InvalidOperationException>(reader.Finish);
        reader.SeekRow(reader.Height);
        DecodeResult result = reader.Finish();
        Assert.Equal(whole.Result!.Warnings.Select(w => w.Message), result.Warnings.Select(w => w.Message));
        Assert.Equal(whole.Result.Damage.Select(d => (d.FirstRow, d.RowCount, d.Reason.Message)), result.Damage.Select(d => (d.FirstRow, d.RowCount, d.Reason.Message)));
    }

    [Fact]
    public void Without_an_index_there_is_a_clear_error()
    {
        using ImageRowReader reader = ImageDecoder.OpenRows(File);
        Assert.False(reader.CanSeek);
        Assert.Contains("IndexRows", Assert.Throws<InvalidOperationException>(() => reader.SeekRow(0)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.SeekRow(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.SeekRow(301));
        Assert.Equal(1, reader.ReadRows(new byte[160], 1));
        reader.Dispose();
        Assert.Throws<ObjectDisposedException>(() => reader.SeekRow(0));
    }

    [Fact]
    public void An_error_on_the_way_is_final()
    {
        byte[] file = [.. File];
        file[file.Length / 2] ^= 4;
        ImageDecodeException wanted = Assert.Throws<ImageDecodeException>(() => ImageDecoder.Decode(file));
        using ImageRowReader reader = ImageDecoder.OpenRows(file, new DecodeOptions { IndexRows = true });
        reader.SeekRow(299);
        ImageDecodeException error = Assert.Throws<ImageDecodeException>(() => reader.ReadRows(new byte[160], 1));
        Assert.Equal(wanted.Message, error.Message);
        Assert.Same(error, Assert.Throws<ImageDecodeException>(() => reader.SeekRow(0)));
        Assert.Same(error, Assert.Throws<ImageDecodeException>(() => reader.ReadRows(new byte[160], 1)));
        Assert.Same(error, Assert.Throws<ImageDecodeException>(reader.Finish));
    }
}
