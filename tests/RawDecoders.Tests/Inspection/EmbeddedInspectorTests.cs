using RawDecoders.CorpusGenerator;
using RawDecoders.Inspection;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Inspection;

/// <summary>A file in a file: one tree, offsets of the outer file, the pixels of the inner one.</summary>
public sealed class EmbeddedInspectorTests
{
    private static byte[] Read(string path) => File.ReadAllBytes(Path.Combine(CorpusFolder.Find(), path));

    [Theory]
    [InlineData("bmp/coded/png-h40.bmp", 54, "embedded PNG")]
    [InlineData("bmp/coded/png-h124.bmp", 138, "embedded PNG")]
    [InlineData("bmp/coded/jpeg-h108.bmp", 122, "embedded JPEG")]
    public void The_inner_tree_is_grafted_in_where_its_bytes_are(string path, int start, string name)
    {
        byte[] file = Read(path);
        StructureReport report = ImageInspector.Inspect(file);
        StructureNode part = report.Nodes.Single(n => n.Name == name);
        Assert.Equal((start, file.Length - start), ((int)part.Offset, (int)part.Length));
        StructureReport alone = ImageInspector.Inspect(file.AsMemory(start));
        AssertShifted(alone.Root, Assert.Single(part.Children), start);
        Assert.Null(InspectionFiles.BrokenShape(report.Root, file.Length));
    }

    [Theory]
    [InlineData("bmp/coded/png-h40.bmp", 54)]
    [InlineData("bmp/coded/png-h124.bmp", 138)]
    [InlineData("bmp/coded/jpeg-h124.bmp", 138)]
    public void A_pixels_trail_is_the_inner_files_moved(string path, int start)
    {
        byte[] file = Read(path);
        PixelTrail trail = ImageInspector.Trace(file, 5, 7);
        PixelTrail alone = ImageInspector.Trace(file.AsMemory(start), 5, 7);
        PixelBuffer image = ImageDecoder.Decode(file);
        int size = image.Format.GetBytesPerPixel();
        Assert.Equal(image.GetRow(7).Slice(5 * size, size).ToArray().Select(b => (int)b), trail.Samples);
        Assert.Equal((alone.PixelFormat, ImageFormat.Bmp), (trail.PixelFormat, trail.Format));
        Assert.Equal(start, trail.Root.Children[0].Offset);

        // A step without a place in the file has none in the outer one either.
        foreach ((StructureNode inner, StructureNode outer) in Steps(alone.Root).Zip(Steps(trail.Root.Children[1])))
        {
            Assert.Equal((inner.Name, inner.Raw, inner.BitOffset), (outer.Name, outer.Raw, outer.BitOffset));
            Assert.Equal(inner.Length == 0 && inner.Offset == 0 ? 0 : inner.Offset + start, outer.Offset);
        }

        Assert.Equal(Steps(alone.Root).Count(), Steps(trail.Root.Children[1]).Count());
        Assert.Equal(ImageInspector.Stages(file.AsMemory(start)).Select(s => s.Name), ImageInspector.Stages(file).Select(s => s.Name));
    }

    private static IEnumerable<StructureNode> Steps(StructureNode node) => node.Children.SelectMany(Steps).Prepend(node);

    [Fact]
    public void Other_dimensions_than_the_header_says_are_a_warning_at_the_header()
    {
        StructureReport report = ImageInspector.Inspect(Read("bmp/coded/png-other-size.bmp"));
        (StructureNode node, Issue finding) = report.Findings.Single(f => f.Finding.Rule.Id == "bmp-embedded-size");
        Assert.Equal(("biWidth", 18L, Severity.Warning), (node.Name, finding.Offset, finding.Severity));
        Assert.Equal(18, Assert.Throws<ImageDecodeException>(
            () => ImageDecoder.Decode(Read("bmp/coded/png-other-size.bmp"), new DecodeOptions { Strictness = Strictness.Strict })).Offset);
    }

