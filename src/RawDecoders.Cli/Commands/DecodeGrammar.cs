// Owns: the options of `decode` beside those that several commands share, and which of them do not go together. What they do is
// DecodeCommand's.

using System.CommandLine;

namespace RawDecoders.Cli;

/// <summary>What is to be had of the files.</summary>
internal enum DecodeContent
{
    /// <summary>The picture.</summary>
    Pixels,

    /// <summary>Every frame of an animation.</summary>
    Frames,

    /// <summary>The quantised coefficients of a JPEG.</summary>
    Coefficients,

    /// <summary>The components of a JPEG at their own resolution.</summary>
    Planes,
}

/// <summary>One run of <c>decode</c>.</summary>
/// <param name="Inputs">The files.</param>
/// <param name="Options">How to decode.</param>
/// <param name="Outputs">Makes the output files.</param>
internal sealed record DecodeRequest(Inputs Inputs, DecodeOptions Options, OutputFiles Outputs)
{
    /// <summary>The output as named; null for a table.</summary>
    public string? Target { get; init; }

    /// <summary>The kind of output, if it was said.</summary>
    public OutputFormat? Kind { get; init; }

    public DecodeContent Content { get; init; }

    public CropArea? Crop { get; init; }

    public string? IndexPath { get; init; }

    /// <summary>Files to decode at once.</summary>
    public int Jobs { get; init; }

    /// <summary>Gets the account of each file, if one is wanted.</summary>
    public DecodeJson? Json { get; init; }

    /// <summary>What the files that go wrong are told to.</summary>
    public ErrorReporting CreateErrors(CliHost host) => new(host) { Refused = Json is null ? null : Json.WriteRefused };
}

/// <summary>The grammar of <see cref="DecodeRequest"/>.</summary>
internal sealed class DecodeGrammar
{
    private readonly InputArguments _files = new(" With -o several go into a folder.");

    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "Where to write: .npy, .raw or .bin (samples, 16-bit ones little-endian), .pam, .ppm, .pgm or .pnm, .png or .bmp (for a look); '-' is standard output, raw unless --as says otherwise. For several files a folder (.npy each unless --as says otherwise) or one .npz. Without -o: a table of what came out.",
        HelpName = "OUT",
    };

    private readonly Option<OutputFormat?> _kind = DecodeSettings.Choice<OutputFormat?>(
        "--as", null, "Kind of output, whatever its name.", [.. OutputFormats.Names.Select(n => (n.Name, (OutputFormat?)n.Value))]);

    private readonly Option<bool> _keep = OutputFiles.CreateOption();

    private readonly Option<int?> _jobs = DecodeSettings.Number("--jobs", "N", "Files to decode at once into a folder; without it, one a processor.", 1, 1024);

    private readonly Option<CropArea?> _crop = CropArea.CreateOption();

    private readonly Option<string?> _index = new("--index") { Description = "With --crop: the index of the FILE that 'rawdec index' has made.", HelpName = "RDX" };

    private readonly Option<bool> _frames = new("--frames") { Description = "Every frame of one FILE, as shown: an array (N, H, W, C) in one .npy or .raw, the arrays frame-0000 ... in one .npz, or a file each in a folder." };

    private readonly Option<bool> _coefficients = new("--coefficients") { Description = "The quantised coefficients of one JPEG instead of pixels, into an .npz: c0, c1 ... (rows, columns, 8, 8) int16 and the steps q0, q1 ... (8, 8) uint16." };

    private readonly Option<bool> _planes = new("--planes") { Description = "The components of one JPEG at their own resolution, before colour, into an .npz: p0, p1 ... (height, width)." };

    private readonly Option<bool> _json = new("--json") { Description = "One JSON object a file, one a line, of refused ones too (spec-notes/decode-json.md); without -o or beside it." };

    private readonly DecodeSettings _settings = new();

    public void AddTo(Command command)
    {
        _files.AddTo(command);
        command.Options.Add(_output);
        command.Options.Add(_kind);
        command.Options.Add(_keep);
        command.Options.Add(_jobs);
        command.Options.Add(_crop);
        command.Options.Add(_index);
        command.Options.Add(_frames);
        command.Options.Add(_coefficients);
        command.Options.Add(_planes);
        command.Options.Add(_json);
        _settings.AddTo(command);
    }

    /// <exception cref="UsageException">The options contradict each other.</exception>
    public DecodeRequest Read(ParseResult parsed, CliHost host)
    {
        var request = new DecodeRequest(_files.Read(parsed, host), _settings.Read(parsed), new OutputFiles(overwrites: !parsed.GetValue(_keep)))
        {
            Target = parsed.GetValue(_output),
            Kind = parsed.GetValue(_kind),
            Crop = parsed.GetValue(_crop),
            IndexPath = parsed.GetValue(_index),
            Jobs = parsed.GetValue(_jobs) ?? Environment.ProcessorCount,
            Json = parsed.GetValue(_json) ? new DecodeJson(host) : null,
            Content = parsed.GetValue(_coefficients) ? DecodeContent.Coefficients
                : parsed.GetValue(_planes) ? DecodeContent.Planes
                : parsed.GetValue(_frames) ? DecodeContent.Frames
                : DecodeContent.Pixels,
        };
        Check(request, parsed.GetValue(_frames), parsed.GetValue(_coefficients) && parsed.GetValue(_planes));
        if (request.Target == "-" && host.OutputIsTerminal)
            throw new UsageException("standard output is a terminal, and this would write bytes to it: send it to a file or program, or use 'rawdec show'");
        return request;
    }

    private static void Check(DecodeRequest request, bool frames, bool both)
    {
        if (request.IndexPath is not null && request.Crop is null)
            throw new UsageException("--index helps to find a rectangle: there is no --crop to say which");
        if (request.Json is not null && request.Crop is not null)
            throw new UsageException("--json gives the account of whole pictures: leave --crop out");
        if (request.Json is not null && request.Target == "-")
            throw new UsageException("--json and '-o -' both write to standard output");
        bool otherwise = request.Json is not null || request.Crop is not null || request.Target is null;
        if (request.Content is DecodeContent.Coefficients or DecodeContent.Planes && (both || frames || otherwise || request.Kind is not null))
            throw new UsageException("--coefficients and --planes need -o OUT.npz to say where, and go without each other, --as, --crop, --frames and --json");
        if (request.Content == DecodeContent.Frames && otherwise)
            throw new UsageException("--frames needs -o to say where, and goes without --crop and --json");
        if (request.Kind is not null && request.Target is null)
            throw new UsageException("--as says how to write, but there is no -o to say where");
    }
}
