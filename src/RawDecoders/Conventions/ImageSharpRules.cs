// Owns: what ImageSharp makes of a file. Stands under ArrayRules. Leaves the arithmetic to ArrayRow.
//
// ImageSharp's arrays as of ImageSharp 3.1: Image.Load<TPixel>(f) for 8-bit pixel types of colour.
//
//   PNG   as this library has it.
//   JPEG  in ImageSharp's arithmetic.
//   BMP   16 bits: a channel of 5 bits is (v << 3) | (v >> 2), any other (v << 2) | (v >> 4), its low byte; without alpha.
//         Pixels that run lengths skip are opaque black.
//
// Nothing is turned upright: that is AutoOrient's. Grey pixel types are not offered: ImageSharp's luma of colour is BT.709's.
using RawDecoders.Bmp;

namespace RawDecoders;

/// <summary>The rules of <see cref="ArrayConvention.ImageSharp"/>.</summary>
/// <param name="format">The pixel type.</param>
internal sealed class ImageSharpRules(PixelFormat format) : ArrayRules
{
    public override JpegReconstruction JpegReconstruction => JpegReconstruction.ImageSharp;

    public override PixelFormat? Guess => format;

    /// <summary>Whether it is an 8-bit pixel type of colour.</summary>
    public static bool Gives(PixelFormat format)
        => format is PixelFormat.Rgba32 or PixelFormat.Rgb24 or PixelFormat.Bgra32 or PixelFormat.Bgr24;

    public override PixelFormat Choose(ImageInfo info) => info.Metadata switch
    {
        BmpMetadata { BitsPerPixel: 16, Masks.WidestChannel: > 8 } => format switch
        {
            PixelFormat.Rgb24 => PixelFormat.Rgb48,
            PixelFormat.Bgr24 => PixelFormat.Bgr48,
            PixelFormat.Rgba32 => PixelFormat.Rgba64,
            _ => PixelFormat.Bgra64,
        },
        // Skipped pixels are 0 in all channels where there is alpha.
        BmpMetadata bmp when IsCoded(bmp) => PixelFormat.Rgba32,
        _ => format,
    };

    public override ArrayStep Finish(ImageInfo info, PixelFormat stored, ReadOnlySpan<byte> palette)
    {
        string channels = format.GetChannels();
        return info.Metadata switch
        {
            BmpMetadata { BitsPerPixel: 16, Masks: { } masks } when stored == format
                => new ArrayStep(format, new TableRow([.. channels.Select(c => Widened(masks, c))])),
            BmpMetadata { BitsPerPixel: 16, Masks: { } masks }
                => new ArrayStep(format, new ChannelValueRow([.. channels.Select(c => Value(masks, c))])),
            BmpMetadata bmp when IsCoded(bmp) && format == stored
                => new ArrayStep(format, new TableRow([.. channels.Select(c => TableRow.Table(v => c == 'A' ? 255 : v))])),
            BmpMetadata bmp when IsCoded(bmp) && !format.HasAlpha()
                => new ArrayStep(format, new OwnConversionRow(RowConverter.Create(stored, format))),
            BmpMetadata bmp when IsCoded(bmp)
                => new ArrayStep(format, new OwnConversionRow(new ChainedRowConverter(
                    RowConverter.Create(stored, PixelFormat.Rgb24), RowConverter.Create(PixelFormat.Rgb24, format), 3, 4, 4))),
            _ => new ArrayStep(format),
        };
    }

    private static bool IsCoded(BmpMetadata bmp)
        => bmp.Compression is BmpCompression.Rle8 or BmpCompression.Rle4 or BmpCompression.Rle24;

    /// <summary>The value of a channel, and what ImageSharp makes of it.</summary>
    private static (int Bits, Func<int, byte> Map) Value(BmpMasks masks, char channel)
    {
        int bits = ChannelBits(masks, channel);
        return channel == 'A' || bits == 0
            ? (1, _ => channel == 'A' ? byte.MaxValue : (byte)0)
            : (bits, v => unchecked((byte)(bits == 5 ? (v << 3) | (v >> 2) : (v << 2) | (v >> 4))));
    }

    /// <summary>From a channel of up to 8 bits as this library scales it to as ImageSharp does.</summary>
    private static byte[] Widened(BmpMasks masks, char channel)
    {
        (int bits, Func<int, byte> map) = Value(masks, channel);
        return TableRow.Table(scaled => map((scaled * ((1 << bits) - 1) + 127) / 255));
    }
}
