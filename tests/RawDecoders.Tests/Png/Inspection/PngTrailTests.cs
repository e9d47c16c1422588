using System.Globalization;
using System.Runtime.InteropServices;
using RawDecoders.Inspection;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Png.Inspection;

/// <summary>Following a trail by hand gives the decoder's pixel.</summary>
public sealed class PngTrailTests
{
    private const int PixelsPerFile = 2;

    public static TheoryData<string> Folders
        => [.. PngInspecting.Corpus.Select(f => Path.GetFileName(Path.GetDirectoryName(f)!)!).Distinct(), "pngsuite"];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Following_the_trail_gives_the_decoders_pixel(string folder)
    {
        if (folder == "pngsuite")
            Suites.Require();
        var random = new Random(folder.Length);
        int followed = 0, refused = 0;
        foreach (string path in LongRun.Sample(PngInspecting.All.Where(f => Path.GetFileName(Path.GetDirectoryName(f)) == folder), 12))
        {
            byte[] file = File.ReadAllBytes(path);
            PixelBuffer image;
            try
            {
                image = ImageDecoder.Decode(file);
            }
            catch (ImageDecodeException)
            {
                refused++;
                continue;
            }

            var follower = new PngTrailFollower(file);
            for (int i = 0; i < PixelsPerFile; i++, followed++)
            {
                (int x, int y) = (random.Next(image.Width), random.Next(image.Height));
                PixelTrail trail = ImageInspector.Trace(file, x, y);
                int[] wanted = Samples(image, x, y);
                Assert.Equal((image.Format, x, y), (trail.PixelFormat, trail.X, trail.Y));
                Assert.True(wanted.SequenceEqual(trail.Samples), path);
                Assert.True(wanted.SequenceEqual(follower.Follow(trail)), path);
                AssertNeighbours(file, trail, follower, image);
            }
        }

        Assert.True(followed > 0 || refused > 0);
    }

    /// <summary>What a filter predicts from is the neighbours' bytes as their own trails have them.</summary>
    private static void AssertNeighbours(byte[] file, PixelTrail trail, PngTrailFollower follower, PixelBuffer image)
    {
        StructureNode[] bytes = [.. trail.Root.Children.Where(n => n.Name.StartsWith("Byte ", StringComparison.Ordinal))];
        int step = trail.Root.Children.Any(n => n.Name == "Pass") ? -1 : 1;
        if (step < 0 || bytes.Any(b => b.Children.All(c => c.Name != "Left (a)")) || trail.X == 0 || trail.Y == 0 || file[24] < 8)
            return;
        Compare("Left (a)", -1, 0);
        if (bytes[0].Children.Any(c => c.Name == "Above (b)"))
            Compare("Above (b)", 0, -1);
        if (bytes[0].Children.Any(c => c.Name == "Upper left (c)"))
            Compare("Upper left (c)", -1, -1);

        void Compare(string name, int dx, int dy)
        {
            PixelTrail other = ImageInspector.Trace(file, trail.X + dx, trail.Y + dy);
            Assert.Equal(Samples(image, other.X, other.Y), follower.Follow(other));
            Assert.Equal(
                other.Root.Children.Where(n => n.Name.StartsWith("Byte ", StringComparison.Ordinal)).Select(n => n.Raw),
                bytes.Select(b => b.Child(name).Raw));
        }
    }

    private static int[] Samples(PixelBuffer image, int x, int y)
    {
        int size = image.Format.GetBytesPerPixel();
        ReadOnlySpan<byte> pixel = image.GetRow(y).Slice(x * size, size);
        return image.Format.GetBytesPerSample() == 1
            ? [.. pixel.ToArray().Select(b => (int)b)]
            : [.. MemoryMarshal.Cast<byte, ushort>(pixel).ToArray().Select(s => (int)s)];
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, -1)]
    [InlineData(24, 0)]
    [InlineData(0, 18)]
    public void A_pixel_outside_is_an_argument_error(int x, int y)
        => Assert.Throws<ArgumentOutOfRangeException>(() => ImageInspector.Trace(PngInspecting.Read("png/ancillary/gama.png"), x, y));

    [Fact]
    public void A_pixel_after_damage_is_refused_as_the_decoder_does()
    {
        byte[] file = PngInspecting.Read("png/broken/filter-5.png");
        ImageDecodeException refusal = Assert.Throws<ImageDecodeException>(() => ImageDecoder.Decode(file));
        int height = ImageDecoder.Identify(file).Height;
        Assert.Equal(refusal.Message, Assert.Throws<ImageDecodeException>(() => ImageInspector.Trace(file, 0, height - 1)).Message);
        Assert.Equal("0", ImageInspector.Trace(file, 0, 0).Root.Child("Row").Raw);
    }

    [Fact]
    public void A_chain_of_matches_is_cut_short_but_ends_in_its_literal()
    {
        // 200 000 equal bytes: some 775 matches of 258 bytes, each a copy of what the one before gave.
        byte[] raw = new byte[201 * 1000];
        byte[] file = PngWriter.File(
            PngWriter.Chunk("IHDR", PngWriter.Header(200, 1000, 8, 0)), PngWriter.Chunk("IDAT", PngWriter.Zlib(raw, System.IO.Compression.CompressionLevel.Optimal)), PngWriter.End);
        StructureNode type = ImageInspector.Trace(file, 199, 999, new InspectOptions { MaxNodes = 100 }).Root.Child("Filter type");
        Assert.Equal("Further matches", type.Children[^2].Name);
        Assert.Equal("Literal", type.Children[^1].Children[1].Name);
        Assert.InRange(type.Children.Count, 3, 30);
        Assert.Equal(0, int.Parse(type.Raw, CultureInfo.InvariantCulture));
    }
}
