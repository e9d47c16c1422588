// Owns: the loop from strip to destination, for plain and interlaced pictures, whole or by rows.
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace RawDecoders.Png;

internal sealed unsafe partial class PngDecoder
{
    /// <summary>
    /// Bytes that are inflated at once. The strip and the destination of its rows stay in a second-level cache, and the
    /// inflater's costs per call (it keeps 32 KiB of window) are spread. Measured from 32 KiB to 1 MiB: within 3 % of each
    /// other, this one best.
    /// </summary>
    private const int StripBytes = 256 << 10;

    /// <summary>Rows that a strip holds even if they are long, for the kernels that overlap rows; within this many bytes.</summary>
    private const int StripRows = 8;
    private const int LongStripBytes = 1 << 20;

    /// <summary>Vector loads may begin this far before a row's end and must not leave the buffer.</summary>
    private const int Slack = 64;

    private PngFilterKernels _kernels;
    private byte* _strip;

    /// <summary>Where the rows of the strip are as inflated: in it, or where the inflater has left them.</summary>
    private byte* _raw;

    /// <summary>The same rows unfiltered, where the destination is not what filters write.</summary>
    private byte* _unfiltered;
    private byte* _permuted;
    private byte* _prior;
    private byte* _passRow;
    private byte* _discard;
    private long _stripCapacity;

    /// <summary>Place of the next row: pass, and row within it.</summary>
    private int _pass;
    private int _passRowIndex;

    /// <summary>
    /// Whether filters write the destination: the whole picture is decoded, and its rows are as the filters leave them (or
    /// with a pixel's bytes in another order, which is made before the filters).
    /// Otherwise a strip is unfiltered in place as soon as it is inflated, all rows of it together even if they are asked
    /// for one by one.
    /// </summary>
    private bool _direct;

    /// <summary>Rows in the strip, the next of them, and the raw offset and IDAT position of its first.</summary>
    private int _stripRows;
    private int _stripNext;
    private long _stripRawOffset;
    private long _stripGiven;

    /// <summary>Why the rows after those in the strip cannot be had.</summary>
    private ImageDecodeException? _pending;

    /// <summary>Lenient: the row above is not as stored, so that rows predicted from it are not either.</summary>
    private ImageDecodeException? _taint;

    /// <summary>The passes before the last, when an interlaced picture is read by rows, and the next row.</summary>
    private PngPassStore? _passStore;
    private ExceptionDispatchInfo? _storeFailure;
    private int _nextRow;

    /// <summary>Whether the rows of a pass go to their places in the picture; otherwise they stay together.</summary>
    private bool IsScattered => _header.IsInterlaced && _passStore is null;

    private void PrepareStrip()
    {
        _kernels = PngFilterKernels.Select(_header.FilterDistance);
        long rowBytes = _header.GetRowBytes(_header.Width);
        long rawStride = rowBytes + 1;
        _stripCapacity = _options.WorkUnitBytes > 0
            ? _options.WorkUnitBytes
            : Math.Max(StripBytes, Math.Min(StripRows * rawStride, LongStripBytes));
        _stripCapacity = Math.Min(Math.Max(_stripCapacity, rawStride), rawStride * _header.Height);
        long strip = _stripCapacity + Slack;
        long passRow = _header.IsInterlaced ? (long)_header.Width * _pipeline.OutputBytesPerPixel : 0;
        long permuted = _pipeline.IsPermutation && !_header.IsInterlaced ? strip : 0;
        long all = strip + permuted + 2 * rowBytes + passRow + 4 * Slack;
        _budget.Draw(all + _pipeline.GetScratchBytes(_header.Width), HeaderOffset, "working memory", "IHDR");
        _strip = (byte*)NativeMemory.Alloc((nuint)all);
        _permuted = permuted > 0 ? _strip + strip : null;
        _prior = _strip + strip + permuted;
        _discard = _prior + rowBytes + Slack;
        _discard[-1] = PngFilterType.None;
        _passRow = _discard + rowBytes + Slack;
        NativeMemory.Clear(_prior, (nuint)rowBytes);
    }

    private void ReleaseStrip()
    {
        NativeMemory.Free(_strip);
        _passStore?.Dispose();
        _strip = null;
        _passStore = null;
    }

