// Owns: 8-bit RGB in any order to words of 5, 6 and 5 bits. Stands under RowConverter. Leaves other depths and formats to the kernels before
// it in a chain, the way back to the scalar converter.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RawDecoders;

/// <summary>8-bit RGB in any order, with or without alpha, to <see cref="PixelFormat.Rgb565"/>: alpha is dropped.</summary>
internal sealed partial class Rgb565RowConverter : RowConverter
{
    private readonly int _size;

    /// <summary>Places of the channels in a pixel.</summary>
    private readonly int _red, _blue;

    public Rgb565RowConverter(PixelFormat from)
    {
        if (!Supports(from))
            throw new ArgumentException($"{from} is not 8-bit RGB.", nameof(from));
        string channels = from.GetChannels();
        _size = channels.Length;
        _red = channels.IndexOf('R');
        _blue = channels.IndexOf('B');
        CreateControls();
    }

    public static bool Supports(PixelFormat from)
        => from is PixelFormat.Rgb24 or PixelFormat.Bgr24 or PixelFormat.Rgba32 or PixelFormat.Bgra32;

    public override void Convert(ReadOnlySpan<byte> source, Span<byte> destination, int width)
    {
        CheckLengths(source, _size, destination, 2, width);
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref byte to = ref MemoryMarshal.GetReference(destination);
        for (int i = ConvertVectorized(ref from, ref to, width); i < width; i++)
        {
            ref byte pixel = ref Unsafe.Add(ref from, i * _size);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, i * 2), Rgb565.Of(Unsafe.Add(ref pixel, _red), Unsafe.Add(ref pixel, 1), Unsafe.Add(ref pixel, _blue)));
        }
    }
}
