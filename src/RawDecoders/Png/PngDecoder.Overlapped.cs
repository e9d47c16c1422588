// Owns: the decode of a whole picture on two threads: one inflates strips while the other unfilters and converts those
// before. Beside PngDecoder.Rows.cs, whose reconstruction it uses and which is the one that knows what to do about
// defects: at the first sign of one this attempt is given up, and the picture decoded again there. So errors, warnings and
// damage are the one-thread decode's by construction, at the price that a broken file costs up to twice the time.
using System.Runtime.InteropServices;

namespace RawDecoders.Png;

internal sealed unsafe partial class PngDecoder
{
    /// <summary>Strips between inflating and unfiltering: the two take turns at being the faster one.</summary>
    private const int OverlappedStrips = 3;

    /// <summary>
    /// Beside inflating, the filters are little work: at half a megapixel two threads took 1.00 to 1.27 of one thread's time, from
    /// two megapixels on 0.85 to 0.94. So a picture has to be this many times as large as a JPEG.
    /// </summary>
    private const int WorkShare = 4;

    /// <summary>While an attempt runs: a defect ends it.</summary>
    private bool _isTrial;

    /// <summary>Whether the picture was decoded by several threads.</summary>
    internal bool IsOverlapped { get; private set; }

    private bool TryDecodeOverlapped(byte* destination, nint stride)
    {
        int threads = _options.ThreadsFor((long)_header.Width * _header.Height / WorkShare);
        int units = 0;
        foreach (PngPass pass in _passes)
            units += (pass.Height + RowsPerStrip(pass) - 1) / RowsPerStrip(pass);
        if (threads < 2 || units < 2)
            return false;

        int slots = Math.Min(OverlappedStrips, units);
        long slotBytes = (_stripCapacity + Slack) & -64L;
        slotBytes += 64;
        if (!_budget.TryDraw(slots * slotBytes))
            return false;

        byte* ownStrip = _strip;
        byte* ring = (byte*)NativeMemory.AlignedAlloc((nuint)(slots * slotBytes), 64);
        PngImageData? data = null;
        _isTrial = true;
        bool done = false;
        try
        {
            var trial = new DecodeIssues(ImageFormat.Png, Strictness.Strict);
            data = OpenData(trial);
            var strips = new StripWork(this, data, ring, (nint)slotBytes, destination, stride) { Watch = _options.Watch };
            done = strips.Run(units, slots, threads) && trial.Warnings.Count == 0;
        }
        catch (ImageDecodeException)
        {
            // The zlib header has a flaw that is no reason to refuse the file.
        }
        finally
        {
            _isTrial = false;
            _strip = ownStrip;
            NativeMemory.AlignedFree(ring);
            _budget.Return(slots * slotBytes);
            if (!done)
                data?.Dispose();
        }

        _stripNext = _stripRows = 0;
        if (done)
        {
            data!.ReportTo(_issues);
            _data.Dispose();
            _data = data;
            IsOverlapped = true;
            return true;
        }

        _pass = 0;
        _passRowIndex = 0;
        NativeMemory.Clear(_prior, (nuint)_header.GetRowBytes(_header.Width));
        return false;
    }

    /// <summary>The two stages. Only the second one touches the decoder's own state.</summary>
    private sealed class StripWork(PngDecoder decoder, PngImageData data, byte* ring, nint slotBytes, byte* destination, nint stride) : StagedWork
    {
        private const int Inflate = 0;

        private byte* _destination = destination;
        private int _inflatePass;
        private int _inflateRow;

        public bool Run(int units, int slots, int threads) => Run(units, stages: 2, slots, threads);

        protected override void Do(int stage, int unit, int slot)
        {
            byte* strip = ring + slot * slotBytes;
            if (stage == Inflate)
                InflateStrip(strip);
            else
                ReconstructStrip(strip);
        }

        private void InflateStrip(byte* strip)
        {
            PngPass pass = decoder._passes[_inflatePass];
            int rows = Math.Min(decoder.RowsPerStrip(pass), pass.Height - _inflateRow);
            int wanted = rows * ((int)decoder._header.GetRowBytes(pass.Width) + 1);
            if (data.Read(new Span<byte>(strip, wanted)) != wanted)
                throw data.Error!;
            _inflateRow += rows;
            if (_inflateRow == pass.Height)
            {
                _inflatePass++;
                _inflateRow = 0;
            }
        }

        private void ReconstructStrip(byte* strip)
        {
            PngPass pass = decoder._passes[decoder._pass];
            int rows = Math.Min(decoder.RowsPerStrip(pass), pass.Height - decoder._passRowIndex);
            decoder._strip = decoder._raw = strip;
            decoder._stripNext = 0;
            decoder._stripRows = rows;
            nint rawStride = (nint)decoder._header.GetRowBytes(pass.Width) + 1;
            byte* row = decoder._direct ? _destination : strip + 1;
            if (decoder._direct && decoder._permuted != null)
            {
                decoder.Permute(pass, rawStride);
                strip = decoder._permuted;
            }

            if (decoder.Unfilter(pass, strip, rawStride, row, decoder._direct ? stride : rawStride, rows) < rows)
                throw decoder._pending!;
            if (!decoder._direct)
                decoder.Convert(pass, row, rawStride, _destination, stride, rows);
            decoder._passRowIndex += rows;
            if (!decoder._header.IsInterlaced)
                _destination += rows * stride;
            if (decoder._passRowIndex < pass.Height)
                return;
            decoder._pass++;
            decoder._passRowIndex = 0;
            if (decoder._pass < decoder._passes.Length)
                NativeMemory.Clear(decoder._prior, (nuint)decoder._header.GetRowBytes(decoder._header.Width));
        }
    }
}
