// Owns: the 8 bytes a PNG file begins with, and the recognition of what a transfer did to them (PNG 5.2). Stands before the first chunk.
// Leaves to others: whether a file is a PNG at all (the format sniffer); here it is known, or was asked for.
namespace RawDecoders.Png;

/// <summary>The PNG signature (PNG 5.2): 89 50 4E 47 0D 0A 1A 0A.</summary>
internal static class PngSignature
{
    /// <summary>Bytes of the signature.</summary>
    public const int Length = 8;

    public static ReadOnlySpan<byte> Bytes => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Refuses a signature that is not intact; a prefix of fewer than 8 bytes counts as far as it goes.</summary>
    public static void Check(ReadOnlySpan<byte> prefix, DecodeIssues issues)
    {
        int same = prefix.CommonPrefixLength(Bytes);
        if (same == Length)
            return;
        if (same == prefix.Length)
            throw issues.Error(PngRules.SignatureCut, prefix.Length, $"the file ends after {prefix.Length} bytes of it");
        throw issues.Error(PngRules.Signature, same, $"it is {HexText.Of(prefix[..Math.Min(prefix.Length, Length)])} instead of {HexText.Of(Bytes)}: {Diagnose(prefix)}");
    }

    /// <summary>
    /// Which damage it is. Each byte is there to catch one: 0x89 a 7-bit channel, CR LF and the later LF conversions of
    /// line ends either way, 0x1A a copy that stops at an end-of-file character.
    /// </summary>
    private static string Diagnose(ReadOnlySpan<byte> p)
    {
        ReadOnlySpan<byte> rest = p[Math.Min(4, p.Length)..];
        if (!p[..Math.Min(4, p.Length)].SequenceEqual(Bytes[..4]))
        {
            return p[0] == 0x09 && p.Length >= 4 && p.Slice(1, 3).SequenceEqual("PNG"u8)
                ? "a transfer cleared bit 7 of every byte"
                : "bytes were overwritten";
        }

        if (rest.StartsWith((ReadOnlySpan<byte>)[0x0A, 0x1A, 0x0A]) || rest.StartsWith((ReadOnlySpan<byte>)[0x0A, 0x0A, 0x1A]))
            return "a transfer as text turned CR LF into LF";
        if (rest.StartsWith((ReadOnlySpan<byte>)[0x0D, 0x0D, 0x1A, 0x0D]) || rest.StartsWith((ReadOnlySpan<byte>)[0x0D, 0x1A, 0x0D]))
            return "a transfer as text turned LF into CR";
        if (rest.StartsWith((ReadOnlySpan<byte>)[0x0D, 0x0D, 0x0A, 0x1A]))
            return "a transfer as text turned LF into CR LF";
        if (rest.StartsWith((ReadOnlySpan<byte>)[0x0D, 0x0A, 0x1A, 0x0D, 0x0A]))
            return "a transfer as text turned the last LF into CR LF";
        if (rest.StartsWith((ReadOnlySpan<byte>)[0x0D, 0x0A]) && !rest.StartsWith((ReadOnlySpan<byte>)[0x0D, 0x0A, 0x1A]))
            return "the end-of-file byte 1A was replaced";
        return "bytes were overwritten";
    }
}
