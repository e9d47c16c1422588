// libjpeg-turbo through its own program, with its default settings: accurate integer IDCT, fancy upsampling.

using RawDecoders.Conformance.Decoders;
using RawDecoders.Conformance.Pictures;

namespace RawDecoders.Conformance.References;

/// <summary>djpeg as a reference.</summary>
internal sealed class DjpegReference : IReferenceDecoder
{
    private static readonly string[] Profiles = ["rgb24", "gray8"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private DjpegReference(string version) => Name = "libjpeg-turbo-" + version;

    public string Name { get; }

    public bool IsLive => false;

    /// <summary>The reference, if a djpeg of libjpeg-turbo is installed.</summary>
    public static DjpegReference? TryCreate()
    {
        try
        {
            // "libjpeg-turbo version 2.1.5 (build 20230601)", on standard error.
            (_, _, string text, _) = ForeignDecoder.RunAsync("djpeg", ["-version"], Patience).GetAwaiter().GetResult();
            string[] words = text.Split(' ');
            return words is ["libjpeg-turbo", "version", string version, ..] ? new DjpegReference(version) : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    public IReadOnlyList<string> ProfilesFor(string format) => format == "JPEG" ? Profiles : [];

    public ReferenceResult Decode(string file, string profile)
    {
        string color = profile == "gray8" ? "-grayscale" : "-rgb";
        (int exit, byte[] output, string error, bool timedOut) =
            ForeignDecoder.RunAsync("djpeg", ["-pnm", color, file], Patience).GetAwaiter().GetResult();
        // Exit code 2 means that there were warnings; the picture is there all the same.
        if (exit is not (0 or 2) || timedOut || output.Length == 0)
            return new ReferenceResult(profile, null, error.Length > 0 ? error : $"exit code {exit}");
        return new ReferenceResult(profile, NetpbmReader.Read(output), null);
    }

    public void Dispose()
    {
    }
}
