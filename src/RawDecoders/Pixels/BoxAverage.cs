// Owns: the average of boxes of pixels, exact and rounded once: what a pixel of a PNG or BMP decoded at 1/2, 1/4 or 1/8 is. Stands between
// rows of the whole picture, in the format that is delivered, and rows of the small one. Leaves to others: which rows (BoxDecoder).
//
// A box at the right or lower edge holds the pixels that there are. A sample is sum / count, a half upwards: of 10, 20, 30 and 41 it is
// 101 / 4 = 25.25, so 25. Colours of pixels with alpha count by their alpha, for a transparent pixel has no colour to give; the result is
// straight again: of (200, alpha 255), (0, alpha 0), (0, alpha 0) and (100, alpha 85) colour is (200 x 255 + 100 x 85) / 340 = 175 and
// alpha 340 / 4 = 85. Where all of a box is transparent, colours count alike.

using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;

namespace RawDecoders;

/// <summary>Averages boxes of pixels of one format. Holds working memory: not for several threads at once.</summary>
/// <param name="format">Any format but Indexed8.</param>
/// <param name="side">Pixels of a box each way: 2, 4 or 8.</param>
internal sealed partial class BoxAverage(PixelFormat format, int side)
{
    private readonly int _channels = format.GetChannelCount();
    private readonly int _pixelBytes = format.GetBytesPerPixel();
    private readonly bool _is16Bit = format.GetBytesPerSample() == 2;
    private readonly bool _hasAlpha = format.HasAlpha();

    /// <summary>Sums down the columns of a row of boxes, of 8-bit samples: at most 8 × 255; of 16-bit ones: at most 8 × 65535.</summary>
    private ushort[] _byteColumns = [];
    private uint[] _wordColumns = [];

    /// <summary>Bytes of working memory for rows of so many pixels.</summary>
    public long GetScratchBytes(int width) => (long)width * _channels * (_is16Bit ? sizeof(uint) : sizeof(ushort));

    /// <summary>Averages one row of boxes.</summary>
    /// <param name="rows">The pixels.</param>
    /// <param name="stride">Bytes from one row to the next.</param>
    /// <param name="rowCount">Rows, 1 to the side.</param>
    /// <param name="width">Pixels in a row, at least 1.</param>
    /// <param name="destination">Receives ceil(width / side) pixels.</param>
    public void Average(ReadOnlySpan<byte> rows, int stride, int rowCount, int width, Span<byte> destination)
    {
        Debug.Assert(rowCount >= 1 && rowCount <= side && width >= 1);
        if (_hasAlpha && !IsOpaque(rows, stride, rowCount, width))
        {
            if (_is16Bit)
                Weigh<ushort, ulong>(rows, stride, rowCount, width, MemoryMarshal.Cast<byte, ushort>(destination));
            else if (_channels == 4)
                WeighFour(rows, stride, rowCount, width, destination);
            else
                Weigh<byte, uint>(rows, stride, rowCount, width, destination);
            return;
        }

        if (_is16Bit)
            AverageWords(rows, stride, rowCount, width, MemoryMarshal.Cast<byte, ushort>(destination));
        else
            AverageBytes(rows, stride, rowCount, width, destination);
    }

    private void AverageBytes(ReadOnlySpan<byte> rows, int stride, int rowCount, int width, Span<byte> destination)
    {
        Span<ushort> columns = Columns(ref _byteColumns, width);
        for (int y = 0; y < rowCount; y++)
            AddBytes(rows.Slice(y * stride, columns.Length), columns);

        // Whole boxes have a power of two of pixels.
        int whole = rowCount == side ? width / side : 0;
        DivideWhole(columns, whole, destination);
        Divide(columns, whole * side, width, rowCount, destination);
    }

    private void AverageWords(ReadOnlySpan<byte> rows, int stride, int rowCount, int width, Span<ushort> destination)
    {
        Span<uint> columns = Columns(ref _wordColumns, width);
        for (int y = 0; y < rowCount; y++)
            AddWords(MemoryMarshal.Cast<byte, ushort>(rows.Slice(y * stride, 2 * columns.Length)), columns);
        Divide(columns, 0, width, rowCount, destination);
    }

    /// <summary>Boxes from a column on, of the sums down the columns.</summary>
    private void Divide<TSum, TSample>(Span<TSum> columns, int first, int width, int rowCount, Span<TSample> destination)
        where TSum : unmanaged, IBinaryInteger<TSum>
        where TSample : unmanaged, IBinaryInteger<TSample>
    {
        for (int x = first, to = first / side * _channels; x < width; x += side)
        {
            int across = Math.Min(side, width - x);
            uint count = (uint)(across * rowCount);
            for (int c = 0; c < _channels; c++)
            {
                uint sum = 0;
                for (int i = 0; i < across; i++)
                    sum += uint.CreateTruncating(columns[(x + i) * _channels + c]);
                destination[to++] = TSample.CreateTruncating((sum + count / 2) / count);
            }
        }
    }

    private Span<T> Columns<T>(ref T[] columns, int width)
    {
        int samples = width * _channels;
        if (columns.Length < samples)
            columns = new T[samples];
        columns.AsSpan(0, samples).Clear();
        return columns.AsSpan(0, samples);
    }

    /// <summary>Whether every alpha is the largest one: colours then count alike.</summary>
    private bool IsOpaque(ReadOnlySpan<byte> rows, int stride, int rowCount, int width)
    {
        for (int y = 0; y < rowCount; y++)
        {
            if (!IsOpaque(rows.Slice(y * stride, width * _pixelBytes), _pixelBytes, _is16Bit ? 2 : 1))
                return false;
        }

        return true;
    }

    /// <summary>Boxes with alpha: products add up to 64 × 255² at most, of 16-bit samples to 64 × 65535².</summary>
    private void Weigh<TSample, TSum>(ReadOnlySpan<byte> rows, int stride, int rowCount, int width, Span<TSample> destination)
        where TSample : unmanaged, IBinaryInteger<TSample>
        where TSum : unmanaged, IBinaryInteger<TSum>
    {
        Span<TSum> weighed = stackalloc TSum[4];
        Span<TSum> plain = stackalloc TSum[4];
        int alpha = _channels - 1;
        for (int x = 0, to = 0; x < width; x += side, to += _channels)
        {
            int across = Math.Min(side, width - x);
            weighed.Clear();
            plain.Clear();
            for (int y = 0; y < rowCount; y++)
            {
                ReadOnlySpan<TSample> box = MemoryMarshal.Cast<byte, TSample>(rows.Slice(y * stride + x * _pixelBytes, across * _pixelBytes));
                for (int i = 0; i < box.Length; i += _channels)
                {
                    TSum weight = TSum.CreateTruncating(box[i + alpha]);
                    for (int c = 0; c < alpha; c++)
                    {
                        TSum sample = TSum.CreateTruncating(box[i + c]);
                        weighed[c] += weight * sample;
                        plain[c] += sample;
                    }

                    plain[alpha] += weight;
                }
            }

            TSum count = TSum.CreateTruncating(across * rowCount);
            TSum weights = plain[alpha];
            for (int c = 0; c < alpha; c++)
                destination[to + c] = TSample.CreateTruncating(weights == TSum.Zero ? Rounded(plain[c], count) : Rounded(weighed[c], weights));
            destination[to + alpha] = TSample.CreateTruncating(Rounded(weights, count));
        }

        static TSum Rounded(TSum sum, TSum count) => (sum + (count >> 1)) / count;
    }
}
