using System.Reflection;
using RawDecoders.Inspection;

namespace RawDecoders.Tests.Face;

/// <summary>What <see cref="PixelBuffer"/> and <see cref="StructureNode"/> offer besides.</summary>
public sealed class SmallPartsTests
{
    [Fact]
    public void A_pixel_is_a_view_of_its_bytes()
    {
        var image = new PixelBuffer(new byte[] { 1, 2, 3, 4, 5, 6, 0, 7, 8, 9, 10, 11, 12 }, 2, 2, PixelFormat.Rgb24, 7);

        Assert.Equal([4, 5, 6], image[1, 0].ToArray());
        Assert.Equal([7, 8, 9], image[0, 1].ToArray());
        image[1, 1][2] = 99;
        Assert.Equal([10, 11, 99], image.GetRow(1)[3..].ToArray());
        Assert.Equal([3, 4], new PixelBuffer(new byte[] { 1, 2, 3, 4 }, 2, 1, PixelFormat.Gray16)[1, 0].ToArray());
        foreach ((int x, int y) in ((int, int)[])[(-1, 0), (2, 0), (0, -1), (0, 2)])
            Assert.Throws<ArgumentOutOfRangeException>(() => image[x, y].Length);
    }

    [Fact]
    public void A_buffer_says_what_it_is()
    {
        Assert.Equal("2 x 1 rgb24", new PixelBuffer(new byte[6], 2, 1, PixelFormat.Rgb24).ToString());
        Assert.Equal("1 x 2 gray8, rows 4 bytes apart", new PixelBuffer(new byte[8], 1, 2, PixelFormat.Gray8, 4).ToString());
    }

    [Theory]
    [InlineData("png/photos/landscape-palette.png")]
    [InlineData("bmp/photos/text-rle8.bmp")]
    [InlineData("jpeg/photos/landscape-420.jpg")]
    public void A_tree_cannot_be_changed_from_outside(string name)
    {
        byte[] file = FaceFiles.Read(name);
        StructureNode root = ImageInspector.Inspect(file.AsMemory(0, file.Length / 2)).Root;

        Assert.Throws<NotSupportedException>(() => ((IList<StructureNode>)root.Children).Clear());
        StructureNode found = ImageInspector.Inspect(file.AsMemory(0, file.Length / 2)).Nodes.First(n => n.Findings.Count > 0);
        Assert.Throws<NotSupportedException>(() => ((IList<Issue>)found.Findings).Clear());
        Assert.Empty(typeof(StructureNode).GetConstructors(BindingFlags.Public | BindingFlags.Instance));
        Assert.DoesNotContain(typeof(StructureNode).GetProperties(), p => p.SetMethod is { IsPublic: true });
        Assert.DoesNotContain(
            typeof(StructureNode).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly), m => !m.IsSpecialName);
    }

    [Theory]
    [InlineData(1, 20, 28)]
    [InlineData(3, 0, 28)]
    [InlineData(4, 0, 28)]
    [InlineData(2, 20, 28)]
    [InlineData(6, 0, 64)]
    public void Damage_is_told_of_the_rows_delivered(byte orientation, int first, int count)
    {
        byte[] file = FaceFiles.Turned(64, 48, orientation);
        int data = file.AsSpan().IndexOf("IDAT"u8);
        var options = new DecodeOptions { Strictness = Strictness.Lenient, ApplyOrientation = true };
        byte[] stored = new byte[64 * 48 * 3];
        // Cut the file where some rows are there.
        byte[] cut = Enumerable.Range(data + 8, file.Length - data - 8).Select(n => file[..n])
            .First(f => ImageDecoder.TryDecode(f, out PixelBuffer? i, out _, options with { ApplyOrientation = false }) && i.Result!.Damage is [{ FirstRow: 20 }]);

        DecodeResult result = ImageDecoder.Decode(cut, stored, options: options);

        DamagedRows damage = Assert.Single(result.Damage);
        Assert.Equal((first, count), (damage.FirstRow, damage.RowCount));
    }
}
