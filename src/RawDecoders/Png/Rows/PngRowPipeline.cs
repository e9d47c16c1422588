// Owns: the way of an unfiltered row to the caller's pixel format, chosen once per picture: which unpacking, and which RowConverter after
// it. Stands last, before the destination; a row that is the destination's already (IsCopy) does not come here: the filters then write the
// destination themselves. Leaves to others: filters (PngReconstruction), the conversions themselves (Pixels).
using System.Buffers;
using System.Runtime.InteropServices;

namespace RawDecoders.Png;

/// <summary>Row conversion of one picture.</summary>
internal sealed class PngRowPipeline : IDisposable
{
    /// <summary>The first of at most two steps.</summary>
    private enum PngUnpackStep
    {
        /// <summary>Rows are in the natural format already: 8-bit samples without a transparent colour, 8-bit indices.</summary>
        None,
        Unpack,
        ToNative16,
        KeyGray8,
        KeyGray16,
        KeyRgb8,
        KeyRgb16,
        UnpackKeyGray,
    }

    private readonly PngHeader _header;
    private readonly PngTransparency _key;
    private readonly PngUnpackStep _step;
    private readonly RowConverter? _converter;
    private readonly BitUnpacker? _unpacker;

    /// <summary>The transparent grey as <see cref="_unpacker"/> makes it.</summary>
    private readonly byte _keyGray;

    /// <summary>Format between the two steps.</summary>
    private readonly PixelFormat _between;

    /// <summary>Bytes a pixel of the first step's result.</summary>
    private readonly int _betweenBytes;
    private byte[] _scratch = [];
    private byte[] _scratch2 = [];

    /// <param name="header">The picture.</param>
    /// <param name="palette">RGBA entries, for indexed pictures.</param>
    /// <param name="transparency">tRNS of a grey or truecolour picture.</param>
    /// <param name="output">The format wanted. Indexed8 only for indexed pictures.</param>
    public PngRowPipeline(in PngHeader header, ReadOnlySpan<byte> palette, PngTransparency? transparency, PixelFormat output)
    {
        _header = header;
        bool indexed = header.ColorType == PngColorType.Indexed;
        // Where the destination has no alpha, which pixels are transparent does not show.
        bool keyed = transparency is not null && output.HasAlpha() && !indexed;
        _key = transparency ?? default;
        _between = indexed ? PixelFormat.Indexed8 : GetNaturalFormat(header, keyed);
        _betweenBytes = _between.GetBytesPerPixel();
        OutputBytesPerPixel = output.GetBytesPerPixel();
        int depth = header.BitDepth;
        _step = (depth, keyed, header.ColorType) switch
        {
            ( < 8, false, _) => PngUnpackStep.Unpack,
            ( < 8, true, _) => PngUnpackStep.UnpackKeyGray,
            (8, false, _) => PngUnpackStep.None,
            (8, true, PngColorType.Grayscale) => PngUnpackStep.KeyGray8,
            (8, true, _) => PngUnpackStep.KeyRgb8,
            (_, false, _) => PngUnpackStep.ToNative16,
            (_, true, PngColorType.Grayscale) => PngUnpackStep.KeyGray16,
            _ => PngUnpackStep.KeyRgb16,
        };
        if (depth < 8)
            _unpacker = indexed ? BitUnpacker.Indices(depth) : BitUnpacker.Scaled(depth);
        // Scaling keeps samples apart, so that they can be compared with the scaled key. It is masked to the depth.
        _keyGray = depth < 8 ? (byte)(_key.Gray * 255 / ((1 << depth) - 1)) : (byte)_key.Gray;

        if (_between != output)
            _converter = RowConverter.Create(_between, output, palette);
        IsPermutation = (_step == PngUnpackStep.ToNative16 && _converter is null)
            || (_step == PngUnpackStep.None && (_between, output) is (PixelFormat.Rgb24, PixelFormat.Bgr24) or (PixelFormat.Rgba32, PixelFormat.Bgra32));
        // Indices that a depth can hold but the palette has not.
        LargestIndex = indexed && palette.Length / 4 < 1 << depth ? palette.Length / 4 - 1 : -1;
    }

    /// <summary>Bytes of an output pixel.</summary>
    public int OutputBytesPerPixel { get; }

    /// <summary>Whether an unfiltered row is an output row, byte for byte.</summary>
    public bool IsCopy => _step == PngUnpackStep.None && _converter is null && LargestIndex < 0;

    /// <summary>
    /// Whether an output row is a row with the bytes of each pixel in another order: blue first, or 16-bit samples in the
    /// machine's order. Filters work on each byte of a pixel alone, so that <see cref="Permute"/> may come before them, and
    /// they may write the destination then, too.
    /// </summary>
    public bool IsPermutation { get; }

    /// <summary>The largest index that the palette has, or -1 when no index can be too large.</summary>
    public int LargestIndex { get; }

