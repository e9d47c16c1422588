// `rawdec info`: what the headers of files say, for people or as JSON. Pixels are decoded on request only.

using System.CommandLine;
using RawDecoders.Inspection;

namespace RawDecoders.Cli;

/// <summary>One run of <c>info</c>.</summary>
/// <param name="Options">Strictness and limits.</param>
internal sealed record InfoRequest(DecodeOptions Options)
{
    public bool Json { get; init; }

    /// <summary>Whether pixels are decoded.</summary>
    public bool Check { get; init; }

    public bool Costs { get; init; }

    /// <summary>Whether pictures over the limits are to be refused though no pixel is decoded.</summary>
    public bool BoundsSize { get; init; }
}

/// <summary>The command <c>info</c>.</summary>
internal static class InfoCommand
{
    public static Command Create(CliHost host)
    {
        var command = new Command("info", "Show what files say of themselves.");
        var files = new InputArguments();
        files.AddTo(command);
        var json = new Option<bool>("--json") { Description = "One JSON object a file, one a line, of refused ones too." };
        var check = new Option<bool>("--check") { Description = "Decode the pixels too, and show the warnings; otherwise only headers are read." };
        command.Options.Add(json);
        command.Options.Add(check);
        var costs = new Option<bool>("--costs") { Description = "Tell where the bytes went down to kinds of symbols, scans and components; without it by parts of the file." };
        command.Options.Add(costs);
        var settings = new DecodeSettings();
        settings.AddStrictnessTo(command);
        command.SetAction(parsed => Run(files.Read(parsed, host), new InfoRequest(settings.ReadStrictness(parsed))
        {
            Json = parsed.GetValue(json),
            Check = parsed.GetValue(check),
            Costs = parsed.GetValue(costs),
            BoundsSize = settings.BoundsSize(parsed),
        }, host));
        return command;
    }

    private static int Run(Inputs files, InfoRequest request, CliHost host)
    {
        DecodeOptions options = request.Options;
        var errors = new ErrorReporting(host) { Refused = request.Json ? (path, e) => WriteRefused(host, path, e) : null };
        return files.ForEach(errors, (path, input) =>
        {
            DecodeResult? result = null;
            if (request.Check)
            {
                using ImageRowReader rows = input.OpenRows(options);
                result = PixelBytes.Pump(rows, SampleOrder.LittleEndian, _ => { });
            }

            if (request.BoundsSize && result is null)
                CheckSize(input, options);
            ImageInfo info = result?.Info ?? input.Identify(options);
            var limits = new InspectOptions { Limits = options.Limits };
            FileCosts? costs = request.Costs ? ImageInspector.Costs(input.ReadWhole(), limits) : null;
            if (request.Json)
            {
                host.Out.Flush();
                InfoJson.WriteLine(host.Output, Words.Path(path), info, result, input.Length, costs);
                return;
            }

            Display.WriteFields(host, Words.Path(path), Describe(info, result, input.Length));
            if (costs is not null)
                CostTable.Write("  where the bytes went", costs, json: false, host);
            else if (input.IsRead)
                CostTable.WriteBrief(ImageInspector.Parts(input.ReadWhole(), limits), host);
            else
                host.Out.Write("  where the bytes went: --costs reads all of a large file for it\n");
        }, options);
    }

    /// <summary>
    /// Headers alone cost nothing, however large a picture they tell of, and without a word they are shown. Who sets a bound asks which files keep it.
    /// </summary>
    /// <exception cref="ImageDecodeException">The picture is over a limit.</exception>
    private static void CheckSize(ImageInput input, DecodeOptions options)
    {
        try
        {
            input.OpenRows(options).Dispose();
        }
        catch (ImageDecodeException e) when (e.Kind != ImageDecodeErrorKind.LimitExceeded)
        {
            // Whatever else a decode would stumble over is not asked.
        }
    }

    private static void WriteRefused(CliHost host, string path, Exception error)
    {
        host.Out.Flush();
        InfoJson.WriteRefused(host.Output, Words.Path(path), error as ImageDecodeException, ErrorReporting.Describe(path, error));
    }

    private static IEnumerable<(string Name, string Value)> Describe(ImageInfo info, DecodeResult? check, long fileSize)
    {
        yield return ("file", Words.StoredAs(info));
        yield return ("bytes", $"{fileSize}");
        yield return ("size", $"{info.Width} x {info.Height} pixels");
        yield return ("decodes to", info.PixelFormat.GetName());
        if (info.Density is { } density)
            yield return ("density", Words.Density(density));
        if (info.Orientation != ImageOrientation.TopLeft)
            yield return ("orientation", Words.Orientation(info.Orientation));
        if (!info.IccProfile.IsEmpty)
        {
            string name = IccDescription.Read(info.IccProfile.Span) is { } description ? $"{description}, " : "";
            yield return ("profile", $"{name}{Words.Count(info.IccProfile.Length, "byte")}");
        }

        if (!info.Exif.IsEmpty)
            yield return ("exif", Words.Count(info.Exif.Length, "byte"));
        if (!info.Xmp.IsEmpty)
            yield return ("xmp", Words.Count(info.Xmp.Length, "byte"));
        foreach (ImageText text in info.Texts)
            yield return ("text", $"{text.Keyword}{(text.Language.Length > 0 ? $" [{text.Language}]" : "")}: {text.Text}");
        foreach (EmbeddedPicture picture in info.Embedded)
            yield return ("embedded", Words.Embedded(picture));
        foreach ((string name, object value) in info.Metadata is null ? [] : MetadataFields.Of(info.Metadata))
            yield return (Words.Spaced(name), Words.Value(value));
        if (check is null)
            yield break;
        foreach (Issue warning in check.Warnings)
            yield return ("warning", warning.ToString());
        foreach (DamagedRows damage in check.Damage)
            yield return ("damaged", Words.Damage(damage));
    }
}
