using RawDecoders.CorpusGenerator;
using RawDecoders.Inspection;

namespace RawDecoders.Tests.Bmp.Inspection;

/// <summary>What the tree of a BMP file says: names, places, values, codes.</summary>
public sealed class BmpInspectorTests
{
    private static readonly string Corpus = CorpusFolder.Find();

    private static StructureReport Inspect(byte[] file, InspectOptions? options = null) => ImageInspector.Inspect(file, options);

    private static byte[] Read(string path) => File.ReadAllBytes(Path.Combine(Corpus, "bmp", path));

    private static StructureNode Node(StructureReport report, string name) => report.Nodes.Single(n => n.Name == name);

    [Theory]
    [InlineData("matrix/h12-8bit.bmp", 12, "BITMAPCOREHEADER", "bcSize bcWidth bcHeight bcPlanes bcBitCount")]
    [InlineData("details/os2-h16.bmp", 16, "BITMAPINFOHEADER2 cut to 16 bytes", "cbFix cx cy cPlanes cBitCount")]
    [InlineData("details/os2-h46.bmp", 46, "BITMAPINFOHEADER2 cut to 46 bytes", "cbFix cx cy cPlanes cBitCount ulCompression cbImage cxResolution cyResolution "
        + "cclrUsed cclrImportant usUnits usReserved usRecording")]
    [InlineData("matrix/h64-8bit.bmp", 64, "BITMAPINFOHEADER2", "cbFix cx cy cPlanes cBitCount ulCompression cbImage cxResolution cyResolution cclrUsed "
        + "cclrImportant usUnits usReserved usRecording usRendering cSize1 cSize2 ulColorEncoding ulIdentifier")]
    [InlineData("matrix/h40-8bit.bmp", 40, "BITMAPINFOHEADER", "biSize biWidth biHeight biPlanes biBitCount biCompression biSizeImage biXPelsPerMeter "
        + "biYPelsPerMeter biClrUsed biClrImportant")]
    [InlineData("matrix/h52-8bit.bmp", 52, "BITMAPV2INFOHEADER", "biSize biWidth biHeight biPlanes biBitCount biCompression biSizeImage biXPelsPerMeter "
        + "biYPelsPerMeter biClrUsed biClrImportant biRedMask biGreenMask biBlueMask")]
    [InlineData("matrix/h56-8bit.bmp", 56, "BITMAPV3INFOHEADER", "biSize biWidth biHeight biPlanes biBitCount biCompression biSizeImage biXPelsPerMeter "
        + "biYPelsPerMeter biClrUsed biClrImportant biRedMask biGreenMask biBlueMask biAlphaMask")]
    public void Every_version_has_its_own_fields(string path, int size, string version, string fields)
    {
        StructureNode header = Inspect(Read(path)).Root.Children[1];
        Assert.Equal((version, 14L, (long)size), (header.Name, header.Offset, header.Length));
        Assert.Equal(fields, string.Join(' ', header.Children.Select(c => c.Name)));
    }

    [Fact]
    public void Version_5_has_32_fields_in_124_bytes()
    {
        StructureNode header = Inspect(Read("details/colour-embedded.bmp")).Root.Children[1];
        Assert.Equal(("BITMAPV5HEADER", 32), (header.Name, header.Children.Count));
        StructureNode data = header.Children.Single(c => c.Name == "bV5ProfileData");
        Assert.Equal((126L, "1720", "1720 bytes after the start of this header: byte 1734"), (data.Offset, data.Raw, data.Value));
        Assert.Equal("bV4V4Compression", Inspect(Read("matrix/h108-8bit.bmp")).Root.Children[1].Children[5].Name);
    }

