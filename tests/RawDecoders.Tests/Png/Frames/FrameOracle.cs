using System.Numerics;
using System.Runtime.InteropServices;
using RawDecoders.Tests.Oracles;

namespace RawDecoders.Tests.Png.Frames;

/// <summary>What an animation shows, the slow way: whole canvases of whole numbers, and blending as fractions (PNG 11.3.6.2).</summary>
internal static class FrameOracle
{
    /// <summary>The canvas after each frame, tightly packed, in the alpha format of the depth.</summary>
    public static List<byte[]> Compose(int width, int height, IReadOnlyList<WrittenFrame> frames)
    {
        List<byte[]> shown = [];
        int[]? canvas = null;
        for (int i = 0; i < frames.Count; i++)
        {
            WrittenFrame frame = frames[i];
            (int[] pixels, int channels, int most) = Pixels(frame);
            canvas ??= new int[width * height * channels];
            int[] before = [.. canvas];
            for (int y = 0; y < frame.Picture.Height; y++)
            {
                for (int x = 0; x < frame.Picture.Width; x++)
                {
                    Span<int> target = canvas.AsSpan(((frame.Y + y) * width + frame.X + x) * channels, channels);
                    ReadOnlySpan<int> source = pixels.AsSpan((y * frame.Picture.Width + x) * channels, channels);
                    if (frame.Blend == FrameBlend.Source)
                        source.CopyTo(target);
                    else
                        Over(source, target, most);
                }
            }

            shown.Add(Pack(canvas, most));
            for (int y = frame.Y; y < frame.Y + frame.Picture.Height; y++)
            {
                for (int x = (y * width + frame.X) * channels; x < (y * width + frame.X + frame.Picture.Width) * channels; x++)
                {
                    if (frame.Disposal != FrameDisposal.None)
                        canvas[x] = frame.Disposal == FrameDisposal.Previous && i > 0 ? before[x] : 0;
                }
            }
        }

        return shown;
    }

    /// <summary>
    /// With alphas a and b as fractions: alpha a + b (1 - a); colour (a f + b (1 - a) g) divided by that; each to the nearest, a half upwards.
    /// </summary>
    public static void Over(ReadOnlySpan<int> front, Span<int> back, int most)
    {
        BigInteger m = most, a = front[^1], b = back[^1];
        if (a.IsZero)
            return;
        // All with the denominator m².
        BigInteger ofFront = a * m, ofBack = b * (m - a), alpha = ofFront + ofBack;
        for (int c = 0; c < front.Length - 1; c++)
            back[c] = (int)Floor(2 * (ofFront * front[c] + ofBack * back[c]) + alpha, 2 * alpha);
        back[^1] = (int)Floor(2 * alpha + m, 2 * m);
    }

    private static BigInteger Floor(BigInteger numerator, BigInteger denominator) => numerator / denominator;

    private static (int[] Pixels, int Channels, int Most) Pixels(WrittenFrame frame)
    {
        (PixelFormat format, byte[] natural) = PngOracle.Natural(frame.Picture, frame.Raw);
        bool isWide = format.GetBytesPerSample() == 2;
        int stored = format.GetChannelCount(), channels = stored <= 2 ? 2 : 4, most = isWide ? 65535 : 255;
        int[] samples = isWide ? [.. MemoryMarshal.Cast<byte, ushort>(natural).ToArray().Select(v => (int)v)] : [.. natural.Select(v => (int)v)];
        int[] pixels = new int[samples.Length / stored * channels];
        for (int i = 0; i < samples.Length / stored; i++)
        {
            pixels[i * channels + channels - 1] = most;
            samples.AsSpan(i * stored, stored).CopyTo(pixels.AsSpan(i * channels));
        }

        return (pixels, channels, most);
    }

    private static byte[] Pack(int[] canvas, int most)
        => most == 255 ? [.. canvas.Select(v => (byte)v)] : MemoryMarshal.AsBytes(canvas.Select(v => (ushort)v).ToArray().AsSpan()).ToArray();
}
