// The options that several commands share: how to decode. One instance a command; read back as DecodeOptions.

using System.CommandLine;
using System.CommandLine.Parsing;

namespace RawDecoders.Cli;

/// <summary><c>--format</c>, <c>--strictness</c>, <c>--reconstruction</c>, <c>--orient</c>.</summary>
internal sealed class DecodeSettings
{
    private readonly Option<PixelFormat?> _format = Choice<PixelFormat?>(
        "--format", "Pixel format wanted; the file's own natural one if not given.", null,
        [.. Enum.GetValues<PixelFormat>().Select(f => (f.GetName(), (PixelFormat?)f))]);

    private readonly Option<Strictness> _strictness = Choice(
        "--strictness", "What to do about violations of the specification.", RawDecoders.Strictness.Standard,
        ("strict", RawDecoders.Strictness.Strict), ("standard", RawDecoders.Strictness.Standard), ("lenient", RawDecoders.Strictness.Lenient));

    private readonly Option<JpegReconstruction> _reconstruction = Choice(
        "--reconstruction", "Which decoder's arithmetic JPEG pixels follow.", JpegReconstruction.LibjpegTurbo,
        ("turbo", JpegReconstruction.LibjpegTurbo),
        ("turbo-nosmooth", JpegReconstruction.LibjpegTurboReplicated),
        ("imagesharp", JpegReconstruction.ImageSharp));

    private readonly Option<bool> _orient = new("--orient") { Description = "Turn the picture upright as its Exif orientation says." };

    public void AddTo(Command command)
    {
        command.Options.Add(_format);
        command.Options.Add(_strictness);
        command.Options.Add(_reconstruction);
        command.Options.Add(_orient);
    }

    /// <summary>Only <c>--strictness</c>, for commands that decode no pixels.</summary>
    public void AddStrictnessTo(Command command) => command.Options.Add(_strictness);

    public DecodeOptions Read(ParseResult parsed) => new()
    {
        PixelFormat = parsed.GetValue(_format),
        Strictness = parsed.GetValue(_strictness),
        JpegReconstruction = parsed.GetValue(_reconstruction),
        ApplyOrientation = parsed.GetValue(_orient),
    };

    /// <summary>
    /// An option with named values. The parser's own conversion to enumerations uses reflection and takes numbers.
    /// </summary>
    public static Option<T> Choice<T>(string name, string description, T unset, params (string Name, T Value)[] choices)
    {
        var option = new Option<T>(name)
        {
            Description = description,
            CustomParser = result => Parse(result, name, choices),
        };
        if (unset is not null)
            option.DefaultValueFactory = _ => unset;
        option.CompletionSources.Add([.. choices.Select(c => c.Name)]);
        option.HelpName = string.Join('|', choices.Select(c => c.Name));
        return option;
    }

    private static T? Parse<T>(ArgumentResult result, string name, (string Name, T Value)[] choices)
    {
        string word = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        foreach ((string choice, T value) in choices)
        {
            if (word.Equals(choice, StringComparison.OrdinalIgnoreCase))
                return value;
        }

        result.AddError($"{name} '{word}' is none of {string.Join(", ", choices.Select(c => c.Name))}");
        return default;
    }
}
