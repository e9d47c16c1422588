// Owns: full-resolution rows of samples of 2 to 16 bits to rows of pixels: colour at the file's own precision (T.871 7 with the same
// constants and roundings as at 8 bits), then the range that is asked for. Scalar. Stands between WideUpsampling and the caller's
// memory. Leaves to others: which colours the components are (ColourDecision), and other pixel formats (RowConverter).

using System.Runtime.InteropServices;

namespace RawDecoders.Jpeg;

/// <summary>Composes rows of pixels.</summary>
internal sealed class WideComposer
{
    private readonly ColourDecision _colour;
    private readonly int _max;
    private readonly int _centre;

    /// <summary>By stored value what it is in the range asked for; null where that is the same.</summary>
    private readonly ushort[]? _scaled;

    /// <param name="colour">What the components are.</param>
    /// <param name="precision">Bits of a sample, 2 to 16.</param>
    /// <param name="format">The format asked for: decides whether colour is left out, and the depth of stored values.</param>
    /// <param name="range">The range asked for.</param>
    public WideComposer(in ColourDecision colour, int precision, PixelFormat format, SampleRange range)
    {
        _colour = colour;
        _max = (1 << precision) - 1;
        _centre = 1 << (precision - 1);
        bool isGrey = colour.Model == ColorModel.Grayscale
            || (RowComposer.IsGray(format) && colour.Model == ColorModel.YCbCr)
            || (format is PixelFormat.Gray8 or PixelFormat.Gray16 && colour.Model == ColorModel.GrayscaleAlpha);
        ComponentsRead = isGrey ? 1 : colour.Model switch { ColorModel.GrayscaleAlpha => 2, ColorModel.Cmyk or ColorModel.Ycck => 4, _ => 3 };

        // Stored values are right-aligned in whatever is asked for; with 8 or 16 bits they fill a range already.
        bool isStored = range == SampleRange.Stored && precision is not (8 or 16);
        bool isWide = precision > 8 || (isStored && format.GetBytesPerSample() == 2);
        Format = (ComponentsRead, isWide) switch
        {
            (1, true) => PixelFormat.Gray16,
            (1, false) => PixelFormat.Gray8,
            (2, true) => PixelFormat.GrayAlpha32,
            (2, false) => PixelFormat.GrayAlpha16,
            (3, true) => PixelFormat.Rgb48,
            (3, false) => PixelFormat.Rgb24,
            (_, true) => PixelFormat.Cmyk64,
            _ => PixelFormat.Cmyk32,
        };
        if (isStored || precision is 8 or 16)
            return;
        _scaled = new ushort[_max + 1];
        for (uint v = 0; v < _scaled.Length; v++)
            _scaled[v] = isWide ? SampleScaling.ToUInt16(v, precision) : SampleScaling.ToByte(v, precision);
    }

    /// <summary>The format of the rows.</summary>
    public PixelFormat Format { get; }

    /// <summary>How many of the components are read, from the first.</summary>
    public int ComponentsRead { get; }

    /// <summary>One row of pixels.</summary>
    /// <param name="rows">As many as <see cref="ComponentsRead"/>, a sample a pixel each; colour is converted in them.</param>
    /// <param name="destination">Receives the pixels.</param>
    /// <param name="width">Pixels.</param>
    public void Compose(ReadOnlySpan<ushort[]> rows, Span<byte> destination, int width)
    {
        if (_colour.Model is ColorModel.YCbCr or ColorModel.Ycck && ComponentsRead > 1)
            ToRgb(rows[0], rows[1], rows[2], width);
        int count = ComponentsRead;
        for (int c = 0; c < count; c++)
        {
            ReadOnlySpan<ushort> row = rows[c].AsSpan(0, width);

            // YCCK is CMY taken through YCbCr as RGB = max - CMY, so that undoing the inversion of the inks gives R, G and B.
            bool isFlipped = count == 4 && _colour.InvertedInks != (_colour.Model == ColorModel.Ycck && c < 3);
            if (Format.GetBytesPerSample() == 2)
                Interleave(row, MemoryMarshal.Cast<byte, ushort>(destination)[c..], count, isFlipped);
            else
                Interleave(row, destination[c..], count, isFlipped);
        }
    }

    private void Interleave(ReadOnlySpan<ushort> row, Span<ushort> destination, int step, bool isFlipped)
    {
        for (int x = 0; x < row.Length; x++)
            destination[x * step] = Scale(row[x], isFlipped);
    }

    private void Interleave(ReadOnlySpan<ushort> row, Span<byte> destination, int step, bool isFlipped)
    {
        for (int x = 0; x < row.Length; x++)
            destination[x * step] = (byte)Scale(row[x], isFlipped);
    }

    private ushort Scale(ushort sample, bool isFlipped)
    {
        int value = isFlipped ? _max - sample : sample;
        return _scaled is null ? (ushort)value : _scaled[value];
    }

    /// <summary>YccColor's sums, at this precision.</summary>
    private void ToRgb(ushort[] first, ushort[] second, ushort[] third, int width)
    {
        for (int x = 0; x < width; x++)
        {
            int y = first[x], cb = second[x] - _centre, cr = third[x] - _centre;
            first[x] = Limit(y + YccColor.RedOf(cr));
            second[x] = Limit(y + YccColor.GreenOf(cb, cr));
            third[x] = Limit(y + YccColor.BlueOf(cb));
        }
    }

    private ushort Limit(int value) => (ushort)Math.Clamp(value, 0, _max);
}
