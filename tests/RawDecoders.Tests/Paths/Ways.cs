// The ways to read a picture, beside the whole decode of bytes in memory that all of them must agree with.
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Paths;

internal static class Ways
{
    /// <summary>Files up to this many bytes drip byte by byte; larger ones in pieces of a few hundred.</summary>
    private const int DripBytes = 16 << 10;

    public static readonly (string Name, Func<byte[], DecodeOptions, Outcome, Random, Outcome> Read)[] All =
    [
        ("rows", Rows),
        ("regions", Regions),
        ("regions", (file, options, whole, random) => Regions(file, Tight(options, random), whole, random)),
        ("regions", IndexedRegions),
        ("rows sought", SoughtRows),
        ("odd stride", OddStride),
        ("in two steps", TwoSteps),
        ("stream", (file, options, _, _) => Outcome.Decoded(ImageDecoder.Decode(Drip(file), options))),
        ("asynchronous", (file, options, _, _) => Outcome.Decoded(ImageDecoder.DecodeAsync(Drip(file), options, TestContext.Current.CancellationToken).GetAwaiter().GetResult())),
        ("2 threads", (file, options, _, _) => Threads(file, options, 2)),
        ("3 threads", (file, options, _, _) => Threads(file, options, 3)),
        ("4 threads", (file, options, _, _) => Threads(file, options, 4)),
        ("small pieces", (file, options, _, random) => Outcome.Decoded(ImageDecoder.Decode(file, options with { WorkUnitBytes = random.Next(1, 400), BlocksFromBytes = 0 }))),
        ("managed inflater", (file, options, _, _) => Outcome.Decoded(ImageDecoder.Decode(file, options with { Inflater = Inflater.Managed }))),
        ("managed inflater, 2 threads", (file, options, _, _) => Threads(file, options with { Inflater = Inflater.Managed }, 2)),
        ("managed inflater, rows in small pieces", (file, options, whole, random) => Rows(
            file, options with { Inflater = Inflater.Managed, WorkUnitBytes = random.Next(1, 400), HoldBytes = 0 }, whole, random)),
        ("rows in small pieces", (file, options, whole, random) => Rows(file, options with { WorkUnitBytes = random.Next(1, 400), HoldBytes = 0 }, whole, random)),
    ];

    /// <summary>By rows, a random number at a time. After an error every call must throw that very object again.</summary>
    private static Outcome Rows(byte[] file, DecodeOptions options, Outcome whole, Random random)
    {
        using ImageRowReader reader = ImageDecoder.OpenRows(file, options);
        int rowBytes = checked((int)reader.RowBytes);
        byte[] pixels = new byte[(long)rowBytes * reader.Height];
        int most = random.Next(4) == 0 ? reader.Height : Math.Max(1, reader.Height / 4);
        try
        {
            while (reader.NextRow < reader.Height)
                reader.ReadRows(pixels.AsSpan(reader.NextRow * rowBytes), random.Next(1, most + 1));
            return new Outcome
            {
                Width = reader.Width,
                Height = reader.Height,
                Format = reader.PixelFormat,
                Pixels = pixels,
                Palette = reader.Palette.ToArray(),
                Account = Outcome.Tell(reader.Finish()),
            };
        }
        catch (ImageDecodeException error)
        {
            for (int again = 0; again < 3; again++)
            {
                Assert.Same(error, Assert.Throws<ImageDecodeException>(() => reader.ReadRows(pixels, reader.Height)));
                Assert.Same(error, Assert.Throws<ImageDecodeException>(() => reader.ReadRows(pixels, 1)));
                Assert.Same(error, Assert.Throws<ImageDecodeException>(reader.Finish));
            }

            throw;
        }
    }

    /// <summary>
    /// A few rectangles, then the whole. What stands after the last row is not read in this way, and of a file with random access
    /// nothing but the rectangle, so that it may succeed where the whole file is refused.
    /// </summary>
    private static Outcome Regions(byte[] file, DecodeOptions options, Outcome whole, Random random)
    {
        using ImageRegionReader reader = ImageDecoder.OpenRegions(file, options);
        int pixelBytes = reader.PixelFormat.GetBytesPerPixel();
        try
        {
            for (int i = 0; i < 3; i++)
            {
                (int x, int y) = (random.Next(reader.Width), random.Next(reader.Height));
                (int width, int height) = (random.Next(1, reader.Width - x + 1), random.Next(1, reader.Height - y + 1));
                PixelBuffer part = reader.ReadRegion(x, y, width, height);
                for (int row = 0; row < height && whole.Error.Length == 0; row++)
                {
                    ReadOnlySpan<byte> wanted = whole.Pixels.AsSpan(((y + row) * whole.Width + x) * pixelBytes, width * pixelBytes);
                    Assert.True(part.GetRow(row)[..(width * pixelBytes)].SequenceEqual(wanted), $"region {x}, {y}, {width} x {height} differs in its row {row}");
                }
            }

            Outcome all = Outcome.Decoded(reader.ReadRegion(0, 0, reader.Width, reader.Height)) with { Account = null };
            return whole.Error.Length > 0 ? whole : all;
        }
        catch (ImageDecodeException error)
        {
            Assert.Same(error, Assert.Throws<ImageDecodeException>(() => reader.ReadRegion(0, 0, 1, 1)));
            Assert.Same(error, Assert.Throws<ImageDecodeException>(() => reader.ReadRegion(0, 0, reader.Width, 1)));
            if (reader.IsRandomAccess && whole.Error.Length > 0)
                return whole;
            throw;
        }
    }

