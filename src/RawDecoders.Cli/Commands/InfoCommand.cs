// `rawdec info`: what the headers of files say, for people or as JSON. Decodes no pixels.

using System.CommandLine;

namespace RawDecoders.Cli;

/// <summary>The command <c>info</c>.</summary>
internal static class InfoCommand
{
    public static Command Create(CliHost host)
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Files; '-' is standard input, '@list' a file with one path a line.",
            Arity = ArgumentArity.OneOrMore,
        };
        var json = new Option<bool>("--json") { Description = "One JSON object a file, one a line." };
        var settings = new DecodeSettings();
        var command = new Command("info", "Show what files say of themselves, without decoding pixels.") { files, json };
        settings.AddStrictnessTo(command);
        command.SetAction(parsed => Run(
            FileList.Expand(parsed.GetRequiredValue(files), host), parsed.GetValue(json), settings.Read(parsed), host));
        return command;
    }

    private static int Run(IEnumerable<string> files, bool json, DecodeOptions options, CliHost host)
    {
        var errors = new ErrorReporting(host);
        using var input = new ImageInput(host.Input);
        foreach (string path in files)
        {
            ImageInfo info;
            try
            {
                input.Open(path);
                info = input.Identify(options);
            }
            catch (Exception e) when (ErrorReporting.ConcernsFile(e))
            {
                errors.Report(path, e);
                continue;
            }

            if (json)
            {
                host.Out.Flush();
                InfoJson.WriteLine(host.Output, path, info);
            }
            else
            {
                Display.WriteFields(Display.ForOutput(host), path, Describe(info));
            }
        }

        return errors.ExitCode;
    }

    private static IEnumerable<(string Name, string Value)> Describe(ImageInfo info)
    {
        yield return ("file", Words.StoredAs(info));
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
    }
}
