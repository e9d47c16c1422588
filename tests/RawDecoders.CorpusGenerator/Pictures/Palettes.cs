// From a picture to a palette and indices. Owns: median cut in integers. Leaves to others: writing the palette.

namespace RawDecoders.CorpusGenerator;

/// <summary>A picture of palette indices.</summary>
/// <param name="Colours">RGBA, 8 bits a channel.</param>
/// <param name="Indices">One channel of indices.</param>
public sealed record IndexedPicture((byte R, byte G, byte B, byte A)[] Colours, SampleImage Indices);

/// <summary>Colour quantisation by median cut.</summary>
public static class Palettes
{
    /// <summary>At most <paramref name="count"/> (2..256) colours, indices of <paramref name="depth"/> bits, no dither.</summary>
    public static IndexedPicture Quantise(Picture picture, int count, int depth)
    {
        int pixels = picture.Width * picture.Height;
        int[] colours = new int[pixels];
        for (int i = 0; i < pixels; i++)
        {
            int packed = 0;
            for (int c = 0; c < 4; c++)
                packed = packed << 8 | (picture.Samples[i * 4 + c] * 255 + 32767) / 65535;
            colours[i] = packed;
        }

        List<int[]> boxes = [[.. colours.Distinct().Order()]];
        while (boxes.Count < count)
        {
            (int best, int channel, int range) = (-1, 0, 0);
            for (int b = 0; b < boxes.Count; b++)
            {
                for (int c = 0; c < 4; c++)
                {
                    int r = boxes[b].Max(v => Channel(v, c)) - boxes[b].Min(v => Channel(v, c));
                    if (r > range)
                        (best, channel, range) = (b, c, r);
                }
            }

            if (best < 0)
                break;
            int[] sorted = [.. boxes[best].OrderBy(v => Channel(v, channel)).ThenBy(v => (uint)v)];
            int half = sorted.Length / 2;
            boxes[best] = sorted[..half];
            boxes.Add(sorted[half..]);
        }

        (byte, byte, byte, byte)[] palette = new (byte, byte, byte, byte)[boxes.Count];
        Dictionary<int, ushort> map = [];
        for (int b = 0; b < boxes.Count; b++)
        {
            palette[b] = (Mean(boxes[b], 0), Mean(boxes[b], 1), Mean(boxes[b], 2), Mean(boxes[b], 3));
            foreach (int colour in boxes[b])
                map[colour] = (ushort)b;
        }

        SampleImage indices = new(picture.Width, picture.Height, 1, depth);
        for (int i = 0; i < pixels; i++)
            indices.Data[i] = map[colours[i]];
        return new IndexedPicture(palette, indices);
    }

    private static int Channel(int colour, int channel) => colour >> (24 - 8 * channel) & 0xFF;

    private static byte Mean(int[] box, int channel)
    {
        long sum = 0;
        foreach (int colour in box)
            sum += Channel(colour, channel);
        return (byte)((sum + box.Length / 2) / box.Length);
    }
}
