using static RawDecoders.Tests.Png.PngWriter;

namespace RawDecoders.Tests.Png;

/// <summary>
/// One case a rule: a file that breaks it and nothing else, and what becomes of it. Harmless ones are refused when strict,
/// else a warning at the same place; harmful ones are refused unless lenient; fatal ones always; odd ones only warned of.
/// </summary>
public sealed class PngRuleTests
{
    public enum Verdict
    {
        Odd,
        Harmless,
        Harmful,
        Fatal,
    }

    /// <param name="Verdict">What the breach is.</param>
    /// <param name="File">The file.</param>
    /// <param name="Offset">Where it is told.</param>
    /// <param name="Clause">The clause.</param>
    /// <param name="Word">A part of the message.</param>
    /// <param name="Kind">Kind of the refusal.</param>
    public sealed record Breach(
        Verdict Verdict, byte[] File, long Offset, string Clause, string Word, ImageDecodeErrorKind Kind = ImageDecodeErrorKind.Malformed);

    /// <summary>The first chunk after IHDR begins here.</summary>
    private const int AfterHeader = 33;

    private static readonly byte[] Palette2 = [255, 0, 0, 0, 255, 0];

    private static byte[] Text(string keyword = "Title", string text = "x") => Chunk("tEXt", [.. Latin(keyword), 0, .. Latin(text)]);

    private static byte[] Latin(string s) => System.Text.Encoding.Latin1.GetBytes(s);

    private static byte[] Raw(int width, int height, int depth, int colorType)
        => new byte[Oracles.PngOracle.RawLength(new(width, height, depth, colorType, false))];

    private static byte[] Ihdr(int width = 2, int height = 2, int depth = 8, int colorType = 2, int interlace = 0, int compression = 0, int filter = 0)
        => Chunk("IHDR", Header(width, height, depth, colorType, interlace, compression, filter));

    private static byte[] Idat(int width = 2, int height = 2, int depth = 8, int colorType = 2) => Chunk("IDAT", Zlib(Raw(width, height, depth, colorType)));

    /// <summary>A 2 × 2 indexed picture of 8 bits.</summary>
    private static byte[] Indexed(byte[][] before, byte[]? idat = null, int depth = 8)
        => File([Ihdr(depth: depth, colorType: 3), .. before, idat ?? Idat(depth: depth, colorType: 3), End]);

    /// <summary>A small file with its header replaced.</summary>
    private static byte[] WithHeader(byte[] header) => File(Chunk("IHDR", header), Idat(), End);

    private static byte[] Flip(byte[] chunk, int at)
    {
        byte[] flipped = (byte[])chunk.Clone();
        flipped[at] ^= 1;
        return flipped;
    }

    private static int IdatOffset(byte[] file) => file.AsSpan().IndexOf("IDAT"u8) - 4;

    /// <summary>A file whose IDAT payload is made from the right one.</summary>
    private static byte[] WithData(Func<byte[], byte[]> change, int colorType = 2, int depth = 8)
        => File([Ihdr(colorType: colorType, depth: depth), .. colorType == 3 ? [Chunk("PLTE", Palette2)] : Array.Empty<byte[]>(),
            Chunk("IDAT", change(Zlib(Raw(2, 2, depth, colorType)))), End]);

    private static Breach After(Verdict verdict, byte[][] before, string clause, string word, int at = 0, int colorType = 2, int depth = 8, int skip = 0,
        ImageDecodeErrorKind kind = ImageDecodeErrorKind.Malformed)
        => new(verdict, Small(before, colorType: colorType, depth: depth), AfterHeader + before.Take(skip).Sum(c => c.Length) + at, clause, word, kind);

