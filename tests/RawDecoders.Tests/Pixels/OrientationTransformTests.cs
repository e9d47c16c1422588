using Xunit;

namespace RawDecoders.Tests.Pixels;

[Trait("Category", "Kernels")]
public class OrientationTransformTests
{
    /// <summary>
    /// Exif defines the values by where the stored row 0 and column 0 lie on the upright picture, and so do their names:
    /// RightTop has row 0 at the right and column 0 at the top.
    /// </summary>
    private static (int X, int Y) Upright(ImageOrientation orientation, int column, int row, int width, int height)
    {
        string name = orientation.ToString();
        string rowSide = name.StartsWith("Top", StringComparison.Ordinal) ? "Top"
            : name.StartsWith("Bottom", StringComparison.Ordinal) ? "Bottom"
            : name.StartsWith("Left", StringComparison.Ordinal) ? "Left" : "Right";
        string columnSide = name[rowSide.Length..];
        int x = -1, y = -1;
        foreach ((string side, int distance, int extent) in new[] { (rowSide, row, height), (columnSide, column, width) })
        {
            switch (side)
            {
                case "Left":
                    x = distance;
                    break;
                case "Right":
                    x = extent - 1 - distance;
                    break;
                case "Top":
                    y = distance;
                    break;
                default:
                    y = extent - 1 - distance;
                    break;
            }
        }

        return (x, y);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(8)]
    public void Agrees_with_the_definition_of_the_tag(int bytesPerPixel)
    {
        var random = new Random(bytesPerPixel);
        using var memory = new GuardedMemory(200 * 200 * 8);
        foreach ((int width, int height) in Sizes())
        {
            // The source and the destination each end at an unreadable page in turn.
            int sourceStride = (width * bytesPerPixel) + random.Next(3);
            int sourceLength = ((height - 1) * sourceStride) + (width * bytesPerPixel);
            foreach (ImageOrientation orientation in Enum.GetValues<ImageOrientation>())
            {
                bool swaps = OrientationTransform.SwapsAxes(orientation);
                (int columns, int rows) = swaps ? (height, width) : (width, height);
                int stride = (columns * bytesPerPixel) + random.Next(3);
                int length = ((rows - 1) * stride) + (columns * bytesPerPixel);
                bool guardSource = random.Next(2) == 0;
                Span<byte> source = guardSource ? memory.End(sourceLength) : new byte[sourceLength];
                Span<byte> actual = guardSource ? new byte[length] : memory.End(length);
                random.NextBytes(source);
                actual.Fill(0xA5);
                byte[] expected = new byte[length];
                Array.Fill(expected, (byte)0xA5);
                for (int row = 0; row < height; row++)
                {
                    for (int column = 0; column < width; column++)
                    {
                        (int x, int y) = Upright(orientation, column, row, width, height);
                        source.Slice((row * sourceStride) + (column * bytesPerPixel), bytesPerPixel)
                            .CopyTo(expected.AsSpan((y * stride) + (x * bytesPerPixel)));
                    }
                }

                OrientationTransform.Apply(source, sourceStride, RowTarget.Create(actual, stride, columns * bytesPerPixel, rows), bytesPerPixel, orientation);
                Assert.True(expected.AsSpan().SequenceEqual(actual), $"{orientation} of {width} x {height} pixels of {bytesPerPixel} bytes.");
            }
        }
    }

    [Fact]
    public void A_buffer_turns_with_its_account()
    {
        // Stored rows RG / BY, to be turned 90 degrees clockwise: upright is B R / Y G.
        var info = new ImageInfo { Format = ImageFormat.Jpeg, Width = 2, Height = 3, PixelFormat = PixelFormat.Gray8, BitDepth = 8, ColorModel = ColorModel.Grayscale };
        var stored = new PixelBuffer(new byte[] { 1, 2, 3, 4, 5, 6 }, 2, 3, PixelFormat.Gray8) { Result = new DecodeResult(info, 2, 3, PixelFormat.Gray8) };
        PixelBuffer upright = stored.Oriented(ImageOrientation.RightTop);
        Assert.Equal([2, 3], upright.Shape);
        Assert.Equal([5, 3, 1, 6, 4, 2], upright.ToArray());
        Assert.Equal((3, 2), (upright.Result!.Width, upright.Result.Height));
        Assert.Equal((2, 3), (upright.Result.Info.Width, upright.Result.Info.Height));
        Assert.Throws<ArgumentOutOfRangeException>(() => stored.Oriented(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => stored.Oriented((ImageOrientation)9));
    }

    private static IEnumerable<(int Width, int Height)> Sizes()
    {
        for (int width = 1; width <= 13; width++)
        {
            for (int height = 1; height <= 13; height += 2)
                yield return (width, height);
        }

        yield return (64, 16);
        yield return (67, 19);
        yield return (17, 130);
        yield return (131, 66);
        yield return (150, 1);
        yield return (1, 150);
    }
}
