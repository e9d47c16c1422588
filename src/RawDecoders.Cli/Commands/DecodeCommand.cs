// `rawdec decode`: pixels of one file to another file or standard output, or of many files into a folder (BatchDecode);
// without -o, what came out, as a short table. Owns which of these is asked for; what the options are is DecodeGrammar's.

using System.CommandLine;
using RawDecoders.Export;

namespace RawDecoders.Cli;

/// <summary>The command <c>decode</c>.</summary>
internal static class DecodeCommand
{
    public static Command Create(CliHost host)
    {
        var command = new Command("decode", "Decode files into pixels.");
        var grammar = new DecodeGrammar();
        grammar.AddTo(command);
        command.SetAction(parsed => Run(grammar.Read(parsed, host), host));
        return command;
    }

    private static int Run(DecodeRequest request, CliHost host)
    {
        if (request.IndexPath is { } path)
        {
            if (LoadIndex(path, host) is not { } index)
                return ExitCode.Refused;
            request = request with { Options = request.Options with { Index = index } };
        }

        Inputs inputs = request.Inputs;
        if (request.Target is not { } target)
            return Show(request, host);
        if (request.Content == DecodeContent.Coefficients)
            return CoefficientsDecode.Run(inputs, target, request.Options, request.Outputs, host);
        if (request.Content == DecodeContent.Planes)
            return CoefficientsDecode.RunPlanes(inputs, target, request.Options, request.Outputs, host);
        if (request.Content == DecodeContent.Frames)
            return FramesDecode.Run(inputs, target, request.Kind, request.Options, request.Outputs, host);
        if (!IsBatch(inputs, target))
            return Write(request, target, host);
        if (request.Crop is not null)
            throw new UsageException("--crop takes one FILE, and an output file for it");
        return WriteMany(request, target, host);
    }

    /// <summary>Loads the index; what is wrong with it is reported by its own name.</summary>
    private static ImageIndex? LoadIndex(string path, CliHost host)
    {
        try
        {
            using FileStream file = NamedFiles.OpenRead(path);
            return ImageIndex.Load(file);
        }
        catch (Exception e) when (e is ImageDecodeException or IOException or UnauthorizedAccessException)
        {
            new ErrorReporting(host).Report(path, e);
            return null;
        }
    }

    private static int Show(DecodeRequest request, CliHost host) => request.Inputs.ForEach(request.CreateErrors(host), (path, input) =>
    {
        (DecodeResult result, string hash) = request.Crop is { } area
            ? PixelBytes.Digest(PictureFile.Crop(input, area, request.Options))
            : PixelBytes.Digest(input, request.Options);
        if (request.Json is not null)
        {
            request.Json.WriteDecoded(path, result, hash);
            return;
        }

        Display.WriteFields(host, Words.Path(path), Summary(result, hash));
    }, request.Options);

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

    private static int Write(DecodeRequest request, string target, CliHost host)
    {
        OutputFormat output = request.Kind ?? (target == "-" ? OutputFormat.Raw : OutputFormats.FromEnding(target))
            ?? throw new UsageException($"the name '{target}' does not say what to write: end it in {OutputFormats.Endings}, or use --as{OutputFormats.Suggest(target)}");
        ErrorReporting errors = request.CreateErrors(host);
        return request.Inputs.ForEach(errors, (path, input) =>
        {
            try
            {
                host.Out.Flush();
                DecodeResult result = request.Crop is { } area
                    ? PictureFile.WriteRegion(input, area, target, output, request.Options, request.Outputs, host)
                    : target == "-"
                    ? PictureFile.Write(input, host.Output, output, request.Options)
                    : PictureFile.Write(input, target, output, request.Options, request.Outputs);
                request.Json?.WriteDecoded(path, result);
                foreach (Issue warning in result.Warnings)
                    errors.Warn(path, warning.ToString());
                foreach (DamagedRows damage in result.Damage)
                    errors.Warn(path, Words.Damage(damage));
            }
            catch (OutputFileException e)
            {
                errors.Report(target, e.InnerException!, writing: true);
            }
        }, request.Options);
    }

    /// <summary>Whether the output is a folder: said by its name, by what is there, or by what is to go into it.</summary>
    private static bool IsBatch(Inputs inputs, string target)
        => target != "-" && (Path.EndsInDirectorySeparator(target) || NamedFiles.IsDirectory(target)) && OutputFormats.FromEnding(target) is null
            || target.EndsWith(".npz", StringComparison.OrdinalIgnoreCase)
            || inputs.AreMany;

    private static int WriteMany(DecodeRequest request, string folder, CliHost host)
    {
        Inputs inputs = request.Inputs;
        if (folder == "-")
            throw new UsageException("standard output takes one FILE");
        bool isNpz = folder.EndsWith(".npz", StringComparison.OrdinalIgnoreCase) && request.Kind is null;
        bool isFolder = NamedFiles.IsDirectory(folder);
        if (!isNpz && !isFolder && (NamedFiles.Exists(folder) || OutputFormats.FromEnding(folder) is not null))
            throw new UsageException($"several files go into a folder, which '{folder}' is not; a new one may end in '{Path.DirectorySeparatorChar}'");
        if (inputs.Words.Contains("-") || inputs.Words.Any(w => DataUri.IsDataUri(w)))
            throw new UsageException("standard input and data URIs do not go into a folder: they have no names");
        ErrorReporting errors = request.CreateErrors(host);
        List<FoundFile> files = [.. inputs.Find(errors)];
        return isNpz
            ? NpzDecode.Run(files, folder, request, errors)
            : new BatchDecode(host, request, folder, errors).Run(files);
    }
}
