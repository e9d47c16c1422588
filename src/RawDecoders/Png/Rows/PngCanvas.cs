// Owns: the canvas of an animation: what a frame does to it (blend) and what is done to it before the next one (dispose), PNG 11.3.6.2.
// Stands between a frame's pixels and the picture shown. Leaves to others: which frame comes next, and its pixels (PngFrames).
using System.Buffers;
using System.Runtime.InteropServices;

namespace RawDecoders.Png;

/// <summary>
/// Pixels of the whole picture, in a format with alpha last, straight (not premultiplied). Fully transparent black at first.
/// </summary>
internal sealed class PngCanvas(int width, int height, PixelFormat format) : IDisposable
{
    private readonly int _pixelBytes = format.GetBytesPerPixel();
    private readonly byte[] _pixels = new byte[(long)width * height * format.GetBytesPerPixel()];

    /// <summary>What lay under the frame that is to be disposed to "previous".</summary>
    private byte[] _saved = [];
    private PngFrameControl _shown;
    private FrameDisposal _disposal;

    private int Stride => width * _pixelBytes;

    /// <summary>Row <paramref name="y"/> of the canvas.</summary>
    public ReadOnlySpan<byte> this[int y] => _pixels.AsSpan(y * Stride, Stride);

    /// <summary>As before the first frame.</summary>
    public void Clear()
    {
        _pixels.AsSpan().Clear();
        _disposal = FrameDisposal.None;
    }

    /// <summary>Disposes of the frame before, and makes ready for the next one.</summary>
    /// <param name="frame">The next frame.</param>
    /// <param name="isFirst">Whether it is the first: there is nothing to restore then, and "previous" counts as "background".</param>
    public void Begin(in PngFrameControl frame, bool isFirst)
    {
        Dispose(_shown, _disposal);
        _shown = frame;
        _disposal = (FrameDisposal)frame.DisposeOperation;
        if (_disposal != FrameDisposal.Previous)
            return;
        if (isFirst)
            _disposal = FrameDisposal.Background;
        else
            Save(frame);
    }

    /// <summary>The part of the canvas that a frame covers, for a frame that replaces it.</summary>
    public RowTarget GetTarget(in PngFrameControl frame)
    {
        int start = (int)frame.Y * Stride + (int)frame.X * _pixelBytes;
        return RowTarget.Create(_pixels.AsSpan(start), Stride, (long)frame.Width * _pixelBytes, (int)frame.Height);
    }

    /// <summary>Blends a row of a frame over the canvas.</summary>
    /// <param name="source">Its pixels, in the format of the canvas.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="row">Which of its rows.</param>
    public void BlendOver(ReadOnlySpan<byte> source, in PngFrameControl frame, int row)
    {
        Span<byte> target = GetTarget(frame)[row];
        int channels = format.GetChannelCount();
        if (format.GetBytesPerSample() == 1)
            Over8(source, target, channels);
        else
            Over16(MemoryMarshal.Cast<byte, ushort>(source), MemoryMarshal.Cast<byte, ushort>(target), channels);
    }

    /// <summary>
    /// 8-bit samples. With alpha F of the frame and B of the canvas, 255 times 255 times the alpha of the result is N = 255 F + B (255 - F), 0 to
    /// 65025. Its alpha is round(N / 255), a colour round((255 F f + B (255 - F) b) / N), a half upwards. Each is rounded once, from the exact value.
    /// </summary>
    internal static void Over8(ReadOnlySpan<byte> source, Span<byte> target, int channels)
    {
        int alpha = channels - 1;
        for (int i = 0; i < source.Length; i += channels)
        {
            uint front = source[i + alpha];
            if (front == 0)
                continue;
            if (front == 255)
            {
                source.Slice(i, channels).CopyTo(target[i..]);
                continue;
            }

            uint f = 255 * front;
            uint b = target[i + alpha] * (255 - front);
            uint n = f + b;
            for (int c = 0; c < alpha; c++)
                target[i + c] = (byte)((2 * (f * source[i + c] + b * target[i + c]) + n) / (2 * n));
            target[i + alpha] = (byte)((2 * n + 255) / 510);
        }
    }

    /// <summary>16-bit samples: the same with 65535. Products reach 2 × 65535³, 2^49.</summary>
    internal static void Over16(ReadOnlySpan<ushort> source, Span<ushort> target, int channels)
    {
        const ulong Max = ushort.MaxValue;
        int alpha = channels - 1;
        for (int i = 0; i < source.Length; i += channels)
        {
            ulong front = source[i + alpha];
            if (front == 0)
                continue;
            if (front == Max)
            {
                source.Slice(i, channels).CopyTo(target[i..]);
                continue;
            }

            ulong f = Max * front;
            ulong b = target[i + alpha] * (Max - front);
            ulong n = f + b;
            for (int c = 0; c < alpha; c++)
                target[i + c] = (ushort)((2 * (f * source[i + c] + b * target[i + c]) + n) / (2 * n));
            target[i + alpha] = (ushort)((2 * n + Max) / (2 * Max));
        }
    }

    private void Dispose(in PngFrameControl frame, FrameDisposal disposal)
    {
        if (disposal == FrameDisposal.None)
            return;
        RowTarget target = GetTarget(frame);
        for (int y = 0; y < target.RowCount; y++)
        {
            if (disposal == FrameDisposal.Background)
                target[y].Clear();
            else
                _saved.AsSpan(y * target.RowBytes, target.RowBytes).CopyTo(target[y]);
        }
    }

    private void Save(in PngFrameControl frame)
    {
        RowTarget target = GetTarget(frame);
        int bytes = target.RowCount * target.RowBytes;
        if (_saved.Length < bytes)
        {
            Return();
            _saved = ArrayPool<byte>.Shared.Rent(bytes);
        }

        for (int y = 0; y < target.RowCount; y++)
            target[y].CopyTo(_saved.AsSpan(y * target.RowBytes));
    }

    private void Return()
    {
        if (_saved.Length > 0)
            ArrayPool<byte>.Shared.Return(_saved);
        _saved = [];
    }

    public void Dispose() => Return();
}
