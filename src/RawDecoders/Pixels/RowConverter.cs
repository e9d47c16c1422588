// Owns: the meaning of every pixel format conversion. Stands between a decoder's rows and the destination. Leaves speed to
// RowConverter.Vectorized.cs, indices to PaletteRowConverter.cs.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RawDecoders;

// The meaning of every pixel format conversion: this file's scalar loop over IPixel structs is normative.
// Stands between a decoder's native rows and the destination. RowConverter.Vectorized.cs has the fast twins;
// PaletteRowConverter.cs has Indexed8 sources. Leaves colour management to others: numbers are taken as they are.
//
// The rules. 8 to 16 bits: v × 257. 16 to 8 bits: round(v / 257). RGB to grey: BT.601 luma at the depth of the source,
// then scaled. Grey to RGB: replicated. A missing alpha is opaque; an alpha that the destination lacks is dropped, never
// blended. RGB to CMYK: C = max - R, M = max - G, Y = max - B, K = 0, at the depth of the destination. CMYK to RGB:
// round((max - ink)(max - K) / max) at the depth of the source, then scaled. CMYK to grey and grey to CMYK go by way of RGB; CMYK to
// CMYK of another depth scales the inks. To a premultiplied format: round(c × a / 255) of the 8-bit result; back: round(c × 255 / a), 255
// at most, 0 where alpha is. To Rgb565: round(v × 31 / 255), green round(v × 63 / 255), of the 8-bit result; back: round(v × 255 / 31), green / 63.

/// <summary>
/// Converts rows of pixels from one <see cref="PixelFormat"/> to another. Chosen once per image by <see cref="Create"/>.
/// </summary>
internal abstract partial class RowConverter
{
    /// <summary>
    /// Converts <paramref name="width"/> pixels. The spans must not overlap unless they are the same span and the two
    /// formats have the same number of bytes per pixel.
    /// </summary>
    /// <exception cref="ArgumentException">A span holds fewer than <paramref name="width"/> pixels.</exception>
    public abstract void Convert(ReadOnlySpan<byte> source, Span<byte> destination, int width);

    /// <summary>The converter for a pair of formats.</summary>
    /// <param name="from">Format of the source rows.</param>
    /// <param name="to">Format of the destination rows.</param>
    /// <param name="palette">
    /// When <paramref name="from"/> is Indexed8: RGBA entries of 4 bytes, 1 to 256 of them; an index past the last entry
    /// gives opaque black. Not needed when <paramref name="to"/> is Indexed8 too.
    /// </param>
    /// <exception cref="ArgumentException">
    /// <paramref name="to"/> is Indexed8 and <paramref name="from"/> is not, or the palette is not one.
    /// </exception>
    public static RowConverter Create(PixelFormat from, PixelFormat to, ReadOnlySpan<byte> palette = default)
    {
        if (from == to)
            return new CopyRowConverter(from.GetBytesPerPixel());
        if (from is PixelFormat.Cmyk32 or PixelFormat.Cmyk64 && to is PixelFormat.Cmyk32 or PixelFormat.Cmyk64)
            return new InkRowConverter(from);
        if (from.IsPremultiplied() && to.IsPremultiplied())
            return Create(from.GetPlainFormat(), to.GetPlainFormat());
        if (to == PixelFormat.Indexed8)
            throw new ArgumentException($"{from} cannot become Indexed8: there is no quantiser.", nameof(to));
        if (from == PixelFormat.Indexed8)
            return new PaletteRowConverter(palette, to);
        return CreateVectorized(from, to) ?? CreateScalar(from, to);
    }

    /// <summary>The normative converter between any two formats but Indexed8.</summary>
    internal static RowConverter CreateScalar(PixelFormat from, PixelFormat to) => from switch
    {
        PixelFormat.Cmyk32 when to == PixelFormat.Cmyk64 => new InkRowConverter(from),
        PixelFormat.Cmyk64 when to == PixelFormat.Cmyk32 => new InkRowConverter(from),
        PixelFormat.Rgba32Premultiplied when to.IsPremultiplied() => CreateScalar<Rgba32>(PixelFormat.Bgra32),
        PixelFormat.Bgra32Premultiplied when to.IsPremultiplied() => CreateScalar<Bgra32>(PixelFormat.Rgba32),
        PixelFormat.Gray8 => CreateScalar<Gray8>(to),
        PixelFormat.GrayAlpha16 => CreateScalar<GrayAlpha16>(to),
        PixelFormat.Gray16 => CreateScalar<Gray16>(to),
        PixelFormat.GrayAlpha32 => CreateScalar<GrayAlpha32>(to),
        PixelFormat.Rgb24 => CreateScalar<Rgb24>(to),
        PixelFormat.Bgr24 => CreateScalar<Bgr24>(to),
        PixelFormat.Rgba32 => CreateScalar<Rgba32>(to),
        PixelFormat.Bgra32 => CreateScalar<Bgra32>(to),
        PixelFormat.Rgb48 => CreateScalar<Rgb48>(to),
        PixelFormat.Rgba64 => CreateScalar<Rgba64>(to),
        PixelFormat.Bgr48 => CreateScalar<Bgr48>(to),
        PixelFormat.Bgra64 => CreateScalar<Bgra64>(to),
        PixelFormat.Cmyk32 => CreateScalar<Cmyk32>(to),
        PixelFormat.Cmyk64 => CreateScalar<Cmyk64>(to),
        PixelFormat.Bgra32Premultiplied => CreateScalar<Bgra32Premultiplied>(to),
        PixelFormat.Rgba32Premultiplied => CreateScalar<Rgba32Premultiplied>(to),
        PixelFormat.Rgb565 => CreateScalar<Rgb565>(to),
        _ => throw new ArgumentOutOfRangeException(nameof(from)),
    };

