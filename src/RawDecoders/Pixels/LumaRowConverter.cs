// Owns: 8-bit RGB to grey. Stands under RowConverter. Leaves 16 bits to the scalar loop there.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RawDecoders;

/// <summary>8-bit RGB in any order, with or without alpha, to <see cref="PixelFormat.Gray8"/>: see <see cref="Channels.Luma"/>.</summary>
internal sealed partial class LumaRowConverter : RowConverter
{
    private readonly int _size;

    /// <summary>Places of the channels in a pixel.</summary>
    private readonly int _red, _blue;

    public LumaRowConverter(PixelFormat from)
    {
        string channels = from.GetChannels();
        _size = channels.Length;
        _red = channels.IndexOf('R');
        _blue = channels.IndexOf('B');
        if (_red < 0 || from.GetBytesPerSample() != 1)
            throw new ArgumentException($"{from} is not 8-bit RGB.", nameof(from));
        CreateControls();
    }

    public override void Convert(ReadOnlySpan<byte> source, Span<byte> destination, int width)
    {
        CheckLengths(source, _size, destination, 1, width);
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref byte to = ref MemoryMarshal.GetReference(destination);
        int done = ConvertVectorized(ref from, ref to, width);
        for (int i = done; i < width; i++)
        {
            ref byte pixel = ref Unsafe.Add(ref from, i * _size);
            uint luma = new Channels(Unsafe.Add(ref pixel, _red), Unsafe.Add(ref pixel, 1), Unsafe.Add(ref pixel, _blue), 0).Luma;
            Unsafe.Add(ref to, i) = (byte)luma;
        }
    }
}
