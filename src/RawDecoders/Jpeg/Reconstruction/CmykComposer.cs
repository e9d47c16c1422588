// Owns: four components to rows of pixels. Cmyk32 in the plain sense (0 is no ink) is the natural result; what Adobe's
// applications write counts the other way, which the plan tells. YCCK is CMY taken through YCbCr as RGB = 255 - CMY, so that
// undoing the inversion of the inks gives back just R, G and B. Stands between upsampled rows and the caller's memory. Leaves
// to others: the sense of the inks (ColourDecision), and colour management.
//
// RGB of CMYK is (255 - C)(255 - K) / 255, rounded: RowConverter's rule, and in effect ImageSharp's, whose single
// precision cannot come near a tie, there being none: 2ck is even and 255(2n + 1) odd. YCCK in ImageSharp's arithmetic
// is the exception: it multiplies R, G and B by K before it limits them, so it has a composer of its own.

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RawDecoders.Jpeg;

/// <summary>CMYK components, interleaved in the plain sense.</summary>
internal sealed unsafe class CmykComposer(bool inverted) : RowComposer
{
    public override PixelFormat Format => PixelFormat.Cmyk32;

    [SkipLocalsInit]
    public override void Compose(in ComponentRows rows, byte* destination, int width)
    {
        rows.AssertFor(4, destination, width);
        byte flip = inverted ? (byte)255 : (byte)0;
        if (!Avx2.IsSupported)
        {
            for (int x = 0; x < width; x++)
            {
                destination[4 * x] = (byte)(rows.First[x] ^ flip);
                destination[4 * x + 1] = (byte)(rows.Second[x] ^ flip);
                destination[4 * x + 2] = (byte)(rows.Third[x] ^ flip);
                destination[4 * x + 3] = (byte)(rows.Fourth[x] ^ flip);
            }

            return;
        }

        byte* tail = stackalloc byte[32 * 4];
        Vector256<byte> flips = Vector256.Create(flip);
        for (int x = 0; x < width; x += 32)
        {
            bool whole = width - x >= 32;
            PixelStores.Store4(
                whole ? destination + 4 * x : tail,
                PixelStores.ToEvenOdd(Vector256.Load(rows.First + x)) ^ flips,
                PixelStores.ToEvenOdd(Vector256.Load(rows.Second + x)) ^ flips,
                PixelStores.ToEvenOdd(Vector256.Load(rows.Third + x)) ^ flips,
                PixelStores.ToEvenOdd(Vector256.Load(rows.Fourth + x)) ^ flips);
            if (!whole)
                PixelStores.CopyTail(tail, destination + 4 * x, 4 * (width - x));
        }
    }
}

/// <summary>YCCK components to plain CMYK.</summary>
internal sealed unsafe class YcckComposer(bool inverted, bool isImageSharp) : RowComposer
{
    public override PixelFormat Format => PixelFormat.Cmyk32;

    public override void Compose(in ComponentRows rows, byte* destination, int width)
    {
        rows.AssertFor(4, destination, width);
        byte flip = inverted ? (byte)255 : (byte)0;
        byte color = (byte)~flip;
        for (int x = 0; x < width; x++)
        {
            int y = rows.First[x], cb = rows.Second[x], cr = rows.Third[x];
            byte red = isImageSharp ? ImageSharpColor.Limit(ImageSharpColor.Red(y, cr)) : YccColor.Red(y, cr);
            byte green = isImageSharp ? ImageSharpColor.Limit(ImageSharpColor.Green(y, cb, cr)) : YccColor.Green(y, cb, cr);
            byte blue = isImageSharp ? ImageSharpColor.Limit(ImageSharpColor.Blue(y, cb)) : YccColor.Blue(y, cb);
            destination[4 * x] = (byte)(red ^ color);
            destination[4 * x + 1] = (byte)(green ^ color);
            destination[4 * x + 2] = (byte)(blue ^ color);
            destination[4 * x + 3] = (byte)(rows.Fourth[x] ^ flip);
        }
    }
}

/// <summary>YCCK components to RGB as ImageSharp does it.</summary>
internal sealed unsafe class ImageSharpYcckRgbComposer(bool inverted) : RowComposer
{
    public override PixelFormat Format => PixelFormat.Rgb24;

    public override void Compose(in ComponentRows rows, byte* destination, int width)
    {
        rows.AssertFor(4, destination, width);
        for (int x = 0; x < width; x++)
        {
            int y = rows.First[x], cb = rows.Second[x], cr = rows.Third[x];
            int light = inverted ? rows.Fourth[x] : 255 - rows.Fourth[x];
            destination[3 * x] = Scale(ImageSharpColor.Red(y, cr), light);
            destination[3 * x + 1] = Scale(ImageSharpColor.Green(y, cb, cr), light);
            destination[3 * x + 2] = Scale(ImageSharpColor.Blue(y, cb), light);
        }
    }

    /// <summary>round(c k / 255), limited, where c = 255 - value is not.</summary>
    private byte Scale(int value, int light)
    {
        int absence = inverted ? 255 - value : value;
        return absence <= 0 ? (byte)0 : (byte)Math.Min((2 * absence * light + 255) / 510, 255);
    }
}
