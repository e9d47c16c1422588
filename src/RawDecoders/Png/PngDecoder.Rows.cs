// Owns: the loop from strip to destination, for plain and interlaced pictures, whole or by rows.
using System.Runtime.InteropServices;

namespace RawDecoders.Png;

internal sealed unsafe partial class PngDecoder
{
    private PngFilterKernels _kernels;
    private byte* _permuted;
    private byte* _prior;
    private byte* _passRow;
    private byte* _discard;

    /// <summary>Place of the next row: pass, and row within it.</summary>
    private int _pass;
    private int _passRowIndex;

    /// <summary>
    /// Whether filters write the destination: the whole picture is decoded, and its rows are as the filters leave them (or
    /// with a pixel's bytes in another order, which is made before the filters).
    /// Otherwise a strip is unfiltered as soon as it is inflated, all rows of it together even if they are asked for one by one.
    /// </summary>
    private bool _direct;

    /// <summary>Why the rows after those in the strip cannot be had.</summary>
    private ImageDecodeException? _pending;

    /// <summary>Lenient: the row above is not as stored, for its filter type, so that rows predicted from it are not either.</summary>
    private bool _isTainted;

    /// <summary>The passes before the last, when an interlaced picture is read by rows.</summary>
    private PngPassStore? _passStore;

    /// <summary>Whether the rows of a pass go to their places in the picture; otherwise they stay together.</summary>
    private bool IsScattered => _header.IsInterlaced && _passStore is null;

    public override void DecodeAll(RowTarget target)
    {
        _direct = (_pipeline.IsCopy || _pipeline.IsPermutation) && !_header.IsInterlaced;
        fixed (byte* start = target.Span)
        {
            if (!TryDecodeOverlapped(start, target.Stride))
                Decode(start, target.Stride, long.MaxValue);
        }
    }

    protected override void DecodeRows(int firstRow, RowTarget target)
    {
        fixed (byte* start = target.Span)
        {
            if (!_header.IsInterlaced)
                Decode(start, target.Stride, target.RowCount);
            else
                ReadInterlacedRows(firstRow, start, target.Stride, target.RowCount);
        }
    }

    private void ReadInterlacedRows(int firstRow, byte* destination, nint stride, int rowCount)
    {
        if (_passStore is null)
            StorePasses();
        for (int y = firstRow; y < firstRow + rowCount; y++, destination += stride)
        {
            if (y % 2 == 0)
                _passStore!.ReadRow(y, destination);
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

    /// <summary>
    /// Decodes up to <paramref name="rowLimit"/> rows of passes, to the top of <paramref name="destination"/>; if
    /// <see cref="IsScattered"/>, each to its places in the whole picture.
    /// </summary>
    private void Decode(byte* destination, nint stride, long rowLimit)
    {
        while (rowLimit > 0 && _pass < _passes.Length)
        {
            _options.Watch?.At(_data.Produced, _rawBytes);
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
            _isTainted = false;
            if (_pass < _passes.Length)
                NativeMemory.Clear(_prior, (nuint)_header.GetRowBytes(_header.Width));
        }
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
                if (BadIndex(badColumn, _stripNext + i, sourceStride) is { } error)
                    throw error;
                MarkRows(pass, _passRowIndex + i, 1, reason: null);
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
            MarkRows(pass, _passRowIndex, rows, _pending!.Issue);
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
