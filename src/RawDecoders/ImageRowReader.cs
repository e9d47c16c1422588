// Owns: reading row by row. Stands over FormatDecoder, which counts the rows. Leaves them to it.

namespace RawDecoders;

/// <summary>
/// Reads a picture row by row, top to bottom, in memory that does not grow with the picture: for images larger than
/// memory, or for a consumer that needs each row once. Made by <see cref="ImageDecoder.OpenRows(string, DecodeOptions?)"/>.
/// </summary>
/// <remarks>
/// What cannot be read in order has to be held, and <see cref="RetainedBytes"/> says how much: part of the coefficients of a
/// progressive JPEG, half of an Adam7 PNG, the rows' places in a run-length coded bottom-up BMP, and any picture that
/// <see cref="DecodeOptions.ApplyOrientation"/> turns. An Adam7 PNG of which more than 32 MiB would have to wait goes through
/// a temporary file that is mapped, and <see cref="SpooledBytes"/> says how much of it. An error is final: once
/// <see cref="ReadRows"/> or <see cref="Finish"/> has thrown anything but an argument error, both throw the same exception
/// again. With <see cref="DecodeOptions.IndexRows"/> or <see cref="DecodeOptions.Index"/>, a non-interlaced PNG or a sequential JPEG (Huffman-coded, in one
/// scan) can also be read out of order (<see cref="SeekRow"/>). Not safe for use by several threads at once.
/// </remarks>
/// <example>
/// <code>
/// using ImageRowReader rows = ImageDecoder.OpenRows("large.png");
/// byte[] some = new byte[16 * rows.RowBytes];
/// while (rows.ReadRows(some, 16) is > 0 and var count)
///     Console.WriteLine($"rows {rows.NextRow - count} to {rows.NextRow - 1}");
/// </code>
/// </example>
public sealed partial class ImageRowReader : IDisposable
{
    private readonly InputFile _input;
    private readonly bool _leaveOpen;
    private readonly FormatDecoder _decoder;
    private readonly PixelBuffer? _turned;
    private DecodeResult? _result;
    private int _nextTurned;
    private bool _disposed;

    /// <param name="input">The file.</param>
    /// <param name="options">How to decode.</param>
    /// <param name="leaveOpen">Whether the file is somebody else's to dispose.</param>
    /// <param name="asStored">Whether somebody else turns the rows, if the options ask for that.</param>
    internal ImageRowReader(InputFile input, DecodeOptions options, bool leaveOpen = false, bool asStored = false)
    {
        _input = input;
        _leaveOpen = leaveOpen;
        try
        {
            _decoder = ImageFormats.Open(input.Source, options with { KeepsIndex = options.KeepsIndex || options.IndexRows || options.Index is not null });
            RefuseIndex(_decoder, options);
            if (!asStored && options.TurnsUpright && _decoder.Info.Orientation != ImageOrientation.TopLeft)
                _turned = ImageDecoder.DecodeNew(_decoder, options with { Allocator = null });
            Width = _turned?.Width ?? _decoder.Width;
            Height = _turned?.Height ?? _decoder.Height;
            _result = _turned?.Result;
        }
        catch (Exception error)
        {
            Name(error);
            _decoder?.Dispose();
            if (!leaveOpen)
                input.Dispose();
            throw;
        }
    }

    /// <summary>What the file says of itself.</summary>
    public ImageInfo Info => _decoder.Info;

    /// <summary>Width of the rows in pixels.</summary>
    public int Width { get; }

    /// <summary>Number of rows.</summary>
    public int Height { get; }

    /// <summary>Pixel format of the rows.</summary>
    public PixelFormat PixelFormat => _decoder.OutputFormat;

    /// <summary>Whether the samples are 0 and 255 and mean false and true (see <see cref="PixelBuffer.IsBoolean"/>).</summary>
    public bool IsBoolean => _decoder.IsBoolean;

    /// <summary>For Indexed8: the colours, 4 bytes (RGBA) an entry. Empty otherwise.</summary>
    public ReadOnlyMemory<byte> Palette => _decoder.Palette;

