// Owns: the names of the rules that findings are filed under. The decoder states what is wrong in words and with a clause; here
// each of its statements has a short, stable name. A test sees that none is left without one.

namespace RawDecoders.Jpeg;

/// <summary>Rule names of JPEG findings.</summary>
internal static class JpegRules
{
    /// <summary>What a statement is filed under that no rule fits; none of the decoder's own should be.</summary>
    public const string Other = "jpeg-other";

    /// <summary>
    /// Rule, clause and words by which the decoder's statements are told apart; empty for any. The first that fits counts.
    /// </summary>
    private static readonly (string Rule, string Clause, string Words)[] Known =
    [
        // Any part of the file.
        ("jpeg-limit", "DecodeLimits", ""),
        ("jpeg-limit", "MaxMetadataBytes", ""),
        ("jpeg-limit", "", "cannot be coded in"),
        ("jpeg-truncated", "", "the file ends in"),
        ("jpeg-truncated", "", "the file ends before"),
        ("jpeg-eoi-missing", "", "without EOI"),
        ("jpeg-bytes-after-eoi", "", "bytes after EOI"),
        ("jpeg-stray-bytes", "T.81 B.1.1.2", "stray bytes"),
        ("jpeg-segment-length", "T.81 B.1.1.4", ""),

        // The order of segments.
        ("jpeg-soi-missing", "", "where SOI belongs"),
        ("jpeg-soi-repeated", "", "second SOI"),
        ("jpeg-frame-repeated", "", "a second frame"),
        ("jpeg-frame-missing", "", "a scan before the frame header"),
        ("jpeg-scan-missing", "", "ends without a scan"),
        ("jpeg-scan-missing", "", "no scan holds component"),
        ("jpeg-scan-surplus", "", "a scan after one that holds all"),
        ("jpeg-scan-repeated", "", "is coded twice"),
        ("jpeg-marker-misplaced", "", "has no meaning here"),
        ("jpeg-marker-reserved", "", "reserved marker"),
        ("jpeg-extension", "", "an extension of JPEG"),
        ("jpeg-process", "T.87", ""),
        ("jpeg-process", "T.81 B.3", ""),
        ("jpeg-process", "T.81 Table B.1", ""),

        // SOF.
        ("jpeg-sampling-ratio", "", "do not divide the largest"),
        ("jpeg-sampling-factors", "T.81 B.2.2", "sampling factors"),
        ("jpeg-component-id", "T.81 B.2.2", "have identifier"),
        ("jpeg-frame-length", "T.81 B.2.2", "length "),
        ("jpeg-precision", "T.81 B.2.2", "precision"),
        ("jpeg-frame-width", "T.81 B.2.2", "width 0"),
        ("jpeg-frame-height", "T.81 B.2.5", "height 0"),
        ("jpeg-quantisation-selector", "T.81 B.2.2", "quantisation table"),
        ("jpeg-component-count", "T.81 B.2.2", "components"),

        // DQT, DHT, DRI, DNL.
        ("jpeg-quantisation-step", "T.81 B.2.4.1", "step of 0"),
        ("jpeg-quantisation-precision", "T.81 B.2.4.1", "16-bit steps"),
        ("jpeg-quantisation-missing", "T.81 B.2.4.1", "is not defined"),
        ("jpeg-dqt-length", "T.81 B.2.4.1", "length "),
        ("jpeg-dqt-table", "T.81 B.2.4.1", "element precision"),
        ("jpeg-huffman-codes", "T.81 C.2", ""),
        ("jpeg-huffman-count", "T.81 B.2.4.2", "256 are the most"),
        ("jpeg-huffman-missing", "T.81 B.2.4.2", "not both defined"),
        ("jpeg-huffman-category", "T.81 F.1.2.1", "not DC categories"),
        ("jpeg-dht-length", "T.81 B.2.4.2", "length "),
        ("jpeg-dht-table", "T.81 B.2.4.2", "table class"),
        ("jpeg-dri-length", "T.81 B.2.4.4", ""),
        ("jpeg-dnl-place", "T.81 B.2.5", "before the first scan"),
        ("jpeg-dnl-lines", "T.81 B.2.5", "lines"),
        ("jpeg-dnl-length", "T.81 B.2.5", "length "),

        // SOS.
        ("jpeg-scan-length", "T.81 B.2.3", "length "),
        ("jpeg-scan-component-count", "T.81 B.2.3", "components in a scan"),
        ("jpeg-scan-tables", "T.81 B.2.3", "Huffman tables"),
        ("jpeg-scan-component", "T.81 B.2.3", "is not in the frame"),
        ("jpeg-mcu-size", "T.81 B.2.3", "blocks in an MCU"),
        ("jpeg-scan-parameters", "T.81 B.2.3", "in a sequential scan"),
        ("jpeg-spectral-selection", "T.81 B.2.3", "spectral selection"),
        ("jpeg-point-transform", "T.81 B.2.3", "point transform"),
        ("jpeg-spectral-selection", "T.81 G.1.1.1", "in one scan"),
        ("jpeg-point-transform", "T.81 G.1.1.1", "refinement from bit"),
        ("jpeg-progression-order", "T.81 G.1.1.1", ""),

        // Entropy-coded data.
        ("jpeg-huffman-code", "T.81 F.2.2.3", ""),
        ("jpeg-run-length", "T.81 F.2.2.2", ""),
        ("jpeg-huffman-symbol", "T.81 F.1.2.2", ""),
        ("jpeg-dc-range", "T.81 F.1.2.1", "grow past 16 bits"),
        ("jpeg-data-short", "T.81 F.2.2.5", ""),
        ("jpeg-data-surplus", "T.81 B.1.1.5", ""),
        ("jpeg-restart-order", "T.81 F.2.1.3.1", ""),

        // Application segments.
        ("jpeg-adobe-transform", "Adobe 5116", ""),
        ("jpeg-exif-repeated", "Exif", ""),
        ("jpeg-icc-parts", "ICC.1", ""),
    ];

    /// <summary>The rule that a statement of the decoder belongs to.</summary>
    public static string Find(string what, string clause)
    {
        foreach ((string rule, string knownClause, string words) in Known)
        {
            bool fits = knownClause.Length == 0 || clause == knownClause || (clause.StartsWith(knownClause, StringComparison.Ordinal) && !knownClause.StartsWith("T.81", StringComparison.Ordinal));
            if (fits && what.Contains(words, StringComparison.Ordinal))
                return rule;
        }

        return Other;
    }
}
