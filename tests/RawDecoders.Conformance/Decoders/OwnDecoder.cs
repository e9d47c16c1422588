// This project's decoders, through their facade, giving this program's pictures.

using System.Buffers.Binary;
using System.Runtime.InteropServices;
using RawDecoders.Conformance.Pictures;

namespace RawDecoders.Conformance.Decoders;

/// <summary>What a decode gave: a picture, or why not.</summary>
/// <param name="Picture">The picture, if there is one.</param>
/// <param name="Refusal">The error, if the file was refused.</param>
/// <param name="Result">The account of the decode, if there is a picture.</param>
/// <param name="FormatName">Pixel format of the picture: "rgb24".</param>
internal sealed record OwnResult(Picture? Picture, ImageDecodeException? Refusal, DecodeResult? Result, string FormatName);

/// <summary>Decodes one file in several ways, each once.</summary>
internal sealed class OwnDecoder(byte[] file)
{
    private readonly Dictionary<DecodeOptions, OwnResult> _results = [];

    /// <summary>The file decoded with <paramref name="options"/>.</summary>
    public OwnResult Decode(DecodeOptions options)
    {
        if (!_results.TryGetValue(options, out OwnResult? result))
        {
            _results[options] = result = Run(options);
        }

        return result;
    }

    private OwnResult Run(DecodeOptions options)
    {
        try
        {
            PixelBuffer buffer = ImageDecoder.Decode(file, options);
            return new OwnResult(ToPicture(buffer), null, buffer.Result, buffer.Format.GetName());
        }
        catch (ImageDecodeException e)
        {
            return new OwnResult(null, e, null, "");
        }
    }

    /// <summary>A copy of the pixels, packed, little-endian.</summary>
    public static Picture ToPicture(PixelBuffer buffer)
    {
        byte[] data = new byte[buffer.RowBytes * buffer.Height];
        for (int y = 0; y < buffer.Height; y++)
            buffer.GetRow(y).CopyTo(data.AsSpan(y * buffer.RowBytes));
        PictureSample type = buffer.Format.GetBytesPerSample() == 2 ? PictureSample.UInt16 : PictureSample.UInt8;
        if (!BitConverter.IsLittleEndian && type == PictureSample.UInt16)
        {
            Span<ushort> samples = MemoryMarshal.Cast<byte, ushort>(data.AsSpan());
            BinaryPrimitives.ReverseEndianness(samples, samples);
        }

        return new Picture(buffer.Width, buffer.Height, OrderOf(buffer.Format), type, data) { Palette = buffer.Palette };
    }

    /// <summary>The channels of a pixel format.</summary>
    public static PictureChannels OrderOf(PixelFormat format) => format switch
    {
        PixelFormat.Gray8 or PixelFormat.Gray16 => PictureChannels.Gray,
        PixelFormat.GrayAlpha16 or PixelFormat.GrayAlpha32 => PictureChannels.GrayAlpha,
        PixelFormat.Rgb24 or PixelFormat.Rgb48 => PictureChannels.Rgb,
        PixelFormat.Bgr24 => PictureChannels.Bgr,
        PixelFormat.Rgba32 or PixelFormat.Rgba64 => PictureChannels.Rgba,
        PixelFormat.Bgra32 => PictureChannels.Bgra,
        PixelFormat.Cmyk32 or PixelFormat.Cmyk64 => PictureChannels.Cmyk,
        PixelFormat.Indexed8 => PictureChannels.Index,
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };
}
