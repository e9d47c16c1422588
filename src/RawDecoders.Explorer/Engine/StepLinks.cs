// Owns: which part of the notes and which source file a step belongs to, by its clause. Stands under StepAnswers; a test holds that all of them exist. Leaves
// the steps to the library.

namespace RawDecoders.Explorer;

internal static class StepLinks
{
    private const string Filters = "spec-notes/png.md#filters", Deflate = "spec-notes/deflate.md", Jpeg = "spec-notes/jpeg.md", Bmp = "spec-notes/bmp.md";

    /// <summary>By the beginning of the clause; the first that fits counts.</summary>
    internal static readonly (string Clause, string Note, string Source)[] ByClause =
    [
        ("PNG 9", Filters, "src/RawDecoders/Png/Rows/PngFilters.cs"),
        ("PNG 8", "spec-notes/png.md#interlacing", "src/RawDecoders/Png/Structure/PngPass.cs"),
        ("PNG 7.2", "spec-notes/png.md#image-data", "src/RawDecoders/Png/Inspection/PngImageWalk.cs"),
        ("PNG 11", "spec-notes/png.md#palette-and-transparency", "src/RawDecoders/Png/Structure/PngPalette.cs"),
        ("PNG", "spec-notes/png.md", "src/RawDecoders/Png/Inspection/PngSampleTrail.cs"),
        ("RFC 1951 3.2.4", Deflate + "#blocks", "src/RawDecoders/Png/Coding/ZlibInflater.Blocks.cs"),
        ("RFC 1951 3.2.5", Deflate + "#symbols", "src/RawDecoders/Png/Coding/DeflateSymbolReader.cs"),
        ("RFC 1951 3.2", Deflate + "#blocks", "src/RawDecoders/Png/Coding/DeflateHeaderReader.cs"),
        ("RFC 1951", Deflate, "src/RawDecoders/Png/Coding/ZlibInflater.cs"),
        ("T.81 A.3.3", Jpeg + "#from-coefficients-to-samples", "src/RawDecoders/Jpeg/Reconstruction/IslowInverseDct.cs"),
        ("T.81 A.3", Jpeg + "#from-coefficients-to-samples", "src/RawDecoders/Jpeg/Inspection/BlockTrail.cs"),
        ("T.81 B.2.4.1", Jpeg + "#steps-dqt", "src/RawDecoders/Jpeg/Structure/JpegStructure.Tables.cs"),
        ("T.81 B.2.4.2", Jpeg + "#codes-dht", "src/RawDecoders/Jpeg/Coding/PlainHuffman.cs"),
        ("T.81 B", Jpeg + "#segments-and-markers", "src/RawDecoders/Jpeg/Structure/JpegSegmentReader.cs"),
        ("T.81 F", Jpeg + "#the-bits-of-the-first-block", "src/RawDecoders/Jpeg/Coding/PlainBlockReader.cs"),
        ("T.81 G", Jpeg + "#progressive-files", "src/RawDecoders/Jpeg/Coding/PlainBlockReader.cs"),
        ("T.81 H", Jpeg + "#lossless-files", "src/RawDecoders/Jpeg/Coding/LosslessPrediction.cs"),
        ("T.81 K.8", Jpeg + "#when-scans-are-missing", "src/RawDecoders/Jpeg/Coding/BlockSmoother.cs"),
        ("T.81 A.1", Jpeg + "#what-the-picture-is-sof", "src/RawDecoders/Jpeg/Structure/FrameGeometry.cs"),
        ("wingdi.h Bitmap Compression", Bmp + "#run-lengths", "src/RawDecoders/Bmp/Coding/BmpRle.cs"),
        ("wingdi.h biCompression", Bmp + "#masks", "src/RawDecoders/Bmp/Inspection/BmpTrailColors.cs"),
        ("wingdi.h RGB", Bmp + "#palette", "src/RawDecoders/Bmp/Inspection/BmpTrailColors.cs"),
        ("wingdi.h BITMAPINFO", Bmp + "#rows", "src/RawDecoders/Bmp/Rows/BmpStoredRows.cs"),
        ("wingdi.h", Bmp + "#dib-header", "src/RawDecoders/Bmp/Structure/BmpDibHeader.cs"),
        ("T.4", Bmp + "#huffman-1d", "src/RawDecoders/Bmp/Coding/BmpHuffman.cs"),
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
        foreach ((string begins, string note, string source) in ByClause)
        {
            if (clause.StartsWith(begins, StringComparison.Ordinal))
                return (note, source);
        }

        return ByFormat.GetValueOrDefault(format, ("spec-notes/README.md", "src/RawDecoders/ImageInspector.cs"));
    }
}
