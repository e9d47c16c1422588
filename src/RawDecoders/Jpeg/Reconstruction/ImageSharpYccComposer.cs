// Owns: ImageSharp's YCbCr rows to packed pixels, in single precision: scalar, and 32 pixels a step with AVX2 and FMA in the
// even-odd order of PixelLayout.Vectorized.cs. Stands between upsampled rows and PixelLayout. Leaves to others: the definition
// of a pixel (ImageSharpColor).

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RawDecoders.Jpeg;

/// <summary>Single-precision YCbCr to packed RGB.</summary>
internal sealed unsafe class ImageSharpYccComposer<TLayout>(PixelFormat format) : RowComposer
    where TLayout : struct, IPixelLayout
{
    public override PixelFormat Format => format;

    public override void Compose(in ComponentRows rows, byte* destination, int width)
    {
        rows.AssertFor(3, destination, width);
        if (Avx2.IsSupported && Fma.IsSupported)
            ComposeAvx2(rows, destination, width);
        else
            ComposeScalar(rows, destination, width);
    }

    internal static void ComposeScalar(in ComponentRows rows, byte* destination, int width)
    {
        for (int x = 0; x < width; x++)
        {
            int y = rows.First[x], cb = rows.Second[x], cr = rows.Third[x];
            TLayout.Store(
                destination + x * TLayout.BytesPerPixel,
                ImageSharpColor.Limit(ImageSharpColor.Red(y, cr)),
                ImageSharpColor.Limit(ImageSharpColor.Green(y, cb, cr)),
                ImageSharpColor.Limit(ImageSharpColor.Blue(y, cb)));
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
            YccColor.Split(blueChroma + x, out Vector256<short> cbEven, out Vector256<short> cbOdd);
            YccColor.Split(redChroma + x, out Vector256<short> crEven, out Vector256<short> crOdd);
            Convert(yEven, cbEven, crEven, out Vector256<short> redEven, out Vector256<short> greenEven, out Vector256<short> blueEven);
            Convert(yOdd, cbOdd, crOdd, out Vector256<short> redOdd, out Vector256<short> greenOdd, out Vector256<short> blueOdd);
            Vector256<byte> red = Avx2.PackUnsignedSaturate(redEven, redOdd);
            Vector256<byte> green = Avx2.PackUnsignedSaturate(greenEven, greenOdd);
            Vector256<byte> blue = Avx2.PackUnsignedSaturate(blueEven, blueOdd);
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

    /// <summary>16 pixels: words to words, unlimited (-179 to 434).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Convert(
        Vector256<short> y, Vector256<short> cb, Vector256<short> cr,
        out Vector256<short> red, out Vector256<short> green, out Vector256<short> blue)
    {
        Vector256<short> zero = Vector256<short>.Zero;
        Convert(
            Avx2.UnpackLow(y, zero), Avx2.UnpackLow(cb, zero), Avx2.UnpackLow(cr, zero),
            out Vector256<int> redLow, out Vector256<int> greenLow, out Vector256<int> blueLow);
        Convert(
            Avx2.UnpackHigh(y, zero), Avx2.UnpackHigh(cb, zero), Avx2.UnpackHigh(cr, zero),
            out Vector256<int> redHigh, out Vector256<int> greenHigh, out Vector256<int> blueHigh);
        red = Avx2.PackSignedSaturate(redLow, redHigh);
        green = Avx2.PackSignedSaturate(greenLow, greenHigh);
        blue = Avx2.PackSignedSaturate(blueLow, blueHigh);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Convert(
        Vector256<short> y32, Vector256<short> cb32, Vector256<short> cr32,
        out Vector256<int> red, out Vector256<int> green, out Vector256<int> blue)
    {
        Vector256<float> y = Vector256.ConvertToSingle(y32.AsInt32());
        Vector256<float> cb = Vector256.ConvertToSingle(cb32.AsInt32()) - Vector256.Create(128f);
        Vector256<float> cr = Vector256.ConvertToSingle(cr32.AsInt32()) - Vector256.Create(128f);
        red = Avx.ConvertToVector256Int32(Fma.MultiplyAdd(cr, Vector256.Create(ImageSharpColor.CrToR), y));
        green = Avx.ConvertToVector256Int32(
            Fma.MultiplyAdd(cr, Vector256.Create(-ImageSharpColor.CrToG), Fma.MultiplyAdd(cb, Vector256.Create(-ImageSharpColor.CbToG), y)));
        blue = Avx.ConvertToVector256Int32(Fma.MultiplyAdd(cb, Vector256.Create(ImageSharpColor.CbToB), y));
    }
}
