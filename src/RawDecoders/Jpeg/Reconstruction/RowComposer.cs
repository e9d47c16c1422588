// Owns: the contract of the last stage, full-resolution component rows in, one row of packed pixels out, and the choice of a
// composer from colour model, output format and reconstruction; with the composers that copy. Stands between upsampled rows and
// the caller's memory. Leaves to others: colour arithmetic; and padding: vectors may read up to 64 bytes past the width, but
// never write past it.

using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RawDecoders.Jpeg;

/// <summary>The component rows of one pixel row, each with a sample per pixel.</summary>
internal unsafe struct ComponentRows
{
    public byte* First;
    public byte* Second;
    public byte* Third;
    public byte* Fourth;

    /// <summary>The contract of every composer: as many rows as it reads, and pixels that go elsewhere.</summary>
    [Conditional("DEBUG")]
    public readonly void AssertFor(int components, byte* destination, int width)
    {
        Debug.Assert(width >= 0 && destination != null && First != null && First != destination);
        Debug.Assert((components < 2 || Second != null) && (components < 3 || Third != null) && (components < 4 || Fourth != null));
    }
}

/// <summary>Composes rows of pixels.</summary>
internal abstract unsafe class RowComposer
{
    /// <summary>The format of the rows; equals the format asked for if there is a direct way to it.</summary>
    public abstract PixelFormat Format { get; }

    /// <summary>How many of the components are read, from the first: 1 when only that (luma) counts.</summary>
    public virtual int ComponentsRead => 4;

    /// <summary>One row of pixels.</summary>
    /// <param name="rows">As many as <see cref="ComponentsRead"/>; each readable for 64 samples past the width.</param>
    /// <param name="destination">Receives the pixels, and nothing after them.</param>
    /// <param name="width">Pixels; 0 for none.</param>
    public abstract void Compose(in ComponentRows rows, byte* destination, int width);

    /// <summary>The composer that comes closest to an output format.</summary>
    public static RowComposer Choose(in ColourDecision colour, JpegReconstruction reconstruction, PixelFormat format)
    {
        bool isImageSharp = reconstruction == JpegReconstruction.ImageSharp;
        return colour.Model switch
        {
            ColorModel.Grayscale => new GrayComposer(),
            ColorModel.GrayscaleAlpha when format is PixelFormat.Gray8 or PixelFormat.Gray16 => new GrayComposer(),
            ColorModel.GrayscaleAlpha => new GrayAlphaComposer(),
            ColorModel.YCbCr when IsGray(format) && !isImageSharp => new GrayComposer(),
            ColorModel.YCbCr or ColorModel.Rgb => format switch
            {
                PixelFormat.Bgr24 => ChooseRgb<Bgr24Layout>(format, colour.Model, isImageSharp),
                PixelFormat.Rgba32 => ChooseRgb<Rgba32Layout>(format, colour.Model, isImageSharp),
                PixelFormat.Bgra32 => ChooseRgb<Bgra32Layout>(format, colour.Model, isImageSharp),

                // An opaque alpha changes no colour; and words are made of pixels of four bytes.
                PixelFormat.Rgba32Premultiplied => ChooseRgb<Rgba32Layout>(format, colour.Model, isImageSharp),
                PixelFormat.Bgra32Premultiplied => ChooseRgb<Bgra32Layout>(format, colour.Model, isImageSharp),
                PixelFormat.Rgb565 => ChooseRgb<Rgba32Layout>(PixelFormat.Rgba32, colour.Model, isImageSharp),
                _ => ChooseRgb<Rgb24Layout>(PixelFormat.Rgb24, colour.Model, isImageSharp),
            },
            ColorModel.Cmyk => new CmykComposer(colour.InvertedInks),
            ColorModel.Ycck when isImageSharp && format != PixelFormat.Cmyk32 => new ImageSharpYcckRgbComposer(colour.InvertedInks),
            ColorModel.Ycck => new YcckComposer(colour.InvertedInks, isImageSharp),
            _ => throw new ArgumentOutOfRangeException(nameof(colour)),
        };
    }

    /// <summary>Whether a format has nothing but grey (and alpha).</summary>
    public static bool IsGray(PixelFormat format)
        => format is PixelFormat.Gray8 or PixelFormat.GrayAlpha16 or PixelFormat.Gray16 or PixelFormat.GrayAlpha32;

    private static RowComposer ChooseRgb<TLayout>(PixelFormat format, ColorModel model, bool isImageSharp)
        where TLayout : struct, IPixelLayout
        => model == ColorModel.Rgb ? new RgbComposer<TLayout>(format)
            : isImageSharp ? new ImageSharpYccComposer<TLayout>(format)
            : new YccComposer<TLayout>(format);
}

/// <summary>The first component as it is: grey, or the luma of YCbCr.</summary>
internal sealed unsafe class GrayComposer : RowComposer
{
    public override PixelFormat Format => PixelFormat.Gray8;

    public override int ComponentsRead => 1;

    public override void Compose(in ComponentRows rows, byte* destination, int width)
    {
        rows.AssertFor(1, destination, width);
        new ReadOnlySpan<byte>(rows.First, width).CopyTo(new Span<byte>(destination, width));
    }
}

/// <summary>Grey and alpha, interleaved. Such files are too rare for vectors.</summary>
internal sealed unsafe class GrayAlphaComposer : RowComposer
{
    public override PixelFormat Format => PixelFormat.GrayAlpha16;

    public override int ComponentsRead => 2;

    public override void Compose(in ComponentRows rows, byte* destination, int width)
    {
        rows.AssertFor(2, destination, width);
        for (int x = 0; x < width; x++)
        {
            destination[2 * x] = rows.First[x];
            destination[2 * x + 1] = rows.Second[x];
        }
    }
}

/// <summary>RGB components, interleaved.</summary>
internal sealed unsafe class RgbComposer<TLayout>(PixelFormat format) : RowComposer
    where TLayout : struct, IPixelLayout
{
    public override PixelFormat Format => format;

    [SkipLocalsInit]
    public override void Compose(in ComponentRows rows, byte* destination, int width)
    {
        rows.AssertFor(3, destination, width);
        if (!Avx2.IsSupported)
        {
            for (int x = 0; x < width; x++)
                TLayout.Store(destination + x * TLayout.BytesPerPixel, rows.First[x], rows.Second[x], rows.Third[x]);
            return;
        }

        byte* tail = stackalloc byte[32 * 4];
        for (int x = 0; x < width; x += 32)
        {
            bool whole = width - x >= 32;
            TLayout.Store(
                whole ? destination + x * TLayout.BytesPerPixel : tail,
                PixelStores.ToEvenOdd(Vector256.Load(rows.First + x)),
                PixelStores.ToEvenOdd(Vector256.Load(rows.Second + x)),
                PixelStores.ToEvenOdd(Vector256.Load(rows.Third + x)));
            if (!whole)
                PixelStores.CopyTail(tail, destination + x * TLayout.BytesPerPixel, (width - x) * TLayout.BytesPerPixel);
        }
    }
}
