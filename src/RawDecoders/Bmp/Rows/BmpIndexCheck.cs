// Owns: the search of rows for palette indices that have no colour, and what is reported of them. Stands between the rows, stored or
// decoded, and their conversion, which makes such pixels black. Leaves to BmpPlan whether there is anything to search for.

namespace RawDecoders.Bmp;

/// <summary>Indices past the palette's end: refused, or damage (lenient).</summary>
/// <param name="work">Where it is reported.</param>
/// <param name="highestIndex">The last index with a colour; -1 for an empty palette, 255 when every one has.</param>
/// <param name="isCoded">Whether indices come out of a coding.</param>
internal sealed class BmpIndexCheck(BmpWork work, int highestIndex, bool isCoded)
{
    /// <summary>Whether some index has no colour.</summary>
    public bool IsNeeded => highestIndex < 255;

    /// <summary>Is told as well; null for nobody.</summary>
    public IBmpObserver? Observer { get; set; }

    /// <summary>Checks pixels as they are stored.</summary>
    /// <param name="row">Packed indices of the file's depth.</param>
    /// <param name="offset">Where these bytes lie in the file.</param>
    /// <param name="skip">Pixels of the first byte that are passed over.</param>
    /// <param name="width">Pixels to check.</param>
    /// <param name="y">The row, from the top.</param>
    public void CheckStored(ReadOnlySpan<byte> row, long offset, int skip, int width, int y)
    {
        int bits = work.File.Dib.BitCount;
        if (bits == 8)
        {
            Check(row[..width], y, offset, step: 1);
            return;
        }

        int mask = (1 << bits) - 1;
        for (int i = skip; i < skip + width; i++)
        {
            int at = i * bits >> 3;
            int index = row[at] >> (8 - bits - (i * bits & 7)) & mask;
            if (index > highestIndex)
            {
                Report(offset + at, index, y);
                return;
            }
        }
    }

    /// <summary>Checks indices of a byte each.</summary>
    /// <param name="indices">The row.</param>
    /// <param name="y">Its number, from the top.</param>
    /// <param name="offset">Where the row, or its code, begins in the file.</param>
    /// <param name="step">Bytes of the file from one index to the next; 0 where a code has no such relation.</param>
    public void Check(ReadOnlySpan<byte> indices, int y, long offset, int step)
    {
        int at = highestIndex < 0 ? 0 : indices.IndexOfAnyExceptInRange((byte)0, (byte)highestIndex);
        if (at >= 0)
            Report(offset + at * step, indices[at], y);
    }

    private void Report(long offset, int index, int y)
    {
        DamagedRowMap damage = work.Damage;
        if (damage.IsMarked(y))
            return;

        // In coded rows a wrong index may come of a code taken for a pixel, and then no row after it need be in its place.
        BmpFile file = work.File;
        (int first, int count) = !isCoded ? (y, 1) : file.Dib.IsTopDown ? (y, file.Height - y) : (0, y + 1);
        if (!damage.WantsReason)
        {
            damage.Mark(first, count, null);
            return;
        }

        string what = $"row {y} has index {index}, and the palette {file.PaletteCount} entries";
        var issue = new Issue(BmpRules.PaletteIndex, offset, what);
        Observer?.OnIssue(issue, first, count);
        work.Issues.Report(issue.Rule, offset, what);
        damage.Mark(first, count, issue);
    }
}
