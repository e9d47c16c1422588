// Owns: the accurate integer inverse DCT ("islow"), scalar: this file says what the right result is. Dequantised coefficients
// in, samples out. Stands between coefficients and strips. Leaves to others: vectors (IslowInverseDct.Vector128.cs and
// IslowInverseDct.Avx2.cs, which agree in every bit), strips and rows.
//
// The flow graph is that of Loeffler, Ligtenberg and Moschytz (ICASSP 1989): 12 multiplications a one-dimensional pass,
// here with constants of 13 fractional bits. Columns first, keeping 2 extra bits, then rows; the factor 1/8 of T.81
// A.3.3 is part of the last shift.
//
// Within what an encoder can produce (|dequantised| below 8192) nothing overflows. Outside, the reference is
// libjpeg-turbo's SSE2/AVX2 code, whose 16-bit lanes define these results:
//  - dequantisation keeps the low 16 bits of the product, and of a 16-bit quantiser step the same;
//  - the sums in0±in4, in7+in3 and in5+in1 wrap at 16 bits, all else at 32;
//  - both passes saturate to 16 bits, the last one then to -128..127 before the level shift;
//  - if rows 1 to 7 of the block are all zero, the first pass is a plain shift, which wraps where a pass would saturate:
//    8192 as a lone DC value gives black, not white.

using System.Diagnostics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Runtime.CompilerServices;

namespace RawDecoders.Jpeg;

/// <summary>libjpeg-turbo's accurate integer inverse DCT.</summary>
internal sealed unsafe partial class IslowInverseDct : InverseTransform
{
    // round(x * 2^13)
    private const int F0298 = 2446;
    private const int F0390 = 3196;
    private const int F0541 = 4433;
    private const int F0765 = 6270;
    private const int F0899 = 7373;
    private const int F1175 = 9633;
    private const int F1501 = 12299;
    private const int F1847 = 15137;
    private const int F1961 = 16069;
    private const int F2053 = 16819;
    private const int F2562 = 20995;
    private const int F3072 = 25172;

    private const int ConstantBits = 13;
    private const int FirstPassBits = 2;
    private const int FirstShift = ConstantBits - FirstPassBits;
    private const int SecondShift = ConstantBits + FirstPassBits + 3;

    private readonly short[] _quantization = new short[64];
    private readonly Kernel _kernel;

    /// <summary>Which code does the work; all give the same samples.</summary>
    internal enum Kernel
    {
        Scalar,
        Vector128,
        Avx2,
    }

    public IslowInverseDct(ReadOnlySpan<ushort> quantization, Kernel kernel)
    {
        for (int i = 0; i < 64; i++)
            _quantization[i] = (short)quantization[i];
        _kernel = kernel;
    }

    /// <summary>The fastest kernel of this machine.</summary>
    public static Kernel BestKernel
        => Avx2.IsSupported ? Kernel.Avx2 : Vector128.IsHardwareAccelerated ? Kernel.Vector128 : Kernel.Scalar;

    /// <summary>Whether this machine can run a kernel.</summary>
    public static bool IsSupported(Kernel kernel) => kernel switch
    {
        Kernel.Avx2 => Avx2.IsSupported,
        Kernel.Vector128 => Vector128.IsHardwareAccelerated,
        _ => true,
    };

