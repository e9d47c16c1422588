// Owns: the chunks that begin with a keyword and may be compressed: tEXt, zTXt, iTXt, iCCP; and the rules for keywords, which sPLT shares.
// Stands between PngChunkCollector and the metadata. Leaves to others: inflating under a limit (PngInflater).
using System.Text;

namespace RawDecoders.Png;

/// <summary>A Latin-1 keyword of 1 to 79 bytes with a null after it (PNG 11.3.3.1).</summary>
internal static class PngKeyword
{
    /// <summary>
    /// Reads the keyword at the start of a payload; <paramref name="next"/> is where the field after its null begins.
    /// A true answer may come with a finding: a keyword that is legible but breaks the rules for its characters.
    /// </summary>
    /// <param name="payload">The payload.</param>
    /// <param name="rule">The rule that a keyword without an end breaks, in this kind of chunk.</param>
    /// <param name="keyword">The keyword.</param>
    /// <param name="next">Where the next field begins.</param>
    /// <param name="finding">What is wrong.</param>
    public static bool TryParse(ReadOnlySpan<byte> payload, Rule rule, out string keyword, out int next, out Finding finding)
    {
        keyword = "";
        next = 0;
        finding = default;
        int length = payload[..Math.Min(payload.Length, 80)].IndexOf((byte)0);
        if (length <= 0)
        {
            finding = length == 0 ? new(rule, 0, "the keyword is empty")
                : payload.Length < 80 ? new(rule, payload.Length, "no null ends the keyword")
                : new(rule, 79, "the keyword is longer than 79 bytes");
            return false;
        }

        ReadOnlySpan<byte> bytes = payload[..length];
        keyword = Encoding.Latin1.GetString(bytes);
        next = length + 1;
        for (int i = 0; i < length && finding.IsNone; i++)
        {
            byte b = bytes[i];
            if (b < 0x20 || b is >= 0x7F and <= 0xA0)
                finding = new(PngRules.KeywordCharacters, i, $"character {b:X2} is not allowed in a keyword");
            else if (b == ' ' && (i == 0 || i == length - 1 || bytes[i - 1] == ' '))
                finding = new(PngRules.KeywordCharacters, i, "a keyword has no leading, trailing or double space");
        }

        return true;
    }
}

/// <summary>tEXt, zTXt and iTXt (PNG 11.3.3.2 to 11.3.3.4).</summary>
internal static class PngTextChunks
{
    public static bool TryParseText(ReadOnlySpan<byte> payload, out ImageText? text, out Finding finding)
    {
        text = null;
        if (!PngKeyword.TryParse(payload, PngRules.Keyword, out string keyword, out int next, out finding))
            return false;
        text = new ImageText(keyword, Encoding.Latin1.GetString(payload[next..]));
        if (finding.IsNone && payload[next..].IndexOf((byte)0) is var zero and >= 0)
            finding = new(PngRules.TextNull, next + zero, "the text contains a null");
        return true;
    }

    public static bool TryParseCompressed(ReadOnlySpan<byte> payload, PngInflater inflater, out ImageText? text, out Finding finding)
    {
        text = null;
        if (!PngKeyword.TryParse(payload, PngRules.Keyword, out string keyword, out int next, out finding)
            || !TryInflate(payload, next, inflater, PngRules.ZtxtMethod, out ReadOnlyMemory<byte> bytes, ref finding))
        {
            return false;
        }

        text = new ImageText(keyword, Encoding.Latin1.GetString(bytes.Span));
        return true;
    }

