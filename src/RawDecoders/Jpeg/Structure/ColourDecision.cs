// Owns: which colours the components are: JPEG itself does not say (T.81 A.1), so it is read from JFIF and Adobe segments and,
// failing them, guessed from component identifiers; and which pixel format that is unasked. Stands between the headers and the
// plan, in one place, because the reference decoders guess differently. Leaves to others: the conversion.

namespace RawDecoders.Jpeg;

/// <summary>The colour model of a file, and the sense of its inks.</summary>
/// <param name="Model">Grayscale, GrayscaleAlpha, Rgb, YCbCr, Cmyk or Ycck.</param>
/// <param name="InvertedInks">Whether 255 means no ink.</param>
/// <param name="Doubt">What is odd about the segments that decided, or null.</param>
internal readonly record struct ColourDecision(ColorModel Model, bool InvertedInks, string? Doubt)
{
    /// <summary>Whether samples have more than 8 bits.</summary>
    public bool IsWide { get; private init; }

    /// <summary>The format that the colour model has unasked: Gray8, GrayAlpha16, Rgb24 or Cmyk32, or the same of 16 bits a sample.</summary>
    public PixelFormat NaturalFormat => Model switch
    {
        ColorModel.Grayscale when IsWide => PixelFormat.Gray16,
        ColorModel.GrayscaleAlpha when IsWide => PixelFormat.GrayAlpha32,
        ColorModel.Rgb or ColorModel.YCbCr when IsWide => PixelFormat.Rgb48,
        ColorModel.Cmyk or ColorModel.Ycck when IsWide => PixelFormat.Cmyk64,
        ColorModel.Grayscale => PixelFormat.Gray8,
        ColorModel.GrayscaleAlpha => PixelFormat.GrayAlpha16,
        ColorModel.Rgb or ColorModel.YCbCr => PixelFormat.Rgb24,
        ColorModel.Cmyk or ColorModel.Ycck => PixelFormat.Cmyk32,
        _ => throw new InvalidOperationException($"No JPEG picture is {Model}."),
    };

    public static ColourDecision Make(in FrameHeader frame, MetadataCollector metadata, JpegReconstruction reconstruction, JpegColorTransform transform = JpegColorTransform.FromFile)
        => Decide(frame, metadata.Jfif, metadata.Adobe, reconstruction).Override(transform) with { IsWide = frame.Precision > 8 };

    /// <summary>
    /// What the caller knows better, as PDF's readers do (ISO 32000-2, table 13). The sense of the inks stays, and where the model is told there is no doubt.
    /// </summary>
    private ColourDecision Override(JpegColorTransform transform) => (transform, Model) switch
    {
        (JpegColorTransform.None, ColorModel.Rgb or ColorModel.YCbCr) => this with { Model = ColorModel.Rgb, Doubt = null },
        (JpegColorTransform.None, ColorModel.Cmyk or ColorModel.Ycck) => this with { Model = ColorModel.Cmyk, Doubt = null },
        (JpegColorTransform.YCbCr, ColorModel.Rgb or ColorModel.YCbCr) => this with { Model = ColorModel.YCbCr, Doubt = null },
        (JpegColorTransform.YCbCr, ColorModel.Cmyk or ColorModel.Ycck) => this with { Model = ColorModel.Ycck, Doubt = null },
        _ => this,
    };

    private static ColourDecision Decide(in FrameHeader frame, JfifSegment? jfif, AdobeSegment? adobe, JpegReconstruction reconstruction)
    {
        ReadOnlySpan<FrameComponent> c = frame.Components;
        return c.Length switch
        {
            1 => new ColourDecision(ColorModel.Grayscale, false, null),

            // No segment says what two components are. As grey and alpha both come out as they are stored, whatever they
            // mean; Java's ImageIO, the one well-known decoder that takes such files, reads them so. libjpeg-turbo gives
            // them unconverted (JCS_UNKNOWN); Pillow, OpenCV and ImageSharp refuse them.
            2 => new ColourDecision(ColorModel.GrayscaleAlpha, false, null),
            3 when reconstruction == JpegReconstruction.ImageSharp => ThreeAsImageSharp(adobe),
            3 => Three(c, jfif, adobe, frame.IsLossless),
            _ => Four(adobe, reconstruction),
        };
    }

    /// <summary>
    /// As libjpeg: JFIF means YCbCr, whatever else is said; then Adobe; then identifiers 1, 2, 3 or "RGB"; else YCbCr. Without either
    /// segment a lossless file is RGB, whatever its identifiers are: nothing would be lossless that is converted.
    /// </summary>
    private static ColourDecision Three(ReadOnlySpan<FrameComponent> c, JfifSegment? jfif, AdobeSegment? adobe, bool isLossless)
    {
        if (jfif is not null)
            return new ColourDecision(ColorModel.YCbCr, false, null);
        if (adobe is { } a)
        {
            return a.Transform switch
            {
                0 => new ColourDecision(ColorModel.Rgb, false, null),
                1 => new ColourDecision(ColorModel.YCbCr, false, null),
                _ => new ColourDecision(ColorModel.YCbCr, false, $"Adobe transform {a.Transform} with 3 components; taken for YCbCr"),
            };
        }

        return new ColourDecision(isLossless || HasRgbIds(c) ? ColorModel.Rgb : ColorModel.YCbCr, false, null);
    }

    /// <summary>
    /// As ImageSharp 3.1: YCbCr, unless an Adobe segment says transform 0, be there a JFIF segment or not. Component
    /// identifiers do not count.
    /// </summary>
    private static ColourDecision ThreeAsImageSharp(AdobeSegment? adobe)
        => new(adobe is { Transform: 0 } ? ColorModel.Rgb : ColorModel.YCbCr, false, null);

    /// <summary>
    /// libjpeg: Adobe tells CMYK (0) from YCCK (2), and without it the inks are plain. Adobe's own files count inks down
    /// from 255; ImageSharp takes every file to be so.
    /// </summary>
    private static ColourDecision Four(AdobeSegment? adobe, JpegReconstruction reconstruction)
    {
        if (adobe is not { } a)
            return new ColourDecision(ColorModel.Cmyk, reconstruction == JpegReconstruction.ImageSharp, null);
        return a.Transform switch
        {
            0 => new ColourDecision(ColorModel.Cmyk, true, null),
            2 => new ColourDecision(ColorModel.Ycck, true, null),
            _ => new ColourDecision(ColorModel.Ycck, true, $"Adobe transform {a.Transform} with 4 components; taken for YCCK"),
        };
    }

    private static bool HasRgbIds(ReadOnlySpan<FrameComponent> c) => c[0].Id == 'R' && c[1].Id == 'G' && c[2].Id == 'B';
}
