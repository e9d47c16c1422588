using RawDecoders.Inspection;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Jpeg;

/// <summary>Files of noise, with as much damage as there can be: each damaged interval gets its place by a second reading, of its bytes only.</summary>
public sealed class JpegManyDamagedRowsTests
{
    /// <summary>Noise without restarts: one interval, all rows of it, told once. (With a place for each row, read anew, it took minutes.)</summary>
    [Fact(Timeout = 60_000)]
    public async Task One_interval_is_told_once()
    {
        const int Height = 50_000;
        byte[] file = Noise(Height, [4_000_000], [true]);
        DecodeResult result = await Task.Run(
            () => ImageDecoder.Decode(file, new DecodeOptions { Strictness = Strictness.Lenient }).Result!, TestContext.Current.CancellationToken);
        DamagedRows damage = Assert.Single(result.Damage);
        Assert.Equal((0, Height), (damage.FirstRow, damage.RowCount));
    }

    /// <summary>
    /// A restart after each row of MCUs, every other interval noise: as many runs of rows, each with the byte in its own
    /// interval, the first of which is where a refusal stands.
    /// </summary>
    [Fact]
    public void Each_damaged_interval_has_its_place()
    {
        const int Rows = 600, Bytes = 400;
        byte[] noise = Noise(8 * Rows, [.. Enumerable.Repeat(Bytes, Rows)], [.. Enumerable.Range(0, Rows).Select(row => row % 2 == 1)]);
        ImageDecodeException first = Assert.Throws<ImageDecodeException>(() => ImageDecoder.Decode(noise));
        DecodeResult result = ImageDecoder.Decode(noise, new DecodeOptions { Strictness = Strictness.Lenient }).Result!;
        Assert.All(result.Damage, d => Assert.Equal((8, 8), (d.FirstRow % 16, d.RowCount)));
        Assert.InRange(result.Damage.Count, Rows / 4, Rows / 2);    // noise may be legal codes
        Assert.Equal(8 * (Rows - result.Damage.Count), result.IntactRows);
        Assert.Equal(first.Message, result.Damage[0].Reason.Message);
        Assert.Contains(ImageInspector.Inspect(noise).Findings, f => f.Finding.Offset == first.Offset);

        int data = Data(noise);
        Assert.All(result.Damage, d =>
        {
            int begin = noise.AsSpan(data).IndexOf((ReadOnlySpan<byte>)[0xFF, 0xD0]) + data + 2;
            Assert.InRange(d.Reason.Offset, begin, noise.Length);
        });
        long[] offsets = [.. result.Damage.Select(d => d.Reason.Offset)];
        Assert.Equal(offsets.Order(), offsets);
        Assert.All(offsets.Zip(offsets.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 1, 30 * Bytes));
    }

    private static int Data(byte[] file)
    {
        int scan = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        return scan + 2 + file[scan + 3];
    }

    /// <summary>
    /// A grey picture of the corpus, made taller, with intervals that are random bytes without markers, or two greys in turn.
    /// </summary>
    private static byte[] Noise(int height, int[] lengths, bool[] isNoise)
    {
        byte[] seed = File.ReadAllBytes(Repository.PathOf("corpus", "jpeg", "colour", "grey-sof0.jpg"));
        int frame = seed.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        (seed[frame + 5], seed[frame + 6]) = ((byte)(height >> 8), (byte)height);
        int across = ((seed[frame + 7] << 8 | seed[frame + 8]) + 7) / 8;
        byte[] interval = lengths.Length == 1 ? [] : [0xFF, 0xDD, 0, 4, (byte)(across >> 8), (byte)across];
        var file = new List<byte>([.. seed[..frame], .. interval, .. seed[frame..Data(seed)]]);
        var random = new Random(1);
        for (int i = 0; i < lengths.Length; i++)
        {
            if (i > 0)
                file.AddRange([0xFF, (byte)(0xD0 + (i - 1 & 7))]);
            if (isNoise[i])
            {
                byte[] noise = new byte[lengths[i]];
                random.NextBytes(noise);
                noise.AsSpan().Replace((byte)0xFF, (byte)0xFE);
                file.AddRange(noise);
            }
            else
            {
                file.AddRange(GreyRow(across));
            }
        }

        file.AddRange([0xFF, 0xD9]);
        return [.. file];
    }

    /// <summary>A row of MCUs whose DC goes up and down by 32: by the file's tables category 6 of DC is 110, and the end of a block 11010.</summary>
    private static byte[] GreyRow(int across)
    {
        string bits = string.Concat(Enumerable.Range(0, across).Select(x => x % 2 == 0 ? "11010000011010" : "11001111111010"));
        bits = bits.PadRight((bits.Length + 7) / 8 * 8, '1');
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(8 * i, 8), 2))];
    }
}
