// What the pictures show: flat scenes whose every pixel follows from its place. Photograph-like ones are in
// Scenes.Photographs.cs. Each scene works at any size from 1 × 1 up, so that a wrong decoder is seen at a glance.

namespace RawDecoders.CorpusGenerator;

/// <summary>The painters. All arithmetic is on integers.</summary>
public static partial class Scenes
{
    private const string Verse = "THE QUICK BROWN FOX JUMPS OVER 13 LAZY DOGS. SPHINX OF BLACK QUARTZ: JUDGE MY VOW - 0123456789 + 5/7, ";

    /// <summary>Red grows to the right, green downwards, blue along the other diagonal; all 16 bits in use.</summary>
    public static Picture Gradient(int width, int height) => Picture.Paint(width, height, (x, y) =>
    {
        int u = Ramp(x, width), v = Ramp(y, height);
        return (u, v, 65535 - (u + v) / 2, 65535);
    });

    /// <summary>Checks of growing size, rings and a diagonal: every kind of hard edge.</summary>
    public static Picture Edges(int width, int height) => Picture.Paint(width, height, (x, y) =>
    {
        int cell = 1 + 4 * x / Math.Max(width, 1);
        bool check = ((x / cell + y / cell) & 1) != 0;
        long dx = 2 * x - width, dy = 2 * y - height;
        long radius = IntMath.Sqrt(dx * dx + dy * dy) * 16 / Math.Max(Math.Min(width, height), 1);
        if (radius < 12 && (radius / 3 & 1) == 0)
            return check ? (65535, 52000, 6000, 65535) : (9000, 20000, 52000, 65535);
        if (Math.Abs(x * height - y * width) < height)
            return (60000, 4000, 10000, 65535);
        return check ? (62000, 62000, 60000, 65535) : (3000, 3000, 5000, 65535);
    });

    /// <summary>Dark text on paper, with a red first line and a rule.</summary>
    public static Picture Text(int width, int height) => Picture.Paint(width, height, (x, y) =>
    {
        int columns = Math.Max(1, (width - 1) / 6);
        bool ink = x >= 1 && y >= 1 && BitmapFont.Ink(Verse, columns, x - 1, y - 1);
        if (ink)
            return y < 10 ? (52000, 6000, 9000, 65535) : (6000, 7000, 16000, 65535);
        return y == 10 ? (30000, 30000, 42000, 65535) : (64000, 62500, 57000, 65535);
    });

    /// <summary>Independent uniform samples in every channel, alpha included.</summary>
    public static Picture Noise(int width, int height, int seed = 1, bool alpha = false)
    {
        Prng prng = new((ulong)seed);
        return Picture.Paint(width, height, (_, _) => (
            prng.Next(65536), prng.Next(65536), prng.Next(65536), alpha ? prng.Next(65536) : 65535));
    }

    /// <summary>Hue around the centre, saturation outwards, a grey step wedge in the corners.</summary>
    public static Picture ColourWheel(int width, int height) => Picture.Paint(width, height, (x, y) =>
    {
        long dx = 2L * x + 1 - width, dy = 2L * y + 1 - height;
        int size = Math.Max(Math.Min(width, height), 1);
        int radius = (int)Math.Min(IntMath.Sqrt((dx * dx + dy * dy) << 16) * 256 / size, 1 << 20);
        if (radius > 65536)
        {
            int step = (x * 8 / width) * 65535 / 7;
            return (step, step, step, 65535);
        }

        (int r, int g, int b) = Hue(IntMath.Atan2(dy, dx));
        return (IntMath.Mix(65535, r, radius), IntMath.Mix(65535, g, radius), IntMath.Mix(65535, b, radius), 65535);
    });

    /// <summary>Soft discs and bars of partial transparency; the colour under full transparency is not black.</summary>
    public static Picture AlphaShapes(int width, int height) => Picture.Paint(width, height, (x, y) =>
    {
        int size = Math.Max(Math.Min(width, height), 1);
        long dx = 2L * x + 1 - width, dy = 2L * y + 1 - height;
        int radius = (int)Math.Min(IntMath.Sqrt((dx * dx + dy * dy) << 16) * 256 / size, 1 << 20);
        (int r, int g, int b) = Hue(IntMath.Atan2(dy, dx) + 8192);
        int alpha = radius < 52000 ? 65535 : radius < 65536 ? IntMath.Mix(65535, 0, (radius - 52000) * 65536 / 13536) : 0;
        if (radius is > 20000 and < 30000)
            alpha = 26000;
        if (x * 6 / width == 0)
            return (Ramp(y, height), 40000, 60000, Ramp(y, height));
        return (r, g, b, alpha);
    });

    /// <summary>Full-range bars of the eight corner colours with a luma ramp below: for extreme values.</summary>
    public static Picture Bars(int width, int height) => Picture.Paint(width, height, (x, y) =>
    {
        if (y * 4 >= height * 3)
        {
            int ramp = Ramp(x, width);
            return (ramp, ramp, ramp, 65535);
        }

        int bar = 7 - x * 8 / width;
        return ((bar & 2) != 0 ? 65535 : 0, (bar & 4) != 0 ? 65535 : 0, (bar & 1) != 0 ? 65535 : 0, 65535);
    });

    /// <summary>Hue angle (1/65536 turns) to a saturated colour.</summary>
    private static (int R, int G, int B) Hue(int angle)
    {
        angle &= 0xFFFF;
        int sector = angle * 6 >> 16;
        int rise = (angle * 6 & 0xFFFF), fall = 65535 - rise;
        return sector switch
        {
            0 => (65535, rise, 0),
            1 => (fall, 65535, 0),
            2 => (0, 65535, rise),
            3 => (0, fall, 65535),
            4 => (rise, 0, 65535),
            _ => (65535, 0, fall),
        };
    }

    /// <summary>0 at the first of <paramref name="count"/> places, 65535 at the last.</summary>
    private static int Ramp(int place, int count) => count <= 1 ? 32768 : (int)(place * 65535L / (count - 1));
}
