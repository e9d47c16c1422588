// Owns: ImageSharp 3.1's single-precision inverse DCT, scalar: this file says what the right result is, to the bit. Stands
// between coefficients and strips, in the place of IslowInverseDct. Leaves to others: vectors
// (ImageSharpInverseDct.Vectorized.cs), strips and rows.
//
// The flow graph is Arai, Agui and Nakajima's (1988), whose scale factors are part of the dequantisation; rows first, then
// columns, which matters for rounding. FusedMultiplyAdd rounds once, as the hardware instruction does on the machine where
// ImageSharp's pixels were recorded (x86-64 with FMA); everything else rounds after every step.

using System.Diagnostics;
using System.Runtime.Intrinsics.X86;

namespace RawDecoders.Jpeg;

/// <summary>ImageSharp 3.1's inverse DCT.</summary>
internal sealed unsafe partial class ImageSharpInverseDct : InverseTransform
{
    private const float SquareRoot2 = 1.414213562f;
    private const float C1847 = 1.847759065f;
    private const float C1082 = -1.082392200f;
    private const float C2613 = -2.613125930f;

    private readonly float[] _steps = new float[64];
    private readonly Kernel _kernel;

    internal enum Kernel
    {
        Scalar,
        Avx2,
    }

    public ImageSharpInverseDct(ReadOnlySpan<ushort> quantization, Kernel kernel)
    {
        for (int i = 0; i < 64; i++)
            _steps[i] = 0.125f * quantization[i] * Scale[i];
        _kernel = kernel;
    }

    public static Kernel BestKernel => Avx2.IsSupported && Fma.IsSupported ? Kernel.Avx2 : Kernel.Scalar;

    /// <summary>
    /// s(u) s(v), where s(0) = 1 and s(k) = √2 cos(kπ/16), in the digits that ImageSharp has.
    /// </summary>
    private static ReadOnlySpan<float> Scale =>
    [
        1f, 1.3870399f, 1.306563f, 1.1758755f, 1f, 0.78569496f, 0.5411961f, 0.27589938f,
        1.3870399f, 1.9238797f, 1.812255f, 1.6309863f, 1.3870399f, 1.0897902f, 0.7506606f, 0.38268346f,
        1.306563f, 1.812255f, 1.707107f, 1.5363555f, 1.306563f, 1.02656f, 0.7071068f, 0.36047992f,
        1.1758755f, 1.6309863f, 1.5363555f, 1.3826833f, 1.1758755f, 0.9238795f, 0.63637924f, 0.32442334f,
        1f, 1.3870399f, 1.306563f, 1.1758755f, 1f, 0.78569496f, 0.5411961f, 0.27589938f,
        0.78569496f, 1.0897902f, 1.02656f, 0.9238795f, 0.78569496f, 0.61731654f, 0.42521507f, 0.21677275f,
        0.5411961f, 0.7506606f, 0.7071068f, 0.63637924f, 0.5411961f, 0.42521507f, 0.29289323f, 0.14931567f,
        0.27589938f, 0.38268346f, 0.36047992f, 0.32442334f, 0.27589938f, 0.21677275f, 0.14931567f, 0.076120466f,
    ];

    public override void Transform(short* coefficients, byte* extents, int count, byte* samples, nint stride)
    {
        Debug.Assert(count >= 0 && stride >= 8 * count, "the blocks of a row lie side by side");
        fixed (float* steps = _steps)
        {
            if (_kernel == Kernel.Avx2)
            {
                TransformAvx2(coefficients, extents, count, steps, samples, stride);
                return;
            }

            for (int i = 0; i < count; i++)
                TransformBlock(coefficients + 64 * i, steps, samples + 8 * i, stride);
        }
    }

    internal static void TransformBlock(short* coefficients, float* steps, byte* samples, nint stride)
    {
        float* work = stackalloc float[64];
        for (int i = 0; i < 64; i++)
            work[i] = coefficients[i] * steps[i];
        for (int y = 0; y < 8; y++)
            Pass(work + 8 * y, 1);
        for (int x = 0; x < 8; x++)
            Pass(work + x, 8);
        for (int y = 0; y < 8; y++)
        {
            for (int x = 0; x < 8; x++)
                samples[y * stride + x] = (byte)MathF.Round(Math.Clamp(work[8 * y + x] + 128f, 0f, 255f));
        }
    }

    private static void Pass(float* v, int step)
    {
        // Even part.
        float t10 = v[0] + v[4 * step];
        float t11 = v[0] - v[4 * step];
        float t13 = v[2 * step] + v[6 * step];
        float t12 = MathF.FusedMultiplyAdd(v[2 * step] - v[6 * step], SquareRoot2, -t13);
        float even0 = t10 + t13;
        float even3 = t10 - t13;
        float even1 = t11 + t12;
        float even2 = t11 - t12;

        // Odd part.
        float z13 = v[5 * step] + v[3 * step];
        float z10 = v[5 * step] - v[3 * step];
        float z11 = v[step] + v[7 * step];
        float z12 = v[step] - v[7 * step];
        float odd7 = z11 + z13;
        float z5 = (z10 + z12) * C1847;
        float odd6 = MathF.FusedMultiplyAdd(z10, C2613, z5) - odd7;
        float odd5 = (z11 - z13) * SquareRoot2 - odd6;
        float odd4 = MathF.FusedMultiplyAdd(z12, C1082, z5) - odd5;

        v[0] = even0 + odd7;
        v[7 * step] = even0 - odd7;
        v[step] = even1 + odd6;
        v[6 * step] = even1 - odd6;
        v[2 * step] = even2 + odd5;
        v[5 * step] = even2 - odd5;
        v[3 * step] = even3 + odd4;
        v[4 * step] = even3 - odd4;
    }
}
