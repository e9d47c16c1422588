// Pixels outside any decoder's own types: what this program compares, converts and shows. Tightly packed, top row first,
// 16-bit samples little-endian, which is also the form that recorded hashes are taken of.

using System.Buffers.Binary;
using System.Security.Cryptography;

namespace RawDecoders.Conformance.Pictures;

/// <summary>What the channels of a picture are, in order.</summary>
internal enum PictureChannels
{
    Gray,
    GrayAlpha,
    Rgb,
    Bgr,
    Rgba,
    Bgra,
    Cmyk,
    Index,
}

/// <summary>The type of a sample, by NumPy's names.</summary>
internal enum PictureSample
{
    /// <summary>0 or 255: NumPy's view of a bilevel picture of Pillow's.</summary>
    Bool,

    /// <summary>0..255.</summary>
    UInt8,

    /// <summary>0..65535, little-endian.</summary>
    UInt16,
}

/// <summary>A picture in memory.</summary>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
/// <param name="Order">What the channels are.</param>
/// <param name="Type">The type of a sample.</param>
/// <param name="Data">The samples.</param>
internal sealed record Picture(int Width, int Height, PictureChannels Order, PictureSample Type, byte[] Data)
{
    /// <summary>For <see cref="PictureChannels.Index"/>: RGBA entries of four bytes; may be empty.</summary>
    public ReadOnlyMemory<byte> Palette { get; init; }

    public int Channels => Order switch
    {
        PictureChannels.Gray or PictureChannels.Index => 1,
        PictureChannels.GrayAlpha => 2,
        PictureChannels.Rgb or PictureChannels.Bgr => 3,
        _ => 4,
    };

    public int SampleBytes => Type == PictureSample.UInt16 ? 2 : 1;

    /// <summary>The largest value of a sample.</summary>
    public int Maximum => Type == PictureSample.UInt16 ? 65535 : 255;

    public int SamplesPerRow => Width * Channels;

    public bool HasAlpha => Order is PictureChannels.GrayAlpha or PictureChannels.Rgba or PictureChannels.Bgra;

    public bool IsGray => Order is PictureChannels.Gray or PictureChannels.GrayAlpha;

    /// <summary>SHA-256 of the samples, lower case.</summary>
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Data));

    /// <summary>"HxW:uint8" or "HxWxC:uint16", as recorded results have it.</summary>
    public string Shape => $"{Height}x{Width}{(Channels == 1 ? "" : $"x{Channels}")}:{Type.ToString().ToLowerInvariant()}";

    /// <summary>A sample by its index in row-major order, channels innermost.</summary>
    public int this[int index] => Type == PictureSample.UInt16
        ? BinaryPrimitives.ReadUInt16LittleEndian(Data.AsSpan(index * 2))
        : Data[index];

    /// <summary>A new picture of the same size whose pixels <paramref name="convert"/> computes from those of this one.</summary>
    public Picture Map(PictureChannels order, PictureSample type, Action<ReadOnlySpan<int>, Span<int>> convert)
    {
        var result = new Picture(Width, Height, order, type, []);
        byte[] data = new byte[checked(Width * Height * result.Channels * result.SampleBytes)];
        Span<int> from = stackalloc int[Channels];
        Span<int> to = stackalloc int[result.Channels];
        int source = 0, target = 0;
        for (int i = 0; i < Width * Height; i++)
        {
            for (int c = 0; c < from.Length; c++)
                from[c] = this[source++];
            convert(from, to);
            foreach (int sample in to)
            {
                if (type == PictureSample.UInt16)
                    BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(target), (ushort)sample);
                else
                    data[target] = (byte)sample;
                target += result.SampleBytes;
            }
        }

        return result with { Data = data };
    }

    /// <summary>A part of the picture.</summary>
    public Picture Crop(int left, int top, int width, int height)
    {
        int pixel = Channels * SampleBytes;
        byte[] data = new byte[width * height * pixel];
        for (int y = 0; y < height; y++)
            Data.AsSpan((((top + y) * Width) + left) * pixel, width * pixel).CopyTo(data.AsSpan(y * width * pixel));
        return this with { Width = width, Height = height, Data = data };
    }
}
