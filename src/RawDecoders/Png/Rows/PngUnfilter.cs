// Owns: the order in which rows of a strip are unfiltered: reads each row's filter type, and decides whether rows go one by one or as a
// group. Stands between PngReconstruction and the kernels. Leaves to others: the filters (PngFilters), groups of rows (PngFilters.Rows.cs).
using System.Diagnostics;
using System.Runtime.Intrinsics;

namespace RawDecoders.Png;

/// <summary>Reconstruction of consecutive rows.</summary>
internal static unsafe class PngUnfilter
{
    /// <summary>Rows that are looked at together.</summary>
    private const int Window = 64;

    /// <summary>Marks a Paeth row of mostly zeros; otherwise the lower bits are what the row costs alone.</summary>
    private const byte Sparse = 0x80;

    private const byte Undefined = 0xFF;

    /// <summary>
    /// Reconstructs <paramref name="count"/> rows. Returns how many: fewer when the next has a filter type that does not
    /// exist.
    /// </summary>
    /// <param name="kernels">Kernels for the picture's pixel size.</param>
    /// <param name="raw">The rows' filter type bytes; the filtered bytes of a row follow its one.</param>
    /// <param name="prior">The reconstructed row above the first one.</param>
    /// <param name="row">Where the rows go: behind their filter types (in place), or memory that does not overlap the raw rows.</param>
    /// <param name="rowBytes">Bytes of a row, without filter type.</param>
    /// <param name="count">Rows wanted.</param>
    /// <param name="discard">A row that nobody reads, with a filter type 0 before it: fills up groups.</param>
    public static int Rows(in PngFilterKernels kernels, PngRowSpan raw, byte* prior, PngRowSpan row, int rowBytes, int count, byte* discard)
    {
        Debug.Assert(count >= 0 && rowBytes > 0 && raw.Stride > rowBytes && (row.Stride >= rowBytes || count == 1), "rows overlap");
        Debug.Assert(
            (row.Start == raw.Start + 1 && row.Stride == raw.Stride) || row.Start >= raw[count] || row[count - 1] + rowBytes <= raw.Start,
            "neither in place nor apart");
        Debug.Assert(discard[-1] == PngFilterType.None, "the row that fills up groups has no filter");
        byte* costs = stackalloc byte[Window];
        for (int done = 0; done < count;)
        {
            int window = Math.Min(Window, count - done);
            for (int i = 0; i < window; i++)
                costs[i] = Cost(kernels, raw[i], rowBytes);
            for (int at = 0; at < window;)
            {
                if (costs[at] == Undefined)
                    return done + at;
                int together = rowBytes < kernels.GroupFromBytes ? 0 : GroupAt(kernels, costs + at, window - at);
                if (together > 0)
                    Group(kernels, raw, prior, row, rowBytes, together, discard);
                else
                    One(kernels, raw.Start, prior, row.Start, rowBytes, costs[at] == Sparse);
                together = Math.Max(together, 1);
                at += together;
                raw = raw.From(together);
                row = row.From(together);
                prior = row[-1];
            }

            done += window;
        }

        return count;
    }

    private static void One(in PngFilterKernels kernels, byte* raw, byte* prior, byte* row, int rowBytes, bool sparse)
    {
        byte* filtered = raw + 1;
        switch (*raw)
        {
            case PngFilterType.None:
                if (row != filtered)
                    Buffer.MemoryCopy(filtered, row, rowBytes, rowBytes);
                break;
            case PngFilterType.Sub:
                kernels.Sub(filtered, row, rowBytes);
                break;
            case PngFilterType.Up:
                kernels.Up(filtered, prior, row, rowBytes);
                break;
            case PngFilterType.Average:
                kernels.Average(filtered, prior, row, rowBytes);
                break;
            case PngFilterType.Paeth:
                (sparse ? kernels.SparsePaeth : kernels.Paeth)(filtered, prior, row, rowBytes);
                break;
        }
    }

    /// <summary>What the row costs alone, in the measure of PngFilterKernels.GroupCost.</summary>
    private static byte Cost(in PngFilterKernels kernels, byte* raw, int rowBytes) => *raw switch
    {
        PngFilterType.Average => kernels.AverageCost,
        PngFilterType.Paeth => IsSparse(raw + 1, rowBytes) ? Sparse : kernels.PaethCost,
        > PngFilterType.Paeth => Undefined,
        _ => 0,
    };

    /// <summary>Whether almost all of a row is zeros, as in screenshots: judged by 16 samples of 16 bytes.</summary>
    private static bool IsSparse(byte* row, int length)
    {
        const int Samples = 16;
        if (length < 32 * Samples || !Vector128.IsHardwareAccelerated)
            return false;
        int distance = length / Samples;
        int zeros = 0;
        for (int i = 0; i < Samples; i++)
            zeros += Vector128.Load(row + i * distance) == Vector128<byte>.Zero ? 1 : 0;
        return zeros >= Samples - 3;
    }

    /// <summary>How many rows from here on to take as one group; 0 for one row alone.</summary>
    private static int GroupAt(in PngFilterKernels kernels, byte* costs, int count)
    {
        // A group begins with a row that is dear alone, and ends with one.
        if (kernels.GroupRows == 0 || *costs is 0 or Sparse)
            return 0;
        count = Math.Min(count, kernels.GroupRows);
        int alone = 0;
        int dear = 0;
        for (int i = 0; i < count && costs[i] != Undefined; i++)
        {
            if (costs[i] is 0 or Sparse)
                continue;
            alone += costs[i];
            dear = i + 1;
        }

        return alone > PngFilterKernels.GroupCost ? dear : 0;
    }

    private static void Group(in PngFilterKernels kernels, PngRowSpan raw, byte* prior, PngRowSpan row, int rowBytes, int count, byte* discard)
    {
        Debug.Assert(count > 0 && count <= kernels.GroupRows && kernels.GroupRows <= 16, "more rows than a group has");
        byte** raws = stackalloc byte*[16];
        byte** rows = stackalloc byte*[16];
        bool mixed = false;
        for (int i = 0; i < kernels.GroupRows; i++)
        {
            raws[i] = i < count ? raw[i] + 1 : discard;
            rows[i] = i < count ? row[i] : discard;
            mixed |= i < count && raws[i][-1] != PngFilterType.Paeth;
        }

        if (mixed)
            kernels.Group(raws, prior, rows, rowBytes);
        else
            kernels.GroupPaeth(raws, prior, rows, rowBytes);
    }
}
