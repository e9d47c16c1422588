// Owns: one array as NumPy's .npy. Stands at the face. Leaves several arrays in one file to NpzWriter.
using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace RawDecoders.Export;

// NumPy's .npy format, version 1.0 (numpy.lib.format): a magic string, a version, a header length, a Python
// dictionary that gives element type and shape, padded so that the elements start at a multiple of 64, then the elements in C
// order. The header can be had alone, for a mapped file that a decode then fills. Several arrays in one file: NpzWriter.cs.

/// <summary>Element type of an array in a .npy file, by NumPy's codes.</summary>
/// <example>
/// <code>
/// byte[] header = NpyWriter.CreateHeader(NpyType.F4, 1, 3, 224, 224);
/// </code>
/// </example>
public enum NpyType
{
    /// <summary>Unsigned 8-bit: "|u1".</summary>
    U1 = 0,

    /// <summary>Unsigned 16-bit in the machine's byte order: "&lt;u2" on a little-endian one.</summary>
    U2,

    /// <summary>Single precision in the machine's byte order: "&lt;f4" on a little-endian one.</summary>
    F4,

    /// <summary>Half precision in the machine's byte order: "&lt;f2" on a little-endian one.</summary>
    F2,

    /// <summary>One byte, 0 or 1: "|b1".</summary>
    B1,

    /// <summary>Signed 16-bit in the machine's byte order: "&lt;i2" on a little-endian one.</summary>
    I2,
}

