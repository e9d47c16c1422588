// kitty's graphics protocol: the pixels themselves, deflated, in base64, in escape sequences of at most 4096 characters of
// payload. The terminal scales them to the cells given.

using System.IO.Compression;

namespace RawDecoders.Cli;

/// <summary>Draws Rgba32 pictures by kitty's protocol.</summary>
internal static class KittyArt
{
    private const int ChunkLength = 4096;

    /// <param name="output">Where to.</param>
    /// <param name="image">The picture.</param>
    /// <param name="columns">Character columns to fill, or 0 for one screen pixel a pixel.</param>
    public static void Write(TextWriter output, PixelBuffer image, int columns)
    {
        using var deflated = new MemoryStream();
        using (var zlib = new ZLibStream(deflated, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(image.Span);
        string payload = Convert.ToBase64String(deflated.GetBuffer(), 0, (int)deflated.Length);

        // a=T: transmit and show; f=32: RGBA; o=z: deflated; q=2: no answer wanted; m=1: more to come.
        string size = columns > 0 ? $",c={columns}" : "";
        string head = $"a=T,f=32,o=z,q=2,s={image.Width},v={image.Height}{size},";
        for (int start = 0; start < payload.Length; start += ChunkLength)
        {
            ReadOnlySpan<char> chunk = payload.AsSpan(start, Math.Min(ChunkLength, payload.Length - start));
            bool more = start + ChunkLength < payload.Length;
            output.Write($"\e_G{head}m={(more ? 1 : 0)};");
            output.Write(chunk);
            output.Write("\e\\");
            head = "";
        }

        output.Write('\n');
    }
}
