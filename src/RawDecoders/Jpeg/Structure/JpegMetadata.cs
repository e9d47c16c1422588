// Owns: the public words for what a JPEG file says of itself beyond what all formats share. Filled by JpegDescription, for
// Identify and for the decoder. Leaves to others: what is common to all formats (ImageInfo), and reading any of it.

namespace RawDecoders.Jpeg;

/// <summary>Properties that only JPEG files have.</summary>
/// <example>
/// <code>
/// if (ImageDecoder.Identify("photo.jpg").Metadata is JpegMetadata jpeg)
///     Console.WriteLine($"{jpeg.Process}, {string.Join(", ", jpeg.Components.Select(c => $"{c.HorizontalSampling}x{c.VerticalSampling}"))}");
/// </code>
/// </example>
public sealed record JpegMetadata : FormatMetadata
{
    /// <summary>The coding process.</summary>
    public required JpegProcess Process { get; init; }

    /// <summary>The components in the order of the frame header: 1 to 4.</summary>
    public required IReadOnlyList<JpegComponent> Components { get; init; }

    /// <summary>MCUs between restart markers in the first scan; 0 without restarts (T.81 B.2.4.4).</summary>
    public int RestartInterval { get; init; }

    /// <summary>
    /// Number of scans, if known: after decoding always, after Identify not.
    /// </summary>
    public int? ScanCount { get; init; }

    /// <summary>
    /// The version of JFIF, if there is a JFIF segment: major and minor number, 0 to 255 each. What is written 1.02 has the minor
    /// number 2 (T.871 10.1).
    /// </summary>
    public Version? JfifVersion { get; init; }

    /// <summary>The colour transform of the Adobe segment (0 none, 1 YCbCr, 2 YCCK), if there is one.</summary>
    public int? AdobeTransform { get; init; }

    /// <summary>Whether the number of lines came from a DNL segment after the first scan (T.81 B.2.5).</summary>
    public bool HeightFromDnl { get; init; }
}

/// <summary>A JPEG coding process (T.81 Table B.1) that this library decodes.</summary>
public enum JpegProcess
{
    /// <summary>Baseline DCT, SOF0.</summary>
    Baseline = 0,

    /// <summary>Extended sequential DCT with Huffman coding, SOF1.</summary>
    ExtendedSequential,

    /// <summary>Progressive DCT with Huffman coding, SOF2.</summary>
    Progressive,

    /// <summary>Lossless with Huffman coding, SOF3.</summary>
    Lossless,

    /// <summary>Extended sequential DCT with arithmetic coding, SOF9.</summary>
    ArithmeticSequential = 9,

    /// <summary>Progressive DCT with arithmetic coding, SOF10.</summary>
    ArithmeticProgressive,
}

/// <summary>A component of a frame (T.81 B.2.2).</summary>
/// <param name="Id">The identifier, 0 to 255.</param>
/// <param name="HorizontalSampling">Horizontal sampling factor, 1 to 4.</param>
/// <param name="VerticalSampling">Vertical sampling factor, 1 to 4.</param>
/// <param name="Quantization">
/// The 64 quantisation steps in natural (row-major) order, 1 to 65535; empty if the table comes after what was read, and of lossless files.
/// </param>
public sealed record JpegComponent(int Id, int HorizontalSampling, int VerticalSampling, ReadOnlyMemory<ushort> Quantization);
