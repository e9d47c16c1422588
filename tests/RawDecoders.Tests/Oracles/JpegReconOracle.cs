using RawDecoders.Jpeg;
using RawDecoders.Tests.Jpeg.Reconstruction;

namespace RawDecoders.Tests.Oracles;

/// <summary>
/// JPEG reconstruction the slow way: whole planes, one sample at a time, straight from the definitions. The integer
/// inverse DCT is two products with the matrix of T.81 A.3.3 in 13-bit fixed point; upsampling is a formula in x and y.
/// </summary>
internal static class JpegReconOracle
{
    /// <summary>
    /// round(2^13 √2 cos((2x+1)uπ/16)) for u from 0 to 7 and x from 0 to 3, in the digits that the factored flow graph's
    /// constants add up to (they are off by one here and there); x from 4 to 7 follows by symmetry.
    /// </summary>
    private static readonly int[,] Basis =
    {
        { 8192, 8192, 8192, 8192 },
        { 11363, 9633, 6437, 2260 },
        { 10703, 4433, -4433, -10703 },
        { 9633, -2259, -11362, -6436 },
        { 8192, -8192, -8192, 8192 },
        { 6437, -11362, 2261, 9633 },
        { 4433, -10704, 10704, -4433 },
        { 2260, -6436, 9633, -11363 },
    };

    /// <summary>The integer inverse DCT of a block whose values stay in range. Natural order; samples 0..255.</summary>
    public static int[] IntegerInverseDct(ReadOnlySpan<short> coefficients, ReadOnlySpan<ushort> quantization)
    {
        long[] values = new long[64];
        for (int i = 0; i < 64; i++)
            values[i] = (long)coefficients[i] * quantization[i];
        long[] work = new long[64];
        for (int x = 0; x < 8; x++)
        {
            for (int y = 0; y < 8; y++)
            {
                long sum = 1 << 10;
                for (int v = 0; v < 8; v++)
                    sum += Weight(v, y) * values[8 * v + x];
                work[8 * y + x] = sum >> 11;
            }
        }

        int[] samples = new int[64];
        for (int y = 0; y < 8; y++)
        {
            for (int x = 0; x < 8; x++)
            {
                long sum = 1 << 17;
                for (int u = 0; u < 8; u++)
                    sum += Weight(u, x) * work[8 * y + u];
                samples[8 * y + x] = (int)Math.Clamp((sum >> 18) + 128, 0, 255);
            }
        }

        return samples;
    }

    /// <summary>T.81 A.3.3 in double precision, without level shift or rounding.</summary>
    public static double[] InverseDct(ReadOnlySpan<double> coefficients) => Transform(coefficients, inverse: true);

    /// <summary>The forward DCT of T.81 A.3.3 in double precision.</summary>
    public static double[] ForwardDct(ReadOnlySpan<double> samples) => Transform(samples, inverse: false);

    /// <summary>The pixels of a whole picture in <paramref name="format"/>, tightly packed: Gray8, GrayAlpha16, Rgb24 or Cmyk32.</summary>
    public static byte[] Reconstruct(ReconstructionCase plan, short[][] coefficients, PixelFormat format)
    {
        int count = plan.Geometry.Components.Length;
        var planes = new int[count][,];
        int maxH = plan.Geometry.Components.Max(c => c.HorizontalSampling);
        int maxV = plan.Geometry.Components.Max(c => c.VerticalSampling);
        for (int i = 0; i < count; i++)
            planes[i] = Upsample(plan, i, Plane(plan, i, coefficients[i], maxH, maxV), maxH, maxV);

        bool isImageSharp = plan.Reconstruction == JpegReconstruction.ImageSharp;
        using var pixels = new MemoryStream();
        for (int y = 0; y < plan.Geometry.Height; y++)
        {
            for (int x = 0; x < plan.Geometry.Width; x++)
            {
                int[] s = [.. planes.Select(p => p[y, x])];
                pixels.Write(format switch
                {
                    PixelFormat.GrayAlpha16 => [(byte)s[0], (byte)s[1]],
                    PixelFormat.Gray8 when !isImageSharp || count <= 2 => [(byte)s[0]],
                    PixelFormat.Gray8 => [ImageSharpGray(Color(plan, s, isImageSharp))],
                    PixelFormat.Rgb24 when count <= 2 => [(byte)s[0], (byte)s[0], (byte)s[0]],
                    PixelFormat.Rgb24 => Color(plan, s, isImageSharp),
                    PixelFormat.Cmyk32 => Inks(plan, s, isImageSharp),
                    _ => throw new ArgumentOutOfRangeException(nameof(format)),
                });
            }
        }

        return pixels.ToArray();
    }

