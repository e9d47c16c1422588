// One line of text in the making, with colours where a terminal shows them. Owns escape sequences, swatches and the wrapping
// at a terminal's edge; what stands in the line is the callers'. Made for millions of lines: no allocation per line.

using System.Globalization;

namespace RawDecoders.Cli;

/// <summary>What a piece of a line is, and so how it looks.</summary>
internal enum Ink
{
    Plain,
    Place,
    Title,
    Value,
    Raw,
    Clause,
    Bytes,
    Error,
    Warning,
    Note,
}

/// <summary>Builds lines and writes them out, one after another.</summary>
/// <param name="output">Where to.</param>
/// <param name="isColored">Whether escape sequences may be written.</param>
/// <param name="width">Columns to wrap at; 0 for never.</param>
internal sealed class StyledLine(TextWriter output, bool isColored, int width)
{
    /// <summary>A continued line has at least this many columns for its text, whatever it hangs on.</summary>
    private const int LeastText = 24;

    private const string Digits = "0123456789ABCDEF";

    private char[] _text = new char[512];
    private int _length;
    private readonly List<(int Start, Ink Ink, int Swatch)> _runs = [];

    /// <summary>On the streams of a command: colours and wrapping only where a terminal shows them.</summary>
    public StyledLine(CliHost host)
        : this(
            host.Out,
            host.OutputIsTerminal && host.ColorAllowed && host.Variable("TERM") != "dumb",
            host.OutputIsTerminal ? Math.Max(host.TerminalSize.Columns, 2 * LeastText) : 0)
    {
    }

    /// <summary>Characters in the line so far.</summary>
    public int Length => _length;

    /// <summary>Adds text. Control characters in it are made harmless.</summary>
    public StyledLine Add(string text, Ink ink = Ink.Plain)
    {
        Mark(ink);
        Append(ErrorReporting.OneLine(text));
        return this;
    }

    /// <summary>Adds a number, right-aligned in <paramref name="columns"/>.</summary>
    public StyledLine Add(long number, int columns, Ink ink)
    {
        Mark(ink);
        Span<char> digits = stackalloc char[20];
        number.TryFormat(digits, out int count, default, CultureInfo.InvariantCulture);
        Append(' ', columns - count);
        Append(digits[..count]);
        return this;
    }

    /// <summary>Adds bytes as pairs of hexadecimal digits with blanks between them.</summary>
    public StyledLine AddHex(ReadOnlySpan<byte> bytes, Ink ink)
    {
        Mark(ink);
        Span<char> pair = [' ', '0', '0'];
        for (int i = 0; i < bytes.Length; i++)
        {
            pair[1] = Digits[bytes[i] >> 4];
            pair[2] = Digits[bytes[i] & 15];
            Append(i == 0 ? pair[1..] : pair);
        }

        return this;
    }

    /// <summary>Adds text with a swatch before each colour "#RRGGBB" in it.</summary>
    public StyledLine AddWithSwatches(string text, Ink ink)
    {
        int from = 0;
        for (int at = text.IndexOf('#'); isColored && at >= 0; at = text.IndexOf('#', at + 1))
        {
            if (!TryReadColor(text.AsSpan(at + 1), out int color))
                continue;
            Add(text[from..at], ink);
            _runs.Add((_length, ink, color));
            Append("  ");
            Mark(Ink.Plain);
            Append(" ");
            from = at;
        }

        return Add(from == 0 ? text : text[from..], ink);
    }

    /// <summary>Fills up with blanks to a column.</summary>
    public StyledLine PadTo(int column)
    {
        Mark(Ink.Plain);
        Append(' ', column - _length);
        return this;
    }

    /// <summary>Writes the line out and begins the next.</summary>
    /// <param name="hang">Column at which a wrapped line goes on.</param>
    public void End(int hang = 0)
    {
        int end = _length;
        while (end > 0 && _text[end - 1] == ' ' && !isColored)
            end--;
        int start = 0;
        if (width > 0 && end > width)
        {
            hang = Math.Min(hang, width - LeastText);
            for (int room = width; end - start > room; room = width - hang)
            {
                int cut = Break(start, start + room);
                Write(start, cut);
                start = cut;
                while (start < end && _text[start] == ' ')
                    start++;
                for (int i = 0; i < hang; i++)
                    output.Write(' ');
            }
        }

        Write(start, end);
        _length = 0;
        _runs.Clear();
    }

    /// <summary>Where to break: after the last blank that leaves some text on the line, or hard at the edge.</summary>
    private int Break(int start, int edge)
    {
        for (int i = edge; i > start + LeastText; i--)
        {
            if (_text[i] == ' ' || _text[i - 1] == ' ')
                return i;
        }

        return edge;
    }

    private void Write(int start, int end)
    {
        if (!isColored)
        {
            WriteText(start, end);
            output.Write('\n');
            return;
        }

        bool isPlain = true;
        for (int i = 0; i < _runs.Count; i++)
        {
            int from = Math.Max(_runs[i].Start, start);
            int to = Math.Min(i + 1 < _runs.Count ? _runs[i + 1].Start : _length, end);
            if (from >= to)
                continue;
            string code = Code(_runs[i].Ink);
            bool wantsPlain = _runs[i].Swatch < 0 && code.Length == 0;
            if (!isPlain)
                output.Write("\e[0m");
            if (_runs[i].Swatch is >= 0 and var color)
                output.Write($"\e[48;2;{color >> 16};{(color >> 8) & 255};{color & 255}m");
            else
                output.Write(code);
            isPlain = wantsPlain;
            WriteText(from, to);
        }

        output.Write(isPlain ? "\n" : "\e[0m\n");
    }

    private void WriteText(int start, int end) => output.Write(_text.AsSpan(start..end));

    private void Append(ReadOnlySpan<char> text) => text.CopyTo(Extend(text.Length));

    private void Append(char c, int count)
    {
        if (count > 0)
            Extend(count).Fill(c);
    }

    /// <summary>Room for more characters at the end of the line.</summary>
    private Span<char> Extend(int count)
    {
        int end = checked(_length + count);
        if (end > _text.Length)
            Array.Resize(ref _text, Math.Max(end, checked(2 * _text.Length)));
        Span<char> room = _text.AsSpan(_length, count);
        _length = end;
        return room;
    }

    private void Mark(Ink ink)
    {
        if (isColored && (_runs.Count == 0 || _runs[^1].Ink != ink || _runs[^1].Swatch >= 0))
            _runs.Add((_length, ink, -1));
    }

    private static bool TryReadColor(ReadOnlySpan<char> text, out int color)
    {
        color = 0;
        // Six digits, or eight with alpha last, and then something else.
        int digits = 0;
        while (digits < Math.Min(text.Length, 9) && char.IsAsciiHexDigit(text[digits]))
            digits++;
        return digits is 6 or 8 && int.TryParse(text[..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out color);
    }

    private static string Code(Ink ink) => ink switch
    {
        Ink.Place => "\e[90m",
        Ink.Title => "\e[1m",
        Ink.Value => "\e[36m",
        Ink.Raw => "\e[90m",
        Ink.Clause => "\e[2;35m",
        Ink.Bytes => "\e[32m",
        Ink.Error => "\e[1;31m",
        Ink.Warning => "\e[1;33m",
        Ink.Note => "\e[1;34m",
        _ => "",
    };
}
