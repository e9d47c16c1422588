// Owns: the inverse DCT to 4 x 4 samples a block, scalar: this file says what the right result is. Stands between coefficients and strips
// where a component has half of its size. Leaves to others: vectors (HalfInverseDct.Vectorized.cs and
// HalfInverseDct.Avx2.cs, which agree in every bit).
//
// It is not the 4-point transform of the first 4 x 4 coefficients: each sample is the mean of 2 x 2 of the 8-point transform, so every
// coefficient has a share in it but those of index 4, whose wave is gone from the mean of two neighbours. For output n, 0 to 3, of a pass,
// coefficient k has the weight c(k) (cos((4n + 1)k pi/16) + cos((4n + 3)k pi/16)) / 2, where c(0) is 1 and all others are sqrt(2): here in
// units of 2^-14. Columns first, keeping 2 extra bits, then rows; the factor 1/8 is part of the last shift.
//
// The reference is libjpeg-turbo's SSE2 code, whose 16-bit lanes define what becomes of values that no encoder makes: products keep their
// low 16 bits, both passes saturate to 16 bits, and where rows 1, 2, 3, 5, 6 and 7 are all zero the first pass is a plain shift, which wraps.

using System.Diagnostics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RawDecoders.Jpeg;

/// <summary>libjpeg-turbo's transform to 4 × 4.</summary>
internal sealed unsafe partial class HalfInverseDct : InverseTransform
{
    private const int WeightBits = 14;
    private const int FirstPassBits = 2;
    private const int FirstShift = WeightBits - FirstPassBits;
    private const int SecondShift = WeightBits + FirstPassBits + 3;

    // Of the outer outputs (0 and 3), then of the inner ones (1 and 2), coefficients 1, 2, 3, 5, 6, 7.
    private const int Outer1 = 20995, Outer2 = 15137, Outer3 = 7373, Outer5 = -4926, Outer6 = -6270, Outer7 = -4176;
    private const int Inner1 = 8697, Inner2 = -Outer2, Inner3 = -17799, Inner5 = 11893, Inner6 = -Outer6, Inner7 = -1730;

    private readonly short[] _quantization = new short[64];
    private readonly Kernel _kernel;

    /// <summary>Which code does the work; all give the same samples.</summary>
    internal enum Kernel
    {
        Scalar,
        Vector128,
        Avx2,
    }

    public HalfInverseDct(ReadOnlySpan<ushort> quantization, Kernel kernel)
    {
        for (int i = 0; i < 64; i++)
            _quantization[i] = (short)quantization[i];
        _kernel = kernel;
    }

    /// <summary>The fastest kernel of this machine.</summary>
    public static Kernel BestKernel
        => Avx2.IsSupported ? Kernel.Avx2 : Vector128.IsHardwareAccelerated ? Kernel.Vector128 : Kernel.Scalar;

    public override void Transform(short* coefficients, byte* extents, int count, byte* samples, nint stride)
    {
        Debug.Assert(count >= 0 && stride >= 4 * count, "the blocks of a row lie side by side");
        fixed (short* quantization = _quantization)
        {
            switch (_kernel)
            {
                case Kernel.Avx2:
                    TransformAvx2(coefficients, extents, count, quantization, samples, stride);
                    break;
                case Kernel.Vector128:
                    TransformVector128(coefficients, extents, count, quantization, samples, stride);
                    break;
                default:
                    for (int i = 0; i < count; i++)
                        TransformBlock(coefficients + 64 * i, quantization, samples + 4 * i, stride);
                    break;
            }
        }
    }

    /// <summary>One block, whatever its extent.</summary>
    internal static void TransformBlock(short* coefficients, short* quantization, byte* samples, nint stride)
    {
        short* work = stackalloc short[32];
        int below = 0;
        for (int i = 8; i < 64; i++)
            below |= i / 8 == 4 ? 0 : (ushort)coefficients[i];

        short* column = stackalloc short[8];
        for (int x = 0; x < 8; x++)
        {
            for (int k = 0; k < 8; k++)
                column[k] = (short)(coefficients[8 * k + x] * quantization[8 * k + x]);
            if (below == 0)
                work[x] = work[8 + x] = work[16 + x] = work[24 + x] = (short)(column[0] << FirstPassBits);
            else
                Pass(column, work + x, 8, FirstShift);
        }

        short* row = stackalloc short[4];
        for (int y = 0; y < 4; y++)
        {
            Pass(work + 8 * y, row, 1, SecondShift);
            for (int x = 0; x < 4; x++)
                samples[y * stride + x] = (byte)(Math.Clamp((int)row[x], -128, 127) + 128);
        }
    }

    /// <summary>Eight inputs to four outputs: out = saturate((exact + half) >> shift).</summary>
    private static void Pass(short* input, short* output, int step, int shift)
    {
        int zero = (input[0] << WeightBits) + (1 << (shift - 1));
        int outer = zero + input[2] * Outer2 + input[6] * Outer6;
        int inner = zero + input[2] * Inner2 + input[6] * Inner6;
        int outerOdd = input[1] * Outer1 + input[3] * Outer3 + input[5] * Outer5 + input[7] * Outer7;
        int innerOdd = input[1] * Inner1 + input[3] * Inner3 + input[5] * Inner5 + input[7] * Inner7;
        output[0] = Saturate((outer + outerOdd) >> shift);
        output[step] = Saturate((inner + innerOdd) >> shift);
        output[2 * step] = Saturate((inner - innerOdd) >> shift);
        output[3 * step] = Saturate((outer - outerOdd) >> shift);
    }

    private static short Saturate(int value) => (short)Math.Clamp(value, short.MinValue, short.MaxValue);
}
