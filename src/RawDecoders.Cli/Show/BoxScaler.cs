// Shrinks a picture to the terminal's size while its rows go by: every output pixel is the mean of the source pixels that it
// covers, parts of pixels by their area. In linear light, so that fine patterns keep their brightness, and weighted by alpha,
// so that transparent pixels lend no colour. Never enlarges. Memory: one output picture and two rows.

using System.Numerics;

namespace RawDecoders.Cli;

/// <summary>An area-averaging scaler for Rgba32 rows.</summary>
internal sealed class BoxScaler
{
    private static readonly float[] Linear = [.. Enumerable.Range(0, 256).Select(v => Decode(v / 255f))];

    private readonly int _sourceWidth;
    private readonly int _sourceHeight;
    private readonly Vector4[] _reducedRow;
    private readonly Vector4[] _sums;
    private readonly byte[] _pixels;
    private int _sourceRow;
    private int _row;

    /// <param name="sourceWidth">Width of the rows to come.</param>
    /// <param name="sourceHeight">Number of rows to come.</param>
    /// <param name="width">Width of the result, at most <paramref name="sourceWidth"/>.</param>
    /// <param name="height">Height of the result, at most <paramref name="sourceHeight"/>.</param>
    public BoxScaler(int sourceWidth, int sourceHeight, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, sourceWidth);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, sourceHeight);
        _sourceWidth = sourceWidth;
        _sourceHeight = sourceHeight;
        _reducedRow = new Vector4[width];
        _sums = new Vector4[width];
        _pixels = new byte[width * height * 4];
        Result = new PixelBuffer(_pixels, width, height, PixelFormat.Rgba32);
    }

    /// <summary>The small picture, complete after the last row.</summary>
    public PixelBuffer Result { get; }

    /// <summary>The largest size of the same shape within a box, at most the picture's own.</summary>
    public static (int Width, int Height) Fit(int sourceWidth, int sourceHeight, int maxWidth, int maxHeight)
    {
        double scale = Math.Min(1, Math.Min((double)maxWidth / sourceWidth, (double)maxHeight / sourceHeight));
        return (Math.Clamp((int)Math.Round(sourceWidth * scale), 1, maxWidth), Math.Clamp((int)Math.Round(sourceHeight * scale), 1, maxHeight));
    }

    /// <summary>Takes whole rows, packed, 4 bytes a pixel.</summary>
    public void AddRows(ReadOnlySpan<byte> rgba)
    {
        int rowBytes = _sourceWidth * 4;
        for (; !rgba.IsEmpty; rgba = rgba[rowBytes..])
            AddRow(rgba[..rowBytes]);
    }

    private void AddRow(ReadOnlySpan<byte> rgba)
    {
        ReduceRow(rgba);
        // In units of 1/sourceHeight of an output row, this row covers [top, bottom): one output row or parts of two.
        long top = (long)_sourceRow * Result.Height;
        long bottom = top + Result.Height;
        long edge = ((long)_row + 1) * _sourceHeight;
        Accumulate(Math.Min(bottom, edge) - top);
        if (bottom >= edge)
        {
            Emit();
            Accumulate(bottom - edge);
        }

        _sourceRow++;
    }

    private void Accumulate(long weight)
    {
        for (int i = 0; i < _sums.Length; i++)
            _sums[i] += _reducedRow[i] * weight;
    }

    private void ReduceRow(ReadOnlySpan<byte> rgba)
    {
        int width = Result.Width;
        Array.Clear(_reducedRow);
        int column = 0;
        long left = 0, edge = _sourceWidth;
        for (int x = 0; x < _sourceWidth; x++)
        {
            float alpha = rgba[4 * x + 3];
            Vector4 color = new Vector4(Linear[rgba[4 * x]], Linear[rgba[4 * x + 1]], Linear[rgba[4 * x + 2]], 1) * alpha;
            long right = left + width;
            if (right < edge)
            {
                _reducedRow[column] += color * width;
            }
            else
            {
                _reducedRow[column] += color * (edge - left);
                column++;
                if (right > edge)
                    _reducedRow[column] += color * (right - edge);
                edge += _sourceWidth;
            }

            left = right;
        }
    }

    private void Emit()
    {
        Span<byte> row = Result.GetRow(_row++);
        float total = (float)_sourceWidth * _sourceHeight;
        for (int i = 0; i < _sums.Length; i++)
        {
            Vector4 sum = _sums[i];
            float alpha = sum.W / total;
            Vector4 color = sum.W > 0 ? sum / sum.W : default;
            row[4 * i] = Encode(color.X);
            row[4 * i + 1] = Encode(color.Y);
            row[4 * i + 2] = Encode(color.Z);
            row[4 * i + 3] = (byte)MathF.Round(Math.Clamp(alpha, 0, 255));
        }

        Array.Clear(_sums);
    }

    // IEC 61966-2-1.
    private static float Decode(float v) => v <= 0.04045f ? v / 12.92f : MathF.Pow((v + 0.055f) / 1.055f, 2.4f);

    private static byte Encode(float v)
    {
        float encoded = v <= 0.0031308f ? v * 12.92f : 1.055f * MathF.Pow(v, 1 / 2.4f) - 0.055f;
        return (byte)MathF.Round(Math.Clamp(encoded * 255, 0, 255));
    }
}
