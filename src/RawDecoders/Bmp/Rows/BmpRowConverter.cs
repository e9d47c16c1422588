// Owns: the way from pixels as a BMP row holds them to pixels of the output format, a row or part of one at a time; indices below 8
// bits from any pixel on. Stands between the file's bytes (or decoded runs) and the destination; chosen once per image by BmpPlan.
// Leaves to others: pixels that are those of a PixelFormat (RowConverter), channels behind masks (BmpMaskRow), fixed-point
// numbers (BmpFixedPointRow).
using System.Runtime.CompilerServices;

namespace RawDecoders.Bmp;

/// <summary>Converts pixels of a BMP row.</summary>
internal abstract class BmpRowConverter
{
    /// <summary>
    /// Converts <paramref name="width"/> pixels. For 1, 2 and 4 bits <paramref name="skip"/> pixels of the first byte are
    /// passed over; otherwise it is 0.
    /// </summary>
    public abstract void Convert(ReadOnlySpan<byte> source, int skip, Span<byte> destination, int width);

    /// <summary>The converter from 64-bit pixels.</summary>
    public static BmpRowConverter CreateFromFixedPoint(PixelFormat output)
    {
        if (BmpFixedPointRow.Supports(output))
            return new BmpFixedPointRow(output);
        PixelFormat native = output.HasWideSamples() ? PixelFormat.Rgba64 : PixelFormat.Rgba32;
        return Chain(new BmpFixedPointRow(native), 8, native, output);
    }

    /// <summary>The converter from 32-bit pixels that are the bytes blue, green, red, alpha, whatever the masks.</summary>
    public static BmpRowConverter CreateFromBgra32(PixelFormat output) => new BmpPixelRow(RowConverter.Create(PixelFormat.Bgra32, output));

    /// <summary>The converter from bytes in the order blue, green, red: 24-bit files and OS/2 RLE24.</summary>
    public static BmpRowConverter CreateFromBgr24(PixelFormat output) => new BmpPixelRow(RowConverter.Create(PixelFormat.Bgr24, output));

    /// <summary>The converter from indices of 1, 2, 4 or 8 bits. An index past the palette gives opaque black.</summary>
    public static BmpRowConverter CreateFromIndices(int bits, ReadOnlySpan<byte> palette, PixelFormat output)
    {
        if (palette.IsEmpty)
            palette = [0, 0, 0, 255];
        RowConverter colors = RowConverter.Create(PixelFormat.Indexed8, output, palette);
        return bits == 8 ? new BmpPixelRow(colors) : new BmpPackedIndexRow(bits, colors, output.GetBytesPerPixel());
    }

    /// <summary>The converter from 16- or 32-bit pixels.</summary>
    public static BmpRowConverter CreateFromMasks(BmpMasks masks, int bytes, PixelFormat output)
    {
        // The fourth byte does not matter to an output without alpha.
        BmpMasks opaque = masks with { Alpha = 0 };
        if (bytes == 4 && opaque == BmpMasks.Default32 && (masks.Alpha == 0xFF00_0000 || !output.HasAlpha()))
            return new BmpPixelRow(RowConverter.Create(PixelFormat.Bgra32, output));

        // 16-bit outputs of a file with 8 bits or less are what widening its natural format gives. With more than 8, 8-bit
        // outputs come from the channel's own value in one rounding, round(v * 255 / (2^n - 1)), not by way of 16 bits.
        bool deep = masks.WidestChannel > 8;
        PixelFormat native = output;
        if (!(output is PixelFormat.Rgb24 or PixelFormat.Bgr24 or PixelFormat.Rgba32 or PixelFormat.Bgra32
            || (deep && output is PixelFormat.Rgb48 or PixelFormat.Rgba64)))
        {
            native = (deep && output.HasWideSamples(), masks.Alpha != 0) switch
            {
                (false, false) => PixelFormat.Rgb24,
                (false, true) => PixelFormat.Rgba32,
                (true, false) => PixelFormat.Rgb48,
                (true, true) => PixelFormat.Rgba64,
            };
        }

        BmpRowConverter row = (BmpRowConverter?)TryShuffle(masks, bytes, native) ?? BmpMaskRow.Create(masks, bytes, native);
        return native == output ? row : Chain(row, bytes, native, output);
    }

