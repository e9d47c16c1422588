// Owns: the start tags of an XML text with their attributes by namespace (XML 1.0; Namespaces in XML 1.0), as much of XML as an XMP packet
// needs: no document type, no other entities than the five and characters by number. Stands under ContainerDirectory; written here
// because the framework's reader brings networking with it where a program is compiled ahead of time, more than this library is.
// Leaves to its caller what the tags mean.

using System.Text;

namespace RawDecoders.Jpeg;

/// <summary>Walks over start tags.</summary>
/// <param name="text">UTF-8. Any bytes are safe: where they are no XML, the walk ends.</param>
internal ref struct XmlTags(ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private readonly List<Range> _open = [];
    private readonly List<(int Depth, Range Prefix, Range Name)> _namespaces = [];
    private readonly List<(Range Name, Range Value)> _attributes = [];
    private int _at;
    private bool _wasEmpty;

    /// <summary>Goes to the next start tag.</summary>
    /// <returns>False at the end, or where the text is no XML.</returns>
    public bool MoveNext()
    {
        if (_wasEmpty)
            Close();
        _wasEmpty = false;
        while (_text[_at..].IndexOf((byte)'<') is var next and >= 0)
        {
            _at += next + 1;
            ReadOnlySpan<byte> rest = _text[_at..];
            if (rest.StartsWith("!--"u8))
            {
                if (!SkipPast("-->"u8, 3))
                    return false;
            }
            else if (rest.StartsWith("![CDATA["u8))
            {
                if (!SkipPast("]]>"u8, 8))
                    return false;
            }
            else if (rest.StartsWith("?"u8))
            {
                if (!SkipPast("?>"u8, 1))
                    return false;
            }
            else if (rest.StartsWith("/"u8))
            {
                if (!ReadEnd())
                    return false;
            }
            else
            {
                // "<!DOCTYPE" has no name here, and so ends the walk.
                return ReadStart();
            }
        }

        return false;
    }

    /// <summary>The value of an attribute of the tag; <see langword="null"/> if it has none of that name in that namespace.</summary>
    public readonly string? GetAttribute(ReadOnlySpan<byte> name, ReadOnlySpan<byte> nameOfNamespace)
    {
        foreach ((Range attribute, Range value) in _attributes)
        {
            ReadOnlySpan<byte> full = _text[attribute];
            int colon = full.IndexOf((byte)':');
            if (colon > 0 && full[(colon + 1)..].SequenceEqual(name) && Resolve(full[..colon]).SequenceEqual(nameOfNamespace))
                return Decode(_text[value]);
        }

        return null;
    }

    private readonly ReadOnlySpan<byte> Resolve(ReadOnlySpan<byte> prefix)
    {
        for (int i = _namespaces.Count - 1; i >= 0; i--)
        {
            if (_text[_namespaces[i].Prefix].SequenceEqual(prefix))
                return _text[_namespaces[i].Name];
        }

        return [];
    }

    private bool SkipPast(scoped ReadOnlySpan<byte> end, int from)
    {
        int length = _text[(_at + from)..].IndexOf(end);
        _at += from + Math.Max(length, 0) + end.Length;
        return length >= 0;
    }

    private bool ReadEnd()
    {
        _at++;
        Range name = ReadName();
        SkipBlanks();
        if (_open.Count == 0 || !_text[name].SequenceEqual(_text[_open[^1]]) || !TryTake((byte)'>'))
            return false;
        Close();
        return true;
    }

    private bool ReadStart()
    {
        Range name = ReadName();
        if (_text[name].IsEmpty)
            return false;
        _open.Add(name);
        _attributes.Clear();
        while (true)
        {
            bool isApart = SkipBlanks();
            if (TryTake((byte)'>'))
                return true;
            if (TryTake((byte)'/'))
            {
                _wasEmpty = true;
                return TryTake((byte)'>');
            }

            if (!isApart || !ReadAttribute())
                return false;
        }
    }

    private bool ReadAttribute()
    {
        Range name = ReadName();
        SkipBlanks();
        if (_text[name].IsEmpty || !TryTake((byte)'='))
            return false;
        SkipBlanks();
        if (_at >= _text.Length || _text[_at] is not ((byte)'"' or (byte)'\''))
            return false;
        byte quote = _text[_at++];
        int length = _text[_at..].IndexOf(quote);
        if (length < 0 || _text.Slice(_at, length).Contains((byte)'<'))
            return false;
        Range value = _at..(_at + length);
        _at += length + 1;
        if (_text[name].StartsWith("xmlns:"u8))
            _namespaces.Add((_open.Count, (name.Start.Value + 6)..name.End, value));
        else
            _attributes.Add((name, value));
        return true;
    }

    /// <summary>The innermost element ends, and the namespaces with it that it named.</summary>
    private readonly void Close()
    {
        while (_namespaces.Count > 0 && _namespaces[^1].Depth == _open.Count)
            _namespaces.RemoveAt(_namespaces.Count - 1);
        _open.RemoveAt(_open.Count - 1);
    }

    private Range ReadName()
    {
        int length = _text[_at..].IndexOfAny(" \t\r\n/>=<!?\"'&"u8);
        int start = _at;
        _at += length < 0 ? _text.Length - _at : length;
        return start.._at;
    }

    private bool SkipBlanks()
    {
        int length = _text[_at..].IndexOfAnyExcept(" \t\r\n"u8);
        _at += length < 0 ? _text.Length - _at : length;
        return length != 0;
    }

    private bool TryTake(byte wanted)
    {
        if (_at >= _text.Length || _text[_at] != wanted)
            return false;
        _at++;
        return true;
    }

    /// <summary>The value with its references replaced (XML 1.0, 4.1 and 4.6). One that is not known stays as it is.</summary>
    private static string Decode(ReadOnlySpan<byte> value)
    {
        string text = Encoding.UTF8.GetString(value);
        if (!text.Contains('&', StringComparison.Ordinal))
            return text;
        var decoded = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            int end = text[i] == '&' ? text.IndexOf(';', i) : -1;
            if (end < 0 || Character(text.AsSpan(i + 1, end - i - 1)) is not { } character)
            {
                decoded.Append(text[i]);
                continue;
            }

            decoded.Append(character);
            i = end;
        }

        return decoded.ToString();
    }

    private static Rune? Character(ReadOnlySpan<char> reference)
    {
        bool isHex = reference.StartsWith("#x");
        if (reference.StartsWith("#"))
        {
            return int.TryParse(
                reference[(isHex ? 2 : 1)..], isHex ? System.Globalization.NumberStyles.AllowHexSpecifier : System.Globalization.NumberStyles.None,
                System.Globalization.CultureInfo.InvariantCulture, out int number) && Rune.TryCreate(number, out Rune rune) ? rune : null;
        }

        return reference switch
        {
            "amp" => new Rune('&'),
            "lt" => new Rune('<'),
            "gt" => new Rune('>'),
            "quot" => new Rune('"'),
            "apos" => new Rune('\''),
            _ => null,
        };
    }
}
