using System.Globalization;
using RawDecoders.Inspection;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Jpeg.Inspection;

/// <summary>Pixels decoded by hand from their trails are the decoder's.</summary>
public class JpegTrailTests
{
    public static TheoryData<string> Files => [.. JpegStudyFiles.All];

    [Theory]
    [MemberData(nameof(Files))]
    [Trait("Length", "Long")]
    public void Pixels_followed_by_hand_are_the_decoders(string name)
    {
        byte[] file = JpegStudyFiles.Read(name);
        PixelBuffer image;
        try
        {
            image = ImageDecoder.Decode(file);
        }
        catch (ImageDecodeException refusal)
        {
            // Refused alike, unless the damage lies behind that pixel.
            Exception? answer = Record.Exception(() => ImageInspector.Trace(file, 0, 0));
            Assert.True(answer is null || (answer is ImageDecodeException e && e.Message == refusal.Message), $"{answer}");
            return;
        }

        if (image.Result!.Info.Format != ImageFormat.Jpeg)
            return;
        var random = new Random(name.Length * 7919 + file.Length);
        (int X, int Y)[] pixels =
        [
            (random.Next(image.Width), random.Next(image.Height)),
            (random.Next(image.Width), random.Next(image.Height)),
            random.Next(2) == 0 ? (image.Width - 1, random.Next(image.Height)) : (random.Next(image.Width), image.Height - 1),
        ];
        foreach ((int x, int y) in pixels)
        {
            PixelTrail trail = ImageInspector.Trace(file, x, y);
            int bytes = image.Format.GetBytesPerPixel();
            byte[] pixel = image.GetRow(y).Slice(x * bytes, bytes).ToArray();
            int[] wanted = image.Format.GetBytesPerSample() == 1 ? [.. pixel] : [.. Enumerable.Range(0, bytes / 2).Select(i => (int)BitConverter.ToUInt16(pixel, 2 * i))];
            Assert.Equal(wanted, trail.Samples);
            var follower = new TrailFollower(file, trail, image.Result!.Info.BitDepth);
            Assert.Equal(wanted, follower.Follow());
        }
    }

    [Fact]
    public void Pixels_outside_the_picture_are_refused()
    {
        byte[] file = JpegStudyFiles.Read("corpus/jpeg/sampling/420-sof0.jpg");
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageInspector.Trace(file, -1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageInspector.Trace(file, 0, 100_000));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageInspector.Trace(file, 100_000, 0));
    }
}
