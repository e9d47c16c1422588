// Owns: the strip: some rows of a pass between inflating and destination. Its memory, its filling from the image data, and its
// unfiltering. Rows that lie whole in the inflater's buffer are taken from there; the others are copied together in the strip.
// What becomes of the rows, and in which order strips come, is PngDecoder.Rows.cs.
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

    private byte* _strip;

    /// <summary>Where the rows of the strip are as inflated: in it, or where the inflater has left them.</summary>
    private byte* _raw;

    /// <summary>The same rows unfiltered, where the destination is not what filters write.</summary>
    private byte* _unfiltered;
    private long _stripCapacity;

    /// <summary>Rows in the strip, the next of them, and the raw offset and IDAT position of its first.</summary>
    private int _stripRows;
    private int _stripNext;
    private long _stripRawOffset;
    private long _stripGiven;

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
                _issues.Report(_pending.Rule, _pending.Offset, _pending.What, _pending.Part);
            int partial = got % rawStride;
            if (_issues.IsLenient && partial > 1)
            {
                // The rest of the row as if nothing differed from its prediction.
                new Span<byte>(_strip + got, rawStride - partial).Clear();
                MarkRows(pass, _passRowIndex + _stripRows, 1, _pending.Issue);
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
                _kernels, next, rawStride, prior, target, rowStride, rowBytes, _isTainted ? 1 : rows - done, _discard);
            if (good == 0)
            {
                if (BadFilter(*next, _stripNext + done, rawStride) is { } error)
                {
                    _pending = error;
                    break;
                }

                // Without a prediction, as good as any; the rows that are predicted from it are as wrong.
                *next = PngFilterType.None;
                PngUnfilter.Rows(_kernels, next, rawStride, prior, target, rowStride, rowBytes, 1, _discard);
                MarkRows(pass, _passRowIndex + done, 1, reason: null);
                _isTainted = true;
                good = 1;
            }
            else if (_isTainted)
            {
                if (*next is PngFilterType.None or PngFilterType.Sub)
                    _isTainted = false;
                else
                    MarkRows(pass, _passRowIndex + done, 1, reason: null);
            }

            done += good;
            prior = target + (good - 1) * rowStride;
        }

        // For the rows of the next strip.
        if (done > 0)
            Buffer.MemoryCopy(prior, _prior, rowBytes, rowBytes);
        return done;
    }
}
