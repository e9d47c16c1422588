using RawDecoders.Inspection;
using RawDecoders.Tests.Inspection;

namespace RawDecoders.Tests.Bmp.Inspection;

/// <summary>What a byte is said to have an effect on, against what changes when it is changed.</summary>
public sealed class BmpEffectTests
{
    private static readonly DecodeOptions Lenient = new() { Strictness = Strictness.Lenient };

    [Fact]
    [Trait("Length", "Long")]
    public void Pixels_that_change_lie_in_the_stated_area()
    {
        List<(string Name, byte[] Bytes)> files = [.. InspectionFiles.In("bmp").Where(f => f.Bytes.Length < 4000)];
        var wrong = new List<string>();
        (int compared, int changedSomething, int small) = (0, 0, 0);
        for (int seed = 0; seed < 12_000; seed++)
        {
            var random = new Random(seed);
            (string name, byte[] file) = files[random.Next(files.Count)];
            PixelBuffer? before = Decode(file);
            if (before is null || before.Result!.Info.EmbeddedFormat is not null)
                continue;
            int at = random.Next(3) == 0 ? random.Next(Math.Min(file.Length, 140)) : random.Next(file.Length);
            byte[] changed = (byte[])file.Clone();
            changed[at] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)(changed[at] ^ 1 << random.Next(8));
            ByteEffect effect = ImageInspector.Locate(file, at).Effect;
            Assert.NotEqual("", effect.Words);
            PixelBuffer? after = Decode(changed);
            if (after is null || after.Format != before.Format || after.Width != before.Width || after.Height != before.Height)
            {
                // Only a byte that everything hangs on can do that.
                if (effect.Area is { } area && (area.X, area.Y, area.Width, area.Height) != (0, 0, before.Width, before.Height))
                    wrong.Add($"{name} byte {at}: the picture is another, and {effect} is said");
                else if (effect.Area is null && at > 1)
                    wrong.Add($"{name} byte {at}: the picture is another, and {effect} is said");
                continue;
            }

            compared++;
            int pixels = 0;
            for (int y = 0; y < before.Height; y++)
            {
                int size = before.Format.GetBytesPerPixel();
                for (int x = 0; x < before.Width; x++)
                {
                    if (before.GetRow(y).Slice(x * size, size).SequenceEqual(after.GetRow(y).Slice(x * size, size)))
                        continue;
                    pixels++;
                    if (effect.Area is not { } area || x < area.X || y < area.Y || x >= area.X + area.Width || y >= area.Y + area.Height)
                    {
                        wrong.Add($"{name} byte {at}, {file[at]} to {changed[at]}: pixel {x},{y} changes, and {effect} is said");
                        (x, y) = (before.Width, before.Height);
                    }
                }
            }

            if (pixels > 0)
                changedSomething++;
            if (pixels > 0 && effect.Area is { } told && (long)told.Width * told.Height < (long)before.Width * before.Height)
                small++;
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(20)));
        Assert.True(compared > 5000 && changedSomething > 2000 && small > 1000, $"{compared} compared, {changedSomething} changed, {small} of these in a part");
    }

    [Fact]
    public void Effects_in_words()
    {
        byte[] file = new BmpWriter
        {
            Width = 5, Height = 2, Bits = 4, Palette = [1, 2, 3, 4, 5, 6, 7, 8, 9], Gap = 2,
            Pixels = [0x00, 0x11, 0x20, 0, 0x10, 0x00, 0x00, 0],
        }.ToArray();
        Assert.Equal(54 + 12 + 2 + 8, file.Length);
        AssertEffect(file, 2, "nothing: the byte is ignored", null);
        AssertEffect(file, 18, "every pixel: the picture's size", new PixelArea(0, 0, 5, 2));
        AssertEffect(file, 38, "metadata: no pixel", null);
        AssertEffect(file, 58, "every pixel of palette index 1 (3 of them)", new PixelArea(0, 0, 4, 2));
        AssertEffect(file, 61, "nothing: the byte is ignored", null);
        AssertEffect(file, 62, "every pixel of palette index 2 (1 of them)", new PixelArea(4, 1, 1, 1));
        AssertEffect(file, 66, "nothing: no part of the file refers to the byte", null);
        AssertEffect(file, 69, "pixels 2 to 3 of row 1", new PixelArea(2, 1, 2, 1));
        AssertEffect(file, 70, "pixel 4 of row 1", new PixelArea(4, 1, 1, 1));
        AssertEffect(file, 71, "nothing: padding of row 1", null);
        AssertEffect(file, 72, "pixels 0 to 1 of row 0", new PixelArea(0, 0, 2, 1));
    }

    [Fact]
    public void Effects_of_opcodes()
    {
        byte[] code = [2, 7, 0, 3, 1, 2, 3, 0, 0, 0, 4, 9, 0, 1, 0xEE];
        byte[] file = new BmpWriter { Width = 5, Height = 3, Bits = 8, Compression = 1, Palette = new byte[48], Pixels = code }.ToArray();
        int start = file.Length - code.Length;
        AssertEffect(file, start, "row 2 from column 0 on, and all rows after it in the file", new PixelArea(0, 0, 5, 3));
        AssertEffect(file, start + 1, "pixels 0 to 1 of row 2", new PixelArea(0, 2, 2, 1));
        AssertEffect(file, start + 5, "pixel 3 of row 2", new PixelArea(3, 2, 1, 1));
        AssertEffect(file, start + 7, "nothing: padding, or outside the row", null);
        AssertEffect(file, start + 11, "pixels 0 to 3 of row 1", new PixelArea(0, 1, 4, 1));
        AssertEffect(file, start + 13, "row 1 from column 4 on, and all rows after it in the file", new PixelArea(0, 0, 5, 2));
        AssertEffect(file, start + 14, "no pixel", null);
    }

    private static void AssertEffect(byte[] file, long offset, string words, PixelArea? area)
        => Assert.Equal(new ByteEffect(words, area), ImageInspector.Locate(file, offset).Effect);

    private static PixelBuffer? Decode(byte[] file)
    {
        try
        {
            return ImageDecoder.Decode(file, Lenient);
        }
        catch (ImageDecodeException)
        {
            return null;
        }
    }
}
