// Owns: rows out of order and parts of rows, where there is an index. Stands over FormatDecoder's two ways to read: forward, which makes the
// index, and from it. Leaves both to the format.
using System.Buffers;

namespace RawDecoders;

public sealed partial class ImageRowReader
{
    /// <summary>Bytes of rows that are decoded at once on the way to others.</summary>
    private const int BandBytes = 256 << 10;

    /// <summary>The row that was sought, and the one after those read since; null: rows are read in order.</summary>
    private int? _sought;

    /// <summary>What ended the reading from an index; the decoder keeps its own.</summary>
    private FinalError _error;

    /// <summary>
    /// Whether <see cref="SeekRow"/> can be used: the picture is a non-interlaced PNG or a sequential JPEG, and there is an index (<see cref="DecodeOptions.Index"/>)
    /// or one is made (<see cref="DecodeOptions.IndexRows"/>); or the picture is held, since it is turned.
    /// </summary>
    public bool CanSeek => _turned is not null || _decoder.HasIndex;

    /// <summary>Whether there is an index that may be had.</summary>
    internal bool HasIndex => _turned is null && _decoder.HasIndex;

    /// <summary>Why there is none.</summary>
    internal string? NoIndexReason
        => HasIndex ? null : _decoder.NoIndexReason ?? (_turned is not null ? "the picture is turned, and held for that" : "DecodeOptions.IndexRows or DecodeOptions.Index asks for one");

    /// <summary>
    /// Makes <paramref name="row"/> the row that the next read begins with. Where the index does not reach yet, rows are decoded on the way.
    /// </summary>
    /// <remarks>
    /// <see cref="Finish"/> still gives the account of the whole picture: rows that no read has come through in order it then decodes.
    /// </remarks>
    /// <param name="row">From 0; the height of the picture is the end.</param>
    /// <exception cref="InvalidOperationException">There is no index: see <see cref="CanSeek"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="ImageDecodeException">The file was found broken before.</exception>
    public void SeekRow(int row)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ThrowIfEnded();
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(row, Height);
        if (!CanSeek)
            throw new InvalidOperationException($"There is no index of this picture: {NoIndexReason}.");
        if (_turned is not null)
            _nextTurned = row;
        else
            _sought = row;
    }

    /// <summary>Reads part of some rows, from the index where it reaches and forward where it does not.</summary>
    /// <param name="x">The first column.</param>
    /// <param name="y">The first row; without an index not above <see cref="NextRow"/>.</param>
    /// <param name="width">How many columns.</param>
    /// <param name="target">The rows.</param>
    internal void ReadPart(int x, int y, int width, RowTarget target)
    {
        ThrowIfEnded();
        if (_turned is not null)
        {
            int pixelBytes = PixelFormat.GetBytesPerPixel();
            for (int i = 0; i < target.RowCount; i++)
                _turned.GetRow(y + i).Slice(x * pixelBytes, width * pixelBytes).CopyTo(target[i]);
            return;
        }

        try
        {
            int behind = Math.Clamp(_decoder.ReachableRows - y, 0, target.RowCount);
            if (behind > 0)
                _decoder.ReadRegion(x, y, width, target.Slice(0, behind));
            if (behind < target.RowCount)
                ReadForward(x, y + behind, width, target.From(behind));
        }
        catch (Exception error)
        {
            Name(error);
            _error.Keep(error);
            throw;
        }
    }

    /// <summary>Reads all rows that are left, for what they make of the index and the account.</summary>
    internal ImageIndex MakeIndex()
    {
        ThrowIfEnded();
        try
        {
            // One that was given is whole. Another one is so only with the account of what follows the last row.
            if (!_decoder.IsIndexGiven)
                _ = FinishForward();
            return _decoder.MakeIndex(_result ?? new DecodeResult(Info, Width, Height, PixelFormat));
        }
        catch (ImageDecodeException error)
        {
            Name(error);
            throw;
        }
    }

    private void ThrowIfEnded()
    {
        _error.ThrowIfAny();
        _decoder.ThrowIfEnded();
    }

    private DecodeResult FinishForward()
    {
        if (_decoder.NextRow < Height)
            ReadForward(0, Height, Width, default);
        return _result ??= _decoder.Finish();
    }

    /// <summary>Decodes rows in order: those down to <paramref name="y"/> for nobody, then those wanted.</summary>
    private void ReadForward(int x, int y, int width, RowTarget target)
    {
        int wholeBytes = checked((int)RowBytes), pixelBytes = PixelFormat.GetBytesPerPixel();
        int bandRows = Math.Clamp(BandBytes / wholeBytes, 1, Height);
        byte[] memory = ArrayPool<byte>.Shared.Rent(bandRows * wholeBytes);
        try
        {
            Span<byte> band = memory;
            while (_decoder.NextRow < y + target.RowCount)
            {
                int next = _decoder.NextRow;
                int rows = Math.Min(bandRows, (next < y ? y : y + target.RowCount) - next);
                _decoder.ReadRows(RowTarget.Create(band, 0, wholeBytes, rows));
                _input.Progress((long)rows * wholeBytes);
                for (int i = 0; i < rows && next >= y; i++)
                    band.Slice(i * wholeBytes + x * pixelBytes, width * pixelBytes).CopyTo(target[next - y + i]);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(memory);
        }
    }
}
