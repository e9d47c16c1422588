// The options that several commands share: how to decode. One instance a command; read back as DecodeOptions.

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace RawDecoders.Cli;

/// <summary>
/// <c>--format</c>, <c>--like</c>, <c>--scale</c>, <c>--target-size</c>, <c>--strictness</c>, <c>--reconstruction</c>, <c>--inflater</c>,
/// <c>--samples</c>, <c>--orient</c>, <c>--threads</c>, and the limits.
/// </summary>
internal sealed class DecodeSettings
{
    private readonly Option<PixelFormat?> _format = Choice<PixelFormat?>(
        "--format", "FORMAT", $"Pixel format wanted: {string.Join(", ", Enum.GetValues<PixelFormat>().Select(f => f.GetName()))}. Without it: the file's own natural one.",
        [.. Enum.GetValues<PixelFormat>().Select(f => (f.GetName(), (PixelFormat?)f))]);

    private readonly Option<ArrayConvention?> _like = Choice<ArrayConvention?>(
        "--like", null, "The array that another library gives: numpy.asarray(Image.open(f)), cv2.imread(f), the same with IMREAD_UNCHANGED, Image.Load<Rgba32>(f) (with --format rgb24 its Rgb24).",
        ("pillow", ArrayConvention.Pillow),
        ("opencv", ArrayConvention.OpenCv),
        ("opencv-unchanged", ArrayConvention.OpenCvUnchanged),
        ("imagesharp", ArrayConvention.ImageSharp));

    private readonly Option<ImageScale?> _scale = new("--scale")
    {
        Description = "Decode smaller: 1/2, 1/4 or 1/8, JPEG of 8 bits also 3/8, 5/8, 3/4 and 7/8 of the size, rounded up; a --crop is one of the small picture.",
        HelpName = "N/D",
        CustomParser = result =>
        {
            string word = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (ImageScale.TryParse(word, out ImageScale scale))
                return scale;
            result.AddError($"--scale '{word}' is none of 1/8, 1/4, 3/8, 1/2, 5/8, 3/4, 7/8 and 1");
            return null;
        },
    };

