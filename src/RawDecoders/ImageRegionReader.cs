// Owns: reading by rectangles, turned upright where that is asked for. Stands over a decoder that can go anywhere (FormatDecoder.ReadsRegions), or
// over ImageRowReader. Leaves rows to them.
using System.Buffers;

namespace RawDecoders;

// Reading by rectangles: the facade's third way beside whole pictures and rows. A decoder that can go anywhere
// (FormatDecoder.ReadsRegions) is asked for just the pixels wanted; for all others an ImageRowReader decodes down to them, and back to
// them where there is an index.

/// <summary>
/// Reads rectangles of a picture. Made by <see cref="ImageDecoder.OpenRegions(string, DecodeOptions?)"/>.
/// </summary>
/// <remarks>
/// An uncompressed BMP opens lazily (<see cref="IsRandomAccess"/>): a rectangle costs what it holds, nothing else of the file
/// is touched. In any other file pixels depend on those before them: rows are decoded from the top down to the last one
/// wanted and not kept. Of a non-interlaced PNG, and of a JPEG whose one scan is sequential and Huffman-coded, an index is made meanwhile (of at most
/// <see cref="DecodeOptions.MaxIndexBytes"/>): whatever lies above the lowest row so far is then read from the nearest place of the index, of a
/// JPEG only the columns wanted and those near them. <see cref="BuildIndex"/> completes it and gives it to be saved; with
/// <see cref="DecodeOptions.Index"/> there is one from the beginning. In files without an index (<see cref="NoIndexReason"/>), a rectangle that begins above the end
/// of the one before begins at the top again. Memory is that of <see cref="ImageRowReader"/> and the index; where
/// <see cref="DecodeOptions.ApplyOrientation"/> turns the picture, that of a rectangle, or without an index that of the picture. An error is final: once a rectangle could not be read, each later one throws the same
/// exception again, also one that lies above the flaw; a new reader reads it. Rows that a lenient decode cannot save are 0; reading by rows gives an account of them.
/// Not safe for use by several threads at once.
/// </remarks>
/// <example>
/// <code>
/// using ImageRegionReader regions = ImageDecoder.OpenRegions("large.png", new DecodeOptions { PixelFormat = PixelFormat.Rgb24 });
/// PixelBuffer part = regions.ReadRegion(100, 50, 64, 32);
/// </code>
/// </example>
public sealed class ImageRegionReader : IDisposable
{
    private readonly InputFile _input;
    private readonly DecodeOptions _options;
    private readonly FormatDecoder? _random;

    /// <summary>How rectangles are turned that are read as stored; null: they are not, or rows come turned.</summary>
    private readonly ImageOrientation? _turn;
    private ImageRowReader? _rows;
    private FinalError _error;
    private bool _disposed;

    internal ImageRegionReader(InputFile input, DecodeOptions options)
    {
        _input = input;
        _options = options = options with { KeepsIndex = true };
        try
        {
            FormatDecoder decoder = ImageFormats.Open(input.Source, options);
            // What can be read anywhere is a BMP, which has no orientation.
            if (decoder.ReadsRegions)
            {
                ImageRowReader.RefuseIndex(decoder, options);
                _random = decoder;
                (Width, Height) = (decoder.Width, decoder.Height);
                (Info, PixelFormat, Palette, IsBoolean) = (decoder.Info, decoder.OutputFormat, decoder.Palette, decoder.IsBoolean);
                return;
            }

            // With an index, the rectangle is turned; without one, the picture is, once, and held.
            if (options.TurnsUpright && decoder.HasIndex && decoder.Info.Orientation is var orientation and not ImageOrientation.TopLeft)
                _turn = orientation;
            decoder.Dispose();
            _rows = OpenRows();
            (Width, Height) = _turn is { } turn && OrientationTransform.SwapsAxes(turn) ? (_rows.Height, _rows.Width) : (_rows.Width, _rows.Height);
            (Info, PixelFormat, Palette, IsBoolean) = (_rows.Info, _rows.PixelFormat, _rows.Palette, _rows.IsBoolean);
        }
        catch (Exception error)
        {
            if (error is ImageDecodeException refusal)
                refusal.Path ??= input.Path;
            input.Dispose();
            throw;
        }
    }

    /// <summary>What the file says of itself.</summary>
    public ImageInfo Info { get; }

    /// <summary>Width of the picture in pixels.</summary>
    public int Width { get; }

    /// <summary>Height of the picture in pixels.</summary>
    public int Height { get; }

    /// <summary>Pixel format of the rectangles.</summary>
    public PixelFormat PixelFormat { get; }

    /// <summary>For Indexed8: the colours, 4 bytes (RGBA) an entry. Empty otherwise.</summary>
    public ReadOnlyMemory<byte> Palette { get; }

    /// <summary>Whether the samples are 0 and 255 and mean false and true (see <see cref="PixelBuffer.IsBoolean"/>).</summary>
    public bool IsBoolean { get; }

    /// <summary>Whether a rectangle is read without anything else of the file: the file is an uncompressed BMP.</summary>
    public bool IsRandomAccess => _random is not null;

    /// <summary>Whether the file has an index, given or growing: it is a non-interlaced PNG, or a JPEG whose one scan is sequential and Huffman-coded.</summary>
    public bool HasIndex => _rows is { HasIndex: true };

    /// <summary>Why the file has no index, in words; <see langword="null"/> if it has one.</summary>
    public string? NoIndexReason => _random is not null ? _random.NoIndexReason : _rows?.NoIndexReason;

