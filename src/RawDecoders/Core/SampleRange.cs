// Owns: the names of the ranges that samples can come in. Stands in the options. Leaves scaling to the formats.

namespace RawDecoders;

/// <summary>Which numbers the samples of a decode are, where a file's precision is not 8 or 16 bits.</summary>
/// <example>
/// <code>
/// PixelBuffer stored = ImageDecoder.Decode("deep.jpg", new DecodeOptions { SampleRange = SampleRange.Stored });      // 0 to 4095
/// </code>
/// </example>
public enum SampleRange
{
    /// <summary>
    /// Scaled to the full range of the pixel format, rounded: round(v × 65535 / (2^P - 1)) of more than 8 bits P, else
    /// round(v × 255 / (2^P - 1)). Black and white stay black and white.
    /// </summary>
    Scaled = 0,

    /// <summary>As they are stored, 0 to 2^P - 1, right-aligned: for those who measure.</summary>
    Stored,
}
