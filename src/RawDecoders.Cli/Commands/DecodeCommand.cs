// `rawdec decode`: pixels of one file to another file or standard output; without -o, what came out, as a short table.

using System.CommandLine;

namespace RawDecoders.Cli;

/// <summary>The command <c>decode</c>.</summary>
internal static class DecodeCommand
{
    public static Command Create(CliHost host)
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Files; '-' is standard input, '@list' a file with one path a line.",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Where to write: .raw or .bin (samples, 16-bit ones little-endian), .pam, .ppm, .pgm or .pnm; '-' is standard output, raw unless --as says otherwise. Without it: a table of what came out.",
            HelpName = "OUT",
        };
        Option<OutputFormat?> kind = DecodeSettings.Choice<OutputFormat?>(
            "--as", null, "Kind of output, whatever its name.", [.. OutputFormats.Names.Select(n => (n.Name, (OutputFormat?)n.Value))]);
        var settings = new DecodeSettings();
        var command = new Command("decode", "Decode files into pixels.") { files, output, kind };
        settings.AddTo(command);
        command.SetAction(parsed =>
        {
            string[] inputs = parsed.GetRequiredValue(files);
            DecodeOptions options = settings.Read(parsed);
            if (parsed.GetValue(output) is not { } target)
            {
                if (parsed.GetValue(kind) is not null)
                    throw new UsageException("--as says how to write, but there is no -o to say where");
                return Show(FileList.Expand(inputs, host), options, host);
            }

            List<string> paths = [.. FileList.Expand(inputs, host).Take(2)];
            if (paths.Count != 1)
                throw new UsageException("-o takes one FILE");
            return Write(paths[0], target, parsed.GetValue(kind), options, host);
        });
        return command;
    }

    private static int Show(IEnumerable<string> files, DecodeOptions options, CliHost host)
    {
        var errors = new ErrorReporting(host);
        using var input = new ImageInput(host.Input);
        foreach (string path in files)
        {
            PixelBuffer image;
            try
            {
                input.Open(path);
                image = input.DecodeTransient(options);
            }
            catch (Exception e) when (ErrorReporting.ConcernsFile(e))
            {
                errors.Report(path, e);
                continue;
            }

            Display.WriteFields(Display.ForOutput(host), path, Summary(image));
        }

        return errors.ExitCode;
    }

    private static IEnumerable<(string Name, string Value)> Summary(PixelBuffer image)
    {
        DecodeResult result = image.Result!;
        yield return ("file", Words.StoredAs(result.Info));
        yield return ("size", $"{image.Width} x {image.Height} pixels");
        yield return ("format", $"{image.Format.GetName()}{(image.Format == result.Info.PixelFormat ? "" : $" (natural: {result.Info.PixelFormat.GetName()})")}");
        yield return ("array", PixelBytes.Shape(image.Width, image.Height, image.Format));
        yield return ("bytes", $"{(long)image.RowBytes * image.Height}");
        yield return ("sha256", PixelBytes.Sha256(image));
        foreach (DecodeWarning warning in result.Warnings)
            yield return ("warning", warning.ToString());
        foreach (DamagedRows damage in result.Damage)
            yield return ("damage", Words.Damage(damage));
    }

    private static int Write(string path, string target, OutputFormat? kind, DecodeOptions options, CliHost host)
    {
        OutputFormat output = kind ?? (target == "-" ? OutputFormat.Raw : OutputFormats.FromEnding(target))
            ?? throw new UsageException(
                $"the name '{target}' does not say what to write: end it in .raw, .bin, .pam, .ppm, .pgm or .pnm, or use --as");
        var errors = new ErrorReporting(host);
        PixelBuffer image;
        try
        {
            using var input = new ImageInput(host.Input);
            input.Open(path);
            if (output != OutputFormat.Raw)
            {
                PixelFormat wanted = options.PixelFormat ?? input.Identify(options).PixelFormat;
                options = options with { PixelFormat = OutputFormats.FormatFor(output, wanted) };
            }

            image = input.Decode(options);
        }
        catch (Exception e) when (ErrorReporting.ConcernsFile(e))
        {
            errors.Report(path, e);
            return errors.ExitCode;
        }

        foreach (DecodeWarning warning in image.Result!.Warnings)
            errors.Warn(path, warning.ToString());
        foreach (DamagedRows damage in image.Result.Damage)
            errors.Warn(path, Words.Damage(damage));

        try
        {
            if (target == "-")
            {
                host.Out.Flush();
                OutputFormats.Write(output, host.Output, image);
                return errors.ExitCode;
            }

            using var stream = new FileStream(target, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
            OutputFormats.Write(output, stream, image);
        }
        catch (Exception e) when (ErrorReporting.ConcernsFile(e))
        {
            errors.Report(target, e, writing: true);
        }

        return errors.ExitCode;
    }
}
