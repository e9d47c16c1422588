using Xunit;

namespace RawDecoders.Tests.Pixels;

[Trait("Category", "Kernels")]
public class BitUnpackerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Fast_and_written_out_unpacking_agree(int bits)
    {
        byte[] values = new byte[1 << bits];
        new Random(bits).NextBytes(values);
        Check(bits, new BitUnpacker(bits, values), v => values[v]);
        Check(bits, BitUnpacker.Indices(bits), v => (byte)v);
        Check(bits, BitUnpacker.Scaled(bits), v => (byte)(v * 255 / ((1 << bits) - 1)));
    }

    [Fact]
    public void Depths_and_table_sizes_are_checked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new BitUnpacker(3, new byte[8]));
        Assert.Throws<ArgumentException>(() => new BitUnpacker(2, new byte[3]));
        Assert.Throws<ArgumentException>(() => BitUnpacker.Indices(4).Unpack(new byte[4], new byte[9], 9));
        Assert.Throws<ArgumentException>(() => BitUnpacker.Indices(4).Unpack(new byte[5], new byte[8], 9));
    }

    private static void Check(int bits, BitUnpacker unpacker, Func<int, byte> value)
        => KernelTest.Compare(
            n => ((n * bits) + 7) / 8,
            n => n,
            unpacker.Unpack,
            (source, destination, count) =>
            {
                for (int i = 0; i < count; i++)
                {
                    int sample = 0;
                    for (int b = 0; b < bits; b++)
                    {
                        int bit = (i * bits) + b;
                        sample = (sample * 2) + ((source[bit / 8] >> (7 - (bit % 8))) & 1);
                    }

                    destination[i] = value(sample);
                }
            });
}
