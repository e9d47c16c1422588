// Owns: ImageSharp 3.1's YCbCr in single precision, scalar: the definition of each pixel. Stands below the composers of that
// reconstruction. Leaves to others: vectors (ImageSharpYccComposer), and inks.
//
// Three fused multiply-adds, then round half to even. (ImageSharp goes on to scale by 1/255 and by 255 and rounds again, which
// changes nothing but to limit the value: the tests show it for every integer that can come.)

using System.Runtime.CompilerServices;

namespace RawDecoders.Jpeg;

/// <summary>Single-precision YCbCr.</summary>
internal static class ImageSharpColor
{
    public const float CrToR = 1.402f;
    public const float CbToG = (float)(0.114 * 1.772 / 0.587);
    public const float CrToG = (float)(0.299 * 1.402 / 0.587);
    public const float CbToB = 1.772f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Red(int y, int cr) => (int)MathF.Round(MathF.FusedMultiplyAdd(cr - 128, CrToR, y));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Green(int y, int cb, int cr)
        => (int)MathF.Round(MathF.FusedMultiplyAdd(cr - 128, -CrToG, MathF.FusedMultiplyAdd(cb - 128, -CbToG, y)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Blue(int y, int cb) => (int)MathF.Round(MathF.FusedMultiplyAdd(cb - 128, CbToB, y));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Limit(int value) => (uint)value <= 255 ? (byte)value : (byte)(~value >> 31);
}
