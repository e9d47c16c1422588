using RawDecoders.Inspection;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Png.Inspection;

/// <summary>What a byte is said to have an effect on holds whatever changes when the byte does.</summary>
public sealed class PngEffectTests
{
    private const int BytesPerFile = 25;

    public static TheoryData<string> Files =>
    [
        "png/matrix/palette4-trns-mixed.png", "png/matrix/palette2-adam7-none.png", "png/matrix/rgb8-mixed.png", "png/matrix/rgba16-adam7-paeth.png",
        "png/matrix/grey1-up.png", "png/matrix/grey-alpha8-average.png", "png/matrix/rgb8-trns-sub.png", "png/matrix/grey4-trns-adam7-mixed.png",
        "png/idat/split-7.png", "png/idat/split-1-adam7.png", "png/idat/split-empty.png", "png/ancillary/colour-all.png", "png/ancillary/hist.png",
        "png/transparency/plte-in-rgb.png", "png/transparency/palette-one.png", "png/sizes/1x1.png", "png/sizes/3x5-adam7.png",
        "png/broken/idat-parted.png", "png/broken/idat-crc.png", "png/broken/adler.png",
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void Only_pixels_of_the_area_change(string path)
    {
        byte[] file = PngInspecting.Read(path);
        PixelBuffer before = Decode(file)!;
        var random = new Random(path.Length);
        int changed = 0;
        for (int i = 0; i < BytesPerFile; i++)
        {
            int offset = random.Next(file.Length);
            ByteEffect effect = ImageInspector.Locate(file, offset).Effect;
            Assert.NotEqual("", effect.Words);
            byte[] damaged = (byte[])file.Clone();
            damaged[offset] ^= (byte)random.Next(1, 256);
            if (Decode(damaged) is not { } after || (after.Width, after.Height) != (before.Width, before.Height))
                continue;
            if (Difference(before, after) is not { } difference)
                continue;
            changed++;
            Assert.True(effect.Area is { } area && Holds(area, difference), $"byte {offset}: {effect.Words}, {effect.Area}; changed: {difference}");
        }

        Assert.True(changed > 0 || file.Length < 100 || path.Contains("ancillary", StringComparison.Ordinal), "no change was seen");
    }

    [Fact]
    public void A_palette_entry_tells_its_pixels()
    {
        byte[] file = PngInspecting.Read("png/matrix/palette4-none.png");
        StructureReport report = PngInspecting.Inspect(file);
        PixelBuffer indices = ImageDecoder.Decode(file, new DecodeOptions { PixelFormat = PixelFormat.Indexed8 });
        StructureNode entry = report.Root.Children.First(c => c.Name == "PLTE chunk").Child("Entry 3");
        ByteLocation location = ImageInspector.Locate(file, entry.Offset + 1);
        Assert.Equal(["PNG file", "PLTE chunk", "Entry 3"], location.Path.Select(n => n.Name));
        long count = indices.Span.Count((byte)3);
        Assert.Equal($"the colour of palette entry 3: {count} pixels", location.Effect.Words);
        PixelArea area = location.Effect.Area!.Value;
        long inside = 0;
        for (int y = area.Y; y < area.Y + area.Height; y++)
            inside += indices.GetRow(y).Slice(area.X, area.Width).Count((byte)3);
        Assert.Equal(count, inside);
    }

    [Theory]
    [InlineData(0, "everything")]
    [InlineData(17, "every pixel")]
    [InlineData(26, "everything: no other value")]
    [InlineData(30, "no pixel: only whether")]
    public void Words_say_what_a_byte_decides(int offset, string words)
        => Assert.StartsWith(words, ImageInspector.Locate(PngInspecting.Read("png/matrix/rgb8-none.png"), offset).Effect.Words, StringComparison.Ordinal);

    private static PixelBuffer? Decode(byte[] file)
    {
        try
        {
            return ImageDecoder.Decode(file, new DecodeOptions { Strictness = Strictness.Lenient, PixelFormat = PixelFormat.Rgba64 });
        }
        catch (ImageDecodeException)
        {
            return null;
        }
    }

    private static PixelArea? Difference(PixelBuffer a, PixelBuffer b)
    {
        int left = int.MaxValue, right = -1, top = -1, bottom = -1;
        for (int y = 0; y < a.Height; y++)
        {
            for (int x = 0; x < a.Width; x++)
            {
                if (a.GetRow(y).Slice(8 * x, 8).SequenceEqual(b.GetRow(y).Slice(8 * x, 8)))
                    continue;
                (left, right) = (Math.Min(left, x), Math.Max(right, x));
                (top, bottom) = (top < 0 ? y : top, y);
            }
        }

        return right < 0 ? null : new PixelArea(left, top, right - left + 1, bottom - top + 1);
    }

    private static bool Holds(PixelArea outer, PixelArea inner)
        => inner.X >= outer.X && inner.Y >= outer.Y && inner.X + inner.Width <= outer.X + outer.Width && inner.Y + inner.Height <= outer.Y + outer.Height;
}
