// Owns: the inverse DCT to 2 x 2 samples a block: scalar, which says what the right result is, and in portable vectors, two blocks at a time.
// Stands between coefficients and strips where a component has a quarter of its size (chroma of 4:2:0 at 1/8, too). Leaves to others: half
// and whole size.
//
// Each sample is the mean of 4 x 4 of the 8-point transform. For output 0 of a pass, coefficient k has the weight
// c(k) (cos(k pi/16) + cos(3k pi/16) + cos(5k pi/16) + cos(7k pi/16)) / 4, where c(0) is 1 and all others are sqrt(2), in units of 2^-15;
// it is 0 for 2, 4 and 6, and output 1 has the odd ones negative. Columns first, keeping 2 extra bits, then rows.
//
// The reference is libjpeg-turbo's SSE2 code: products keep their low 16 bits, and what the first pass gives saturates to 16 bits in
// columns 1, 3, 5 and 7, while column 0 stays as it is; sums wrap at 32 bits.

using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RawDecoders.Jpeg;

/// <summary>libjpeg-turbo's transform to 2 × 2.</summary>
internal sealed unsafe partial class QuarterInverseDct : InverseTransform
{
    private const int WeightBits = 15;
    private const int FirstPassBits = 2;
    private const int FirstShift = WeightBits - FirstPassBits;
    private const int SecondShift = WeightBits + FirstPassBits + 3;

    private const int W1 = 29692, W3 = -10426, W5 = 6967, W7 = -5906;

    private readonly short[] _quantization = new short[64];
    private readonly Kernel _kernel;

    /// <summary>Which code does the work; all give the same samples.</summary>
    internal enum Kernel
    {
        Scalar,
        Vector128,
    }

    public QuarterInverseDct(ReadOnlySpan<ushort> quantization, Kernel kernel)
    {
        for (int i = 0; i < 64; i++)
            _quantization[i] = (short)quantization[i];
        _kernel = kernel;
    }

    /// <summary>The fastest kernel of this machine.</summary>
    public static Kernel BestKernel => Vector128.IsHardwareAccelerated ? Kernel.Vector128 : Kernel.Scalar;

    public override void Transform(short* coefficients, byte* extents, int count, byte* samples, nint stride)
    {
        Debug.Assert(count >= 0 && stride >= 2 * count, "the blocks of a row lie side by side");
        fixed (short* quantization = _quantization)
        {
            if (_kernel == Kernel.Vector128)
            {
                TransformVector128(coefficients, extents, count, quantization, samples, stride);
                return;
            }

            for (int i = 0; i < count; i++)
                TransformBlock(coefficients + 64 * i, quantization, samples + 2 * i, stride);
        }
    }

    /// <summary>One block, whatever its extent.</summary>
    internal static void TransformBlock(short* coefficients, short* quantization, byte* samples, nint stride)
    {
        int* upper = stackalloc int[8];
        int* lower = stackalloc int[8];
        for (int x = 0; x < 8; x++)
        {
            int zero = ((short)(coefficients[x] * quantization[x]) << WeightBits) + (1 << (FirstShift - 1));
            int odd = Product(coefficients, quantization, 8 + x) * W1 + Product(coefficients, quantization, 24 + x) * W3
                + Product(coefficients, quantization, 40 + x) * W5 + Product(coefficients, quantization, 56 + x) * W7;
            upper[x] = (zero + odd) >> FirstShift;
            lower[x] = (zero - odd) >> FirstShift;
        }

        TransformRow(upper, samples);
        TransformRow(lower, samples + stride);
    }

    private static void TransformRow(int* row, byte* samples)
    {
        int zero = (row[0] << WeightBits) + (1 << (SecondShift - 1));
        int odd = Saturate(row[1]) * W1 + Saturate(row[3]) * W3 + Saturate(row[5]) * W5 + Saturate(row[7]) * W7;
        samples[0] = (byte)(Math.Clamp((zero + odd) >> SecondShift, -128, 127) + 128);
        samples[1] = (byte)(Math.Clamp((zero - odd) >> SecondShift, -128, 127) + 128);
    }

    private static int Product(short* coefficients, short* quantization, int at) => (short)(coefficients[at] * quantization[at]);

    private static int Saturate(int value) => Math.Clamp(value, short.MinValue, short.MaxValue);

