namespace RawDecoders.Tests.Face;

/// <summary>Progress and cancellation act between rows, whatever the file, the threads and the other options.</summary>
public sealed class WatchTests
{
    public static TheoryData<string, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int>();
            foreach (string name in FaceFiles.Ways.Select(w => w.Data))
            {
                cases.Add(name, 1);
                cases.Add(name, 4);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Progress_grows_from_row_to_row_and_ends_with_1(string name, int threads)
    {
        byte[] file = FaceFiles.Read(name);
        var reports = new Reports();
        DecodeOptions options = FaceFiles.Options(threads);

        PixelBuffer image = ImageDecoder.Decode(file, options with { Progress = reports });

        Assert.Equal(ImageDecoder.Decode(file, options).ToArray(), image.ToArray());
        Assert.True(reports.All.Count > 3, $"{reports.All.Count} reports");
        Assert.All(reports.All, r => Assert.InRange(r, double.Epsilon, 1));
        Assert.Equal(reports.All.Distinct().Order(), reports.All);
        Assert.Equal(1, reports.All[^1]);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Cancellation_ends_the_decode_between_rows(string name, int threads)
    {
        byte[] file = FaceFiles.Read(name);
        using var stop = new CancellationTokenSource();
        var reports = new Reports(_ => stop.Cancel());
        DecodeOptions options = FaceFiles.Options(threads) with { Progress = reports };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ImageDecoder.DecodeAsync(new MemoryStream(file), options, stop.Token));

        Assert.True(reports.All[^1] < 0.5, $"went on to {reports.All[^1]}");
    }

    [Theory]
    [InlineData("png/photos/landscape-rgb.png")]
    [InlineData("bmp/photos/landscape-24bit.bmp")]
    [InlineData("jpeg/photos/landscape-420.jpg")]
    public async Task Rows_after_the_cancellation_are_not_decoded(string name)
    {
        byte[] file = FaceFiles.Read(name);
        ImageInfo info = ImageDecoder.Identify(file);
        using var stop = new CancellationTokenSource();
        byte[] pixels = new byte[info.Width * info.Height * 3];
        byte[] untouched = new byte[info.Width * 3];
        pixels.AsSpan().Fill(0xCD);
        untouched.AsSpan().Fill(0xCD);
        DecodeOptions options = FaceFiles.Options() with { Progress = new Reports(_ => stop.Cancel()) };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => ImageDecoder.DecodeAsync(new MemoryStream(file), pixels, options: options, cancellationToken: stop.Token));

        Assert.True(pixels.AsSpan(pixels.Length - untouched.Length).SequenceEqual(untouched));
    }

    [Fact]
    public async Task Cancellation_before_the_decode_needs_no_progress()
    {
        using var stop = new CancellationTokenSource();
        var options = new DecodeOptions
        {
            Allocator = bytes =>
            {
                stop.Cancel();
                return new byte[bytes];
            },
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => ImageDecoder.DecodeAsync(new MemoryStream(FaceFiles.Read("turned")), options, stop.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => ImageDecoder.IdentifyAsync(new MemoryStream(FaceFiles.Read("turned")), null, stop.Token));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Of_a_file_that_is_refused_1_is_not_reported(int threads)
    {
        byte[] file = FaceFiles.Read("jpeg/photos/landscape-420.jpg");
        var reports = new Reports();

        Assert.Throws<ImageDecodeException>(() => ImageDecoder.Decode(file.AsSpan(0, file.Length / 2), FaceFiles.Options(threads) with { Progress = reports }));

        Assert.NotEmpty(reports.All);
        Assert.DoesNotContain(1, reports.All);
        Assert.Equal(reports.All.Distinct().Order(), reports.All);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void An_exception_of_the_callee_comes_out(int threads)
    {
        DecodeOptions options = FaceFiles.Options(threads) with { Progress = new Reports(_ => throw new TimeZoneNotFoundException()) };

        Assert.Throws<TimeZoneNotFoundException>(() => ImageDecoder.Decode(FaceFiles.Read("png/photos/landscape-rgb.png"), options));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Progress_threads_turning_and_a_convention_go_together(int threads)
    {
        byte[] file = FaceFiles.Turned(64, 48, 6);
        var reports = new Reports();
        DecodeOptions options = FaceFiles.Options(threads) with { Like = ArrayConvention.OpenCv };
        int asked = 0;

        PixelBuffer image = ImageDecoder.Decode(file, options with { Progress = reports, Allocator = bytes => new byte[asked = bytes] });

        PixelBuffer plain = ImageDecoder.Decode(file, new DecodeOptions { Like = ArrayConvention.OpenCv });
        Assert.Equal((48, 64, PixelFormat.Bgr24, 64 * 48 * 3), (image.Width, image.Height, image.Format, asked));
        Assert.Equal(plain.ToArray(), image.ToArray());
        Assert.True(reports.All.Count > 3);
        Assert.Equal(1, reports.All[^1]);
    }

    [Fact]
    public async Task DecodeMany_reports_no_progress_and_stops_within_a_picture()
    {
        var reports = new Reports();
        using var stop = new CancellationTokenSource();
        byte[] file = FaceFiles.Read("turned");
        DecodeManyInput[] inputs = [new("a", () => new MemoryStream(file)), new("b", () => new MemoryStream(file))];
        var options = new DecodeManyOptions { MaxDegreeOfParallelism = 1, Decode = new DecodeOptions { Progress = reports } };

        await foreach (DecodeManyResult one in ImageDecoder.DecodeMany(inputs, options, TestContext.Current.CancellationToken))
            Assert.NotNull(one.Image);
        Assert.Empty(reports.All);

        options = options with { Decode = new DecodeOptions { Allocator = Cancel } };
        int results = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (DecodeManyResult _ in ImageDecoder.DecodeMany(inputs, options, stop.Token))
                results++;
        });
        Assert.Equal(0, results);

        Memory<byte> Cancel(int bytes)
        {
            stop.Cancel();
            return new byte[bytes];
        }
    }
}
