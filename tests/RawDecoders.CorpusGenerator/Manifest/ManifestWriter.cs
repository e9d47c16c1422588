// Writes corpus/manifest. The format is described at the top of the file that it writes.

using System.Globalization;
using System.Text;

namespace RawDecoders.CorpusGenerator;

/// <summary>From files to the manifest's text.</summary>
public static class ManifestWriter
{
    /// <summary>The prose that opens every manifest.</summary>
    public const string Preamble = """
        # Manifest of the RawDecoders conformance corpus, version 1. Generated; see tests/RawDecoders.CorpusGenerator.
        #
        # One block a file, blocks parted by blank lines; a block is lines "key: value", the first of them "file". Lines that
        # begin with # are comments. UTF-8, LF. Keys, in this order, those in brackets only where they apply:
        #   file       path below the folder of this manifest
        #   what       what the file exercises
        #   clause     specification and clause
        #   bytes      length of the file and its SHA-256
        #   [format]   natural pixel format: what a decode gives unasked
        #   [shape]    HxW or HxWxC, and the type of a sample
        #   [pixels]   SHA-256 of the whole picture in that format: rows tightly packed, top row first, 16-bit samples little-
        #              endian; then where it comes from: construction (the generator painted it), oracle (a slow decoder
        #              transcribed from the specification), reference (a recorded decoder)
        #   [pixels-NAME]  the same picture otherwise: in another format, or by another JPEG reconstruction
        #   standard   what strictness Standard makes of it: one of
        #                pixels                        the whole picture
        #                refused KIND at OFFSET        an error of that kind at that byte of the file
        #                rows FIRST+COUNT SHA-256      a damaged picture, in which these rows are intact
        #   [strict]   likewise for Strict, where it differs from Standard
        #   [lenient]  likewise for Lenient, where it differs from Standard
        #   [meta-NAME]       metadata that must be read; long values as SHA-256. Of an animation meta-frames is how many frames
        #                     Standard shows, meta-frame the SHA-256 of each: the whole canvas with alpha, in the file's depth
        #   [reference NAME]  what another decoder made of it, recorded: SHAPE SHA-256, or error; "=" for the SHA-256 of pixels
        #   [verdict NAME]    why that decoder is not followed there
        """;

    /// <summary>The manifest's text.</summary>
    public static string Write(IEnumerable<CorpusFile> files, string preamble = Preamble)
    {
        StringBuilder text = new(preamble);
        text.Append('\n');
        foreach (CorpusFile file in files)
        {
            text.Append('\n');
            Line(text, "file", file.Path);
            Line(text, "what", file.What);
            Line(text, "clause", file.Clause);
            bool fresh = file.Bytes.Length > 0 || file.FileHash.Length == 0;
            Line(text, "bytes", fresh
                ? string.Create(CultureInfo.InvariantCulture, $"{file.Bytes.Length} {Checksums.Sha256(file.Bytes)}")
                : string.Create(CultureInfo.InvariantCulture, $"{file.Length} {file.FileHash}"));
            Optional(text, "format", file.Format);
            Optional(text, "shape", file.Shape);
            if (file.PixelHash.Length > 0)
                Line(text, "pixels", $"{file.PixelHash} {file.Source}");
            foreach ((string name, string value) in file.Variants)
                Line(text, $"pixels-{name}", value);
            Line(text, "standard", Outcome(file.Standard));
            if (file.Strict is not null)
                Line(text, "strict", Outcome(file.Strict));
            if (file.Lenient is not null)
                Line(text, "lenient", Outcome(file.Lenient));
            foreach ((string name, string value) in file.Metadata)
                Line(text, $"meta-{name}", value);
            foreach ((string name, string value) in file.References)
                Line(text, $"reference {name}", file.PixelHash.Length > 0 ? value.Replace(file.PixelHash, "=", StringComparison.Ordinal) : value);
            foreach (string verdict in file.Verdicts)
                text.Append("verdict ").Append(verdict).Append('\n');
        }

        return text.ToString();
    }

    private static string Outcome(CorpusOutcome outcome) => outcome.Kind switch
    {
        "refused" => string.Create(CultureInfo.InvariantCulture, $"refused {outcome.Error} at {outcome.Offset}"),
        "rows" => string.Create(CultureInfo.InvariantCulture, $"rows {outcome.FirstRow}+{outcome.RowCount} {outcome.RowsHash}"),
        _ => outcome.Kind,
    };

    private static void Line(StringBuilder text, string key, string value) => text.Append(key).Append(": ").Append(value).Append('\n');

    private static void Optional(StringBuilder text, string key, string value)
    {
        if (value.Length > 0)
            Line(text, key, value);
    }
}
