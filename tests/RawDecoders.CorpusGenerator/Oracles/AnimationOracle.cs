// What an animation must show, frame by frame (PNG 11.3.6): the slow way, with whole canvases and fractions. Owns: dispose and blend. Leaves to
// others: the pixels of a frame by itself (PngImage.Expected).

using System.Buffers.Binary;
using System.Numerics;

namespace RawDecoders.CorpusGenerator;

/// <summary>A frame of an animation to be written.</summary>
/// <param name="Image">Its pixels; palette and tRNS are the file's.</param>
/// <param name="X">Left edge.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Dispose">0 none, 1 background, 2 previous.</param>
/// <param name="Blend">0 source, 1 over.</param>
public sealed record AnimationFrame(PngImage Image, int X = 0, int Y = 0, int Dispose = 0, int Blend = 0)
{
    public int Width => Image.Samples.Width;

    public int Height => Image.Samples.Height;
}

/// <summary>Composes frames.</summary>
public static class AnimationOracle
{
    /// <summary>The canvas after each frame, with alpha, in the depth of the file.</summary>
    public static List<ExpectedPixels> Compose(int width, int height, IEnumerable<AnimationFrame> frames)
    {
        List<ExpectedPixels> shown = [];
        int[,,]? canvas = null;
        foreach (AnimationFrame frame in frames)
        {
            (int[,,] pixels, bool isGrey, bool isWide) = WithAlpha(frame.Image.Expected());
            int channels = isGrey ? 2 : 4, most = isWide ? 65535 : 255;
            canvas ??= new int[height, width, channels];
            int[,,] before = (int[,,])canvas.Clone();
            for (int y = 0; y < frame.Height; y++)
            {
                for (int x = 0; x < frame.Width; x++)
                    Put(canvas, frame.Y + y, frame.X + x, pixels, y, x, frame.Blend == 1, most);
            }

            shown.Add(Pack(canvas, isGrey, isWide));
            if (frame.Dispose == 0)
                continue;
            bool restores = frame.Dispose == 2 && shown.Count > 1;
            for (int y = frame.Y; y < frame.Y + frame.Height; y++)
            {
                for (int x = frame.X; x < frame.X + frame.Width; x++)
                {
                    for (int c = 0; c < channels; c++)
                        canvas[y, x, c] = restores ? before[y, x, c] : 0;
                }
            }
        }

        return shown;
    }

    private static void Put(int[,,] canvas, int y, int x, int[,,] frame, int fy, int fx, bool isOver, int most)
    {
        int alpha = canvas.GetLength(2) - 1;
        BigInteger front = frame[fy, fx, alpha], back = canvas[y, x, alpha];
        // Weights of the two colours, over a common denominator of most squared.
        BigInteger ofFront = front * most, ofBack = back * (most - front);
        if (isOver && front == 0)
            return;
        for (int c = 0; c <= alpha; c++)
        {
            canvas[y, x, c] = !isOver ? frame[fy, fx, c]
                : c == alpha ? Round(ofFront + ofBack, most)
                : Round(ofFront * frame[fy, fx, c] + ofBack * canvas[y, x, c], ofFront + ofBack);
        }
    }

    /// <summary>To the nearest, a half upwards: the largest whole number that is not above the fraction plus a half.</summary>
    private static int Round(BigInteger numerator, BigInteger denominator)
    {
        BigInteger whole = BigInteger.DivRem(numerator, denominator, out BigInteger rest);
        return (int)(rest * 2 >= denominator ? whole + 1 : whole);
    }

    private static (int[,,] Pixels, bool IsGrey, bool IsWide) WithAlpha(ExpectedPixels image)
    {
        bool isGrey = image.Format.StartsWith("gray", StringComparison.Ordinal);
        bool isWide = image.Format is "gray16" or "grayalpha32" or "rgb48" or "rgba64";
        int channels = isGrey ? 2 : 4, at = 0;
        int[,,] pixels = new int[image.Height, image.Width, channels];
        for (int y = 0; y < image.Height; y++)
        {
            for (int x = 0; x < image.Width; x++)
            {
                pixels[y, x, channels - 1] = isWide ? 65535 : 255;
                for (int c = 0; c < image.Channels; c++)
                    pixels[y, x, c] = isWide ? BinaryPrimitives.ReadUInt16LittleEndian(image.Bytes.AsSpan(2 * at++)) : image.Bytes[at++];
            }
        }

        return (pixels, isGrey, isWide);
    }

    private static ExpectedPixels Pack(int[,,] canvas, bool isGrey, bool isWide)
    {
        List<byte> bytes = [];
        foreach (int value in canvas)
        {
            bytes.Add((byte)value);
            if (isWide)
                bytes.Add((byte)(value >> 8));
        }

        string format = (isGrey, isWide) switch { (true, false) => "grayalpha16", (true, true) => "grayalpha32", (false, false) => "rgba32", _ => "rgba64" };
        return new ExpectedPixels(format, canvas.GetLength(1), canvas.GetLength(0), [.. bytes]);
    }
}
