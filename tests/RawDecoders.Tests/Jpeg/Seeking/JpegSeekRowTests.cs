// Rows of JPEG forth and back where there is an index.
using RawDecoders.Tests.Png.Seeking;

namespace RawDecoders.Tests.Jpeg.Seeking;

public sealed class JpegSeekRowTests
{
    public static TheoryData<bool, Strictness, int> Cases()
    {
        var data = new TheoryData<bool, Strictness, int>();
        foreach (bool isLoaded in (bool[])[false, true])
        {
            foreach (Strictness strictness in (Strictness[])[Strictness.Standard, Strictness.Lenient])
            {
                foreach (int eighths in (int[])[8, 3])
                    data.Add(isLoaded, strictness, eighths);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rows_come_in_any_order(bool isLoaded, Strictness strictness, int eighths)
    {
        byte[] file = JpegIndexTests.Make(new Random(3), 300, 250, [(2, 2), (1, 1), (1, 1)], restartInterval: strictness == Strictness.Lenient ? 11 : 0);
        if (strictness == Strictness.Lenient)
            file.AsSpan(file.Length * 2 / 3, 40).Fill(0xFE);
        var options = new DecodeOptions { Strictness = strictness, Scale = new ImageScale(eighths, 8) };
        PixelBuffer whole = ImageDecoder.Decode(file, options);
        var random = new Random(4);
        DecodeOptions indexed = options with { IndexRows = true };
        if (isLoaded)
            indexed = options with { Index = JpegIndexTests.Saved(JpegIndexTests.IndexOf(file, options)) };
        using ImageRowReader reader = ImageDecoder.OpenRows(file, indexed);
        Assert.True(reader.CanSeek);
        byte[] rows = new byte[60 * reader.RowBytes];
        for (int i = 0; i < 80; i++)
        {
            if (random.Next(3) > 0)
                reader.SeekRow(random.Next(reader.Height + 1));
            int first = reader.NextRow;
            int read = reader.ReadRows(rows, random.Next(1, 61));
            Assert.True(rows.AsSpan(0, read * whole.Stride).SequenceEqual(whole.Span.Slice(first * whole.Stride, read * whole.Stride)), $"{read} rows from {first} on");
            Assert.Equal(first + read, reader.NextRow);
        }

        reader.SeekRow(5);
        Assert.Throws<InvalidOperationException>(reader.Finish);
        reader.SeekRow(reader.Height);
        DecodeResult result = reader.Finish();
        Assert.Equal(whole.Result!.Warnings.Select(w => w.Message), result.Warnings.Select(w => w.Message));
        Assert.Equal(strictness == Strictness.Lenient, result.Damage.Count > 0);
        Assert.Equal(whole.Result.Damage.Select(d => (d.FirstRow, d.RowCount, d.Reason.Message)), result.Damage.Select(d => (d.FirstRow, d.RowCount, d.Reason.Message)));
    }

    /// <summary>One row after the other, all of them, from the middle and from the top.</summary>
    [Fact]
    public void Rows_one_by_one_are_those_of_the_whole()
    {
        byte[] file = JpegIndexTests.Photo(out PixelBuffer whole);
        using ImageRowReader reader = ImageDecoder.OpenRows(file, new DecodeOptions { Index = JpegIndexTests.IndexOf(file, DecodeOptions.Default) });
        byte[] row = new byte[reader.RowBytes];
        foreach (int first in (int[])[100, 0])
        {
            reader.SeekRow(first);
            for (int y = first; y < whole.Height; y++)
            {
                Assert.Equal(1, reader.ReadRows(row, 1));
                Assert.True(row.AsSpan().SequenceEqual(whole.GetRow(y)), $"row {y}");
            }
        }
    }

    [Fact]
    public void Without_an_index_there_is_a_clear_error()
    {
        byte[] file = JpegIndexTests.Photo(out _);
        using ImageRowReader reader = ImageDecoder.OpenRows(file);
        Assert.False(reader.CanSeek);
        Assert.Contains("IndexRows", Assert.Throws<InvalidOperationException>(() => reader.SeekRow(0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_on_the_way_is_final()
    {
        byte[] file = JpegIndexTests.Photo(out _);
        file = file[..(file.Length / 2)];
        ImageDecodeException wanted = Assert.Throws<ImageDecodeException>(() => ImageDecoder.Decode(file));
        using ImageRowReader reader = ImageDecoder.OpenRows(file, new DecodeOptions { IndexRows = true });
        byte[] row = new byte[reader.RowBytes];
        reader.SeekRow(2);
        Assert.Equal(1, reader.ReadRows(row, 1));
        reader.SeekRow(690);
        ImageDecodeException error = Assert.Throws<ImageDecodeException>(() => reader.ReadRows(row, 1));
        Assert.Equal(wanted.Message, error.Message);
        Assert.Same(error, Assert.Throws<ImageDecodeException>(() => reader.SeekRow(0)));
        Assert.Same(error, Assert.Throws<ImageDecodeException>(reader.Finish));
    }
}