    public override void DecodeAll(Span<byte> destination, int stride)
    {
        CheckDestination(destination, stride, _header.Height);
        _direct = (_pipeline.IsCopy || _pipeline.IsPermutation) && !_header.IsInterlaced;
        fixed (byte* start = destination)
        {
            if (!TryDecodeOverlapped(start, stride))
                Decode(start, stride, long.MaxValue);
        }
    }

    public override void ReadRows(Span<byte> destination, int stride, int rowCount)
    {
        if (rowCount == 0)
            return;
        CheckDestination(destination, stride, rowCount);
        fixed (byte* start = destination)
        {
            if (!_header.IsInterlaced)
                Decode(start, stride, rowCount);
            else
                ReadInterlacedRows(start, stride, rowCount);
        }
    }

    private void CheckDestination(Span<byte> destination, int stride, int rowCount)
    {
        long rowBytes = (long)_header.Width * _pipeline.OutputBytesPerPixel;
        if (stride < rowBytes || destination.Length < (rowCount - 1L) * stride + rowBytes)
            throw new ArgumentException($"{destination.Length} bytes with a stride of {stride} are too few for {rowCount} rows of {rowBytes} bytes.");
    }

    private void ReadInterlacedRows(byte* destination, nint stride, int rowCount)
    {
        _storeFailure?.Throw();
        if (_passStore is null)
            StorePasses();
        for (int i = 0; i < rowCount; i++, _nextRow++, destination += stride)
        {
            if (_nextRow % 2 == 0)
                _passStore!.ReadRow(_nextRow, destination);
            else
                Decode(destination, stride, 1);    // the seventh pass: whole rows
        }
    }

    /// <summary>Decodes the passes before the seventh, of which rows then are put together.</summary>
    private void StorePasses()
    {
        _budget.Draw(WaitingBytes, HeaderOffset, "an interlaced picture read by rows", "IHDR");
        PngPass[] stored = PngPassStore.Stored(_passes);
        _passStore = new PngPassStore(stored, _pipeline.OutputBytesPerPixel, _options.HoldBytes);
        try
        {
            while (_pass < stored.Length)
            {
                PngPass pass = stored[_pass];
                int rows = pass.Height - _passRowIndex;
                byte* next = _passStore.Next(pass, ref rows);
                nint rowBytes = (nint)pass.Width * _pipeline.OutputBytesPerPixel;
                Decode(next, rowBytes, rows);
                _source.Progress(rows * rowBytes);
            }

            _passStore.Complete();
        }
        catch (Exception error)
        {
            // Whoever asks again gets the same answer: there are no passes to take rows from.
            _storeFailure = ExceptionDispatchInfo.Capture(error);
            throw;
        }
    }

    /// <summary>
    /// Decodes up to <paramref name="rowLimit"/> rows of passes, to the top of <paramref name="destination"/>; if
    /// <see cref="IsScattered"/>, each to its places in the whole picture.
    /// </summary>
    private void Decode(byte* destination, nint stride, long rowLimit)
    {
        while (rowLimit > 0 && _pass < _passes.Length)
        {
            PngPass pass = _passes[_pass];
            if (_stripNext == _stripRows && !Fill(pass))
            {
                Blank(destination, stride, rowLimit);
                break;
            }

            int rows = (int)Math.Min(rowLimit, _stripRows - _stripNext);
            nint rawStride = (nint)_header.GetRowBytes(pass.Width) + 1;
            nint at = _stripNext * rawStride;
            if (!_direct)
                Convert(pass, _unfiltered + at, rawStride, destination, stride, rows);
            else if (Unfilter(pass, (_permuted != null ? _permuted : _raw) + at, rawStride, destination, stride, rows) < rows)
                throw _pending!;
            rowLimit -= rows;
            _stripNext += rows;
            _passRowIndex += rows;
            if (!IsScattered)
                destination += rows * stride;
            if (_passRowIndex < pass.Height)
                continue;
            _pass++;
            _passRowIndex = 0;
            _taint = null;
            if (_pass < _passes.Length)
                NativeMemory.Clear(_prior, (nuint)_header.GetRowBytes(_header.Width));
        }
    }