    private readonly Option<ImageSize?> _target = new("--target-size")
    {
        Description = "Decode at the smallest scale at which the picture is at least so large both ways, as delivered; at full size if none is.",
        HelpName = "W,H",
        CustomParser = result =>
        {
            string word = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            int[] numbers = [.. word.Split(',').Select(n => int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out int i) ? i : -1)];
            if (numbers is [>= 1, >= 1])
                return new ImageSize(numbers[0], numbers[1]);
            result.AddError($"--target-size '{word}' is not W,H: two numbers, at least 1");
            return null;
        },
    };

    private readonly Option<Strictness> _strictness = Choice(
        "--strictness", null, "What to do about violations of the specification: refuse any, refuse those that cost pixels (standard, the default), or save what can be had.",
        ("strict", Strictness.Strict), ("standard", Strictness.Standard), ("lenient", Strictness.Lenient));

    private readonly Option<JpegReconstruction> _reconstruction = Choice(
        "--reconstruction", null, "Which decoder's arithmetic JPEG pixels follow (turbo unless given).",
        ("turbo", JpegReconstruction.LibjpegTurbo),
        ("turbo-nosmooth", JpegReconstruction.LibjpegTurboReplicated),
        ("imagesharp", JpegReconstruction.ImageSharp));

    private readonly Option<JpegColorTransform> _transform = Choice(
        "--color-transform", null, "Colours of JPEG with three or four components: as the file says (unless given), not transformed (RGB, CMYK), or YCbCr and YCCK; PDF's ColorTransform.",
        ("file", JpegColorTransform.FromFile), ("none", JpegColorTransform.None), ("ycbcr", JpegColorTransform.YCbCr));

    private readonly Option<Inflater> _inflater = Choice(
        "--inflater", null, "Which engine inflates the image data of PNG (platform unless given); the pixels are the same.",
        ("platform", Inflater.Platform), ("managed", Inflater.Managed));

    private readonly Option<SampleRange> _samples = Choice(
        "--samples", null, "Samples of JPEG files whose precision is neither 8 nor 16 bits: scaled to the full range (unless given), or as they are stored.",
        ("scaled", SampleRange.Scaled), ("stored", SampleRange.Stored));

    private readonly Option<bool> _orient = new("--orient") { Description = "Turn the picture upright as its Exif orientation says." };

    private readonly Option<int?> _threads = Number("--threads", "N", "Threads that may decode one picture; without it, one.", 1, 1024);

    private readonly DecodeLimitSettings _limits = new();

    public void AddTo(Command command)
    {
        command.Options.Add(_format);
        command.Options.Add(_like);
        command.Options.Add(_scale);
        command.Options.Add(_target);
        command.Options.Add(_strictness);
        command.Options.Add(_reconstruction);
        command.Options.Add(_transform);
        command.Options.Add(_inflater);
        command.Options.Add(_samples);
        command.Options.Add(_orient);
        command.Options.Add(_threads);
        _limits.AddTo(command);
    }

    /// <summary>Only <c>--strictness</c> and the limits, for commands that decode no pixels.</summary>
    public void AddStrictnessTo(Command command)
    {
        command.Options.Add(_strictness);
        _limits.AddTo(command);
    }

    /// <summary>Whether the line sets a bound on the size of pictures.</summary>
    public bool BoundsSize(ParseResult parsed) => _limits.BoundsSize(parsed);

    /// <summary>The options of a command that has only those.</summary>
    public DecodeOptions ReadStrictness(ParseResult parsed) => new() { Strictness = parsed.GetValue(_strictness), Limits = _limits.Read(parsed) };

    /// <summary><c>--strictness</c>, <c>--reconstruction</c> and the limits, for commands that choose the pixel format themselves.</summary>
    public void AddTolerancesTo(Command command)
    {
        command.Options.Add(_strictness);
        command.Options.Add(_reconstruction);
        _limits.AddTo(command);
    }

    /// <exception cref="UsageException">The options contradict each other.</exception>
    public DecodeOptions Read(ParseResult parsed)
    {
        var options = ReadAll(parsed);
        CheckScale(options);
        if (options.Like is not { } like)
            return options;
        if (parsed.GetResult(_reconstruction) is { Implicit: false })
            throw new UsageException("--like decides the arithmetic of JPEG: leave --reconstruction out");
        if (options.JpegColorTransform != JpegColorTransform.FromFile)
            throw new UsageException("--like decides the colours of JPEG: leave --color-transform out");
        if (options.SampleRange != SampleRange.Scaled)
            throw new UsageException("--like decides the range of samples: leave --samples out");
        if (options.PixelFormat is { } format
            && (like != ArrayConvention.ImageSharp || format is not (PixelFormat.Rgb24 or PixelFormat.Rgba32 or PixelFormat.Bgr24 or PixelFormat.Bgra32)))
            throw new UsageException($"--like decides the pixel format: leave --format {format.GetName()} out (with imagesharp it can be rgb24, rgba32, bgr24 or bgra32)");
        return options;
    }

    /// <summary>What the library refuses as an argument is wrong usage here.</summary>
    private static void CheckScale(DecodeOptions options)
    {
        if (options.TargetSize is null && options.Scale == ImageScale.Full)
            return;
        string asked = options.TargetSize is null ? "--scale" : "--target-size";
        if (options.TargetSize is not null && options.Scale != ImageScale.Full)
            throw new UsageException("--target-size chooses the scale: leave --scale out");
        if (options.Like is not null)
            throw new UsageException($"--like gives the array of another library, which has the picture's own size: leave {asked} out");
        if (options.JpegReconstruction == JpegReconstruction.ImageSharp)
            throw new UsageException($"{asked} has libjpeg-turbo's arithmetic: leave --reconstruction imagesharp out");
        if (options.PixelFormat == PixelFormat.Indexed8)
            throw new UsageException($"{asked} averages colours: leave --format indexed8 out");
    }

    private DecodeOptions ReadAll(ParseResult parsed) => new()
    {
        PixelFormat = parsed.GetValue(_format),
        Like = parsed.GetValue(_like),
        Scale = parsed.GetValue(_scale) ?? ImageScale.Full,
        TargetSize = parsed.GetValue(_target),
        Strictness = parsed.GetValue(_strictness),
        JpegReconstruction = parsed.GetValue(_reconstruction),
        JpegColorTransform = parsed.GetValue(_transform),
        Inflater = parsed.GetValue(_inflater),
        SampleRange = parsed.GetValue(_samples),
        ApplyOrientation = parsed.GetValue(_orient),
        MaxDegreeOfParallelism = parsed.GetValue(_threads) ?? 1,
        Limits = _limits.Read(parsed),
    };

    /// <summary>
    /// An option with named values. The parser's own conversion to enumerations uses reflection and takes numbers.
    /// </summary>
    /// <param name="name">The option.</param>
    /// <param name="valueName">What the help calls the value; <see langword="null"/> to list the choices there.</param>
    /// <param name="description">For the help.</param>
    /// <param name="choices">The words and what they mean. Without the option the value is the type's default.</param>
    public static Option<T> Choice<T>(string name, string? valueName, string description, params (string Name, T Value)[] choices)
    {
        var option = new Option<T>(name)
        {
            Description = description,
            CustomParser = result => Parse(result, name, choices),
        };
        // Of an enumeration the library would offer the members.
        option.CompletionSources.Clear();
        option.CompletionSources.Add([.. choices.Select(c => c.Name)]);
        option.HelpName = valueName ?? string.Join('|', choices.Select(c => c.Name));
        return option;
    }

    /// <summary>An option that takes a whole number within bounds.</summary>
    public static Option<int?> Number(string name, string valueName, string description, int least, int most) => new(name)
    {
        Description = description,
        HelpName = valueName,
        CustomParser = result =>
        {
            string word = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (int.TryParse(word, out int number) && number >= least && number <= most)
                return number;
            result.AddError($"{name} '{word}' is not a number from {least} to {most}");
            return null;
        },
    };

    private static T? Parse<T>(ArgumentResult result, string name, (string Name, T Value)[] choices)
    {
        string word = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        foreach ((string choice, T value) in choices)
        {
            if (word.Equals(choice, StringComparison.OrdinalIgnoreCase))
                return value;
        }

        result.AddError($"{name} '{word}' is none of {string.Join(", ", choices.Select(c => c.Name))}{Suggestion.For(word, choices.Select(c => c.Name))}");
        return default;
    }
}