    /// <summary>
    /// Reads all that has not been read yet, what follows the pixels too, and gives the index of the whole picture. If one was given
    /// (<see cref="DecodeOptions.Index"/>) it gives that.
    /// </summary>
    /// <exception cref="InvalidOperationException">The file has none: see <see cref="HasIndex"/>.</exception>
    /// <exception cref="ImageDecodeException">The file is broken, as a whole decode finds it; or a rectangle before met with an error.</exception>
    public ImageIndex BuildIndex()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _error.ThrowIfAny();
        if (!HasIndex)
            throw new InvalidOperationException($"The file has no index: {NoIndexReason}.");
        try
        {
            return _rows!.MakeIndex();
        }
        catch (Exception error)
        {
            _error.Keep(error);
            throw;
        }
    }

    /// <summary>Reads a rectangle into the caller's memory.</summary>
    /// <param name="x">Its left column, from 0.</param>
    /// <param name="y">Its top row, from 0.</param>
    /// <param name="width">Its width, at least 1.</param>
    /// <param name="height">Its height, at least 1.</param>
    /// <param name="destination">Receives its rows; the last one needs no more than its pixels.</param>
    /// <param name="stride">Bytes from one row of the destination to the next; 0 for tightly packed rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rectangle is empty, or not all inside the picture.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> or <paramref name="stride"/> is too small.</exception>
    /// <exception cref="ImageDecodeException">
    /// The file is broken in these rows, or above them if it has no random access; or a rectangle before met with an error.
    /// </exception>
    public void ReadRegion(int x, int y, int width, int height, Span<byte> destination, int stride = 0)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _error.ThrowIfAny();
        CheckInside(x, width, Width, nameof(x), nameof(width));
        CheckInside(y, height, Height, nameof(y), nameof(height));
        long rowBytes = (long)width * PixelFormat.GetBytesPerPixel();
        RowTarget target = RowTarget.Create(destination, stride, rowBytes, height);
        try
        {
            if (_random is not null)
            {
                _random.ReadRegion(x, y, width, target);
                _input.Progress(height * rowBytes);
            }
            else if (_turn is { } orientation)
            {
                ReadTurned((x, y, width, height), orientation, target);
            }
            else
            {
                ReadByRows(x, y, width, target);
            }
        }
        catch (Exception error)
        {
            if (error is ImageDecodeException refusal)
                refusal.Path ??= _input.Path;
            _error.Keep(error);
            throw;
        }
    }

    /// <summary>Reads a rectangle into a buffer of its own, tightly packed.</summary>
    /// <inheritdoc cref="ReadRegion(int, int, int, int, Span{byte}, int)" path="/*[not(self::summary or self::param)]"/>
    /// <param name="x">Its left column, from 0.</param>
    /// <param name="y">Its top row, from 0.</param>
    /// <param name="width">Its width, at least 1.</param>
    /// <param name="height">Its height, at least 1.</param>
    public PixelBuffer ReadRegion(int x, int y, int width, int height)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _error.ThrowIfAny();
        CheckInside(x, width, Width, nameof(x), nameof(width));
        CheckInside(y, height, Height, nameof(y), nameof(height));
        long bytes = (long)width * height * PixelFormat.GetBytesPerPixel();
        if (bytes > Array.MaxLength)
            throw new ArgumentException($"{width} x {height} {PixelFormat} are {bytes} bytes, more than one buffer holds.");
        byte[] pixels = GC.AllocateUninitializedArray<byte>((int)bytes);
        ReadRegion(x, y, width, height, pixels);
        return new PixelBuffer(pixels, width, height, PixelFormat)
        {
            Palette = Palette,
            IsBoolean = IsBoolean,
            Result = new DecodeResult(Info, width, height, PixelFormat) { IsBoolean = IsBoolean },
        };
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _random?.Dispose();
        _rows?.Dispose();
        _input.Dispose();
    }

    private ImageRowReader OpenRows() => new(_input, _options, leaveOpen: true, asStored: _turn is not null);

    private void ReadTurned((int X, int Y, int Width, int Height) upright, ImageOrientation orientation, RowTarget target)
    {
        (int width, int height) = OrientationTransform.SwapsAxes(orientation) ? (Height, Width) : (Width, Height);
        (int X, int Y, int Width, int Height) stored = OrientationTransform.ToStored(upright, width, height, orientation);
        int pixelBytes = PixelFormat.GetBytesPerPixel();
        int rowBytes = stored.Width * pixelBytes;
        byte[] memory = ArrayPool<byte>.Shared.Rent(checked(rowBytes * stored.Height));
        try
        {
            ReadByRows(stored.X, stored.Y, stored.Width, RowTarget.Create(memory, 0, rowBytes, stored.Height));
            OrientationTransform.Apply(memory, rowBytes, target, pixelBytes, orientation);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(memory);
        }
    }

    private void ReadByRows(int x, int y, int width, RowTarget target)
    {
        if (_rows is null || (_rows.NextRow > y && !_rows.CanSeek))
        {
            _rows?.Dispose();
            _rows = null;
            _rows = OpenRows();
        }

        _rows.ReadPart(x, y, width, target);
    }

    private static void CheckInside(int start, int extent, int all, string startName, string extentName)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start, startName);
        ArgumentOutOfRangeException.ThrowIfLessThan(extent, 1, extentName);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(extent, all - start, extentName);
    }
}
