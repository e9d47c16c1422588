// Owns: finding the next marker in entropy-coded data (T.81 B.1.1.2, F.1.2.3: a 0xFF of the data is followed by a zero byte; any other
// byte after 0xFF makes a marker). Stands below the segment reader. Leaves to others: which marker it is, and the data before it.

namespace RawDecoders.Jpeg;

/// <summary>Looks for markers.</summary>
internal static class MarkerSearch
{
    /// <summary>
    /// Index of the 0xFF that begins the first marker (of the first fill byte before it, T.81 B.1.1.2), or -1 if there is
    /// none, or none that is complete.
    /// </summary>
    public static int Find(ReadOnlySpan<byte> data)
    {
        int from = 0;
        while (true)
        {
            int found = data[from..].IndexOf((byte)0xFF);
            if (found < 0)
                return -1;
            int at = from + found;
            int code = at + 1;
            while (code < data.Length && data[code] == 0xFF)
                code++;
            if (code >= data.Length)
                return -1;
            if (data[code] != 0)
                return at;

            // FF FF 00: the second FF and the zero are a stuffed byte; the first is a fill byte that no marker follows.
            from = code + 1;
        }
    }
}
