using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.SpecNotes;

/// <summary>A rule that no file of the corpus breaks.</summary>
/// <param name="Id">The rule.</param>
/// <param name="Reason">Why there is no file; stands in spec-notes/rules.md.</param>
/// <param name="Break">Breaks it in code; <see langword="null"/> only where the reason says that nothing can.</param>
internal sealed record UnmadeRule(string Id, string Reason, Func<Issue>? Break);

/// <summary>The rules that no file of the corpus breaks: those about options, and about files too large to keep.</summary>
internal static class UnmadeRules
{
    private const string Option = "an option breaks it, with any file";

    private static readonly byte[] s_jpeg = File.ReadAllBytes(Repository.PathOf("corpus", "jpeg", "photos", "landscape-progressive.jpg"));

    public static IReadOnlyList<UnmadeRule> All { get; } =
    [
        new("limit-max-width", Option, () => Refusal(TinyBmp.Create(5, 4), new() { Limits = new() { MaxWidth = 4 } })),
        new("limit-max-height", Option, () => Refusal(TinyBmp.Create(4, 5), new() { Limits = new() { MaxHeight = 4 } })),
        new("limit-max-pixels", Option, () => Refusal(TinyBmp.Create(5, 5), new() { Limits = new() { MaxPixels = 24 } })),
        new("limit-max-bytes", Option, () => Refusal(TinyBmp.Create(50, 50), new() { Limits = new() { MaxBytes = 1000 } })),
        new("limit-max-scans", "an option breaks it, with a JPEG of several scans", () => Refusal(s_jpeg, new() { Limits = new() { MaxScans = 1 } })),
        new("option-pixel-format", "an option breaks it, with a file without a palette", () => Refusal(TinyBmp.Rgb(3, 3), new() { PixelFormat = PixelFormat.Indexed8 })),
    ];

    public static UnmadeRule? Find(string id) => All.FirstOrDefault(r => r.Id == id);

    private static Issue Refusal(byte[] file, DecodeOptions options)
        => ImageDecoder.TryDecode(file, out _, out Issue? error, options) ? throw new InvalidOperationException("The file was decoded.") : error;
}
