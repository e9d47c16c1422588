// Files that are no picture of these formats: refused as such, and named where they can be.

namespace RawDecoders.CorpusGenerator;

/// <summary>Empty, text, other formats.</summary>
public static class NotImages
{
    public static IEnumerable<CorpusFile> Files()
    {
        foreach ((string name, string what, byte[] bytes) in ((string, string, byte[])[])
            [
                ("empty", "no byte at all", []),
                ("zeros", "64 zeros", new byte[64]),
                ("text.txt", "text", "This is not a picture.\n"u8.ToArray()),
                ("page.html", "HTML, as a server's error page", "<!DOCTYPE html><html><body>404</body></html>\n"u8.ToArray()),
                ("gif", "a GIF", "GIF89a\x01\0\x01\0\0\0\0;"u8.ToArray()),
                ("webp", "a WebP header", "RIFF\x1A\0\0\0WEBPVP8L\x0D\0\0\0\x2F\0\0\0\0\0\0\0\0\0\0\0\0\0"u8.ToArray()),
                ("tiff", "a TIFF header", "II*\0\x08\0\0\0\0\0\0\0\0\0"u8.ToArray()),
            ])
        {
            yield return CorpusFile.Broken($"other/{name}", what, "PNG 5.2, T.81 B.2.1, BITMAPFILEHEADER", bytes, bytes.Length == 0 ? "Truncated" : "UnknownFormat", 0);
        }
    }
}
