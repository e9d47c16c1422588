// A PNG encoder just large enough for the report: 8-bit RGB and RGBA, not interlaced, every row filtered by whichever of
// None, Sub and Up has the smallest sum of absolute residuals.

using System.IO.Compression;
using RawDecoders.Export;
using RawDecoders.Shared;

namespace RawDecoders.Conformance.Pictures;

/// <summary>Writes PNG files.</summary>
internal static class PngWriter
{
    /// <summary>The picture, in <see cref="PictureChannels.Rgb"/> or Rgba and 8 bits, as a PNG file.</summary>
    public static byte[] Encode(Picture picture)
    {
        if (picture.Type != PictureSample.UInt8 || picture.Order is not (PictureChannels.Rgb or PictureChannels.Rgba))
            throw new ArgumentException($"{picture.Order} {picture.Type} is not written", nameof(picture));
        using var file = new MemoryStream();
        PngParts.WriteStart(file, picture.Width, picture.Height, (byte)(picture.Order == PictureChannels.Rgba ? 6 : 2));
        PngParts.WriteChunk(file, "IDAT"u8, Deflate(picture));
        PngParts.WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    /// <summary>The picture as a data: URI, whatever its format.</summary>
    public static string DataUri(Picture picture)
        => "data:image/png;base64," + Convert.ToBase64String(
            Encode(picture.Order == PictureChannels.Rgb && picture.Type == PictureSample.UInt8 ? picture : picture.ToDisplay()));

    private static ReadOnlySpan<byte> Deflate(Picture picture)
    {
        int pixel = picture.Channels;
        int row = picture.Width * pixel;
        byte[][] candidates = [new byte[row], new byte[row], new byte[row]];
        byte[] above = new byte[row];
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize))
        {
            for (int y = 0; y < picture.Height; y++)
            {
                ReadOnlySpan<byte> current = picture.Data.AsSpan(y * row, row);
                current.CopyTo(candidates[0]);
                for (int i = 0; i < row; i++)
                {
                    candidates[1][i] = (byte)(current[i] - (i >= pixel ? current[i - pixel] : 0));
                    candidates[2][i] = (byte)(current[i] - above[i]);
                }

                int best = 0;
                for (int f = 1; f < candidates.Length; f++)
                {
                    if (Cost(candidates[f]) < Cost(candidates[best]))
                        best = f;
                }

                zlib.WriteByte((byte)best);
                zlib.Write(candidates[best]);
                current.CopyTo(above);
            }
        }

        return packed.ToArray();
    }

    private static long Cost(byte[] residuals)
    {
        long sum = 0;
        foreach (byte b in residuals)
            sum += Math.Abs((int)(sbyte)b);
        return sum;
    }
}