    /// <summary>
    /// Inflates the next rows of a pass into the strip. False: there are none (lenient; other decodes throw).
    /// </summary>
    private bool Fill(in PngPass pass)
    {
        if (_pending is not null)
            return Fail(_pending);
        int rawStride = (int)_header.GetRowBytes(pass.Width) + 1;
        int rows = Math.Min(RowsPerStrip(pass), pass.Height - _passRowIndex);
        int ready = _data.GetReady();
        _stripRawOffset = _data.Produced;
        _stripGiven = _data.Given;
        _stripNext = 0;
        int wanted;
        int got;
        int group = Math.Max(_kernels.GroupRows, 1);
        if (ready >= Math.Min(group, rows) * rawStride)
        {
            rows = Math.Min(rows, ready / rawStride);
            rows = rows < group ? rows : rows - rows % group;
            got = wanted = rows * rawStride;
            _raw = _data.Take(wanted);
        }
        else
        {
            // A row that lies across two blocks, and a few more, so that it has company.
            wanted = (ready > 0 ? Math.Min(group, rows) : rows) * rawStride;
            _raw = _strip;
            got = _data.Read(new Span<byte>(_strip, wanted));
        }

        _stripRows = got / rawStride;
        if (got < wanted)
        {
            _pending = _data.Error!;
            if (_issues.IsLenient)
                _issues.Harmful(_pending.Kind, _pending.Offset, _pending.What, _pending.Part, _pending.Clause);
            int partial = got % rawStride;
            if (_issues.IsLenient && partial > 1)
            {
                // The rest of the row as if nothing differed from its prediction.
                new Span<byte>(_strip + got, rawStride - partial).Clear();
                MarkRows(pass, _passRowIndex + _stripRows, 1, _pending);
                _stripRows++;
            }
        }

        if (_direct && _permuted != null)
            Permute(pass, rawStride);
        if (!_direct)
            UnfilterStrip(pass, rawStride);
        return _stripRows > 0 || Fail(_pending!);
    }

    /// <summary>
    /// Unfilters the strip for conversion. Rows that lie in the inflater's buffer stay there if none has a filter, as with most
    /// palette pictures.
    /// </summary>
    private void UnfilterStrip(in PngPass pass, int rawStride)
    {
        _unfiltered = _strip + 1;
        if (_raw != _strip)
        {
            int plain = 0;
            while (plain < _stripRows && _raw[(nint)plain * rawStride] == PngFilterType.None)
                plain++;
            if (plain == _stripRows)
            {
                _unfiltered = _raw + 1;
                Buffer.MemoryCopy(_unfiltered + (nint)(_stripRows - 1) * rawStride, _prior, rawStride - 1, rawStride - 1);
                return;
            }
        }

        _stripRows = Unfilter(pass, _raw, rawStride, _strip + 1, rawStride, _stripRows);
    }

    private int RowsPerStrip(in PngPass pass)
    {
        int rows = (int)(_stripCapacity / (_header.GetRowBytes(pass.Width) + 1));
        // Whole groups, so that none is filled up with rows that nobody needs.
        if (_kernels.GroupRows > 0 && rows > _kernels.GroupRows)
            rows -= rows % _kernels.GroupRows;
        return rows;
    }

    /// <summary>
    /// The strip's rows once more, a pixel's bytes in the destination's order. (In place it costs no second strip, and with
    /// 3-byte pixels, whose vectors overlap, four times as much.)
    /// </summary>
    private void Permute(in PngPass pass, nint rawStride)
    {
        int rowBytes = (int)rawStride - 1;
        for (int i = 0; i < _stripRows; i++)
        {
            byte* from = _raw + i * rawStride;
            byte* to = _permuted + i * rawStride;
            *to = *from;
            _pipeline.Permute(new ReadOnlySpan<byte>(from + 1, rowBytes), new Span<byte>(to + 1, rowBytes), pass.Width);
        }
    }

    private bool Fail(ImageDecodeException reason)
    {
        if (!_issues.IsLenient)
            throw reason;
        return false;
    }

