using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Presets;

/// <summary>
/// Each array convention against what the library in question made of the public suites: shape, element type and every
/// sample, for every file that both decode. The files that differ are listed with the reason in reference-arrays.tsv.
/// </summary>
[Trait("Length", "Long")]
public sealed class ReferenceArrayTests
{
    [Theory]
    [InlineData("pillow-9.4", null, ArrayConvention.Pillow, null)]
    [InlineData("opencv-4.6", "color", ArrayConvention.OpenCv, null)]
    [InlineData("opencv-4.6", "unchanged", ArrayConvention.OpenCvUnchanged, null)]
    [InlineData("imagesharp-3.1.12", "rgba32", ArrayConvention.ImageSharp, null)]
    [InlineData("imagesharp-3.1.12", "rgb24", ArrayConvention.ImageSharp, PixelFormat.Rgb24)]
    public void Arrays_equal_the_recorded_ones(string reference, string? profile, ArrayConvention like, PixelFormat? format)
    {
        Suites.Require();
        var options = new DecodeOptions { Like = like, PixelFormat = format };
        Dictionary<string, string> exceptions = Exceptions().Where(e => e.Profile == $"{reference} {profile}".TrimEnd()).ToDictionary(e => e.Path, e => e.Reason);
        var differing = new List<string>();
        var surplus = new List<string>();
        int compared = 0;
        foreach (Expectation expected in Suites.Expectations.Where(e => e.Reference == reference && (profile is null || e.Profile == profile) && e.Sha256 is not null))
        {
            string? difference = Compare(expected, options);
            if (difference == "")
                compared++;
            if (exceptions.ContainsKey(expected.Path) ? difference is null or "" : difference is { Length: > 0 })
                (difference is { Length: > 0 } ? differing : surplus).Add($"{expected.Path}: {expected.Profile} {difference}");
        }

        Assert.True(differing.Count == 0, string.Join("\n", differing));
        Assert.True(surplus.Count == 0, "no longer exceptions: " + string.Join("\n", surplus));
        Assert.True(compared > 200, $"only {compared} files were compared");
    }

    [Fact]
    public void Rows_and_whole_pictures_are_the_same_array()
    {
        Suites.Require();
        foreach (string path in Suites.Files("pngsuite", ".png").Concat(Suites.Files("bmpsuite", ".bmp")).Concat(Suites.Files("jpeg/reftest", ".jpg")))
        {
            foreach (ArrayConvention like in Enum.GetValues<ArrayConvention>())
            {
                var options = new DecodeOptions { Like = like };
                PixelBuffer whole;
                try
                {
                    whole = ImageDecoder.Decode(Suites.PathOf(path), options);
                }
                catch (ImageDecodeException)
                {
                    continue;
                }

                using ImageRowReader rows = ImageDecoder.OpenRows(Suites.PathOf(path), options);
                Assert.Equal((whole.Width, whole.Height, whole.Format, whole.IsBoolean), (rows.Width, rows.Height, rows.PixelFormat, rows.IsBoolean));
                byte[] bytes = new byte[whole.Span.Length];
                while (rows.NextRow < rows.Height)
                    rows.ReadRows(bytes.AsSpan(rows.NextRow * whole.RowBytes), 3);
                Assert.True(whole.Span.SequenceEqual(bytes), $"{path} as {like}");
                Assert.Equal(whole.Result!.PixelFormat, rows.Finish().PixelFormat);
            }
        }
    }

    /// <summary>What differs; empty if nothing does; null if this library refuses the file.</summary>
    private static string? Compare(Expectation expected, DecodeOptions options)
    {
        PixelBuffer image;
        try
        {
            image = ImageDecoder.Decode(Suites.PathOf(expected.Path), options);
        }
        catch (ImageDecodeException)
        {
            return null;
        }

        string shape = image.IsBoolean ? $"{string.Join('x', image.Shape)}:bool" : PixelHash.Shape(image);
        if (shape != expected.Shape)
            return $"{shape}, not {expected.Shape}";
        return PixelHash.Sha256(image) == expected.Sha256 ? "" : "other samples";
    }

    private static IEnumerable<(string Path, string Profile, string Reason)> Exceptions()
        => File.ReadLines(Repository.PathOf("tests", "RawDecoders.Tests", "Presets", "reference-arrays.tsv"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split('\t'))
            .Select(f => (f[0], f[1], f[2]));
}