    /// <summary>The sample of a block with nothing but a DC coefficient.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte FlatValue(short coefficient, short step)
    {
        int zero = (short)(coefficient * step) << (FirstPassBits + WeightBits);
        return (byte)(Math.Clamp((zero + (1 << (SecondShift - 1))) >> SecondShift, -128, 127) + 128);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void TransformVector128(short* coefficients, byte* extents, int count, short* quantization, byte* samples, nint stride)
    {
        int i = 0;
        for (; i + 2 <= count; i += 2, coefficients += 128, samples += 4)
        {
            if ((extents[i] | extents[i + 1]) == 0)
            {
                uint four = FlatValue(coefficients[0], quantization[0]) * 0x0101U | FlatValue(coefficients[64], quantization[0]) * 0x01010000U;
                *(uint*)samples = four;
                *(uint*)(samples + stride) = four;
                continue;
            }

            Vector128<uint> pair = TransformPair(coefficients, coefficients + 64, quantization);
            *(uint*)samples = pair.GetElement(0);
            *(uint*)(samples + stride) = pair.GetElement(1);
        }

        if (i < count)
        {
            Vector128<ushort> twice = TransformPair(coefficients, coefficients, quantization).AsUInt16();
            *(ushort*)samples = twice.GetElement(0);
            *(ushort*)(samples + stride) = twice.GetElement(2);
        }
    }

    /// <summary>Two blocks: four samples of their upper rows, then four of their lower ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> TransformPair(short* a, short* b, short* quantization)
    {
        if (Avx2.IsSupported)
            return TransformPairAvx2(a, b, quantization);
        TransformColumns(a, quantization, out Vector128<int> zeroA, out Vector128<int> upperA, out Vector128<int> lowerA);
        TransformColumns(b, quantization, out Vector128<int> zeroB, out Vector128<int> upperB, out Vector128<int> lowerB);

        // Sums across: upper and lower row of A, upper and lower row of B.
        Vector128<int> oddA = Lanes.ZipLow(upperA, lowerA) + Lanes.ZipHigh(upperA, lowerA);
        Vector128<int> oddB = Lanes.ZipLow(upperB, lowerB) + Lanes.ZipHigh(upperB, lowerB);
        Vector128<int> odd = Lanes.ZipLow(oddA.AsInt64(), oddB.AsInt64()).AsInt32() + Lanes.ZipHigh(oddA.AsInt64(), oddB.AsInt64()).AsInt32();
        Vector128<int> zero = (Lanes.ZipLow(zeroA.AsInt64(), zeroB.AsInt64()).AsInt32() << WeightBits) + Vector128.Create(1 << (SecondShift - 1));
        Vector128<short> left = Lanes.PackWords((zero + odd) >> SecondShift, (zero + odd) >> SecondShift);
        Vector128<short> right = Lanes.PackWords((zero - odd) >> SecondShift, (zero - odd) >> SecondShift);

        // Pairs of samples: upper A, lower A, upper B, lower B; then both upper ones first.
        Vector128<ushort> pairs = Lanes.PackSigned(Lanes.ZipLow(left, right), Lanes.ZipLow(left, right)).AsUInt16();
        pairs = PackedBytes.Shuffle(pairs.AsByte(), Vector128.Create((byte)0, 1, 4, 5, 2, 3, 6, 7, 0, 1, 4, 5, 2, 3, 6, 7)).AsUInt16();
        return (pairs ^ Vector128.Create((ushort)0x8080)).AsUInt32();
    }

    /// <summary>The first pass, and the products of the second.</summary>
    /// <param name="block">The block.</param>
    /// <param name="quantization">Its steps.</param>
    /// <param name="zero">Column 0 of both rows, in the first two lanes.</param>
    /// <param name="upper">Four parts of the odd columns' sum in the upper row.</param>
    /// <param name="lower">The same in the lower row.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransformColumns(short* block, short* quantization, out Vector128<int> zero, out Vector128<int> upper, out Vector128<int> lower)
    {
        Vector128<short> r0 = LoadRow(block, quantization, 0);
        Vector128<short> r1 = LoadRow(block, quantization, 1);
        Vector128<short> r3 = LoadRow(block, quantization, 3);
        Vector128<short> r5 = LoadRow(block, quantization, 5);
        Vector128<short> r7 = LoadRow(block, quantization, 7);
        Vector128<int> half = Vector128.Create(1 << (FirstShift - 1));
        Vector128<int> oddLow = Lanes.MultiplyAddLow(r1, r3, W1, W3) + Lanes.MultiplyAddLow(r5, r7, W5, W7);
        Vector128<int> oddHigh = Lanes.MultiplyAddHigh(r1, r3, W1, W3) + Lanes.MultiplyAddHigh(r5, r7, W5, W7);
        Vector128<int> zeroLow = (Vector128.WidenLower(r0) << WeightBits) + half;
        Vector128<int> zeroHigh = (Vector128.WidenUpper(r0) << WeightBits) + half;
        Vector128<int> upperLow = (zeroLow + oddLow) >> FirstShift;
        Vector128<int> lowerLow = (zeroLow - oddLow) >> FirstShift;
        zero = Lanes.ZipLow(upperLow, lowerLow);
        upper = WeighOdd(Lanes.PackWords(upperLow, (zeroHigh + oddHigh) >> FirstShift));
        lower = WeighOdd(Lanes.PackWords(lowerLow, (zeroHigh - oddHigh) >> FirstShift));
    }

    /// <summary>Each odd column by its weight. The even ones are passed over: shifting a pair of words right leaves its second one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> WeighOdd(Vector128<short> row) => (row.AsInt32() >> 16) * Vector128.Create(W1, W3, W5, W7);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> LoadRow(short* block, short* quantization, int row)
        => Vector128.Load(block + 8 * row) * Vector128.Load(quantization + 8 * row);
}
