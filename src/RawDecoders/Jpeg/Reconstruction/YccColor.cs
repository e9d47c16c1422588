// Owns: JFIF's YCbCr to RGB (ITU-R BT.601, full range) in 16-bit fixed point, scalar: the definition of each pixel. Stands
// below the composers. Leaves to others: vectors (YccColor.Avx2.cs, YccColor.Vector128.cs), rows.
//
//   R = Y + 1.402 Cr',  G = Y - 0.34414 Cb' - 0.71414 Cr',  B = Y + 1.772 Cb'   with Cb', Cr' less 128,
// each chroma term rounded by itself (G's two together), the sum limited to 0..255. libjpeg-turbo tabulates the same terms.

using System.Runtime.CompilerServices;

namespace RawDecoders.Jpeg;

/// <summary>Fixed-point YCbCr.</summary>
internal static unsafe partial class YccColor
{
    // round(x * 2^16)
    private const int CrToR = 91881;
    private const int CbToB = 116130;
    private const int CbToG = 22554;
    private const int CrToG = 46802;
    private const int Half = 1 << 15;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Red(int y, int cr) => Limit(y + ((CrToR * (cr - 128) + Half) >> 16));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Green(int y, int cb, int cr) => Limit(y + ((Half - CbToG * (cb - 128) - CrToG * (cr - 128)) >> 16));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Blue(int y, int cb) => Limit(y + ((CbToB * (cb - 128) + Half) >> 16));

    /// <summary>What Cr, less its centre, adds to Y for red, whatever the precision.</summary>
    internal static int RedOf(int cr) => (int)(((long)CrToR * cr + Half) >> 16);

    /// <summary>The same for green.</summary>
    internal static int GreenOf(int cb, int cr) => (int)((Half - (long)CbToG * cb - (long)CrToG * cr) >> 16);

    /// <summary>The same for blue.</summary>
    internal static int BlueOf(int cb) => (int)(((long)CbToB * cb + Half) >> 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte Limit(int value) => (uint)value <= 255 ? (byte)value : (byte)(~value >> 31);
}
