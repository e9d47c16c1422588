// Owns: the quantised coefficients of a picture as its caller gets them. Stands at the face of the format. Leaves reading them to
// JpegCoefficientReader.

namespace RawDecoders.Jpeg;

/// <summary>
/// The quantised DCT coefficients of a JPEG, as its scans code them: neither dequantised nor smoothed. Equal to what libjpeg's
/// jpeg_read_coefficients gives. <see cref="ImageDecoder.ReadJpegCoefficients(ReadOnlySpan{byte}, DecodeOptions?)"/> reads them.
/// </summary>
/// <example>
/// <code>
/// JpegCoefficients file = ImageDecoder.ReadJpegCoefficients("photo.jpg");
/// JpegComponentCoefficients luma = file.Components[0];
/// Console.WriteLine($"DC of the first block: {luma.GetBlock(0, 0)[0]} steps of {luma.Steps[0]}");
/// </code>
/// </example>
public sealed class JpegCoefficients
{
    internal JpegCoefficients(IReadOnlyList<JpegComponentCoefficients> components, ImageInfo info) => (Components, Info) = (components, info);

    /// <summary>The components in the frame header's order, 1 to 4.</summary>
    public IReadOnlyList<JpegComponentCoefficients> Components { get; }

    /// <summary>What the file says of itself.</summary>
    public ImageInfo Info { get; }

    /// <summary>Violations that were passed over.</summary>
    public IReadOnlyList<Issue> Warnings { get; internal init; } = [];

    /// <summary>Lenient: rows of the picture whose coefficients may not be as stored; those that were lost are 0.</summary>
    public IReadOnlyList<DamagedRows> Damage { get; internal init; } = [];
}

/// <summary>One component: blocks of 8 x 8 coefficients, those that carry the picture and not what only fills up MCUs (T.81 A.2).</summary>
public sealed class JpegComponentCoefficients
{
    private const int BlockSize = 64;

    internal JpegComponentCoefficients(int rows, int columns, ushort[] steps)
        => (Rows, Columns, Steps, Values) = (rows, columns, steps, new short[(long)rows * columns * BlockSize]);

    /// <summary>Rows of blocks: the component's own height in samples divided by 8, rounded up.</summary>
    public int Rows { get; }

    /// <summary>Blocks in a row: the component's own width in samples divided by 8, rounded up.</summary>
    public int Columns { get; }

    /// <summary>
    /// All coefficients, shape (<see cref="Rows"/>, <see cref="Columns"/>, 8, 8): of a block 64 in natural order, vertical frequency first, DC at 0. Of files
    /// of 8 bits within -2048 to 2047 as a rule, of 12 bits within 16 times that.
    /// </summary>
    public short[] Values { get; }

    /// <summary>The 64 quantisation steps in natural order, shape (8, 8): a coefficient times its step is what is transformed.</summary>
    public ushort[] Steps { get; }

    /// <summary>The 64 coefficients of a block in natural order.</summary>
    /// <param name="row">0 to <see cref="Rows"/> - 1, from the top.</param>
    /// <param name="column">0 to <see cref="Columns"/> - 1, from the left.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such block.</exception>
    public Span<short> GetBlock(int row, int column)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Rows);
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, Columns);
        return Values.AsSpan((row * Columns + column) * BlockSize, BlockSize);
    }
}
