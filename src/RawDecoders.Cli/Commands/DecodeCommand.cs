// `rawdec decode`: pixels of one file to another file or standard output, or of many files into a folder (BatchDecode);
// without -o, what came out, as a short table.

using System.CommandLine;

namespace RawDecoders.Cli;

/// <summary>The command <c>decode</c>.</summary>
internal static class DecodeCommand
{
    public static Command Create(CliHost host)
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Files; '-' is standard input, '@list' a file with one path a line. With -o also folders and patterns (*, ?, **), into a folder.",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Where to write: .raw or .bin (samples, 16-bit ones little-endian), .pam, .ppm, .pgm or .pnm; '-' is standard output, raw unless --as says otherwise. For several files, a folder. Without it: a table of what came out.",
            HelpName = "OUT",
        };
        Option<OutputFormat?> kind = DecodeSettings.Choice<OutputFormat?>(
            "--as", null, "Kind of output, whatever its name.", [.. OutputFormats.Names.Select(n => (n.Name, (OutputFormat?)n.Value))]);
        Option<int?> jobs = DecodeSettings.Number("--jobs", "N", "Files to decode at once into a folder; without it, one a processor.", 1, 1024);
        var settings = new DecodeSettings();
        var command = new Command("decode", "Decode files into pixels.") { files, output, kind, jobs };
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

            return IsBatch(inputs, target)
                ? WriteMany(inputs, target, parsed.GetValue(kind), parsed.GetValue(jobs) ?? Environment.ProcessorCount, options, host)
                : Write(inputs[0], target, parsed.GetValue(kind), options, host);
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
            host.Out.Flush();
            DecodeResult result = target == "-"
                ? PictureFile.Write(input, host.Output, output, options)
                : PictureFile.Write(input, target, output, options);
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

    /// <summary>Whether the output is a folder: said by its name, by what is there, or by what is to go into it.</summary>
    private static bool IsBatch(string[] inputs, string target)
        => target != "-" && (Path.EndsInDirectorySeparator(target) || Directory.Exists(target)) && OutputFormats.FromEnding(target) is null
            || inputs.Length > 1
            || inputs[0].StartsWith('@') && inputs[0].Length > 1
            || FileSearch.IsMany(inputs[0]);

    private static int WriteMany(string[] inputs, string folder, OutputFormat? kind, int jobs, DecodeOptions options, CliHost host)
    {
        if (folder == "-")
            throw new UsageException("standard output takes one FILE");
        if (File.Exists(folder) || (OutputFormats.FromEnding(folder) is not null && !Directory.Exists(folder)))
            throw new UsageException($"several files go into a folder, which '{folder}' is not; a new one may end in '{Path.DirectorySeparatorChar}'");
        if (inputs.Contains("-"))
            throw new UsageException("standard input does not go into a folder: it has no name");
        List<FoundFile> files = [.. FileSearch.Find(FileList.Expand(inputs, host))];
        if (files.Count == 0)
            throw new UsageException($"no picture found in {string.Join(", ", inputs)}");
        return new BatchDecode(host, folder, kind ?? OutputFormat.Raw, options, jobs).Run(files);
    }
}
