// Owns: colours times alpha, of 8-bit RGB in either order. Stands under RowConverter. Leaves other depths and formats to the kernels before
// it in a chain, the way back to the scalar converter.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RawDecoders;

/// <summary>
/// <see cref="PixelFormat.Rgba32"/> or <see cref="PixelFormat.Bgra32"/> to either premultiplied format: see <see cref="Rgba32Premultiplied.Multiply"/>.
/// </summary>
/// <param name="isSwapped">Whether red and blue change places.</param>
internal sealed partial class PremultiplyRowConverter(bool isSwapped) : RowConverter
{
    public override void Convert(ReadOnlySpan<byte> source, Span<byte> destination, int width)
    {
        CheckLengths(source, 4, destination, 4, width);
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref byte to = ref MemoryMarshal.GetReference(destination);
        for (int i = ConvertVectorized(ref from, ref to, width); i < width; i++)
        {
            Rgba32 pixel = Unsafe.ReadUnaligned<Rgba32>(ref Unsafe.Add(ref from, i * 4));
            byte red = (byte)Rgba32Premultiplied.Multiply(pixel.R, pixel.A);
            byte green = (byte)Rgba32Premultiplied.Multiply(pixel.G, pixel.A);
            byte blue = (byte)Rgba32Premultiplied.Multiply(pixel.B, pixel.A);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, i * 4), isSwapped ? new Rgba32(blue, green, red, pixel.A) : new Rgba32(red, green, blue, pixel.A));
        }
    }
}
