// OpenCV's arrays as of OpenCV 4.6: cv2.imread(f), and with IMREAD_UNCHANGED.
//
// By default 8 bits, blue first, upright; without alpha and without regard to tRNS; of 16 bits the high byte.
// Unchanged, nothing is turned, and:
//   PNG   grey stays grey, its tRNS is dropped. Grey with alpha becomes BGRA. Colour with tRNS, also a palette, becomes BGRA.
//         16 bits are kept.
//   JPEG  grey (H, W), all else BGR.
//   BMP   a palette picture is grey if all entries are, and in any case with the 12-byte header of OS/2; else BGR. 32 bits
//         with masks: BGRA, opaque without a mask for alpha.
// In both:
//   JPEG  of four components are taken to count ink as Adobe's applications do: light of the ink × light of black / 256.
//   BMP   16 bits: 5 (or 6) bits are shifted up, white is 248 (or 252). 32 bits with masks: v × 255 / max, cut.
using RawDecoders.Bmp;
using RawDecoders.Jpeg;
using RawDecoders.Png;

namespace RawDecoders;

/// <summary>The rules of <see cref="ArrayConvention.OpenCv"/> and <see cref="ArrayConvention.OpenCvUnchanged"/>.</summary>
internal sealed class OpenCvRules(bool unchanged) : ArrayRules
{
    public override PixelFormat? Guess => PixelFormat.Bgr24;

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
        { BitsPerPixel: 32, Compression: not BmpCompression.Rgb, Masks.WidestChannel: > 8 }
            => unchanged ? PixelFormat.Bgra64 : PixelFormat.Bgr48,
        { BitsPerPixel: 32, Compression: not BmpCompression.Rgb } when unchanged => PixelFormat.Bgra32,
        _ => PixelFormat.Bgr24,
    };

    private static ArrayStep FinishBmp(BmpMetadata bmp, PixelFormat stored, ReadOnlySpan<byte> palette)
    {
        if (stored == PixelFormat.Indexed8)
            return FromPalette(bmp, palette);
        if (bmp.Masks is not { } masks || bmp is { BitsPerPixel: 32, Compression: BmpCompression.Rgb })
            return new ArrayStep(stored);
        string channels = stored.GetChannels();
        if (stored.GetBytesPerSample() == 1)
        {
            bool shifts = bmp.BitsPerPixel == 16;
            return new ArrayStep(stored, new TableRow([.. channels.Select(c => Scale(ChannelBits(masks, c), shifts))]));
        }

        return new ArrayStep(
            channels.Length == 4 ? PixelFormat.Bgra32 : PixelFormat.Bgr24,
            new ChannelValueRow([.. channels.Select(c => Deep(ChannelBits(masks, c)))]));
    }

    /// <summary>From a channel of <paramref name="bits"/> bits as this library scales it to as OpenCV does.</summary>
    private static byte[] Scale(int bits, bool shifts)
    {
        if (bits == 0)
            return TableRow.Table(v => v);
        int max = (1 << bits) - 1;
        return TableRow.Table(scaled => (scaled * max + 127) / 255 is var v && shifts ? v << (8 - bits) : (int)(v * (255f / max)));
    }

    private static (int Bits, Func<int, byte> Map) Deep(int bits)
    {
        if (bits == 0)
            return (16, v => (byte)(v >> 8));
        int max = (1 << Math.Min(bits, 16)) - 1;
        return (Math.Min(bits, 16), v => (byte)(v * (255f / max)));
    }

    private static ArrayStep FromPalette(BmpMetadata bmp, ReadOnlySpan<byte> palette)
    {
        bool gray = bmp.HeaderKind == BmpHeaderKind.Os2V1;
        byte[] table = new byte[256];
        bool allGray = true;
        for (int i = 0; i < palette.Length / 4; i++)
        {
            (int r, int g, int b) = (palette[4 * i], palette[4 * i + 1], palette[4 * i + 2]);
            allGray &= r == g && g == b;
            // Luma of BT.601 in 14 bits; grey stays as it is.
            table[i] = (byte)((4899 * r + 9617 * g + 1868 * b + 8192) >> 14);
        }

        return gray || allGray
            ? new ArrayStep(PixelFormat.Gray8, new TableRow(table))
            : new ArrayStep(PixelFormat.Bgr24, new LookUpRow(palette));
    }
}