    /// <summary>iTXt: the text is given as UTF-8 too, because an XMP packet is wanted as bytes.</summary>
    public static bool TryParseInternational(
        ReadOnlySpan<byte> payload, PngInflater inflater, out ImageText? text, out ReadOnlyMemory<byte> utf8, out Finding finding)
    {
        text = null;
        utf8 = default;
        if (!PngKeyword.TryParse(payload, PngRules.Keyword, out string keyword, out int next, out finding))
            return false;
        if (payload.Length < next + 2 || payload[next] > 1)
        {
            finding = new(PngRules.ItxtFlag, next, payload.Length < next + 2 ? "the compression flag is missing" : $"compression flag {payload[next]} is not defined");
            return false;
        }

        bool compressed = payload[next] == 1;
        int method = next + 1;
        ReadOnlySpan<byte> rest = payload[(next + 2)..];
        int language = rest.IndexOf((byte)0);
        int translated = language < 0 ? -1 : rest[(language + 1)..].IndexOf((byte)0);
        if (translated < 0)
        {
            finding = new(PngRules.ItxtNull, next + 2, language < 0 ? "no null ends the language tag" : "no null ends the translated keyword");
            return false;
        }

        int start = next + 2 + language + 1 + translated + 1;
        if (!compressed)
            utf8 = payload[start..].ToArray();
        else if (!TryInflate(payload, method, start, inflater, PngRules.ItxtMethod, out utf8, ref finding))
            return false;

        // Bytes that are no UTF-8 become U+FFFD: the text is for reading.
        if (finding.IsNone && !System.Text.Unicode.Utf8.IsValid(utf8.Span))
            finding = new(PngRules.ItxtEncoding, start, "the text is not UTF-8");
        text = new ImageText(
            keyword,
            Encoding.UTF8.GetString(utf8.Span),
            Encoding.Latin1.GetString(rest[..language]),
            Encoding.UTF8.GetString(rest.Slice(language + 1, translated)));
        return true;
    }

    /// <summary>A compression method byte and the zlib datastream right after it.</summary>
    public static bool TryInflate(
        ReadOnlySpan<byte> payload, int method, PngInflater inflater, Rule methodRule, out ReadOnlyMemory<byte> bytes, ref Finding finding)
        => TryInflate(payload, method, method + 1, inflater, methodRule, out bytes, ref finding);

    private static bool TryInflate(
        ReadOnlySpan<byte> payload,
        int method,
        int start,
        PngInflater inflater,
        Rule methodRule,
        out ReadOnlyMemory<byte> bytes,
        ref Finding finding)
    {
        bytes = default;
        if (method >= payload.Length)
        {
            finding = new(methodRule, method, "the compression method is missing");
            return false;
        }

        if (payload[method] != 0)
        {
            finding = new(methodRule, method, $"compression method {payload[method]} is not defined");
            return false;
        }

        PngInflateOutcome outcome = inflater.Inflate(payload[start..], out bytes);
        if (outcome == PngInflateOutcome.Complete)
            return true;
        finding = outcome switch
        {
            PngInflateOutcome.TooLarge => new(SharedRules.MaxMetadataBytes, start, $"it inflates to more than {inflater.Limit} bytes"),
            PngInflateOutcome.Dictionary => new(PngRules.ZlibMetadataDictionary, start + 1, PngInflater.WantsDictionary),
            PngInflateOutcome.Truncated => new(PngRules.ZlibMetadata, start, "the zlib datastream is cut off"),
            _ => new(PngRules.ZlibMetadata, start, "the zlib datastream is broken"),
        };
        return false;
    }
}

/// <summary>An embedded ICC profile, iCCP (PNG 11.3.2.3).</summary>
/// <param name="Name">The profile's name: 1 to 79 characters.</param>
/// <param name="Data">The profile, inflated.</param>
public sealed record PngIccProfile(string Name, ReadOnlyMemory<byte> Data)
{
    internal static bool TryParse(ReadOnlySpan<byte> payload, PngInflater inflater, out PngIccProfile? profile, out Finding finding)
    {
        profile = null;
        if (!PngKeyword.TryParse(payload, PngRules.IccpName, out string name, out int next, out finding)
            || !PngTextChunks.TryInflate(payload, next, inflater, PngRules.IccpMethod, out ReadOnlyMemory<byte> data, ref finding))
        {
            return false;
        }

        profile = new PngIccProfile(name, data);
        return true;
    }
}
