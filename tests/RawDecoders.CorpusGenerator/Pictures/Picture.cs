// The canvas that every file of the corpus is made from. Owns: 16-bit straight RGBA pixels and quantising them to any
// depth. Leaves to others: what is painted (Scenes) and how it is coded (the writers).

namespace RawDecoders.CorpusGenerator;

/// <summary>A picture of 16-bit straight red, green, blue, alpha; top row first.</summary>
public sealed class Picture(int width, int height)
{
    public int Width { get; } = width;

    public int Height { get; } = height;

    /// <summary>Four samples (0..65535) a pixel.</summary>
    public ushort[] Samples { get; } = new ushort[width * height * 4];

    public void Set(int x, int y, int r, int g, int b, int a = 65535)
    {
        int i = (y * Width + x) * 4;
        Samples[i] = (ushort)IntMath.Clamp16(r);
        Samples[i + 1] = (ushort)IntMath.Clamp16(g);
        Samples[i + 2] = (ushort)IntMath.Clamp16(b);
        Samples[i + 3] = (ushort)IntMath.Clamp16(a);
    }

    public (int R, int G, int B, int A) Get(int x, int y)
    {
        int i = (y * Width + x) * 4;
        return (Samples[i], Samples[i + 1], Samples[i + 2], Samples[i + 3]);
    }

    /// <summary>The picture painted by a function of the pixel's place.</summary>
    public static Picture Paint(int width, int height, Func<int, int, (int R, int G, int B, int A)> paint)
    {
        Picture picture = new(width, height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                (int r, int g, int b, int a) = paint(x, y);
                picture.Set(x, y, r, g, b, a);
            }
        }

        return picture;
    }

    /// <summary>Quantised samples of <paramref name="channels"/> (1 grey, 2 grey-alpha, 3 RGB, 4 RGBA) of 1 to 16 bits.</summary>
    public SampleImage ToSamples(int channels, int depth)
    {
        SampleImage image = new(Width, Height, channels, depth);
        for (int i = 0; i < Width * Height; i++)
        {
            ReadOnlySpan<ushort> p = Samples.AsSpan(i * 4, 4);
            int luma = (int)((p[0] * 19595L + p[1] * 38470L + p[2] * 7471L + 32768) >> 16);
            Span<ushort> to = image.Data.AsSpan(i * channels, channels);
            if (channels <= 2)
            {
                to[0] = Quantise(luma, depth);
            }
            else
            {
                for (int c = 0; c < 3; c++)
                    to[c] = Quantise(p[c], depth);
            }

            if (channels is 2 or 4)
                to[channels - 1] = Quantise(p[3], depth);
        }

        return image;
    }

    private static ushort Quantise(int value, int depth) => (ushort)((value * ((1 << depth) - 1) + 32767L) / 65535);
}

/// <summary>Samples as a file stores them: <see cref="Channels"/> of <see cref="Depth"/> bits, interleaved, top row first.</summary>
public sealed class SampleImage(int width, int height, int channels, int depth)
{
    public int Width { get; } = width;

    public int Height { get; } = height;

    public int Channels { get; } = channels;

    /// <summary>Bits a sample, 1..16.</summary>
    public int Depth { get; } = depth;

    public ushort[] Data { get; } = new ushort[width * height * channels];

    public ushort this[int x, int y, int c]
    {
        get => Data[(y * Width + x) * Channels + c];
        set => Data[(y * Width + x) * Channels + c] = value;
    }
}
