// Owns: triangle upsampling and colour in one step, for the two common subsamplings (4:2:2 and 4:2:0): chroma goes from the
// strip's rows to pixels without being stored at full resolution in between. The filter's two outputs per sample are the even
// and the odd pixel, which is the order the colour kernel wants anyway. Stands in the place of ChromaUpsampling and YccComposer
// on machines with AVX2. Leaves to others: the definition, which is ChromaUpsampling.cs followed by YccColor.cs.

using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RawDecoders.Jpeg;

/// <summary>Two-to-one chroma rows and a luma row to pixels.</summary>
internal abstract unsafe class TriangleYcc
{
    /// <summary>
    /// One pixel row. Far rows are read only if the filter goes down as well. Chroma rows are readable 32 samples
    /// before their first one, which is repeated once there, and 64 past the last, likewise.
    /// </summary>
    public abstract void Compose(byte* luma, byte* cbNear, byte* cbFar, byte* crNear, byte* crFar, byte* destination, int width);

    /// <summary>The kernel for an output format, or null if there is none.</summary>
    public static TriangleYcc? TryCreate(PixelFormat format, Upsampling upsampling)
    {
        if (!Avx2.IsSupported)
            return null;
        return (format, upsampling) switch
        {
            (PixelFormat.Rgb24, Upsampling.TriangleH2V1) => new TriangleH2V1Ycc<Rgb24Layout>(),
            (PixelFormat.Rgb24, Upsampling.TriangleH2V2) => new TriangleH2V2Ycc<Rgb24Layout>(),
            (PixelFormat.Bgr24, Upsampling.TriangleH2V1) => new TriangleH2V1Ycc<Bgr24Layout>(),
            (PixelFormat.Bgr24, Upsampling.TriangleH2V2) => new TriangleH2V2Ycc<Bgr24Layout>(),
            (PixelFormat.Rgba32 or PixelFormat.Rgba32Premultiplied, Upsampling.TriangleH2V1) => new TriangleH2V1Ycc<Rgba32Layout>(),
            (PixelFormat.Rgba32 or PixelFormat.Rgba32Premultiplied, Upsampling.TriangleH2V2) => new TriangleH2V2Ycc<Rgba32Layout>(),
            (PixelFormat.Bgra32 or PixelFormat.Bgra32Premultiplied, Upsampling.TriangleH2V1) => new TriangleH2V1Ycc<Bgra32Layout>(),
            (PixelFormat.Bgra32 or PixelFormat.Bgra32Premultiplied, Upsampling.TriangleH2V2) => new TriangleH2V2Ycc<Bgra32Layout>(),
            _ => null,
        };
    }

    /// <summary>16 samples as words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected static Vector256<short> Widen(byte* samples) => Avx2.ConvertToVector256Int16(samples);
}

internal sealed unsafe class TriangleH2V1Ycc<TLayout> : TriangleYcc
    where TLayout : struct, IPixelLayout
{
    [SkipLocalsInit]
    public override void Compose(byte* luma, byte* cbNear, byte* cbFar, byte* crNear, byte* crFar, byte* destination, int width)
    {
        Debug.Assert(width > 0 && luma != destination && cbNear != null && crNear != null && cbFar != null && crFar != null);
        byte* tail = stackalloc byte[32 * 4];
        byte* output = destination;
        for (int x = 0; x < width; x += 32)
        {
            Filter(cbNear + x / 2, out Vector256<short> cbEven, out Vector256<short> cbOdd);
            Filter(crNear + x / 2, out Vector256<short> crEven, out Vector256<short> crOdd);
            YccColor.Split(luma + x, out Vector256<short> yEven, out Vector256<short> yOdd);
            YccColor.ToRgb(yEven, yOdd, cbEven, cbOdd, crEven, crOdd, out Vector256<byte> red, out Vector256<byte> green, out Vector256<byte> blue);
            if (width - x < 32)
            {
                TLayout.Store(tail, red, green, blue);
                PixelStores.CopyTail(tail, output, (width - x) * TLayout.BytesPerPixel);
                return;
            }

            TLayout.Store(output, red, green, blue);
            output += 32 * TLayout.BytesPerPixel;
        }
    }

    /// <summary>(3 current + neighbour + 1 or 2) >> 2, less 128.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Filter(byte* samples, out Vector256<short> even, out Vector256<short> odd)
    {
        Vector256<short> current = Widen(samples);
        Vector256<short> three = current + current + current + Vector256.Create((short)(1 - 4 * 128));
        even = (three + Widen(samples - 1)) >> 2;
        odd = (three + Vector256<short>.One + Widen(samples + 1)) >> 2;
    }
}

