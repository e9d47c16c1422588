// Owns: a file of the corpus as the scoreboard asks for it: what it demands of a decoder, the rule that it breaks, and the pictures that are right.
// Leaves the comparison to Judge.

using RawDecoders.Conformance.Cases;
using RawDecoders.Conformance.Checking;
using RawDecoders.Conformance.Decoders;
using RawDecoders.Conformance.Pictures;
using RawDecoders.CorpusGenerator;
using Picture = RawDecoders.Conformance.Pictures.Picture;

namespace RawDecoders.Conformance.Scoreboard.Judging;

/// <summary>A file and what it asks.</summary>
internal sealed class ScoreboardCase
{
    private readonly Lazy<IReadOnlyList<(string Name, Picture Picture)>> _right;

    private readonly Lazy<JpegLatitude?> _latitude;

    private ScoreboardCase(ConformanceCase file, CorpusFile entry, Demand demand, Rule? rule, ExpectedPictures expected)
    {
        (File, Entry, Demand, Rule) = (file, entry, demand, rule);
        _right = new(() => Pictures(expected));
        _latitude = new(() => file.Format == "JPEG" && demand is Demand.Valid or Demand.Harmless ? JpegLatitude.Read(System.IO.File.ReadAllBytes(file.File)) : null);
    }

    /// <summary>The file.</summary>
    public ConformanceCase File { get; }

    /// <summary>Its entry of the manifest.</summary>
    public CorpusFile Entry { get; }

    /// <summary>What it asks.</summary>
    public Demand Demand { get; }

    /// <summary>The first rule that it breaks; null if it breaks none.</summary>
    public Rule? Rule { get; }

    /// <summary>What results are grouped by: the rule's identifier, or of a valid file its feature and clause.</summary>
    public string Cause => Rule?.Id ?? $"{Feature}: {File.Clause}";

    /// <summary>"png/matrix": the row of the matrix.</summary>
    public string Feature => $"{File.Name.Split('/')[0]}/{File.Feature}";

    /// <summary>
    /// Pictures that are right, the file's own first: also the first frame of an animation, the picture turned as its Exif block says, and with
    /// chroma replicated. Empty if nothing is known of the pixels.
    /// </summary>
    public IReadOnlyList<(string Name, Picture Picture)> Right => _right.Value;

    /// <summary>Of a JPEG, the bounds around its chroma; null if there are none to speak of.</summary>
    public JpegLatitude? Latitude => _latitude.Value;

    /// <summary>The cases of a corpus.</summary>
    public static List<ScoreboardCase> Load(string corpus, ExpectedPictures expected)
        => [.. CorpusCases.Load(corpus).Select(file => From(file, file.Entry!, expected))];

    private static ScoreboardCase From(ConformanceCase file, CorpusFile entry, ExpectedPictures expected)
    {
        Demand demand = entry switch
        {
            { Standard: { Kind: "refused", Error: "Unsupported" } } => Demand.Open,
            { Path: "other/gif" or "other/webp" or "other/tiff" } => Demand.Open,
            { Standard.Kind: "refused" } => Demand.Broken,
            { Strict.Kind: "refused" } => Demand.Harmless,
            _ => Demand.Valid,
        };
        return new ScoreboardCase(file, entry, demand, demand == Demand.Valid ? null : BrokenRule(file.File), expected);
    }

    private static Rule? BrokenRule(string path)
    {
        try
        {
            ImageDecoder.Decode(path, new DecodeOptions { Strictness = Strictness.Strict });
            return null;
        }
        catch (ImageDecodeException e)
        {
            return e.Rule;
        }
    }

    private List<(string, Picture)> Pictures(ExpectedPictures expected)
    {
        List<(string, Picture)> pictures = [];
        if ((expected.Find(File.Name) ?? Own(new DecodeOptions())) is not { } natural)
            return pictures;
        pictures.Add(("the file's picture", natural));
        if (Demand == Demand.Broken)
            return pictures;
        if (File.Format == "PNG" && File.Feature is "animation" or "ancillary" or "broken-ancillary" && FirstFrame() is { } frame)
            pictures.Add(("the first frame of the animation", frame));
        if (File.Format == "JPEG" && Own(new DecodeOptions { JpegReconstruction = JpegReconstruction.LibjpegTurboReplicated }) is { } replicated)
            pictures.Add(("the file's picture, chroma replicated", replicated));
        if (Own(new DecodeOptions { ApplyOrientation = true }) is { } turned && turned.Sha256 != natural.Sha256)
            pictures.Add(("the file's picture, turned as Exif says", turned));
        return pictures;
    }

    private Picture? Own(DecodeOptions options) => new OwnDecoder(System.IO.File.ReadAllBytes(File.File)).Decode(options).Picture;

    private Picture? FirstFrame()
    {
        try
        {
            using ImageFrameReader frames = ImageDecoder.OpenFrames(System.IO.File.ReadAllBytes(File.File));
            return frames.IsAnimation && frames.ReadFrame() is { } frame ? OwnDecoder.ToPicture(frame) : null;
        }
        catch (ImageDecodeException)
        {
            return null;
        }
    }
}
