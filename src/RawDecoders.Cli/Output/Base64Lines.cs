// Owns: the line that `rawdec base64` prints for a file: base64 text or a data: URI, bare or in a JSON object, written as the bytes come.
// Leaves the bytes to the command.

using System.Text;
using RawDecoders.Export;

namespace RawDecoders.Cli;

/// <summary>Writes lines of base64.</summary>
/// <param name="output">Standard output.</param>
/// <param name="isUri">Whether as a data: URI.</param>
/// <param name="isJson">Whether within an object.</param>
internal sealed class Base64Lines(Stream output, bool isUri, bool isJson)
{
    private Stream? _text;

    /// <summary>Whether <see cref="Begin"/> wants to know the format of the file.</summary>
    public bool NeedsFormat => isUri || isJson;

    /// <summary>Begins the line of a file, if it is not begun.</summary>
    public void Begin(string path, ImageFormat format, string? mediaType)
    {
        if (_text is not null)
            return;
        if (isJson)
        {
            // The text has no letter that JSON would escape, and may be too long to be held.
            string name = System.Text.Json.JsonEncodedText.Encode(Words.Path(path), OutcomeJson.Options.Encoder).ToString();
            output.Write(Encoding.UTF8.GetBytes(
                $"{{\"version\":{DecodeJson.Version},\"kind\":\"base64\",\"path\":\"{name}\",\"format\":\"{DecodeJson.FormatName(format)}\",\"base64\":\""));
        }

        _text = DataUri.CreateEncoder(output, isUri ? mediaType : null, leaveOpen: true);
    }

    public void Write(ReadOnlySpan<byte> bytes) => _text!.Write(bytes);

    public void End()
    {
        _text!.Dispose();
        _text = null;
        output.Write(isJson ? "\",\"rule\":null,\"offset\":null,\"message\":null}\n"u8 : "\n"u8);
        output.Flush();
    }
}
