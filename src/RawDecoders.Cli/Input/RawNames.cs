// Owns: names of files that are not UTF-8. On Linux a name is bytes, and the framework's strings lose those that are no UTF-8. Here such
// a byte is kept in a string as a lone surrogate, U+DC80 to U+DCFF for 0x80 to 0xFF (as Python's surrogateescape does), and becomes that
// byte again where it is written. Leaves to NamedFiles what needs the bytes to open a file.

using System.Text;

namespace RawDecoders.Cli;

/// <summary>Strings that hold any bytes.</summary>
internal static class RawNames
{
    private const char First = '\uDC80', Last = '\uDCFF';

    /// <summary>UTF-8, in which the lone surrogates of a raw name are its bytes.</summary>
    public static Encoding Encoding { get; } = new RawEncoding();

    /// <summary>Whether a name has bytes that are no UTF-8.</summary>
    public static bool IsRaw(string name)
    {
        if (!OperatingSystem.IsLinux())
            return false;
        for (int i = name.AsSpan().IndexOfAnyInRange(First, Last); i >= 0 && i < name.Length; i++)
        {
            if (name[i] is >= First and <= Last && (i == 0 || !char.IsHighSurrogate(name[i - 1])))
                return true;
        }

        return false;
    }

    /// <summary>Bytes as a string.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes))
            return Encoding.UTF8.GetString(bytes);
        var name = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out Rune rune, out int length) == System.Buffers.OperationStatus.Done)
            {
                name.Append(rune);
            }
            else
            {
                // Each of them is at least 0x80.
                foreach (byte value in bytes[..length])
                    name.Append((char)(0xDC00 + value));
            }

            bytes = bytes[length..];
        }

        return name.ToString();
    }

    /// <summary>The bytes of a string, and a zero after them, as the system's calls take it.</summary>
    public static byte[] ToPath(string name)
    {
        byte[] path = new byte[Encoding.GetByteCount(name) + 1];
        Encoding.GetBytes(name, path);
        return path;
    }

    /// <summary>The arguments of this process as they were given, where the framework could not decode one.</summary>
    public static string[] Restore(string[] args)
    {
        if (!OperatingSystem.IsLinux() || !Array.Exists(args, a => a.Contains('\uFFFD')))
            return args;
        try
        {
            string[] all = [.. Split(File.ReadAllBytes("/proc/self/cmdline"))];
            return all.Length >= args.Length ? all[^args.Length..] : args;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return args;
        }
    }

    private static List<string> Split(ReadOnlySpan<byte> text)
    {
        var words = new List<string>();
        for (int end; (end = text.IndexOf((byte)0)) >= 0; text = text[(end + 1)..])
            words.Add(Decode(text[..end]));
        return words;
    }

    /// <summary>The encoding. Only writes raw bytes; what is read goes through <see cref="Decode"/>.</summary>
    private sealed class RawEncoding : Encoding
    {
        public override int GetByteCount(char[] chars, int index, int count) => GetBytes(chars, index, count, new byte[GetMaxByteCount(count)], 0);

        public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex)
            => new RawEncoder().GetBytes(chars.AsSpan(charIndex, charCount), bytes.AsSpan(byteIndex), flush: true);

        public override int GetCharCount(byte[] bytes, int index, int count) => Decode(bytes.AsSpan(index, count)).Length;

        public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
        {
            string text = Decode(bytes.AsSpan(byteIndex, byteCount));
            text.CopyTo(chars.AsSpan(charIndex));
            return text.Length;
        }

        public override int GetMaxByteCount(int charCount) => UTF8.GetMaxByteCount(charCount);

        public override int GetMaxCharCount(int byteCount) => byteCount;

        public override Encoder GetEncoder() => new RawEncoder();
    }

    /// <summary>An ordinary encoder of UTF-8 between the raw bytes.</summary>
    private sealed class RawEncoder : Encoder
    {
        private readonly Encoder _utf8 = new UTF8Encoding(false).GetEncoder();
        private bool _afterHigh;

        public override int GetByteCount(char[] chars, int index, int count, bool flush) => GetByteCount(chars.AsSpan(index, count), flush);

        public override int GetByteCount(ReadOnlySpan<char> chars, bool flush) => Encoding.UTF8.GetMaxByteCount(chars.Length);

        public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex, bool flush)
            => GetBytes(chars.AsSpan(charIndex, charCount), bytes.AsSpan(byteIndex), flush);

        public override int GetBytes(ReadOnlySpan<char> chars, Span<byte> bytes, bool flush)
        {
            int written = 0, from = 0;
            for (int i = chars.IndexOfAnyInRange(First, Last); i >= 0 && i < chars.Length; i++)
            {
                if (chars[i] is < First or > Last || (i > 0 ? char.IsHighSurrogate(chars[i - 1]) : _afterHigh))
                    continue;
                written += _utf8.GetBytes(chars[from..i], bytes[written..], flush: true);
                bytes[written++] = (byte)chars[i];
                from = i + 1;
            }

            written += _utf8.GetBytes(chars[from..], bytes[written..], flush);
            if (!chars.IsEmpty)
                _afterHigh = char.IsHighSurrogate(chars[^1]) && !flush;
            return written;
        }
    }
}
