// Owns: what every file can say of itself, in the same terms for all formats. Stands at the face. Leaves what only one format has
// to its metadata, filling it to the formats.

namespace RawDecoders;

/// <summary>
/// What a file says of itself: known from its headers, without decoding a pixel.
/// </summary>
/// <example>
/// <code>
/// ImageInfo info = ImageDecoder.Identify("photo.jpg");
/// Console.WriteLine($"{info.Format}, {info.Width} x {info.Height}, {info.BitDepth} bits, {info.ColorModel}; as {info.PixelFormat}");
/// File.WriteAllBytes("photo.icc", info.IccProfile.ToArray());
/// </code>
/// </example>
public sealed record ImageInfo
{
    /// <summary>The file format.</summary>
    public required ImageFormat Format { get; init; }

    /// <summary>
    /// For a BMP that merely holds a PNG or JPEG file: that format, whose properties and <see cref="Metadata"/> these are.
    /// </summary>
    public ImageFormat? EmbeddedFormat { get; init; }

    /// <summary>Width in pixels as stored (before any orientation), at least 1.</summary>
    public required int Width { get; init; }

    /// <summary>Height in pixels as stored (before any orientation), at least 1.</summary>
    public required int Height { get; init; }

    /// <summary>
    /// The natural pixel format: what a decode gives unasked. Depth, grey and alpha are not lost; grey below 8 bits is
    /// <see cref="PixelFormat.Gray8"/>; a palette picture is Rgb24, or Rgba32 if an entry is not opaque.
    /// </summary>
    public required PixelFormat PixelFormat { get; init; }

    /// <summary>Bits per sample in the file (per palette index for indexed pictures): 1 to 16.</summary>
    public required int BitDepth { get; init; }

    /// <summary>How the file encodes colour.</summary>
    public required ColorModel ColorModel { get; init; }

    /// <summary>How the picture is to be turned for display (Exif tag 0x0112); <see cref="ImageOrientation.TopLeft"/> if not said.</summary>
    public ImageOrientation Orientation { get; init; } = ImageOrientation.TopLeft;

    /// <summary>Pixel density or aspect ratio, if stated.</summary>
    public PixelDensity? Density { get; init; }

    /// <summary>The embedded ICC profile, inflated and assembled; empty if there is none.</summary>
    public ReadOnlyMemory<byte> IccProfile { get; init; }

    /// <summary>The Exif block, from its TIFF header ("II" or "MM") on; empty if there is none.</summary>
    public ReadOnlyMemory<byte> Exif { get; init; }

    /// <summary>The XMP packet, UTF-8; empty if there is none.</summary>
    public ReadOnlyMemory<byte> Xmp { get; init; }

    /// <summary>Texts stored in the file (PNG text chunks, JPEG comments), in file order.</summary>
    public IReadOnlyList<ImageText> Texts { get; init; } = [];

    /// <summary>
    /// The pictures beside this one that lie in a JPEG file: thumbnails in the order of their segments, then those after it. One that is not all in
    /// the file (or in the bytes that TryIdentify is given), or is no picture, is left out.
    /// </summary>
    public IReadOnlyList<EmbeddedPicture> Embedded { get; init; } = [];

    /// <summary>What only this format has: a PngMetadata, BmpMetadata or JpegMetadata.</summary>
    public FormatMetadata? Metadata { get; init; }
}

/// <summary>How a file encodes the colour of a pixel.</summary>
/// <example>
/// <code>
/// bool isForPrint = ImageDecoder.Identify("photo.jpg").ColorModel is ColorModel.Cmyk or ColorModel.Ycck;
/// </code>
/// </example>
public enum ColorModel
{
    /// <summary>Grey.</summary>
    Grayscale = 0,

    /// <summary>Grey with alpha.</summary>
    GrayscaleAlpha,

    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Red, green, blue, alpha.</summary>
    Rgba,

    /// <summary>Indices into a palette.</summary>
    Indexed,

    /// <summary>Luma and two chroma components (ITU-R BT.601, full range, as JFIF has it).</summary>
    YCbCr,

    /// <summary>Cyan, magenta, yellow, black.</summary>
    Cmyk,

    /// <summary>CMY encoded as YCbCr, and black.</summary>
    Ycck,
}

/// <summary>Where row 0 and column 0 of the stored picture lie on the upright one: the values of Exif tag 0x0112.</summary>
/// <remarks>Exif 3.0, 4.6.5.1: Orientation.</remarks>
public enum ImageOrientation
{
    /// <summary>Upright.</summary>
    TopLeft = 1,

    /// <summary>Mirrored left to right.</summary>
    TopRight = 2,

    /// <summary>Turned by 180 degrees.</summary>
    BottomRight = 3,

    /// <summary>Mirrored top to bottom.</summary>
    BottomLeft = 4,

    /// <summary>Transposed (mirrored about the diagonal from the top left).</summary>
    LeftTop = 5,

    /// <summary>To be turned 90 degrees clockwise for display.</summary>
    RightTop = 6,

    /// <summary>Transposed about the other diagonal.</summary>
    RightBottom = 7,

    /// <summary>To be turned 90 degrees anticlockwise for display.</summary>
    LeftBottom = 8,
}

/// <summary>Pixel density, or only an aspect ratio when no unit is known.</summary>
/// <param name="X">Pixels per unit across.</param>
/// <param name="Y">Pixels per unit down.</param>
/// <param name="Unit">The unit.</param>
/// <example>
/// <code>
/// if (ImageDecoder.Identify("photo.png").Density is { Unit: DensityUnit.Metre } density)
///     Console.WriteLine($"{density.X * 0.0254:F0} pixels an inch");
/// </code>
/// </example>
public readonly record struct PixelDensity(double X, double Y, DensityUnit Unit);

/// <summary>The unit of a <see cref="PixelDensity"/>.</summary>
/// <example>
/// <code>
/// bool isInches = ImageDecoder.Identify("photo.jpg").Density is { Unit: DensityUnit.Inch };
/// </code>
/// </example>
public enum DensityUnit
{
    /// <summary>No unit: X and Y give an aspect ratio.</summary>
    None = 0,

    /// <summary>Pixels per metre.</summary>
    Metre,

    /// <summary>Pixels per inch.</summary>
    Inch,

    /// <summary>Pixels per centimetre.</summary>
    Centimetre,
}

/// <summary>A text stored in a file.</summary>
/// <param name="Keyword">The keyword ("Title", "Author"); "Comment" for a JPEG COM segment.</param>
/// <param name="Text">The text.</param>
/// <param name="Language">RFC 5646 language tag of an iTXt chunk, or empty.</param>
/// <param name="TranslatedKeyword">Keyword in that language, or empty.</param>
public sealed record ImageText(string Keyword, string Text, string Language = "", string TranslatedKeyword = "");

/// <summary>Base of the metadata that only one format has.</summary>
/// <example>
/// <code>
/// string details = ImageDecoder.Identify("photo.png").Metadata switch
/// {
///     PngMetadata png => $"interlaced: {png.Header.IsInterlaced}",
///     JpegMetadata jpeg => $"{jpeg.Process}",
///     BmpMetadata bmp => $"{bmp.Compression}",
///     _ => "",
/// };
/// </code>
/// </example>
public abstract record FormatMetadata
{
    private protected FormatMetadata()
    {
    }
}
