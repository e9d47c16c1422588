// From pixels as a BMP row holds them to pixels of the output format, one row or part of a row at a time: the stage between
// the file's bytes (or decoded run lengths) and the destination. Chosen once per image. What lies between native formats
// and the rest of PixelFormat is RowConverter's.
using System.Buffers;

namespace RawDecoders.Bmp;

/// <summary>Converts pixels of a BMP row.</summary>
internal abstract class BmpRowConverter
{
    /// <summary>
    /// Converts <paramref name="width"/> pixels. For 1, 2 and 4 bits <paramref name="skip"/> pixels of the first byte are
    /// passed over; otherwise it is 0.
    /// </summary>
    public abstract void Convert(ReadOnlySpan<byte> source, int skip, Span<byte> destination, int width);

    /// <summary>The converter from the file's uncompressed pixels to <paramref name="output"/>.</summary>
    public static BmpRowConverter Create(BmpFile file, PixelFormat output)
    {
        switch (file.Dib.BitCount)
        {
            case <= 8:
                return BmpPaletteRow.Create(file.Dib.BitCount, file.Palette, output);
            case 24:
                return CreateFromBgr24(output);
            case 64:
                if (BmpFixedPointRow.Supports(output))
                    return new BmpFixedPointRow(output);
                PixelFormat native = output.GetBytesPerSample() == 2 ? PixelFormat.Rgba64 : PixelFormat.Rgba32;
                return Chain(new BmpFixedPointRow(native), 8, native, output);
            default:
                return CreateFromMasks(file, output);
        }
    }

    /// <summary>The converter from bytes in the order blue, green, red: 24-bit files and OS/2 RLE24.</summary>
    public static BmpRowConverter CreateFromBgr24(PixelFormat output)
        => BmpByteOrderRow.TryCreate(3, 2, 1, 0, -1, output)
            ?? Chain(BmpByteOrderRow.TryCreate(3, 2, 1, 0, -1, PixelFormat.Rgb24)!, 3, PixelFormat.Rgb24, output);

    private static BmpRowConverter CreateFromMasks(BmpFile file, PixelFormat output)
    {
        BmpMasks masks = file.Masks;
        int bytes = file.Dib.BitCount / 8;
        bool deepOutput = output.GetBytesPerSample() == 2;

        // A step over 8 bits is taken for 16-bit outputs only if the file has more than 8 to give: 8-bit outputs come from
        // the channel's own value in one rounding, round(v * 255 / (2^n - 1)), and 16-bit ones of an 8-bit file are what
        // widening its natural format gives.
        PixelFormat native = output;
        if (!(output is PixelFormat.Rgb24 or PixelFormat.Bgr24 or PixelFormat.Rgba32 or PixelFormat.Bgra32
            || (file.IsDeep && output is PixelFormat.Rgb48 or PixelFormat.Rgba64)))
        {
            native = (deepOutput && file.IsDeep, file.HasAlpha) switch
            {
                (false, false) => PixelFormat.Rgb24,
                (false, true) => PixelFormat.Rgba32,
                (true, false) => PixelFormat.Rgb48,
                (true, true) => PixelFormat.Rgba64,
            };
        }

        BmpRowConverter? row = null;
        if (bytes == 4 && ByteOf(masks.Red) is >= 0 and int r && ByteOf(masks.Green) is >= 0 and int g && ByteOf(masks.Blue) is >= 0 and int b
            && (masks.Alpha == 0 || ByteOf(masks.Alpha) >= 0))
        {
            row = BmpByteOrderRow.TryCreate(4, r, g, b, ByteOf(masks.Alpha), native);
        }

        row ??= BmpMaskRow.Create(masks, bytes, native);
        return native == output ? row : Chain(row, bytes, native, output);
    }

    /// <summary>Which byte of a pixel a mask selects; -1 if it is not exactly one byte.</summary>
    private static int ByteOf(uint mask) => mask switch
    {
        0x0000_00FF => 0,
        0x0000_FF00 => 1,
        0x00FF_0000 => 2,
        0xFF00_0000 => 3,
        _ => -1,
    };

    private static BmpChainedRow Chain(BmpRowConverter first, int sourceBytes, PixelFormat native, PixelFormat output)
        => new(first, sourceBytes, native.GetBytesPerPixel(), RowConverter.Create(native, output), output.GetBytesPerPixel());
}

/// <summary>To a format that the row kernels do not write: by way of one that they do, in pieces that stay in the cache.</summary>
internal sealed class BmpChainedRow(
    BmpRowConverter first, int sourceBytes, int nativeBytes, RowConverter second, int outputBytes) : BmpRowConverter
{
    // Pixels are whole bytes here (palettes are prepared in the output format and never chained), hence no skip.
    private const int Piece = 1024;

    public override void Convert(ReadOnlySpan<byte> source, int skip, Span<byte> destination, int width)
    {
        byte[] scratch = ArrayPool<byte>.Shared.Rent(Piece * nativeBytes);
        for (int x = 0; x < width; x += Piece)
        {
            int count = Math.Min(Piece, width - x);
            Span<byte> native = scratch.AsSpan(0, count * nativeBytes);
            first.Convert(source.Slice(x * sourceBytes, count * sourceBytes), 0, native, count);
            second.Convert(native, destination.Slice(x * outputBytes, count * outputBytes), count);
        }

        ArrayPool<byte>.Shared.Return(scratch);
    }
}
