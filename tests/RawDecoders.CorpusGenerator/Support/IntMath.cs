// Square root, sine and arc tangent in integers: floating-point library functions may differ in their last bit from one
// machine to the next, and a corpus must not.

namespace RawDecoders.CorpusGenerator;

/// <summary>Integer mathematics for the pictures. Angles are in 1/65536 of a turn.</summary>
public static class IntMath
{
    /// <summary>floor(sqrt(<paramref name="value"/>)); 0 for negative values.</summary>
    public static long Sqrt(long value)
    {
        if (value <= 0)
            return 0;
        long root = 0;
        for (long bit = 1L << 31; bit != 0; bit >>= 1)
        {
            long trial = root | bit;
            if (trial <= 3_037_000_499 && trial * trial <= value)
                root = trial;
        }

        return root;
    }

    /// <summary>32767 × sin(angle), within 12 units of the true value: Bhaskara's rational approximation.</summary>
    public static int Sin(int angle)
    {
        angle &= 0xFFFF;
        bool negative = angle >= 0x8000;
        long a = angle & 0x7FFF;
        long product = a * (0x8000 - a);
        long sine = 32767 * 16 * product / (5L * 0x8000 * 0x8000 - 4 * product);
        return negative ? -(int)sine : (int)sine;
    }

    /// <summary>32767 × cos(angle).</summary>
    public static int Cos(int angle) => Sin(angle + 0x4000);

    /// <summary>The angle of (x, y), 0..65535, counted from +x towards +y; by 16 CORDIC steps.</summary>
    public static int Atan2(long y, long x)
    {
        if (x == 0 && y == 0)
            return 0;
        int angle = 0;
        if (x < 0)
        {
            (x, y) = (-x, -y);
            angle = 0x8000;
        }

        // atan(2^-i) in 1/65536 turns.
        ReadOnlySpan<int> steps = [8192, 4836, 2555, 1297, 651, 326, 163, 81, 41, 20, 10, 5, 3, 1, 1, 0];
        x <<= 20;
        y <<= 20;
        for (int i = 0; i < steps.Length; i++)
        {
            (long dx, long dy) = (y >> i, x >> i);
            if (y >= 0)
            {
                (x, y) = (x + dx, y - dy);
                angle += steps[i];
            }
            else
            {
                (x, y) = (x - dx, y + dy);
                angle -= steps[i];
            }
        }

        return angle & 0xFFFF;
    }

    /// <summary>a + (b - a) × t / 65536, t in 0..65536.</summary>
    public static int Mix(int a, int b, int t) => a + (int)((long)(b - a) * t >> 16);

    /// <summary>3t² - 2t³ for t in 0..65536.</summary>
    public static int Smooth(int t) => (int)((long)t * t / 65536 * (3 * 65536 - 2 * t) / 65536);

    public static int Clamp16(long value) => (int)Math.Clamp(value, 0, 65535);
}
