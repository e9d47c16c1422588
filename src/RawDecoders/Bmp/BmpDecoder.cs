// A BMP picture being decoded: chooses the kernels, finds the rows in the file and gives them from the top down. BmpDecoder.Open.cs
// has what comes before: headers and limits. What a header byte means is BmpHeaderReader's, coded pixels are BmpCodedRows',
// colours BmpRowConverter's.
//
// Pixels that an RLE file skips are transparent when a format with alpha is asked for (all channels 0), and palette entry 0
// otherwise (black in RLE24, which has no palette). The natural format of such a file stays Rgb24.
using System.Buffers;

namespace RawDecoders.Bmp;

internal sealed partial class BmpDecoder : FormatDecoder
{
    private readonly ByteSource _source;
    private readonly BmpFile _file;
    private readonly DecodeIssues _issues;
    private readonly DecodeWatch? _watch;
    private readonly MemoryBudget _budget;
    private readonly DamagedRowMap _damage;
    private readonly BmpRowConverter _converter;
    private readonly BmpCodedRows? _coded;
    private readonly int _highestIndex;     // of the palette; 255 when all possible indices are there
    private readonly bool _keepsSkipped;    // skipped pixels are made transparent
    private byte[]? _row;                   // a decoded row, or a row of the file that is partly missing
    private byte[]? _painted;
    private BmpRowCursor[]? _cursors;
    private Issue? _cutReason;
    private IBmpObserver? _observer;

    private BmpDecoder(ByteSource source, BmpFile file, DecodeOptions options, DecodeIssues issues, MemoryBudget budget)
    {
        _source = source;
        _file = file;
        _issues = issues;
        _watch = options.Watch;
        _budget = budget;
        _damage = new DamagedRowMap(file.Height);
        Info = file.CreateInfo(source, issues, options.Limits);
        OutputFormat = options.PixelFormat ?? file.NaturalFormat;
        if (OutputFormat == PixelFormat.Indexed8 && !file.Dib.HasPalettePixels)
        {
            string what = $"Indexed8 is asked for, and {file.Dib.BitCount}-bit pixels have no palette";
            throw issues.Error(SharedRules.PixelFormatUnavailable, 28, what, "DIB header");
        }

        _highestIndex = file.Dib.HasPalettePixels && file.PaletteCount < 1 << file.Dib.BitCount ? file.PaletteCount - 1 : 255;
        _coded = file.Dib.Compression switch
        {
            BmpCompression.Rle8 or BmpCompression.Rle4 or BmpCompression.Rle24 => new BmpRle(file, source, issues, _damage),
            BmpCompression.Huffman1D => new BmpHuffman(file, source, issues, _damage),
            _ => null,
        };
        _converter = _coded switch
        {
            null => BmpRowConverter.Create(file, OutputFormat, options.IgnoresBmpMasks),
            { PixelBytes: 3 } => BmpRowConverter.CreateFromBgr24(OutputFormat),
            _ => BmpRowConverter.CreateFromIndices(8, file.Palette, OutputFormat),
        };
        _keepsSkipped = _coded is not null && OutputFormat.HasAlpha();
    }

    public override ImageInfo Info { get; }

    public override MemoryBudget Budget => _budget;

    public override PixelFormat OutputFormat { get; }

    public override ReadOnlyMemory<byte> Palette => OutputFormat == PixelFormat.Indexed8 ? _file.Palette : default;

    /// <summary>Coded rows from the bottom up: a cursor for each row is kept, 16 bytes, rather than its pixels.</summary>
    public override long RetainedBytes
        => _coded is null || _file.Dib.IsTopDown ? 0 : (long)_file.Height * BmpRowCursor.SizeInBytes;

    public override void DecodeAll(RowTarget target)
    {
        if (_coded is null)
        {
            for (int y = 0; y < _file.Height; y++)
            {
                _watch?.At(y, _file.Height);
                ReadStoredRow(y, 0, _file.Width, target[y]);
            }

            return;
        }

        // Coded rows come in file order; the destination takes them in any.
        BmpRowCursor cursor = _coded.Start();
        for (int r = 0; r < _file.Height; r++)
        {
            _watch?.At(r, _file.Height);
            int y = _file.Dib.IsTopDown ? r : _file.Height - 1 - r;
            ReadCodedRow(ref cursor, r, y, target[y]);
        }

        _coded.Conclude(ref cursor);
    }

