// Valid payloads of every ancillary chunk of the third edition (PNG 11.3), for files that have them and files that break them.

using System.Text;

namespace RawDecoders.CorpusGenerator;

/// <summary>Payloads of ancillary chunks.</summary>
public static class PngPayloads
{
    public static PngExtra Gamma(uint value = 45455) => new("gAMA", new ByteSink().Be32(value));

    /// <summary>The chromaticities of sRGB.</summary>
    public static PngExtra Chromaticities()
    {
        ByteSink sink = new();
        foreach (uint v in (uint[])[31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000])
            sink.Be32(v);
        return new PngExtra("cHRM", sink);
    }

    public static PngExtra StandardRgb(int intent = 0) => new("sRGB", [(byte)intent]);

    public static PngExtra Profile(byte[] profile, string name = "Tiny")
        => new("iCCP", new ByteSink().Text(name).U8(0).U8(0).Bytes(ZlibWriter.Compress(profile)));

    /// <summary>BT.2100 PQ, full range.</summary>
    public static PngExtra CodePoints(int matrix = 0) => new("cICP", [9, 16, (byte)matrix, 1]);

    /// <summary>A mastering display of BT.2020 primaries, 1000 cd/m².</summary>
    public static PngExtra MasteringDisplay()
    {
        ByteSink sink = new();
        foreach (int v in (int[])[35400, 14600, 8500, 39850, 6550, 2300, 15635, 16450])
            sink.Be16(v);
        return new PngExtra("mDCV", sink.Be32(10_000_000).Be32(50));
    }

    public static PngExtra ContentLight() => new("cLLI", new ByteSink().Be32(9_970_000).Be32(2_230_000));

    public static PngExtra SignificantBits(params byte[] bits) => new("sBIT", bits);

    public static PngExtra Density(uint x, uint y, int unit) => new("pHYs", new ByteSink().Be32(x).Be32(y).U8(unit));

    public static PngExtra Time(int month = 6) => new("tIME", new ByteSink().Be16(2025).U8(month).U8(24).U8(12).U8(34).U8(60));

    public static PngExtra Text(string keyword, string text) => new("tEXt", new ByteSink().Text(keyword).U8(0).Text(text));

    public static PngExtra CompressedText(string keyword, string text, int method = 0)
        => new("zTXt", new ByteSink().Text(keyword).U8(0).U8(method).Bytes(ZlibWriter.Compress(Encoding.Latin1.GetBytes(text))));

    public static PngExtra InternationalText(string keyword, string language, string translated, string text, bool compressed)
    {
        ByteSink sink = new ByteSink().Text(keyword).U8(0).U8(compressed ? 1 : 0).U8(0).Text(language).U8(0).Bytes(Encoding.UTF8.GetBytes(translated)).U8(0);
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        return new PngExtra("iTXt", sink.Bytes(compressed ? ZlibWriter.Compress(utf8) : utf8));
    }

    /// <summary>A suggested palette of four colours.</summary>
    public static PngExtra SuggestedPalette(string name, int depth)
    {
        ByteSink sink = new ByteSink().Text(name).U8(0).U8(depth);
        for (int i = 0; i < 4; i++)
        {
            foreach (int v in (int[])[i * 60, 255 - i * 60, 40 * i, 255 - 20 * i])
            {
                if (depth == 8)
                    sink.U8(v);
                else
                    sink.Be16(v * 257);
            }

            sink.Be16(100 - i);
        }

        return new PngExtra("sPLT", sink);
    }

    /// <summary>A TIFF structure with one tag: the orientation.</summary>
    public static PngExtra Exif(int orientation, bool littleEndian) => new("eXIf", ExifBlocks.Orientation(orientation, littleEndian));

    public static PngExtra AnimationControl(uint frames, uint plays = 0) => new("acTL", new ByteSink().Be32(frames).Be32(plays));

    public static PngExtra FrameControl(uint sequence, int width, int height, int x = 0, int y = 0)
        => new("fcTL", new ByteSink().Be32(sequence).Be32((uint)width).Be32((uint)height).Be32((uint)x).Be32((uint)y).Be16(1).Be16(10).U8(0).U8(0));

    public static PngExtra FrameData(uint sequence, byte[] zlib) => new("fdAT", new ByteSink().Be32(sequence).Bytes(zlib));
}