    private static long Weight(int frequency, int position)
        => position < 4 ? Basis[frequency, position] : (frequency % 2 == 0 ? 1 : -1) * Basis[frequency, 7 - position];

    private static double[] Transform(ReadOnlySpan<double> input, bool inverse)
    {
        double[] work = new double[64];
        double[] result = new double[64];
        for (int row = 0; row < 8; row++)
        {
            for (int to = 0; to < 8; to++)
            {
                for (int from = 0; from < 8; from++)
                    work[8 * row + to] += input[8 * row + from] * (inverse ? Cosine(from, to) : Cosine(to, from));
            }
        }

        for (int column = 0; column < 8; column++)
        {
            for (int to = 0; to < 8; to++)
            {
                for (int from = 0; from < 8; from++)
                    result[8 * to + column] += work[8 * from + column] * (inverse ? Cosine(from, to) : Cosine(to, from));
            }
        }

        return result;
    }

    private static readonly double[,] Cosines = MakeCosines();

    private static double Cosine(int frequency, int position) => Cosines[frequency, position];

    private static double[,] MakeCosines()
    {
        double[,] c = new double[8, 8];
        for (int u = 0; u < 8; u++)
        {
            for (int x = 0; x < 8; x++)
                c[u, x] = (u == 0 ? Math.Sqrt(0.5) : 1) / 2 * Math.Cos((2 * x + 1) * u * Math.PI / 16);
        }

        return c;
    }

    /// <summary>The samples of a component that belong to the picture.</summary>
    private static unsafe int[,] Plane(ReconstructionCase plan, int index, short[] coefficients, int maxH, int maxV)
    {
        ComponentGeometry c = plan.Geometry.Components[index];
        int width = Ceiling(plan.Geometry.Width * c.HorizontalSampling, maxH);
        int height = Ceiling(plan.Geometry.Height * c.VerticalSampling, maxV);
        int across = Ceiling(plan.Geometry.Width, 8 * maxH) * c.HorizontalSampling;
        int[,] plane = new int[height, width];
        byte* block = stackalloc byte[64];
        for (int y = 0; y < height; y += 8)
        {
            for (int x = 0; x < width; x += 8)
            {
                Span<short> input = coefficients.AsSpan((y / 8 * across + x / 8) * 64, 64);
                int[] samples = new int[64];
                if (plan.Reconstruction == JpegReconstruction.ImageSharp)
                {
                    // The scalar kernel stands for itself here: recorded pictures prove it.
                    byte extent = 63;
                    fixed (short* p = input)
                        new ImageSharpInverseDct(plan.Quantization[index], ImageSharpInverseDct.Kernel.Scalar).Transform(p, &extent, 1, block, 8);
                    for (int i = 0; i < 64; i++)
                        samples[i] = block[i];
                }
                else
                {
                    samples = IntegerInverseDct(input, plan.Quantization[index]);
                }

                for (int i = 0; i < 64; i++)
                {
                    if (y + i / 8 < height && x + i % 8 < width)
                        plane[y + i / 8, x + i % 8] = samples[i];
                }
            }
        }

        return plane;
    }

