// Owns: rows at equal distances in memory, as pointer and stride. Stands at the border of unsafe code: whoever makes one answers for the rows
// being there. Leaves to others: how many there are and how long they are.
namespace RawDecoders.Png;

/// <summary>Rows in memory that does not move.</summary>
/// <param name="start">The first row.</param>
/// <param name="stride">Bytes from one row to the next.</param>
internal readonly unsafe struct PngRowSpan(byte* start, nint stride)
{
    public byte* Start { get; } = start;

    public nint Stride { get; } = stride;

    public byte* this[nint row] => Start + row * Stride;

    /// <summary>The rows from one on.</summary>
    public PngRowSpan From(nint row) => new(this[row], Stride);
}
