// Owns: the line of `rawdec checksum`: written of a picture, and read again for --check.

namespace RawDecoders.Cli;

/// <summary>Hash, shape, format and file.</summary>
/// <param name="Sha256">Of the packed rows, in lower case.</param>
/// <param name="Shape">"HxW:uint8", as <see cref="PixelBytes.Shape"/> has it.</param>
/// <param name="Format">The name of the pixel format.</param>
/// <param name="Path">The file.</param>
internal readonly record struct ChecksumLine(string Sha256, string Shape, string Format, string Path)
{
    private const int HashDigits = 64;

    public static ChecksumLine Of(string sha256, DecodeResult result, string path)
        => new(sha256, PixelBytes.Shape(result), result.PixelFormat.GetName(), path);

    /// <summary>
    /// The line of a file. As sha256sum does: where a name holds a line break, the line begins with a backslash, and the name has
    /// "\n", "\r" and "\\" for line breaks and backslashes. So a name is always one line, and no line can be mistaken for another's.
    /// </summary>
    public override string ToString()
    {
        bool escapes = Path.AsSpan().ContainsAny('\n', '\r');
        string path = escapes
            ? Path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal)
            : Path;
        return $"{(escapes ? "\\" : "")}{Sha256}  {Shape}  {Format}  {path}";
    }

    /// <summary>Reads a line.</summary>
    public static bool TryParse(string line, out ChecksumLine parsed)
    {
        parsed = default;
        bool escapes = line.StartsWith('\\');
        string[] parts = (escapes ? line[1..] : line).Split("  ", 4);
        if (parts is not [{ Length: HashDigits } hash, var shape, var format, { Length: > 0 } path] || !hash.All(char.IsAsciiHexDigit))
            return false;
        parsed = new ChecksumLine(hash.ToLowerInvariant(), shape, format, escapes ? Unescape(path) : path);
        return true;
    }

    private static string Unescape(string path)
    {
        var name = new System.Text.StringBuilder(path.Length);
        for (int i = 0; i < path.Length; i++)
        {
            if (path[i] == '\\' && i + 1 < path.Length)
                name.Append(path[++i] switch { 'n' => '\n', 'r' => '\r', var c => c });
            else
                name.Append(path[i]);
        }

        return name.ToString();
    }
}
