namespace RawDecoders;

/// <summary>
/// Sniffs a file and hands it to its format: the one switch over formats. A BMP that holds a PNG or JPEG comes back here
/// for the picture inside.
/// </summary>
internal static class ImageFormats
{
    /// <summary>Opens the decoder of a whole file.</summary>
    public static FormatDecoder Open(ByteSource source, DecodeOptions options)
    {
        ReadOnlySpan<byte> prefix = source.Window(0, FormatSniffer.PrefixLength);
        return FormatSniffer.Sniff(prefix) switch
        {
            _ => throw FormatSniffer.Unknown(prefix),
        };
    }

    /// <summary>Reads the properties of a whole file, or of the beginning of one.</summary>
    public static IdentifyResult Identify(ByteSource source, bool isWhole, DecodeOptions options)
    {
        ReadOnlySpan<byte> prefix = source.Window(0, FormatSniffer.PrefixLength);
        if (!isWhole && FormatSniffer.CouldBecomeKnown(prefix))
            return IdentifyResult.NeedsMoreBytes(8);
        try
        {
            return FormatSniffer.Sniff(prefix) switch
            {
                _ => IdentifyResult.Refused(FormatSniffer.Unknown(prefix)),
            };
        }
        catch (ImageDecodeException error)
        {
            return IdentifyResult.Refused(error);
        }
    }
}
