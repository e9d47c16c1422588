// Owns: the account of a decode beside its pixels: warnings, damage, properties. Stands at the face. Leaves collecting it to
// DecodeIssues and DamagedRowMap.

namespace RawDecoders;

/// <summary>Rows that a lenient decode could not take from the file.</summary>
/// <param name="FirstRow">The first such row of the result, counted from the top, from 0.</param>
/// <param name="RowCount">How many rows, at least 1. Some of their pixels may still be right.</param>
/// <param name="Reason">The violation that <see cref="Strictness.Standard"/> refuses the file for.</param>
/// <example>
/// <code>
/// PixelBuffer image = ImageDecoder.Decode("photo.jpg", new DecodeOptions { Strictness = Strictness.Lenient });
/// foreach (DamagedRows lost in image.Result!.Damage)
///     Console.WriteLine($"rows {lost.FirstRow} to {lost.FirstRow + lost.RowCount - 1}: {lost.Reason.What}");
/// </code>
/// </example>
public sealed record DamagedRows(int FirstRow, int RowCount, Issue Reason);

/// <summary>What a decode produced, beside the pixels.</summary>
/// <param name="Info">The file's properties and metadata, those after the pixel data included.</param>
/// <param name="Width">Width of the result in pixels.</param>
/// <param name="Height">Height of the result in pixels.</param>
/// <param name="PixelFormat">Pixel format of the result.</param>
/// <example>
/// <code>
/// byte[] pixels = new byte[4 &lt;&lt; 20];
/// DecodeResult result = ImageDecoder.Decode("photo.jpg", pixels, options: new DecodeOptions { Strictness = Strictness.Lenient });
/// Console.WriteLine($"{result.Width} x {result.Height} {result.PixelFormat}, {result.IntactRows} rows intact, {result.Warnings.Count} warnings");
/// </code>
/// </example>
public sealed record DecodeResult(ImageInfo Info, int Width, int Height, PixelFormat PixelFormat)
{
    /// <summary>Whether the samples are 0 and 255 and mean false and true, as <see cref="ArrayConvention.Pillow"/> has 1-bit pictures.</summary>
    public bool IsBoolean { get; init; }

    /// <summary>Harmless violations, in the order found; empty for a file that follows its specification.</summary>
    public IReadOnlyList<Issue> Warnings { get; init; } = [];

    /// <summary>What a lenient decode could not save; empty for a complete picture.</summary>
    public IReadOnlyList<DamagedRows> Damage { get; init; } = [];

    /// <summary>Whether every pixel is as the file stores it.</summary>
    public bool IsComplete => Damage.Count == 0;

    /// <summary>Number of rows without damage.</summary>
    public int IntactRows
    {
        get
        {
            int rows = Height;
            foreach (DamagedRows d in Damage)
                rows -= d.RowCount;
            return Math.Max(rows, 0);
        }
    }
}
