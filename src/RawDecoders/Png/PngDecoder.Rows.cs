// Owns: the loop from strip to destination, for plain and interlaced pictures, whole or by rows; and, in lenient decodes,
// the account of rows that are not as stored.
using System.Buffers;
using System.Runtime.InteropServices;

namespace RawDecoders.Png;

internal sealed unsafe partial class PngDecoder
{
    /// <summary>
    /// Bytes that are inflated at once: with the destination of the same rows they stay in a second-level cache of 256 KiB,
    /// and the inflater's own costs per call (it keeps 32 KiB of window) are spread over enough bytes.
    /// </summary>
    private const int StripBytes = 128 << 10;

    /// <summary>Rows that a strip holds even if they are long, for the kernels that overlap rows; within this many bytes.</summary>
    private const int StripRows = 8;
    private const int LongStripBytes = 1 << 20;

    /// <summary>Vector loads may begin this far before a row's end and must not leave the buffer.</summary>
    private const int Slack = 64;

    private PngFilterKernels _kernels;
    private byte* _strip;
    private byte* _prior;
    private byte* _passRow;
    private byte* _discard;
    private int _capacityRows;

    /// <summary>Place of the next row: pass, and row within it.</summary>
    private int _pass;
    private int _passRowIndex;

    /// <summary>Rows in the strip, the next of them, and the raw offset and IDAT position of its first.</summary>
    private int _stripRows;
    private int _stripNext;
    private long _stripRawOffset;
    private long _stripGiven;

    /// <summary>Why the rows after those in the strip cannot be had.</summary>
    private ImageDecodeException? _pending;

    /// <summary>Lenient: the row above is not as stored, so that rows predicted from it are not either.</summary>
    private ImageDecodeException? _taint;

    /// <summary>Lenient: the last row in the strip was padded because the data broke off within it.</summary>
    private bool _lastIsPartial;

    /// <summary>Lenient: for each row of the picture 0, or 1 + the index of the reason that it is damaged.</summary>
    private byte[]? _damage;
    private readonly List<ImageDecodeException> _reasons = [];

    /// <summary>The whole picture, when an interlaced one is read by rows.</summary>
    private byte* _held;
    private int _heldNext;

    private void PrepareStrip()
    {
        _kernels = PngFilterKernels.Select(_header.FilterDistance);
        long rowBytes = _header.GetRowBytes(_header.Width);
        long rawStride = rowBytes + 1;
        long rows = Math.Max(StripBytes / rawStride, Math.Clamp(LongStripBytes / rawStride, 1, StripRows));
        if (_options.WorkUnitBytes > 0)
            rows = Math.Max(_options.WorkUnitBytes / rawStride, 1);
        _capacityRows = (int)Math.Min(rows, _header.Height);
        long strip = _capacityRows * rawStride + Slack;
        long passRow = _header.IsInterlaced ? (long)_header.Width * _pipeline.OutputBytesPerPixel : 0;
        long all = strip + 2 * rowBytes + passRow + 4 * Slack;
        _budget.Draw(all + _pipeline.GetScratchBytes(_header.Width), HeaderOffset, "working memory", "IHDR");
        _strip = (byte*)NativeMemory.Alloc((nuint)all);
        _prior = _strip + strip;
        _discard = _prior + rowBytes + Slack;
        _discard[-1] = PngFilterType.None;
        _passRow = _discard + rowBytes + Slack;
        NativeMemory.Clear(_prior, (nuint)rowBytes);
    }

    private void ReleaseStrip()
    {
        NativeMemory.Free(_strip);
        NativeMemory.Free(_held);
        _strip = null;
        _held = null;
    }

