using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RawDecoders;

// Owns Indexed8 sources: the palette is converted once into the destination's format, padded to 256 entries so that any
// byte is a valid index; a row is then one table lookup a pixel.

/// <summary>Palette indices to any other format.</summary>
internal sealed partial class PaletteRowConverter : RowConverter
{
    /// <summary>256 entries of 8 bytes, the pixel in the first <see cref="_size"/> of them (the rest is zero).</summary>
    private readonly ulong[] _entries = new ulong[256];

    private readonly int _size;

    public PaletteRowConverter(ReadOnlySpan<byte> palette, PixelFormat to)
    {
        if (palette.Length is 0 or > 1024 || palette.Length % 4 != 0)
            throw new ArgumentException($"A palette has 1 to 256 entries of 4 bytes; this one has {palette.Length} bytes.", nameof(palette));

        Span<byte> full = stackalloc byte[1024];
        palette.CopyTo(full);
        for (int i = palette.Length; i < 1024; i += 4)
            full[i + 3] = 255;

        _size = to.GetBytesPerPixel();
        RowConverter converter = Create(PixelFormat.Rgba32, to);
        Span<byte> entries = MemoryMarshal.AsBytes(_entries.AsSpan());
        for (int i = 0; i < 256; i++)
            converter.Convert(full.Slice(i * 4, 4), entries.Slice(i * 8, 8), 1);
    }

    public override void Convert(ReadOnlySpan<byte> source, Span<byte> destination, int width)
    {
        CheckLengths(source, 1, destination, _size, width);
        ref byte to = ref MemoryMarshal.GetReference(destination);
        source = source[..width];
        switch (_size)
        {
            case 1:
                Lookup<Gray8>(source, ref to);
                break;
            case 2:
                Lookup<Gray16>(source, ref to);
                break;
            case 3:
                Lookup<Rgb24>(source, ref to);
                break;
            case 4:
                Lookup<uint>(source, ref to);
                break;
            case 6:
                Lookup<Rgb48>(source, ref to);
                break;
            default:
                Lookup<ulong>(source, ref to);
                break;
        }
    }

    /// <summary>Copies entries; <typeparamref name="T"/> stands for any pixel of its size.</summary>
    private void Lookup<T>(ReadOnlySpan<byte> indices, ref byte to)
        where T : unmanaged
    {
        ref ulong entries = ref MemoryMarshal.GetArrayDataReference(_entries);
        foreach (byte index in indices)
        {
            Unsafe.WriteUnaligned(ref to, Unsafe.As<ulong, T>(ref Unsafe.Add(ref entries, (int)index)));
            to = ref Unsafe.Add(ref to, Unsafe.SizeOf<T>());
        }
    }
}
