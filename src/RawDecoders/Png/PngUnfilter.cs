// Owns: the order in which rows of a strip are unfiltered: reads each row's filter type and calls the kernel for it.
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
    public static int Rows(
        in PngFilterKernels kernels, byte* raw, nint rawStride, byte* prior, byte* row, nint rowStride, int rowBytes, int count)
    {
        for (int i = 0; i < count; i++)
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
                    kernels.Paeth(filtered, prior, row, rowBytes);
                    break;
                default:
                    return i;
            }

            prior = row;
            raw += rawStride;
            row += rowStride;
        }

        return count;
    }
}
