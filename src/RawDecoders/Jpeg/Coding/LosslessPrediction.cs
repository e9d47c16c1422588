// Owns: samples from differences (T.81 H.1.2.1, H.2.3): the seven predictors, what takes their place at edges, and the sum modulo 2^16.
// Stands between the differences of a lossless scan and the point transform. Leaves to others: which rows begin an interval
// (LosslessSource), and samples that a damaged file makes too large.

namespace RawDecoders.Jpeg;

/// <summary>Undoes predictions, a row at a time.</summary>
internal static class LosslessPrediction
{
    /// <summary>Bits of the largest sum, and of every difference.</summary>
    private const int Mask = 0xFFFF;

    // The neighbours of a sample x, as Figure H.1 names them:     c b
    //                                                             a x

    /// <summary>What a predictor of Table H.1 makes of a sample's neighbours; 1 to 7.</summary>
    public static int Predict(int predictor, int a, int b, int c) => predictor switch
    {
        1 => a,
        2 => b,
        3 => c,
        4 => a + b - c,
        5 => a + ((b - c) >> 1),
        6 => b + ((a - c) >> 1),
        _ => (a + b) >> 1,
    };

    /// <summary>The row that begins a scan or a restart interval: each sample from the one before, the first from half of the range.</summary>
    /// <param name="differences">The row's differences.</param>
    /// <param name="row">Receives as many samples.</param>
    /// <param name="start">2^(P - Pt - 1).</param>
    public static void First(ReadOnlySpan<short> differences, Span<ushort> row, int start)
    {
        int sample = start;
        for (int x = 0; x < differences.Length; x++)
        {
            sample = (sample + differences[x]) & Mask;
            row[x] = (ushort)sample;
        }
    }

    /// <summary>Any other row; its first sample comes from the one above.</summary>
    /// <param name="differences">The row's differences.</param>
    /// <param name="above">The samples of the row above.</param>
    /// <param name="row">Receives the samples; may be the row above itself.</param>
    /// <param name="predictor">1 to 7.</param>
    public static void Next(ReadOnlySpan<short> differences, ReadOnlySpan<ushort> above, Span<ushort> row, int predictor)
    {
        if (differences.IsEmpty)
            return;
        int c = above[0];
        int a = (c + differences[0]) & Mask;
        row[0] = (ushort)a;
        for (int x = 1; x < differences.Length; x++)
        {
            int b = above[x];
            a = (Predict(predictor, a, b, c) + differences[x]) & Mask;
            row[x] = (ushort)a;
            c = b;
        }
    }
}
