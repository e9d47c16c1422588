// Photograph-like scenes: smooth shading, texture at every scale, hard silhouettes and sensor grain together, as real
// pictures have them and test patterns do not.

namespace RawDecoders.CorpusGenerator;

public static partial class Scenes
{
    /// <summary>Evening over hills and a lake: sky, clouds, sun, four ridges, reflections and ripples, slight grain.</summary>
    public static Picture Landscape(int width, int height, int seed = 7)
    {
        int grainRange = 900;
        int horizon = height * 62 / 100;
        int[][] ridges = new int[4][];
        for (int r = 0; r < 4; r++)
        {
            ridges[r] = new int[width];
            for (int x = 0; x < width; x++)
            {
                int u = (int)((long)x * 65536 * (3 + r) / Math.Max(width, 1));
                int lift = Fractal(u, r * 65536, seed + r, 5) * (26 - 4 * r) / 100;
                ridges[r][x] = horizon - (int)((long)lift * height / 65536) - height * (8 - 3 * r) / 100;
            }
        }

        return Picture.Paint(width, height, (x, y) =>
        {
            bool water = y >= horizon;
            int ripple = water ? (Fractal(x * 4000, y * 30000, seed + 11, 3) - 32768) * (y - horizon + 2) / (24 * 65536) : 0;
            int ym = water ? Math.Max(0, horizon - (y - horizon) * 9 / 10 + ripple) : y;
            int xm = Math.Clamp(x + ripple / 2, 0, width - 1);
            (int r, int g, int b) = SkyAndHills(xm, Math.Min(ym, horizon - 1), width, height, horizon, ridges, seed);
            if (water)
            {
                int depth = Math.Min(65535, (y - horizon) * 65536 / Math.Max(height - horizon, 1));
                r = IntMath.Mix(r, 5000, 14000 + depth / 3);
                g = IntMath.Mix(g, 11000, 12000 + depth / 3);
                b = IntMath.Mix(b, 17000, 9000 + depth / 4);
            }

            int grain = Prng.Lattice(x, y, seed + 99) * grainRange / 65536 - grainRange / 2;
            return (r + grain, g + grain, b + grain, 65535);
        });
    }

    private static (int R, int G, int B) SkyAndHills(int x, int y, int width, int height, int horizon, int[][] ridges, int seed)
    {
        for (int ridge = 3; ridge >= 0; ridge--)
        {
            if (y < ridges[ridge][x])
                continue;
            // Near ridges are dark and green and textured, far ones bluish and flat.
            int texture = Fractal(x * 9000, y * 12000, seed + 31 + ridge, 4) - 32768;
            int shade = texture * (1 + ridge) / 14;
            int haze = (3 - ridge) * 13000;
            return (
                IntMath.Mix(8000 + shade, 44000, haze),
                IntMath.Mix(15000 + shade + shade / 2, 38000, haze),
                IntMath.Mix(7000 + shade / 2, 46000, haze));
        }

        int t = y * 65536 / Math.Max(horizon, 1);
        int r = IntMath.Mix(11000, 62000, IntMath.Smooth(t));
        int g = IntMath.Mix(22000, 41000, t);
        int b = IntMath.Mix(48000, 33000, t);
        int scale = Math.Max(height, 1);
        int cloud = Fractal(x * (200000 / scale), y * (700000 / scale), seed + 5, 5) - 34000;
        if (cloud > 0)
        {
            int cover = Math.Min(cloud * 4, 52000);
            (r, g, b) = (IntMath.Mix(r, 64000, cover), IntMath.Mix(g, 52000, cover), IntMath.Mix(b, 50000, cover));
        }

        long dx = x - width * 68L / 100, dy = y - horizon * 62L / 100;
        long distance = IntMath.Sqrt((dx * dx + dy * dy) * 65536) * 256 / scale;
        if (distance < 3600)
            return (65535, 62000, 51000);
        int glow = (int)Math.Min(65536, 3600L * 40000 / distance);
        return (IntMath.Mix(r, 65535, glow), IntMath.Mix(g, 56000, glow), IntMath.Mix(b, 40000, glow));
    }