    protected override void DecodeRows(int firstRow, RowTarget target)
    {
        for (int i = 0; i < target.RowCount; i++)
        {
            int y = firstRow + i;
            _watch?.At(y, _file.Height);
            Span<byte> row = target[i];
            if (_coded is null)
            {
                ReadStoredRow(y, 0, _file.Width, row);
                continue;
            }

            BmpRowCursor[] cursors = _cursors ??= FollowRows(_coded);
            if (_file.Dib.IsTopDown)
            {
                ReadCodedRow(ref cursors[0], y, y, row);
                if (y == _file.Height - 1)
                    _coded.Conclude(ref cursors[0]);
            }
            else
            {
                int fileRow = _file.Height - 1 - y;
                ReadCodedRow(ref cursors[fileRow], fileRow, y, row);
            }
        }
    }

    /// <summary>The headers.</summary>
    internal BmpFile File => _file;

    /// <summary>Whether a row is damaged, as far as rows were decoded.</summary>
    internal bool IsDamaged => !_damage.IsEmpty;

    /// <summary>Whether Huffman codes are read from the low bit of each byte on.</summary>
    internal bool LowBitFirst => _coded is BmpHuffman { LowBitFirst: true };

    /// <summary>
    /// Goes through the rows in file order and tells <paramref name="observer"/> of codes and damage, for study; instead of
    /// the other ways to read. Rows in which nothing can be wrong are left out.
    /// </summary>
    /// <param name="observer">Is told.</param>
    /// <param name="rows">How many rows, from the first in the file.</param>
    /// <exception cref="ImageDecodeException">As <see cref="DecodeAll"/> throws it.</exception>
    internal void Follow(IBmpObserver observer, int rows = int.MaxValue)
    {
        _observer = observer;
        if (_coded is null && _highestIndex == 255)
            return;
        byte[] row = ArrayPool<byte>.Shared.Rent(_file.Width * OutputFormat.GetBytesPerPixel());
        Span<byte> pixels = row.AsSpan(0, _file.Width * OutputFormat.GetBytesPerPixel());
        _coded?.Observer = observer;
        BmpRowCursor cursor = _coded?.Start() ?? default;
        try
        {
            for (int r = 0; r < _file.Height && r < rows; r++)
            {
                int y = _file.Dib.IsTopDown ? r : _file.Height - 1 - r;
                if (_coded is null)
                    ReadStoredRow(y, 0, _file.Width, pixels);
                else
                    ReadCodedRow(ref cursor, r, y, pixels);
            }

            if (rows >= _file.Height)
                _coded?.Conclude(ref cursor);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(row);
        }
    }

    /// <summary>
    /// A cursor for each row of a bottom-up file, by following the code once; for a top-down one only the first, which then
    /// moves. All that is wrong is told here, in the order of the file, as <see cref="DecodeAll"/> tells it: pixels are
    /// decoded, too, if their indices could be.
    /// </summary>
    private BmpRowCursor[] FollowRows(BmpCodedRows coded)
    {
        BmpRowCursor cursor = coded.Start();
        if (_file.Dib.IsTopDown)
            return [cursor];
        _budget.Draw(RetainedBytes, _file.PixelOffset, "finding the rows from the bottom up", "pixel data");
        var cursors = new BmpRowCursor[_file.Height];
        bool checksIndices = coded.PixelBytes == 1 && _highestIndex < 255;
        for (int r = 0; r < cursors.Length; r++)
        {
            _watch?.ThrowIfCancelled();
            cursors[r] = cursor;
            if (checksIndices)
                DecodeRow(ref cursor, r, _file.Height - 1 - r);
            else
                coded.ReadRow(ref cursor, r, default, default);
        }

        coded.Conclude(ref cursor);
        coded.Reports = false;
        return cursors;
    }

    private void ReadCodedRow(ref BmpRowCursor cursor, int fileRow, int y, Span<byte> destination)
    {
        int width = _file.Width;
        ReadOnlySpan<byte> row = DecodeRow(ref cursor, fileRow, y);
        _converter.Convert(row, 0, destination, width);
        if (_keepsSkipped)
            ClearSkipped(_painted.AsSpan(0, width), destination, destination.Length / width);
    }

