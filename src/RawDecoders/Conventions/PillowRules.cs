// Owns: what Pillow makes of a file. Stands under ArrayRules. Leaves the arithmetic to ArrayRow.
//
// Pillow's arrays: numpy.asarray(Image.open(f)) as of Pillow 9.4. An image has a mode, the array shows the mode:
//
//   PNG   grey of 1 bit: "1", an array of bool, whose bytes are 0 and 255. Grey of 2, 4, 8 bits: "L", scaled to 8. Grey of 16: uint16 (9.4 says int32).
//         Palette: "P", the indices. Grey with alpha: "LA"; with 16 bits "RGBA". RGB, RGBA: of 16 bits the high byte.
//         tRNS stays beside the array (info["transparency"]).
//   JPEG  "L", "RGB", "CMYK". All four-component files are taken to count ink as Adobe's applications do, and inverted,
//         so that 255 is full ink in Adobe's files, and none in those that follow the standard.
//   BMP   palettes: "P", the indices; black and white in this order: "1". 16 bits: "RGB", v × 255 / 31 (or 63) cut, without
//         the alpha of 1-5-5-5. 24 and 32 bits: "RGB", or "RGBA" if there is a mask for alpha.
//
// Nothing is turned upright: that is ImageOps.exif_transpose's.
using RawDecoders.Bmp;
using RawDecoders.Jpeg;

namespace RawDecoders;

/// <summary>The rules of <see cref="ArrayConvention.Pillow"/>.</summary>
internal sealed class PillowRules : ArrayRules
{
    public override PixelFormat? Guess => null;

    public override PixelFormat Choose(ImageInfo info) => info switch
    {
        { ColorModel: ColorModel.Indexed } => PixelFormat.Indexed8,
        { ColorModel: ColorModel.Grayscale, BitDepth: 16 } => PixelFormat.Gray16,
        { ColorModel: ColorModel.Grayscale } => PixelFormat.Gray8,
        { ColorModel: ColorModel.GrayscaleAlpha, BitDepth: 16 } => PixelFormat.Rgba64,
        { ColorModel: ColorModel.Rgb, BitDepth: 16, Metadata: not BmpMetadata } => PixelFormat.Rgb48,
        { ColorModel: ColorModel.Rgb } => PixelFormat.Rgb24,
        { ColorModel: ColorModel.Rgba, Metadata: BmpMetadata { BitsPerPixel: 16 } } => PixelFormat.Rgb24,
        _ => info.PixelFormat,
    };

    public override ArrayStep Finish(ImageInfo info, PixelFormat stored, ReadOnlySpan<byte> palette) => info.Metadata switch
    {
        BmpMetadata { BitsPerPixel: 1 } when IsBlackAndWhite(palette)
            => new ArrayStep(PixelFormat.Gray8, new TableRow(TableRow.Table(index => index * 255)), IsBoolean: true),
        BmpMetadata { BitsPerPixel: 16, Masks: { } masks } => new ArrayStep(stored, new TableRow(
            Cut(ChannelBits(masks, 'R')), Cut(ChannelBits(masks, 'G')), Cut(ChannelBits(masks, 'B')))),
        JpegMetadata { Components.Count: 4, AdobeTransform: null } => new ArrayStep(stored, Inverted()),
        not BmpMetadata when stored is PixelFormat.Rgb48 => new ArrayStep(PixelFormat.Rgb24, new HighByteRow(3)),
        not BmpMetadata when stored is PixelFormat.Rgba64 => new ArrayStep(PixelFormat.Rgba32, new HighByteRow(4)),
        not BmpMetadata when stored == PixelFormat.Gray8 && info.BitDepth == 1
            => new ArrayStep(stored, IsBoolean: true),
        _ => new ArrayStep(stored),
    };

    private static bool IsBlackAndWhite(ReadOnlySpan<byte> palette)
        => palette.SequenceEqual((ReadOnlySpan<byte>)[0, 0, 0, 255, 255, 255, 255, 255]);

    /// <summary>From a channel of <paramref name="bits"/> bits as this library scales it, rounding, to as Pillow does, cutting.</summary>
    /// <remarks>
    /// A channel without bits is 0, as in every other format here. Pillow has no array for it: such masks are not among the
    /// layouts that it knows, and it refuses the file.
    /// </remarks>
    private static byte[] Cut(int bits)
    {
        if (bits == 0)
            return TableRow.Table(_ => 0);
        int max = (1 << bits) - 1;
        return TableRow.Table(scaled => (scaled * max + 127) / 255 * 255 / max);
    }

    private static TableRow Inverted()
    {
        byte[] table = TableRow.Table(v => 255 - v);
        return new TableRow(table, table, table, table);
    }
}
