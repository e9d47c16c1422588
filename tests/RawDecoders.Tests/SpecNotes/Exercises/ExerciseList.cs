using System.Globalization;
using RawDecoders.Jpeg;
using RawDecoders.Png;

namespace RawDecoders.Tests.SpecNotes.Exercises;

/// <summary>The exercises of the notes, five a note. Their answers are found anew by each run of the tests.</summary>
internal static class ExerciseList
{
    public static IReadOnlyDictionary<string, Exercise[]> All { get; } = new Dictionary<string, Exercise[]>(StringComparer.Ordinal)
    {
        ["png.md"] =
        [
            new("png/ancillary/colour-all.png", "byte=33", "A chunk begins at the marked byte. What do the cases of its four letters say of it?",
                f => $"{f.Value("Chunk type", f.Byte + 4)}"),
            new("png/zlib/dynamic-one.png", "pixel=10,4", "By which filter is the row of the marked pixel, and how does its first sample come about?",
                f => $"{f.Step("Filter type")}; {f.Step("Byte 30")}. The prediction: {f.Step("Prediction")}"),
            new("png/matrix/rgb8-adam7-mixed.png", "pixel=5,3", "Which of the seven passes has the marked pixel, and where in it?",
                f => $"{f.Step("Row")}; {f.Step("Column")}: {f.Step("Pass").Replace(" ...", " and so on", StringComparison.Ordinal)}"),
            new("png/broken/ihdr-crc.png", "byte=29", "What is wrong with the four marked bytes, and what becomes of the file?", f => f.Finding()),
            new("png/idat/split-adler.png", "byte=1061", "The marked byte is all that its chunk holds. What is it?", f => f.Value("Adler-32")),
        ],
        ["deflate.md"] =
        [
            new("png/zlib/dynamic-one.png", "byte=43&bit=1", "Two bits say how a block is coded. How is this one, and is it the last?",
                f => $"{f.Value("BTYPE")}; {f.Value("BFINAL", f.Byte)}"),
            new("png/zlib/dynamic-one.png", "byte=106&bit=0", "Which byte of the inflated data do the bits from the marked one on give, by which code?", f => f.Value("Literal")),
            new("png/zlib/dynamic-one.png", "byte=107&bit=3", "A match may reach into the bytes that it makes itself. How far back does this one look, and how many bytes does it give?",
                f => f.Value("Match")),
            new("png/zlib/dynamic-one.png", "byte=170&bit=5", "This match has extra bits, for its length and for its distance. How many of each, behind which codes?",
                f => $"length {f.Part("Match", "Length code")}; distance {f.Part("Match", "Distance code")}"),
            new("png/zlib/dynamic-one.png", "byte=1131", "Four bytes end the datastream: the check value of all that it inflates to. Is it right?", f => f.Value("Adler-32")),
        ],
        ["bmp.md"] =
        [
            new("bmp/coded/rle8-jump-rows.bmp", "byte=1234", "Four bytes stand here, of which the first is 0. What do they do?", f => $"at {f.Value("delta")}"),
            new("bmp/coded/rle8-jump-rows.bmp", "pixel=10,21", "Which palette entry has the marked pixel, and what kind of run gave it?",
                f => $"{f.Step("palette entry")}; an absolute run, {f.Step("absolute run")}"),
            new("bmp/coded/huffman-h40-35x26-lsb.bmp", "byte=63&bit=4", "Which run do the six bits from the marked one on stand for?", f => $"a white one at {f.Value("white terminating code")}"),
            new("bmp/masks/h124-a2-5-4-5.bmp", "pixel=10,10", "The pixel is a word of 16 bits. Which of them are red, and what becomes of them?",
                f => $"mask {f.Step("mask")}; {f.Step("red")}"),
            new("bmp/broken/rle8-run-too-long.bmp", "byte=350", "What is wrong with this run, and what does a lenient decode make of it?", f => f.Finding()),
        ],
        ["jpeg.md"] =
        [
            new("jpeg/quality/scene-50.jpg", "byte=169&bit=0", "The two halves of the marked byte are the sampling factors of Y; the others have 1 × 1. How large is an MCU?",
                f => $"H {f.Raw("H1")}, V {f.Raw("V1", f.Byte)}: {f.Value("MCU grid", 158)}"),
            new("jpeg/quality/scene-50.jpg", "byte=333&bit=5", "Here begins a block. What is its DC coefficient, and how is it coded?", f => f.Value("DC difference")),
            new("jpeg/quality/scene-50.jpg", "byte=335&bit=3", "Which AC coefficient do the eleven bits from the marked one on give?", f => f.Value("AC coefficient")),
            new("jpeg/quality/scene-50.jpg", "pixel=10,4", "How many steps of which size is the DC coefficient of the block of Y that has the marked pixel, and what is it times its step?",
                f => JpegDc(f)),
            new("jpeg/odd/stray-before-sof.jpg", "byte=158", "Two bytes stand between two segments. Is the picture refused for them?", f => f.Finding()),
        ],
        ["pixels.md"] =
        [
            new("png/matrix/rgb16-none.png", "pixel=4,4", "What are the three samples of 16 bits as samples of 8?", f => Narrowed(f)),
            new("bmp/masks/h124-a2-5-4-5.bmp", "pixel=10,10", "Red has 5 bits here. Which of 256 levels is its value?", f => $"{f.Step("red")}: round(2 · 255 / 31) = round(16.45)"),
            new("png/matrix/rgb8-adam7-mixed.png", "pixel=5,3", "How bright is the marked pixel, as grey?", f => Luma(f)),
            new("png/matrix/grey16-trns-none.png", "pixel=0,0", "The file names one grey as transparent. Which, and is the marked pixel of it?", f => Transparent(f)),
            new("png/matrix/rgba8-none.png", "pixel=3,5", "What are the colour samples when alpha is multiplied in?", f => Premultiplied(f)),
        ],
    };