    private static readonly Dictionary<string, Func<Breach>> Cases = new()
    {
        // IHDR (11.2.1)
        ["width 0"] = () => new(Verdict.Fatal, WithHeader(Header(0, 2, 8, 2)), 16, "PNG 11.2.1", "width of 0"),
        ["height 0"] = () => new(Verdict.Fatal, WithHeader(Header(2, 0, 8, 2)), 20, "PNG 11.2.1", "height of 0"),
        ["width over 2^31"] = () => new(Verdict.Fatal, WithHeader(Header(unchecked((int)0x80000000), 2, 8, 2)), 16, "PNG 11.2.1", "2147483648"),
        ["height over 2^31"] = () => new(Verdict.Fatal, WithHeader(Header(2, -1, 8, 2)), 20, "PNG 11.2.1", "4294967295"),
        ["depth 5"] = () => new(Verdict.Fatal, WithHeader(Header(2, 2, 5, 0)), 24, "PNG 11.2.1", "bit depth 5"),
        ["private depth"] = () => new(Verdict.Fatal, WithHeader(Header(2, 2, 200, 0)), 24, "PNG 5.8", "private", ImageDecodeErrorKind.Unsupported),
        ["colour type 5"] = () => new(Verdict.Fatal, WithHeader(Header(2, 2, 8, 5)), 25, "PNG 11.2.1", "colour type 5"),
        ["depth 4 truecolour"] = () => new(Verdict.Fatal, WithHeader(Header(2, 2, 4, 2)), 24, "PNG 11.2.1", "bit depth 4 is not allowed for colour type 2"),
        ["depth 16 indexed"] = () => new(Verdict.Fatal, WithHeader(Header(2, 2, 16, 3)), 24, "PNG 11.2.1", "bit depth 16 is not allowed for colour type 3"),
        ["compression 1"] = () => new(Verdict.Fatal, WithHeader(Header(2, 2, 8, 2, compression: 1)), 26, "PNG 11.2.1", "compression method 1"),
        ["filter method 1"] = () => new(Verdict.Fatal, WithHeader(Header(2, 2, 8, 2, filter: 1)), 27, "PNG 11.2.1", "filter method 1"),
        ["filter method 64"] = () => new(Verdict.Fatal, WithHeader(Header(2, 2, 8, 2, filter: 64)), 27, "PNG 11.2.1", "MNG", ImageDecodeErrorKind.Unsupported),
        ["interlace 2"] = () => new(Verdict.Fatal, WithHeader(Header(2, 2, 8, 2, interlace: 2)), 28, "PNG 11.2.1", "interlace method 2"),
        ["IHDR of 12 bytes"] = () => new(Verdict.Fatal, WithHeader(Header(2, 2, 8, 2)[..12]), 8, "PNG 11.2.1", "12 bytes instead of 13"),
        ["IHDR CRC"] = () => new(Verdict.Harmful, File(Flip(Ihdr(), 24), Idat(), End), 29, "PNG 5.5", "CRC"),

        // Order and multiplicity (5.6)
        ["tEXt before IHDR"] = () => new(Verdict.Harmless, File(Text(), Ihdr(), Idat(), End), 8, "PNG 5.6", "before IHDR"),
        ["PLTE before IHDR"] = () => new(Verdict.Fatal, File(Chunk("PLTE", Palette2), Ihdr(), Idat(), End), 8, "PNG 5.6", "before IHDR"),
        ["IDAT before IHDR"] = () => new(Verdict.Fatal, File(Idat(), Ihdr(), End), 8, "PNG 5.6", "before IHDR"),
        ["CgBI"] = () => new(Verdict.Fatal, File(Chunk("CgBI", [0, 0, 0, 0]), Ihdr(), Idat(), End), 8, "PNG 5.6", "iOS-optimised", ImageDecodeErrorKind.Unsupported),
        ["two IHDR"] = () => After(Verdict.Harmful, [Ihdr()], "PNG 5.6", "a second one"),
        ["no IDAT"] = () => new(Verdict.Fatal, File(Ihdr(), End), 33, "PNG 5.6", "none before IEND"),
        ["two gAMA"] = () => After(Verdict.Harmless, [Chunk("gAMA", BigEndian(45455)), Chunk("gAMA", BigEndian(45455))], "PNG 5.6", "a second one", skip: 1),
        ["two tIME"] = () => After(Verdict.Harmless, [Chunk("tIME", [7, 208, 1, 1, 0, 0, 0]), Chunk("tIME", [7, 208, 1, 1, 0, 0, 0])], "PNG 5.6", "a second one", skip: 1),
        ["gAMA after PLTE"] = () => After(Verdict.Harmless, [Chunk("PLTE", Palette2), Chunk("gAMA", BigEndian(45455))], "PNG 5.6", "after PLTE", skip: 1),
        ["pHYs after IDAT"] = () => MakeAfterIdat(Verdict.Harmless, Chunk("pHYs", [0, 0, 0, 1, 0, 0, 0, 1, 1]), "after IDAT"),
        ["bKGD after IDAT"] = () => MakeAfterIdat(Verdict.Harmless, Chunk("bKGD", new byte[6]), "after IDAT"),
        ["tRNS after IDAT"] = () => MakeAfterIdat(Verdict.Harmless, Chunk("tRNS", new byte[6]), "after IDAT"),
        ["PLTE after IDAT"] = () => MakeAfterIdat(Verdict.Harmless, Chunk("PLTE", Palette2), "after IDAT"),
        ["fdAT before IDAT"] = () => After(Verdict.Harmless, [Chunk("fdAT", new byte[4])], "PNG 5.6", "before IDAT"),
        ["tRNS before PLTE"] = () => new(Verdict.Harmless, Indexed([Chunk("tRNS", [0]), Chunk("PLTE", Palette2)]), AfterHeader + 13, "PNG 5.6", "after tRNS"),
        ["IDAT after the data's end"] = () =>
        {
            byte[] file = Small(after: [Text(), Idat()]);
            return new(Verdict.Harmless, file, file.Length - End.Length - Idat().Length, "PNG 5.6", "not consecutive");
        },
        ["IDAT interrupted"] = () =>
        {
            byte[] data = Zlib(Raw(2, 2, 8, 2));
            byte[] file = File(Ihdr(), Chunk("IDAT", data[..6]), Text(), Chunk("IDAT", data[6..]), End);
            return new(Verdict.Harmful, file, AfterHeader + 18 + Text().Length, "PNG 5.6", "tEXt stands between");
        },
        ["no IEND"] = () =>
        {
            byte[] file = Small()[..^12];
            return new(Verdict.Harmless, file, file.Length, "PNG 5.6", "ends without it");
        },
        ["IEND cut off"] = () =>
        {
            byte[] file = Small()[..^1];
            return new(Verdict.Harmless, file, file.Length, "PNG 5.6", "within this chunk");
        },
        ["bytes after IEND"] = () => new(Verdict.Harmless, [.. Small(), 1, 2, 3], Small().Length, "PNG 5.6", "3 bytes follow"),
        ["IEND with content"] = () => new(Verdict.Harmless, File(Ihdr(), Idat(), Chunk("IEND", [1])), AfterHeader + Idat().Length, "PNG 11.2.4", "1 bytes instead of none"),
        ["IEND CRC"] = () => new(Verdict.Harmless, File(Ihdr(), Idat(), Flip(End, 8)), AfterHeader + Idat().Length + 8, "PNG 5.5", "CRC"),

        // Chunk layout (5.3) and naming (5.4)
        ["length over 2^31"] = () => new(Verdict.Fatal, File(Ihdr(), Chunk("tEXt", length: 0x80000000), Idat(), End), AfterHeader, "PNG 5.3", "2147483648"),
        ["type of no letters"] = () => new(Verdict.Fatal, File(Ihdr(), Chunk("t3Xt"), Idat(), End), AfterHeader + 4, "PNG 5.3", @"t\x33Xt"),
        ["length over 2^31 at the end"] = () => MakeAfterIdat(Verdict.Harmless, Chunk("tEXt", length: 0x80000000), "2147483648", "PNG 5.3"),
        ["type of no letters at the end"] = () => MakeAfterIdat(Verdict.Harmless, Chunk("\0\0\0\0"), "not four letters", "PNG 5.3", at: 4),
        ["unknown critical chunk"] = () => After(Verdict.Harmful, [Chunk("ABCD")], "PNG 5.4", "critical chunk that is not known", kind: ImageDecodeErrorKind.Unsupported),
        ["ancillary CRC"] = () => After(Verdict.Harmless, [Flip(Text(), 9)], "PNG 5.5", "CRC", at: 8 + 7),
        ["unknown chunk's CRC"] = () => After(Verdict.Harmless, [Chunk("abCd", [1], crc: 5)], "PNG 5.5", "CRC", at: 9),
        ["CRC after IDAT"] = () => MakeAfterIdat(Verdict.Harmless, Flip(Text(), 9), "CRC", "PNG 5.5", at: 15),
        ["tRNS CRC"] = () => After(Verdict.Harmful, [Flip(Chunk("tRNS", new byte[6]), 9)], "PNG 5.5", "CRC", at: 14),
        ["PLTE CRC"] = () => After(Verdict.Harmful, [Flip(Chunk("PLTE", Palette2), 9)], "PNG 5.5", "CRC", at: 14),

        // PLTE (11.2.2)
        ["no PLTE"] = () => new(Verdict.Fatal, Indexed([]), AfterHeader, "PNG 11.2.2", "has none"),
        ["empty PLTE"] = () => new(Verdict.Fatal, Indexed([Chunk("PLTE")]), AfterHeader, "PNG 11.2.2", "no entry"),
        ["PLTE of 4 bytes"] = () => new(Verdict.Harmful, Indexed([Chunk("PLTE", [1, 2, 3, 4])]), AfterHeader, "PNG 11.2.2", "multiple of 3"),
        ["PLTE of 4 bytes, truecolour"] = () => After(Verdict.Harmless, [Chunk("PLTE", [1, 2, 3, 4])], "PNG 11.2.2", "multiple of 3"),
        ["PLTE larger than the depth"] = () => new(Verdict.Harmless, Indexed([Chunk("PLTE", new byte[9])], depth: 1), AfterHeader, "PNG 11.2.2", "3 entries are more than the 2"),
        ["PLTE of 257 entries"] = () => After(Verdict.Harmless, [Chunk("PLTE", new byte[257 * 3])], "PNG 11.2.2", "257 entries"),
        ["PLTE of a grey picture"] = () => After(Verdict.Harmless, [Chunk("PLTE", Palette2)], "PNG 11.2.2", "grey", colorType: 0),
        ["two PLTE"] = () => After(Verdict.Harmful, [Chunk("PLTE", Palette2), Chunk("PLTE", Palette2)], "PNG 5.6", "a second one", skip: 1),

        // tRNS (11.3.1.1)
        ["tRNS of 3 bytes, grey"] = () => After(Verdict.Harmful, [Chunk("tRNS", new byte[3])], "PNG 11.3.1.1", "3 bytes instead of 2", colorType: 0),
        ["tRNS of 2 bytes, truecolour"] = () => After(Verdict.Harmful, [Chunk("tRNS", new byte[2])], "PNG 11.3.1.1", "2 bytes instead of 6"),
        ["tRNS beside an alpha channel"] = () => After(Verdict.Harmless, [Chunk("tRNS", new byte[6])], "PNG 11.3.1.1", "alpha channel already", at: 4, colorType: 6),
        ["tRNS longer than PLTE"] = () => new(Verdict.Harmless, Indexed([Chunk("PLTE", Palette2), Chunk("tRNS", new byte[3])]), AfterHeader + 18, "PNG 11.3.1.1", "3 alpha values"),
        ["two tRNS"] = () => After(Verdict.Harmful, [Chunk("tRNS", new byte[6]), Chunk("tRNS", new byte[6])], "PNG 5.6", "a second one", skip: 1),

        // Colour space (11.3.2)
        ["cHRM of 31 bytes"] = () => After(Verdict.Harmless, [Chunk("cHRM", new byte[31])], "PNG 11.3.2.1", "31 bytes"),
        ["gAMA of 0"] = () => After(Verdict.Harmless, [Chunk("gAMA", BigEndian(0))], "PNG 11.3.2.2", "gamma of 0", at: 8),
        ["gAMA of 3 bytes"] = () => After(Verdict.Harmless, [Chunk("gAMA", new byte[3])], "PNG 11.3.2.2", "3 bytes"),
        ["iCCP without name"] = () => After(Verdict.Harmless, [Chunk("iCCP", [0, 0])], "PNG 11.3.2.3", "empty", at: 8),
        ["iCCP compression 1"] = () => After(Verdict.Harmless, [Chunk("iCCP", [65, 0, 1])], "PNG 11.3.2.3", "compression method 1", at: 10),
        ["iCCP ends early"] = () => After(Verdict.Harmless, [Chunk("iCCP", [65, 0])], "PNG 11.3.2.3", "missing", at: 10),
        ["iCCP cut off"] = () => After(Verdict.Harmless, [Chunk("iCCP", [65, 0, 0, .. Zlib(new byte[500])[..^4]])], "PNG 10.3", "cut off", at: 11),
        ["iCCP broken"] = () => After(Verdict.Harmless, [Chunk("iCCP", [65, 0, 0, 0x78, 1, 255, 255, 255, 255, 255])], "PNG 10.3", "broken", at: 11),
        ["iCCP check value"] = () => After(Verdict.Harmless, [Chunk("iCCP", [65, 0, 0, .. Flip(Zlib(new byte[50]), ^1)])], "PNG 10.3", "broken", at: 11),
        ["sBIT 0"] = () => After(Verdict.Harmless, [Chunk("sBIT", [8, 0, 8])], "PNG 11.3.2.4", "0 significant bits", at: 9),
        ["sBIT 9"] = () => After(Verdict.Harmless, [Chunk("sBIT", [8, 8, 9])], "PNG 11.3.2.4", "9 significant bits", at: 10),
        ["sBIT of 1 byte"] = () => After(Verdict.Harmless, [Chunk("sBIT", [8])], "PNG 11.3.2.4", "1 bytes instead of 3"),
        ["sRGB 4"] = () => After(Verdict.Harmless, [Chunk("sRGB", [4])], "PNG 11.3.2.5", "intent 4", at: 8),
        ["sRGB of 2 bytes"] = () => After(Verdict.Harmless, [Chunk("sRGB", [0, 0])], "PNG 11.3.2.5", "2 bytes"),
        ["sRGB and iCCP"] = () => After(Verdict.Odd, [Chunk("sRGB", [0]), Chunk("iCCP", [65, 0, 0, .. Zlib([1])])], "PNG 11.3.2.5", "both", skip: 1),
        ["cICP matrix"] = () => After(Verdict.Harmless, [Chunk("cICP", [9, 16, 1, 1])], "PNG 11.3.2.6", "matrix coefficients 1", at: 10),
        ["cICP range"] = () => After(Verdict.Harmless, [Chunk("cICP", [9, 16, 0, 2])], "PNG 11.3.2.6", "flag of 2", at: 11),
        ["mDCV of 23 bytes"] = () => After(Verdict.Harmless, [Chunk("mDCV", new byte[23])], "PNG 11.3.2.7", "23 bytes"),
        ["cLLI of 9 bytes"] = () => After(Verdict.Harmless, [Chunk("cLLI", new byte[9])], "PNG 11.3.2.8", "9 bytes"),

        // Texts (11.3.3)
        ["keyword empty"] = () => After(Verdict.Harmless, [Text("")], "PNG 11.3.3.1", "empty", at: 8),
        ["keyword of 80"] = () => After(Verdict.Harmless, [Text(new string('a', 80))], "PNG 11.3.3.1", "longer than 79", at: 8 + 79),
        ["keyword without end"] = () => After(Verdict.Harmless, [Chunk("tEXt", Latin("abc"))], "PNG 11.3.3.1", "no null", at: 8 + 3),
        ["keyword with leading space"] = () => After(Verdict.Harmless, [Text(" a")], "PNG 11.3.3.1", "space", at: 8),
        ["keyword with trailing space"] = () => After(Verdict.Harmless, [Text("a ")], "PNG 11.3.3.1", "space", at: 9),
        ["keyword with two spaces"] = () => After(Verdict.Harmless, [Text("a  b")], "PNG 11.3.3.1", "space", at: 10),
        ["keyword with a control character"] = () => After(Verdict.Harmless, [Text("a\tb")], "PNG 11.3.3.1", "09", at: 9),
        ["text with a null"] = () => After(Verdict.Harmless, [Text("a", "b\0c")], "PNG 11.3.3.2", "null", at: 8 + 3),
        ["zTXt compression 7"] = () => After(Verdict.Harmless, [Chunk("zTXt", [65, 0, 7])], "PNG 11.3.3.3", "compression method 7", at: 10),
        ["iTXt flag 2"] = () => After(Verdict.Harmless, [Chunk("iTXt", [65, 0, 2, 0, 0, 0])], "PNG 11.3.3.4", "flag 2", at: 10),
        ["iTXt without language"] = () => After(Verdict.Harmless, [Chunk("iTXt", [65, 0, 0, 0, 65])], "PNG 11.3.3.4", "language", at: 12),
        ["iTXt without translation"] = () => After(Verdict.Harmless, [Chunk("iTXt", [65, 0, 0, 0, 0, 65])], "PNG 11.3.3.4", "translated", at: 12),
        ["iTXt not UTF-8"] = () => After(Verdict.Harmless, [Chunk("iTXt", [65, 0, 0, 0, 0, 0, 0xFF])], "PNG 11.3.3.4", "UTF-8", at: 14),

        // Miscellaneous (11.3.4 to 11.3.6)
        ["bKGD of 2 bytes, truecolour"] = () => After(Verdict.Harmless, [Chunk("bKGD", new byte[2])], "PNG 11.3.4.1", "2 bytes instead of 6"),
        ["bKGD index"] = () => new(Verdict.Harmless, Indexed([Chunk("PLTE", Palette2), Chunk("bKGD", [2])]), AfterHeader + 18 + 8, "PNG 11.3.4.1", "index 2"),
        ["hIST without PLTE"] = () => After(Verdict.Harmless, [Chunk("hIST", new byte[2])], "PNG 11.3.4.2", "0 palette entries"),
        ["hIST too short"] = () => After(Verdict.Harmless, [Chunk("PLTE", Palette2), Chunk("hIST", new byte[2])], "PNG 11.3.4.2", "2 palette entries", skip: 1),
        ["pHYs of 8 bytes"] = () => After(Verdict.Harmless, [Chunk("pHYs", new byte[8])], "PNG 11.3.4.3", "8 bytes"),
        ["pHYs unit 2"] = () => After(Verdict.Harmless, [Chunk("pHYs", [0, 0, 0, 1, 0, 0, 0, 1, 2])], "PNG 11.3.4.3", "unit specifier 2", at: 16),
        ["sPLT depth 7"] = () => After(Verdict.Harmless, [Chunk("sPLT", [65, 0, 7])], "PNG 11.3.4.4", "depth of 7", at: 10),
        ["sPLT length"] = () => After(Verdict.Harmless, [Chunk("sPLT", [65, 0, 8, 1, 2])], "PNG 11.3.4.4", "multiple of 6"),
        ["sPLT same name"] = () => After(Verdict.Harmless, [Chunk("sPLT", [65, 0, 8]), Chunk("sPLT", [65, 0, 8])], "PNG 11.3.4.4", "already", at: 8, skip: 1),
        ["eXIf without TIFF header"] = () => After(Verdict.Harmless, [Chunk("eXIf", Latin("Exif\0\0II*\0"))], "PNG 11.3.4.5", "TIFF", at: 8),
        ["tIME month 13"] = () => After(Verdict.Harmless, [Chunk("tIME", [7, 208, 13, 1, 0, 0, 0])], "PNG 11.3.5.1", "month 13", at: 10),
        ["tIME second 61"] = () => After(Verdict.Harmless, [Chunk("tIME", [7, 208, 1, 1, 0, 0, 61])], "PNG 11.3.5.1", "second 61", at: 14),
        ["acTL frames"] = () => After(Verdict.Harmless, [Chunk("acTL", new byte[8])], "PNG 11.3.6.1", "0 frames", at: 8),
        ["acTL without frames"] = () => After(Verdict.Harmless, [Chunk("acTL", [0, 0, 0, 1, 0, 0, 0, 0])], "PNG 11.3.6.1", "0 are there", at: 8),
        ["fcTL outside"] = () => After(Verdict.Harmless, [Chunk("fcTL", [0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 2, .. new byte[14]])], "PNG 11.3.6.2", "3 wide", at: 12),
        ["fcTL dispose"] = () => After(Verdict.Harmless, [Chunk("fcTL", [0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 2, .. new byte[12], 3, 0])], "PNG 11.3.6.2", "dispose operation 3", at: 32),
        ["fcTL of the default image smaller"] = () => After(Verdict.Harmless, [Chunk("fcTL", [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, .. new byte[14]])], "PNG 11.3.6.2", "whole picture", at: 12),

        // Image data (10, 11.2.3, 9.2)
        ["zlib method 7"] = () => new(Verdict.Fatal, WithData(d => [0x77, .. d[1..]]), AfterHeader + 8, "PNG 10.1", "method 7"),
        ["zlib dictionary"] = () => new(Verdict.Fatal, WithData(d => [0x78, 0x20 | 0x1B, .. d[2..]]), AfterHeader + 9, "PNG 10.1", "dictionary"),
        ["zlib header check"] = () => new(Verdict.Harmless, WithData(d => [0x78, 0x02, .. d[2..]]), AfterHeader + 9, "RFC 1950 2.2", "fails its check"),
        ["zlib window 64 KiB"] = () => new(Verdict.Harmless, WithData(d => [0x88, 0x1C, .. d[2..]]), AfterHeader + 8, "PNG 10.1", "2^16"),
        ["Adler-32 wrong"] = () => new(Verdict.Harmless, WithData(d => Flip(d, ^1)), AfterHeader + 8 + Zlib(Raw(2, 2, 8, 2)).Length - 4, "PNG 10.1", "check value"),
        ["Adler-32 missing"] = () => new(Verdict.Harmless, WithData(d => d[..^4]), AfterHeader + 8 + Zlib(Raw(2, 2, 8, 2)).Length - 4, "PNG 10.1", "no complete end"),
        ["Adler-32 cut"] = () => new(Verdict.Harmless, WithData(d => d[..^1]), AfterHeader + 8 + Zlib(Raw(2, 2, 8, 2)).Length - 1, "PNG 10.1", "no complete end"),
        ["unused bytes after zlib"] = () => new(Verdict.Odd, WithData(d => [.. d, 0, 0, 0]), -1, "PNG 11.2.3", "unused"),
        ["too much image data"] = () => new(Verdict.Harmless, WithData(_ => Zlib(new byte[15])), -1, "PNG 10.2", "more image data"),
        ["too little image data"] = () => new(Verdict.Harmful, WithData(_ => Zlib(new byte[13])), -1, "PNG 10.2", "ends after 13 bytes"),
        ["no image data"] = () => new(Verdict.Harmful, File(Ihdr(), Chunk("IDAT"), End), AfterHeader + 8, "PNG 10.2", "after 0 bytes"),
        ["IDAT ends early"] = () => new(Verdict.Harmful, WithData(d => d[..4]), AfterHeader + 12, "PNG 10.2", "the chunks end"),
        ["broken DEFLATE"] = () => new(Verdict.Harmful, WithData(_ => [0x78, 1, 7, 0, 0]), AfterHeader + 10, "RFC 1951", "broken"),
        ["IDAT CRC"] = () => new(Verdict.Harmful, File(Ihdr(), Chunk("IDAT", Zlib(Raw(2, 2, 8, 2)), crc: 1), End), AfterHeader + 8 + Zlib(Raw(2, 2, 8, 2)).Length, "PNG 5.5", "CRC"),
        ["filter type 5"] = () => new(Verdict.Harmful, WithData(_ => Zlib([0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0])), -1, "PNG 9.2", "filter type 5"),
        ["palette index 2"] = () => new(Verdict.Harmful, WithData(_ => Zlib([0, 0, 1, 0, 2, 0]), colorType: 3), -1, "PNG 11.2.2", "column 0"),
        ["file ends in IHDR"] = () => new(Verdict.Fatal, Small()[..20], 20, "PNG 5.6", "within this chunk", ImageDecodeErrorKind.Truncated),
        ["file ends after IHDR"] = () => new(Verdict.Fatal, Small()[..33], 33, "PNG 5.6", "before its image data", ImageDecodeErrorKind.Truncated),
        ["file ends in tEXt"] = () => new(Verdict.Fatal, File(Ihdr(), Text())[..^2], AfterHeader + Text().Length - 2, "PNG 5.6", "within this chunk", ImageDecodeErrorKind.Truncated),
        ["file ends in IDAT"] = () => new(Verdict.Harmful, Small()[..(AfterHeader + 12)], AfterHeader + 12, "PNG 5.6", "of image data", ImageDecodeErrorKind.Truncated),
        ["file ends between IDATs"] = () => new(
            Verdict.Harmful, File(Ihdr(), Chunk("IDAT", Zlib(Raw(2, 2, 8, 2))[..4])), AfterHeader + 16, "PNG 5.6", "of image data", ImageDecodeErrorKind.Truncated),
        ["signature only"] = () => new(Verdict.Fatal, Signature, 8, "PNG 5.6", "before its image data", ImageDecodeErrorKind.Truncated),
    };

