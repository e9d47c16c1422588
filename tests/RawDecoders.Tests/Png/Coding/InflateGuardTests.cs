using System.IO.Compression;
using RawDecoders.Png;
using RawDecoders.Tests.Pixels;

namespace RawDecoders.Tests.Png.Coding;

/// <summary>Input and output that end where a page ends: nothing behind them is read or written.</summary>
[Trait("Category", "Kernels")]
public sealed class InflateGuardTests
{
    [Fact]
    public void Nothing_outside_the_buffers_is_touched()
    {
        using var inputMemory = new GuardedMemory(70_000);
        using var outputMemory = new GuardedMemory(70_000);
        for (int seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            byte[] data = Inflating.SomeData(random.Next(60_000), random.Next(1, 257), seed);
            byte[] zlib = Inflating.Compress(data, (CompressionLevel)random.Next(4));
            if (seed % 2 == 1)
                zlib[random.Next(zlib.Length)] ^= (byte)(1 << random.Next(8));
            if (zlib.Length > 70_000)
                continue;
            Span<byte> input = inputMemory.End(zlib.Length);
            zlib.CopyTo(input);
            // Exactly as long as the data, or shorter.
            int room = seed % 3 == 0 ? random.Next(data.Length + 1) : data.Length;
            Span<byte> output = outputMemory.End(room);
            Span<byte> before = outputMemory.End(room + 64)[..64];
            before.Fill(0xA5);
            var inflater = new ZlibInflater();
            int at = 0;
            ReadOnlySpan<byte> rest = input;
            InflateStatus status = inflater.Inflate(ref rest, output, ref at, room);

            Assert.False(before.ContainsAnyExcept((byte)0xA5), "written before the output");
            if (seed % 2 == 0)
                Assert.Equal(room < data.Length ? InflateStatus.NeedsRoom : InflateStatus.Complete, status);
            if (seed % 2 == 0)
                Assert.True(data.AsSpan(0, at).SequenceEqual(output[..at]));
        }
    }

    /// <summary>The call refuses what would let a match reach outside.</summary>
    [Fact]
    public void A_window_must_stand_before_the_output()
    {
        byte[] data = Inflating.SomeData(60_000, 20, 1);
        byte[] zlib = Inflating.Compress(data, CompressionLevel.Optimal);
        var inflater = new ZlibInflater();
        byte[] buffer = new byte[60_000];
        int at = 0;
        ReadOnlySpan<byte> input = zlib;
        Assert.Equal(InflateStatus.NeedsRoom, inflater.Inflate(ref input, buffer, ref at, 40_000));
        int early = ZlibInflater.WindowSize - 1;
        byte[] rest = input.ToArray();
        Assert.Throws<ArgumentOutOfRangeException>(() =>
        {
            ReadOnlySpan<byte> next = rest;
            inflater.Inflate(ref next, buffer, ref early, 60_000);
        });
    }
}