    /// <summary>A row of indices or colours; what it skips is 0, and with _keepsSkipped not set in _painted.</summary>
    private ReadOnlySpan<byte> DecodeRow(ref BmpRowCursor cursor, int fileRow, int y)
    {
        int pixelBytes = _coded!.PixelBytes;
        int width = _file.Width;
        Span<byte> row = (_row ??= ArrayPool<byte>.Shared.Rent(width * pixelBytes)).AsSpan(0, width * pixelBytes);
        Span<byte> painted = default;
        row.Clear();
        if (_keepsSkipped)
        {
            painted = (_painted ??= ArrayPool<byte>.Shared.Rent(width)).AsSpan(0, width);
            painted.Clear();
        }

        long position = cursor.Position;
        _coded.ReadRow(ref cursor, fileRow, row, painted);
        if (pixelBytes == 1 && _highestIndex < 255)
            CheckIndices(row, y, _file.Dib.Compression == BmpCompression.Huffman1D ? position / 8 : position, step: 0);
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

    /// <summary>
    /// Pixels <paramref name="x"/> to x + width - 1 of row <paramref name="y"/> of an uncompressed picture, converted to
    /// <see cref="OutputFormat"/>. Rows may be asked for in any order; nothing else of the file is touched.
    /// </summary>
    private void ReadStoredRow(int y, int x, int width, Span<byte> destination)
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
        if (_highestIndex < 255)
            CheckStoredIndices(row, offset, skip, width, y);
        _converter.Convert(row, skip, destination, width);
    }

    public override bool ReadsRegions => _coded is null;

    public override void ReadRegion(int x, int y, int width, Span<byte> destination) => ReadStoredRow(y, x, width, destination);

    /// <summary>A row that the file ends before or in (lenient only: Open refuses otherwise). What is missing becomes 0.</summary>
    private void ReadCutRow(long offset, int bytes, int y, int skip, Span<byte> destination, int width)
    {
        _damage.Mark(y, 1, _cutReason ??= new Issue(BmpRules.Truncated, _source.Length, $"row {y} is not all there"));
        ReadOnlySpan<byte> there = _source.Window(offset, bytes);
        int pixels = Math.Clamp((int)((long)there.Length * 8 / _file.Dib.BitCount) - skip, 0, width);
        int pixelBytes = OutputFormat.GetBytesPerPixel();
        if (pixels > 0)
        {
            if (_highestIndex < 255)
                CheckStoredIndices(there, offset, skip, pixels, y);
            _converter.Convert(there, skip, destination, pixels);
        }

        destination[(pixels * pixelBytes)..].Clear();
    }

    /// <summary>
    /// Indices past the palette's end have no colour: refused, or damage and black (lenient). Called only for palettes
    /// that leave some index without a colour.
    /// </summary>
    private void CheckStoredIndices(ReadOnlySpan<byte> row, long offset, int skip, int width, int y)
    {
        int bits = _file.Dib.BitCount;
        if (bits == 8)
        {
            CheckIndices(row[..width], y, offset, step: 1);
            return;
        }

        int mask = (1 << bits) - 1;
        for (int i = skip; i < skip + width; i++)
        {
            int at = i * bits >> 3;
            int index = row[at] >> (8 - bits - (i * bits & 7)) & mask;
            if (index > _highestIndex)
            {
                BadIndex(offset + at, index, y);
                return;
            }
        }
    }

    private void CheckIndices(ReadOnlySpan<byte> indices, int y, long offset, int step)
    {
        int at = _highestIndex < 0 ? 0 : indices.IndexOfAnyExceptInRange((byte)0, (byte)_highestIndex);
        if (at >= 0)
            BadIndex(offset + at * step, indices[at], y);
    }

    private void BadIndex(long offset, int index, int y)
    {
        if (_damage.IsMarked(y))
            return;
        // In coded rows a wrong index may come of a code taken for a pixel, and then no row after it need be in its place.
        (int first, int count) = _coded is null ? (y, 1) : _file.Dib.IsTopDown ? (y, _file.Height - y) : (0, y + 1);
        if (!_damage.WantsReason)
        {
            _damage.Mark(first, count, null);
            return;
        }

        string what = $"row {y} has index {index}, and the palette {_file.PaletteCount} entries";
        var issue = new Issue(BmpRules.PaletteIndex, offset, what);
        _observer?.Find(issue, first, count);
        _issues.Report(issue.Rule, offset, what);
        _damage.Mark(first, count, issue);
    }

    protected override DecodeResult Conclude()
    {
        return new DecodeResult(Info, _file.Width, _file.Height, OutputFormat) { Warnings = _issues.Warnings, Damage = _damage.ToRuns() };
    }

    public override void Dispose()
    {
        if (_row is not null)
            ArrayPool<byte>.Shared.Return(_row);
        if (_painted is not null)
            ArrayPool<byte>.Shared.Return(_painted);
        (_row, _painted) = (null, null);
    }
}