    public override void DecodeAll(Span<byte> destination, int stride)
    {
        CheckDestination(destination, stride, _header.Height);
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
                ReadHeldRows(start, stride, rowCount);
        }
    }

    private void CheckDestination(Span<byte> destination, int stride, int rowCount)
    {
        long rowBytes = (long)_header.Width * _pipeline.OutputBytesPerPixel;
        if (stride < rowBytes || destination.Length < (rowCount - 1L) * stride + rowBytes)
            throw new ArgumentException($"{destination.Length} bytes with a stride of {stride} are too few for {rowCount} rows of {rowBytes} bytes.");
    }

    private void ReadHeldRows(byte* destination, nint stride, int rowCount)
    {
        nint rowBytes = (nint)_header.Width * _pipeline.OutputBytesPerPixel;
        if (_held == null)
        {
            _budget.Draw(RetainedBytes, HeaderOffset, "an interlaced picture read by rows", "IHDR");
            _held = (byte*)NativeMemory.Alloc((nuint)RetainedBytes);
            Decode(_held, rowBytes, long.MaxValue);
        }

        for (int i = 0; i < rowCount; i++)
            Buffer.MemoryCopy(_held + (_heldNext + i) * rowBytes, destination + i * stride, rowBytes, rowBytes);
        _heldNext += rowCount;
    }

    /// <summary>
    /// Decodes up to <paramref name="rowLimit"/> rows of passes. Plain pictures: the next rows, to the top of
    /// <paramref name="destination"/>. Interlaced ones: all passes, each row to its places in the whole picture.
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
            Reconstruct(pass, destination, stride, rows);
            rowLimit -= rows;
            _stripNext += rows;
            _passRowIndex += rows;
            if (!_header.IsInterlaced)
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
        int rows = Math.Min(_capacityRows, pass.Height - _passRowIndex);
        _stripRawOffset = _data.Produced;
        _stripGiven = _data.Given;
        int wanted = rows * rawStride;
        int got = _data.Read(new Span<byte>(_strip, wanted));
        _stripNext = 0;
        _stripRows = got / rawStride;
        if (got == wanted)
            return true;

        _pending = _data.Error!;
        if (_issues.IsLenient)
            _issues.Warn(_pending.Offset, _pending.What, _pending.Part, _pending.Clause);
        int partial = got % rawStride;
        if (_issues.IsLenient && partial > 1)
        {
            // The rest of the row as if nothing differed from its prediction.
            new Span<byte>(_strip + got, rawStride - partial).Clear();
            _stripRows++;
            _lastIsPartial = true;
        }

        return _stripRows > 0 || Fail(_pending);
    }

    private bool Fail(ImageDecodeException reason)
    {
        if (!_issues.IsLenient)
            throw reason;
        return false;
    }

    /// <summary>Unfilters and converts the next <paramref name="rows"/> rows of the strip.</summary>
    private void Reconstruct(in PngPass pass, byte* destination, nint stride, int rows)
    {
        int rowBytes = (int)_header.GetRowBytes(pass.Width);
        nint rawStride = rowBytes + 1;
        byte* raw = _strip + _stripNext * rawStride;
        bool direct = _pipeline.IsCopy && !_header.IsInterlaced;
        byte* prior = _prior;
        int done = 0;
        while (done < rows)
        {
            byte* row = direct ? destination + done * stride : raw + done * rawStride + 1;
            nint rowStride = direct ? stride : rawStride;
            int count = _taint is null ? rows - done : 1;
            int good = PngUnfilter.Rows(_kernels, raw + done * rawStride, rawStride, prior, row, rowStride, rowBytes, count, _discard);
            if (good == 0)
            {
                // A filter type that does not exist.
                ImageDecodeException reason = BadFilter(raw[done * rawStride], _stripNext + done, rawStride);
                raw[done * rawStride] = PngFilterType.None;
                _taint = reason;
                MarkRows(pass, _passRowIndex + done, 1, reason);
                good = PngUnfilter.Rows(_kernels, raw + done * rawStride, rawStride, prior, row, rowStride, rowBytes, 1, _discard);
            }
            else if (_taint is { } taint)
            {
                if (raw[done * rawStride] is PngFilterType.None or PngFilterType.Sub)
                    _taint = null;
                else
                    MarkRows(pass, _passRowIndex + done, 1, taint);
            }

            done += good;
            prior = row + (good - 1) * rowStride;
        }

        if (!direct)
            Convert(pass, raw + 1, rawStride, destination, stride, rows);
        if (_lastIsPartial && _stripNext + rows == _stripRows)
            MarkRows(pass, _passRowIndex + rows - 1, 1, _pending!);
        // For the rows of the next strip, or the next call.
        Buffer.MemoryCopy(prior, _prior, rowBytes, rowBytes);
    }

    /// <summary>Converts unfiltered rows of the strip and puts them to their places.</summary>
    private void Convert(in PngPass pass, byte* source, nint sourceStride, byte* destination, nint stride, int rows)
    {
        int sourceBytes = (int)sourceStride - 1;
        int pixelBytes = _pipeline.OutputBytesPerPixel;
        for (int i = 0; i < rows; i++)
        {
            byte* target = destination + (_header.IsInterlaced ? pass.Y + (nint)(_passRowIndex + i) * pass.StepY : i) * stride;
            byte* converted = pass.StepX == 1 ? target : _passRow;
            int badColumn = _pipeline.Convert(
                new ReadOnlySpan<byte>(source + i * sourceStride, sourceBytes), new Span<byte>(converted, pass.Width * pixelBytes), pass.Width);
            if (badColumn >= 0)
                MarkRows(pass, _passRowIndex + i, 1, BadIndex(badColumn, _stripNext + i, sourceStride));
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
            NativeMemory.Clear(_passRow, _header.IsInterlaced ? (nuint)(pass.Width * pixelBytes) : 0);
            for (int i = 0; i < rows; i++)
            {
                if (!_header.IsInterlaced)
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

    private ImageDecodeException BadFilter(byte type, int stripRow, nint rawStride)
        => Report(
            _stripRawOffset + stripRow * rawStride,
            $"filter type {type} is not defined", "PNG 9.2");

    private ImageDecodeException BadIndex(int column, int stripRow, nint rawStride)
    {
        long raw = _stripRawOffset + stripRow * rawStride + 1 + (long)column * _header.BitDepth / 8;
        return Report(raw, $"a palette index in column {column} of its row is beyond the {_palette.Length / 4} entries", "PNG 11.2.2");
    }

    /// <summary>
    /// An error in what the data says. Where in the file is only known by inflating again, so that of many (lenient) the
    /// first one is located.
    /// </summary>
    private ImageDecodeException Report(long rawOffset, string what, string clause)
    {
        if (_isTrial)
            throw _issues.Error(ImageDecodeErrorKind.Malformed, 0, what, "IDAT", clause);
        if (_reported is not null)
            return _reported;
        long offset = _data.Locate(rawOffset, _stripGiven);
        _issues.Harmful(ImageDecodeErrorKind.Malformed, offset, what, "IDAT", clause);
        return _reported = _issues.Error(ImageDecodeErrorKind.Malformed, offset, what, "IDAT", clause);
    }

    private ImageDecodeException? _reported;

    /// <summary>Lenient: notes that rows of a pass are not as stored.</summary>
    private void MarkRows(in PngPass pass, int firstRow, int count, ImageDecodeException reason)
    {
        if (_damage is null)
        {
            _budget.Draw(_header.Height, HeaderOffset, "the account of damaged rows", "IHDR");
            _damage = new byte[_header.Height];
        }

        int index = _reasons.IndexOf(reason);
        if (index < 0 && _reasons.Count < 255)
        {
            index = _reasons.Count;
            _reasons.Add(reason);
        }

        for (int i = firstRow; i < firstRow + count; i++)
        {
            ref byte mark = ref _damage[pass.Y + i * pass.StepY];
            if (mark == 0)
                mark = (byte)(Math.Max(index, 0) + 1);
        }
    }

    /// <summary>Lenient: rows whose data came from a chunk with a wrong CRC on, when the check value does not clear them.</summary>
    private void MarkSuspects()
    {
        if (_data.SuspectFrom < 0)
            return;
        ImageDecodeException reason = _issues.Error(
            ImageDecodeErrorKind.Malformed, _walk.FirstIdat.Offset, "an IDAT chunk has a wrong CRC, and the check value does not clear it", "IDAT", "PNG 5.5");
        long raw = 0;
        foreach (PngPass pass in _passes)
        {
            long rawStride = _header.GetRowBytes(pass.Width) + 1;
            int first = (int)Math.Clamp((_data.SuspectFrom - raw) / rawStride, 0, pass.Height);
            MarkRows(pass, first, pass.Height - first, reason);
            raw += rawStride * pass.Height;
        }
    }

    private void ReportDamage()
    {
        if (_damage is null)
            return;
        for (int y = 0; y < _damage.Length;)
        {
            int end = y + 1;
            while (end < _damage.Length && _damage[end] == _damage[y])
                end++;
            if (_damage[y] != 0)
                _issues.Lost(y, end - y, _reasons[_damage[y] - 1]);
            y = end;
        }
    }
}
