// Owns: text to bytes, in constant memory. Stands under DataUri. Leaves the face to that.
using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace RawDecoders.Export;

// Text to bytes: base64 (RFC 4648, clause 4) with the liberties that the WHATWG's "forgiving-base64 decode" takes - ASCII
// white space anywhere, padding that may be missing, spare bits that are ignored - or a data URI (RFC 2397), whose data are
// base64, perhaps with percent-encoded characters, or percent-encoded bytes.
// A block of text is cleaned (white space dropped, percent-encoding undone) into a buffer, and whole groups of four
// characters of it are decoded. Memory use: two blocks.

/// <summary>Reads the bytes that base64 text or a data URI stands for.</summary>
internal sealed class Base64DecodingStream : ReadOnlyStream
{
    private const int Block = 32 * 1024;

    /// <summary>Longest part of a data URI before its comma: media type and parameters.</summary>
    private const int MaxPrefix = 1024;

    private static readonly SearchValues<byte> s_special = SearchValues.Create("\t\n\f\r %="u8);

    private readonly Stream _text;
    private readonly bool _leaveOpen;
    private readonly byte[] _raw = new byte[Block];
    private readonly byte[] _clean = new byte[Block + 8];
    private readonly byte[] _bytes = new byte[Block];

    /// <summary>The part of <see cref="_raw"/> not yet cleaned, and where its first byte stands in the text.</summary>
    private int _rawStart, _rawEnd;
    private long _rawOffset;

    private int _cleanCount;

    /// <summary>The part of <see cref="_bytes"/> not yet read.</summary>
    private int _bytesStart, _bytesEnd;

    private bool _started, _isUri, _isBase64 = true, _ended;

    /// <summary>Padding characters seen; after one nothing but padding and white space may come.</summary>
    private int _padding;

