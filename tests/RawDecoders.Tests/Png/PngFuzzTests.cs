using System.Diagnostics;
using RawDecoders.Tests.Oracles;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Png;

/// <summary>
/// Random mutations of valid files: no exception but ImageDecodeException, no allocation that the file does not justify,
/// none over a second. The environment variable RAWDECODERS_FUZZ sets another number of mutations.
/// </summary>
[Trait("Length", "Long")]
public sealed class PngFuzzTests
{
    /// <summary>What counts as a hang: on a busy machine a thread may stand for seconds.</summary>
    private const int HangSeconds = 60;

    private const int Default = 20_000;

    /// <summary>What a decode of these small files may allocate at most, managed, besides its pixels.</summary>
    private const long MostAllocated = 40 << 20;

    private static int Count => int.TryParse(Environment.GetEnvironmentVariable("RAWDECODERS_FUZZ"), out int count) ? count : Default;

    [Fact]
    public void Mutations_are_refused_or_decoded()
    {
        var random = new Random(20250624);
        List<byte[]> seeds = Seeds(random);
        int decoded = 0;
        int refused = 0;
        var kinds = new HashSet<ImageDecodeErrorKind>();
        for (int i = 0; i < Count; i++)
        {
            byte[] file = Mutate(random, seeds);
            var strictness = (Strictness)(i % 3);
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            var watch = Stopwatch.StartNew();
            try
            {
                Run(file, strictness, i);
                decoded++;
            }
            catch (ImageDecodeException e)
            {
                refused++;
                kinds.Add(e.Kind);
                Assert.InRange(e.Offset, 0, file.Length);
            }
            catch (Exception e)
            {
                Assert.Fail($"mutation {i}, {strictness}: {e}\n{Convert.ToBase64String(file)}");
            }

            Assert.True(watch.Elapsed.TotalSeconds < HangSeconds, $"mutation {i}, {strictness}: {watch.ElapsedMilliseconds} ms\n{Convert.ToBase64String(file)}");
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            Assert.True(allocated < MostAllocated, $"mutation {i}, {strictness}: {allocated} bytes\n{Convert.ToBase64String(file)}");
        }

        // The mutations reach both sides.
        Assert.True(decoded > Count / 20, $"{decoded} decoded");
        Assert.True(refused > Count / 20, $"{refused} refused");
        Assert.True(kinds.Count >= 4, string.Join(", ", kinds));
    }

    private static unsafe void Run(byte[] file, Strictness strictness, int i)
    {
        if (i % 5 == 0)
        {
            PngTesting.Identify(file, i % 10 == 0, PngTesting.With(strictness));
            return;
        }

        fixed (byte* start = file)
        {
            using var decoder = RawDecoders.Png.PngDecoder.Open(new ByteSource(start, file.Length), PngTesting.With(strictness));
            ImageInfo info = decoder.Info;
            int stride = info.Width * decoder.OutputFormat.GetBytesPerPixel();
            // Sizes grow by mutation; whole buffers only for what MemoryBudget lets through unasked.
            if ((long)stride * info.Height > 32 << 20 || i % 4 == 0)
            {
                byte[] row = new byte[stride];
                for (int y = 0; y < Math.Min(info.Height, 2000); y++)
                    decoder.ReadRows(row, stride, 1);
                if (info.Height > 2000)
                    return;
            }
            else
            {
                decoder.DecodeAll(new byte[stride * info.Height], stride);
            }

            DecodeResult result = decoder.Finish();
            Assert.True(strictness == Strictness.Lenient || result.IsComplete);
            Assert.True(strictness != Strictness.Strict || info.Width > 0);
        }
    }

    /// <summary>Small files of every kind, and what PngSuite has under 2 KiB.</summary>
    private static List<byte[]> Seeds(Random random)
    {
        var seeds = new List<byte[]>();
        foreach ((int colorType, int depth) in PngWriter.Kinds)
        {
            for (int i = 0; i < 4; i++)
            {
                (PngOracle.Picture picture, byte[] raw) = PngWriter.Random(random, colorType, depth, i % 2 == 1, random.Next(1, 30), random.Next(1, 30));
                seeds.Add(PngWriter.Encode(picture, raw, i < 2 ? null : () => random.Next(100)));
            }
        }

        if (Suites.Available)
            seeds.AddRange(Suites.Files("pngsuite", ".png").Select(Suites.Read).Where(f => f.Length < 2048));
        return seeds;
    }

    private static byte[] Mutate(Random random, List<byte[]> seeds)
    {
        byte[] file = (byte[])seeds[random.Next(seeds.Count)].Clone();
        int mutations = random.Next(1, 5);
        for (int m = 0; m < mutations && file.Length > 9; m++)
        {
            int at = random.Next(random.Next(4) == 0 ? 0 : 8, file.Length);
            switch (random.Next(9))
            {
                case 0:
                    file[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    file[at] = (byte)random.Next(256);
                    break;
                case 2:
                    file[at] = random.Next(2) == 0 ? (byte)0 : (byte)255;
                    break;
                case 3:
                    file = file[..at];
                    break;
                case 4:
                    file = [.. file[..at], .. PngWriter.Bytes(random, random.Next(1, 20)), .. file[at..]];
                    break;
                case 5:
                    file = [.. file[..at], .. file[Math.Min(file.Length, at + random.Next(1, 20))..]];
                    break;
                case 6:
                    byte[] other = seeds[random.Next(seeds.Count)];
                    file = [.. file[..at], .. other[random.Next(other.Length)..]];
                    break;
                case 7:
                    Array.Fill(file, (byte)random.Next(256), at, Math.Min(file.Length - at, random.Next(1, 30)));
                    break;
                default:
                    ShuffleChunks(random, ref file);
                    break;
            }
        }

        // Without this most mutations would end at a CRC.
        if (random.Next(4) != 0)
            RepairCrcs(file);
        return file;
    }

    /// <summary>Doubles, drops or moves a chunk.</summary>
    private static void ShuffleChunks(Random random, ref byte[] file)
    {
        var chunks = new List<byte[]>();
        var reader = new RawDecoders.Png.PngChunkReader(file);
        while (reader.Read() && reader.IsComplete)
            chunks.Add(file[(int)reader.Offset..(int)reader.NextOffset]);
        if (chunks.Count < 2)
            return;
        byte[] chunk = chunks[random.Next(chunks.Count)];
        if (random.Next(3) != 0)
            chunks.Remove(chunk);
        if (random.Next(3) != 0)
            chunks.Insert(random.Next(chunks.Count + 1), chunk);
        file = PngWriter.File(chunks);
    }

    private static void RepairCrcs(byte[] file)
    {
        var reader = new RawDecoders.Png.PngChunkReader(file);
        while (reader.Read() && reader.IsComplete)
            PngWriter.BigEndian(reader.ComputeCrc()).CopyTo(file, (int)reader.CrcOffset);
    }
}
