using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Core;

public sealed class InputFileTests
{
    private static byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }

    private static byte[] ContentOf(InputFile input)
    {
        using (input)
            return input.Source.Window(0).ToArray();
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(4095, 1)]
    [InlineData(4096, 7)]
    [InlineData(4097, 4096)]
    [InlineData(100_000, 333)]
    public async Task Any_stream_gives_its_bytes(int length, int most)
    {
        byte[] bytes = Bytes(length);
        Assert.Equal(bytes, ContentOf(InputFile.FromStream(new DripStream(bytes, most), DecodeLimits.Default)));
        Assert.Equal(bytes, ContentOf(InputFile.FromStream(new MemoryStream(bytes), DecodeLimits.Default)));
        Assert.Equal(bytes, ContentOf(await InputFile.FromStreamAsync(
            new DripStream(bytes, most), DecodeLimits.Default, TestContext.Current.CancellationToken)));
    }

    [Fact]
    public void A_stream_is_read_from_its_position_and_left_open()
    {
        var stream = new MemoryStream([1, 2, 3, 4]) { Position = 1 };
        Assert.Equal([2, 3, 4], ContentOf(InputFile.FromStream(stream, DecodeLimits.Default)));
        Assert.True(stream.CanRead);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_stream_over_the_limit_is_refused_before_it_is_held(bool seekable)
    {
        byte[] bytes = Bytes(10_000);
        Stream stream = seekable ? new MemoryStream(bytes) : new DripStream(bytes, 100);
        var error = Assert.Throws<ImageDecodeException>(
            () => InputFile.FromStream(stream, new DecodeLimits { MaxBytes = 5_000 }));
        Assert.Equal(ImageDecodeErrorKind.LimitExceeded, error.Kind);
    }

    [Fact]
    public void A_large_file_is_mapped_and_gives_the_same_bytes()
    {
        string path = Path.GetTempFileName();
        try
        {
            byte[] bytes = Bytes((int)InputFile.MapThreshold + 1);
            File.WriteAllBytes(path, bytes);
            Assert.True(ContentOf(InputFile.FromPath(path)).AsSpan().SequenceEqual(bytes));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public unsafe void A_source_never_reaches_outside_itself()
    {
        byte[] bytes = Bytes(10);
        fixed (byte* start = bytes)
        {
            var source = new ByteSource(start, bytes.Length);
            Assert.Equal(bytes[9..], source.Slice(9, 1).ToArray());
            Assert.Equal(0, source.Slice(10, 0).Length);
            Assert.Equal(0, source.Window(10).Length);
            Assert.Equal(0, source.Window(long.MaxValue).Length);
            Assert.Equal(bytes[3..5], source.Window(3, 2).ToArray());
            Assert.Equal(bytes[2..6], source.Part(2, 4).Window(0).ToArray());
        }

        foreach ((long offset, int count) in new (long, int)[] { (-1, 1), (10, 1), (0, 11), (long.MaxValue, 1), (long.MaxValue, int.MaxValue), (0, -1) })
        {
            Assert.Throws<InvalidOperationException>(() =>
            {
                fixed (byte* start = bytes)
                    new ByteSource(start, bytes.Length).Slice(offset, count);
            });
        }
    }
}
