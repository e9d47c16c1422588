// Owns: rows of coded pixels given from the top down: the order of the file against the order of the picture, pixels that the code
// skips, scratch rows. Stands between a coding (BmpCodedRows) and BmpRowConverter, which makes the colours. Leaves indices
// without a colour to BmpIndexCheck.
using System.Buffers;

namespace RawDecoders.Bmp;

/// <summary>Reads rows of coded pixels.</summary>
/// <param name="work">The decode.</param>
/// <param name="coded">The coding.</param>
/// <param name="converter">Makes the colours.</param>
/// <param name="indices">Searches for indices without one.</param>
/// <param name="clearsSkipped">Whether skipped pixels become 0 in every channel.</param>
internal sealed class BmpDecodedRows(
    BmpWork work, BmpCodedRows coded, BmpRowConverter converter, BmpIndexCheck indices, bool clearsSkipped) : BmpRowReader
{
    private readonly BmpFile _file = work.File;
    private byte[]? _row;
    private byte[]? _painted;
    private BmpRowCursor[]? _cursors;

    /// <summary>From the bottom up: a cursor for each row is kept, 16 bytes, rather than its pixels.</summary>
    public override long RetainedBytes => _file.Dib.IsTopDown ? 0 : (long)_file.Height * BmpRowCursor.SizeInBytes;

    /// <summary>Coded rows come in file order; the destination takes them in any.</summary>
    public override void ReadAll(RowTarget target)
    {
        BmpRowCursor cursor = coded.Start();
        for (int r = 0; r < _file.Height; r++)
        {
            work.Watch?.At(r, _file.Height);
            int y = PictureRow(r);
            ReadRow(ref cursor, r, y, target[y]);
        }

        coded.Conclude(ref cursor);
    }

    public override void Read(int firstRow, RowTarget target)
    {
        for (int i = 0; i < target.RowCount; i++)
        {
            int y = firstRow + i;
            work.Watch?.At(y, _file.Height);
            BmpRowCursor[] cursors = _cursors ??= FollowRows();
            if (_file.Dib.IsTopDown)
            {
                ReadRow(ref cursors[0], y, y, target[i]);
                if (y == _file.Height - 1)
                    coded.Conclude(ref cursors[0]);
            }
            else
            {
                int fileRow = _file.Height - 1 - y;
                ReadRow(ref cursors[fileRow], fileRow, y, target[i]);
            }
        }
    }

    public override void Follow(IBmpObserver observer, int rowCount, int pixelBytes)
    {
        indices.Observer = observer;
        coded.Observer = observer;
        int rowBytes = _file.Width * pixelBytes;
        byte[] row = ArrayPool<byte>.Shared.Rent(rowBytes);
        BmpRowCursor cursor = coded.Start();
        try
        {
            for (int r = 0; r < rowCount; r++)
                ReadRow(ref cursor, r, PictureRow(r), row.AsSpan(0, rowBytes));
            if (rowCount == _file.Height)
                coded.Conclude(ref cursor);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(row);
        }
    }

    public override void Dispose()
    {
        if (_row is not null)
            ArrayPool<byte>.Shared.Return(_row);
        if (_painted is not null)
            ArrayPool<byte>.Shared.Return(_painted);
        (_row, _painted) = (null, null);
        base.Dispose();
    }

    private int PictureRow(int fileRow) => _file.Dib.IsTopDown ? fileRow : _file.Height - 1 - fileRow;

    /// <summary>
    /// A cursor for each row of a bottom-up file, by following the code once; for a top-down one only the first, which then
    /// moves. All that is wrong is told here, in the order of the file, as <see cref="ReadAll"/> tells it: pixels are
    /// decoded, too, if their indices could be.
    /// </summary>
    private BmpRowCursor[] FollowRows()
    {
        BmpRowCursor cursor = coded.Start();
        if (_file.Dib.IsTopDown)
            return [cursor];
        work.Budget.Draw(RetainedBytes, _file.PixelOffset, "finding the rows from the bottom up", "pixel data");
        var cursors = new BmpRowCursor[_file.Height];
        bool checksIndices = coded.PixelBytes == 1 && indices.IsNeeded;
        for (int r = 0; r < cursors.Length; r++)
        {
            work.Watch?.ThrowIfCancelled();
            cursors[r] = cursor;
            if (checksIndices)
                DecodeRow(ref cursor, r, PictureRow(r));
            else
                coded.ReadRow(ref cursor, r, default, default);
        }

        coded.Conclude(ref cursor);
        coded.Reports = false;
        return cursors;
    }

    private void ReadRow(ref BmpRowCursor cursor, int fileRow, int y, Span<byte> destination)
    {
        int width = _file.Width;
        converter.Convert(DecodeRow(ref cursor, fileRow, y), 0, destination, width);
        if (clearsSkipped)
            ClearSkipped(_painted.AsSpan(0, width), destination, destination.Length / width);
    }

    /// <summary>A row of indices or colours; what it skips is 0, and with <c>clearsSkipped</c> not set in _painted.</summary>
    private ReadOnlySpan<byte> DecodeRow(ref BmpRowCursor cursor, int fileRow, int y)
    {
        int pixelBytes = coded.PixelBytes;
        int width = _file.Width;
        Span<byte> row = (_row ??= ArrayPool<byte>.Shared.Rent(width * pixelBytes)).AsSpan(0, width * pixelBytes);
        Span<byte> painted = default;
        row.Clear();
        if (clearsSkipped)
        {
            painted = (_painted ??= ArrayPool<byte>.Shared.Rent(width)).AsSpan(0, width);
            painted.Clear();
        }

        long offset = coded.OffsetOf(cursor);
        coded.ReadRow(ref cursor, fileRow, row, painted);
        if (pixelBytes == 1 && indices.IsNeeded)
            indices.Check(row, y, offset, step: 0);
        return row;
    }

    private static void ClearSkipped(ReadOnlySpan<byte> painted, Span<byte> destination, int pixelBytes)
    {
        for (int x = 0; x < painted.Length;)
        {
            int skipped = painted[x..].IndexOf((byte)0);
            if (skipped < 0)
                return;
            x += skipped;
            int end = painted[x..].IndexOf((byte)1);
            end = end < 0 ? painted.Length : x + end;
            destination[(x * pixelBytes)..(end * pixelBytes)].Clear();
            x = end;
        }
    }
}
