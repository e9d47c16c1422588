// Owns: rows of a JPEG's components to 4:2:0 video in a caller's memory: which pictures that can be made of, and the averages of chroma that
// has more samples than video has. Stands over JpegPlaneReader, below the facade. Leaves to others: the reading, and ranges: samples are those
// of the file, which JFIF has in full range (T.871 7).
//
// Chroma of 4:2:0 files is copied. Of finer chroma a sample is the average of the two or four that it stands for, of those that there are at the
// right and lower edge: sum / count, rounded once, a half upwards; of 10, 11, 11 and 11 it is 11 (10.75). Of coarser chroma (one of 4) samples are
// repeated. No phase is corrected: JFIF's chroma lies in the middle of its pixels, as MPEG-1's. Grey has chroma of 128.

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RawDecoders.Jpeg;

/// <summary>Receives rows of components, and writes planes of video.</summary>
internal sealed unsafe class VideoSink : PlaneSink
{
    private readonly record struct Plane(nint Start, long Length, int Stride)
    {
        public bool Holds(int width, int height) => Stride >= width && Length >= (height - 1L) * Stride + width;

        /// <summary>A row of a plane that <see cref="Holds"/> so many.</summary>
        public Span<byte> Row(int y, int width) => new((byte*)Start + (long)y * Stride, width);
    }

    private readonly Plane _luma, _cb, _cr;
    private readonly bool _isInterleaved;
    private JpegPlaneReader? _reader;

    /// <summary>By component the upper row of two that become one, and a row of averages.</summary>
    private byte[][] _upper = [];
    private byte[] _averages = [];

    /// <param name="planes">Where to.</param>
    /// <param name="luma">The start of its luma, pinned as long as this is used.</param>
    /// <param name="cb">That of Cb.</param>
    /// <param name="cr">That of Cr.</param>
    public VideoSink(in VideoPlanes planes, byte* luma, byte* cb, byte* cr)
    {
        _luma = new Plane((nint)luma, planes.Y.Length, planes.YStride);
        _cb = new Plane((nint)cb, planes.Cb.Length, planes.CbStride);
        _cr = new Plane((nint)cr, planes.Cr.Length, planes.CrStride);
        _isInterleaved = planes.IsInterleaved;
    }

    private int ChromaWidth => (_reader!.Width + 1) / 2;

    private int ChromaHeight => (_reader!.Height + 1) / 2;

    /// <summary>Decodes a file.</summary>
    /// <exception cref="ImageDecodeException">It is refused, or no frame of video can be made of it.</exception>
    /// <exception cref="ArgumentException">The planes do not hold it.</exception>
    public JpegVideoFrame Read(ByteSource source, DecodeOptions options)
    {
        _reader = new JpegPlaneReader(source, options);
        CheckPicture(_reader);
        int across = _isInterleaved ? 2 * ChromaWidth : ChromaWidth;
        if (!_luma.Holds(_reader.Width, _reader.Height) || !_cb.Holds(across, ChromaHeight) || (!_isInterleaved && !_cr.Holds(across, ChromaHeight)))
            throw new ArgumentException($"The planes are too small, or rows too near to each other, for a frame of {_reader.Width} x {_reader.Height}.");

        _upper = new byte[_reader.Components.Length][];
        for (int c = 1; c < _upper.Length; c++)
            _upper[c] = new byte[_reader.Components[c].Width];
        _averages = new byte[ChromaWidth];
        if (_reader.Components.Length == 1)
            FillChroma(across);
        JpegPass pass = _reader.Run(this);
        return new JpegVideoFrame(pass.Info, _reader.Width, _reader.Height, pass.Warnings, pass.Damage);
    }

    private static void CheckPicture(JpegPlaneReader reader)
    {
        ColorModel model = reader.Headers.Colour.Model;
        if (model is not (ColorModel.Grayscale or ColorModel.YCbCr) || reader.Precision != 8)
            throw reader.Refuse(JpegRules.VideoPlanes, $"planes of video are asked for, of a picture of {model} and {reader.Precision} bits");
        for (int c = 0; c < reader.Components.Length; c++)
        {
            (int across, int down) = (reader.Components[c].HorizontalRatio, reader.Components[c].VerticalRatio);
            if (c == 0 ? (across, down) != (1, 1) : across == 3 || down == 3)
                throw reader.Refuse(JpegRules.VideoPlanes, $"planes of video are asked for, and component {c} has a sample for {across} x {down} pixels");
        }
    }

    private void FillChroma(int across)
    {
        for (int y = 0; y < ChromaHeight; y++)
        {
            _cb.Row(y, across).Fill(128);
            if (!_isInterleaved)
                _cr.Row(y, across).Fill(128);
        }
    }

