// RFC 1950: two header bytes, the DEFLATE stream, Adler-32.

namespace RawDecoders.CorpusGenerator;

/// <summary>The zlib wrapper, with every field open to falsification.</summary>
public static class ZlibWriter
{
    /// <summary>
    /// The zlib stream of <paramref name="data"/>. CINFO is the settings' window; FLEVEL 2; FCHECK is computed.
    /// </summary>
    /// <param name="data">What to compress.</param>
    /// <param name="settings">How.</param>
    /// <param name="header">The two header bytes, if not the right ones.</param>
    /// <param name="adler">The checksum, if not the right one.</param>
    public static byte[] Compress(ReadOnlySpan<byte> data, DeflateSettings? settings = null, int? header = null, uint? adler = null)
    {
        settings ??= DeflateSettings.Default;
        return Wrap(DeflateEncoder.Encode(data, settings), header ?? Header(8, settings.WindowBits - 8, 2, false), adler ?? Checksums.Adler32(data));
    }

    public static byte[] Wrap(ReadOnlySpan<byte> deflate, int header, uint adler)
        => new ByteSink().Be16(header).Bytes(deflate).Be32(adler).ToArray();

    /// <summary>CMF and FLG with the check bits that make the pair a multiple of 31.</summary>
    public static int Header(int method, int info, int level, bool dictionary)
    {
        int value = info << 12 | method << 8 | level << 6 | (dictionary ? 0x20 : 0);
        return value + (31 - value % 31) % 31;
    }
}
