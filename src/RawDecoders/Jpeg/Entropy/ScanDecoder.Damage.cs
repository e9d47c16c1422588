// The exact place of damage. A kernel says only that something in the MCU it stopped after was wrong: it reads ahead and goes
// on to the end of the MCU. Here, on the way to an error, the MCUs of its last run are read once more by the plain reader,
// from where the run began in the file.

namespace RawDecoders.Jpeg;

internal sealed unsafe partial class ScanDecoder
{
    /// <summary>The state before a kernel's run.</summary>
    private readonly record struct RunStart(
        long Mcu, int Place, long IntervalBits, int EndOfBandRun, int Prediction0, int Prediction1, int Prediction2, int Prediction3);

    /// <summary>A byte in the current interval: where the interval begins, where the byte is, and how many bits come before it.</summary>
    private (long Interval, long Offset, long Bits) _passed;

    /// <summary>
    /// Corrects <paramref name="mcu"/> and <paramref name="offset"/> to the MCU and the byte in which the damaged item (code,
    /// run, difference) begins. Leaves them if the plain reader finds nothing up to that MCU, which the kernels' agreement
    /// with it excludes for a scan that follows its frame.
    /// </summary>
    private void FindDamage(ref long mcu, ref long offset)
    {
        PlainBitReader bits = ReadFrom(_runStart.IntervalBits);
        Span<int> predictions = [_runStart.Prediction0, _runStart.Prediction1, _runStart.Prediction2, _runStart.Prediction3];
        var reader = new PlainBlockReader(bits, null) { EndOfBandRun = _runStart.EndOfBandRun };
        ScanHeader header = _scan.Header;
        PlainHuffman?[] dc = [.. _scan.DcTables.Select(t => t is null ? null : new PlainHuffman(t))];
        PlainHuffman?[] ac = [.. _scan.AcTables.Select(t => t is null ? null : new PlainHuffman(t))];
        Span<short> block = stackalloc short[64];
        for (long m = _runStart.Mcu; m <= mcu; m++)
        {
            for (int b = 0; b < _plan->BlockCount; b++)
            {
                BlockPlan plan = _plan->Blocks[b];
                int component = (int)(plan.Prediction - _predictions);
                block.Clear();
                bool good = _kernel switch
                {
                    Kernel.Sequential => reader.Sequential(dc[component]!, ac[component]!, ref predictions[component], block),
                    Kernel.DcFirst => reader.DcFirst(dc[component]!, ref predictions[component], _plan->Shift, block),
                    Kernel.DcRefine => reader.DcRefine(_plan->Shift, block),
                    Kernel.AcFirst => reader.AcFirst(ac[component]!, header.SpectralStart, header.SpectralEnd, _plan->Shift, block),
                    _ => Refine(ref reader, ac[component]!, plan.Block + (_runStart.Place + (nint)(m - _runStart.Mcu)) * plan.Step * 64, block),
                };
                if (good)
                    continue;
                mcu = m;
                offset = reader.DamagePlace.Offset;
                return;
            }
        }
    }

    /// <summary>
    /// A reader at a bit of the current interval. It begins where the one before began, so that a lenient decode of an interval
    /// with many damaged rows goes through the interval once, not once a row.
    /// </summary>
    private PlainBitReader ReadFrom(long intervalBits)
    {
        if (_passed.Interval != _reader.IntervalStart || _passed.Bits > intervalBits)
            _passed = (_reader.IntervalStart, _reader.IntervalStart, 0);
        var bits = new PlainBitReader(_reader.Source.Window(_passed.Offset), _passed.Offset);
        long bytes = (intervalBits - _passed.Bits) >> 3;
        bits.SkipBytes(bytes);
        _passed = (_passed.Interval, bits.NextByte, _passed.Bits + 8 * bytes);
        bits.TryRead((int)(intervalBits & 7), out _);
        return bits;
    }

    /// <summary>
    /// A refinement depends on what was non-zero before it. The kernel has put new coefficients among those; they are
    /// ±2^Al, while what was there before is at least twice that.
    /// </summary>
    private bool Refine(ref PlainBlockReader reader, PlainHuffman ac, short* refined, scoped Span<short> block)
    {
        for (int i = 0; i < 64; i++)
            block[i] = Math.Abs((int)refined[i]) >= 2 << _plan->Shift ? refined[i] : (short)0;
        return reader.AcRefine(ac, _scan.Header.SpectralStart, _scan.Header.SpectralEnd, _plan->Shift, block);
    }
}