    /// <summary>An index with a place at every strip, and strips of a few rows.</summary>
    private static DecodeOptions Tight(DecodeOptions options, Random random)
        => options with { IndexSpacingBytes = 1, WorkUnitBytes = random.Next(1, 400), MaxIndexBytes = random.Next(3) == 0 ? random.Next(20_000) : 16 << 20 };

    /// <summary>From an index that was made before and saved. What is wrong is found when it is made.</summary>
    private static Outcome IndexedRegions(byte[] file, DecodeOptions options, Outcome whole, Random random)
    {
        ImageIndex? index = null;
        using (ImageRegionReader reader = ImageDecoder.OpenRegions(file, Tight(options, random)))
        {
            if (reader.HasIndex)
            {
                using var saved = new MemoryStream();
                reader.BuildIndex().Save(saved);
                saved.Position = 0;
                index = ImageIndex.Load(saved);
            }
        }

        return Regions(file, options with { Index = index }, whole, random);
    }

    /// <summary>By rows in an order of their own, those in between more than once; then what follows them.</summary>
    private static Outcome SoughtRows(byte[] file, DecodeOptions options, Outcome whole, Random random)
    {
        using ImageRowReader reader = ImageDecoder.OpenRows(file, Tight(options with { IndexRows = true }, random));
        int rowBytes = checked((int)reader.RowBytes);
        byte[] pixels = new byte[(long)rowBytes * reader.Height];
        int middle = reader.Height / 2;
        if (reader.CanSeek)
        {
            reader.SeekRow(middle);
            reader.ReadRows(pixels.AsSpan(middle * rowBytes), reader.Height);
            reader.SeekRow(0);
            reader.ReadRows(pixels, middle);
            if (middle > 1)
            {
                int row = random.Next(middle);
                reader.SeekRow(row);
                reader.ReadRows(pixels.AsSpan(row * rowBytes), 1);
            }

            reader.SeekRow(reader.Height);
        }
        else
        {
            reader.ReadRows(pixels, reader.Height);
        }

        return new Outcome
        {
            Width = reader.Width,
            Height = reader.Height,
            Format = reader.PixelFormat,
            Pixels = pixels,
            Palette = reader.Palette.ToArray(),
            Account = Outcome.Tell(reader.Finish()),
        };
    }

    private static Outcome OddStride(byte[] file, DecodeOptions options, Outcome whole, Random random)
    {
        ImageInfo info = ImageDecoder.Identify(file, options);
        PixelFormat format = whole.Error.Length == 0 ? whole.Format : PixelFormat.Rgba64;
        int width = whole.Error.Length == 0 ? whole.Width : Math.Max(info.Width, info.Height);
        int height = whole.Error.Length == 0 ? whole.Height : Math.Max(info.Width, info.Height);
        int rowBytes = width * format.GetBytesPerPixel();
        int stride = rowBytes + 1 + 2 * random.Next(20);
        long needed = (height - 1L) * stride + rowBytes;
        if (needed > 256 << 20)
            return whole;
        byte[] pixels = new byte[needed];
        pixels.AsSpan().Fill(0xA5);
        DecodeResult result = ImageDecoder.Decode(file, pixels, stride, options);
        byte[] packed = new byte[rowBytes * height];
        for (int y = 0; y < height; y++)
        {
            pixels.AsSpan(y * stride, rowBytes).CopyTo(packed.AsSpan(y * rowBytes));
            int gap = Math.Min(stride - rowBytes, pixels.Length - y * stride - rowBytes);
            Assert.False(pixels.AsSpan(y * stride + rowBytes, gap).ContainsAnyExcept((byte)0xA5), $"written behind row {y}");
        }

        return whole with { Error = "", Format = result.PixelFormat, Width = result.Width, Height = result.Height, Pixels = packed, Account = Outcome.Tell(result) };
    }

    /// <summary>First the size and format, then the pixels. Whatever ends it ends it for good.</summary>
    private static Outcome TwoSteps(byte[] file, DecodeOptions options, Outcome whole, Random random)
    {
        using ImagePictureReader picture = ImageDecoder.OpenPicture(file, options);
        int stride = checked((int)picture.RowBytes);
        byte[] pixels = new byte[(long)stride * picture.Height];
        try
        {
            Assert.Throws<ArgumentException>(() => picture.Read(pixels.AsSpan(1)));
            DecodeResult result = picture.Read(pixels, random.Next(2) * stride);
            Assert.Throws<InvalidOperationException>(() => picture.Read(pixels));
            Assert.Equal((picture.Width, picture.Height, picture.PixelFormat, picture.IsBoolean), (result.Width, result.Height, result.PixelFormat, result.IsBoolean));
            return new Outcome
            {
                Width = picture.Width,
                Height = picture.Height,
                Format = picture.PixelFormat,
                Pixels = pixels,
                Palette = picture.Palette.ToArray(),
                Account = Outcome.Tell(result),
            };
        }
        catch (ImageDecodeException error)
        {
            Assert.Same(error, Assert.Throws<ImageDecodeException>(() => picture.Read(pixels)));
            throw;
        }
    }

    private static Outcome Threads(byte[] file, DecodeOptions options, int threads) => Outcome.Decoded(ImageDecoder.Decode(
        file, options with { MaxDegreeOfParallelism = threads, ParallelFromPixels = 1, WorkUnitBytes = 2000 }));

    private static DripStream Drip(byte[] file) => new(file, file.Length <= DripBytes ? 1 : 1 + file.Length / 500);
}