    [Fact]
    public void Everything_the_inner_inspector_says_is_moved()
    {
        byte[] file = new byte[100];
        var options = new InspectOptions();
        var part = new EmbeddedPart(ImageFormat.Png, 40, 50, (_, _) => null);
        var embedded = new EmbeddedInspector(new OuterInspector(file, options), new InnerInspector(file.AsMemory(40, 50), options), part, file, options);
        StructureNode root = embedded.Inspect();
        Assert.Null(InspectionFiles.BrokenShape(root, 100));
        var report = new StructureReport(ImageFormat.Bmp, root, embedded.Elisions.Any());
        StructureNode bits = report.Nodes.Single(n => n.Name == "bits");
        Assert.Equal((47L, 3, 6L, "42"), (bits.Offset, bits.BitOffset, bits.BitLength, bits.Raw));
        Assert.Equal((47L, "inner"), (report.Findings.Single().Finding.Offset, report.Findings.Single().Node.Name));

        PixelTrail trail = embedded.Trace(1, 2);
        Assert.Equal((ImageFormat.Bmp, 1, 2), (trail.Format, trail.X, trail.Y));
        Assert.Equal([40L, 0], trail.Root.Children.Select(c => c.Offset));
        Assert.Equal([47L, 0], trail.Root.Children[1].Children.Select(c => c.Offset));
        Assert.Equal(47, Assert.Throws<ImageDecodeException>(() => embedded.Trace(9, 9)).Offset);

        Assert.Equal("inner 7", embedded.Affects(47, report.PathTo(47)[^1]).Words);
        Assert.StartsWith("no pixel", embedded.Affects(3, report.PathTo(3)[^1]).Words, StringComparison.Ordinal);
        Assert.StartsWith("nothing", embedded.Affects(95, report.PathTo(95)[^1]).Words, StringComparison.Ordinal);
        Assert.Equal(47, Assert.Throws<ImageDecodeException>(() => embedded.Stages().Count()).Offset);
    }

    private static void AssertShifted(StructureNode expected, StructureNode actual, long by)
    {
        Assert.Equal((expected.Name, expected.Offset + by, expected.Length, expected.Value, expected.Raw), (actual.Name, actual.Offset, actual.Length, actual.Value, actual.Raw));
        Assert.Equal((expected.BitOffset, expected.BitLength, expected.Clause), (actual.BitOffset, actual.BitLength, actual.Clause));
        Assert.Equal(expected.Findings.Select(f => f with { Offset = f.Offset + by }), actual.Findings);
        Assert.Equal(expected.Children.Count, actual.Children.Count);
        for (int i = 0; i < expected.Children.Count; i++)
            AssertShifted(expected.Children[i], actual.Children[i], by);
    }

    private static ImageDecodeException Error(long offset)
        => new(TestIssues.Finding(Severity.Error, offset, "rule", "what", "clause", "refused"), ImageFormat.Png);

    private sealed class OuterInspector(ReadOnlyMemory<byte> file, InspectOptions options) : FormatInspector(file, options)
    {
        public override StructureNode Inspect()
        {
            var root = new StructureNode("outer", 0, 100);
            root.Add("before", 0, 40);
            root.Add("embedded", 40, 50);
            root.Add("after", 90, 10);
            return root;
        }

        public override PixelTrail Trace(int x, int y) => throw new NotSupportedException();

        public override ByteEffect Affects(long offset, StructureNode leaf) => new("outer");

        public override IEnumerable<StagePicture> Stages() => [];
    }

    private sealed class InnerInspector(ReadOnlyMemory<byte> file, InspectOptions options) : FormatInspector(file, options)
    {
        public override StructureNode Inspect()
        {
            var root = new StructureNode("inner", 0, 50);
            root.Add(new StructureNode("bits", 7, 2) { BitOffset = 3, BitLength = 6, Raw = "42" });
            return root.AddFinding(TestIssues.Finding(Severity.Note, 7, "rule", "what", "clause", "consequence"));
        }

        public override PixelTrail Trace(int x, int y)
        {
            if (x == 9)
                throw Error(7);
            var root = new StructureNode("pixel", 0, 0);
            root.Add("stored", 7, 1);
            root.Add("computed", 0, 0);
            return new PixelTrail(ImageFormat.Png, x, y, PixelFormat.Gray8, [1], root);
        }

        public override ByteEffect Affects(long offset, StructureNode leaf) => new($"{leaf.Name} {offset}");

        public override IEnumerable<StagePicture> Stages()
        {
            yield return new StagePicture("first", "", new PixelBuffer(new byte[1], 1, 1, PixelFormat.Gray8));
            throw Error(7);
        }
    }
}
