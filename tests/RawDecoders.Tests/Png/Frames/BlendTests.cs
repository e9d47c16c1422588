using System.Runtime.InteropServices;
using RawDecoders.Png;

namespace RawDecoders.Tests.Png.Frames;

/// <summary>Blending "over" against fractions: every pair of alphas at 8 bits, random ones at 16.</summary>
public sealed class BlendTests
{
    [Fact]
    public void Eight_bits_are_rounded_to_the_nearest()
    {
        var random = new Random(1);
        byte[] front = new byte[4], back = new byte[4];
        for (int a = 0; a < 256; a++)
        {
            for (int b = 0; b < 256; b++)
            {
                random.NextBytes(front);
                random.NextBytes(back);
                (front[3], back[3]) = ((byte)a, (byte)b);
                int[] expected = [.. back.Select(v => (int)v)];
                FrameOracle.Over([.. front.Select(v => (int)v)], expected, 255);
                PngCanvas.Over8(front, back, 4);
                Assert.Equal(expected, back.Select(v => (int)v));
            }
        }
    }

    [Fact]
    public void Sixteen_bits_are_rounded_to_the_nearest()
    {
        var random = new Random(2);
        ushort[] edges = [0, 1, 2, 32767, 32768, 65534, 65535];
        for (int i = 0; i < 20_000; i++)
        {
            ushort[] front = [Pick(), Pick()], back = [Pick(), Pick()];
            int[] expected = [.. back.Select(v => (int)v)];
            FrameOracle.Over([.. front.Select(v => (int)v)], expected, 65535);
            PngCanvas.Over16(front, back, 2);
            Assert.Equal(expected, back.Select(v => (int)v));
        }

        ushort Pick() => random.Next(2) == 0 ? edges[random.Next(edges.Length)] : (ushort)random.Next(65536);
    }

    /// <summary>The worked number of spec-notes/png.md.</summary>
    [Fact]
    public void The_worked_number_is_right()
    {
        byte[] back = [200, 0, 0, 128];
        PngCanvas.Over8([10, 20, 240, 100], back, 4);
        Assert.Equal<byte>([93, 11, 135, 178], back);
    }
}
