// Owns: the options that set the library's limits (DecodeLimits), one for each. Stands in DecodeSettings. The limits of explanations are
// LimitSettings'.

using System.CommandLine;
using System.Globalization;

namespace RawDecoders.Cli;

/// <summary>The grammar of <see cref="DecodeLimits"/>.</summary>
internal sealed class DecodeLimitSettings
{
    private static readonly DecodeLimits Default = DecodeLimits.Default;

    private readonly Option<long?> _pixels = Limit("--max-pixels", "Most pixels of a picture", Default.MaxPixels, long.MaxValue);
    private readonly Option<long?> _width = Limit("--max-width", "Most columns", Default.MaxWidth, int.MaxValue);
    private readonly Option<long?> _height = Limit("--max-height", "Most rows", Default.MaxHeight, int.MaxValue);
    private readonly Option<long?> _bytes = Limit("--max-bytes", "Most bytes of memory for one picture", Default.MaxBytes, long.MaxValue);
    private readonly Option<long?> _metadata = Limit("--max-metadata", "Most bytes of a profile or text", Default.MaxMetadataBytes, int.MaxValue);
    private readonly Option<long?> _scans = Limit("--max-scans", "Most scans of a JPEG", Default.MaxScans, int.MaxValue);
    private readonly Option<long?> _frames = Limit("--max-frames", "Most frames of an animation", Default.MaxFrames, int.MaxValue);
    private readonly Option<long?> _framePixels = Limit("--max-frame-pixels", "Most pixels of all frames together", Default.MaxFramePixels, long.MaxValue);

    public void AddTo(Command command)
    {
        foreach (Option<long?> option in (Option<long?>[])[_pixels, _width, _height, _bytes, _metadata, _scans, _frames, _framePixels])
            command.Options.Add(option);
    }

    /// <summary>Whether the line sets a bound on the size of pictures.</summary>
    public bool BoundsSize(ParseResult parsed) => Array.Exists((Option<long?>[])[_pixels, _width, _height, _bytes], o => parsed.GetResult(o) is { Implicit: false });

    public DecodeLimits Read(ParseResult parsed) => new()
    {
        MaxPixels = parsed.GetValue(_pixels) ?? Default.MaxPixels,
        MaxWidth = (int)(parsed.GetValue(_width) ?? Default.MaxWidth),
        MaxHeight = (int)(parsed.GetValue(_height) ?? Default.MaxHeight),
        MaxBytes = parsed.GetValue(_bytes) ?? Default.MaxBytes,
        MaxMetadataBytes = (int)(parsed.GetValue(_metadata) ?? Default.MaxMetadataBytes),
        MaxScans = (int)(parsed.GetValue(_scans) ?? Default.MaxScans),
        MaxFrames = (int)(parsed.GetValue(_frames) ?? Default.MaxFrames),
        MaxFramePixels = parsed.GetValue(_framePixels) ?? Default.MaxFramePixels,
    };

    private static Option<long?> Limit(string name, string what, long without, long most) => new(name)
    {
        Description = $"{what}; without it, {without}.",
        HelpName = "N",
        CustomParser = result =>
        {
            string word = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number >= 1 && number <= most)
                return number;
            result.AddError($"{name} '{word}' is not a number from 1 to {most}");
            return null;
        },
    };
}
