// Owns: the choice of fast kernels for a pair of formats. Stands beside the scalar loop, and equals it. Leaves the kernels to the
// files named below.
using System.Runtime.CompilerServices;

namespace RawDecoders;

// Which fast kernels make up a pair of formats. Seven kernels do it: a byte shuffle wherever samples are only moved,
// doubled or complemented (ByteShuffle), 16 to 8 bits (SampleScaling), luma of 8-bit RGB (Luma), CMYK to RGB
// (CmykRowConverter), colours times alpha (PremultiplyRowConverter), words of 5, 6 and 5 bits (Rgb565RowConverter), and palette lookup
// (PaletteRowConverter, not here). Other pairs run two of them in a row over a
// scratch row that stays in the first-level cache. What remains scalar is luma at 16 bits, luma beside an alpha, and whatever comes of the formats for screens.

internal abstract partial class RowConverter
{
    /// <summary>The fast twin for a pair of formats, or <see langword="null"/> where the scalar code is all there is.</summary>
    private static RowConverter? CreateVectorized(PixelFormat from, PixelFormat to)
    {
        if (!ByteShuffle.IsAccelerated)
            return null;
        if (to != to.GetPlainFormat() || from != from.GetPlainFormat())
            return CreateForScreen(from, to);
        if (TryMap(from, to) is { } shuffle)
            return new ShuffleRowConverter(shuffle);

        bool toGray = to.GetChannels()[0] == 'L';
        if (from == PixelFormat.Cmyk32)
        {
            return CmykRowConverter.Supports(to)
                ? new CmykRowConverter(to)
                : Chain(from, PixelFormat.Rgb24, to);
        }

        // CMYK of 16 bits is taken to RGB at 16 bits, scalar.
        if (from == PixelFormat.Cmyk64)
            return null;
        if (from.GetBytesPerSample() == 2)
        {
            PixelFormat narrow = from.GetChannels() switch
            {
                "L" => PixelFormat.Gray8,
                "LA" => PixelFormat.GrayAlpha16,
                "RGB" => PixelFormat.Rgb24,
                "BGR" => PixelFormat.Bgr24,
                "BGRA" => PixelFormat.Bgra32,
                _ => PixelFormat.Rgba32,
            };
            if (narrow == to)
                return new NarrowRowConverter(to.GetBytesPerPixel());

            // Luma is taken at 16 bits, before narrowing.
            return toGray && from.GetChannels()[0] != 'L' ? null : Chain(from, narrow, to);
        }

        // What is left is 8-bit RGB to grey.
        if (to == PixelFormat.Gray8)
            return new LumaRowConverter(from);
        return to.HasAlpha() && from.HasAlpha() ? null : Chain(from, PixelFormat.Gray8, to);
    }

    /// <summary>The fast twin for a pair of which one is for screens: from that there is none.</summary>
    private static RowConverter? CreateForScreen(PixelFormat from, PixelFormat to)
    {
        if (from != from.GetPlainFormat())
            return null;
        if (to == PixelFormat.Rgb565)
            return Rgb565RowConverter.Supports(from) ? new Rgb565RowConverter(from) : Chain(from, PixelFormat.Rgba32, to);

        // An opaque alpha changes no colour.
        PixelFormat plain = to.GetPlainFormat();
        if (!from.HasAlpha())
            return Create(from, plain);
        return from is PixelFormat.Rgba32 or PixelFormat.Bgra32 ? new PremultiplyRowConverter(isSwapped: from != plain) : Chain(from, plain, to);
    }

    private static ChainedRowConverter Chain(PixelFormat from, PixelFormat between, PixelFormat to)
        => new(Create(from, between), Create(between, to), between.GetBytesPerPixel(), to.GetBytesPerPixel(), from.GetBytesPerPixel());

    /// <summary>The byte shuffle for a pair; <see langword="null"/> if it is none.</summary>
    private static ByteShuffle? TryMap(PixelFormat from, PixelFormat to)
    {
        string source = from.GetChannels(), target = to.GetChannels();
        int bytes = to.GetBytesPerSample();
        bool same = source == target;
        bool wide = from.GetBytesPerSample() == 2;
        bool toCmyk = to is PixelFormat.Cmyk32 or PixelFormat.Cmyk64;
        if ((wide && bytes == 1)
            || (!same && (source == "CMYK" || (target[0] == 'L' && source[0] != 'L'))))
        {
            return null;
        }

        Span<sbyte> map = stackalloc sbyte[target.Length * bytes];
        for (int i = 0; i < map.Length; i++)
        {
            char channel = target[i / bytes];
            if (toCmyk && !same)
                channel = "RGB0"["CMYK".IndexOf(channel)];
            int sample = source.IndexOf(source[0] == 'L' && channel is 'R' or 'G' or 'B' ? 'L' : channel);
            map[i] = channel switch
            {
                '0' => ByteShuffle.Zero,
                'A' when sample < 0 => ByteShuffle.Full,
                _ => (sbyte)(wide ? (sample * 2) + (i % 2) : sample),
            };
        }

        return new ByteShuffle(from.GetBytesPerPixel(), map, complement: toCmyk && !same);
    }
}

/// <summary>Pairs that are byte shuffles.</summary>
internal sealed class ShuffleRowConverter(ByteShuffle shuffle) : RowConverter
{
    public override void Convert(ReadOnlySpan<byte> source, Span<byte> destination, int width)
        => shuffle.Convert(source, destination, width);
}

/// <summary>16 to 8 bits, channels as they are.</summary>
internal sealed class NarrowRowConverter(int samplesPerPixel) : RowConverter
{
    public override void Convert(ReadOnlySpan<byte> source, Span<byte> destination, int width)
    {
        CheckLengths(source, samplesPerPixel * 2, destination, samplesPerPixel, width);
        SampleScaling.Narrow16To8(source, destination, width * samplesPerPixel);
    }
}

/// <summary>Two conversions in a row, a few hundred pixels at a time.</summary>
internal sealed class ChainedRowConverter(RowConverter first, RowConverter second, int betweenSize, int size, int sourceSize) : RowConverter
{
    /// <summary>Pixels at a time: at most 4 KiB of scratch. 128 took 1.3 to 1.8 times as long, 1024 were no faster.</summary>
    private const int Block = 512;

    [SkipLocalsInit]
    public override void Convert(ReadOnlySpan<byte> source, Span<byte> destination, int width)
    {
        CheckLengths(source, sourceSize, destination, size, width);
        Span<byte> between = stackalloc byte[Block * 8];
        while (width > 0)
        {
            int count = Math.Min(width, Block);
            first.Convert(source, between[..(count * betweenSize)], count);
            second.Convert(between, destination, count);
            source = source[(count * sourceSize)..];
            destination = destination[(count * size)..];
            width -= count;
        }
    }
}
