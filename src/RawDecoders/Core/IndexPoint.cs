// Owns: one place of an index, in terms that every format can fill. Stands between the formats, which make and understand its state, and
// ImageIndex, which keeps many. Leaves to the formats what their state means.

namespace RawDecoders;

/// <summary>A place at which decoding can begin.</summary>
/// <param name="Row">The first row that comes of it.</param>
/// <param name="Offset">File offset of the part that holds the next coded byte (PNG: of its IDAT chunk; JPEG: of the byte).</param>
/// <param name="Taken">Bytes of that part's payload before it; JPEG: 0.</param>
/// <param name="Position">Coded bytes before it, of all parts.</param>
/// <param name="State">What the decoder remembers there, packed by the format; empty: nothing, it is the beginning.</param>
internal readonly record struct IndexPoint(int Row, long Offset, long Taken, long Position, ReadOnlyMemory<byte> State)
{
    /// <summary>Bytes that a place takes beside its state, in memory; the file takes less.</summary>
    public const int Overhead = 96;

    /// <summary>XXH3 of the coded bytes from here to the next place; 0 until the index is complete.</summary>
    public ulong Hash { get; init; }

    /// <summary>Bytes held.</summary>
    public long SizeBytes => Overhead + State.Length;

    /// <summary>The last place at or above a row; the first one of a list is at row 0.</summary>
    public static int Find(IReadOnlyList<IndexPoint> points, int row)
    {
        int low = 0, high = points.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (points[middle].Row <= row)
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }
}
