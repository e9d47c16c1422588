// From planes to pixels as libjpeg-turbo 2.1 does by default: triangle filters for factors of two, replication for others, colour
// in 16-bit fixed point. Written from the filters' definitions, a sample at a time.

namespace RawDecoders.CorpusGenerator;

/// <summary>Upsampling and colour.</summary>
public static class JpegOraclePixels
{
    /// <summary>The picture in its natural format: gray8, grayalpha16, rgb24 or cmyk32 (0 is no ink), or the same of 16 bits a sample, in the full range.</summary>
    public static ExpectedPixels Compose(JpegOracle oracle, bool fancy)
    {
        Func<int, int, int>[] planes = [.. oracle.Components.Select(c => Plane(oracle, c, fancy))];
        ByteSink sink = new();
        int count = planes.Length;
        bool converted = count switch
        {
            3 => oracle.HasJfif || (oracle.AdobeTransform >= 0 ? oracle.AdobeTransform != 0 : !oracle.Lossless && !oracle.Components.Select(c => c.Id).SequenceEqual([0x52, 0x47, 0x42])),
            4 => oracle.AdobeTransform > 0,
            _ => false,
        };
        bool inverted = count == 4 && oracle.AdobeTransform >= 0;
        int max = (1 << oracle.Precision) - 1, centre = 1 << (oracle.Precision - 1), full = oracle.Precision > 8 ? 65535 : 255;
        int[] s = new int[count];
        for (int y = 0; y < oracle.Height; y++)
        {
            for (int x = 0; x < oracle.Width; x++)
            {
                for (int c = 0; c < count; c++)
                    s[c] = planes[c](x, y);
                if (converted)
                {
                    (s[0], s[1], s[2]) = Rgb(s[0], s[1] - centre, s[2] - centre, max);
                    if (count == 4)
                        (s[0], s[1], s[2]) = (max - s[0], max - s[1], max - s[2]);
                }

                foreach (int sample in s)
                {
                    int value = (int)(((inverted ? max - sample : sample) * (long)full + max / 2) / max);
                    if (full == 255)
                        sink.U8(value);
                    else
                        sink.Le16(value);
                }
            }
        }

        string format = full == 255
            ? count switch { 1 => "gray8", 2 => "grayalpha16", 3 => "rgb24", _ => "cmyk32" }
            : count switch { 1 => "gray16", 2 => "grayalpha32", 3 => "rgb48", _ => "cmyk64" };
        return new ExpectedPixels(format, oracle.Width, oracle.Height, sink.ToArray());
    }

    /// <summary>ITU-R BT.601 as JFIF has it; constants × 65536, each product of a chroma with a half added before the shift.</summary>
    private static (int R, int G, int B) Rgb(int y, long cb, long cr, int max) => (
        (int)Math.Clamp(y + ((91881 * cr + 32768) >> 16), 0, max),
        (int)Math.Clamp(y + ((-22554 * cb - 46802 * cr + 32768) >> 16), 0, max),
        (int)Math.Clamp(y + ((116130 * cb + 32768) >> 16), 0, max));

    /// <summary>The sample of a component at a pixel.</summary>
    private static Func<int, int, int> Plane(JpegOracle oracle, JpegOracleComponent c, bool fancy)
    {
        int[] samples = oracle.Lossless ? c.Samples : JpegOracleTransform.Samples(c, oracle.Precision);
        int stride = c.BlocksAcross * c.Unit, h = oracle.HMax / c.H, v = oracle.VMax / c.V;
        if (oracle.HMax % c.H != 0 || oracle.VMax % c.V != 0)
            throw new NotSupportedException("fractional sampling");

        // A lossless sample is no block to make a gradient of.
        fancy &= !oracle.Lossless;

        // Neighbours outside the component repeat its edge.
        int At(int x, int y) => samples[Math.Clamp(y, 0, c.Height - 1) * stride + Math.Clamp(x, 0, c.Width - 1)];
        if (fancy && (h, v) == (2, 1) && c.Width > 2)
            return (x, y) => Horizontal(x, c.Width, i => At(i, y));
        if (fancy && (h, v) == (1, 2))
            return (x, y) => (3 * At(x, y / 2) + At(x, y % 2 == 0 ? y / 2 - 1 : y / 2 + 1) + (y % 2 == 0 ? 1 : 2)) >> 2;
        if (fancy && (h, v) == (2, 2) && c.Width > 2)
            return (x, y) => Both(x, y, c.Width, At);
        return (x, y) => samples[y / v * stride + x / h];
    }

    /// <summary>3/4 of the nearer sample, 1/4 of the farther; halves up for odd places, down for even ones; ends as they are.</summary>
    private static int Horizontal(int x, int width, Func<int, int> at)
    {
        int near = x / 2;
        if (x == 0 || x == 2 * width - 1)
            return at(near);
        return x % 2 == 0 ? (3 * at(near) + at(near - 1) + 1) >> 2 : (3 * at(near) + at(near + 1) + 2) >> 2;
    }

    /// <summary>Vertically without division, then horizontally; the bias alternates.</summary>
    private static int Both(int x, int y, int width, Func<int, int, int> at)
    {
        int other = y % 2 == 0 ? y / 2 - 1 : y / 2 + 1;
        int Column(int i) => 3 * at(i, y / 2) + at(i, other);
        int near = x / 2;
        if (x == 0)
            return (4 * Column(0) + 8) >> 4;
        if (x == 2 * width - 1)
            return (4 * Column(near) + 7) >> 4;
        return x % 2 == 0 ? (3 * Column(near) + Column(near - 1) + 8) >> 4 : (3 * Column(near) + Column(near + 1) + 7) >> 4;
    }
}
