using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using RawDecoders.Cli;

namespace RawDecoders.Tests.Cli;

/// <summary><c>rawdec show</c>: the scaler, each way of drawing read back, and the choice among them.</summary>
public sealed partial class ShowTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_picture_that_fits_is_not_changed()
    {
        var random = new Random(5);
        byte[] rgba = new byte[256 * 3 * 4];
        random.NextBytes(rgba);
        for (int i = 0; i < 256; i++)
            rgba.AsSpan(4 * i, 4).Fill((byte)i);
        for (int i = 3; i < rgba.Length; i += 4)
            rgba[i] = Math.Max(rgba[i], (byte)1);
        var scaler = new BoxScaler(256, 3, 256, 3);

        scaler.AddRows(rgba);

        Assert.Equal(rgba, scaler.Result.Span.ToArray());
    }

    [Theory]
    [InlineData(7, 5, 3, 2)]
    [InlineData(100, 1, 7, 1)]
    [InlineData(3, 50, 1, 9)]
    [InlineData(64, 64, 8, 8)]
    public void Each_pixel_is_the_mean_of_the_area_it_covers(int width, int height, int smallWidth, int smallHeight)
    {
        var random = new Random(width);
        byte[] rgba = new byte[width * height * 4];
        random.NextBytes(rgba);
        var scaler = new BoxScaler(width, height, smallWidth, smallHeight);
        scaler.AddRows(rgba);

        // The slow way: every source pixel, by the area that it shares with the output pixel.
        for (int y = 0; y < smallHeight; y++)
        {
            for (int x = 0; x < smallWidth; x++)
            {
                double area = 0, alpha = 0;
                double[] color = new double[3];
                for (int v = 0; v < height; v++)
                {
                    for (int u = 0; u < width; u++)
                    {
                        double shared = Overlap(x, u, width, smallWidth) * Overlap(y, v, height, smallHeight);
                        double weight = shared * rgba[4 * (v * width + u) + 3];
                        area += shared;
                        alpha += weight;
                        for (int c = 0; c < 3; c++)
                            color[c] += weight * ToLinear(rgba[4 * (v * width + u) + c] / 255.0);
                    }
                }

                ReadOnlySpan<byte> actual = scaler.Result.GetRow(y).Slice(4 * x, 4);
                for (int c = 0; c < 3; c++)
                    Assert.Equal(255 * FromLinear(color[c] / alpha), actual[c], 0.51);
                Assert.Equal(alpha / area, actual[3], 0.51);
            }
        }

        static double Overlap(int small, int large, int count, int smallCount)
            => Math.Max(0, Math.Min((small + 1.0) / smallCount, (large + 1.0) / count) - Math.Max((double)small / smallCount, (double)large / count));
        static double ToLinear(double v) => v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4);
        static double FromLinear(double v) => v <= 0.0031308 ? v * 12.92 : 1.055 * Math.Pow(v, 1 / 2.4) - 0.055;
    }

    [Theory]
    [InlineData(100, 100, 80, 40, 40, 40)]
    [InlineData(10, 10, 80, 40, 10, 10)]
    [InlineData(10000, 1, 80, 40, 80, 1)]
    [InlineData(1, 10000, 80, 40, 1, 40)]
    public void A_picture_keeps_its_shape_and_never_grows(int width, int height, int maxWidth, int maxHeight, int expectedWidth, int expectedHeight)
        => Assert.Equal((expectedWidth, expectedHeight), BoxScaler.Fit(width, height, maxWidth, maxHeight));

    [Fact]
    public void Blocks_show_two_pixels_a_character()
    {
        // Red, blue above; green, transparent below; a third row of its own.
        byte[] png = SampleFiles.Png(
            2, 3, 8, 6, [255, 0, 0, 255, 0, 0, 255, 255, 0, 255, 0, 255, 9, 9, 9, 0, 9, 9, 9, 0, 1, 2, 3, 255]);

        CliRun run = CliRun.OnInput(png, "show", "-", "--mode", "blocks");

        Assert.Equal(0, run.Code);
        Assert.Equal("\e[48;2;0;255;0m\e[38;2;255;0;0m▀\e[49m\e[38;2;0;0;255m▀\e[0m", run.Lines[0]);
        Assert.Equal(" \e[38;2;1;2;3m▀\e[0m", run.Lines[1]);
        Assert.Equal("-: 2 x 3, PNG, RGB with alpha, 8 bits a sample", run.Lines[2]);
    }

    [Fact]
    public void Transparency_above_leaves_the_background_alone()
    {
        byte[] png = SampleFiles.Png(1, 2, 8, 6, [9, 9, 9, 0, 1, 2, 3, 255]);

        Assert.Equal("\e[38;2;1;2;3m▄\e[0m", CliRun.OnInput(png, "show", "-", "--mode", "blocks").Lines[0]);
    }

    [Fact]
    public void Kitty_gets_the_pixels_themselves()
    {
        byte[] rgb = new byte[60 * 50 * 3];
        new Random(1).NextBytes(rgb);

        CliRun run = CliRun.OnInput(SampleFiles.Png(60, 50, 8, 2, rgb), "show", "-", "--mode", "kitty");

        MatchCollection chunks = KittyChunk().Matches(run.Out);
        Assert.Equal("a=T,f=32,o=z,q=2,s=60,v=50,m=1", chunks[0].Groups[1].Value);
        Assert.All(chunks.Skip(1).SkipLast(1), c => Assert.Equal("m=1", c.Groups[1].Value));
        Assert.Equal("m=0", chunks[^1].Groups[1].Value);
        Assert.All(chunks, c => Assert.InRange(c.Groups[2].Length, 1, 4096));
        byte[] payload = Convert.FromBase64String(string.Concat(chunks.Select(c => c.Groups[2].Value)));
        using var pixels = new MemoryStream();
        using (var zlib = new ZLibStream(new MemoryStream(payload), CompressionMode.Decompress))
            zlib.CopyTo(pixels);
        Assert.Equal(rgb.Chunk(3).SelectMany(p => p.Append((byte)255)), pixels.ToArray());
    }

    [Fact]
    public void Sixels_read_back_are_near_the_picture()
    {
        const int Width = 70, Height = 20;
        byte[] rgba = new byte[Width * Height * 4];
        for (int i = 0; i < Width * Height; i++)
        {
            (int x, int y) = (i % Width, i / Width);
            (byte[] color, byte alpha) = x < 50 ? (new byte[] { (byte)(x * 5), (byte)(y * 12), 200 }, (byte)255) : ([0, 0, 0], (byte)0);
            color.CopyTo(rgba, 4 * i);
            rgba[4 * i + 3] = alpha;
        }

        CliRun run = CliRun.OnInput(SampleFiles.Png(Width, Height, 8, 6, rgba), "show", "-", "--mode", "sixel");

        (int[,] colors, int width, int height) = ReadSixels(run.Out[..run.Out.IndexOf("\e\\", StringComparison.Ordinal)]);
        Assert.Equal((Width, Height), (width, height));
        long error = 0;
        for (int i = 0; i < Width * Height; i++)
        {
            int color = colors[i / Width, i % Width];
            Assert.Equal(rgba[4 * i + 3] == 0, color < 0);
            if (color < 0)
                continue;
            // Dithering moves a channel by less than a level: 51 of red and blue, 42.5 of green (and percents round by 2).
            Assert.InRange(Math.Abs((color >> 16) - rgba[4 * i]), 0, 53);
            Assert.InRange(Math.Abs((color >> 8 & 255) - rgba[4 * i + 1]), 0, 45);
            Assert.InRange(Math.Abs((color & 255) - rgba[4 * i + 2]), 0, 53);
            error += (color >> 16) - rgba[4 * i];
        }

        // And on the whole not at all.
        Assert.InRange(error / (50.0 * Height), -3, 3);
    }

    [Fact]
    public void Text_is_denser_where_the_picture_is_brighter()
    {
        byte[] png = SampleFiles.Png(4, 2, 8, 0, [0, 100, 200, 255, 0, 100, 200, 255]);

        CliRun run = CliRun.OnInput(png, "show", "-");

        Assert.Equal([" -#@", "-: 4 x 2, PNG, grey, 8 bits a sample"], run.Lines);
    }

    [Fact]
    public void The_width_is_the_most_that_is_drawn()
    {
        string path = _folder.Write("large.png", SampleFiles.RgbPng(300, 600));

        CliRun run = CliRun.Of("show", path, "--mode", "text", "--width", "30");

        Assert.Equal(31, run.Lines.Length);
        Assert.All(run.Lines[..^1], line => Assert.InRange(line.Length, 0, 30));
        Assert.Equal(2, CliRun.Of("show", path, "--width", "0").Code);
    }

    [Theory]
    [InlineData(DisplayMode.Blocks, "TERM=xterm-256color")]
    [InlineData(DisplayMode.Blocks, "TERM=xterm-256color", "COLORTERM=truecolor", "TERM_PROGRAM=Apple_Terminal")]
    [InlineData(DisplayMode.Kitty, "TERM=xterm-kitty", "KITTY_WINDOW_ID=1")]
    [InlineData(DisplayMode.Kitty, "TERM=xterm-ghostty")]
    [InlineData(DisplayMode.Sixel, "TERM=foot")]
    [InlineData(DisplayMode.Sixel, "TERM=xterm-256color", "TERM_PROGRAM=WezTerm")]
    [InlineData(DisplayMode.Blocks, "TERM=tmux-256color", "TMUX=/tmp/tmux", "KITTY_WINDOW_ID=1")]
    [InlineData(DisplayMode.Text, "TERM=dumb")]
    [InlineData(DisplayMode.Text, "TERM=xterm-kitty", "NO_COLOR=1")]
    public void The_environment_chooses_the_mode(object expected, params string[] variables)
    {
        Dictionary<string, string> environment = variables.Select(v => v.Split('=')).ToDictionary(p => p[0], p => p[1]);
        CliHost Host(bool isTerminal) => new(Stream.Null, Stream.Null, null, TextWriter.Null)
        {
            OutputIsTerminal = isTerminal,
            Variable = environment.GetValueOrDefault,
        };

        Assert.Equal(expected, DisplayModes.Choose(Host(isTerminal: true)));
        Assert.Equal(DisplayMode.Text, DisplayModes.Choose(Host(isTerminal: false)));
    }

    /// <summary>Colours as 0xRRGGBB, -1 where none was set. A reader of the language that the VT340 manual defines.</summary>
    private static (int[,] Colors, int Width, int Height) ReadSixels(string text)
    {
        Match raster = Regex.Match(text, "\\A\eP0;1;0q\"1;1;(\\d+);(\\d+)");
        Assert.True(raster.Success);
        int width = int.Parse(raster.Groups[1].ValueSpan), height = int.Parse(raster.Groups[2].ValueSpan);
        var colors = new int[height, width];
        for (int i = 0; i < width * height; i++)
            colors[i / width, i % width] = -1;
        var registers = new Dictionary<int, int>();
        int x = 0, top = 0, current = -1;
        foreach (Match token in Regex.Matches(text[raster.Length..], "#(\\d+);2;(\\d+);(\\d+);(\\d+)|#(\\d+)|!(\\d+)([?-~])|([?-~])|([$])|(-)|(.)", RegexOptions.Singleline))
        {
            int Number(int group) => int.Parse(token.Groups[group].ValueSpan);
            if (token.Groups[1].Success)
            {
                registers[Number(1)] = Number(2) * 255 / 100 << 16 | Number(3) * 255 / 100 << 8 | Number(4) * 255 / 100;
            }
            else if (token.Groups[5].Success)
            {
                current = registers[Number(5)];
            }
            else if (token.Groups[9].Success)
            {
                x = 0;
            }
            else if (token.Groups[10].Success)
            {
                (x, top) = (0, top + 6);
            }
            else
            {
                Assert.False(token.Groups[11].Success, $"'{token.Value}' is no sixel");
                int count = token.Groups[6].Success ? Number(6) : 1;
                int bits = (token.Groups[6].Success ? token.Groups[7] : token.Groups[8]).ValueSpan[0] - '?';
                for (; count > 0; count--, x++)
                {
                    for (int row = 0; row < 6; row++)
                    {
                        if ((bits >> row & 1) == 0)
                            continue;
                        Assert.Equal(-1, colors[top + row, x]);
                        colors[top + row, x] = current;
                    }
                }
            }
        }

        return (colors, width, height);
    }

    [GeneratedRegex("\e_G([^;]*);([^\e]*)\e\\\\")]
    private static partial Regex KittyChunk();
}
