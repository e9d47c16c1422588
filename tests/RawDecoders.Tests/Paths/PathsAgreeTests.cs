// Every way to read a picture gives the same pixels, the same errors (kind, offset, message) and the same account, at every
// strictness, in every pixel format, like every other library. PathFiles says over which files.

namespace RawDecoders.Tests.Paths;

[Trait("Length", "Long")]
public sealed class PathsAgreeTests
{
    /// <summary>Pictures above this many pixels are read in a few ways only.</summary>
    private const long LargePicture = 1 << 20;

    [Fact]
    public void Every_way_to_read_agrees() => PathFiles.ForEach(PathFiles.Choose(share: 6), Check);

    private static IEnumerable<string> Check(string path, byte[] file)
    {
        var random = new Random(PathFiles.Seed(Path.GetFileName(path)));
        foreach ((string set, DecodeOptions options) in OptionSets(random))
        {
            Outcome whole = Outcome.Of(() => Outcome.Decoded(ImageDecoder.Decode(file, options)));
            bool isLarge = (long)whole.Width * whole.Height > LargePicture;
            foreach ((string name, var read) in Ways.All)
            {
                if ((!PathFiles.IsLong || isLarge) && random.Next(3) != 0)
                    continue;
                string? difference;
                try
                {
                    Outcome outcome = Outcome.Of(() => read(file, options, whole, random));
                    difference = whole.IsForWantOfMemory ? null : whole.Compare(outcome);
                    if (name == "regions" && outcome.Error.Length == 0 && whole.Error.Length > 0)
                        difference = null;
                }
                catch (Exception other)
                {
                    difference = other.ToString();
                }

                if (difference is not null)
                    yield return $"{name}, {set}: {difference}";
            }
        }
    }

    private static IEnumerable<(string Set, DecodeOptions Options)> OptionSets(Random random)
    {
        DecodeOptions plain = new() { MaxDegreeOfParallelism = 1 };
        foreach (Strictness strictness in Enum.GetValues<Strictness>())
            yield return ($"{strictness}", plain with { Strictness = strictness });
        yield return ("lenient, upright", plain with { Strictness = Strictness.Lenient, ApplyOrientation = true });
        yield return ("lenient, ImageSharp's JPEG", plain with { Strictness = Strictness.Lenient, JpegReconstruction = JpegReconstruction.ImageSharp });
        foreach (PixelFormat format in Enum.GetValues<PixelFormat>())
        {
            if (PathFiles.IsLong || random.Next(6) == 0)
                yield return ($"lenient, {format}", plain with { Strictness = Strictness.Lenient, PixelFormat = format });
        }

        foreach (ArrayConvention like in Enum.GetValues<ArrayConvention>())
        {
            if (PathFiles.IsLong || random.Next(3) == 0)
                yield return ($"lenient, like {like}", plain with { Strictness = Strictness.Lenient, Like = like });
            if (PathFiles.IsLong)
                yield return ($"like {like}", plain with { Like = like });
        }
    }
}
