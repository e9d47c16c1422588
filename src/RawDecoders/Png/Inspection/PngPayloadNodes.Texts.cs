// Owns: the fields of chunks with a keyword, and of the zlib datastreams in them; the Exif block.
using System.Text;

namespace RawDecoders.Png;

internal sealed partial class PngPayloadNodes
{
    private static string PlainText(PngFields fields)
    {
        string keyword = Keyword(fields);
        if (!fields.Terminated("Keyword", Encoding.Latin1))
            return keyword;
        fields.Text("Text string", fields.Left, Encoding.Latin1);
        return keyword;
    }

    private string CompressedText(StructureNode chunk, PngFields fields, ReadOnlyMemory<byte> file)
    {
        string keyword = Keyword(fields);
        if (!fields.Terminated("Keyword", Encoding.Latin1) || !Method(fields))
            return keyword;
        AddZlib(chunk, fields, file, "Text string", bytes => PngText.Quote(Encoding.Latin1.GetString(bytes)));
        return keyword;
    }

    private string Profile(StructureNode chunk, PngFields fields, ReadOnlyMemory<byte> file)
    {
        string name = Keyword(fields);
        if (!fields.Terminated("Profile name", Encoding.Latin1) || !Method(fields))
            return name;
        AddZlib(chunk, fields, file, "ICC profile", PngText.Unknown);
        return name;
    }

    private string InternationalText(StructureNode chunk, PngFields fields, ReadOnlyMemory<byte> file)
    {
        string keyword = Keyword(fields);
        if (!fields.Terminated("Keyword", Encoding.Latin1))
            return keyword;
        int flag = fields.Left > 0 ? fields.Rest[0] : 0;
        fields.Number("Compression flag", 1, v => v switch { 0 => "not compressed", 1 => "compressed", _ => "not defined" });
        fields.Number("Compression method", 1, v => flag == 0 ? "ignored: the text is not compressed" : v == 0 ? "deflate" : "not defined");
        if (!fields.Terminated("Language tag", Encoding.Latin1) || !fields.Terminated("Translated keyword", Encoding.UTF8))
            return keyword;
        if (flag == 1)
            AddZlib(chunk, fields, file, "Text", bytes => PngText.Quote(Encoding.UTF8.GetString(bytes)));
        else
            fields.Text("Text", fields.Left, Encoding.UTF8);
        return keyword;
    }

    /// <summary>The keyword, by the parser that the decoder has for it; as far as it can be read.</summary>
    private static string Keyword(PngFields fields)
        => PngKeyword.TryParse(fields.Rest, "", out string keyword, out _, out _) ? PngText.Quote(keyword) : "";

    private static bool Method(PngFields fields)
    {
        bool isDeflate = fields.Left > 0 && fields.Rest[0] == 0;
        fields.Number("Compression method", 1, v => v == 0 ? "deflate" : "not defined");
        return isDeflate;
    }

    /// <summary>A zlib datastream to the end of the payload: its own fields, and what it inflates to.</summary>
    private void AddZlib(StructureNode chunk, PngFields fields, ReadOnlyMemory<byte> file, string name, Func<ReadOnlySpan<byte>, string> show)
    {
        if (fields.IsOver || !budget.TryTake())
            return;
        var map = new PngDataMap(file, [(fields.Offset, fields.Left)]);
        var walk = new PngZlibWalk(map, new PngZlibWalkOptions
        {
            MaxOutput = 2000,
            StopAfter = options.Limits.MaxMetadataBytes,
            MaxSymbols = options.Symbols ? options.MaxNodes : 0,
        });
        string state = walk.IsStopped ? "more than" : walk.IsComplete ? "" : "broken after";
        StructureNode node = chunk.Add(
            name, fields.Offset, fields.Left, $"inflates to {state}{(state.Length > 0 ? " " : "")}{PngText.Count(walk.OutputLength, "byte")}: {show(walk.Output.Span)}", "PNG 10.3");
        new PngZlibNodes(walk, budget, options.Symbols).Add(node, 0);
        fields.Skip(fields.Left);
    }

    private static string Exif(PngFields fields)
    {
        bool isTiff = ExifReader.TryReadHeader(fields.Rest, out bool little, out uint first);
        string words = ExifReader.ReadOrientation(fields.Rest) is { } orientation ? $"orientation {(int)orientation}" : "";
        if (!isTiff)
        {
            Unknown(fields);
            return words;
        }

        fields.Bytes("Byte order", 2, _ => little ? "little-endian" : "big-endian");
        fields.Bytes("TIFF magic number", 2, _ => "42");
        fields.Bytes("Offset of IFD 0", 4, _ => $"{first}");
        if (first == 8)
            ImageFileDirectory(fields, little);
        if (fields.Left > 0)
            fields.Bytes("TIFF data", fields.Left, b => $"values and further directories: {PngText.Unknown(b)}");
        return words;
    }

    /// <summary>IFD 0, where it stands right behind the header, as it mostly does (TIFF 6.0 section 2).</summary>
    private static void ImageFileDirectory(PngFields fields, bool little)
    {
        if (fields.Left < 2)
            return;
        int count = Read(fields.Rest, 0, 2, little);
        fields.Bytes("Number of entries of IFD 0", 2, _ => $"{count}");
        for (int i = 0; i < count && fields.Left >= 12 && !fields.IsOver; i++)
        {
            fields.Bytes($"IFD 0 entry {i}", 12, e =>
            {
                int tag = Read(e, 0, 2, little);
                string name = tag == 0x0112 ? " (orientation)" : "";
                return $"tag {tag:X4}{name}, type {Read(e, 2, 2, little)}, count {(uint)Read(e, 4, 4, little)}, value or its offset {Convert.ToHexString(e[8..])}";
            });
        }

        if (fields.Left >= 4 && !fields.IsOver)
            fields.Bytes("Offset of the next IFD", 4, b => $"{(uint)Read(b, 0, 4, little)}");
    }

    private static int Read(ReadOnlySpan<byte> bytes, int at, int size, bool little)
    {
        int value = 0;
        for (int i = 0; i < size; i++)
            value |= bytes[at + i] << (8 * (little ? i : size - 1 - i));
        return value;
    }
}
