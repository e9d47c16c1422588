// Owns: rows of uncompressed pixels: where each lies in the file, and what becomes of one that the file ends before or in. Stands
// between the bytes of the file and BmpRowConverter, which makes the colours. Leaves indices without a colour to BmpIndexCheck.
using System.Buffers;

namespace RawDecoders.Bmp;

/// <summary>Reads stored rows, or parts of them, in any order.</summary>
internal sealed class BmpStoredRows(BmpWork work, BmpRowConverter converter, PixelFormat output, BmpIndexCheck indices) : BmpRowReader
{
    private readonly BmpFile _file = work.File;
    private readonly ByteSource _source = work.Source;
    private Issue? _cutReason;

    public override void ReadAll(RowTarget target) => Read(0, target);

    public override void Read(int firstRow, RowTarget target)
    {
        for (int i = 0; i < target.RowCount; i++)
        {
            work.Watch?.At(firstRow + i, _file.Height);
            ReadRow(firstRow + i, 0, _file.Width, target[i]);
        }
    }

    public override void Follow(IBmpObserver observer, int rowCount, int pixelBytes)
    {
        indices.Observer = observer;
        if (!indices.IsNeeded)
            return;
        int rowBytes = _file.Width * pixelBytes;
        byte[] row = ArrayPool<byte>.Shared.Rent(rowBytes);
        try
        {
            for (int r = 0; r < rowCount; r++)
                ReadRow(_file.Dib.IsTopDown ? r : _file.Height - 1 - r, 0, _file.Width, row.AsSpan(0, rowBytes));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(row);
        }
    }

    /// <summary>
    /// Pixels <paramref name="x"/> to x + width - 1 of row <paramref name="y"/>, converted. Rows may be asked for in any order and
    /// any number of times; nothing else of the file is touched.
    /// </summary>
    public void ReadRow(int y, int x, int width, Span<byte> destination)
    {
        BmpDibHeader dib = _file.Dib;
        long stride = dib.RowStride;
        long rowOffset = _file.PixelOffset + (dib.IsTopDown ? y : _file.Height - 1 - y) * stride;
        long firstBit = (long)x * dib.BitCount;
        int bytes = (int)(((firstBit & 7) + (long)width * dib.BitCount + 7) >> 3);
        long offset = rowOffset + (firstBit >> 3);
        int skip = dib.BitCount < 8 ? (int)(firstBit & 7) / dib.BitCount : 0;
        if (offset + bytes > _source.Length)
        {
            ReadCutRow(offset, bytes, y, skip, destination, width);
            return;
        }

        ReadOnlySpan<byte> row = _source.Slice(offset, bytes);
        if (indices.IsNeeded)
            indices.CheckStored(row, offset, skip, width, y);
        converter.Convert(row, skip, destination, width);
    }

    /// <summary>A row that the file ends before or in (lenient only: the headers are refused otherwise). What is missing becomes 0.</summary>
    private void ReadCutRow(long offset, int bytes, int y, int skip, Span<byte> destination, int width)
    {
        work.Damage.Mark(y, 1, _cutReason ??= new Issue(BmpRules.Truncated, _source.Length, $"row {y} is not all there"));
        ReadOnlySpan<byte> there = _source.Window(offset, bytes);
        int pixels = Math.Clamp((int)((long)there.Length * 8 / _file.Dib.BitCount) - skip, 0, width);
        int pixelBytes = output.GetBytesPerPixel();
        if (pixels > 0)
        {
            if (indices.IsNeeded)
                indices.CheckStored(there, offset, skip, pixels, y);
            converter.Convert(there, skip, destination, pixels);
        }

        destination[(pixels * pixelBytes)..].Clear();
    }
}
