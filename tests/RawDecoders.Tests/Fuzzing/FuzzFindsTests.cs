using RawDecoders.CorpusGenerator;
using RawDecoders.Inspection;

namespace RawDecoders.Tests.Fuzzing;

/// <summary>What the fuzzing targets found, made as small as it goes.</summary>
public class FuzzFindsTests
{
    /// <summary>
    /// Damage of a scan, and behind it the marker of a JPEG-LS frame, which is damage there too; Standard refuses the file for the first,
    /// which nothing told while the marker was taken for a frame that Lenient refuses.
    /// </summary>
    [Fact]
    public void Damage_before_a_foreign_frame_is_found()
    {
        byte[] damaged = File.ReadAllBytes(Path.Combine(CorpusFolder.Find(), "jpeg", "broken", "code-last-row.jpg"));
        byte[] file = [.. damaged[..^2], 0xFF, 0xF7, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0, 0xFF, 0xD9];
        ImageDecodeException standard = Refusal(file, Strictness.Standard);

        Issue[] errors = [.. ImageInspector.Inspect(file).Findings.Select(f => f.Finding).Where(f => f.Severity == Severity.Error)];
        Assert.Contains(errors, f => f.Offset == standard.Offset && f.What == standard.What);

        // The marker that follows is damage of the scan, not a frame: Lenient shows the picture and says that rows are lost.
        Assert.NotEmpty(ImageDecoder.Decode(file, new DecodeOptions { Strictness = Strictness.Lenient }).Result!.Damage);
    }

    private static ImageDecodeException Refusal(byte[] file, Strictness strictness)
        => Assert.Throws<ImageDecodeException>(() => ImageDecoder.Decode(file, new DecodeOptions { Strictness = strictness }));
}
