using System.Diagnostics;
using RawDecoders.Bmp;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Bmp;

/// <summary>
/// Random damage to valid files. Nothing but ImageDecodeException comes out, no allocation that the file does not justify,
/// no case over a second. 20,000 cases, or as many as RAWDECODERS_FUZZ says; a case is its seed.
/// </summary>
[Trait("Length", "Long")]
public sealed class BmpFuzzTests
{
    /// <summary>What counts as a hang: on a busy machine a thread may stand for seconds.</summary>
    private const int HangSeconds = 60;

    private static readonly int Cases = int.TryParse(Environment.GetEnvironmentVariable("RAWDECODERS_FUZZ"), out int n) ? n : 20_000;

    private static readonly PixelFormat?[] Formats = [null, .. Enum.GetValues<PixelFormat>().Cast<PixelFormat?>()];

    [Fact]
    public void Damaged_files_are_refused_or_decoded_within_bounds()
    {
        List<byte[]> files = [.. Enumerable.Range(0, 60).Select(seed => BmpWriter.Random(seed).ToArray())];
        if (Suites.Available)
            files.AddRange(Suites.Files("bmpsuite", ".bmp").Select(Suites.Read));
        int refused = 0;
        for (int seed = 0; seed < Cases; seed++)
        {
            var random = new Random(seed);
            byte[] file = Mutate(files[random.Next(files.Count)], random);
            DecodeOptions options = BmpTesting.As(Formats[random.Next(Formats.Length)], (Strictness)random.Next(3));
            long before = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();
            try
            {
                if (!Run(file, options, random))
                    refused++;
            }
            catch (Exception error) when (error is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"seed {seed}: {error}");
            }

            // The free pixels at 8 bytes and a cursor of 16 for each as a row; what the best coding, 277 pixels a bit, makes
            // of the file; and room for tables and texts.
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < 24 * MemoryBudget.FreePixels + 8L * 277 * 8 * file.Length + (4 << 20), $"seed {seed}: {allocated} bytes, {file.Length} {Convert.ToHexString(file.AsSpan(0, Math.Min(file.Length, 80)))}");
            Assert.True(Stopwatch.GetElapsedTime(start).TotalSeconds < HangSeconds, $"seed {seed}: {Stopwatch.GetElapsedTime(start)}");
        }

        // A fuzzer whose mutations never bite, or always kill, tests nothing.
        Assert.InRange(refused, Cases / 10, Cases * 19 / 20);
    }

    private static unsafe bool Run(byte[] file, DecodeOptions options, Random random)
    {
        fixed (byte* start = file)
        {
            var source = new ByteSource(start, file.Length);
            IdentifyResult identified = BmpDecoder.Identify(source, isWhole: true, options);
            IdentifyResult prefix = BmpDecoder.Identify(source.Part(0, random.Next(file.Length + 1)), isWhole: false, options);
            Assert.True(prefix.Status != IdentifyStatus.NeedsMoreBytes || prefix.BytesNeeded > 0);
            try
            {
                var opening = new BmpOpening(source, isWhole: true, options);
                if (opening.TryFindEmbedded(out _, out long offset, out long length))
                {
                    source.Part(offset, length);
                    return true;
                }

                using BmpDecoder decoder = opening.Open();
                Assert.Equal(IdentifyStatus.Identified, identified.Status);
                int stride = decoder.Info.Width * decoder.OutputFormat.GetBytesPerPixel();
                byte[] pixels = new byte[(long)stride * decoder.Info.Height];
                if (random.Next(2) == 0)
                {
                    decoder.DecodeAll(pixels, stride);
                }
                else
                {
                    int rows = random.Next(1, 50);
                    for (int y = 0; y < decoder.Info.Height; y += rows)
                        decoder.ReadRows(pixels.AsSpan((int)((long)y * stride)), stride, Math.Min(rows, decoder.Info.Height - y));
                }

                DecodeResult result = decoder.Finish();
                Assert.InRange(result.IntactRows, 0, result.Height);
                Assert.True(result.IsComplete || options.Strictness == Strictness.Lenient, string.Join(", ", result.Damage));
                // Strict leaves notes only: a palette whose size is not stated, an image size that is not.
                Assert.True(options.Strictness != Strictness.Strict || result.Warnings.All(w => w.Severity == Severity.Note), string.Join(", ", result.Warnings));
                return true;
            }
            catch (ImageDecodeException error)
            {
                Assert.InRange(error.Offset, 0, file.Length);
                return false;
            }
        }
    }

    private static byte[] Mutate(byte[] original, Random random)
    {
        byte[] file = (byte[])original.Clone();
        int header = Math.Min(file.Length, 150);
        for (int n = random.Next(1, 5); n > 0; n--)
        {
            switch (random.Next(8))
            {
                case 0 or 1 or 2:
                    file[random.Next(header)] = (byte)random.Next(256);
                    break;
                case 3:
                    file[random.Next(file.Length)] = (byte)random.Next(256);
                    break;
                case 4:
                    file[random.Next(file.Length)] ^= (byte)(1 << random.Next(8));
                    break;
                case 5:
                    // A telling value in a telling place.
                    int value = random.Next(9) switch { 0 => 0, 1 => -1, 2 => int.MinValue, 3 => int.MaxValue, 4 => 65536, 5 => 1, 6 => file.Length, 7 => 30000, _ => random.Next() };
                    int at = random.Next(2, 60) & ~1;
                    if (at + 4 <= file.Length)
                        BitConverter.TryWriteBytes(file.AsSpan(at), value);
                    break;
                case 6:
                    file = file[..random.Next(file.Length * 3 / 4, file.Length)];
                    if (file.Length < 4)
                        return original;
                    break;
                default:
                    int from = random.Next(file.Length);
                    int length = random.Next(0, Math.Min(16, file.Length - from));
                    file = [.. file[..from], .. BmpWriter.Noise(random.Next(), random.Next(16)), .. file[(from + length)..]];
                    break;
            }

            header = Math.Min(file.Length, 150);
        }

        // Nearly every file begins as one: what is behind the sniffer is to be tested.
        if (random.Next(50) > 0)
            (file[0], file[1]) = ((byte)'B', (byte)'M');
        return file;
    }
}
