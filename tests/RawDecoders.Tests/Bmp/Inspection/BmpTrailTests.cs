using RawDecoders.Inspection;
using RawDecoders.Tests.Inspection;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Bmp.Inspection;

/// <summary>
/// Pixels computed by hand from what Trace reports: <see cref="BmpTrailFollower"/> reads the trail and the file's bytes, nothing
/// else, and must arrive at the decoder's samples.
/// </summary>
public sealed class BmpTrailTests
{
    public static TheoryData<string> Folders => ["bmp", "suite:bmpsuite"];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Following_the_trail_gives_the_decoders_pixel(string folder)
    {
        var random = new Random(20261123);
        var kinds = new HashSet<string>();
        (int pixels, int refused) = (0, 0);
        var wrong = new List<string>();
        foreach ((string name, byte[] bytes) in InspectionFiles.In(folder))
        {
            PixelBuffer image;
            try
            {
                image = ImageDecoder.Decode(bytes);
            }
            catch (ImageDecodeException)
            {
                refused++;
                continue;
            }

            if (image.Result!.Info is not { Format: ImageFormat.Bmp, EmbeddedFormat: null })
                continue;
            for (int i = 0; i < 3; i++)
            {
                (int x, int y) = (random.Next(image.Width), random.Next(image.Height));
                PixelTrail trail = ImageInspector.Trace(bytes, x, y);
                Assert.Equal((ImageFormat.Bmp, x, y, image.Format), (trail.Format, trail.X, trail.Y, trail.PixelFormat));
                int[] expected = Samples(image, x, y);
                try
                {
                    int[] followed = BmpTrailFollower.Follow(bytes, trail);
                    if (!followed.SequenceEqual(expected) || !trail.Samples.SequenceEqual(expected))
                        wrong.Add($"{name} {x},{y}: {string.Join(' ', followed)} followed, {string.Join(' ', trail.Samples)} told, {string.Join(' ', expected)} decoded");
                }
                catch (Exception error) when (error is not OutOfMemoryException)
                {
                    wrong.Add($"{name} {x},{y}: {error.Message}");
                }

                pixels++;
                kinds.UnionWith(trail.Root.Children.Select(c => c.Name));
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(20)));
        Assert.True(pixels >= (folder == "bmp" ? 1000 : 150), $"{pixels} pixels, {refused} files refused");
        Assert.Superset(
            new HashSet<string> { "encoded run", "absolute run", "delta", "skipped", "white terminating code", "black terminating code", "palette entry", "pixel", "red" }, kinds);
    }

    [Fact]
    public void A_pixel_outside_the_picture_or_of_a_refused_file_is_an_error()
    {
        byte[] file = TinyBmp.Create(5, 4);
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageInspector.Trace(file, 5, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageInspector.Trace(file, 0, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageInspector.Trace(file, -1, 0));
        Assert.Equal([4, 3, 7], ImageInspector.Trace(file, 4, 3).Samples);
        Assert.Equal(ImageDecodeErrorKind.Truncated, Assert.Throws<ImageDecodeException>(() => ImageInspector.Trace(file.AsMemory(0, file.Length - 5), 0, 0)).Kind);
    }

    [Fact]
    public void An_index_that_the_palette_has_not_is_refused_as_the_decoder_does()
    {
        byte[] file = new BmpWriter { Width = 3, Height = 1, Bits = 8, Palette = new byte[6], Pixels = [0, 1, 2, 0] }.ToArray();
        Assert.Equal([0, 0, 0], ImageInspector.Trace(file, 1, 0).Samples);
        Assert.Contains("index 2", Assert.Throws<ImageDecodeException>(() => ImageInspector.Trace(file, 2, 0)).Message, StringComparison.Ordinal);
    }

    private static int[] Samples(PixelBuffer image, int x, int y)
    {
        int size = image.Format.GetBytesPerSample();
        ReadOnlySpan<byte> pixel = image.GetRow(y).Slice(x * image.Format.GetBytesPerPixel(), image.Format.GetBytesPerPixel());
        int[] samples = new int[pixel.Length / size];
        for (int i = 0; i < samples.Length; i++)
            samples[i] = size == 1 ? pixel[i] : BitConverter.ToUInt16(pixel[(2 * i)..]);
        return samples;
    }
}
