using System.IO.Compression;
using RawDecoders.Tests.Png;

namespace RawDecoders.Tests.Cli;

/// <summary>Small files whose pixels are known because they were made here.</summary>
internal static class SampleFiles
{
    /// <summary>A PNG from packed rows in PNG's own order (16-bit samples big-endian), filter None.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="bitDepth">Bits per sample.</param>
    /// <param name="colorType">0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha.</param>
    /// <param name="samples">The packed rows.</param>
    /// <param name="chunks">Chunks to stand between IHDR and IDAT.</param>
    public static byte[] Png(int width, int height, int bitDepth, int colorType, byte[] samples, params (string Type, byte[] Data)[] chunks)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            int rowBytes = samples.Length / height;
            for (int y = 0; y < height; y++)
            {
                zlib.WriteByte(0);
                zlib.Write(samples, y * rowBytes, rowBytes);
            }
        }

        return PngWriter.File([
            PngWriter.Chunk("IHDR", PngWriter.Header(width, height, bitDepth, colorType)), .. chunks.Select(c => PngWriter.Chunk(c.Type, c.Data)),
            PngWriter.Chunk("IDAT", packed.ToArray()), PngWriter.End]);
    }

    /// <summary>An RGB picture whose samples count up.</summary>
    public static byte[] RgbPng(int width, int height, params (string Type, byte[] Data)[] chunks)
        => Png(width, height, 8, 2, Ramp(width * height * 3), chunks);

    /// <summary>0, 1, 2 and so on, modulo 256.</summary>
    public static byte[] Ramp(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)i)];
}
