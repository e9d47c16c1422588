using RawDecoders.Inspection;

namespace RawDecoders.Tests.Jpeg.Inspection;

/// <summary>What a byte is said to affect holds the pixels that change with it; stages are drawn from the coefficients.</summary>
public class JpegEffectTests
{
    /// <summary>
    /// Bytes of small files, changed one at a time. Left out is what makes the file another one: a change that makes or
    /// unmakes a marker in entropy-coded data ("otherwise read as before").
    /// </summary>
    [Fact]
    [Trait("Length", "Long")]
    public void Only_pixels_in_the_stated_area_change()
    {
        var random = new Random(12);
        int changedPixels = 0, silent = 0, partial = 0;
        foreach (string name in JpegStudyFiles.SmallCorpus)
        {
            byte[] file = JpegStudyFiles.Read(name);
            if (!TryDecode(file, Strictness.Standard, out PixelBuffer? before))
                continue;
            for (int i = 0; i < 6; i++)
            {
                int at = random.Next(file.Length);
                byte value = (byte)random.Next(256);
                ByteLocation location = ImageInspector.Locate(file, at);
                bool inData = location.Path[^1].Name == "entropy-coded data";
                if (inData && (value == 0xFF || file[at] == 0xFF || file[at - 1] == 0xFF))
                    continue;
                byte[] changed = [.. file];
                changed[at] = value;
                if (!TryDecode(changed, Strictness.Lenient, out PixelBuffer? after))
                    continue;
                string told = $"{name}, byte {at} from {file[at]} to {value}: {location.Effect}";
                Assert.NotEqual("", location.Effect.Words);
                PixelArea? area = location.Effect.Area;
                var whole = new PixelArea(0, 0, before!.Width, before.Height);
                if ((after!.Width, after.Height, after.Format) != (before.Width, before.Height, before.Format))
                {
                    Assert.True(area == whole, told);
                    continue;
                }

                silent += area is null ? 1 : 0;
                partial += area is { } a && a != whole ? 1 : 0;
                foreach ((int x, int y) in Changes(before, after))
                {
                    changedPixels++;
                    Assert.True(area is { } r && x >= r.X && x < r.X + r.Width && y >= r.Y && y < r.Y + r.Height, $"{told}; pixel {x}, {y}");
                }
            }
        }

        Assert.True(changedPixels > 10_000 && silent > 30 && partial > 50, $"{changedPixels} pixels; {silent} without an area, {partial} with a part of the picture");
    }

    [Fact]
    public void Predictor_and_point_transform_have_an_effect_on_every_pixel()
    {
        byte[] file = JpegStudyFiles.Read("corpus/jpeg/lossless/predictor-2.jpg");
        int scan = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        int field = scan + 5 + 2 * file[scan + 4];

        Assert.NotNull(ImageInspector.Locate(file, field).Effect.Area);
        Assert.Contains("ignored in a lossless scan", ImageInspector.Locate(file, field + 1).Effect.Words, StringComparison.Ordinal);
        Assert.NotNull(ImageInspector.Locate(file, field + 2).Effect.Area);
    }

    [Fact]
    public void Effects_name_what_a_byte_is_for()
    {
        byte[] file = JpegStudyFiles.Read("corpus/jpeg/metadata/all.jpg");
        Assert.Contains("metadata", Effect(file, 30));
        Assert.Contains("coefficient 2 (column 0, row 1) in every block of Y", Effect(file, 516));
        Assert.Contains("what one code means, now category 5: blocks of scan 1", Effect(file, 687));
        Assert.Contains("block 0, 0 of Y in MCU 0 of scan 1", Effect(file, 828));
        Assert.Contains("ignored in a sequential scan", Effect(file, 826));

        // Byte 361 ends a block of Y with all but its last bit, byte 362 is Cb's alone.
        byte[] scene = JpegStudyFiles.Read("corpus/jpeg/quality/scene-50.jpg");
        Assert.Contains("block 1, 1 of Y", Effect(scene, 361));
        Assert.Contains("block 0, 0 of Cb", Effect(scene, 362));
    }

    private static string Effect(byte[] file, int offset) => ImageInspector.Locate(file, offset).Effect.Words;

    [Theory]
    [InlineData("corpus/jpeg/progressive/default-420.jpg", 14)]
    [InlineData("corpus/jpeg/sampling/420-sof0.jpg", 0)]
    [InlineData("corpus/jpeg/colour/cmyk-adobe-0-sof0.jpg", 0)]
    [InlineData("corpus/jpeg/two-components/21-11-sof0.jpg", 0)]
    public void Stages_are_drawn(string name, int scans)
    {
        byte[] file = JpegStudyFiles.Read(name);
        StagePicture[] stages = [.. ImageInspector.Stages(file)];
        PixelBuffer image = ImageDecoder.Decode(file);
        int components = ((RawDecoders.Jpeg.JpegMetadata)image.Result!.Info.Metadata!).Components.Count;
        Assert.Equal(scans + 2 + components, stages.Length);
        Assert.Equal(stages.Length, stages.Select(s => s.Name).Distinct().Count());
        Assert.All(stages, s => Assert.True(s.Pixels.Format is PixelFormat.Gray8 or PixelFormat.Rgb24));
        foreach (StagePicture stage in stages.Where(s => !s.Name.StartsWith("component-", StringComparison.Ordinal)))
            Assert.Equal((image.Width, image.Height), (stage.Pixels.Width, stage.Pixels.Height));

        // After the last scan the picture is the picture.
        if (scans > 0)
            Assert.Equal(image.ToArray(), stages[scans - 1].Pixels.ToArray());

        // The first component has a sample a pixel, and for two components stands as it is in the picture.
        if (components == 2)
            Assert.Equal(ImageDecoder.Decode(file, new DecodeOptions { PixelFormat = PixelFormat.Gray8 }).ToArray(), stages[^2].Pixels.ToArray());
    }

    [Fact]
    public void Stages_of_refused_files_are_refused()
        => Assert.Throws<ImageDecodeException>(() => ImageInspector.Stages(JpegStudyFiles.Read("corpus/jpeg/broken/code-first-row.jpg")).ToArray());

    private static IEnumerable<(int X, int Y)> Changes(PixelBuffer a, PixelBuffer b)
    {
        int bytes = a.Format.GetBytesPerPixel();
        for (int y = 0; y < a.Height; y++)
        {
            for (int x = 0; x < a.Width; x++)
            {
                if (!a.GetRow(y).Slice(x * bytes, bytes).SequenceEqual(b.GetRow(y).Slice(x * bytes, bytes)))
                    yield return (x, y);
            }
        }
    }

    private static bool TryDecode(byte[] file, Strictness strictness, out PixelBuffer? image)
    {
        image = null;
        try
        {
            image = ImageDecoder.Decode(file, new DecodeOptions { Strictness = strictness });
            return true;
        }
        catch (ImageDecodeException)
        {
            return false;
        }
    }
}
