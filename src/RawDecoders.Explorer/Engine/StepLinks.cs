// Owns: which part of the notes, which source file and which phase of the work a step belongs to, by its clause. Stands under StepAnswers; a test holds that all of them exist. Leaves
// the steps to the library.

namespace RawDecoders.Explorer;

internal static class StepLinks
{
    private const string Filters = "spec-notes/png.md#filters", Deflate = "spec-notes/deflate.md", Jpeg = "spec-notes/jpeg.md", Bmp = "spec-notes/bmp.md";

    /// <summary>What one does at a step, in the order in which a value comes about.</summary>
    internal const string Place = "place", Symbols = "bits and symbols", Value = "value", Prediction = "prediction", Transform = "transform", Colour = "colour";

    /// <summary>By the beginning of the clause; the first that fits counts.</summary>
    internal static readonly (string Clause, string Note, string Source, string Phase)[] ByClause =
    [
        ("PNG 9", Filters, "src/RawDecoders/Png/Rows/PngFilters.cs", Prediction),
        ("PNG 8", "spec-notes/png.md#interlacing", "src/RawDecoders/Png/Structure/PngPass.cs", Place),
        ("PNG 7.2", "spec-notes/png.md#image-data", "src/RawDecoders/Png/Inspection/PngImageWalk.cs", Value),
        ("PNG 11", "spec-notes/png.md#palette-and-transparency", "src/RawDecoders/Png/Structure/PngPalette.cs", Colour),
        ("PNG", "spec-notes/png.md", "src/RawDecoders/Png/Inspection/PngSampleTrail.cs", Colour),
        ("RFC 1951 3.2.4", Deflate + "#blocks", "src/RawDecoders/Png/Coding/ZlibInflater.Blocks.cs", Symbols),
        ("RFC 1951 3.2.5", Deflate + "#symbols", "src/RawDecoders/Png/Coding/DeflateSymbolReader.cs", Symbols),
        ("RFC 1951 3.2", Deflate + "#blocks", "src/RawDecoders/Png/Coding/DeflateHeaderReader.cs", Symbols),
        ("RFC 1951", Deflate, "src/RawDecoders/Png/Coding/ZlibInflater.cs", Symbols),
        ("T.81 A.3.3", Jpeg + "#from-coefficients-to-samples", "src/RawDecoders/Jpeg/Reconstruction/IslowInverseDct.cs", Transform),
        ("T.81 A.3", Jpeg + "#from-coefficients-to-samples", "src/RawDecoders/Jpeg/Inspection/BlockTrail.cs", Transform),
        ("T.81 B.2.4.1", Jpeg + "#steps-dqt", "src/RawDecoders/Jpeg/Structure/JpegStructure.Tables.cs", Value),
        ("T.81 B.2.4.2", Jpeg + "#codes-dht", "src/RawDecoders/Jpeg/Coding/PlainHuffman.cs", Symbols),
        ("T.81 B", Jpeg + "#segments-and-markers", "src/RawDecoders/Jpeg/Structure/JpegSegmentReader.cs", Symbols),
        ("T.81 F", Jpeg + "#the-bits-of-the-first-block", "src/RawDecoders/Jpeg/Coding/PlainBlockReader.cs", Symbols),
        ("T.81 G", Jpeg + "#progressive-files", "src/RawDecoders/Jpeg/Coding/PlainBlockReader.cs", Symbols),
        ("T.81 H", Jpeg + "#lossless-files", "src/RawDecoders/Jpeg/Coding/LosslessPrediction.cs", Prediction),
        ("T.81 K.8", Jpeg + "#when-scans-are-missing", "src/RawDecoders/Jpeg/Coding/BlockSmoother.cs", Transform),
        ("T.81 A.1", Jpeg + "#what-the-picture-is-sof", "src/RawDecoders/Jpeg/Structure/FrameGeometry.cs", Colour),
        ("wingdi.h Bitmap Compression", Bmp + "#run-lengths", "src/RawDecoders/Bmp/Coding/BmpRle.cs", Symbols),
        ("wingdi.h biCompression", Bmp + "#masks", "src/RawDecoders/Bmp/Inspection/BmpTrailColors.cs", Value),
        ("wingdi.h RGB", Bmp + "#palette", "src/RawDecoders/Bmp/Inspection/BmpTrailColors.cs", Colour),
        ("wingdi.h BITMAPINFO", Bmp + "#rows", "src/RawDecoders/Bmp/Rows/BmpStoredRows.cs", Value),
        ("wingdi.h", Bmp + "#dib-header", "src/RawDecoders/Bmp/Structure/BmpDibHeader.cs", Place),
        ("T.4", Bmp + "#huffman-1d", "src/RawDecoders/Bmp/Coding/BmpHuffman.cs", Symbols),
    ];

    /// <summary>Where no clause says it.</summary>
    internal static readonly Dictionary<ImageFormat, (string Note, string Source)> ByFormat = new()
    {
        [ImageFormat.Png] = ("spec-notes/png.md", "src/RawDecoders/Png/Inspection/PngPixelTrail.cs"),
        [ImageFormat.Bmp] = ("spec-notes/bmp.md", "src/RawDecoders/Bmp/Inspection/BmpTrail.cs"),
        [ImageFormat.Jpeg] = (Jpeg + "#from-samples-to-pixels", "src/RawDecoders/Jpeg/Inspection/PixelTracer.cs"),
    };

    /// <summary>The note and the source file of a step.</summary>
    public static (string Note, string Source) Of(ImageFormat format, string name, string clause)
    {
        if (format == ImageFormat.Jpeg && name.StartsWith("component", StringComparison.Ordinal))
            return (Jpeg + "#from-samples-to-pixels", "src/RawDecoders/Jpeg/Reconstruction/ChromaUpsampling.cs");
        foreach ((string begins, string note, string source, _) in ByClause)
        {
            if (clause.StartsWith(begins, StringComparison.Ordinal))
                return (note, source);
        }

        return ByFormat.GetValueOrDefault(format, ("spec-notes/README.md", "src/RawDecoders/ImageInspector.cs"));
    }

    /// <summary>What one does at a step; one without a clause belongs to what it is a part of.</summary>
    public static string PhaseOf(string clause, string around)
        => clause.Length == 0 ? around : Array.Find(ByClause, link => clause.StartsWith(link.Clause, StringComparison.Ordinal)).Phase ?? around;
}
