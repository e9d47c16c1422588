using RawDecoders.Png;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Png.Frames;

/// <summary>Frames are what the oracle shows, whatever the file; and what is wrong with a file ends where it should.</summary>
public sealed class ImageFrameReaderTests
{
    public static TheoryData<int, int> Kinds => [.. PngWriter.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Frames_are_those_of_the_oracle(int colorType, int depth)
    {
        var random = new Random(colorType * 100 + depth);
        for (int i = 0; i < 30; i++)
        {
            int width = random.Next(1, 20), height = random.Next(1, 20);
            List<WrittenFrame> frames = AnimationWriter.Random(random, colorType, depth, width, height, random.Next(1, 7));
            WrittenFrame? hidden = random.Next(3) > 0 ? null : frames[0];
            if (hidden is not null && frames.Count > 1)
                frames.RemoveAt(0);
            Func<int>? split = random.Next(2) == 0 ? null : () => random.Next(1, 40);
            byte[] file = AnimationWriter.Write(frames, hidden, split, plays: i);
            var options = new DecodeOptions { Inflater = (Inflater)random.Next(2), Strictness = (Strictness)random.Next(3), BlocksFromBytes = random.Next(2) * 10_000 };
            using ImageFrameReader reader = ImageDecoder.OpenFrames(file, options);
            Assert.Equal((frames.Count, (long)i, hidden is null, width, height), (reader.FrameCount, reader.LoopCount, reader.IsDefaultImageFrame, reader.Width, reader.Height));
            Assert.True(reader.IsAnimation && reader.PixelFormat.HasAlpha() && reader.PixelFormat.GetBytesPerSample() == (depth == 16 ? 2 : 1));
            List<byte[]> expected = FrameOracle.Compose(width, height, frames);
            for (int pass = 0; pass < 2; pass++)
            {
                for (int f = 0; f < frames.Count; f++)
                {
                    ImageFrameInfo info = reader.NextFrame!;
                    Assert.Equal((f, frames[f].X, frames[f].Y, frames[f].Picture.Width), (info.Index, info.X, info.Y, info.Width));
                    Assert.Equal((frames[f].Picture.Height, frames[f].Disposal, frames[f].Blend), (info.Height, info.Disposal, info.Blend));
                    PixelBuffer frame = reader.ReadFrame()!;
                    Assert.True(frame.Span.SequenceEqual(expected[f]), $"frame {f} of {frames.Count}, {width} x {height}, {frames[f].Disposal}, {frames[f].Blend}");
                    Assert.True(frame.Result!.IsComplete);
                }

                Assert.Null(reader.ReadFrame());
                Assert.Null(reader.NextFrame);
                reader.Rewind();
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Raw_frames_are_the_file_s_own_pixels(int colorType, int depth)
    {
        var random = new Random(7 + colorType * 100 + depth);
        List<WrittenFrame> frames = AnimationWriter.Random(random, colorType, depth, 13, 11, 8);
        using ImageFrameReader reader = ImageDecoder.OpenFrames(AnimationWriter.Write(frames), null, new FrameOptions { Raw = true });
        foreach (WrittenFrame frame in frames)
        {
            (PixelFormat format, byte[] pixels) = Oracles.PngOracle.Natural(frame.Picture, frame.Raw);
            PixelBuffer read = reader.ReadFrame()!;
            Assert.Equal((format, frame.Picture.Width, frame.Picture.Height), (read.Format, read.Width, read.Height));
            Assert.True(read.Span.SequenceEqual(pixels));
        }
    }

    [Fact]
    public void Any_pixel_format_is_the_canvas_converted()
    {
        var random = new Random(3);
        byte[] file = AnimationWriter.Write(AnimationWriter.Random(random, 6, 8, 9, 7, 4));
        foreach (PixelFormat format in Enum.GetValues<PixelFormat>().Where(f => f != PixelFormat.Indexed8))
        {
            using ImageFrameReader plain = ImageDecoder.OpenFrames(file), asked = ImageDecoder.OpenFrames(file, new DecodeOptions { PixelFormat = format });
            while (plain.ReadFrame() is { } frame)
            {
                byte[] rows = new byte[7 * 100];
                DecodeResult result = asked.ReadFrame(rows, 100)!;
                Assert.Equal(format, result.PixelFormat);
                PixelBuffer converted = frame.ConvertTo(format);
                for (int y = 0; y < 7; y++)
                    Assert.True(converted.GetRow(y).SequenceEqual(rows.AsSpan(y * 100, converted.RowBytes)), $"{format}, row {y}");
            }
        }

        Assert.Equal("option-pixel-format", Assert.Throws<ImageDecodeException>(() => ImageDecoder.OpenFrames(file, new DecodeOptions { PixelFormat = PixelFormat.Indexed8 })).Issue.Rule.Id);
    }

    [Theory]
    [InlineData(1, 10, 100)]
    [InlineData(1, 0, 10)]
    [InlineData(0, 0, 0)]
    [InlineData(65535, 1, 65_535_000)]
    [InlineData(1, 3, 333.3333)]
    [InlineData(2, 3, 666.6667)]
    public void Delays_are_fractions_of_a_second(int numerator, int denominator, double milliseconds)
    {
        List<WrittenFrame> frames = AnimationWriter.Random(new Random(1), 0, 8, 3, 3, 2);
        frames = [.. frames.Select(f => f with { DelayNumerator = (ushort)numerator, DelayDenominator = (ushort)denominator })];
        using ImageFrameReader reader = ImageDecoder.OpenFrames(AnimationWriter.Write(frames));
        Assert.Equal((numerator, denominator), (reader.NextFrame!.DelayNumerator, reader.NextFrame.DelayDenominator));
        Assert.Equal(TimeSpan.FromTicks((long)Math.Round(milliseconds * TimeSpan.TicksPerMillisecond)), reader.NextFrame.Delay);
        Assert.Equal(2 * reader.NextFrame.Delay, reader.Duration);
    }

    [Fact]
    public void A_frame_of_an_ordinary_file_is_its_picture()
    {
        int compared = 0;
        foreach (string path in Directory.GetFiles(Repository.PathOf("corpus"), "*", SearchOption.AllDirectories).Where(p => p.Contains("photos", StringComparison.Ordinal) || p.Contains("sizes", StringComparison.Ordinal)))
        {
            if (!ImageDecoder.TryDecode(File.ReadAllBytes(path), out PixelBuffer? whole, out _))
                continue;
            using ImageFrameReader reader = ImageDecoder.OpenFrames(path);
            Assert.Equal((1, 1L, false, true), (reader.FrameCount, reader.LoopCount, reader.IsAnimation, reader.IsDefaultImageFrame));
            PixelBuffer frame = reader.ReadFrame()!;
            Assert.True(frame.Format == whole.Format && frame.Span.SequenceEqual(whole.Span), path);
            Assert.Null(reader.ReadFrame());
            compared++;
        }

        Assert.True(compared > 20);
    }

    [Fact]
    public void An_error_is_final()
    {
        List<WrittenFrame> frames = AnimationWriter.Random(new Random(4), 2, 8, 9, 9, 4);
        frames[2].Raw[0] = 9;
        byte[] file = AnimationWriter.Write(frames);
        using ImageFrameReader reader = ImageDecoder.OpenFrames(file);
        byte[] canvas = new byte[9 * 9 * 4];
        Assert.Throws<ArgumentException>(() => reader.ReadFrame(canvas.AsSpan(1)));
        Assert.NotNull(reader.ReadFrame(canvas));
        Assert.NotNull(reader.ReadFrame(canvas));
        ImageDecodeException first = Assert.Throws<ImageDecodeException>(() => reader.ReadFrame(canvas));
        Assert.Equal("png-filter-type", first.Issue.Rule.Id);
        reader.Rewind();
        Assert.Same(first, Assert.Throws<ImageDecodeException>(() => reader.ReadFrame(canvas)));
        Assert.Same(first, Assert.Throws<ImageDecodeException>(() => reader.ReadFrame()));

        // Lenient reads on, and tells which rows of the canvas are in doubt.
        using ImageFrameReader lenient = ImageDecoder.OpenFrames(file, new DecodeOptions { Strictness = Strictness.Lenient });
        for (int i = 0; i < 4; i++)
        {
            DecodeResult result = lenient.ReadFrame(canvas)!;
            Assert.Equal(i != 2, result.IsComplete);
            if (i == 2)
                Assert.Equal(frames[2].Y, result.Damage[0].FirstRow);
        }
    }

    [Fact]
    public void Limits_refuse_frames_and_pixels()
    {
        byte[] file = AnimationWriter.Write(AnimationWriter.Random(new Random(4), 2, 8, 9, 9, 4));
        Assert.Equal("limit-max-frames", Refusal(new DecodeLimits { MaxFrames = 3 }));
        Assert.Equal("limit-max-frame-pixels", Refusal(new DecodeLimits { MaxFramePixels = 81 }));
        Assert.Equal("limit-max-bytes", Refusal(new DecodeLimits { MaxBytes = 81 }));
        ImageDecoder.OpenFrames(file, new DecodeOptions { Limits = new DecodeLimits { MaxFrames = 4 } }).Dispose();

        string Refusal(DecodeLimits limits)
        {
            ImageDecodeException error = Assert.Throws<ImageDecodeException>(() => ImageDecoder.OpenFrames(file, new DecodeOptions { Limits = limits }));
            Assert.Equal(ImageDecodeErrorKind.LimitExceeded, error.Kind);
            return error.Issue.Rule.Id;
        }
    }

    [Fact]
    public void Prefixes_and_damage_end_in_frames_or_in_an_ImageDecodeException()
    {
        var random = new Random(11);
        int frames = 0, refused = 0;
        for (int i = 0; i < 60; i++)
        {
            (int colorType, int depth) = PngWriter.Kinds[i % PngWriter.Kinds.Length];
            byte[] file = AnimationWriter.Write(AnimationWriter.Random(random, colorType, depth, 7, 6, 4), split: () => random.Next(5, 60));
            for (int k = 0; k < 20; k++)
            {
                byte[] odd = [.. file];
                if (k % 2 == 0)
                    odd = odd[..random.Next(odd.Length)];
                else
                    odd[random.Next(odd.Length)] ^= (byte)random.Next(1, 256);
                foreach (Strictness strictness in PngTesting.Strictnesses)
                {
                    try
                    {
                        using ImageFrameReader reader = ImageDecoder.OpenFrames(odd, new DecodeOptions { Strictness = strictness }, new FrameOptions { Raw = k % 3 == 0 });
                        int count = 0;
                        while (reader.ReadFrame() is not null)
                            count++;
                        Assert.Equal(reader.FrameCount, count);
                        frames += count;
                    }
                    catch (ImageDecodeException)
                    {
                        refused++;
                    }
                }
            }
        }

        Assert.True(frames > 1000 && refused > 1000, $"{frames} frames, {refused} refusals");
    }

    [Fact]
    public void A_frame_s_rows_are_turned_upright()
    {
        List<WrittenFrame> frames = AnimationWriter.Random(new Random(5), 6, 8, 5, 3, 3);
        byte[] file = AnimationWriter.Write(frames);
        byte[] exif = PngWriter.Chunk("eXIf", [.. "MM\0*\0\0\0\u0008\0\u0001\u0001\u0012\0\u0003\0\0\0\u0001\0\u0006\0\0\0\0\0\0"u8]);
        byte[] turned = [.. file[..33], .. exif, .. file[33..]];
        using ImageFrameReader plain = ImageDecoder.OpenFrames(file), upright = ImageDecoder.OpenFrames(turned, new DecodeOptions { ApplyOrientation = true });
        Assert.Equal((3, 5), (upright.Width, upright.Height));
        while (plain.ReadFrame() is { } stored)
        {
            PixelBuffer shown = upright.ReadFrame()!;
            // Orientation 6: the stored left column is the top row, read upwards.
            for (int y = 0; y < 3; y++)
            {
                for (int x = 0; x < 5; x++)
                    Assert.True(stored[x, y].SequenceEqual(shown[2 - y, x]));
            }
        }
    }
}
