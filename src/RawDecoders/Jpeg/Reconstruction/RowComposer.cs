// The last stage: full-resolution component rows in, one row of packed pixels out. One composer per picture, chosen by
// Create from colour model, output format and reconstruction; the rows it reads are padded, so that vectors may read up
// to 64 bytes past the width, but never write past it.

namespace RawDecoders.Jpeg;

/// <summary>The component rows of one pixel row, each with a sample per pixel.</summary>
internal unsafe struct ComponentRows
{
    public byte* First;
    public byte* Second;
    public byte* Third;
    public byte* Fourth;
}

/// <summary>Composes rows of pixels.</summary>
internal abstract unsafe class RowComposer
{
    /// <summary>The format of the rows; equals the format asked for if there is a direct way to it.</summary>
    public abstract PixelFormat Format { get; }

    /// <summary>How many of the components are read: 1 when only the first (luma) counts.</summary>
    public virtual int ComponentsRead => 4;

    public abstract void Compose(in ComponentRows rows, byte* destination, int width);

    /// <summary>The composer that comes closest to the plan's output format.</summary>
    public static RowComposer Create(ReconstructionPlan plan)
    {
        PixelFormat format = plan.OutputFormat;
        bool sharp = plan.Reconstruction == JpegReconstruction.ImageSharp;
        switch (plan.ColorModel)
        {
            case ColorModel.Grayscale:
                return new GrayComposer();
            case ColorModel.YCbCr when IsGray(format) && !sharp:
                return new GrayComposer();
            case ColorModel.YCbCr when sharp:
                return CreateSharp(format);
            case ColorModel.YCbCr:
                return CreateRgb(format, ycc: true);
            case ColorModel.Rgb:
                return CreateRgb(format, ycc: false);
            case ColorModel.Cmyk:
                return new CmykComposer(plan.InvertedInks);
            case ColorModel.Ycck:
                return new YcckComposer(plan.InvertedInks);
            default:
                throw new ArgumentOutOfRangeException(nameof(plan));
        }
    }

    private static bool IsGray(PixelFormat format)
        => format is PixelFormat.Gray8 or PixelFormat.GrayAlpha16 or PixelFormat.Gray16 or PixelFormat.GrayAlpha32;

    private static RowComposer CreateSharp(PixelFormat format) => format switch
    {
        PixelFormat.Bgr24 => new SharpYccComposer<Bgr24Layout>(format),
        PixelFormat.Rgba32 => new SharpYccComposer<Rgba32Layout>(format),
        PixelFormat.Bgra32 => new SharpYccComposer<Bgra32Layout>(format),
        _ => new SharpYccComposer<Rgb24Layout>(PixelFormat.Rgb24),
    };

    private static RowComposer CreateRgb(PixelFormat format, bool ycc) => format switch
    {
        PixelFormat.Bgr24 => ycc ? new YccComposer<Bgr24Layout>(format) : new RgbComposer<Bgr24Layout>(format),
        PixelFormat.Rgba32 => ycc ? new YccComposer<Rgba32Layout>(format) : new RgbComposer<Rgba32Layout>(format),
        PixelFormat.Bgra32 => ycc ? new YccComposer<Bgra32Layout>(format) : new RgbComposer<Bgra32Layout>(format),
        _ => ycc ? new YccComposer<Rgb24Layout>(PixelFormat.Rgb24) : new RgbComposer<Rgb24Layout>(PixelFormat.Rgb24),
    };
}

/// <summary>Single-precision YCbCr to packed RGB.</summary>
internal sealed unsafe class SharpYccComposer<TLayout>(PixelFormat format) : RowComposer
    where TLayout : struct, IPixelLayout
{
    public override PixelFormat Format => format;

    public override void Compose(in ComponentRows rows, byte* destination, int width)
    {
        for (int x = 0; x < width; x++)
        {
            int y = rows.First[x], cb = rows.Second[x], cr = rows.Third[x];
            TLayout.Store(
                destination + x * TLayout.BytesPerPixel,
                SharpColor.Limit(SharpColor.Red(y, cr)),
                SharpColor.Limit(SharpColor.Green(y, cb, cr)),
                SharpColor.Limit(SharpColor.Blue(y, cb)));
        }
    }
}

/// <summary>The first component as it is: grey, or the luma of YCbCr.</summary>
internal sealed unsafe class GrayComposer : RowComposer
{
    public override PixelFormat Format => PixelFormat.Gray8;

    public override int ComponentsRead => 1;

    public override void Compose(in ComponentRows rows, byte* destination, int width)
        => new ReadOnlySpan<byte>(rows.First, width).CopyTo(new Span<byte>(destination, width));
}

/// <summary>RGB components, interleaved.</summary>
internal sealed unsafe class RgbComposer<TLayout>(PixelFormat format) : RowComposer
    where TLayout : struct, IPixelLayout
{
    public override PixelFormat Format => format;

    public override void Compose(in ComponentRows rows, byte* destination, int width)
    {
        for (int x = 0; x < width; x++)
            TLayout.Store(destination + x * TLayout.BytesPerPixel, rows.First[x], rows.Second[x], rows.Third[x]);
    }
}

/// <summary>CMYK components, interleaved in the plain sense.</summary>
internal sealed unsafe class CmykComposer(bool inverted) : RowComposer
{
    private readonly byte _flip = inverted ? (byte)255 : (byte)0;

    public override PixelFormat Format => PixelFormat.Cmyk32;

    public override void Compose(in ComponentRows rows, byte* destination, int width)
    {
        uint flip = _flip * 0x01010101u;
        for (int x = 0; x < width; x++)
        {
            uint pixel = rows.First[x] | ((uint)rows.Second[x] << 8) | ((uint)rows.Third[x] << 16) | ((uint)rows.Fourth[x] << 24);
            pixel ^= flip;
            destination[4 * x] = (byte)pixel;
            destination[4 * x + 1] = (byte)(pixel >> 8);
            destination[4 * x + 2] = (byte)(pixel >> 16);
            destination[4 * x + 3] = (byte)(pixel >> 24);
        }
    }
}

/// <summary>
/// YCCK to CMYK. The encoder took RGB = 255 - CMY through YCbCr; so the stored sense of C is 255 - R, and undoing the
/// inversion of the inks gives R itself.
/// </summary>
internal sealed unsafe class YcckComposer(bool inverted) : RowComposer
{
    private readonly byte _flip = inverted ? (byte)255 : (byte)0;

    public override PixelFormat Format => PixelFormat.Cmyk32;

    public override void Compose(in ComponentRows rows, byte* destination, int width)
    {
        byte flip = _flip;
        byte color = (byte)~flip;
        for (int x = 0; x < width; x++)
        {
            int y = rows.First[x], cb = rows.Second[x], cr = rows.Third[x];
            destination[4 * x] = (byte)(YccColor.Red(y, cr) ^ color);
            destination[4 * x + 1] = (byte)(YccColor.Green(y, cb, cr) ^ color);
            destination[4 * x + 2] = (byte)(YccColor.Blue(y, cb) ^ color);
            destination[4 * x + 3] = (byte)(rows.Fourth[x] ^ flip);
        }
    }
}
