using RawDecoders.Tests.Support;

namespace RawDecoders.Tests;

/// <summary>What the facade promises, whatever the format.</summary>
public sealed class ImageDecoderTests
{
    private const int Width = 13, Height = 9;

    private static readonly byte[] File = TinyBmp.Create(Width, Height);

    private static readonly byte[] Rgb = TinyBmp.Rgb(Width, Height);

    private static readonly DecodeOptions AsRgb = new() { PixelFormat = PixelFormat.Rgb24 };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_kind_of_input_gives_the_same_pixels()
    {
        string path = Path.GetTempFileName();
        try
        {
            await System.IO.File.WriteAllBytesAsync(path, File, Cancellation);
            PixelBuffer[] images =
            [
                ImageDecoder.Decode(File, AsRgb),
                ImageDecoder.Decode(File.AsSpan(), AsRgb),
                ImageDecoder.Decode(new ReadOnlyMemory<byte>(File), AsRgb),
                ImageDecoder.Decode(path, AsRgb),
                ImageDecoder.Decode(new MemoryStream(File), AsRgb),
                ImageDecoder.Decode(new DripStream(File), AsRgb),
                await ImageDecoder.DecodeAsync(new DripStream(File), AsRgb, Cancellation),
                await ImageDecoder.DecodeAsync(path, AsRgb, Cancellation),
            ];
            foreach (PixelBuffer image in images)
            {
                Assert.Equal((Width, Height, PixelFormat.Rgb24), (image.Width, image.Height, image.Format));
                Assert.Equal([Height, Width, 3], image.Shape);
                Assert.Equal(Rgb, image.Span.ToArray());
                Assert.True(image.Result!.IsComplete);
                Assert.Equal(Height, image.Result.IntactRows);
                Assert.Empty(image.Result.Warnings);
            }
        }
        finally
        {
            System.IO.File.Delete(path);
        }
    }

    [Theory]
    [InlineData(Width * 3)]
    [InlineData(Width * 3 + 1)]
    [InlineData(64)]
    [InlineData(1000)]
    public void Decodes_into_the_callers_memory_and_leaves_the_gaps_alone(int stride)
    {
        byte[] destination = new byte[stride * (Height - 1) + Width * 3];
        destination.AsSpan().Fill(0xA5);

        DecodeResult result = ImageDecoder.Decode(File, destination, stride, AsRgb);

        Assert.Equal((Width, Height, PixelFormat.Rgb24), (result.Width, result.Height, result.PixelFormat));
        for (int y = 0; y < Height; y++)
        {
            Assert.Equal(Rgb.AsSpan(y * Width * 3, Width * 3), destination.AsSpan(y * stride, Width * 3));
            if (y < Height - 1)
                Assert.False(destination.AsSpan(y * stride + Width * 3, stride - Width * 3).ContainsAnyExcept((byte)0xA5));
        }
    }

    [Fact]
    public void Refuses_a_destination_or_stride_that_is_too_small()
    {
        Assert.Throws<ArgumentException>(() => ImageDecoder.Decode(File, new byte[Rgb.Length - 1], 0, AsRgb));
        Assert.Throws<ArgumentException>(() => ImageDecoder.Decode(File, new byte[Rgb.Length], Width * 3 - 1, AsRgb));
        Assert.Throws<ArgumentException>(() => ImageDecoder.Decode(File, new byte[Rgb.Length], 64, AsRgb));
    }

    [Fact]
    public void Refuses_null_and_empty_arguments()
    {
        Assert.Throws<ArgumentNullException>(() => ImageDecoder.Decode((byte[])null!));
        Assert.Throws<ArgumentNullException>(() => ImageDecoder.Decode((Stream)null!));
        Assert.Throws<ArgumentNullException>(() => ImageDecoder.Decode((string)null!));
        Assert.Throws<ArgumentException>(() => ImageDecoder.Decode(""));
    }

    [Fact]
    public void A_missing_file_is_an_ordinary_IO_error()
        => Assert.Throws<FileNotFoundException>(() => ImageDecoder.Decode(Path.Combine(Path.GetTempPath(), Guid.NewGuid() + ".png")));

    [Fact]
    public async Task Cancelling_stops_an_asynchronous_decode()
    {
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ImageDecoder.DecodeAsync(new DripStream(File), null, cancel.Token));
    }

    [Fact]
    public void Limits_are_checked_before_anything_is_allocated()
    {
        foreach (DecodeLimits limits in new[]
        {
            new DecodeLimits { MaxWidth = Width - 1 }, new DecodeLimits { MaxHeight = Height - 1 },
            new DecodeLimits { MaxPixels = Width * Height - 1 }, new DecodeLimits { MaxBytes = Rgb.Length - 1 },
        })
        {
            var error = Assert.Throws<ImageDecodeException>(() => ImageDecoder.Decode(File, AsRgb with { Limits = limits }));
            Assert.Equal(ImageDecodeErrorKind.LimitExceeded, error.Kind);
        }

        Assert.NotNull(ImageDecoder.Decode(File, AsRgb with { Limits = new DecodeLimits { MaxWidth = Width, MaxHeight = Height, MaxPixels = Width * Height, MaxBytes = 1 << 20 } }));
    }

    [Fact]
    public void Identify_agrees_with_decode_and_a_growing_prefix_leads_to_it()
    {
        ImageInfo info = ImageDecoder.Identify(File);
        PixelBuffer image = ImageDecoder.Decode(File);
        Assert.Equal((image.Width, image.Height, image.Format), (info.Width, info.Height, info.PixelFormat));

        int length = 0;
        for (int steps = 0; ; steps++)
        {
            IdentifyResult result = ImageDecoder.TryIdentify(File.AsSpan(0, length));
            if (result.Status == IdentifyStatus.Identified)
            {
                Assert.Equal((Width, Height), (result.Info!.Width, result.Info.Height));
                break;
            }

            Assert.Equal(IdentifyStatus.NeedsMoreBytes, result.Status);
            Assert.InRange(result.BytesNeeded, length + 1, File.Length);
            Assert.InRange(steps, 0, 20);
            length = (int)result.BytesNeeded;
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(100)]
    public void Rows_read_in_any_batches_are_the_same_rows(int batch)
    {
        using ImageRowReader reader = ImageDecoder.OpenRows(new DripStream(File, 50), AsRgb);
        Assert.Equal((Width, Height, PixelFormat.Rgb24, Width * 3L), (reader.Width, reader.Height, reader.PixelFormat, reader.RowBytes));
        byte[] all = new byte[Rgb.Length];
        Assert.Throws<InvalidOperationException>(reader.Finish);
        for (int rows; (rows = reader.ReadRows(all.AsSpan(reader.NextRow * Width * 3), batch)) > 0;)
            Assert.InRange(rows, 1, batch);

        Assert.Equal(Rgb, all);
        Assert.True(reader.Finish().IsComplete);
        Assert.Equal(0, reader.ReadRows(all, 1));
    }

    [Fact]
    public void A_row_reader_checks_its_arguments_and_its_life()
    {
        ImageRowReader reader = ImageDecoder.OpenRows(File, AsRgb);
        Assert.Throws<ArgumentException>(() => reader.ReadRows(new byte[Width * 3 - 1], 1));
        Assert.Throws<ArgumentException>(() => reader.ReadRows(new byte[Width * 6], 2, Width * 3 - 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.ReadRows(new byte[Width * 3], -1));
        reader.Dispose();
        reader.Dispose();
        Assert.Throws<ObjectDisposedException>(() => reader.ReadRows(new byte[Width * 3], 1));
    }
}