    [Fact]
    public void Ignored_fields_say_so_and_why()
    {
        StructureReport report = Inspect(Read("matrix/h40-24bit.bmp"));
        Assert.Equal(
            ["bfSize", "bfReserved1", "bfReserved2", "biPlanes", "biSizeImage", "biClrImportant"],
            report.Root.Children[0].Children.Concat(report.Root.Children[1].Children).Where(n => n.Value.Contains("ignored: ", StringComparison.Ordinal)).Select(n => n.Name));
        Assert.Equal("0; ignored: only BI_BITFIELDS has masks", Node(Inspect(Read("matrix/h56-24bit.bmp")), "biAlphaMask").Value);
    }

    [Fact]
    public void Masks_are_drawn_as_bits()
    {
        StructureReport report = Inspect(Read("masks/h40-bgr565.bmp"));
        StructureNode masks = Node(report, "color masks");
        Assert.Equal((54L, 12L, "BBBBBGGG GGGRRRRR"), (masks.Offset, masks.Length, masks.Value));
        Assert.Equal("00000111 11100000: 6 bits from bit 5 up, 0 to 63", masks.Children[1].Value);
        Assert.EndsWith("pixel BBBBBGGG GGGRRRRR", Node(report, "pixel data").Value, StringComparison.Ordinal);
        Assert.EndsWith("pixel -RRRRRGG GGGBBBBB", Node(Inspect(Read("matrix/h40-16bit.bmp")), "pixel data").Value, StringComparison.Ordinal);
        Assert.Contains(Inspect(Read("broken/mask-gap.bmp")).Nodes, n => n.Value.EndsWith(", with holes", StringComparison.Ordinal));
        Assert.Contains("*", Node(Inspect(Read("broken/mask-overlap.bmp")), "pixel data").Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Palette_entries_tell_colour_and_use()
    {
        byte[] file = new BmpWriter
        {
            Width = 3, Height = 2, Bits = 8, Palette = [1, 2, 3, 0xAA, 0xBB, 0xCC, 7, 8, 9], Pixels = [1, 1, 0, 0, 1, 1, 1, 0],
        }.ToArray();
        file[54 + 4 + 3] = 255;
        StructureNode[] entries = [.. Node(Inspect(file), "palette").Children];
        Assert.Equal(["#010203, 1 pixel", "#AABBCC, rgbReserved 255 (ignored: not alpha), 5 pixels", "#070809, no pixel"], entries.Select(e => e.Value));
        Assert.Equal([54L, 58, 62], entries.Select(e => e.Offset));
        Assert.All(Node(Inspect(Read("matrix/h12-8bit.bmp")), "palette").Children, e => Assert.Equal((3L, '#'), (e.Length, e.Value[0])));
    }

    [Fact]
    public void Rows_tell_their_place_pixels_and_padding()
    {
        byte[] file = new BmpWriter { Width = 3, Height = 2, Bits = 4, Palette = new byte[48], Pixels = [0x12, 0x30, 0, 7, 0x45, 0x60, 0, 0] }.ToArray();
        StructureNode pixels = Node(Inspect(file), "pixel data");
        Assert.Equal("2 rows of 2 bytes and 2 of padding, from the bottom up", pixels.Value);
        Assert.Equal(["row 1", "row 0"], pixels.Children.Select(r => r.Name));
        Assert.Equal(["indices 1 2 3", "ignored: fills the row to a multiple of 4 bytes, 00 07 rather than 0"], pixels.Children[0].Children.Select(p => p.Value));
        Assert.Equal(["indices 4 5 6", "ignored: fills the row to a multiple of 4 bytes"], pixels.Children[1].Children.Select(p => p.Value));
    }

    [Fact]
    public void Every_opcode_is_a_leaf_with_what_it_does()
    {
        byte[] code = [3, 7, 0, 3, 1, 2, 3, 0xFF, 0, 0, 0, 2, 2, 1, 1, 9, 0, 1, 0xAB];
        byte[] file = new BmpWriter { Width = 7, Height = 4, Bits = 8, Compression = 1, Palette = new byte[30], Pixels = code }.ToArray();
        StructureNode pixels = Node(Inspect(file), "pixel data");
        Assert.Equal(["row 3", "row 2", "row 1", "after the code"], pixels.Children.Select(n => n.Name));
        Assert.Equal(
            [
                "encoded run: x 0, y 3: 3 pixels of index 7",
                "absolute run: x 3, y 3: 3 pixels one by one: indices 1 2 3, a byte of padding",
                "end of row: x 6, y 3: 1 pixel skipped",
                "delta: x 0, y 2: go 2 to the right and 1 up, pixels between are skipped",
                "encoded run: x 2, y 1: 1 pixel of index 9",
                "end of picture: x 3, y 1: all pixels after are skipped",
            ],
            pixels.Children.SkipLast(1).SelectMany(r => r.Children).Select(n => $"{n.Name}: {n.Value}"));
        Assert.Equal(1, pixels.Children[^1].Length);
    }

    [Fact]
    public void Opcodes_are_told_up_to_a_number_or_all()
    {
        byte[] file = Read("photos/text-rle8.bmp");
        StructureReport some = Inspect(file);
        Assert.False(some.IsCut);
        StructureNode more = Node(some, "more opcodes");
        StructureReport all = Inspect(file, new InspectOptions { Symbols = true });
        Assert.DoesNotContain(all.Nodes, n => n.Name == "more opcodes");
        int opcodes = all.Nodes.Count(n => n.Clause == "wingdi.h Bitmap Compression" && n.Children.Count == 0);
        Assert.Equal(opcodes, int.Parse(more.Value.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture) + 4096);
        Assert.StartsWith($"{opcodes} opcodes", Node(all, "pixel data").Value, StringComparison.Ordinal);
        Assert.True(Inspect(file, new InspectOptions { Symbols = true, MaxNodes = 500 }).IsCut);
    }

    [Fact]
    public void Code_that_outruns_biSizeImage_is_pixel_data_all_the_same()
    {
        byte[] code = [3, 7, 0, 0, 3, 8, 0, 1];
        byte[] file = new BmpWriter { Width = 3, Height = 2, Bits = 8, Compression = 1, Palette = new byte[30], Pixels = code, ImageSize = 3 }.ToArray();
        StructureReport report = Inspect(file);
        Assert.Equal(8, Node(report, "pixel data").Length);
        Assert.DoesNotContain(report.Nodes, n => n.Name == "after the end");
        Assert.Equal("bmp-trailing", Assert.Single(report.Findings).Finding.Rule.Id);
    }

    [Theory]
    [InlineData("coded/huffman-h40-35x26-msb.bmp", "high")]
    [InlineData("coded/huffman-h64-5200x2-lsb.bmp", "low")]
    public void Huffman_codes_are_bit_fields_without_a_gap(string path, string order)
    {
        byte[] file = Read(path);
        StructureReport report = Inspect(file, new InspectOptions { Symbols = true });
        Assert.Contains($"{order} bit of a byte first", Node(report, "pixel data").Value, StringComparison.Ordinal);
        StructureNode leaf = Node(report, "Huffman 1D code");
        Assert.True(leaf.IsLeaf);
        long bit = leaf.Offset * 8;
        foreach (StructureNode row in leaf.Children)
        {
            Assert.Equal(bit, row.Offset * 8 + row.BitOffset);
            foreach (StructureNode code in row.Children)
            {
                Assert.Equal(bit, code.Offset * 8 + code.BitOffset);
                bit += code.BitLength;
                string digits = string.Concat(Enumerable.Range(0, (int)code.BitLength).Select(i =>
                {
                    long at = code.Offset * 8 + code.BitOffset + i;
                    return file[at / 8] >> (int)(order == "high" ? 7 - at % 8 : at % 8) & 1;
                }));
                Assert.Contains(digits, code.Value, StringComparison.Ordinal);
            }

            Assert.Equal(bit, row.Offset * 8 + row.BitOffset + row.BitLength);
        }

        Assert.Equal(("return to control", 6), (leaf.Children[^1].Name, leaf.Children[^1].Children.Count));
    }

    [Fact]
    public void Profiles_are_explained()
    {
        StructureReport linked = Inspect(Read("details/colour-linked.bmp"));
        Assert.StartsWith("\"C:\\colour\\tiny.icc\" in code page 1252", Node(linked, "file name").Value, StringComparison.Ordinal);
        StructureReport embedded = Inspect(Read("details/colour-embedded.bmp"));
        Assert.Equal(("324 bytes", 1734L), (Node(embedded, "profile size").Value, Node(embedded, "profile size").Offset));
        Assert.Equal("\"acsp\"", Node(embedded, "profile file signature").Value);
    }

    [Fact]
    public void A_header_that_is_cut_is_told_as_far_as_it_goes()
    {
        StructureNode header = Inspect(Read("broken/cut-30.bmp")).Root.Children[1];
        Assert.Equal(("DIB header", 16L), (header.Name, header.Length));
        Assert.Equal(["biSize", "biWidth", "biHeight", "biPlanes", "biBitCount"], header.Children.Select(c => c.Name));
        StructureNode cut = Inspect(Read("matrix/h40-8bit.bmp")[..20]).Root.Children[1].Children[^1];
        Assert.Equal(("biWidth", "cut off: 2 of 4 bytes"), (cut.Name, cut.Value));
    }

    [Fact]
    public void Gaps_and_trailing_bytes_are_shown()
    {
        Assert.StartsWith("ignored: nothing refers to it: ", Node(Inspect(Read("details/gap.bmp")), "gap").Value, StringComparison.Ordinal);
        StructureReport trailing = Inspect(Read("details/trailing.bmp"));
        StructureNode after = Node(trailing, "after the end");
        Assert.Equal("bmp-trailing", Assert.Single(after.Findings).Rule.Id);
        Assert.Equal((1650L, 23L), (after.Offset, after.Length));
    }

    [Fact]
    public void Stages_show_indices_codes_and_channels()
    {
        byte[] file = Read("coded/rle8-jumps.bmp");
        StagePicture[] stages = [.. ImageInspector.Stages(file)];
        Assert.Equal(["codes", "indices", "picture"], stages.Select(s => s.Name));
        PixelBuffer indices = ImageDecoder.Decode(file, new DecodeOptions { PixelFormat = PixelFormat.Indexed8 });
        PixelBuffer rgba = ImageDecoder.Decode(file, new DecodeOptions { PixelFormat = PixelFormat.Rgba32 });
        Assert.Equal(indices.ToArray(), stages[1].Pixels.ToArray());
        Assert.Equal(ImageDecoder.Decode(file).ToArray(), stages[2].Pixels.ToArray());

        // Black on the map of codes is what no code paints; a format with alpha has it transparent.
        byte[] map = stages[0].Pixels.ToArray();
        bool[] painted = [.. Enumerable.Range(0, map.Length / 3).Select(i => map[3 * i] + map[3 * i + 1] + map[3 * i + 2] > 0)];
        Assert.Equal(rgba.ToArray().Where((_, i) => i % 4 == 3).Select(a => a > 0), painted);
        Assert.Contains(false, painted);

        PixelBuffer masked = ImageDecoder.Decode(Read("masks/h124-a4444.bmp"));
        stages = [.. ImageInspector.Stages(Read("masks/h124-a4444.bmp"))];
        Assert.Equal(["red", "green", "blue", "alpha", "picture"], stages.Select(s => s.Name));
        Assert.Equal(masked.ToArray().Where((_, i) => i % 4 == 1), stages[1].Pixels.ToArray());
        Assert.Throws<ImageDecodeException>(() => ImageInspector.Stages(Read("broken/width-0.bmp")).Count());
    }
}