    public override void Transform(short* coefficients, byte* extents, int count, byte* samples, nint stride)
    {
        Debug.Assert(count >= 0 && stride >= 8 * count, "the blocks of a row lie side by side");
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
                        TransformBlock(coefficients + 64 * i, quantization, samples + 8 * i, stride);
                    break;
            }
        }
    }

    /// <summary>The sample of a block with nothing but a DC coefficient.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static byte FlatValue(short coefficient, short step)
    {
        int first = (short)((short)(coefficient * step) << FirstPassBits);
        int value = ((first << ConstantBits) + (1 << (SecondShift - 1))) >> SecondShift;
        return (byte)(Math.Clamp(value, -128, 127) + 128);
    }

    /// <summary>Fills a block with one value.</summary>
    internal static void FillFlat(byte value, byte* samples, nint stride)
    {
        ulong eight = value * 0x0101010101010101UL;
        for (int y = 0; y < 8; y++)
            *(ulong*)(samples + y * stride) = eight;
    }

    /// <summary>One block, whatever its extent.</summary>
    internal static void TransformBlock(short* coefficients, short* quantization, byte* samples, nint stride)
    {
        short* work = stackalloc short[64];
        int below = 0;
        for (int i = 8; i < 64; i++)
            below |= (ushort)coefficients[i];

        for (int x = 0; x < 8; x++)
        {
            short* w = work + x;
            if (below == 0)
            {
                short first = (short)((short)(coefficients[x] * quantization[x]) << FirstPassBits);
                for (int y = 0; y < 8; y++)
                    w[8 * y] = first;
                continue;
            }

            short* c = coefficients + x;
            short* q = quantization + x;
            Pass(
                (short)(c[0] * q[0]), (short)(c[8] * q[8]), (short)(c[16] * q[16]), (short)(c[24] * q[24]),
                (short)(c[32] * q[32]), (short)(c[40] * q[40]), (short)(c[48] * q[48]), (short)(c[56] * q[56]),
                w, 8, FirstShift);
        }

        short* row = stackalloc short[8];
        for (int y = 0; y < 8; y++)
        {
            short* w = work + 8 * y;
            Pass(w[0], w[1], w[2], w[3], w[4], w[5], w[6], w[7], row, 1, SecondShift);
            byte* s = samples + y * stride;
            for (int x = 0; x < 8; x++)
                s[x] = (byte)(Math.Clamp((int)row[x], -128, 127) + 128);
        }
    }

    /// <summary>Eight inputs to eight outputs: out = saturate((exact + half) >> shift).</summary>
    private static void Pass(
        short in0, short in1, short in2, short in3, short in4, short in5, short in6, short in7, short* output, int step, int shift)
    {
        int half = 1 << (shift - 1);

        // Even part.
        int sum = ((short)(in0 + in4) << ConstantBits) + half;
        int difference = ((short)(in0 - in4) << ConstantBits) + half;
        int turned3 = in2 * (F0541 + F0765) + in6 * F0541;
        int turned2 = in2 * F0541 + in6 * (F0541 - F1847);
        int even0 = sum + turned3;
        int even3 = sum - turned3;
        int even1 = difference + turned2;
        int even2 = difference - turned2;

        // Odd part.
        short z3 = (short)(in7 + in3);
        short z4 = (short)(in5 + in1);
        int shared3 = z3 * (F1175 - F1961) + z4 * F1175;
        int shared4 = z3 * F1175 + z4 * (F1175 - F0390);
        int odd3 = in7 * (F0298 - F0899) - in1 * F0899 + shared3;
        int odd0 = in1 * (F1501 - F0899) - in7 * F0899 + shared4;
        int odd2 = in5 * (F2053 - F2562) - in3 * F2562 + shared4;
        int odd1 = in3 * (F3072 - F2562) - in5 * F2562 + shared3;

        output[0] = Saturate((even0 + odd0) >> shift);
        output[7 * step] = Saturate((even0 - odd0) >> shift);
        output[step] = Saturate((even1 + odd1) >> shift);
        output[6 * step] = Saturate((even1 - odd1) >> shift);
        output[2 * step] = Saturate((even2 + odd2) >> shift);
        output[5 * step] = Saturate((even2 - odd2) >> shift);
        output[3 * step] = Saturate((even3 + odd3) >> shift);
        output[4 * step] = Saturate((even3 - odd3) >> shift);
    }

    private static short Saturate(int value) => (short)Math.Clamp(value, short.MinValue, short.MaxValue);
}