    /// <summary>Bytes of pixels in a row.</summary>
    public long RowBytes => (long)Width * PixelFormat.GetBytesPerPixel();

    /// <summary>The row that the next read begins with, from 0; <see cref="Height"/> after the last.</summary>
    public int NextRow => _turned is null ? _sought ?? _decoder.NextRow : _nextTurned;

    /// <summary>Bytes held beyond a few rows because the file cannot be read in order; 0 for a file that streams.</summary>
    public long RetainedBytes => _turned is not null ? _turned.Span.Length : _decoder.RetainedBytes;

    /// <summary>
    /// Bytes that go through a temporary file because the file cannot be read in order and they are too many to hold; 0 for most
    /// files. The first call of <see cref="ReadRows"/> writes it, disposal deletes it.
    /// </summary>
    public long SpooledBytes => _turned is not null ? 0 : _decoder.SpooledBytes;

    /// <summary>Reads the next rows.</summary>
    /// <param name="destination">Receives the rows; the last one needs only <see cref="RowBytes"/> bytes.</param>
    /// <param name="rowCount">How many rows are wanted; fewer are read at the end of the picture.</param>
    /// <param name="stride">Bytes from one row to the next; 0 for tightly packed rows.</param>
    /// <returns>The number of rows read: 0 after the last.</returns>
    /// <exception cref="ImageDecodeException">
    /// The file is broken in these rows, of which none counts as read then, or has been found so before.
    /// </exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> or <paramref name="stride"/> is too small.</exception>
    /// <exception cref="IOException">The temporary file (<see cref="SpooledBytes"/>) cannot be written.</exception>
    public int ReadRows(Span<byte> destination, int rowCount, int stride = 0)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ThrowIfEnded();
        ArgumentOutOfRangeException.ThrowIfNegative(rowCount);
        int rows = Math.Min(rowCount, Height - NextRow);
        if (rows == 0)
            return 0;
        RowTarget target = RowTarget.Create(destination, stride, RowBytes, rows);
        if (_sought is { } first)
        {
            ReadPart(0, first, Width, target);
            _sought = first + rows;
        }
        else if (_turned is null)
        {
            try
            {
                _decoder.ReadRows(target);
            }
            catch (ImageDecodeException error)
            {
                Name(error);
                throw;
            }
        }
        else
        {
            for (int i = 0; i < rows; i++)
                _turned.GetRow(_nextTurned + i).CopyTo(target[i]);
            _nextTurned += rows;
        }

        _input.Progress(rows * RowBytes);
        return rows;
    }

    /// <summary>
    /// Reads what follows the pixels and gives the account of the decode. After the last row only.
    /// </summary>
    /// <exception cref="InvalidOperationException">Rows are still unread.</exception>
    /// <exception cref="ImageDecodeException">
    /// The end of the file is broken in a way that the strictness refuses, or a row was: the same exception again.
    /// </exception>
    public DecodeResult Finish()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ThrowIfEnded();
        if (_result is null && NextRow < Height)
            throw new InvalidOperationException($"{Height - NextRow} rows have not been read.");
        try
        {
            return _result ??= _sought is null ? _decoder.Finish() : FinishForward();
        }
        catch (ImageDecodeException error)
        {
            Name(error);
            throw;
        }
    }

    /// <summary>An index for a file that can have none.</summary>
    internal static void RefuseIndex(FormatDecoder decoder, DecodeOptions options)
    {
        if (options.Index is { } index && !decoder.HasIndex)
        {
            Issue issue = DecodeIssues.Make(SharedRules.IndexOtherFile, 0, $"the index is of a {index.Format} picture, this one can have none{(decoder.NoIndexReason is { } reason ? $": {reason}" : "")}");
            throw new ImageDecodeException(issue, decoder.Info.Format);
        }
    }

    private void Name(Exception error)
    {
        if (error is ImageDecodeException refusal)
            refusal.Path ??= _input.Path;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _decoder.Dispose();
        if (!_leaveOpen)
            _input.Dispose();
    }
}