    private static int[,] Upsample(ReconstructionCase plan, int index, int[,] plane, int maxH, int maxV)
    {
        ComponentGeometry c = plan.Geometry.Components[index];
        int h = maxH / c.HorizontalSampling, v = maxV / c.VerticalSampling;
        int width = plane.GetLength(1), height = plane.GetLength(0);
        bool triangles = plan.Reconstruction == JpegReconstruction.LibjpegTurbo;
        bool across = triangles && h == 2 && v <= 2 && width > 2;
        bool down = triangles && v == 2 && (h == 1 || across);
        int[,] result = new int[plan.Geometry.Height, plan.Geometry.Width];
        for (int y = 0; y < plan.Geometry.Height; y++)
        {
            for (int x = 0; x < plan.Geometry.Width; x++)
            {
                int nearX = x / h, nearY = y / v;
                int farX = Math.Clamp(x % h == 0 ? nearX - 1 : nearX + 1, 0, width - 1);
                int farY = Math.Clamp(y % v == 0 ? nearY - 1 : nearY + 1, 0, height - 1);
                int near = plane[nearY, nearX];
                result[y, x] = (across, down) switch
                {
                    (false, false) => near,
                    (true, false) => (3 * near + plane[nearY, farX] + (x % 2 == 0 ? 1 : 2)) >> 2,
                    (false, true) => (3 * near + plane[farY, nearX] + (y % 2 == 0 ? 1 : 2)) >> 2,
                    (true, true) => (9 * near + 3 * plane[farY, nearX] + 3 * plane[nearY, farX] + plane[farY, farX] + (x % 2 == 0 ? 8 : 7)) >> 4,
                };
            }
        }

        return result;
    }

    private static byte[] Color(ReconstructionCase plan, int[] s, bool isImageSharp)
    {
        if (plan.Colour.Model == ColorModel.Rgb)
            return [(byte)s[0], (byte)s[1], (byte)s[2]];
        if (plan.Colour.Model == ColorModel.YCbCr)
            return [.. Rgb(s, isImageSharp).Select(v => (byte)Math.Clamp(v, 0, 255))];

        if (plan.Colour.Model == ColorModel.Ycck && isImageSharp)
        {
            // Unlimited until the end.
            float k = (plan.Colour.InvertedInks ? s[3] : 255 - s[3]) * (1f / (255 * 255));
            return [.. Rgb(s, isImageSharp).Select(v => Limit((plan.Colour.InvertedInks ? 255 - v : v) * k))];
        }

        byte[] inks = Inks(plan, s, isImageSharp);
        return [.. inks.Take(3).Select(ink => (byte)Math.Round((255 - ink) * (255 - inks[3]) / 255.0))];
    }

    private static byte[] Inks(ReconstructionCase plan, int[] s, bool isImageSharp)
    {
        int[] stored = plan.Colour.Model == ColorModel.Cmyk ? s : [.. Rgb(s, isImageSharp).Select(v => 255 - Math.Clamp(v, 0, 255)), s[3]];
        return [.. stored.Select(v => (byte)(plan.Colour.InvertedInks ? 255 - v : v))];
    }

    private static int[] Rgb(int[] s, bool isImageSharp)
    {
        int cb = s[1] - 128, cr = s[2] - 128;
        if (isImageSharp)
        {
            float g1 = (float)(0.114 * 1.772 / 0.587), g2 = (float)(0.299 * 1.402 / 0.587);
            return
            [
                (int)MathF.Round(MathF.FusedMultiplyAdd(cr, 1.402f, s[0])),
                (int)MathF.Round(MathF.FusedMultiplyAdd(cr, -g2, MathF.FusedMultiplyAdd(cb, -g1, s[0]))),
                (int)MathF.Round(MathF.FusedMultiplyAdd(cb, 1.772f, s[0])),
            ];
        }

        // 16 fractional bits: round(1.402 * 65536) = 91881 and so on.
        return
        [
            s[0] + (int)Math.Floor((91881 * cr + 32768) / 65536.0),
            s[0] + (int)Math.Floor((-22554 * cb - 46802 * cr + 32768) / 65536.0),
            s[0] + (int)Math.Floor((116130 * cb + 32768) / 65536.0),
        ];
    }

    /// <summary>0..1 in single precision to a byte, as ImageSharp packs its rows.</summary>
    private static byte Limit(float value) => (byte)Math.Clamp(MathF.Round(value * 255f), 0f, 255f);

    private static byte ImageSharpGray(byte[] rgb) => (byte)(rgb[0] * .2126f + rgb[1] * .7152f + rgb[2] * .0722f + 0.5f);

    private static int Ceiling(int value, int divisor) => (value + divisor - 1) / divisor;
}