    public override void TakeWide(int component, int y, ReadOnlySpan<ushort> samples)
    {
        Span<byte> narrow = samples.Length <= 1024 ? stackalloc byte[samples.Length] : new byte[samples.Length];
        for (int x = 0; x < narrow.Length; x++)
            narrow[x] = (byte)samples[x];
        Take(component, y, narrow);
    }

    public override void Take(int component, int y, ReadOnlySpan<byte> samples)
    {
        if (component == 0)
        {
            samples.CopyTo(_luma.Row(y, samples.Length));
            return;
        }

        ComponentGeometry geometry = _reader!.Components[component];
        switch (geometry.VerticalRatio)
        {
            case 1 when y % 2 == 0 && y < geometry.Height - 1:
                samples.CopyTo(_upper[component]);
                break;
            case 1:
                Put(component, y / 2, Narrow(y % 2 == 0 ? samples : _upper[component], samples, geometry.HorizontalRatio));
                break;
            case 2:
                Put(component, y, Narrow(samples, samples, geometry.HorizontalRatio));
                break;
            default:
                for (int row = 2 * y; row < Math.Min(2 * y + 2, ChromaHeight); row++)
                    Put(component, row, Narrow(samples, samples, geometry.HorizontalRatio));
                break;
        }
    }

    /// <summary>Two rows, which may be the same one, as a row of video's chroma.</summary>
    private ReadOnlySpan<byte> Narrow(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, int ratio)
    {
        if (ratio == 2 && upper == lower)
            return upper;
        Span<byte> row = _averages;
        switch (ratio)
        {
            case 1:
                Average4(upper, lower, row);
                break;
            case 2:
                for (int x = 0; x < row.Length; x++)
                    row[x] = (byte)((upper[x] + lower[x] + 1) >> 1);
                break;
            default:
                for (int x = 0; x < row.Length; x++)
                    row[x] = (byte)((upper[x / 2] + lower[x / 2] + 1) >> 1);
                break;
        }

        return row;
    }

    /// <summary>Squares of two by two. (Of one row, taken twice, the sums are twice those of two: the same averages.)</summary>
    internal static void Average4(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, Span<byte> row)
    {
        int whole = upper.Length / 2, x = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            ReadOnlySpan<ushort> above = MemoryMarshal.Cast<byte, ushort>(upper), below = MemoryMarshal.Cast<byte, ushort>(lower);
            for (; x <= whole - 16; x += 16)
                Vector128.Narrow(Square(above[x..], below[x..]), Square(above[(x + 8)..], below[(x + 8)..])).CopyTo(row[x..]);
        }

        for (; x < whole; x++)
            row[x] = (byte)((upper[2 * x] + upper[2 * x + 1] + lower[2 * x] + lower[2 * x + 1] + 2) >> 2);
        if (x < row.Length)
            row[x] = (byte)((upper[^1] + lower[^1] + 1) >> 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> Square(ReadOnlySpan<ushort> upper, ReadOnlySpan<ushort> lower)
    {
        Vector128<ushort> a = Vector128.Create(upper), b = Vector128.Create(lower), low = Vector128.Create((ushort)0xFF);
        return ((a & low) + (a >>> 8) + (b & low) + (b >>> 8) + Vector128.Create((ushort)2)) >>> 2;
    }

    private void Put(int component, int y, ReadOnlySpan<byte> samples)
    {
        if (_isInterleaved)
            Interleave(samples, _cb.Row(y, 2 * samples.Length), component - 1);
        else
            samples.CopyTo((component == 1 ? _cb : _cr).Row(y, samples.Length));
    }

    /// <summary>Writes every second byte: Cb first, which leaves the other ones zero, then Cr.</summary>
    internal static void Interleave(ReadOnlySpan<byte> samples, Span<byte> row, int place)
    {
        int x = 0;
        if (Vector128.IsHardwareAccelerated && BitConverter.IsLittleEndian)
        {
            Span<ushort> pairs = MemoryMarshal.Cast<byte, ushort>(row);
            for (; x <= samples.Length - 16; x += 16)
            {
                Vector128<byte> part = Vector128.Create(samples[x..]);
                (Vector128<ushort> first, Vector128<ushort> second) = Vector128.Widen(part);
                if (place == 1)
                {
                    first = (first << 8) | Vector128.Create<ushort>(pairs[x..]);
                    second = (second << 8) | Vector128.Create<ushort>(pairs[(x + 8)..]);
                }

                first.CopyTo(pairs[x..]);
                second.CopyTo(pairs[(x + 8)..]);
            }
        }

        for (; x < samples.Length; x++)
            row[2 * x + place] = samples[x];
    }
}
