// Owns: the names of the answers to which colours the components of a JPEG are. Stands in the options. Leaves what follows from each to
// ColourDecision.

namespace RawDecoders;

/// <summary>
/// Whether the components of a JPEG of three or four have been transformed from RGB or CMYK: what the file says, or what its reader knows
/// better. PDF's DCTDecode filter has it as ColorTransform (ISO 32000-2, table 13): 0 is <see cref="None"/>, 1 <see cref="YCbCr"/>.
/// </summary>
public enum JpegColorTransform
{
    /// <summary>As the file's JFIF and Adobe segments say, or its component identifiers.</summary>
    FromFile = 0,

    /// <summary>No transform: three components are RGB, four CMYK, whatever the file says.</summary>
    None,

    /// <summary>Three components are YCbCr, four YCCK, whatever the file says.</summary>
    YCbCr,
}
