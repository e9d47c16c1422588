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
        using var memory = new GuardedMemory(Math.Max(sourceBytes(1000), destinationBytes(1000)) + 16);
        foreach (int count in Widths)
        {
            int n = sourceBytes(count), m = destinationBytes(count);
            int offset = random.Next(5), target = random.Next(5);

            // The source lies against an unreadable page at one count and at an odd place at the next.
            Span<byte> from = memory.End(n + ((count % 2) * offset))[..n];
            random.NextBytes(from);
            for (int i = 0; i < from.Length; i++)
            {
                if (random.Next(8) == 0)
                    from[i] = random.Next(2) == 0 ? (byte)0 : (byte)255;
            }

            byte[] want = new byte[m];
            expected(from, want, count);

            byte[] to = new byte[target + m + 70];
            Array.Fill(to, Guard);
            kernel(from, to.AsSpan(target, m), count);
            if (!want.AsSpan().SequenceEqual(to.AsSpan(target, m)))
                Assert.Equal(want, to.AsSpan(target, m).ToArray());
            Assert.False(to.AsSpan(0, target).ContainsAnyExcept(Guard), $"Written before the start, count {count}.");
            Assert.False(to.AsSpan(target + m).ContainsAnyExcept(Guard), $"Written past the end, count {count}.");

            if (inPlace)
            {
                kernel(from, from, count);
                if (!want.AsSpan().SequenceEqual(from))
                    Assert.Equal(want, from.ToArray());
            }

            // The destination against the unreadable page.
            if (!inPlace)
            {
                byte[] copy = from.ToArray();
                kernel(copy, memory.End(m), count);
                Assert.True(want.AsSpan().SequenceEqual(memory.End(m)), $"Differs at the end of memory, count {count}.");
            }
        }
    }
}
