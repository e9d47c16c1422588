// Owns: what becomes of damage, and its exact place. A kernel says only that something in the MCU it stopped after was wrong:
// it reads ahead and goes on to the end of the MCU. Here, on the way to an error, the MCUs of its last run are read once more
// by the plain reader, from where the run began in the file. Stands behind each run of a kernel. Leaves to others: what damage
// comes to in rows (DamageAccount).

namespace RawDecoders.Jpeg;

internal sealed unsafe partial class ScanDecoder
{
    /// <summary>The state before a kernel's run.</summary>
    private readonly record struct RunStart(long Mcu, int Place, long IntervalBits, int EndOfBandRun, UpToFour<int> Predictions);

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
        UpToFour<int> copy = _runStart.Predictions;
        Span<int> predictions = copy;
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
                    Kernel.Sequential or Kernel.SequentialScaled or Kernel.Passing => reader.Sequential(dc[component]!, ac[component]!, ref predictions[component], block),
                    Kernel.DcFirst => reader.DcFirst(dc[component]!, ref predictions[component], _plan->Shift, block),
                    Kernel.DcRefine => reader.DcRefine(_plan->Shift, block),
                    Kernel.Lossless => reader.Lossless(dc[component]!, out _),
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

    /// <summary>Damage in the last MCU decoded: refused, or noted. Data that ended early lose the rest of the interval.</summary>
    private void HandleDamage(long mcu, EntropyDamage damage)
    {
        _isOutOfData = _reader.IsOverrun || IsLostToArithmetic(damage);
        if (Damage.Covers(mcu))
            return;
        RecordDamage(_reader.IsOverrun ? Ended(mcu, _reader.SourceOffset) : Damaged(mcu, damage));
    }

    /// <summary>
    /// Refuses, or counts the current interval as damaged, whole: what is wrong in it may have begun anywhere before. Where
    /// the file ends, what came before is as it was written. A marker that cuts the scan short of its last interval may have been taken
    /// for the beginning of a segment, with headers of later scans in it: then nothing is certain, if there are any.
    /// </summary>
    private void RecordDamage(Issue issue)
    {
        if (!_issues.IsLenient)
            throw new ImageDecodeException(issue, ImageFormat.Jpeg);
        bool isEnd = issue.Kind == ImageDecodeErrorKind.Truncated;
        bool isCut = _isOutOfData && !isEnd && !_scan.HoldsPicture && _cutBy is { } marker && !marker.IsRestart() && IntervalEnd < _mcuCount;
        Damage.Add(isCut ? 0 : isEnd ? _mcu : _intervalFirst, isCut || isEnd ? _mcuCount : IntervalEnd, issue);
    }

    private long IntervalEnd => _scan.RestartInterval == 0 ? _mcuCount : Math.Min(_intervalFirst + _scan.RestartInterval, _mcuCount);

    private Issue Ended(long mcu, long offset)
    {
        _reader.FindMarker(out JpegMarker marker, out long at, out _);
        _cutBy = marker;
        return marker == JpegMarker.None
            ? new Issue(JpegRules.DataTruncated, at, $"the file ends in {Place(mcu)}")
            : new Issue(JpegRules.DataShort, offset, $"{marker.GetName()} comes in {Place(mcu)}");
    }

    /// <summary>Lossless: a sample of the row of MCUs that begins with <paramref name="mcu"/> is larger than its precision allows.</summary>
    public void ReportSampleRange(long mcu, int bits)
    {
        if (!Damage.Covers(mcu))
            RecordDamage(new Issue(JpegRules.SampleRange, _reader.SourceOffset, $"samples grow past {bits} bits, in {Place(mcu)}"));
    }

    private Issue Damaged(long mcu, EntropyDamage damage)
    {
        (string what, Rule rule) = damage switch
        {
            _ when (damage & EntropyDamage.UnknownCode) != 0 => ("bits that are no Huffman code", JpegRules.HuffmanCode),
            _ when (damage & EntropyDamage.RunTooLong) != 0 => ("a run of zeros leads past the block", JpegRules.RunLength),
            _ when (damage & EntropyDamage.MagnitudeTooLarge) != 0 => ("a magnitude of more than 15 bits", JpegRules.ArithmeticMagnitude),
            _ when (damage & EntropyDamage.ForbiddenSymbol) != 0 => ("a Huffman symbol that the scan does not allow", JpegRules.HuffmanSymbol),
            _ => ("DC coefficients grow past 16 bits", JpegRules.DcRange),
        };
        long offset = _reader.SourceOffset;
        if (_arithmetic is null)
            FindDamage(ref mcu, ref offset);
        return new Issue(rule, offset, $"{what}, in {Place(mcu)}");
    }

    private string Place(long mcu) => $"scan {_scan.Number + 1}, MCU {mcu + 1} of {_mcuCount}";
}