    /// <summary>32-bit pixels whose channels are whole bytes are bytes to be moved.</summary>
    private static BmpShuffleRow? TryShuffle(BmpMasks masks, int bytes, PixelFormat native)
    {
        sbyte alpha = masks.Alpha == 0 ? ByteShuffle.Full : ByteOf(masks.Alpha);
        (sbyte red, sbyte green, sbyte blue) = (ByteOf(masks.Red), ByteOf(masks.Green), ByteOf(masks.Blue));
        if (bytes != 4 || red < 0 || green < 0 || blue < 0 || (alpha < 0 && masks.Alpha != 0) || native.GetBytesPerSample() == 2)
            return null;
        ReadOnlySpan<sbyte> map = native switch
        {
            PixelFormat.Rgb24 => [red, green, blue],
            PixelFormat.Bgr24 => [blue, green, red],
            PixelFormat.Rgba32 => [red, green, blue, alpha],
            _ => [blue, green, red, alpha],
        };
        return new BmpShuffleRow(new ByteShuffle(4, map));
    }

    /// <summary>Which byte of a pixel a mask selects; -1 if it is not exactly one byte.</summary>
    private static sbyte ByteOf(uint mask) => mask switch
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

/// <summary>Pixels that are already those of a <see cref="PixelFormat"/>.</summary>
internal sealed class BmpPixelRow(RowConverter converter) : BmpRowConverter
{
    public override void Convert(ReadOnlySpan<byte> source, int skip, Span<byte> destination, int width)
        => converter.Convert(source, destination, width);
}

/// <summary>Pixels of whole bytes in an order of their own.</summary>
internal sealed class BmpShuffleRow(ByteShuffle shuffle) : BmpRowConverter
{
    public override void Convert(ReadOnlySpan<byte> source, int skip, Span<byte> destination, int width)
        => shuffle.Convert(source, destination, width);
}

/// <summary>Indices of 1, 2 and 4 bits: unpacked to bytes, a piece at a time, and coloured.</summary>
internal sealed class BmpPackedIndexRow(int bits, RowConverter colors, int outputBytes) : BmpRowConverter
{
    private const int Piece = 2048;   // indices that stay in the first-level cache with their pixels

    private readonly BitUnpacker _unpacker = BitUnpacker.Indices(bits);

    [SkipLocalsInit]
    public override void Convert(ReadOnlySpan<byte> source, int skip, Span<byte> destination, int width)
    {
        // The pixels skipped are unpacked and left out.
        Span<byte> indices = stackalloc byte[Piece];
        while (width > 0)
        {
            int count = Math.Min(width, Piece - skip);
            _unpacker.Unpack(source, indices, skip + count);
            colors.Convert(indices.Slice(skip, count), destination, count);
            destination = destination[(count * outputBytes)..];
            width -= count;
            if (width > 0)
                source = source[(Piece * bits / 8)..];
            skip = 0;
        }
    }
}

/// <summary>To a format that a row kernel does not write: by way of one that it does, in pieces that stay in the cache.</summary>
internal sealed class BmpChainedRow(
    BmpRowConverter first, int sourceBytes, int nativeBytes, RowConverter second, int outputBytes) : BmpRowConverter
{
    private const int Piece = 512;

    [SkipLocalsInit]
    public override void Convert(ReadOnlySpan<byte> source, int skip, Span<byte> destination, int width)
    {
        Span<byte> scratch = stackalloc byte[Piece * 8];
        for (int x = 0; x < width; x += Piece)
        {
            int count = Math.Min(Piece, width - x);
            Span<byte> native = scratch[..(count * nativeBytes)];
            first.Convert(source.Slice(x * sourceBytes, count * sourceBytes), 0, native, count);
            second.Convert(native, destination.Slice(x * outputBytes, count * outputBytes), count);
        }
    }
}
