// `rawdec decode`: pixels of one file to another file or standard output, or of many files into a folder (BatchDecode);
// without -o, what came out, as a short table.

using System.CommandLine;
using RawDecoders.Export;

namespace RawDecoders.Cli;

/// <summary>The command <c>decode</c>.</summary>
internal static class DecodeCommand
{
    public static Command Create(CliHost host)
    {
        var command = new Command("decode", "Decode files into pixels.");
        var files = new InputArguments(" With -o also folders and patterns (*, ?, **), into a folder.");
        files.AddTo(command);
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Where to write: .npy, .raw or .bin (samples, 16-bit ones little-endian), .pam, .ppm, .pgm or .pnm; '-' is standard output, raw unless --as says otherwise. For several files a folder (.npy each unless --as says otherwise) or one .npz. Without -o: a table of what came out.",
            HelpName = "OUT",
        };
        Option<OutputFormat?> kind = DecodeSettings.Choice<OutputFormat?>(
            "--as", null, "Kind of output, whatever its name.", [.. OutputFormats.Names.Select(n => (n.Name, (OutputFormat?)n.Value))]);
        Option<int?> jobs = DecodeSettings.Number("--jobs", "N", "Files to decode at once into a folder; without it, one a processor.", 1, 1024);
        Option<CropArea?> crop = CropArea.CreateOption();
        command.Options.Add(output);
        command.Options.Add(kind);
        command.Options.Add(jobs);
        command.Options.Add(crop);
        var index = new Option<string?>("--index") { Description = "With --crop: the index of the FILE that 'rawdec index' has made.", HelpName = "RDX" };
        command.Options.Add(index);
        var frames = new Option<bool>("--frames") { Description = "Every frame of one FILE, as shown: an array (N, H, W, C) in one .npy or .raw, the arrays frame-0000 ... in one .npz, or a file each in a folder." };
        command.Options.Add(frames);
        var coefficients = new Option<bool>("--coefficients") { Description = "The quantised coefficients of one JPEG instead of pixels, into an .npz: c0, c1 ... (rows, columns, 8, 8) int16 and the steps q0, q1 ... (8, 8) uint16." };
        command.Options.Add(coefficients);
        var planes = new Option<bool>("--planes") { Description = "The components of one JPEG at their own resolution, before colour, into an .npz: p0, p1 ... (height, width)." };
        command.Options.Add(planes);
        var json = new Option<bool>("--json") { Description = "One JSON object a file, one a line, of refused ones too (spec-notes/decode-json.md); without -o or beside it." };
        command.Options.Add(json);
        var settings = new DecodeSettings();
        settings.AddTo(command);
        command.SetAction(parsed =>
        {
            Inputs inputs = files.Read(parsed, host);
            DecodeOptions options = settings.Read(parsed);
            if (parsed.GetValue(index) is { } indexPath)
            {
                if (parsed.GetValue(crop) is null)
                    throw new UsageException("--index helps to find a rectangle: there is no --crop to say which");
                if (!TryLoadIndex(indexPath, host, ref options))
                    return ExitCode.Refused;
            }

            DecodeJson? report = parsed.GetValue(json) ? new DecodeJson(host) : null;
            if (report is not null && parsed.GetValue(crop) is not null)
                throw new UsageException("--json gives the account of whole pictures: leave --crop out");
            if (report is not null && parsed.GetValue(output) == "-")
                throw new UsageException("--json and '-o -' both write to standard output");
            if (parsed.GetValue(coefficients) || parsed.GetValue(planes))
            {
                if (parsed.GetValue(coefficients) && parsed.GetValue(planes) || report is not null || parsed.GetValue(frames) || parsed.GetValue(crop) is not null || parsed.GetValue(output) is not { } archive
                    || parsed.GetValue(kind) is not null)
                    throw new UsageException("--coefficients and --planes need -o OUT.npz to say where, and go without each other, --as, --crop, --frames and --json");
                return parsed.GetValue(planes) ? CoefficientsDecode.RunPlanes(inputs, archive, options, host) : CoefficientsDecode.Run(inputs, archive, options, host);
            }

            if (parsed.GetValue(frames))
            {
                if (report is not null || parsed.GetValue(crop) is not null || parsed.GetValue(output) is not { } into)
                    throw new UsageException("--frames needs -o to say where, and goes without --crop and --json");
                return FramesDecode.Run(inputs, into, parsed.GetValue(kind), options, host);
            }

            if (parsed.GetValue(output) is not { } target)
            {
                if (parsed.GetValue(kind) is not null)
                    throw new UsageException("--as says how to write, but there is no -o to say where");
                return Show(inputs, parsed.GetValue(crop), options, report, host);
            }

            if (parsed.GetValue(crop) is not null && IsBatch(inputs.Words, target))
                throw new UsageException("--crop takes one FILE, and an output file for it");
            return IsBatch(inputs.Words, target)
                ? WriteMany(inputs, target, parsed.GetValue(kind), parsed.GetValue(jobs) ?? Environment.ProcessorCount, options, report, host)
                : Write(inputs, target, parsed.GetValue(kind), parsed.GetValue(crop), options, report, host);
        });
        return command;
    }

    /// <summary>Loads the index; what is wrong with it is reported by its own name.</summary>
    private static bool TryLoadIndex(string path, CliHost host, ref DecodeOptions options)
    {
        try
        {
            options = options with { Index = ImageIndex.Load(path) };
            return true;
        }
        catch (Exception e) when (e is ImageDecodeException or IOException or UnauthorizedAccessException)
        {
            new ErrorReporting(host).Report(path, e);
            return false;
        }
    }

    private static int Show(Inputs files, CropArea? crop, DecodeOptions options, DecodeJson? json, CliHost host) => files.ForEach(new ErrorReporting(host) { Refused = json is null ? null : json.WriteRefused }, (path, input) =>
    {
        (DecodeResult result, string hash) = crop is { } area
            ? PixelBytes.Digest(PictureFile.Crop(input, area, options))
            : PixelBytes.Digest(input, options);
        if (json is not null)
        {
            json.WriteDecoded(path, result, hash);
            return;
        }

        Display.WriteFields(host, Words.Path(path), Summary(result, hash));
    });

    private static IEnumerable<(string Name, string Value)> Summary(DecodeResult result, string hash)
    {
        PixelFormat format = result.PixelFormat, natural = result.Info.PixelFormat;
        yield return ("file", Words.StoredAs(result.Info));
        yield return ("size", $"{result.Width} x {result.Height} pixels");
        yield return ("format", format == natural ? format.GetName() : $"{format.GetName()} (natural: {natural.GetName()})");
        yield return ("array", PixelBytes.Shape(result));
        yield return ("bytes", $"{(long)result.Width * result.Height * format.GetBytesPerPixel()}");
        yield return ("sha256", hash);
        foreach (Issue warning in result.Warnings)
            yield return ("warning", warning.ToString());
        foreach (DamagedRows damage in result.Damage)
            yield return ("damaged", Words.Damage(damage));
    }

    private static int Write(Inputs files, string target, OutputFormat? kind, CropArea? crop, DecodeOptions options, DecodeJson? json, CliHost host)
    {
        OutputFormat output = kind ?? (target == "-" ? OutputFormat.Raw : OutputFormats.FromEnding(target))
            ?? throw new UsageException($"the name '{target}' does not say what to write: end it in {OutputFormats.Endings}, or use --as");
        var errors = new ErrorReporting(host) { Refused = json is null ? null : json.WriteRefused };
        return files.ForEach(errors, (path, input) =>
        {
            try
            {
                host.Out.Flush();
                DecodeResult result = crop is { } area
                    ? PictureFile.WriteRegion(input, area, target, output, options, host)
                    : target == "-"
                    ? PictureFile.Write(input, host.Output, output, options)
                    : PictureFile.Write(input, target, output, options);
                json?.WriteDecoded(path, result);
                foreach (Issue warning in result.Warnings)
                    errors.Warn(path, warning.ToString());
                foreach (DamagedRows damage in result.Damage)
                    errors.Warn(path, Words.Damage(damage));
            }
            catch (OutputFileException e)
            {
                errors.Report(target, e.InnerException!, writing: true);
            }
        });
    }

    /// <summary>Whether the output is a folder: said by its name, by what is there, or by what is to go into it.</summary>
    private static bool IsBatch(string[] inputs, string target)
        => target != "-" && (Path.EndsInDirectorySeparator(target) || Directory.Exists(target)) && OutputFormats.FromEnding(target) is null
            || inputs.Length > 1
            || target.EndsWith(".npz", StringComparison.OrdinalIgnoreCase)
            || inputs[0].StartsWith('@') && inputs[0].Length > 1
            || FileSearch.IsMany(inputs[0]);

    private static int WriteMany(Inputs inputs, string folder, OutputFormat? kind, int jobs, DecodeOptions options, DecodeJson? json, CliHost host)
    {
        if (folder == "-")
            throw new UsageException("standard output takes one FILE");
        bool isNpz = folder.EndsWith(".npz", StringComparison.OrdinalIgnoreCase) && kind is null;
        if (!isNpz && (File.Exists(folder) || (OutputFormats.FromEnding(folder) is not null && !Directory.Exists(folder))))
            throw new UsageException($"several files go into a folder, which '{folder}' is not; a new one may end in '{Path.DirectorySeparatorChar}'");
        if (inputs.Words.Contains("-") || inputs.Words.Any(w => DataUri.IsDataUri(w)))
            throw new UsageException("standard input and data URIs do not go into a folder: they have no names");
        List<FoundFile> files = [.. FileSearch.Find(inputs.Paths)];
        if (files.Count == 0)
            throw new UsageException($"no picture found in {string.Join(", ", inputs.Words)}");
        return isNpz
            ? NpzDecode.Run(files, folder, inputs, options, json, host)
            : new BatchDecode(host, inputs, folder, kind ?? OutputFormat.Npy, options, jobs, json).Run(files);
    }
}
