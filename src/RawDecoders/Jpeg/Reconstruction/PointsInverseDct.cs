// Owns: the inverse DCT to 3, 5, 6, 7, 10, 12 or 14 samples a block each way, scalar: this file says what the right result is. Stands between
// coefficients and strips where a component has such a size at the picture's scale. Leaves to others: vectors
// (PointsInverseDct.Vectorized.cs, which agrees in every bit), and the sizes 1, 2, 4 and 8, which have classes of their own.
//
// A block of N x N samples is the N-point inverse transform of its first N x N coefficients (of all 64 for N above 8, where those beyond are
// zero): sample n of a pass is the sum over k of c(k) cos((2n + 1)k pi/2N) x(k), c(0) being 1 and all others sqrt(2). Both passes are just
// that sum, by the weights of a table, in whole numbers and rounded once: columns first, keeping 2 extra bits, then rows; the factor 1/8
// is part of the last shift. sqrt(2), and no N, stands in it since the file's coefficients are those of 8 x 8 samples.
//
// Weights are in units of 2^-13. The results are libjpeg-turbo's to the bit, and so the weights have to be: its flow graphs add rounded
// constants up, which makes some of the sums one unit more or less than the cosine rounded (at most 1.3 off; a test holds them to that).
// Its code for these sizes is plain C with 64-bit sums, an int between the passes and a table of limits that looks at 10 bits (Limit).

using System.Diagnostics;
using System.Runtime.Intrinsics;

namespace RawDecoders.Jpeg;

/// <summary>libjpeg-turbo's transform to N × N, for N without a transform of its own.</summary>
internal sealed unsafe partial class PointsInverseDct : InverseTransform
{
    private const int WeightBits = 13;
    private const int FirstPassBits = 2;
    private const int FirstShift = WeightBits - FirstPassBits;
    private const int SecondShift = WeightBits + FirstPassBits + 3;

    /// <summary>Samples of a block each way, at most.</summary>
    private const int MaxSize = 14;

    // A row for each output of the first half, the middle one included: its weights of coefficients 0 to 7. Output N - 1 - n has those of
    // output n with the odd ones negative.
    private static readonly int[] Three =
    [
        8192, 10033, 5793, 0, 0, 0, 0, 0,
        8192, 0, -11586, 0, 0, 0, 0, 0,
    ];

    private static readonly int[] Five =
    [
        8192, 11019, 9372, 6810, 3580, 0, 0, 0,
        8192, 6810, -3580, -11018, -9372, 0, 0, 0,
        8192, 0, -11584, 0, 11584, 0, 0, 0,
    ];

    private static readonly int[] Six =
    [
        8192, 11190, 10033, 8192, 5793, 2998, 0, 0,
        8192, 8192, 0, -8192, -11586, -8192, 0, 0,
        8192, 2998, -10033, -8192, 5793, 11190, 0, 0,
    ];

    private static readonly int[] Seven =
    [
        8192, 11295, 10438, 9058, 7223, 5027, 2578, 0,
        8192, 9058, 2578, -5027, -10438, -11295, -7223, 0,
        8192, 5027, -7223, -11295, -2578, 9058, 10438, 0,
        8192, 0, -11585, 0, 11585, 0, -11585, 0,
    ];

    private static readonly int[] Ten =
    [
        8192, 11443, 11019, 10322, 9373, 8192, 6810, 5260,
        8192, 10323, 6810, 1812, -3580, -8192, -11018, -11442,
        8192, 8192, 0, -8192, -11586, -8192, 0, 8192,
        8192, 5260, -6810, -11442, -3580, 8192, 11018, 1812,
        8192, 1812, -11019, -5260, 9373, 8192, -6810, -10322,
    ];

    private static readonly int[] Twelve =
    [
        8192, 11487, 11190, 10703, 10033, 9192, 8192, 7053,
        8192, 10703, 8192, 4433, 0, -4433, -8192, -10703,
        8192, 9192, 2998, -4433, -10033, -11485, -8192, -1512,
        8192, 7053, -2998, -10703, -10033, -1512, 8192, 11486,
        8192, 4433, -8192, -10704, 0, 10704, 8192, -4433,
        8192, 1513, -11190, -4433, 10033, 7053, -8192, -9191,
    ];

