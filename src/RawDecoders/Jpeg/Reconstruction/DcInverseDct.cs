// Owns: the inverse DCT to one sample a block: the block's mean, an eighth of the DC value. Stands between coefficients and strips where a
// component has an eighth of its size. Leaves to others: coefficients other than DC, which need not have been decoded.

using System.Diagnostics;

namespace RawDecoders.Jpeg;

/// <summary>libjpeg-turbo's transform to 1 × 1.</summary>
/// <param name="step">The step of DC.</param>
internal sealed unsafe class DcInverseDct(ushort step) : InverseTransform
{
    private readonly int _step = (short)step;

    public override void Transform(short* coefficients, byte* extents, int count, byte* samples, nint stride)
    {
        Debug.Assert(count >= 0 && stride >= count, "the blocks of a row lie side by side");
        for (int i = 0; i < count; i++)
            samples[i] = FlatValue(coefficients[64 * i] * _step);
    }

    /// <summary>The sample of a dequantised DC value.</summary>
    public static byte FlatValue(int value) => Limit((value + 4) >> 3);

    /// <summary>
    /// A sample of what a transform gives: limited to -128..127, then shifted to 0..255. Only the lowest 10 bits count, as in
    /// libjpeg's table of limits: of values that no encoder makes, 512 is black.
    /// </summary>
    public static byte Limit(int value) => (byte)(Math.Clamp(value << 22 >> 22, -128, 127) + 128);
}