internal sealed unsafe class TriangleH2V2Ycc<TLayout> : TriangleYcc
    where TLayout : struct, IPixelLayout
{
    [SkipLocalsInit]
    public override void Compose(byte* luma, byte* cbNear, byte* cbFar, byte* crNear, byte* crFar, byte* destination, int width)
    {
        Debug.Assert(width > 0 && luma != destination && cbNear != null && crNear != null && cbFar != null && crFar != null);
        byte* tail = stackalloc byte[32 * 4];
        byte* output = destination;
        Vector256<short> cb = Columns(cbNear, cbFar);
        Vector256<short> cr = Columns(crNear, crFar);
        Vector256<short> cbSeam = Seam(Columns(cbNear - 16, cbFar - 16), cb);
        Vector256<short> crSeam = Seam(Columns(crNear - 16, crFar - 16), cr);
        for (int x = 0; x < width; x += 32)
        {
            Vector256<short> cbNext = Columns(cbNear + x / 2 + 16, cbFar + x / 2 + 16);
            Vector256<short> crNext = Columns(crNear + x / 2 + 16, crFar + x / 2 + 16);
            Vector256<short> cbNextSeam = Seam(cb, cbNext);
            Vector256<short> crNextSeam = Seam(cr, crNext);
            Filter(cbSeam, cb, cbNextSeam, out Vector256<short> cbEven, out Vector256<short> cbOdd);
            Filter(crSeam, cr, crNextSeam, out Vector256<short> crEven, out Vector256<short> crOdd);
            cb = cbNext;
            cr = crNext;
            cbSeam = cbNextSeam;
            crSeam = crNextSeam;
            YccColor.Split(luma + x, out Vector256<short> yEven, out Vector256<short> yOdd);
            YccColor.ToRgb(yEven, yOdd, cbEven, cbOdd, crEven, crOdd, out Vector256<byte> red, out Vector256<byte> green, out Vector256<byte> blue);
            if (width - x < 32)
            {
                TLayout.Store(tail, red, green, blue);
                PixelStores.CopyTail(tail, output, (width - x) * TLayout.BytesPerPixel);
                return;
            }

            TLayout.Store(output, red, green, blue);
            output += 32 * TLayout.BytesPerPixel;
        }
    }

    /// <summary>3 near + far of 16 columns: at most 1020.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Columns(byte* near, byte* far)
    {
        Vector256<short> n = Widen(near);
        return n + n + n + Widen(far);
    }

    /// <summary>The last 8 columns of one vector and the first 8 of the next: what shifting across their border needs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Seam(Vector256<short> left, Vector256<short> right) => Avx2.Permute2x128(left, right, 0x21);

    /// <summary>(3 current + neighbour + 8 or 7) >> 4, less 128.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Filter(
        Vector256<short> seam, Vector256<short> current, Vector256<short> nextSeam, out Vector256<short> even, out Vector256<short> odd)
    {
        Vector256<short> three = current + current + current + Vector256.Create((short)(8 - 16 * 128));
        even = (three + Avx2.AlignRight(current, seam, 14)) >> 4;
        odd = (three - Vector256<short>.One + Avx2.AlignRight(nextSeam, current, 2)) >> 4;
    }
}
