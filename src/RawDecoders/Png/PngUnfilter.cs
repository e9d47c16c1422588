// Owns: the order in which rows of a strip are unfiltered: reads each row's filter type, and decides whether rows go one by
// one or as a group (PngFilters.Rows.cs).
namespace RawDecoders.Png;

/// <summary>Reconstruction of consecutive rows.</summary>
internal static unsafe class PngUnfilter
{
    /// <summary>
    /// Reconstructs <paramref name="count"/> rows. Returns how many: fewer when the next has a filter type that does not
    /// exist.
    /// </summary>
    /// <param name="kernels">Kernels for the picture's pixel size.</param>
    /// <param name="raw">The first row's filter type byte; the filtered bytes follow it.</param>
    /// <param name="rawStride">Bytes from one filter type byte to the next.</param>
    /// <param name="prior">The reconstructed row above the first one.</param>
    /// <param name="row">Where the first row goes: raw + 1 (in place), or memory that does not overlap the raw rows.</param>
    /// <param name="rowStride">Bytes from one reconstructed row to the next.</param>
    /// <param name="rowBytes">Bytes of a row, without filter type.</param>
    /// <param name="count">Rows wanted.</param>
    /// <param name="discard">A row that nobody reads, with a filter type 0 before it: fills up groups.</param>
    public static int Rows(
        in PngFilterKernels kernels,
        byte* raw,
        nint rawStride,
        byte* prior,
        byte* row,
        nint rowStride,
        int rowBytes,
        int count,
        byte* discard)
    {
        int done = 0;
        while (done < count)
        {
            int together = GroupAt(kernels, raw, rawStride, count - done);
            if (together > 0)
            {
                Group(kernels, raw, rawStride, prior, row, rowStride, rowBytes, together, discard);
            }
            else
            {
                if (!One(kernels, raw, prior, row, rowBytes))
                    return done;
                together = 1;
            }

            done += together;
            raw += together * rawStride;
            row += together * rowStride;
            prior = row - rowStride;
        }

        return count;
    }

    private static bool One(in PngFilterKernels kernels, byte* raw, byte* prior, byte* row, int rowBytes)
    {
        byte* filtered = raw + 1;
        switch (*raw)
        {
            case PngFilterType.None:
                if (row != filtered)
                    Buffer.MemoryCopy(filtered, row, rowBytes, rowBytes);
                return true;
            case PngFilterType.Sub:
                kernels.Sub(filtered, row, rowBytes);
                return true;
            case PngFilterType.Up:
                kernels.Up(filtered, prior, row, rowBytes);
                return true;
            case PngFilterType.Average:
                kernels.Average(filtered, prior, row, rowBytes);
                return true;
            case PngFilterType.Paeth:
                kernels.Paeth(filtered, prior, row, rowBytes);
                return true;
            default:
                return false;
        }
    }

    /// <summary>How many rows from here on to take as one group; 0 for one row alone.</summary>
    private static int GroupAt(in PngFilterKernels kernels, byte* raw, nint rawStride, int count)
    {
        // A group begins with a row that is dear alone.
        if (kernels.GroupRows == 0 || *raw is not (PngFilterType.Average or PngFilterType.Paeth))
            return 0;
        count = Math.Min(count, kernels.GroupRows);
        int alone = 0;
        int dear = 0;
        for (int i = 0; i < count; i++, raw += rawStride)
        {
            if (*raw > PngFilterType.Paeth)
                break;
            alone += *raw == PngFilterType.Paeth ? kernels.PaethCost : *raw == PngFilterType.Average ? kernels.AverageCost : 0;
            if (*raw >= PngFilterType.Average)
                dear = i + 1;
        }

        return alone > PngFilterKernels.GroupCost ? dear : 0;
    }

    private static void Group(
        in PngFilterKernels kernels,
        byte* raw,
        nint rawStride,
        byte* prior,
        byte* row,
        nint rowStride,
        int rowBytes,
        int count,
        byte* discard)
    {
        byte** raws = stackalloc byte*[16];
        byte** rows = stackalloc byte*[16];
        bool mixed = false;
        for (int i = 0; i < kernels.GroupRows; i++)
        {
            raws[i] = i < count ? raw + i * rawStride + 1 : discard;
            rows[i] = i < count ? row + i * rowStride : discard;
            mixed |= i < count && raws[i][-1] != PngFilterType.Paeth;
        }

        if (mixed)
            kernels.Group(raws, prior, rows, rowBytes);
        else
            kernels.GroupPaeth(raws, prior, rows, rowBytes);
    }
}
