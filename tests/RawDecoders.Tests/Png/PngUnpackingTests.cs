using RawDecoders.Png;
using RawDecoders.Tests.Pixels;

namespace RawDecoders.Tests.Png;

/// <summary>The vector twins of PngUnpacking against plain loops, at every length and at the end of memory.</summary>
[Trait("Category", "Kernels")]
public sealed class PngUnpackingTests
{
    [Fact]
    public void Max_is_the_largest()
    {
        var random = new Random(1);
        using var memory = new GuardedMemory(1000);
        foreach (int length in Enumerable.Range(1, 200).Concat([255, 511, 1000]))
        {
            Span<byte> indices = memory.End(length);
            for (int i = 0; i < 20; i++)
            {
                indices.Clear();
                int at = random.Next(length);
                indices[at] = (byte)random.Next(1, 256);
                Assert.Equal(indices[at], PngUnpacking.Max(indices));
            }

            random.NextBytes(indices);
            Assert.Equal(indices.ToArray().Max(), PngUnpacking.Max(indices));
        }
    }

    [Fact]
    public void Native_samples_in_place_and_apart()
        => KernelTest.Compare(
            n => 2 * n,
            n => 2 * n,
            (from, to, n) => PngUnpacking.ToNative16(from, to),
            (from, to, n) =>
            {
                for (int i = 0; i < n; i++)
                    BitConverter.TryWriteBytes(to[(2 * i)..], (ushort)((from[2 * i] << 8) | from[(2 * i) + 1]));
            },
            inPlace: true);
}