    private static readonly int[] Fourteen =
    [
        8192, 11513, 11295, 10935, 10438, 9810, 9058, 8192,
        8192, 10935, 9058, 6164, 2578, -1297, -5026, -8192,
        8192, 9810, 5027, -1297, -7223, -10934, -11295, -8192,
        8192, 8192, 0, -8192, -11586, -8192, 0, 8192,
        8192, 6164, -5027, -11512, -7223, 3826, 11295, 8192,
        8192, 3826, -9058, -9809, 2578, 11512, 5026, -8192,
        8192, 1297, -11295, -3826, 10438, 6164, -9058, -8192,
    ];

    private readonly int _size;
    private readonly int[] _steps = new int[64];
    private readonly int[] _weights;

    /// <summary>The same weights by coefficient: of each, those in eight outputs. Of sizes below 8 all outputs, else the first half.</summary>
    private readonly int[] _byCoefficient = new int[64];
    private readonly Kernel _kernel;

    /// <summary>Which code does the work; all give the same samples.</summary>
    internal enum Kernel
    {
        Scalar,
        Vector256,
    }

    /// <param name="quantization">The steps, in natural order.</param>
    /// <param name="size">N: 3, 5, 6, 7, 10, 12 or 14.</param>
    /// <param name="kernel">Which code.</param>
    public PointsInverseDct(ReadOnlySpan<ushort> quantization, int size, Kernel kernel)
    {
        (_size, _weights, _kernel) = (size, WeightsOf(size), kernel);
        for (int i = 0; i < 64; i++)
            _steps[i] = (short)quantization[i];
        for (int k = 0; k < 8; k++)
        {
            for (int n = 0; n < (size < 8 ? size : size / 2); n++)
                _byCoefficient[8 * k + n] = Weight(_weights, size, n, k);
        }
    }

    /// <summary>The fastest kernel of this machine.</summary>
    public static Kernel BestKernel => Vector128.IsHardwareAccelerated ? Kernel.Vector256 : Kernel.Scalar;

    /// <summary>The weights of a size, as the tables above.</summary>
    internal static int[] WeightsOf(int size) => size switch
    {
        3 => Three,
        5 => Five,
        6 => Six,
        7 => Seven,
        10 => Ten,
        12 => Twelve,
        14 => Fourteen,
        _ => throw new ArgumentOutOfRangeException(nameof(size)),
    };

    public override void Transform(short* coefficients, byte* extents, int count, byte* samples, nint stride)
    {
        Debug.Assert(count >= 0 && stride >= _size * count, "the blocks of a row lie side by side");
        fixed (int* steps = _steps, weights = _weights, byCoefficient = _byCoefficient)
        {
            if (_kernel == Kernel.Vector256)
            {
                TransformVector256(coefficients, extents, count, new Tables(_size, steps, weights, byCoefficient), samples, stride);
                return;
            }

            for (int i = 0; i < count; i++)
                TransformBlock(coefficients + 64 * i, steps, weights, _size, samples + _size * i, stride);
        }
    }

    /// <summary>One block, whatever its extent.</summary>
    internal static void TransformBlock(short* coefficients, int* steps, int* weights, int size, byte* samples, nint stride)
    {
        int inputs = Math.Min(size, 8);
        int* work = stackalloc int[8 * MaxSize];
        for (int x = 0; x < inputs; x++)
        {
            for (int n = 0; n < size; n++)
            {
                long sum = 1 << (FirstShift - 1);
                for (int k = 0; k < inputs; k++)
                    sum += (long)(coefficients[8 * k + x] * steps[8 * k + x]) * Weight(weights, size, n, k);
                work[8 * n + x] = (int)(sum >> FirstShift);
            }
        }

        for (int y = 0; y < size; y++)
        {
            for (int n = 0; n < size; n++)
            {
                long sum = 1 << (SecondShift - 1);
                for (int k = 0; k < inputs; k++)
                    sum += (long)work[8 * y + k] * Weight(weights, size, n, k);
                samples[y * stride + n] = DcInverseDct.Limit((int)(sum >> SecondShift));
            }
        }
    }

    /// <summary>The weight of coefficient <paramref name="k"/> in output <paramref name="n"/>.</summary>
    private static int Weight(ReadOnlySpan<int> weights, int size, int n, int k)
        => n < (size + 1) / 2 ? weights[8 * n + k] : k % 2 == 0 ? weights[8 * (size - 1 - n) + k] : -weights[8 * (size - 1 - n) + k];

    private static int Weight(int* weights, int size, int n, int k) => Weight(new ReadOnlySpan<int>(weights, 8 * ((size + 1) / 2)), size, n, k);
}
