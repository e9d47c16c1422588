using Xunit;

namespace RawDecoders.Tests.Pixels;

/// <summary>How kernels are tried: every width from 0 to 130 and some larger, at odd alignments, with guarded ends.</summary>
internal static class KernelTest
{
    private const byte Guard = 0xA5;

    public delegate void Kernel(ReadOnlySpan<byte> source, Span<byte> destination, int count);

    public static IEnumerable<int> Widths => Enumerable.Range(0, 131).Concat([191, 256, 257, 1000]);

    /// <summary>
    /// Runs <paramref name="kernel"/> on random bytes and compares with <paramref name="expected"/>, which is given the
    /// same source. Also asserts that nothing outside the destination is written.
    /// </summary>
    /// <param name="sourceBytes">Bytes of source for a count.</param>
    /// <param name="destinationBytes">Bytes of destination for a count.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="expected">The twin or oracle.</param>
    /// <param name="inPlace">Whether to try source and destination in one span too.</param>
    public static void Compare(
        Func<int, int> sourceBytes, Func<int, int> destinationBytes, Kernel kernel, Kernel expected, bool inPlace = false)
    {
        var random = new Random(sourceBytes(1000) + (7 * destinationBytes(1000)));
        foreach (int count in Widths)
        {
            int n = sourceBytes(count), m = destinationBytes(count);
            int offset = random.Next(5), target = random.Next(5);

            // An array of its own size, so that a read past the end of the source is a read past the end of the array.
            byte[] from = new byte[offset + n];
            random.NextBytes(from);
            for (int i = 0; i < from.Length; i++)
            {
                if (random.Next(8) == 0)
                    from[i] = random.Next(2) == 0 ? (byte)0 : (byte)255;
            }

            byte[] want = new byte[m];
            expected(from.AsSpan(offset), want, count);

            byte[] to = new byte[target + m + 70];
            Array.Fill(to, Guard);
            kernel(from.AsSpan(offset), to.AsSpan(target, m), count);
            if (!want.AsSpan().SequenceEqual(to.AsSpan(target, m)))
                Assert.Equal(want, to.AsSpan(target, m).ToArray());
            Assert.False(to.AsSpan(0, target).ContainsAnyExcept(Guard), $"Written before the start, count {count}.");
            Assert.False(to.AsSpan(target + m).ContainsAnyExcept(Guard), $"Written past the end, count {count}.");

            if (inPlace)
            {
                kernel(from.AsSpan(offset), from.AsSpan(offset), count);
                if (!want.AsSpan().SequenceEqual(from.AsSpan(offset)))
                    Assert.Equal(want, from.AsSpan(offset).ToArray());
            }
        }
    }
}