    public Base64DecodingStream(Stream text, bool leaveOpen)
    {
        _text = text;
        _leaveOpen = leaveOpen;
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
            return 0;
        if (!_started)
            ReadPrefix();
        while (_bytesStart == _bytesEnd && !_ended)
            DecodeBlock();
        int count = Math.Min(buffer.Length, _bytesEnd - _bytesStart);
        _bytes.AsSpan(_bytesStart, count).CopyTo(buffer);
        _bytesStart += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_leaveOpen)
            _text.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>"data:" [ media type ] [ ";base64" ] ",", if that is how the text begins.</summary>
    private void ReadPrefix()
    {
        _started = true;
        Fill(Block);
        if (_raw.AsSpan(0, _rawEnd).StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            _rawStart = 3; // a UTF-8 byte order mark
        while (_rawStart < _rawEnd && _raw[_rawStart] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f')
            _rawStart++;
        ReadOnlySpan<byte> text = _raw.AsSpan(_rawStart, _rawEnd - _rawStart);
        if (text.Length < 5 || !Ascii.EqualsIgnoreCase(text[..5], "data:"u8))
            return;

        _isUri = true;
        int comma = text[..Math.Min(text.Length, MaxPrefix)].IndexOf((byte)',');
        if (comma < 0)
            throw new FormatException($"The data URI has no comma in its first {Math.Min(text.Length, MaxPrefix)} bytes.");
        ReadOnlySpan<byte> parameters = text[5..comma].TrimEnd((byte)' ');
        _isBase64 = parameters.Length >= 7 && Ascii.EqualsIgnoreCase(parameters[^7..], ";base64"u8);
        _rawStart += comma + 1;
    }

    /// <summary>Cleans what there is of a block, and decodes whole groups of it, or all at the end of the text.</summary>
    private void DecodeBlock()
    {
        bool atEnd = Clean();
        Span<byte> clean = _clean.AsSpan(0, _cleanCount);
        _bytesStart = 0;
        if (!_isBase64)
        {
            clean.CopyTo(_bytes);
            (_bytesEnd, _cleanCount, _ended) = (_cleanCount, 0, atEnd);
            return;
        }

        int groups = _cleanCount & ~3;
        if (Base64.DecodeFromUtf8(clean[..groups], _bytes, out int used, out _bytesEnd, isFinalBlock: false) != OperationStatus.Done)
            ThrowInvalid(clean[used..groups]);
        Span<byte> rest = clean[groups..];
        if (!atEnd)
        {
            rest.CopyTo(_clean);
            _cleanCount = rest.Length;
            return;
        }

        _ended = true;
        if (rest.Length == 1)
            throw new FormatException("The base64 text ends within a group of four characters.");
        if (_padding > 0 && (rest.Length + _padding) != 4)
            throw new FormatException($"The base64 text ends with {_padding} padding characters after {rest.Length} of a group.");
        if (rest.Length > 0)
        {
            // 2 characters are 1 byte, 3 are 2; the bits to spare are not looked at.
            Span<byte> group = [rest[0], rest[1], rest.Length == 3 ? rest[2] : (byte)'A', (byte)'A'];
            Span<byte> three = stackalloc byte[3];
            if (Base64.DecodeFromUtf8(group, three, out used, out _) != OperationStatus.Done)
                ThrowInvalid(group[used..]);
            three[..(rest.Length - 1)].CopyTo(_bytes.AsSpan(_bytesEnd));
            _bytesEnd += rest.Length - 1;
        }
    }

    /// <summary>Moves text to <see cref="_clean"/> until that is full or the text ends; true when it has ended.</summary>
    private bool Clean()
    {
        // The bytes of a block without padding fill _bytes to three quarters, so the last group always has room.
        while (_cleanCount < Block)
        {
            if (_rawStart == _rawEnd && !Fill(1))
                return true;
            ReadOnlySpan<byte> raw = _raw.AsSpan(_rawStart, Math.Min(_rawEnd - _rawStart, Block - _cleanCount));
            int run = raw.IndexOfAny(s_special);
            run = run < 0 ? raw.Length : run;
            if (run > 0)
            {
                if (_padding > 0)
                    throw new FormatException($"Byte {_rawOffset + _rawStart}: data after the padding.");
                raw[..run].CopyTo(_clean.AsSpan(_cleanCount));
                _cleanCount += run;
                _rawStart += run;
                continue;
            }

            byte special = raw[0];
            long at = _rawOffset + _rawStart;
            if (special == '%' && _isUri)
            {
                if (_rawEnd - _rawStart < 3 && !Fill(3))
                    throw new FormatException($"Byte {at}: a percent sign without two hexadecimal digits.");
                if (Convert.FromHexString(_raw.AsSpan(_rawStart + 1, 2), _clean.AsSpan(_cleanCount, 1), out _, out _) != OperationStatus.Done)
                    throw new FormatException($"Byte {at}: a percent sign without two hexadecimal digits.");
                _rawStart += 3;
                special = _clean[_cleanCount];
            }
            else
            {
                _rawStart++;
            }

            if (!_isBase64)
            {
                _clean[_cleanCount++] = special;
            }
            else if (special == '=')
            {
                if (++_padding > 2)
                    throw new FormatException($"Byte {at}: more than two padding characters.");
            }
            else if (special is not ((byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f'))
            {
                if (_padding > 0)
                    throw new FormatException($"Byte {at}: data after the padding.");
                _clean[_cleanCount++] = special;
            }
        }

        return false;
    }

    /// <summary>Reads on until at least <paramref name="count"/> raw bytes are there; false at the end of the text.</summary>
    private bool Fill(int count)
    {
        _raw.AsSpan(_rawStart, _rawEnd - _rawStart).CopyTo(_raw);
        _rawOffset += _rawStart;
        (_rawStart, _rawEnd) = (0, _rawEnd - _rawStart);
        while (_rawEnd < count)
        {
            int read = _text.Read(_raw, _rawEnd, _raw.Length - _rawEnd);
            if (read == 0)
                return false;
            _rawEnd += read;
        }

        return true;
    }

    private void ThrowInvalid(ReadOnlySpan<byte> text)
    {
        int at = text.IndexOfAnyExcept(SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8));
        byte wrong = text[Math.Max(at, 0)];
        string shown = wrong is > 32 and < 127 ? $"'{(char)wrong}'" : $"0x{wrong:X2}";
        throw new FormatException($"Before byte {_rawOffset + _rawStart} of the text: {shown} is not a base64 character.");
    }
}