    private static byte[] Flip(byte[] bytes, Index at) => Flip(bytes, at.GetOffset(bytes.Length));

    private static Breach MakeAfterIdat(Verdict verdict, byte[] chunk, string word, string clause = "PNG 5.6", int at = 0)
        => new(verdict, Small(after: [chunk]), AfterHeader + Idat().Length + at, clause, word);

    public static TheoryData<string> Names => new(Cases.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void Breach_becomes_what_it_should(string name)
    {
        Breach c = Cases[name]();

        Assert.True(c.Verdict == Verdict.Odd || IsRefusedRightly(c, PngTesting.Refusal(c.File, Strictness.Strict)));
        if (c.Verdict >= Verdict.Harmful)
            Assert.True(IsRefusedRightly(c, PngTesting.Refusal(c.File)));
        else
            AssertWarned(c, Strictness.Standard);
        if (c.Verdict == Verdict.Fatal)
            Assert.True(IsRefusedRightly(c, PngTesting.Refusal(c.File, Strictness.Lenient)));
        else
            AssertWarned(c, Strictness.Lenient);
        if (c.Verdict == Verdict.Odd)
            AssertWarned(c, Strictness.Strict);
    }

    [Fact]
    public void The_file_that_the_cases_break_is_sound()
    {
        Assert.Empty(PngTesting.Decode(Small(), PngTesting.With(Strictness.Strict)).Result!.Warnings);
        Assert.Empty(PngTesting.Decode(Indexed([Chunk("PLTE", Palette2)]), PngTesting.With(Strictness.Strict)).Result!.Warnings);
    }

    private static bool IsRefusedRightly(Breach c, ImageDecodeException e)
    {
        Assert.True(c.Kind == e.Kind, e.Message);
        AssertPlace(c, e.Issue);
        return true;
    }

    private static void AssertWarned(Breach c, Strictness strictness)
    {
        Issue warning = Assert.Single(PngTesting.Decode(c.File, PngTesting.With(strictness)).Result!.Warnings);
        AssertPlace(c, warning);
    }

    private static void AssertPlace(Breach c, Issue issue)
    {
        long offset = issue.Offset;
        Assert.Equal(c.Clause, issue.Clause);
        Assert.Contains(c.Word, issue.What, StringComparison.Ordinal);
        Assert.Same(issue.Rule, RuleCatalogue.Find(issue.Rule.Id));
        Assert.True(issue.Part.Length == 0 || !issue.What.Contains(issue.Part, StringComparison.Ordinal), $"names its part twice: {issue}");
        if (c.Offset >= 0)
            Assert.Equal(c.Offset, offset);
        else
            // Within DEFLATE data of a few bytes the exact place is the compressor's; it lies in IDAT.
            Assert.InRange(offset, IdatOffset(c.File) + 8, c.File.Length - 12);
    }
}
