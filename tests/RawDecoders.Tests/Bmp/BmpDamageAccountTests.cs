using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Bmp;

/// <summary>
/// What a lenient decode says of damage, held against the undamaged picture: a file with one bit changed may have no row that
/// differs and is not listed, whenever it is found to be damaged.
/// </summary>
public sealed class BmpDamageAccountTests(ITestOutputHelper output)
{
    private static readonly DecodeOptions s_lenient = new() { Strictness = Strictness.Lenient };

    [Fact]
    public void Every_row_that_a_changed_bit_changes_is_listed()
    {
        string folder = Repository.PathOf("corpus", "bmp", "coded");
        string[] paths = [.. Directory.EnumerateFiles(folder, "*.bmp", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        bool isLong = Environment.GetEnvironmentVariable("RAWDECODERS_ALL") == "1";
        int wanted = isLong ? 20_000 : 2_000;
        var random = new Random(4);
        (int found, long differing, long listed, int flips) = (0, 0, 0, 0);
        while (flips < wanted)
        {
            string path = paths[random.Next(paths.Length)];
            byte[] file = File.ReadAllBytes(path);
            if (ImageDecoder.Identify(file).EmbeddedFormat is not null)
                continue;
            flips++;
            PixelBuffer whole = ImageDecoder.Decode(file, s_lenient);
            int start = (int)BitConverter.ToUInt32(file, 10);
            int at = random.Next(start, file.Length), bit = random.Next(8);
            file[at] ^= (byte)(1 << bit);
            PixelBuffer image = ImageDecoder.Decode(file, s_lenient);
            IReadOnlyList<DamagedRows> damage = image.Result!.Damage;
            if (damage.Count == 0)
                continue;
            found++;
            for (int y = 0; y < image.Height; y++)
            {
                bool differs = !image.GetRow(y).SequenceEqual(whole.GetRow(y));
                bool isListed = damage.Any(d => y >= d.FirstRow && y < d.FirstRow + d.RowCount);
                differing += differs ? 1 : 0;
                listed += isListed ? 1 : 0;
                Assert.True(
                    isListed || !differs,
                    $"{Path.GetRelativePath(folder, path)}, byte {at}, bit {bit}: row {y} differs; listed: {string.Join("; ", damage.Select(d => $"{d.FirstRow}+{d.RowCount} {d.Reason.Message}"))}");
            }
        }

        output.WriteLine($"{flips} bits changed, {found} files found damaged, {differing} rows differ, {listed} are listed");
        Assert.True(found > wanted / 20, $"only {found} files were found damaged");
    }
}
