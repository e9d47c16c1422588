// Owns: what OpenCV makes of a file. Stands under ArrayRules. Leaves the arithmetic to ArrayRow.
//
// OpenCV's arrays as of OpenCV 4.6: cv2.imread(f), and with IMREAD_UNCHANGED.
//
// By default 8 bits, blue first, upright; without alpha and without regard to tRNS; of 16 bits the high byte.
// Unchanged, nothing is turned, and:
//   PNG   grey stays grey, its tRNS is dropped. Grey with alpha becomes BGRA. Colour with tRNS, also a palette, becomes BGRA.
//         16 bits are kept.
//   JPEG  grey (H, W), all else BGR.
//   BMP   grey if all entries of the palette are, and whatever the colours with the 12-byte header of OS/2; else BGR. 32 bits
//         with masks: BGRA; headers of 56 bytes or more have their masks followed, but channels are not scaled: the low
//         byte of their value, or without a mask 0, alpha 255.
// In both:
//   JPEG  of four components are taken to count ink as Adobe's applications do: light of the ink × light of black / 256.
//   BMP   16 bits: 5 (or 6) bits are shifted up, white is 248 (or 252). 32 bits: the bytes are blue, green, red (and alpha)
//         whatever the masks say, but for the case above.
using RawDecoders.Bmp;
using RawDecoders.Jpeg;
using RawDecoders.Png;

namespace RawDecoders;

/// <summary>The rules of <see cref="ArrayConvention.OpenCv"/> and <see cref="ArrayConvention.OpenCvUnchanged"/>.</summary>
internal sealed class OpenCvRules(bool unchanged) : ArrayRules
{
    public override PixelFormat? Guess => PixelFormat.Bgr24;

    public override bool IgnoresBmpMasks => true;

    public override PixelFormat Choose(ImageInfo info) => info.Metadata switch
    {
        PngMetadata png => ChoosePng(png),
        BmpMetadata bmp => ChooseBmp(bmp),
        _ when info.ColorModel is ColorModel.Cmyk or ColorModel.Ycck => PixelFormat.Cmyk32,
        _ => unchanged && info.ColorModel == ColorModel.Grayscale ? PixelFormat.Gray8 : PixelFormat.Bgr24,
    };

    public override ArrayStep Finish(ImageInfo info, PixelFormat stored, ReadOnlySpan<byte> palette) => info.Metadata switch
    {
        BmpMetadata bmp => FinishBmp(bmp, stored, palette),
        JpegMetadata jpeg when stored == PixelFormat.Cmyk32
            => new ArrayStep(PixelFormat.Bgr24, new OpenCvCmykRow(isInverted: jpeg.AdobeTransform is not null)),
        _ when stored == PixelFormat.Bgr48 && !unchanged => new ArrayStep(PixelFormat.Bgr24, new HighByteRow(3)),
        _ => new ArrayStep(stored),
    };

    private PixelFormat ChoosePng(PngMetadata png)
    {
        bool deep = png.Header.BitDepth == 16;
        if (!unchanged)
            return deep ? PixelFormat.Bgr48 : PixelFormat.Bgr24;
        bool hasAlpha = png.Header.ColorType switch
        {
            PngColorType.Grayscale => false,
            PngColorType.Truecolor or PngColorType.Indexed => png.Transparency is not null,
            _ => true,
        };
        return (png.Header.ColorType == PngColorType.Grayscale, hasAlpha, deep) switch
        {
            (true, _, false) => PixelFormat.Gray8,
            (true, _, true) => PixelFormat.Gray16,
            (_, false, false) => PixelFormat.Bgr24,
            (_, false, true) => PixelFormat.Bgr48,
            (_, true, false) => PixelFormat.Bgra32,
            (_, true, true) => PixelFormat.Bgra64,
        };
    }

    private PixelFormat ChooseBmp(BmpMetadata bmp) => bmp switch
    {
        { BitsPerPixel: <= 8 } => unchanged ? PixelFormat.Indexed8 : PixelFormat.Bgr24,
        { BitsPerPixel: 32, Compression: not BmpCompression.Rgb } when unchanged => PixelFormat.Bgra32,
        _ => PixelFormat.Bgr24,
    };

    private ArrayStep FinishBmp(BmpMetadata bmp, PixelFormat stored, ReadOnlySpan<byte> palette)
    {
        if (stored == PixelFormat.Indexed8)
            return FromPalette(bmp, palette);
        if (bmp.Masks is not { } masks)
            return unchanged && bmp.HeaderKind == BmpHeaderKind.Os2V1 ? new ArrayStep(PixelFormat.Gray8, new OpenCvGrayRow()) : new ArrayStep(stored);
        if (bmp.BitsPerPixel == 16)
            return new ArrayStep(stored, new TableRow(Shifted(ChannelBits(masks, 'B')), Shifted(ChannelBits(masks, 'G')), Shifted(ChannelBits(masks, 'R'))));
        return stored == PixelFormat.Bgra32 && bmp.HeaderSize >= 56
            ? new ArrayStep(stored, new MaskedBytesRow([masks.Blue, masks.Green, masks.Red, masks.Alpha]))
            : new ArrayStep(stored);
    }

    /// <summary>From a channel of <paramref name="bits"/> bits as this library scales it to its value, shifted up.</summary>
    private static byte[] Shifted(int bits)
    {
        int max = (1 << bits) - 1;
        return TableRow.Table(scaled => (scaled * max + 127) / 255 << (8 - bits));
    }

    private static ArrayStep FromPalette(BmpMetadata bmp, ReadOnlySpan<byte> palette)
    {
        byte[] table = new byte[256];
        bool isGray = true;
        for (int i = 0; i < palette.Length / 4; i++)
        {
            (int r, int g, int b) = (palette[4 * i], palette[4 * i + 1], palette[4 * i + 2]);
            isGray &= r == g && g == b;
            table[i] = OpenCvGrayRow.Gray(r, g, b);
        }

        return isGray || bmp.HeaderKind == BmpHeaderKind.Os2V1
            ? new ArrayStep(PixelFormat.Gray8, new TableRow(table))
            : new ArrayStep(PixelFormat.Bgr24, new OwnConversionRow(RowConverter.Create(PixelFormat.Indexed8, PixelFormat.Bgr24, palette)));
    }
}
