// Owns: undoing the filters of PNG 9.2, byte by byte as the clause has it: the normative form. `raw` holds filtered bytes, `prior` the row
// above as reconstructed (zeros above the first row of an image or pass), `row` receives; row may be raw itself. Stands between the
// inflated strip and conversion. Leaves to others: speed; PngFilters.Vectorized.cs and PngFilters.Rows.cs give their tails to it and are
// tested against it.
using System.Diagnostics;

namespace RawDecoders.Png;

/// <summary>Filter types of filter method 0.</summary>
internal static class PngFilterType
{
    public const byte None = 0;
    public const byte Sub = 1;
    public const byte Up = 2;
    public const byte Average = 3;
    public const byte Paeth = 4;
}

/// <summary>Reconstruction of one row.</summary>
internal static unsafe partial class PngFilters
{
    /// <summary>Recon(x) = Filt(x) + Recon(a), for the bytes from <paramref name="from"/> to the end.</summary>
    public static void Sub(byte* raw, byte* row, nint from, nint length, nint distance)
    {
        Debug.Assert(from >= 0 && distance is >= 1 and <= 8 && IsPlace(raw, row, length));
        for (nint x = from; x < length; x++)
            row[x] = (byte)(raw[x] + (x < distance ? 0 : row[x - distance]));
    }

    /// <summary>Recon(x) = Filt(x) + Recon(b).</summary>
    public static void Up(byte* raw, byte* prior, byte* row, nint from, nint length)
    {
        Debug.Assert(from >= 0 && IsPlace(raw, row, length) && IsApart(prior, row, length));
        for (nint x = from; x < length; x++)
            row[x] = (byte)(raw[x] + prior[x]);
    }

    /// <summary>Recon(x) = Filt(x) + floor((Recon(a) + Recon(b)) / 2), the sum without overflow (PNG 9.3).</summary>
    public static void Average(byte* raw, byte* prior, byte* row, nint from, nint length, nint distance)
    {
        Debug.Assert(from >= 0 && distance is >= 1 and <= 8 && IsPlace(raw, row, length) && IsApart(prior, row, length));
        for (nint x = from; x < length; x++)
        {
            int a = x < distance ? 0 : row[x - distance];
            row[x] = (byte)(raw[x] + ((a + prior[x]) >> 1));
        }
    }

    /// <summary>Recon(x) = Filt(x) + PaethPredictor(Recon(a), Recon(b), Recon(c)).</summary>
    public static void Paeth(byte* raw, byte* prior, byte* row, nint from, nint length, nint distance)
    {
        Debug.Assert(from >= 0 && distance is >= 1 and <= 8 && IsPlace(raw, row, length) && IsApart(prior, row, length));
        for (nint x = from; x < length; x++)
        {
            int a = x < distance ? 0 : row[x - distance];
            int c = x < distance ? 0 : prior[x - distance];
            row[x] = (byte)(raw[x] + PaethPredictor(a, prior[x], c));
        }
    }

    /// <summary>
    /// PNG 9.4: of left, above and upper left the one nearest to a + b - c; of equally near ones the first in that order.
    /// The same without absolute values: let lo and hi be the smaller and larger of a and b, and t = 3c - a - b. Then it is
    /// hi if t &lt;= lo, else lo if hi &lt;= t, else c. (t &lt;= lo says that c lies in the lower third between lo and hi or below
    /// lo, so that a + b - c is nearest to hi; likewise mirrored. Ties agree: both conditions at once need lo = hi.)
    /// Shorter by three dependent steps, which is what a chain of predictions is made of.
    /// </summary>
    public static int PaethPredictor(int a, int b, int c)
    {
        int lo = Math.Min(a, b);
        int hi = Math.Max(a, b);
        int t = 3 * c - a - b;
        int inner = hi <= t ? lo : c;
        return t <= lo ? hi : inner;
    }

    /// <summary>For assertions: what <paramref name="row"/> may be: the raw row itself, or memory apart from it.</summary>
    private static bool IsPlace(byte* raw, byte* row, nint length) => row == raw || IsApart(raw, row, length);

    private static bool IsApart(byte* a, byte* b, nint length) => length >= 0 && (a + length <= b || b + length <= a);
}