    /// <summary>Shaded balls with highlights on a chequered table: smooth chroma against sharp luma.</summary>
    public static Picture StillLife(int width, int height)
    {
        // Centre and radius in thousandths of the height (x from the middle), hue in 1/65536 turns.
        ReadOnlySpan<(int X, int Y, int Radius, int Hue)> layout =
            [(-330, 560, 230, 1000), (90, 470, 300, 34000), (430, 660, 170, 11500), (-60, 800, 120, 53000)];
        (int X, int Y, int Radius, int Hue)[] balls = layout.ToArray();
        return Picture.Paint(width, height, (x, y) =>
        {
            int size = Math.Max(height, 1);
            int px = (2 * x + 1 - width) * 500 / size, py = (2 * y + 1) * 500 / size;
            int fx = (int)((2L * x + 1 - width) * 32768 / size), fy = (int)((2L * y + 1) * 32768 / size);
            (int r, int g, int b) = Table(px, py, fy);
            int grain = Prng.Lattice(x, y, 404) * 700 / 65536;
            foreach ((int bx, int by, int radius, int hue) in balls)
            {
                long ux = fx - bx * 65536L / 1000, uy = fy - by * 65536L / 1000, rr = radius * 65536L / 1000;
                long inside = rr * rr - ux * ux - uy * uy;
                long sx = ux - rr / 3, sy = (uy - rr * 9 / 10) * 4;
                if (inside < 0 && sx * sx + sy * sy < rr * rr && by < 900)
                    (r, g, b) = (r * 3 / 5, g * 3 / 5, b * 3 / 5);
                if (inside < 0)
                    continue;
                long nz = IntMath.Sqrt(inside);
                // Light from the upper left: n · (-0.5, -0.6, 0.62).
                long light = (-50 * ux - 60 * uy + 62 * nz) * 65536 / (100 * rr);
                int diffuse = IntMath.Clamp16(Math.Max(light, 0) * 9 / 10 + 9000);
                (int hr, int hg, int hb) = Hue(hue);
                (hr, hg, hb) = (hr / 2 + 22000, hg / 2 + 20000, hb / 2 + 18000);
                int gloss = light > 60000 ? (int)Math.Min(65536, (light - 60000) * 12) : 0;
                r = IntMath.Mix((int)((long)hr * diffuse >> 16), 65535, gloss);
                g = IntMath.Mix((int)((long)hg * diffuse >> 16), 65535, gloss);
                b = IntMath.Mix((int)((long)hb * diffuse >> 16), 64000, gloss);
            }

            return (r + grain, g + grain, b + grain, 65535);
        });
    }

    private static (int R, int G, int B) Table(int px, int py, int fy)
    {
        if (py < 520)
            return (IntMath.Mix(18000, 36000, Math.Min(fy, 65535)), IntMath.Mix(20000, 33000, Math.Min(fy, 65535)), IntMath.Mix(26000, 30000, Math.Min(fy, 65535)));
        int depth = py - 500;
        int u = px * 256 / (depth + 60), v = 60000 / (depth + 60);
        bool check = ((u + 100000) / 128 + v / 60 & 1) != 0;
        return check ? (50000, 46000, 39000) : (21000, 15000, 12000);
    }

    /// <summary>Sum of <paramref name="octaves"/> of value noise, 0..65535; coordinates in 1/65536 of a lattice cell.</summary>
    private static int Fractal(int u, int v, int seed, int octaves)
    {
        long sum = 0, weight = 0;
        for (int o = 0; o < octaves; o++)
        {
            sum += (long)ValueNoise((long)u << o, (long)v << o, seed + o * 17) << (octaves - o);
            weight += 1L << (octaves - o);
        }

        return (int)(sum / weight);
    }

    private static int ValueNoise(long u, long v, int seed)
    {
        int x = (int)(u >> 16), y = (int)(v >> 16);
        int fx = IntMath.Smooth((int)(u & 0xFFFF)), fy = IntMath.Smooth((int)(v & 0xFFFF));
        int top = IntMath.Mix(Prng.Lattice(x, y, seed), Prng.Lattice(x + 1, y, seed), fx);
        int bottom = IntMath.Mix(Prng.Lattice(x, y + 1, seed), Prng.Lattice(x + 1, y + 1, seed), fx);
        return IntMath.Mix(top, bottom, fy);
    }
}
