using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Xunit;

namespace RawDecoders.Tests.Pixels;

[Trait("Category", "Kernels")]
public class ByteShuffleTests
{
    [Fact]
    public void Random_maps_of_all_sizes_agree_with_their_definition()
    {
        var random = new Random(5);
        for (int sourceSize = 1; sourceSize <= 8; sourceSize++)
        {
            for (int size = 1; size <= 8; size++)
            {
                sbyte[] map = new sbyte[size];
                for (int i = 0; i < size; i++)
                    map[i] = (sbyte)random.Next(-2, sourceSize);
                Check(sourceSize, map, complement: random.Next(2) == 0);
            }
        }
    }

    [Fact]
    public void Named_kernels_do_what_they_say()
    {
        byte[] p = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
        byte[] to = new byte[12];
        SampleKernels.SwapBytes16(p, to, 6);
        Assert.Equal([2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11], to);
        SampleKernels.SwapRedBlue24(p, to, 4);
        Assert.Equal([3, 2, 1, 6, 5, 4, 9, 8, 7, 12, 11, 10], to);
        SampleKernels.SwapRedBlue32(p, to, 3);
        Assert.Equal([3, 2, 1, 4, 7, 6, 5, 8, 11, 10, 9, 12], to);
        SampleKernels.SwapRedBlue32(p, to, 3, opaque: true);
        Assert.Equal([3, 2, 1, 255, 7, 6, 5, 255, 11, 10, 9, 255], to);
        SampleKernels.MakeOpaque32(p, to, 3);
        Assert.Equal([1, 2, 3, 255, 5, 6, 7, 255, 9, 10, 11, 255], to);
        SampleKernels.Expand24To32(p, to, 3);
        Assert.Equal([1, 2, 3, 255, 4, 5, 6, 255, 7, 8, 9, 255], to);
        SampleKernels.Expand24To32(p, to, 3, swapRedBlue: true);
        Assert.Equal([3, 2, 1, 255, 6, 5, 4, 255, 9, 8, 7, 255], to);
        SampleKernels.Contract32To24(p, to, 3);
        Assert.Equal([1, 2, 3, 5, 6, 7, 9, 10, 11], to[..9]);
        SampleKernels.Contract32To24(p, to, 3, swapRedBlue: true);
        Assert.Equal([3, 2, 1, 7, 6, 5, 11, 10, 9], to[..9]);
        SampleKernels.BigEndian16ToNative(p, to, 6);
        Assert.Equal(BinaryPrimitives.ReadUInt16BigEndian(p.AsSpan(4)), MemoryMarshal.Cast<byte, ushort>(to)[2]);
    }

    [Fact]
    public void Maps_outside_the_source_pixel_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ByteShuffle(3, [0, 1, 3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ByteShuffle(3, [0, -3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ByteShuffle(9, [0]));
        Assert.Throws<ArgumentException>(() => new ByteShuffle(3, []));
    }

    private static void Check(int sourceSize, sbyte[] map, bool complement)
    {
        var shuffle = new ByteShuffle(sourceSize, map, complement);
        KernelTest.Compare(
            n => n * sourceSize,
            n => n * map.Length,
            shuffle.Convert,
            (source, destination, count) =>
            {
                for (int i = 0; i < count; i++)
                {
                    for (int j = 0; j < map.Length; j++)
                    {
                        destination[(i * map.Length) + j] = map[j] switch
                        {
                            ByteShuffle.Zero => 0,
                            ByteShuffle.Full => 255,
                            var from => (byte)(complement ? 255 - source[(i * sourceSize) + from] : source[(i * sourceSize) + from]),
                        };
                    }
                }
            },
            inPlace: sourceSize == map.Length);
    }
}
