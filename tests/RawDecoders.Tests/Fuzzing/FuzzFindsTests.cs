using RawDecoders.CorpusGenerator;

namespace RawDecoders.Tests.Fuzzing;

/// <summary>What the fuzzing targets found, made as small as it goes.</summary>
public class FuzzFindsTests
{
    /// <summary>
    /// Lenient passes over the damage of the first scan and refuses the frame of JPEG-LS behind it; Standard refuses the file for the
    /// damage, which nothing told.
    /// </summary>
    [Fact]
    public void Damage_before_what_Lenient_refuses_is_found()
    {
        byte[] damaged = File.ReadAllBytes(Path.Combine(CorpusFolder.Find(), "jpeg", "broken", "code-last-row.jpg"));
        byte[] file = [.. damaged[..^2], 0xFF, 0xF7, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0, 0xFF, 0xD9];
        ImageDecodeException standard = Refusal(file, Strictness.Standard), lenient = Refusal(file, Strictness.Lenient);

        Assert.NotEqual(standard.Offset, lenient.Offset);
        Issue[] errors = [.. ImageInspector.Inspect(file).Findings.Select(f => f.Finding).Where(f => f.Severity == Severity.Error)];
        Assert.Contains(errors, f => f.Offset == standard.Offset && f.What == standard.What);
        Assert.Contains(errors, f => f.Offset == lenient.Offset && f.What == lenient.What);
    }

    private static ImageDecodeException Refusal(byte[] file, Strictness strictness)
        => Assert.Throws<ImageDecodeException>(() => ImageDecoder.Decode(file, new DecodeOptions { Strictness = strictness }));
}
