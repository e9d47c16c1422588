using RawDecoders.Tests.Support;

namespace RawDecoders.Tests;

public sealed class DecodeManyTests
{
    private static readonly DecodeOptions AsRgb = new() { PixelFormat = PixelFormat.Rgb24 };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static DecodeManyInput Good(int width) => new($"{width}", () => new DripStream(TinyBmp.Create(width, 5), 100));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 1)]
    [InlineData(4, 1000)]
    [InlineData(3, long.MaxValue)]
    public async Task Gives_every_picture_once_whatever_the_bounds(int degree, long bytes)
    {
        var options = new DecodeManyOptions { Decode = AsRgb, MaxDegreeOfParallelism = degree, MaxBytesInFlight = bytes };
        var seen = new HashSet<int>();
        await foreach (DecodeManyResult result in ImageDecoder.DecodeMany(Enumerable.Range(1, 60).Select(Good), options, Cancellation))
        {
            Assert.True(seen.Add(result.Index));
            Assert.Null(result.Error);
            Assert.Equal($"{result.Index + 1}", result.Name);
            Assert.Equal(TinyBmp.Rgb(result.Index + 1, 5), result.Image!.Span.ToArray());
        }

        Assert.Equal(60, seen.Count);
    }

    [Fact]
    public async Task A_file_that_fails_does_not_stop_the_rest()
    {
        string missing = Path.Combine(Path.GetTempPath(), Guid.NewGuid() + ".png");
        string text = Path.GetTempFileName();
        string good = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(text, "no image", Cancellation);
            await File.WriteAllBytesAsync(good, TinyBmp.Create(4, 4), Cancellation);
            var results = new DecodeManyResult[4];
            await foreach (DecodeManyResult result in ImageDecoder.DecodeMany([good, missing, text, good], null, Cancellation))
                results[result.Index] = result;

            Assert.NotNull(results[0].Image);
            Assert.IsType<FileNotFoundException>(results[1].Error);
            Assert.Equal(ImageDecodeErrorKind.UnknownFormat, Assert.IsType<ImageDecodeException>(results[2].Error).Kind);
            Assert.NotNull(results[3].Image);
        }
        finally
        {
            File.Delete(text);
            File.Delete(good);
        }
    }

    [Fact]
    public async Task Inputs_are_opened_only_as_work_goes_on()
    {
        int opened = 0;
        IEnumerable<DecodeManyInput> Endless()
        {
            while (true)
            {
                yield return new DecodeManyInput("again", () =>
                {
                    Interlocked.Increment(ref opened);
                    return new MemoryStream(TinyBmp.Create(3, 3));
                });
            }
        }

        int taken = 0;
        await foreach (DecodeManyResult result in ImageDecoder.DecodeMany(Endless(), new DecodeManyOptions { MaxDegreeOfParallelism = 2 }, Cancellation))
        {
            if (++taken == 10)
                break;
        }

        // In the channel 2, in the workers' hands 2, taken 10; and a moment's race for each worker.
        Assert.InRange(opened, 10, 18);
    }

    [Fact]
    public async Task Cancelling_ends_the_sequence()
    {
        using var cancel = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (DecodeManyResult result in ImageDecoder.DecodeMany(Enumerable.Repeat(Good(3), 1000), null, cancel.Token))
                await cancel.CancelAsync();
        });
    }

    [Fact]
    public async Task An_exception_of_the_inputs_themselves_reaches_the_caller()
    {
        static IEnumerable<DecodeManyInput> Broken()
        {
            yield return Good(2);
            throw new InvalidOperationException("no more");
        }

        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (DecodeManyResult result in ImageDecoder.DecodeMany(Broken(), null, Cancellation))
                Assert.NotNull(result.Image);
        });
    }
}
