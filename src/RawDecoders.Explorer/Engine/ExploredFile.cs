// Owns: one open file and what has been found out about it, each made when first asked for and kept. Stands between the answers and the library.
// Leaves the form of answers to the former.

using System.Text.Json;
using RawDecoders.Cli;
using RawDecoders.Inspection;

namespace RawDecoders.Explorer;

/// <summary>A file that the page looks at.</summary>
/// <param name="name">Its name.</param>
/// <param name="bytes">All of it; not to be changed.</param>
internal sealed class ExploredFile(string name, byte[] bytes) : IDisposable
{
    /// <summary>A larger picture is asked for by itself, in a size that the page chooses.</summary>
    private const long MostPixelsAtOnce = 100_000_000;

    private PixelBuffer? _lenient;
    private NodeIndex? _nodes;

    public string Name => name;

    public byte[] Bytes => bytes;

    public ImageFormat Format => Study.Format;

    /// <summary>What the library keeps of it.</summary>
    public ImageStudy Study { get; } = new(bytes);

    /// <summary>The tree, with the options that <c>rawdec inspect</c> has unasked.</summary>
    public StructureReport Report => Study.Report;

    /// <summary>The nodes of <see cref="Report"/> by numbers.</summary>
    public NodeIndex Nodes => _nodes ??= new NodeIndex(Report.Root);

    /// <summary>The picture in its natural format.</summary>
    /// <exception cref="ImageDecodeException">The file is refused.</exception>
    public PixelBuffer Pixels(bool isLenient)
    {
        if (!isLenient)
            return Study.Pixels;
        return _lenient ??= ImageDecoder.Decode(bytes.AsMemory(), new DecodeOptions { Strictness = Strictness.Lenient });
    }

    public void Dispose() => Study.Dispose();

    /// <summary>What the page shows first, the picture with it, so that it is no second question.</summary>
    public void WriteSummary(Reply reply)
    {
        Utf8JsonWriter json = reply.Json;
        json.WriteNumber("size", bytes.Length);
        json.WriteString("format", InspectJson.FormatName(Format));
        try
        {
            ImageInfo info = ImageDecoder.Identify(bytes.AsMemory());
            using var line = new MemoryStream();
            InfoJson.WriteLine(line, name, info, null, bytes.Length);
            json.WritePropertyName("info");
            json.WriteRawValue(line.GetBuffer().AsSpan(0, (int)line.Length - 1), skipInputValidation: true);
        }
        catch (ImageDecodeException)
        {
            json.WriteNull("info");
        }

        ImageDecodeException? refusal = Refusal(isLenient: false);
        if (refusal is null)
        {
            json.WriteNull("error");
        }
        else
        {
            json.WriteStartObject("error");
            ExplorerEngine.WriteError(json, refusal);
            json.WriteEndObject();
        }

        bool isLenient = refusal is null || Refusal(isLenient: true) is null;
        json.WriteBoolean("lenient", isLenient);
        if (!isLenient || Pixels(refusal is not null) is not { } picture || (long)picture.Width * picture.Height > MostPixelsAtOnce)
            return;
        json.WritePropertyName("picture");
        PixelAnswers.WriteWhole(picture, reply);
    }

    private ImageDecodeException? Refusal(bool isLenient)
    {
        try
        {
            Pixels(isLenient);
            return null;
        }
        catch (ImageDecodeException error)
        {
            return error;
        }
    }
}
