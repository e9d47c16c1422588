// Owns: CMYK to 8-bit RGB in any order. Stands under RowConverter. Leaves profiles to colour management.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RawDecoders;

/// <summary>
/// <see cref="PixelFormat.Cmyk32"/> to 8-bit RGB in any order, with or without (opaque) alpha: see <see cref="Cmyk32.Light"/>.
/// </summary>
internal sealed partial class CmykRowConverter : RowConverter
{
    private readonly int _size;
    private readonly int _red, _blue;

    public CmykRowConverter(PixelFormat to)
    {
        if (!Supports(to))
            throw new ArgumentException($"{to} is not 8-bit RGB.", nameof(to));
        string channels = to.GetChannels();
        _size = channels.Length;
        _red = channels.IndexOf('R');
        _blue = channels.IndexOf('B');
        CreateControls();
    }

    public static bool Supports(PixelFormat to)
        => to is PixelFormat.Rgb24 or PixelFormat.Bgr24 or PixelFormat.Rgba32 or PixelFormat.Bgra32;

    public override void Convert(ReadOnlySpan<byte> source, Span<byte> destination, int width)
    {
        CheckLengths(source, 4, destination, _size, width);
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref byte to = ref MemoryMarshal.GetReference(destination);
        for (int i = ConvertVectorized(ref from, ref to, width); i < width; i++)
        {
            Cmyk32 inks = Unsafe.ReadUnaligned<Cmyk32>(ref Unsafe.Add(ref from, i * 4));
            ref byte pixel = ref Unsafe.Add(ref to, i * _size);
            Unsafe.Add(ref pixel, _red) = (byte)Cmyk32.Light(inks.C, inks.K);
            Unsafe.Add(ref pixel, 1) = (byte)Cmyk32.Light(inks.M, inks.K);
            Unsafe.Add(ref pixel, _blue) = (byte)Cmyk32.Light(inks.Y, inks.K);
            if (_size == 4)
                Unsafe.Add(ref pixel, 3) = 255;
        }
    }
}