    /// <summary>Bytes of working memory for rows of <paramref name="width"/> pixels.</summary>
    public long GetScratchBytes(int width) => (long)width * _betweenBytes * 2;

    /// <summary>The format that a file gives unasked, but for palettes.</summary>
    public static PixelFormat GetNaturalFormat(in PngHeader header, bool keyed) => (header.ColorType, header.BitDepth == 16, keyed) switch
    {
        (PngColorType.Grayscale, false, false) => PixelFormat.Gray8,
        (PngColorType.Grayscale, true, false) => PixelFormat.Gray16,
        (PngColorType.Truecolor, false, false) => PixelFormat.Rgb24,
        (PngColorType.Truecolor, true, false) => PixelFormat.Rgb48,
        (PngColorType.Grayscale or PngColorType.GrayscaleAlpha, false, _) => PixelFormat.GrayAlpha16,
        (PngColorType.Grayscale or PngColorType.GrayscaleAlpha, true, _) => PixelFormat.GrayAlpha32,
        (_, false, _) => PixelFormat.Rgba32,
        (_, true, _) => PixelFormat.Rgba64,
    };

    /// <summary>
    /// Converts an unfiltered row of <paramref name="width"/> pixels. Returns the column of the first palette index that is
    /// too large, or -1; such pixels become opaque black (or stay as they are in Indexed8).
    /// </summary>
    public int Convert(ReadOnlySpan<byte> row, Span<byte> destination, int width)
    {
        ReadOnlySpan<byte> between = row;
        if (_step != PngUnpackStep.None)
        {
            Span<byte> unpacked = _converter is null ? destination[..(width * _betweenBytes)] : GetScratch(ref _scratch, width);
            Unpack(row, unpacked, width);
            between = unpacked;
        }

        int bad = -1;
        if (LargestIndex >= 0 && PngUnpacking.Max(between[..width]) > LargestIndex)
            bad = between[..width].IndexOfAnyInRange((byte)(LargestIndex + 1), (byte)255);

        if (_converter is not null)
            _converter.Convert(between, destination, width);
        else if (_step == PngUnpackStep.None)
            between[..(width * _betweenBytes)].CopyTo(destination);
        return bad;
    }

    /// <summary>Puts the bytes of each pixel of a filtered row into the output's order.</summary>
    public void Permute(ReadOnlySpan<byte> row, Span<byte> permuted, int width)
    {
        if (_step == PngUnpackStep.ToNative16)
            PngUnpacking.ToNative16(row, permuted);
        else
            _converter!.Convert(row, permuted, width);
    }

    private void Unpack(ReadOnlySpan<byte> row, Span<byte> to, int width)
    {
        switch (_step)
        {
            case PngUnpackStep.Unpack:
                _unpacker!.Unpack(row, to, width);
                break;
            case PngUnpackStep.ToNative16:
                PngUnpacking.ToNative16(row[..to.Length], to);
                break;
            case PngUnpackStep.KeyGray8:
                PngUnpacking.KeyGray8(row[..width], to, _keyGray);
                break;
            case PngUnpackStep.UnpackKeyGray:
                Span<byte> gray = GetScratch(ref _scratch2, width)[..width];
                _unpacker!.Unpack(row, gray, width);
                PngUnpacking.KeyGray8(gray, to, _keyGray);
                break;
            case PngUnpackStep.KeyRgb8:
                PngUnpacking.KeyRgb(row[..(width * 3)], to, (byte)_key.Red, (byte)_key.Green, (byte)_key.Blue, (byte)255);
                break;
            default:
                Span<byte> native = GetScratch(ref _scratch2, width)[..(width * 2 * _header.SamplesPerPixel)];
                PngUnpacking.ToNative16(row[..native.Length], native);
                ReadOnlySpan<ushort> samples = MemoryMarshal.Cast<byte, ushort>(native);
                Span<ushort> keyed = MemoryMarshal.Cast<byte, ushort>(to);
                if (_step == PngUnpackStep.KeyGray16)
                    PngUnpacking.KeyGray16(samples, keyed, _key.Gray);
                else
                    PngUnpacking.KeyRgb(samples, keyed, _key.Red, _key.Green, _key.Blue, ushort.MaxValue);
                break;
        }
    }

    private Span<byte> GetScratch(ref byte[] scratch, int width)
    {
        int bytes = width * _betweenBytes;
        if (scratch.Length < bytes)
        {
            Return(scratch);
            scratch = ArrayPool<byte>.Shared.Rent(bytes);
        }

        return scratch.AsSpan(0, bytes);
    }

    private static void Return(byte[] scratch)
    {
        if (scratch.Length > 0)
            ArrayPool<byte>.Shared.Return(scratch);
    }

    public void Dispose()
    {
        Return(_scratch);
        Return(_scratch2);
        _scratch = [];
        _scratch2 = [];
    }
}
