// Owns: the opening of a file: who reads its chunks, who counts its memory, and the walk up to the image data, the same for a decode, for
// Identify and for an animation. Stands before PngDecoder and PngFrames. Leaves to others: chunks (PngHeaderWalk, PngChunkCollector), and
// what becomes of the picture.
namespace RawDecoders.Png;

/// <summary>A file whose headers are being read.</summary>
internal sealed class PngOpening
{
    private readonly ByteSource _source;

    /// <param name="source">The file, or its beginning.</param>
    /// <param name="options">How to decode.</param>
    /// <param name="issues">Whom to tell what is wrong; by default someone new.</param>
    public PngOpening(ByteSource source, DecodeOptions options, DecodeIssues? issues = null)
    {
        _source = source;
        Issues = issues ?? new DecodeIssues(ImageFormat.Png, options.Strictness);
        Budget = new MemoryBudget(ImageFormat.Png, options.Limits);
        Collector = new PngChunkCollector(Issues, new PngInflater(options.Limits.MaxMetadataBytes, Budget));
        Walk = new PngHeaderWalk(source, Issues, Collector);
    }

    public DecodeIssues Issues { get; }

    public MemoryBudget Budget { get; }

    public PngChunkCollector Collector { get; }

    public PngHeaderWalk Walk { get; }

    /// <summary>Reads the headers of a whole file and checks the size of its picture against the limits.</summary>
    public PngRaster ReadHeaders()
    {
        Walk.ToImageData(isWhole: true);
        PngHeader header = Collector.Header;
        Budget.CheckDimensions(header.Width, PngPlan.HeaderOffset, header.Height, PngPlan.HeaderOffset + 4, "IHDR");
        return new PngRaster(_source, Walk.FirstIdat, header);
    }
}
