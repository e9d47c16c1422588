// Owns: some rows of a pass between inflating and destination, and their memory. Stands between image data and filters; each thread that
// works on rows has strips of its own. Leaves to others: what is in it.
namespace RawDecoders.Png;

/// <summary>A strip of rows.</summary>
internal sealed unsafe class PngStrip : IDisposable
{
    /// <summary>Vector loads may begin this far before a row's end and must not leave the buffer.</summary>
    public const int Slack = 64;

    private readonly NativeArena _arena = new();

    /// <param name="capacity">Bytes of raw rows.</param>
    /// <param name="isPermuted">Whether the rows are needed in a second order.</param>
    /// <param name="inflateBytes">Memory that the inflater works in for this strip alone; 0: it has its own.</param>
    public PngStrip(long capacity, bool isPermuted, long inflateBytes = 0)
    {
        Inflated = inflateBytes > 0 ? _arena.Allocate(inflateBytes) : null;
        Memory = _arena.Allocate(capacity + Slack);
        Permuted = isPermuted ? _arena.Allocate(capacity + Slack) : null;
    }

    /// <summary>Bytes that a strip takes.</summary>
    public static long GetBytes(long capacity, bool isPermuted) => (capacity + 2 * Slack) * (isPermuted ? 2 : 1);

    /// <summary>Where the inflater works; null: elsewhere.</summary>
    public byte* Inflated { get; }

    /// <summary>Room for rows.</summary>
    public byte* Memory { get; }

    /// <summary>Room for the same rows with the bytes of a pixel in another order.</summary>
    public byte* Permuted { get; }

    /// <summary>The rows as inflated, each with its filter type: in <see cref="Memory"/>, or where the inflater has left them.</summary>
    public byte* Raw { get; set; }

    /// <summary>The same rows unfiltered, without filter types, as far apart.</summary>
    public byte* Unfiltered { get; set; }

    /// <summary>The pass that they belong to, and which of its rows is the first here.</summary>
    public PngPass Pass { get; private set; }

    public int FirstRow { get; private set; }

    /// <summary>Bytes from one row to the next.</summary>
    public int RawStride { get; private set; }

    /// <summary>Offset of the first row in the raw data.</summary>
    public long RawOffset { get; private set; }

    /// <summary>How many rows there are.</summary>
    public int Rows { get; set; }

    /// <summary>The next one that goes to the destination.</summary>
    public int Next { get; set; }

    /// <summary>Begins with new rows.</summary>
    public void Begin(PngRaster raster, in PngPass pass, int firstRow, long rawOffset)
    {
        (Pass, FirstRow, RawOffset, RawStride) = (pass, firstRow, rawOffset, raster.GetRawStride(pass));
        (Rows, Next) = (0, 0);
        Raw = Memory;
        Unfiltered = null;
    }

    public void Dispose() => _arena.Dispose();
}
