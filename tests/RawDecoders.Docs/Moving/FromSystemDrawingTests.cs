using RawDecoders;

namespace DocPages.Moving;

/// <summary>
/// What from-system-drawing.md says of pixels: beside GDI+ itself on Windows, and everywhere by the layout that GDI+ documents for its formats.
/// </summary>
public sealed class FromSystemDrawingTests
{
    private static readonly string Photo = Files.Corpus("png/photos/landscape-rgb.png");

    [Fact]
    public void Pixels_are_those_of_GDI_on_Windows()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "System.Drawing runs on Windows alone");
        string[] files = [Photo, Files.Corpus("bmp/photos/landscape-24bit.bmp"), .. Files.InCorpus("png/matrix").Where(f => ImageDecoder.Identify(f).BitDepth <= 8)];

        Assert.All(files, f => Assert.Equal(SystemDrawingCode.Load(f), FromSystemDrawing.Load(f)));
        Assert.All(files.Take(2), f => Assert.Equal(SystemDrawingCode.Load24(f), FromSystemDrawing.Load24(f)));
        Assert.All(files, f => Assert.Equal(SystemDrawingCode.Draw(f), FromSystemDrawing.Draw(f)));
        Assert.Equal(SystemDrawingCode.GetPixel(Photo, 7, 5), FromSystemDrawing.GetPixel(Photo, 7, 5));
    }

    [Fact]
    public void The_layouts_are_those_that_GDI_documents()
    {
        PixelBuffer rgb = ImageDecoder.Decode(Photo, new DecodeOptions { PixelFormat = PixelFormat.Rgb24 });
        byte[] argb = FromSystemDrawing.Load(Photo), padded = FromSystemDrawing.Load24(Photo);
        int stride = padded.Length / rgb.Height;

        Assert.Equal(0, stride % 4);
        Assert.InRange(stride, rgb.Width * 3, (rgb.Width * 3) + 3);
        for (int y = 0; y < rgb.Height; y++)
        {
            for (int x = 0; x < rgb.Width; x++)
            {
                byte[] pixel = rgb[x, y].ToArray();
                // Format32bppArgb: a word 0xAARRGGBB in the machine's order; Format24bppRgb: blue first.
                Assert.Equal([pixel[2], pixel[1], pixel[0], 255], argb.AsSpan(((y * rgb.Width) + x) * 4, 4).ToArray());
                Assert.Equal([pixel[2], pixel[1], pixel[0]], padded.AsSpan((y * stride) + (x * 3), 3).ToArray());
            }
        }

        Assert.Equal(BitConverter.ToInt32(argb, ((5 * rgb.Width) + 7) * 4), FromSystemDrawing.GetPixel(Photo, 7, 5));
    }
}
