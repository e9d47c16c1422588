using RawDecoders.Jpeg;
using RawDecoders.Tests.Paths;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Jpeg;

/// <summary>
/// A lenient decode lists every row that differs from the undamaged picture, once it has found a file to be damaged at all: bits of
/// entropy-coded data are changed, one at a time. The normal run takes some; RAWDECODERS_ALL=1 takes 2,000 and more.
/// </summary>
[Trait("Length", "Long")]
public sealed class JpegDamageTests(ITestOutputHelper output)
{
    private static readonly JpegReconstruction[] Reconstructions =
        [JpegReconstruction.LibjpegTurbo, JpegReconstruction.ImageSharp, JpegReconstruction.LibjpegTurboReplicated];

    private static readonly Lazy<string[]> Whole = new(() =>
    [
        .. Directory.EnumerateFiles(Repository.PathOf("corpus", "jpeg"), "*.jpg", SearchOption.AllDirectories)
            .Where(path => new FileInfo(path).Length < 200_000).Order(StringComparer.Ordinal).Where(IsWhole),
    ]);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, PathFiles.IsLong ? 25 : 3)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_row_that_differs_is_listed(int seed)
    {
        const int Flips = 100;
        var random = new Random(seed);
        (int found, int refused, long listed, long needless, long rows) = (0, 0, 0, 0, 0);
        for (int i = 0; i < Flips; i++)
        {
            string path = Whole.Value[random.Next(Whole.Value.Length)];
            byte[] file = File.ReadAllBytes(path);
            int at = CodedByte(file, random);
            int bit = random.Next(8);
            DecodeOptions options = JpegTesting.With(strictness: Strictness.Lenient, reconstruction: Reconstructions[random.Next(Reconstructions.Length)]);
            (byte[] expected, DecodeResult good) = JpegTesting.Decode(file, options);
            file[at] ^= (byte)(1 << bit);
            byte[] pixels;
            DecodeResult result;
            try
            {
                (pixels, result) = JpegTesting.Decode(file, options);
            }
            catch (ImageDecodeException)
            {
                refused++;
                continue;
            }

            if (result.IsComplete && result.Warnings.All(w => w.Severity != Severity.Error))
                continue;
            found++;
            rows += result.Height;
            int stride = expected.Length / good.Height;
            bool[] isListed = Listed(result);
            for (int y = 0; y < result.Height; y++)
            {
                bool differs = !expected.AsSpan(y * stride, stride).SequenceEqual(pixels.AsSpan(y * stride, stride));
                Assert.True(
                    isListed[y] || !differs,
                    $"{Path.GetFileName(path)}, byte {at}, bit {bit}, {options.JpegReconstruction}: row {y} differs; listed are {string.Join(", ", result.Damage)}");
                listed += isListed[y] ? 1 : 0;
                needless += isListed[y] && !differs ? 1 : 0;
            }
        }

        output.WriteLine($"seed {seed}: {found} of {Flips} found, {refused} refused; {listed} of {rows} rows listed, {needless} without need");

        // The test would show nothing if changes were not noticed; about a quarter are.
        Assert.True(found > Flips / 10, $"{found} of {Flips} found");
    }

    /// <summary>A legal but wrong code displaces what follows: nothing is noticed before row 111, and rows differ to the end.</summary>
    [Fact]
    public void Displaced_rows_are_listed()
    {
        byte[] file = File.ReadAllBytes(Repository.PathOf("corpus", "jpeg", "photos", "landscape-420.jpg"));
        file[9000] ^= 0x40;
        (_, DecodeResult result) = JpegTesting.Decode(file, JpegTesting.With(strictness: Strictness.Lenient));
        DamagedRows damage = Assert.Single(result.Damage);
        Assert.True(damage.FirstRow <= 111, $"from row {damage.FirstRow}");
        Assert.Equal(result.Height, damage.FirstRow + damage.RowCount);
    }

    /// <summary>Where a file ends, the rows before are known to be whole; interpolated chroma takes one more.</summary>
    [Fact]
    public void A_cut_file_keeps_the_rows_before_the_cut()
    {
        byte[] file = File.ReadAllBytes(Repository.PathOf("corpus", "jpeg", "photos", "landscape-420.jpg"));
        (byte[] expected, _) = JpegTesting.Decode(file, JpegTesting.With());
        (byte[] pixels, DecodeResult result) = JpegTesting.Decode(file[..(file.Length / 2)], JpegTesting.With(strictness: Strictness.Lenient));
        DamagedRows damage = Assert.Single(result.Damage);
        Assert.InRange(damage.FirstRow, result.Height / 8, result.Height - 1);
        Assert.Equal(JpegRules.DataTruncated, damage.Reason.Rule);
        int intact = damage.FirstRow * (expected.Length / result.Height);
        Assert.Equal(expected.AsSpan(0, intact), pixels.AsSpan(0, intact));
    }

    private static bool[] Listed(DecodeResult result)
    {
        bool[] listed = new bool[result.Height];
        foreach (DamagedRows damage in result.Damage)
            Array.Fill(listed, true, damage.FirstRow, damage.RowCount);
        return listed;
    }

    private static bool IsWhole(string path)
    {
        try
        {
            byte[] file = File.ReadAllBytes(path);
            return file is [.., 0xFF, 0xD9] && JpegTesting.Decode(file, JpegTesting.With()).Result.IsComplete;
        }
        catch (ImageDecodeException)
        {
            return false;
        }
    }

    /// <summary>The offset of a byte of entropy-coded data.</summary>
    private static int CodedByte(byte[] file, Random random)
    {
        var runs = new List<(int Offset, int Length)>();
        var reader = new JpegSegmentReader(file);
        while (reader.Read())
        {
            if (reader.Kind == JpegSegmentKind.EntropyCodedData)
                runs.Add(((int)reader.Offset, reader.Length));
        }

        int place = random.Next(runs.Sum(run => run.Length));
        foreach ((int offset, int length) in runs)
        {
            if (place < length)
                return offset + place;
            place -= length;
        }

        throw new InvalidOperationException();
    }
}
