// Owns: where the planes of a frame of video lie in a caller's memory, of the two arrangements that decoders of video use. Stands at the face.
// Leaves what is written there to VideoSink.

namespace RawDecoders.Jpeg;

/// <summary>
/// Memory for a frame of 4:2:0 video of 8 bits: luma of the picture's size, Cb and Cr of half of it each way, rounded up; in planes apart
/// (I420) or with Cb and Cr by turns (NV12). For <see cref="ImageDecoder.DecodeJpegVideo(ReadOnlySpan{byte}, VideoPlanes, DecodeOptions?)"/>.
/// </summary>
/// <example>
/// <code>
/// ImageInfo info = ImageDecoder.Identify("photo.jpg");
/// byte[] memory = new byte[VideoPlanes.GetByteCount(info.Width, info.Height)];
/// ImageDecoder.DecodeJpegVideo("photo.jpg", VideoPlanes.Nv12(memory, info.Width, info.Height));
/// </code>
/// </example>
public readonly ref struct VideoPlanes
{
    /// <summary>Three planes.</summary>
    /// <param name="y">Luma: at least (height - 1) × stride + width bytes.</param>
    /// <param name="yStride">Bytes from one row of luma to the next, at least the width.</param>
    /// <param name="cb">Cb ("U"), of half the width and height, rounded up.</param>
    /// <param name="cbStride">Bytes from one row of Cb to the next.</param>
    /// <param name="cr">Cr ("V").</param>
    /// <param name="crStride">Bytes from one row of Cr to the next.</param>
    public static VideoPlanes I420(Span<byte> y, int yStride, Span<byte> cb, int cbStride, Span<byte> cr, int crStride)
        => new() { Y = y, YStride = yStride, Cb = cb, CbStride = cbStride, Cr = cr, CrStride = crStride };

    /// <summary>Three planes of a picture, tightly packed one after another.</summary>
    /// <param name="frame">At least <see cref="GetByteCount"/> bytes.</param>
    /// <param name="width">Width of the picture as it is decoded.</param>
    /// <param name="height">Its height.</param>
    /// <exception cref="ArgumentException">There are too few bytes.</exception>
    public static VideoPlanes I420(Span<byte> frame, int width, int height)
    {
        (int luma, int chroma) = Split(frame, width, height);
        int half = (width + 1) / 2;
        return I420(frame[..luma], width, frame.Slice(luma, chroma), half, frame.Slice(luma + chroma, chroma), half);
    }

    /// <summary>Two planes: luma, and Cb and Cr by turns.</summary>
    /// <param name="y">Luma: at least (height - 1) × stride + width bytes.</param>
    /// <param name="yStride">Bytes from one row of luma to the next, at least the width.</param>
    /// <param name="cbCr">Cb, Cr, Cb, Cr ...: twice half the width, rounded up, in each of half as many rows.</param>
    /// <param name="cbCrStride">Bytes from one row of those to the next.</param>
    public static VideoPlanes Nv12(Span<byte> y, int yStride, Span<byte> cbCr, int cbCrStride)
        => new() { Y = y, YStride = yStride, Cb = cbCr, CbStride = cbCrStride, IsInterleaved = true };

    /// <summary>Two planes of a picture, tightly packed one after the other.</summary>
    /// <param name="frame">At least <see cref="GetByteCount"/> bytes.</param>
    /// <param name="width">Width of the picture as it is decoded.</param>
    /// <param name="height">Its height.</param>
    /// <exception cref="ArgumentException">There are too few bytes.</exception>
    public static VideoPlanes Nv12(Span<byte> frame, int width, int height)
    {
        (int luma, int chroma) = Split(frame, width, height);
        return Nv12(frame[..luma], width, frame.Slice(luma, 2 * chroma), (width + 1) / 2 * 2);
    }

    /// <summary>Bytes of a frame without gaps: width × height, and twice half of both, rounded up.</summary>
    public static long GetByteCount(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        return (long)width * height + 2L * ((width + 1L) / 2) * ((height + 1L) / 2);
    }

    /// <summary>Luma.</summary>
    public Span<byte> Y { get; private init; }

    /// <summary>Bytes from one row of it to the next.</summary>
    public int YStride { get; private init; }

    /// <summary>Cb; with <see cref="IsInterleaved"/> Cb and Cr by turns.</summary>
    public Span<byte> Cb { get; private init; }

    /// <summary>Bytes from one row of it to the next.</summary>
    public int CbStride { get; private init; }

    /// <summary>Cr; with <see cref="IsInterleaved"/> nothing.</summary>
    public Span<byte> Cr { get; private init; }

    /// <summary>Bytes from one row of it to the next.</summary>
    public int CrStride { get; private init; }

    /// <summary>Whether this is NV12.</summary>
    public bool IsInterleaved { get; private init; }

    private static (int Luma, int Chroma) Split(Span<byte> frame, int width, int height)
    {
        long bytes = GetByteCount(width, height);
        return frame.Length >= bytes
            ? (width * height, (width + 1) / 2 * ((height + 1) / 2))
            : throw new ArgumentException($"{frame.Length} bytes are too few: a frame of {width} x {height} has {bytes}.", nameof(frame));
    }
}

/// <summary>The account of a JPEG that was decoded to a frame of video.</summary>
/// <param name="Info">What the file says of itself.</param>
/// <param name="Width">Width of luma.</param>
/// <param name="Height">Height of luma.</param>
/// <param name="Warnings">Violations that were passed over.</param>
/// <param name="Damage">Lenient: rows whose samples may not be as stored.</param>
/// <example>
/// <code>
/// ImageInfo info = ImageDecoder.Identify("photo.jpg");
/// byte[] memory = new byte[VideoPlanes.GetByteCount(info.Width, info.Height)];
/// JpegVideoFrame frame = ImageDecoder.DecodeJpegVideo("photo.jpg", VideoPlanes.I420(memory, info.Width, info.Height));
/// Console.WriteLine($"{frame.Width} x {frame.Height}, {frame.Damage.Count} damaged parts");
/// </code>
/// </example>
public sealed record JpegVideoFrame(ImageInfo Info, int Width, int Height, IReadOnlyList<Issue> Warnings, IReadOnlyList<DamagedRows> Damage);