    /// <summary>
    /// Unfilters <paramref name="rows"/> rows, the next ones of the pass. Returns how many; fewer when the next has a filter
    /// type that does not exist (other than lenient decodes), which then is <see cref="_pending"/>.
    /// </summary>
    private int Unfilter(in PngPass pass, byte* raw, nint rawStride, byte* row, nint rowStride, int rows)
    {
        int rowBytes = (int)rawStride - 1;
        byte* prior = _prior;
        int done = 0;
        while (done < rows)
        {
            byte* next = raw + done * rawStride;
            byte* target = row + done * rowStride;
            int good = PngUnfilter.Rows(
                _kernels, next, rawStride, prior, target, rowStride, rowBytes, _taint is null ? rows - done : 1, _discard);
            if (good == 0)
            {
                ImageDecodeException error = BadFilter(*next, _stripNext + done, rawStride);
                if (!_issues.IsLenient)
                {
                    _pending = error;
                    break;
                }

                // Without a prediction, as good as any; the rows that are predicted from it are as wrong.
                *next = PngFilterType.None;
                PngUnfilter.Rows(_kernels, next, rawStride, prior, target, rowStride, rowBytes, 1, _discard);
                MarkRows(pass, _passRowIndex + done, 1, error);
                _taint = error;
                good = 1;
            }
            else if (_taint is { } taint)
            {
                if (*next is PngFilterType.None or PngFilterType.Sub)
                    _taint = null;
                else
                    MarkRows(pass, _passRowIndex + done, 1, taint);
            }

            done += good;
            prior = target + (good - 1) * rowStride;
        }

        // For the rows of the next strip.
        if (done > 0)
            Buffer.MemoryCopy(prior, _prior, rowBytes, rowBytes);
        return done;
    }

    /// <summary>Converts unfiltered rows of the strip and puts them to their places.</summary>
    private void Convert(in PngPass pass, byte* source, nint sourceStride, byte* destination, nint stride, int rows)
    {
        int sourceBytes = (int)sourceStride - 1;
        int pixelBytes = _pipeline.OutputBytesPerPixel;
        bool scattered = IsScattered;
        for (int i = 0; i < rows; i++)
        {
            byte* target = destination + (scattered ? pass.Y + (nint)(_passRowIndex + i) * pass.StepY : i) * stride;
            byte* converted = !scattered || pass.StepX == 1 ? target : _passRow;
            int badColumn = _pipeline.Convert(
                new ReadOnlySpan<byte>(source + i * sourceStride, sourceBytes), new Span<byte>(converted, pass.Width * pixelBytes), pass.Width);
            if (badColumn >= 0)
            {
                ImageDecodeException error = BadIndex(badColumn, _stripNext + i, sourceStride);
                if (!_issues.IsLenient)
                    throw error;
                MarkRows(pass, _passRowIndex + i, 1, error);
            }

            if (converted != target)
                PngAdam7.Scatter(converted, target + pass.X * pixelBytes, pass.StepX, pass.Width, pixelBytes);
        }
    }

    /// <summary>Lenient: zeros for what could not be had, of this call and, interlaced, of all passes to come.</summary>
    private void Blank(byte* destination, nint stride, long rowLimit)
    {
        int pixelBytes = _pipeline.OutputBytesPerPixel;
        while (rowLimit > 0 && _pass < _passes.Length)
        {
            PngPass pass = _passes[_pass];
            int rows = (int)Math.Min(rowLimit, pass.Height - _passRowIndex);
            MarkRows(pass, _passRowIndex, rows, _pending!);
            NativeMemory.Clear(_passRow, IsScattered ? (nuint)(pass.Width * pixelBytes) : 0);
            for (int i = 0; i < rows; i++)
            {
                if (!IsScattered)
                {
                    NativeMemory.Clear(destination, (nuint)(pass.Width * pixelBytes));
                    destination += stride;
                }
                else
                {
                    byte* target = destination + (pass.Y + (nint)(_passRowIndex + i) * pass.StepY) * stride;
                    PngAdam7.Scatter(_passRow, target + pass.X * pixelBytes, pass.StepX, pass.Width, pixelBytes);
                }
            }

            rowLimit -= rows;
            _passRowIndex += rows;
            if (_passRowIndex == pass.Height)
            {
                _pass++;
                _passRowIndex = 0;
            }
        }
    }
}
