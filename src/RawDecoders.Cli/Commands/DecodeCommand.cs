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
            IEnumerable<(string Name, string Value)> summary;
            try
            {
                input.Open(path);
                (DecodeResult result, string hash) = PixelBytes.Digest(input, options);
                summary = Summary(result, hash);
            }
            catch (Exception e) when (ErrorReporting.ConcernsFile(e))
            {
                errors.Report(path, e);
                continue;
            }

            Display.WriteFields(host, path, summary);
        }

        return errors.ExitCode;
    }

    private static IEnumerable<(string Name, string Value)> Summary(DecodeResult result, string hash)
    {
        PixelFormat format = result.PixelFormat, natural = result.Info.PixelFormat;
        yield return ("file", Words.StoredAs(result.Info));
        yield return ("size", $"{result.Width} x {result.Height} pixels");
        yield return ("format", format == natural ? format.GetName() : $"{format.GetName()} (natural: {natural.GetName()})");
        yield return ("array", PixelBytes.Shape(result.Width, result.Height, format));
        yield return ("bytes", $"{(long)result.Width * result.Height * format.GetBytesPerPixel()}");
        yield return ("sha256", hash);
        foreach (DecodeWarning warning in result.Warnings)
            yield return ("warning", warning.ToString());
        foreach (DamagedRows damage in result.Damage)
            yield return ("damaged", Words.Damage(damage));
    }

    private static int Write(string path, string target, OutputFormat? kind, DecodeOptions options, CliHost host)
    {
        OutputFormat output = kind ?? (target == "-" ? OutputFormat.Raw : OutputFormats.FromEnding(target))
            ?? throw new UsageException(
                $"the name '{target}' does not say what to write: end it in .raw, .bin, .pam, .ppm, .pgm or .pnm, or use --as");
        var errors = new ErrorReporting(host);
        using var input = new ImageInput(host.Input);
        try
        {
            input.Open(path);
            using ImageRowReader rows = OpenFor(output, input, options);
            DecodeResult result;
            if (target == "-")
            {
                host.Out.Flush();
                result = OutputFormats.Write(output, host.Output, rows);
            }
            else
            {
                using var file = new OutputFile(target);
                result = OutputFormats.Write(output, file, rows);
                file.Keep();
            }

            foreach (DecodeWarning warning in result.Warnings)
                errors.Warn(path, warning.ToString());
            foreach (DamagedRows damage in result.Damage)
                errors.Warn(path, Words.Damage(damage));
        }
        catch (OutputFileException e)
        {
            errors.Report(target, e.InnerException!, writing: true);
        }
        catch (Exception e) when (ErrorReporting.ConcernsFile(e))
        {
            errors.Report(path, e);
        }

        return errors.ExitCode;
    }

    /// <summary>Opens the rows in the pixel format that the output needs.</summary>
    private static ImageRowReader OpenFor(OutputFormat output, ImageInput input, DecodeOptions options)
    {
        ImageRowReader rows = input.OpenRows(options);
        try
        {
            PixelFormat needed = OutputFormats.FormatFor(output, rows.PixelFormat);
            if (needed == rows.PixelFormat)
                return rows;
            options = options with { PixelFormat = needed };
        }
        catch (OutputRefusedException)
        {
            rows.Dispose();
            throw;
        }

        rows.Dispose();
        return input.OpenRows(options);
    }
}
