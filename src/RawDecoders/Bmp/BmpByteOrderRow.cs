// 24- and 32-bit pixels whose channels are whole bytes, to 8-bit RGB and BGR formats: a copy where the bytes already lie
// right, else a reordering of bytes. The scalar loop here is normative; BmpByteOrderRow.Vectorized.cs has its fast twin.
namespace RawDecoders.Bmp;

internal partial class BmpByteOrderRow : BmpRowConverter
{
    private const int Opaque = -1;

    private readonly int _sourceBytes;
    private readonly int _targetBytes;
    private readonly int _o0, _o1, _o2, _o3;   // which source byte each target byte is

    private BmpByteOrderRow(int sourceBytes, int targetBytes, int o0, int o1, int o2, int o3)
    {
        (_sourceBytes, _targetBytes) = (sourceBytes, targetBytes);
        (_o0, _o1, _o2, _o3) = (o0, o1, o2, o3);
    }

    /// <summary>The row converter, or null if <paramref name="output"/> is none of the four formats written here.</summary>
    /// <param name="sourceBytes">3 or 4.</param>
    /// <param name="red">Which byte of a source pixel is red.</param>
    /// <param name="green">Which is green.</param>
    /// <param name="blue">Which is blue.</param>
    /// <param name="alpha">Which is alpha, -1 for none.</param>
    /// <param name="output">Format of the destination.</param>
    /// <param name="vectorized">False for the scalar loop alone.</param>
    public static BmpRowConverter? TryCreate(int sourceBytes, int red, int green, int blue, int alpha, PixelFormat output, bool vectorized = true)
    {
        (int targetBytes, int o0, int o1, int o2, int o3) = output switch
        {
            PixelFormat.Rgb24 => (3, red, green, blue, Opaque),
            PixelFormat.Bgr24 => (3, blue, green, red, Opaque),
            PixelFormat.Rgba32 => (4, red, green, blue, alpha),
            PixelFormat.Bgra32 => (4, blue, green, red, alpha),
            _ => default,
        };
        if (targetBytes == 0)
            return null;
        if (sourceBytes == targetBytes && (o0, o1, o2) == (0, 1, 2) && (targetBytes == 3 || o3 == 3))
            return new BmpCopyRow(targetBytes);
        return vectorized && BmpVectorizedRow.IsSupported
            ? new BmpVectorizedRow(sourceBytes, targetBytes, o0, o1, o2, o3)
            : new BmpByteOrderRow(sourceBytes, targetBytes, o0, o1, o2, o3);
    }

    public override void Convert(ReadOnlySpan<byte> source, int skip, Span<byte> destination, int width)
    {
        source = source[..(width * _sourceBytes)];
        destination = destination[..(width * _targetBytes)];
        while (!destination.IsEmpty)
        {
            destination[0] = source[_o0];
            destination[1] = source[_o1];
            destination[2] = source[_o2];
            if (_targetBytes == 4)
                destination[3] = _o3 == Opaque ? (byte)255 : source[_o3];
            source = source[_sourceBytes..];
            destination = destination[_targetBytes..];
        }
    }

    private sealed class BmpCopyRow(int bytes) : BmpRowConverter
    {
        public override void Convert(ReadOnlySpan<byte> source, int skip, Span<byte> destination, int width)
            => source[..(width * bytes)].CopyTo(destination);
    }
}
