using RawDecoders.Inspection;
using RawDecoders.Png;
using RawDecoders.Tests.Png.Inspection;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Png.Frames;

/// <summary>Frames in the inspector: a node each, their data walked as IDAT's is, and what is wrong with it.</summary>
public sealed class FrameInspectionTests
{
    private static byte[] Read(string name) => File.ReadAllBytes(Repository.PathOf("corpus", "png", "animation", name));

    private static StructureNode[] Frames(StructureReport report) => [.. report.Root.Children.Where(n => n.Name.StartsWith("Frame ", StringComparison.Ordinal))];

    [Fact]
    public void Every_frame_of_the_corpus_has_a_node_with_its_chunks_blocks_and_rows()
    {
        int frames = 0;
        foreach (string path in Directory.GetFiles(Repository.PathOf("corpus", "png", "animation"), "*.png"))
        {
            byte[] file = File.ReadAllBytes(path);
            StructureReport report = ImageInspector.Inspect(file, new InspectOptions { Symbols = true });
            Assert.False(report.IsCut, path);
            PngInspecting.AssertTiles(report, file.Length);

            // Lenient reads every frame that can be had.
            using ImageFrameReader reader = ImageDecoder.OpenFrames(file, new DecodeOptions { Strictness = Strictness.Lenient }, new FrameOptions { Raw = true });
            if (!reader.IsAnimation)
                continue;
            StructureNode[] nodes = Frames(report);
            Assert.Equal(reader.FrameCount, nodes.Length);
            foreach (StructureNode node in nodes)
            {
                ImageFrameInfo info = reader.NextFrame!;
                Assert.Equal($"Frame {info.Index}", node.Name);
                Assert.StartsWith($"{info.Width} x {info.Height} at column {info.X}, row {info.Y};", node.Value, StringComparison.Ordinal);
                Assert.Contains($"dispose {info.Disposal}, blend {info.Blend};", node.Value, StringComparison.OrdinalIgnoreCase);
                AssertData(node, reader.ReadFrame()!, path);
                frames++;
            }
        }

        Assert.True(frames > 500, $"{frames} frames");
    }

    /// <summary>Rows, symbols and check value stand below the frame; there are as many rows as the frame has, if its data is whole.</summary>
    private static void AssertData(StructureNode frame, PixelBuffer pixels, string path)
    {
        StructureNode[] all = [.. All(frame)];
        Assert.Equal("fcTL chunk", frame.Children[0].Name);
        Assert.Contains(all, n => n.Name == "DEFLATE data");
        bool isBroken = pixels.Result!.Damage.Count > 0;
        int rows = all.Count(n => n.Name.StartsWith("Row ", StringComparison.Ordinal));
        Assert.True(isBroken || Path.GetFileName(path).Contains("adam7", StringComparison.Ordinal) || rows == pixels.Height, $"{path}: {rows} rows of {pixels.Height}");
        Assert.True(isBroken || all.Any(n => n.Name is "Literal" or "Match"), path);
        Assert.True(isBroken || all.Any(n => n.Name == "Adler-32" && n.Value.Contains("computed the same", StringComparison.Ordinal)), path);
    }

    private static IEnumerable<StructureNode> All(StructureNode node) => node.Children.SelectMany(All).Prepend(node);

    [Theory]
    [InlineData("broken-data-deflate.png", "png-deflate", true)]
    [InlineData("broken-data-filter.png", "png-filter-type", true)]
    [InlineData("broken-data-short.png", "png-image-data-length", true)]
    [InlineData("broken-data-check.png", "png-zlib-check", false)]
    [InlineData("broken-data-crc.png", "png-fdat-crc", false)]
    public void Flaws_of_a_frame_are_its_own(string name, string rule, bool isRefused)
    {
        byte[] file = Read(name);
        Issue note = Assert.Single(ImageInspector.Inspect(file).Findings.Select(f => f.Finding), f => f.Rule == PngRules.FrameData);
        Assert.Equal((Severity.Note, "frame 1"), (note.Severity, note.Part));
        Assert.EndsWith($"({rule})", note.What, StringComparison.Ordinal);
        foreach (Inflater engine in Enum.GetValues<Inflater>())
        {
            using ImageFrameReader reader = ImageDecoder.OpenFrames(file, new DecodeOptions { Inflater = engine });
            Assert.Empty(reader.ReadFrame()!.Result!.Warnings);
            Issue issue = isRefused
                ? Assert.Throws<ImageDecodeException>(() => reader.ReadFrame()).Issue
                : Assert.Single(reader.ReadFrame()!.Result!.Warnings);
            Assert.Equal((rule, "fdAT of frame 1", note.Offset), (issue.Rule.Id, issue.Part, issue.Offset));

            // The reason of damage says it too, and Strict refuses what Standard passes.
            using ImageFrameReader lenient = ImageDecoder.OpenFrames(file, new DecodeOptions { Strictness = Strictness.Lenient, Inflater = engine });
            Assert.Empty(lenient.ReadFrame()!.Result!.Damage);
            DecodeResult second = lenient.ReadFrame()!.Result!;
            // A right check value says that a wrong CRC is all that is wrong.
            Issue reason = rule == "png-fdat-crc" ? second.Warnings[0] : second.Damage[0].Reason;
            Assert.Equal((rule, "fdAT of frame 1"), (reason.Rule.Id, reason.Part));
            Assert.Empty(lenient.ReadFrame()!.Result!.Damage);
            Assert.Equal(rule, Refusal(file, engine).Rule.Id);
        }
    }

    /// <summary>What Strict says, at the opening or at a frame.</summary>
    private static ImageDecodeException Refusal(byte[] file, Inflater engine) => Assert.Throws<ImageDecodeException>(() =>
    {
        using ImageFrameReader reader = ImageDecoder.OpenFrames(file, new DecodeOptions { Strictness = Strictness.Strict, Inflater = engine });
        while (reader.ReadFrame() is not null)
        {
        }
    });

    /// <summary>However little may be spent, the nodes cover the file, and what was left out is told.</summary>
    [Fact]
    public void Frames_keep_within_the_limits()
    {
        byte[] file = AnimationWriter.Write(AnimationWriter.Random(new Random(5), 6, 8, 40, 30, 20), split: () => 50);
        foreach (InspectOptions options in (InspectOptions[])
            [new() { MaxNodes = 60 }, new() { MaxNodes = 400 }, new() { MaxInflatedBytes = 9000 }, new() { MaxWork = 6000 }, new() { MaxMemory = 60_000 }, new() { MaxMemory = 600_000 }])
        {
            StructureReport report = ImageInspector.Inspect(file, options);
            Assert.True(report.IsCut);
            PngInspecting.AssertTiles(report, file.Length);
        }

        Assert.Equal(20, Frames(ImageInspector.Inspect(file, new InspectOptions { MaxNodes = 1_000_000 })).Length);
    }

    [Fact]
    public void A_byte_of_a_frame_has_no_effect_on_the_default_image()
    {
        byte[] file = Read("one.png");
        (string _, int offset, int _) = AnimationWriter.Chunks(file).First(c => c.Type == "fcTL");
        Assert.Contains("frames of an animation", ImageInspector.Locate(file, offset + 12).Effect.Words, StringComparison.Ordinal);
    }
}
