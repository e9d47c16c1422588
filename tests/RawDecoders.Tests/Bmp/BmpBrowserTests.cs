using System.Buffers.Binary;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Bmp;

/// <summary>What Chromium makes of masks in headers of BI_RGB, as spec-notes/bmp.md tells it, beside what we do.</summary>
public sealed class BmpBrowserTests
{
    private static readonly uint[] Mixed = [0xFF102030, 0x80405060, 0x00708090, 0xFFA0B0C0], Empty = [0x102030, 0x405060, 0x708090, 0xA0B0C0];

    [Fact]
    [Trait("Length", "Long")]
    public void Alpha_masks_of_BI_RGB_count_in_Chromium_and_not_here()
    {
        var files = new Dictionary<string, byte[]>();
        foreach (int header in (int[])[40, 56, 108, 124])
        {
            files[$"{header}-mixed.bmp"] = Write(header, Mixed);
            files[$"{header}-empty.bmp"] = Write(header, Empty);
        }

        foreach ((string name, BrowserFile shown) in Browser.Show(files))
        {
            byte[] theirs = shown.Frames[0].Rgba!;
            uint[] pixels = name.Contains("mixed", StringComparison.Ordinal) ? Mixed : Empty;
            bool hasMask = name.StartsWith('1');
            PixelBuffer ours = ImageDecoder.Decode(files[name]);
            Assert.Equal(PixelFormat.Rgb24, ours.Format);
            for (int i = 0; i < pixels.Length; i++)
            {
                byte[] color = [(byte)(pixels[i] >> 16), (byte)(pixels[i] >> 8), (byte)pixels[i]];
                byte alpha = hasMask ? (byte)(pixels[i] >> 24) : (byte)255;
                Assert.Equal(color, ours.Span.Slice(3 * i, 3).ToArray());
                Assert.True(theirs[4 * i + 3] == alpha, $"{name}, pixel {i}: alpha {theirs[4 * i + 3]}");
                // In the usual order, whatever the colours' masks say.
                if (alpha == 255)
                    Assert.Equal(color, theirs[(4 * i)..(4 * i + 3)]);
            }
        }
    }

    /// <summary>A row of four pixels of 32 bits, BI_RGB; in a header that has room for masks, alpha in the top byte, red and blue the other way round.</summary>
    private static byte[] Write(int headerBytes, uint[] pixels)
    {
        byte[] file = new byte[14 + headerBytes + 4 * pixels.Length];
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        int[] fields = [14 + headerBytes, headerBytes, pixels.Length, 1, 1 | 32 << 16];
        for (int i = 0; i < fields.Length; i++)
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10 + 4 * i), fields[i]);
        uint[] masks = [0xFF, 0xFF00, 0xFF0000, 0xFF000000];
        for (int i = 0; i < masks.Length && headerBytes >= 56; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(54 + 4 * i), masks[i]);
        if (headerBytes >= 108)
            "BGRs"u8.CopyTo(file.AsSpan(70));
        for (int i = 0; i < pixels.Length; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(14 + headerBytes + 4 * i), pixels[i]);
        return file;
    }
}