    private static string JpegDc(Studied f)
    {
        JpegComponentCoefficients luma = ImageDecoder.ReadJpegCoefficients(f.Path).Components[0];
        (int coefficient, int step) = (luma.GetBlock(f.Y / 8, f.X / 8)[0], luma.Steps[0]);
        return Invariant($"{coefficient} steps of {step}: {coefficient * step}");
    }

    private static string Narrowed(Studied f)
    {
        int[] deep = f.Samples(), narrow = f.Samples(PixelFormat.Rgb24);
        Assert.Equal(deep.Select(v => (int)Math.Round(v / 257.0)), narrow);
        return Invariant($"by round(v / 257) of {string.Join(", ", deep)}: {string.Join(", ", narrow)}");
    }

    private static string Luma(Studied f)
    {
        int[] rgb = f.Samples(), grey = f.Samples(PixelFormat.Gray8);
        Assert.Equal(((19595 * rgb[0]) + (38470 * rgb[1]) + (7471 * rgb[2]) + 32768) >> 16, grey[0]);
        return Invariant($"0.299 · {rgb[0]} + 0.587 · {rgb[1]} + 0.114 · {rgb[2]}, rounded: {grey[0]}");
    }

    private static string Transparent(Studied f)
    {
        int[] pixel = f.Samples();
        string named = f.Value("Grey sample value", TrnsOffset(f.Path) + 8);
        return Invariant($"Grey {named}; the pixel is {pixel[0]}, so its alpha is {pixel[1]}");
    }

    private static int TrnsOffset(string path)
    {
        var reader = new PngChunkReader(File.ReadAllBytes(path));
        while (reader.Read())
        {
            if (reader.Type.ToString() == "tRNS")
                return (int)reader.Offset;
        }

        throw new FormatException($"{path} has no tRNS chunk");
    }

    private static string Premultiplied(Studied f)
    {
        int[] plain = f.Samples(), done = f.Samples(PixelFormat.Rgba32Premultiplied);
        Assert.Equal(plain[..3].Select(c => (int)Math.Round(c * plain[3] / 255.0)), done[..3]);
        return Invariant($"by round(c · {plain[3]} / 255) of {string.Join(", ", plain[..3])}: {string.Join(", ", done[..3])}");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