    private static RowConverter CreateScalar<TFrom>(PixelFormat to)
        where TFrom : unmanaged, IPixel<TFrom>
        => to switch
        {
            PixelFormat.Gray8 => new ScalarRowConverter<TFrom, Gray8>(),
            PixelFormat.GrayAlpha16 => new ScalarRowConverter<TFrom, GrayAlpha16>(),
            PixelFormat.Gray16 => new ScalarRowConverter<TFrom, Gray16>(),
            PixelFormat.GrayAlpha32 => new ScalarRowConverter<TFrom, GrayAlpha32>(),
            PixelFormat.Rgb24 => new ScalarRowConverter<TFrom, Rgb24>(),
            PixelFormat.Bgr24 => new ScalarRowConverter<TFrom, Bgr24>(),
            PixelFormat.Rgba32 => new ScalarRowConverter<TFrom, Rgba32>(),
            PixelFormat.Bgra32 => new ScalarRowConverter<TFrom, Bgra32>(),
            PixelFormat.Rgb48 => new ScalarRowConverter<TFrom, Rgb48>(),
            PixelFormat.Rgba64 => new ScalarRowConverter<TFrom, Rgba64>(),
            PixelFormat.Bgr48 => new ScalarRowConverter<TFrom, Bgr48>(),
            PixelFormat.Bgra64 => new ScalarRowConverter<TFrom, Bgra64>(),
            PixelFormat.Cmyk32 => new ScalarRowConverter<TFrom, Cmyk32>(),
            PixelFormat.Cmyk64 => new ScalarRowConverter<TFrom, Cmyk64>(),
            PixelFormat.Bgra32Premultiplied => new ScalarRowConverter<TFrom, Bgra32Premultiplied>(),
            PixelFormat.Rgba32Premultiplied => new ScalarRowConverter<TFrom, Rgba32Premultiplied>(),
            PixelFormat.Rgb565 => new ScalarRowConverter<TFrom, Rgb565>(),
            _ => throw new ArgumentOutOfRangeException(nameof(to)),
        };

    /// <summary>Refuses spans that are shorter than <paramref name="width"/> pixels: kernels index without further checks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected static void CheckLengths(
        ReadOnlySpan<byte> source, int sourceBytesPerPixel, Span<byte> destination, int destinationBytesPerPixel, int width)
    {
        if ((uint)width > int.MaxValue / 8
            || source.Length < width * sourceBytesPerPixel
            || destination.Length < width * destinationBytesPerPixel)
        {
            ThrowTooShort(width);
        }
    }

    private static void ThrowTooShort(int width) => throw new ArgumentException($"A span is too short for {width} pixels.");
}

/// <summary>Equal formats.</summary>
internal sealed class CopyRowConverter(int bytesPerPixel) : RowConverter
{
    public override void Convert(ReadOnlySpan<byte> source, Span<byte> destination, int width)
    {
        CheckLengths(source, bytesPerPixel, destination, bytesPerPixel, width);
        source[..(width * bytesPerPixel)].CopyTo(destination);
    }
}

/// <summary>Inks to inks of the other depth. Such pictures are too rare for vectors.</summary>
internal sealed class InkRowConverter(PixelFormat from) : RowConverter
{
    private readonly bool _widens = from == PixelFormat.Cmyk32;

    public override void Convert(ReadOnlySpan<byte> source, Span<byte> destination, int width)
    {
        CheckLengths(source, _widens ? 4 : 8, destination, _widens ? 8 : 4, width);
        if (_widens)
        {
            Span<ushort> wide = MemoryMarshal.Cast<byte, ushort>(destination);
            for (int i = 0; i < 4 * width; i++)
                wide[i] = (ushort)SampleScaling.To16(source[i]);
            return;
        }

        ReadOnlySpan<ushort> inks = MemoryMarshal.Cast<byte, ushort>(source);
        for (int i = 0; i < 4 * width; i++)
            destination[i] = (byte)SampleScaling.To8(inks[i]);
    }
}

/// <summary>Any pair of formats, pixel by pixel; compiled once per pair that is used.</summary>
internal sealed class ScalarRowConverter<TFrom, TTo> : RowConverter
    where TFrom : unmanaged, IPixel<TFrom>
    where TTo : unmanaged, IPixel<TTo>
{
    public override void Convert(ReadOnlySpan<byte> source, Span<byte> destination, int width)
    {
        CheckLengths(source, Unsafe.SizeOf<TFrom>(), destination, Unsafe.SizeOf<TTo>(), width);
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref byte to = ref MemoryMarshal.GetReference(destination);
        for (int i = 0; i < width; i++)
        {
            TTo pixel = ConvertPixel(Unsafe.ReadUnaligned<TFrom>(ref from));
            Unsafe.WriteUnaligned(ref to, pixel);
            from = ref Unsafe.Add(ref from, Unsafe.SizeOf<TFrom>());
            to = ref Unsafe.Add(ref to, Unsafe.SizeOf<TTo>());
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TTo ConvertPixel(TFrom pixel)
    {
        Channels c = pixel.ToChannels();
        if (TTo.IsGray)
            c = c with { R = c.Luma };
        if (TFrom.Is16Bit && !TTo.Is16Bit)
            c = new Channels(SampleScaling.To8(c.R), SampleScaling.To8(c.G), SampleScaling.To8(c.B), SampleScaling.To8(c.A));
        else if (!TFrom.Is16Bit && TTo.Is16Bit)
            c = new Channels(c.R * 257, c.G * 257, c.B * 257, c.A * 257);
        return TTo.From(c);
    }
}
