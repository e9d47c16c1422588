using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using RawDecoders.Inspection;

namespace RawDecoders.Tests.Inspection;

/// <summary>
/// The limits of an explanation: small files that would make a large one, each with a bound that is counted, not timed; and that what is
/// left out is told, leaves every byte in one leaf, and is there again with higher limits.
/// </summary>
public sealed class InspectBudgetTests
{
    private static readonly string[] Corpus = ["png", "bmp", "jpeg", "other"];

    public static TheoryData<string> Folders => [.. InspectionFiles.Folders];

    [Fact]
    public void EXIF_directories_that_overlap_are_told_once()
    {
        // Four directories in a chain of pointers, two bytes apart, each with an entry for every 12 bytes of the block.
        byte[] tiff = new byte[60_000];
        "II*\0"u8.CopyTo(tiff);
        BinaryPrimitives.WriteUInt32LittleEndian(tiff.AsSpan(4), 8);
        for (int i = 8; i + 2 <= tiff.Length; i += 2)
            BinaryPrimitives.WriteUInt16LittleEndian(tiff.AsSpan(i), 0x1388);
        foreach ((int at, int tag) in (ReadOnlySpan<(int, int)>)[(10, 0x8769), (22, 0x8825), (34, 0xA005)])
        {
            BinaryPrimitives.WriteUInt16LittleEndian(tiff.AsSpan(at), (ushort)tag);
            BinaryPrimitives.WriteUInt16LittleEndian(tiff.AsSpan(at + 2), 4);
            BinaryPrimitives.WriteUInt32LittleEndian(tiff.AsSpan(at + 4), 1);
            BinaryPrimitives.WriteUInt32LittleEndian(tiff.AsSpan(at + 8), (uint)(2000 + at));
        }

        byte[] file = Png(1, 1, [0, 0], ("eXIf", tiff));
        ImageInspector.Inspect(file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        StructureReport report = ImageInspector.Inspect(file);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.False(report.IsElided);
        AssertTiled(report.Root);
        // 5000 entries of five nodes, not four times as many.
        Assert.InRange(report.Nodes.Count(), 20_000, 30_000);
        Assert.InRange(allocated, 0, 30_000_000);
    }

    [Fact]
    public void Text_bombs_share_one_limit_on_inflated_bytes()
    {
        byte[] payload = [.. "bomb\0\0"u8, .. Zlib(new byte[1 << 20])];
        byte[] file = Png(1, 1, [0, 0], [.. Enumerable.Repeat(("zTXt", payload), 20)]);
        var few = new InspectOptions { MaxInflatedBytes = 5 << 20 };

        StructureReport report = ImageInspector.Inspect(file, few);
        AssertTiled(report.Root);
        Assert.True(report.IsElided);
        Assert.All(report.Elisions, e => Assert.Equal(InspectLimit.InflatedBytes, e.Limit));
        Assert.All(report.Elisions, e => Assert.Equal("--max-inflated", e.Flag));
        StructureNode[] elided = [.. report.Nodes.Where(n => n.Elision is not null)];
        Assert.Equal(report.Elisions.Count, elided.Length);
        Assert.Contains("InspectOptions.MaxInflatedBytes", elided[0].Value, StringComparison.Ordinal);
        // The image data has had its two bytes before them.
        Assert.Equal(4, report.Nodes.Count(n => n.Value.StartsWith("inflates to 1048576 bytes", StringComparison.Ordinal)));

        StructureReport whole = ImageInspector.Inspect(file);
        Assert.False(whole.IsElided);
        Assert.Equal(20, whole.Nodes.Count(n => n.Value.StartsWith("inflates to 1048576 bytes", StringComparison.Ordinal)));
    }

    [Fact]
    public void Rows_beyond_the_memory_are_left_out_and_told()
    {
        byte[] file = Png(1, 50_000, new byte[100_000]);
        var little = new InspectOptions { MaxMemory = 2_000_000 };
        StructureReport report = ImageInspector.Inspect(file, little);
        AssertTiled(report.Root);
        Assert.Contains(report.Elisions, e => e.Limit == InspectLimit.Memory);
        Assert.InRange(report.Nodes.Count(), 1000, little.MaxMemory.Value / 224);
        Assert.Empty(report.Findings);

        StructureReport whole = ImageInspector.Inspect(file);
        Assert.False(whole.IsElided);
        Assert.True(whole.Nodes.Count() > 50_000);
    }

    [Fact]
    public void What_the_decoder_was_not_asked_is_told()
    {
        // The last row has an undefined filter type: an error that only a decode finds.
        byte[] rows = new byte[20_000];
        rows[^2] = 9;
        byte[] file = Png(1, 10_000, rows);
        Assert.Contains(ImageInspector.Inspect(file).Findings, f => f.Finding.Severity == Severity.Error);

        StructureReport report = ImageInspector.Inspect(file, new InspectOptions { MaxWork = 1000 });
        AssertTiled(report.Root);
        Assert.DoesNotContain(report.Findings, f => f.Finding.Severity == Severity.Error);
        StructureElision elision = Assert.Single(report.Elisions);
        Assert.Equal(InspectLimit.Work, elision.Limit);
        Assert.Contains("the decoder was asked for the headers only", elision.What, StringComparison.Ordinal);
        ImageDecodeException error = Assert.Throws<ImageDecodeException>(() => ImageInspector.Trace(file, 0, 0, new InspectOptions { MaxWork = 1000 }));
        Assert.Equal(ImageDecodeErrorKind.LimitExceeded, error.Kind);
    }

    [Fact]
    [Trait("Length", "Long")]
    public void Limits_at_any_value_leave_every_byte_in_one_leaf()
    {
        var random = new Random(20260711);
        foreach ((string name, byte[] file) in Corpus.SelectMany(InspectionFiles.In))
        {
            for (int i = 0; i < 3; i++)
            {
                var options = new InspectOptions
                {
                    MaxNodes = 1 + (int)Value(20),
                    MaxWork = Value(24),
                    MaxInflatedBytes = Value(20),
                    MaxMemory = Value(26),
                    Symbols = i == 1,
                    Blocks = i == 1,
                };
                StructureReport report = ImageInspector.Inspect(file, options);
                Assert.True(InspectionFiles.BrokenShape(report.Root, file.Length) is null, name);
                Assert.Equal(report.IsElided, report.IsCut);
                if (file.Length > 0)
                    ImageInspector.Locate(file, random.Next(file.Length), options);
                try
                {
                    ImageInspector.Trace(file, 0, 0, options);
                    _ = ImageInspector.Stages(file, options).Count();
                }
                catch (ImageDecodeException)
                {
                    // Refused, by the file or by a limit.
                }
            }
        }

        long Value(int bits) => 1 + (random.NextInt64() >> (63 - random.Next(bits)));
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Default_limits_leave_nothing_out(string folder)
    {
        foreach ((string name, byte[] file) in LongRun.Sample(InspectionFiles.In(folder), 20))
            Assert.False(ImageInspector.Inspect(file).IsElided, name);
    }

    private static void AssertTiled(StructureNode root) => Assert.Null(InspectionFiles.BrokenShape(root, root.Length));

    private static byte[] Zlib(byte[] data)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(data);
        return packed.ToArray();
    }

    /// <summary>A greyscale PNG of 8 bits from its filtered rows, with chunks before its image data.</summary>
    private static byte[] Png(int width, int height, byte[] rows, params (string Type, byte[] Payload)[] chunks)
    {
        var file = new List<byte>([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        Add("IHDR", header);
        foreach ((string type, byte[] payload) in chunks)
            Add(type, payload);
        Add("IDAT", Zlib(rows));
        Add("IEND", []);
        return [.. file];

        void Add(string type, byte[] payload)
        {
            byte[] body = [.. Encoding.ASCII.GetBytes(type), .. payload];
            byte[] number = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(number, payload.Length);
            file.AddRange(number);
            file.AddRange(body);
            BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.HashToUInt32(body));
            file.AddRange(number);
        }
    }
}
