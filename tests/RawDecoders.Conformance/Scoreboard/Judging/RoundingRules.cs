// Owns: how far pixels may be from the expected ones and still be the decoder's own business, because the format's specification leaves it open.
// corpus/README.md has the same in words. Leaves the comparison to Judge.
//
// PNG 13.12 and BMP: a sample brought to fewer bits may be rounded, or cut off after its high bits; one of 5 or 6 bits brought to 8 may repeat its
// high bits instead of scaling: at most 1 of 255 apart, and white stays white.
//
// JPEG: T.81 prescribes no transform and no arithmetic; T.83 (and IEEE 1180-1990, whose figures decoders go by) bound its error. IEEE 1180: no
// sample further than 1 from the exact transform, mean square error at most 0.02 over all. Expected pixels come from a transform within these
// bounds too, so that two samples of conforming decoders may be 2 apart, with a mean square of at most (2 × sqrt 0.02)² = 0.08. Colour conversion
// (T.871 clause 7) multiplies chroma by up to 1.772 and rounds twice: 2 + 1.772 × 2 + 1 = 6.5 apart at most; mean square
// (1 + 1.772²) × 0.08 + 2/12 = 0.5, so that the mean difference is at most 0.7. Files of small scenes are no random blocks, so that the mean is
// what tells a sloppy transform from an accurate one.
// How chroma is brought up to the picture's resolution T.81 leaves open (A.1.1 and T.871 only say where samples are): replicated and
// interpolated pictures both count. A filter of another kind counts as rounding where luma is within its bounds, and chroma within its bounds
// around the chroma samples near the pixel.

namespace RawDecoders.Conformance.Scoreboard.Judging;

/// <summary>Bounds of one comparison, in units of 8 bits.</summary>
/// <param name="Largest">The largest difference of a sample.</param>
/// <param name="Mean">The mean difference of all samples.</param>
internal readonly record struct Bounds(double Largest, double Mean)
{
    /// <summary>JPEG samples as they are coded: one component, or colours that are not converted.</summary>
    public static Bounds JpegSamples { get; } = new(2, 0.3);

    /// <summary>JPEG samples after the conversion from YCbCr.</summary>
    public static Bounds JpegColours { get; } = new(6, 0.7);

    /// <summary>Exact YCbCr after its conversion, which rounds twice.</summary>
    public static Bounds Converted { get; } = new(2, 1);

    /// <summary>Samples brought to 8 bits.</summary>
    public static Bounds Depth { get; } = new(1, 1);

    public bool Hold(double largest, double mean) => largest <= Largest && mean <= Mean;
}