/// <summary>Writes pictures and numbers as NumPy arrays, which <c>numpy.load</c> opens, mapped or read.</summary>
/// <example>
/// <code>
/// using FileStream file = File.Create("photo.npy");
/// NpyWriter.Write(file, ImageDecoder.Decode("photo.jpg"));
/// </code>
/// </example>
public static class NpyWriter
{
    /// <summary>
    /// The header of a file: its length is a multiple of 64, and the elements follow it. A mapped file of header and
    /// elements can then be decoded into in place.
    /// </summary>
    /// <param name="type">Type of the elements.</param>
    /// <param name="shape">Extents, outermost first, each 0 or more: (H, W) or (H, W, C) for a picture.</param>
    public static byte[] CreateHeader(NpyType type, params ReadOnlySpan<long> shape)
    {
        var text = new StringBuilder("{'descr': '");
        char order = BitConverter.IsLittleEndian ? '<' : '>';
        text.Append(type switch
        {
            NpyType.U1 => "|u1",
            NpyType.U2 => order + "u2",
            NpyType.F4 => order + "f4",
            NpyType.F2 => order + "f2",
            NpyType.B1 => "|b1",
            NpyType.I2 => order + "i2",
            _ => throw new ArgumentOutOfRangeException(nameof(type)),
        });
        text.Append("', 'fortran_order': False, 'shape': (");
        for (int i = 0; i < shape.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(shape[i], nameof(shape));
            text.Append(CultureInfo.InvariantCulture, $"{shape[i]}").Append(i == 0 ? "," : i < shape.Length - 1 ? "," : "");
            if (i < shape.Length - 1)
                text.Append(' ');
        }

        text.Append("), }");

        // Magic 6, version 2, length 2; spaces up to a multiple of 64, the last byte a line feed.
        int length = (10 + text.Length + 1 + 63) & ~63;
        text.Append(' ', length - 10 - text.Length - 1).Append('\n');
        byte[] header = new byte[length];
        ReadOnlySpan<byte> start = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, (byte)(length - 10), (byte)((length - 10) >> 8)];
        start.CopyTo(header);
        Encoding.ASCII.GetBytes(text.ToString(), header.AsSpan(10));
        return header;
    }

    /// <summary>The header that <see cref="Write(Stream, PixelBuffer, bool)"/> writes for a picture of this size and format.</summary>
    public static byte[] CreateHeader(int width, int height, PixelFormat format)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        NpyType type = format.GetBytesPerSample() == 2 ? NpyType.U2 : NpyType.U1;
        int channels = format.GetChannelCount();
        return channels == 1 ? CreateHeader(type, height, width) : CreateHeader(type, height, width, channels);
    }

    /// <summary>Writes a picture: shape (H, W) for one channel, (H, W, C) otherwise, samples as they are.</summary>
    /// <param name="stream">Where to; written from its position on.</param>
    /// <param name="image">The picture.</param>
    /// <param name="asBoolean">
    /// Writes <see langword="true"/> for every sample that is not 0, as an array of Boolean: for pictures of 1 bit. A picture that
    /// <see cref="PixelBuffer.IsBoolean"/> is written so in any case.
    /// </param>
    public static void Write(Stream stream, PixelBuffer image, bool asBoolean = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(image);
        if (!asBoolean && !image.IsBoolean)
        {
            stream.Write(CreateHeader(image.Width, image.Height, image.Format));
            if (image.IsContiguous)
            {
                stream.Write(image.Span);
                return;
            }

            for (int y = 0; y < image.Height; y++)
                stream.Write(image.GetRow(y));
            return;
        }

        if (image.Format.GetBytesPerSample() != 1)
            throw new ArgumentException($"{image.Format} does not become Boolean.", nameof(image));
        stream.Write(CreateHeader(NpyType.B1, Array.ConvertAll(image.Shape, n => (long)n)));
        byte[] truths = ArrayPool<byte>.Shared.Rent(image.RowBytes);
        for (int y = 0; y < image.Height; y++)
        {
            Span<byte> row = image.GetRow(y);
            for (int i = 0; i < row.Length; i++)
                truths[i] = row[i] == 0 ? (byte)0 : (byte)1;
            stream.Write(truths, 0, row.Length);
        }

        ArrayPool<byte>.Shared.Return(truths);
    }

    /// <summary>Writes single-precision numbers, such as <see cref="TensorWriter"/> makes.</summary>
    /// <exception cref="ArgumentException">The shape does not hold as many numbers as there are.</exception>
    public static void Write(Stream stream, ReadOnlySpan<float> numbers, params ReadOnlySpan<long> shape)
        => Write(stream, MemoryMarshal.AsBytes(numbers), NpyType.F4, numbers.Length, shape);

    /// <summary>Writes half-precision numbers, such as <see cref="TensorWriter"/> makes.</summary>
    /// <exception cref="ArgumentException">The shape does not hold as many numbers as there are.</exception>
    public static void Write(Stream stream, ReadOnlySpan<Half> numbers, params ReadOnlySpan<long> shape)
        => Write(stream, MemoryMarshal.AsBytes(numbers), NpyType.F2, numbers.Length, shape);

    /// <summary>Writes signed 16-bit numbers, such as coefficients.</summary>
    /// <exception cref="ArgumentException">The shape does not hold as many numbers as there are.</exception>
    public static void Write(Stream stream, ReadOnlySpan<short> numbers, params ReadOnlySpan<long> shape)
        => Write(stream, MemoryMarshal.Cast<short, byte>(numbers), NpyType.I2, numbers.Length, shape);

    /// <summary>Writes unsigned 16-bit numbers, such as quantisation steps.</summary>
    /// <exception cref="ArgumentException">The shape does not hold as many numbers as there are.</exception>
    public static void Write(Stream stream, ReadOnlySpan<ushort> numbers, params ReadOnlySpan<long> shape)
        => Write(stream, MemoryMarshal.Cast<ushort, byte>(numbers), NpyType.U2, numbers.Length, shape);

    private static void Write(Stream stream, ReadOnlySpan<byte> bytes, NpyType type, long count, ReadOnlySpan<long> shape)
    {
        ArgumentNullException.ThrowIfNull(stream);
        long product = 1;
        foreach (long extent in shape)
            product = checked(product * extent);
        if (product != count)
            throw new ArgumentException($"The shape holds {product} numbers, there are {count}.", nameof(shape));
        stream.Write(CreateHeader(type, shape));
        stream.Write(bytes);
    }
}
