// From coefficients to samples. The accurate integer inverse DCT of the IJG's library (Loeffler, Ligtenberg, Moschytz, 13-bit
// constants), not as a flow graph but as the matrix that the graph amounts to: within one pass nothing is rounded, so each
// output is a sum of inputs with integer weights. Rounding happens twice: after the columns (2 bits kept, of 12-bit samples 1), after the rows.

namespace RawDecoders.CorpusGenerator;

/// <summary>The inverse transform and its plane of samples.</summary>
public static class JpegOracleTransform
{
    // Weights of inputs 0, 2, 4, 6 in the even part's outputs 0..3, and of inputs 1, 3, 5, 7 in the odd part's, 8192 being one.
    private static readonly int[][] Even =
    [
        [8192, 10703, 8192, 4433],
        [8192, 4433, -8192, -10704],
        [8192, -4433, -8192, 10704],
        [8192, -10703, 8192, -4433],
    ];

    private static readonly int[][] Odd =
    [
        [11363, 9633, 6437, 2260],
        [9633, -2259, -11362, -6436],
        [6437, -11362, 2261, 9633],
        [2260, -6436, 9633, -11363],
    ];

    /// <summary>The component's samples over its whole padded grid; the width is BlocksAcross × 8.</summary>
    public static int[] Samples(JpegOracleComponent component, int precision)
    {
        int stride = component.BlocksAcross * 8;
        int[] samples = new int[stride * component.BlocksDown * 8];
        for (int b = 0; b < component.Coefficients.Length; b++)
        {
            long[] block = new long[64];
            for (int k = 0; k < 64; k++)
                block[JpegTables.ZigZag[k]] = component.Coefficients[b][k] * (long)component.Quantisation![k];
            Inverse(block, precision == 8 ? 2 : 1);
            int corner = b / component.BlocksAcross * 8 * stride + b % component.BlocksAcross * 8;
            for (int i = 0; i < 64; i++)
                samples[corner + i / 8 * stride + i % 8] = (int)Math.Clamp(block[i] + (1 << (precision - 1)), 0, (1 << precision) - 1);
        }

        return samples;
    }

    private static void Inverse(long[] block, int kept)
    {
        for (int x = 0; x < 8; x++)
            Pass(block, x, 8, 13 - kept);
        for (int y = 0; y < 8; y++)
            Pass(block, y * 8, 1, 13 + kept + 3);
    }

    private static void Pass(long[] block, int first, int step, int shift)
    {
        Span<long> output = stackalloc long[8];
        for (int k = 0; k < 4; k++)
        {
            long even = 0, odd = 0;
            for (int i = 0; i < 4; i++)
            {
                even += Even[k][i] * block[first + 2 * i * step];
                odd += Odd[k][i] * block[first + (2 * i + 1) * step];
            }

            output[k] = even + odd;
            output[7 - k] = even - odd;
        }

        for (int k = 0; k < 8; k++)
            block[first + k * step] = (output[k] + (1L << (shift - 1))) >> shift;
    }
}
