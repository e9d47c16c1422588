// Owns: fixed-point YCbCr rows at full resolution to packed pixels: a loop for each width of vector. Stands between upsampled
// rows and PixelLayout. Leaves to others: the arithmetic of a pixel (YccColor).

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RawDecoders.Jpeg;

/// <summary>Fixed-point YCbCr to packed RGB.</summary>
internal sealed unsafe class YccComposer<TLayout>(PixelFormat format) : RowComposer
    where TLayout : struct, IPixelLayout
{
    public override PixelFormat Format => format;

    public override void Compose(in ComponentRows rows, byte* destination, int width)
    {
        rows.AssertFor(3, destination, width);
        if (Avx2.IsSupported)
            ComposeAvx2(rows, destination, width);
        else if (Vector128.IsHardwareAccelerated)
            ComposeVector128(rows, destination, width);
        else
            ComposeScalar(rows, destination, width);
    }

    internal static void ComposeScalar(in ComponentRows rows, byte* destination, int width)
    {
        for (int x = 0; x < width; x++)
        {
            int y = rows.First[x], cb = rows.Second[x], cr = rows.Third[x];
            TLayout.Store(destination + x * TLayout.BytesPerPixel, YccColor.Red(y, cr), YccColor.Green(y, cb, cr), YccColor.Blue(y, cb));
        }
    }

    [SkipLocalsInit]
    internal static void ComposeAvx2(in ComponentRows rows, byte* destination, int width)
    {
        byte* tail = stackalloc byte[32 * 4];
        byte* luma = rows.First;
        byte* blueChroma = rows.Second;
        byte* redChroma = rows.Third;
        for (int x = 0; x < width; x += 32)
        {
            YccColor.Split(luma + x, out Vector256<short> yEven, out Vector256<short> yOdd);
            YccColor.SplitCentered(blueChroma + x, out Vector256<short> cbEven, out Vector256<short> cbOdd);
            YccColor.SplitCentered(redChroma + x, out Vector256<short> crEven, out Vector256<short> crOdd);
            YccColor.ToRgb(yEven, yOdd, cbEven, cbOdd, crEven, crOdd, out Vector256<byte> red, out Vector256<byte> green, out Vector256<byte> blue);
            if (width - x < 32)
            {
                TLayout.Store(tail, red, green, blue);
                PixelStores.CopyTail(tail, destination, (width - x) * TLayout.BytesPerPixel);
                return;
            }

            TLayout.Store(destination, red, green, blue);
            destination += 32 * TLayout.BytesPerPixel;
        }
    }

    [SkipLocalsInit]
    internal static void ComposeVector128(in ComponentRows rows, byte* destination, int width)
    {
        byte* tail = stackalloc byte[16 * 4];
        for (int x = 0; x < width; x += 16)
        {
            YccColor.ToRgb(
                rows.First + x, rows.Second + x, rows.Third + x,
                out Vector128<byte> red, out Vector128<byte> green, out Vector128<byte> blue);
            if (width - x < 16)
            {
                TLayout.Store(tail, red, green, blue);
                PixelStores.CopyTail(tail, destination, (width - x) * TLayout.BytesPerPixel);
                return;
            }

            TLayout.Store(destination, red, green, blue);
            destination += 16 * TLayout.BytesPerPixel;
        }
    }
}
