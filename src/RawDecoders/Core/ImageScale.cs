// Owns: the sizes that a picture can be decoded at: eighths of its own, and which of them covers a given size. Stands in the options;
// decoders ask it for lengths. Leaves how the pixels come about to JPEG's scaled transforms and to BoxDecoder.

using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace RawDecoders;

/// <summary>
/// What part of its size a picture is decoded at, each way: 1/8 to 8/8. The default value is <see cref="Full"/>.
/// </summary>
/// <example>
/// <code>
/// PixelBuffer half = ImageDecoder.Decode("photo.jpg", new DecodeOptions { Scale = ImageScale.Half });
/// PixelBuffer three = ImageDecoder.Decode("photo.jpg", new DecodeOptions { Scale = new ImageScale(3, 8) });
/// </code>
/// </example>
public readonly record struct ImageScale
{
    /// <summary>Eighths in the whole: the side of a JPEG block.</summary>
    private const int Whole = 8;

    private readonly byte _eighthsLess;

    private ImageScale(int eighths) => _eighthsLess = (byte)(Whole - eighths);

    /// <summary>A fraction of the size.</summary>
    /// <param name="numerator">At least 1.</param>
    /// <param name="denominator">At least <paramref name="numerator"/>.</param>
    /// <exception cref="ArgumentException">The fraction is none of 1/8, 1/4, 3/8, 1/2, 5/8, 3/4, 7/8 and 1.</exception>
    public ImageScale(int numerator, int denominator)
    {
        if (numerator < 1 || denominator < numerator || (long)numerator * Whole % denominator != 0)
            throw new ArgumentException($"{numerator}/{denominator} is no scale: there are 1/8, 1/4, 3/8, 1/2, 5/8, 3/4, 7/8 and 1.", nameof(numerator));
        _eighthsLess = (byte)(Whole - (long)numerator * Whole / denominator);
    }

    /// <summary>The picture's own size.</summary>
    public static ImageScale Full => default;

    /// <summary>1/2.</summary>
    public static ImageScale Half => new(4);

    /// <summary>1/4.</summary>
    public static ImageScale Quarter => new(2);

    /// <summary>1/8.</summary>
    public static ImageScale Eighth => new(1);

    /// <summary>The scale in eighths, 1 to 8.</summary>
    public int Eighths => Whole - _eighthsLess;

    /// <summary>The numerator in lowest terms: 1 of 4/8.</summary>
    public int Numerator => Eighths / CommonDivisor;

    /// <summary>The denominator in lowest terms: 2 of 4/8.</summary>
    public int Denominator => Whole / CommonDivisor;

    /// <summary>A length at this scale, rounded up as libjpeg does: a picture never has less than one pixel.</summary>
    /// <param name="length">Pixels, 0 or more.</param>
    public int Of(int length) => (int)(((long)length * Eighths + Whole - 1) / Whole);

    /// <summary>Reads "1/2", "3/8", "4/8" or "1".</summary>
    /// <returns>Whether <paramref name="text"/> is a scale.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out ImageScale scale)
    {
        scale = Full;
        string[] parts = (text ?? "").Split('/');
        int denominator = 1;
        if (parts.Length > 2 || !TryNumber(parts[0], out int numerator) || (parts.Length == 2 && !TryNumber(parts[1], out denominator)))
            return false;
        if (numerator < 1 || denominator < numerator || (long)numerator * Whole % denominator != 0)
            return false;
        scale = new ImageScale(numerator, denominator);
        return true;
    }

    /// <summary>The fraction in lowest terms: "1/2", "3/8", "1".</summary>
    public override string ToString()
        => Eighths == Whole ? "1" : string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");

    /// <summary>A number of eighths, 1 to 8.</summary>
    internal static ImageScale FromEighths(int eighths) => new(eighths);

    /// <summary>Whether it is 1/2, 1/4, 1/8 or the whole: boxes of whole pixels.</summary>
    internal bool IsBox => Whole % Eighths == 0;

    /// <summary>
    /// Rows from <paramref name="first"/> to <paramref name="end"/> - 1 of the whole picture: the rows at this scale that they are part of.
    /// </summary>
    internal (int First, int End) Rows(int first, int end) => ((int)((long)first * Eighths / Whole), Of(end));

    /// <summary>The smallest scale at which a picture covers a size in both directions; <see cref="Full"/> if none does.</summary>
    /// <param name="width">Width of the whole picture.</param>
    /// <param name="height">Its height.</param>
    /// <param name="target">What is to be covered.</param>
    /// <param name="boxesOnly">Whether only scales with <see cref="IsBox"/> count.</param>
    internal static ImageScale Covering(int width, int height, ImageSize target, bool boxesOnly)
    {
        for (int eighths = 1; eighths < Whole; eighths++)
        {
            var scale = new ImageScale(eighths);
            if ((scale.IsBox || !boxesOnly) && scale.Of(width) >= target.Width && scale.Of(height) >= target.Height)
                return scale;
        }

        return Full;
    }

    private int CommonDivisor => Eighths switch { 8 => 8, 4 => 4, 2 or 6 => 2, _ => 1 };

    private static bool TryNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}

/// <summary>A size in pixels.</summary>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
/// <example>
/// <code>
/// PixelBuffer thumbnail = ImageDecoder.Decode("photo.jpg", new DecodeOptions { TargetSize = new ImageSize(160, 120) });
/// </code>
/// </example>
public readonly record struct ImageSize(int Width, int Height)
{
    /// <summary>"320 x 200".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Width} x {Height}");
}
