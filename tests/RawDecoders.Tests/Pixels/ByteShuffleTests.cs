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
