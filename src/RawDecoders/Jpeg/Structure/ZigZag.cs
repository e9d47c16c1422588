// Owns: the zigzag sequence of T.81 Figure A.6 (A.3.6), as a table from position in the sequence to position in the block.
// Stands below all that reads coefficients or steps. Leaves to others: bounds; an index is 0 to 63.

namespace RawDecoders.Jpeg;

/// <summary>Order of coefficients in a file: along the diagonals from low to high frequencies.</summary>
internal static class ZigZag
{
    /// <summary>Natural (row-major) index of each zigzag index.</summary>
    public static ReadOnlySpan<byte> ToNatural =>
    [
        0, 1, 8, 16, 9, 2, 3, 10,
        17, 24, 32, 25, 18, 11, 4, 5,
        12, 19, 26, 33, 40, 48, 41, 34,
        27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36,
        29, 22, 15, 23, 30, 37, 44, 51,
        58, 59, 52, 45, 38, 31, 39, 46,
        53, 60, 61, 54, 47, 55, 62, 63,
    ];
}
