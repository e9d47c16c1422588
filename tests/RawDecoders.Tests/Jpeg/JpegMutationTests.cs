using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Jpeg;

/// <summary>
/// Damaged files of every kind: nothing but ImageDecodeException comes out. RAWDECODERS_FUZZ sets the number of mutations
/// (default 20 000).
/// </summary>
[Trait("Length", "Long")]
public class JpegMutationTests
{
    private static int Count => int.TryParse(Environment.GetEnvironmentVariable("RAWDECODERS_FUZZ"), out int n) ? n : 20_000;

    /// <summary>Small valid files: of the suites where they are there, and of our own making.</summary>
    private static List<byte[]> Seeds()
    {
        var seeds = new List<byte[]>();
        if (Suites.Available)
        {
            seeds.AddRange(Suites.Files("jpeg", ".jpg").Select(Suites.Read).Where(f => f.Length is > 2 and < 6000 && f[0] == 0xFF));
        }

        // The other processes: arithmetic, 12-bit, lossless.
        string[] folders = ["arithmetic", "12-bit", "lossless"];
        seeds.AddRange(folders.SelectMany(f => Directory.EnumerateFiles(Repository.PathOf("corpus", "jpeg", f), "*.jpg").Order(StringComparer.Ordinal))
            .Where((_, i) => i % 4 == 0).Select(File.ReadAllBytes).Where(f => f.Length < 6000));
        for (int seed = 0; seed < 12; seed++)
        {
            var random = new Random(seed);
            bool progressive = seed % 2 == 0;
            (int, int)[] sampling = seed % 3 == 0 ? [(2, 2), (1, 1), (1, 1)] : seed % 3 == 1 ? [(1, 1)] : [(1, 1), (1, 1), (1, 1), (1, 1)];
            var file = new JpegTestFile(random.Next(1, 40), random.Next(1, 40), sampling, progressive);
            file.Fill(random, 20, 200, 0.1, paddingDc: !progressive || sampling.Length > 1, paddingAc: !progressive);
            file.Begin(seed % 4);
            int[] all = [.. Enumerable.Range(0, sampling.Length)];
            int restart = seed % 5;
            if (!progressive)
            {
                file.WriteScan(new TestScan(all), restart, 5);
            }
            else
            {
                file.WriteScan(new TestScan(all, 0, 0, 0, 1), restart, 5);
                foreach (int c in all)
                    file.WriteScan(new TestScan([c], 1, 63, 0, 2), restart, 9);
                foreach (int c in all)
                {
                    file.WriteScan(new TestScan([c], 1, 63, 2, 1), restart, 9);
                    file.WriteScan(new TestScan([c], 1, 63, 1, 0), restart, 9);
                }

                file.WriteScan(new TestScan(all, 0, 0, 1, 0), restart, 5);
            }

            file.End();
            seeds.Add(file.Bytes);
        }

        return seeds;
    }

    private static byte[] Mutate(byte[] original, List<byte[]> seeds, Random random)
    {
        List<byte> file = [.. original];
        for (int n = random.Next(1, 5); n > 0 && file.Count > 4; n--)
        {
            int at = random.Next(2, file.Count);
            int length = Math.Min(random.Next(1, 20), file.Count - at);
            switch (random.Next(9))
            {
                case 0:
                    file[at] = (byte)random.Next(256);
                    break;
                case 1:
                    file[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    file.RemoveRange(at, length);
                    break;
                case 3:
                    file.InsertRange(at, file.GetRange(at, length));
                    break;
                case 4:
                    file.InsertRange(at, [0xFF, (byte)random.Next(0xC0, 0x100)]);
                    break;
                case 5:
                    file.RemoveRange(at, file.Count - at);
                    break;
                case 6:
                    byte[] other = seeds[random.Next(seeds.Count)];
                    int from = random.Next(other.Length);
                    file.InsertRange(at, other[from..Math.Min(other.Length, from + random.Next(1, 300))]);
                    break;
                case 7:
                    // Within a segment header: where it hurts most.
                    int marker = file.IndexOf(0xFF, at);
                    if (marker >= 0 && marker + 12 < file.Count)
                        file[marker + random.Next(1, 12)] = (byte)random.Next(256);
                    break;
                default:
                    for (int i = 0; i < length; i++)
                        file[at + i] = (byte)random.Next(256);
                    break;
            }
        }

        return [.. file];
    }

    [Fact]
    public void Mutated_files_give_pixels_or_an_ImageDecodeException()
    {
        List<byte[]> seeds = Seeds();
        int refused = 0, decoded = 0;
        Parallel.For(0, Count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i =>
        {
            var random = new Random(i);
            byte[] file = Mutate(seeds[i % seeds.Count], seeds, random);
            var options = new DecodeOptions
            {
                Strictness = (Strictness)(i % 3),
                JpegReconstruction = (JpegReconstruction)(i / 3 % 3),
                Limits = new DecodeLimits { MaxPixels = 1 << 18 },
                SampleRange = (SampleRange)(i / 36 % 2),
                Scale = i / 3 % 3 == 2 ? ImageScale.Full : new ImageScale(1 + i / 7 % 8, 8),
                PixelFormat = (i / 9 % 4) switch { 0 => PixelFormat.Rgb24, 1 => PixelFormat.Gray8, 2 => PixelFormat.Cmyk32, _ => null },
            };
            try
            {
                JpegTesting.Decode(file, options);
                Interlocked.Increment(ref decoded);
            }
            catch (ImageDecodeException error)
            {
                Assert.InRange(error.Offset, 0, file.Length);
                Assert.NotEqual(ImageDecodeErrorKind.UnknownFormat, error.Kind);
                Interlocked.Increment(ref refused);
            }
            catch (Exception foreign)
            {
                throw new InvalidOperationException($"mutation {i}", foreign);
            }

            IdentifyResult identified = JpegTesting.Identify(file, i % 2 == 0);
            Assert.True(identified.Status != IdentifyStatus.NeedsMoreBytes || (identified.BytesNeeded > file.Length && i % 2 != 0));
        });

        // Both outcomes must be common, or the mutations test nothing.
        Assert.True(refused > Count / 10 && decoded > Count / 10, $"{refused} refused, {decoded} decoded");
    }
}
