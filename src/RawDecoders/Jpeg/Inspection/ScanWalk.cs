// Owns: the walk over one scan for study, block by block in the order of T.81 A.2: restart intervals, which blocks an MCU has,
// where each block's bits lie, and totals. Damage ends an interval; the next RSTn begins a new one. Stands between JpegStudy
// and all that shows blocks. Leaves to others: the symbols of a block (PlainBlockReader), and what damage costs a picture.

namespace RawDecoders.Jpeg;

/// <summary>A block as a scan codes it. One instance serves a whole walk.</summary>
internal sealed class CodedBlock
{
    /// <summary>Number of the MCU in the scan, from 0.</summary>
    public long Mcu;

    /// <summary>Number of the block in the MCU, from 0.</summary>
    public int Number;

    /// <summary>Number of the restart interval, from 0.</summary>
    public int Interval;

    /// <summary>The component, by its place in the scan header.</summary>
    public int ScanComponent;

    /// <summary>The component, by its place in the frame header.</summary>
    public int Component;

    /// <summary>Place of the block in the component's grid.</summary>
    public int X, Y;

    public BitPlace Start;

    public BitPlace End;

    /// <summary>Blocks that an end-of-band run from before still covers, this one included; 0 if none does.</summary>
    public int CoveredBy;

    public List<CodedItem> Items { get; } = [];

    /// <summary>Of arithmetic coding: the decisions that the items are made of.</summary>
    public List<ArithmeticDecision> Decisions { get; } = [];

    /// <summary>The coefficients after this scan's share, natural order.</summary>
    public Memory<short> Coefficients;

    public bool IsDamaged;

    public long Bits
    {
        get
        {
            long bits = 0;
            foreach (CodedItem item in Items)
                bits += item.Bits;
            return bits;
        }
    }
}

/// <summary>A restart interval (or a whole scan without restarts).</summary>
/// <param name="Number">From 0.</param>
/// <param name="FirstMcu">Its first MCU.</param>
/// <param name="McuCount">How many it should have.</param>
/// <param name="DataOffset">Where its data begin.</param>
/// <param name="Bits">Bits that its MCUs take.</param>
/// <param name="Padding">Bits that complete the last byte (F.1.2.3 wants ones).</param>
/// <param name="PaddingLength">How many, 0 to 7.</param>
/// <param name="PaddingPlace">Where they are.</param>
/// <param name="Unread">Bytes between them and the marker.</param>
/// <param name="Stuffed">Bytes of stuffing.</param>
/// <param name="Marker">The marker that ends the interval, or None.</param>
/// <param name="MarkerOffset">Where it is; the length of the file if there is none.</param>
/// <param name="IsWhole">Whether all MCUs were read.</param>
internal readonly record struct CodedInterval(
    int Number, long FirstMcu, long McuCount, long DataOffset, long Bits, int Padding, int PaddingLength, BitPlace PaddingPlace, long Unread,
    int Stuffed, JpegMarker Marker, long MarkerOffset, bool IsWhole);

/// <summary>The state before an MCU from which a walk can go on, of Huffman coding.</summary>
/// <param name="Mcu">The MCU.</param>
/// <param name="Start">Its first bit.</param>
/// <param name="EndOfBandRun">Blocks that a run from before still covers.</param>
/// <param name="Interval">Number of its restart interval.</param>
/// <param name="FirstMcu">The interval's first MCU.</param>
/// <param name="EndMcu">The MCU after its last.</param>
/// <param name="Predictions">DC predictions of up to four scan components.</param>
internal readonly record struct McuPlace(
    long Mcu, BitPlace Start, int EndOfBandRun, int Interval, long FirstMcu, long EndMcu, (int, int, int, int) Predictions);

/// <summary>What a scan adds up to.</summary>
internal sealed class ScanTotals
{
    public long[] Blocks { get; } = new long[4];

    public long[] DcBits { get; } = new long[4];

    public long[] AcBits { get; } = new long[4];

    public long Corrections { get; set; }

    public long EndOfBandRuns { get; set; }

    public long LongestRun { get; set; }

    public long BlocksInRuns { get; set; }

    public List<CodedInterval> Intervals { get; } = [];
}

/// <summary>Walks a scan.</summary>
internal sealed class ScanWalk
{
    private readonly JpegStudy _study;
    private readonly ScanRecord _scan;
    private readonly CoefficientStore? _store;
    private readonly PlainHuffman?[] _dc;
    private readonly PlainHuffman?[] _ac;
    private readonly int[] _predictions = new int[4];
    private readonly short[] _scratch = new short[64];
    private readonly CodedBlock _block = new();
    private readonly ScanTotals _totals = new();

    /// <param name="study">The file.</param>
    /// <param name="scan">The scan.</param>
    /// <param name="store">What the scans before have told, and where this one's coefficients go. Null: zeros, nowhere.</param>
    public ScanWalk(JpegStudy study, ScanRecord scan, CoefficientStore? store)
    {
        _study = study;
        _scan = scan;
        _store = store;
        _dc = [.. scan.DcTables.Select(t => t is null ? null : new PlainHuffman(t))];
        _ac = [.. scan.AcTables.Select(t => t is null ? null : new PlainHuffman(t))];
    }

    /// <summary>Told each block after it has been read.</summary>
    public Action<CodedBlock>? OnBlock { get; init; }

    /// <summary>Component and row of the blocks that <see cref="OnBlock"/> is told of though they have no bits; null for all.</summary>
    public HashSet<(int Component, int Y)>? EmptyRows { get; init; }

    /// <summary>Whether the walk ended because the budget for work did.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Set by who is told of blocks: no more are wanted, and the walk ends.</summary>
    public bool IsEnough { get; set; }

    /// <summary>Receives the place before each MCU that is read; null for none.</summary>
    public List<McuPlace>? Places { get; init; }

    /// <summary>Told each interval after its blocks.</summary>
    public Action<CodedInterval>? OnInterval { get; init; }

    public ScanTotals Run()
    {
        long all = _study.Geometry!.CountMcus(_scan.Header);
        long offset = _scan.DataOffset;
        long mcu = 0;
        for (int number = 0; mcu < all; number++)
        {
            long count = _scan.RestartInterval == 0 ? all : Math.Min(_scan.RestartInterval, all - mcu);
            CodedInterval interval = ReadInterval(number, mcu, count, offset);
            if (IsStopped || IsEnough)
                break;
            _totals.Intervals.Add(interval);
            OnInterval?.Invoke(interval);
            mcu += count;

            // Any RSTn is taken for the one that is due; what else ends the scan is told by the decoder.
            if (!interval.Marker.IsRestart())
                break;
            offset = interval.MarkerOffset + 2;
        }

        return _totals;
    }

    /// <summary>Reads some MCUs of one interval, from a place on that a whole walk of the same scan has left.</summary>
    /// <param name="place">The place.</param>
    /// <param name="end">The MCU after the last that is wanted; the end of the interval ends it too.</param>
    public void RunPart(in McuPlace place, long end)
    {
        var bits = new PlainBitReader(_study.File.Span[(int)place.Start.Offset..], place.Start.Offset);
        bits.TryRead(place.Start.Bit, out _);
        var reader = new PlainBlockReader(bits, _block.Items) { EndOfBandRun = place.EndOfBandRun };
        (_predictions[0], _predictions[1], _predictions[2], _predictions[3]) = place.Predictions;
        _block.Interval = place.Interval;
        end = Math.Min(end, place.EndMcu);
        for (long mcu = place.Mcu; mcu < end; mcu++)
        {
            mcu += SkipCovered(ref reader, mcu, end);
            if (mcu >= end || !ReadMcu(ref reader, mcu))
                return;
        }
    }

    private CodedInterval ReadInterval(int number, long first, long count, long offset)
    {
        ReadOnlySpan<byte> file = _study.File.Span;
        bool isArithmetic = _scan.Arithmetic is not null;
        var reader = new PlainBlockReader(new PlainBitReader(file[(int)Math.Min(offset, file.Length)..], offset), _block.Items)
        {
            Arithmetic = isArithmetic ? new PlainArithmetic { Log = OnBlock is null ? null : _block.Decisions } : null,
        };
        Array.Clear(_predictions);
        bool isWhole = true;
        _block.Interval = number;
        for (long mcu = first; mcu < first + count && isWhole; mcu++)
        {
            mcu += SkipCovered(ref reader, mcu, first + count);
            Places?.Add(new McuPlace(mcu, reader.Bits.Place, reader.EndOfBandRun, number, first, first + count, (_predictions[0], _predictions[1], _predictions[2], _predictions[3])));
            if (mcu < first + count)
                isWhole = ReadMcu(ref reader, mcu);
        }

        int padding = reader.Bits.RestOfByte;
        int paddingLength = isArithmetic ? 0 : reader.Bits.BitsLeftInByte;
        BitPlace paddingPlace = reader.Bits.Place;
        long next = reader.Bits.NextByte;
        long unread = 0;
        var segments = new JpegSegmentReader(file[(int)next..], next, inEntropyCodedData: true);
        bool found = segments.Read();
        if (found && segments.Kind == JpegSegmentKind.EntropyCodedData)
        {
            unread = segments.Length;
            found = segments.Read();
        }

        return new CodedInterval(
            number, first, count, offset, reader.Bits.Count, padding, paddingLength, paddingPlace, unread, reader.Bits.Stuffed,
            found ? segments.Marker : JpegMarker.None, found ? segments.Offset : file.Length, isWhole);
    }

    /// <summary>
    /// Passes over blocks that an end-of-band run covers and that have no bits, where nobody asks for them: those of a first scan, and
    /// those of a refinement in a row with nothing to refine. A run may have 32767 of them for three bytes.
    /// </summary>
    private long SkipCovered(ref PlainBlockReader reader, long mcu, long end)
    {
        ScanHeader header = _scan.Header;
        if (reader.EndOfBandRun == 0 || _store is null || (OnBlock is not null && EmptyRows is null))
            return 0;
        int component = header.Components[0].Component;
        int across = _study.Geometry!.Components[component].BlocksAcross;
        long skipped = 0;
        while (reader.EndOfBandRun > 0 && mcu < end)
        {
            int y = (int)(mcu / across);
            if (EmptyRows?.Contains((component, y)) == true || (header.ApproximationHigh != 0 && _store.HasAc(component, y)) || !_study.Budget.TryWork(1))
                break;
            int blocks = (int)Math.Min(Math.Min(reader.EndOfBandRun, across - (mcu % across)), end - mcu);
            reader.EndOfBandRun -= blocks;
            mcu += blocks;
            skipped += blocks;
            _totals.Blocks[0] += blocks;
            _totals.BlocksInRuns += blocks;
        }

        return skipped;
    }

    private bool ReadMcu(ref PlainBlockReader reader, long mcu)
    {
        FrameGeometry geometry = _study.Geometry!;
        ScanHeader header = _scan.Header;
        _block.Mcu = mcu;
        _block.Number = 0;
        if (header.ComponentCount == 1)
        {
            int across = geometry.Components[header.Components[0].Component].BlocksAcross;
            return ReadBlock(ref reader, 0, (int)(mcu % across), (int)(mcu / across));
        }

        int column = (int)(mcu % geometry.McusAcross), row = (int)(mcu / geometry.McusAcross);
        for (int i = 0; i < header.ComponentCount; i++)
        {
            ComponentGeometry c = geometry.Components[header.Components[i].Component];
            for (int y = 0; y < c.VerticalSampling; y++)
            {
                for (int x = 0; x < c.HorizontalSampling; x++)
                {
                    if (!ReadBlock(ref reader, i, column * c.HorizontalSampling + x, row * c.VerticalSampling + y))
                        return false;
                    _block.Number++;
                }
            }
        }

        return true;
    }

    private bool ReadBlock(ref PlainBlockReader reader, int scanComponent, int x, int y)
    {
        ScanHeader header = _scan.Header;
        CodedBlock block = _block;
        block.ScanComponent = scanComponent;
        block.Component = header.Components[scanComponent].Component;
        (block.X, block.Y) = (x, y);
        block.Items.Clear();
        block.Decisions.Clear();
        block.Start = reader.Bits.Place;
        block.CoveredBy = reader.EndOfBandRun;
        if (_store is null)
            _scratch.AsSpan().Clear();
        block.Coefficients = _store?.Block(block.Component, x, y) ?? _scratch;
        Span<short> coefficients = block.Coefficients.Span;
        PlainHuffman? dc = _dc[scanComponent], ac = _ac[scanComponent];
        int shift = header.ApproximationLow;
        bool good;
        if (_scan.Arithmetic is { } conditioning)
        {
            good = ReadArithmetic(ref reader, conditioning, coefficients);
        }
        else if (_study.IsLossless)
        {
            good = reader.Lossless(dc!, out int difference);
            coefficients[0] = (short)difference;
        }
        else if (!_study.IsProgressive)
        {
            coefficients.Clear();
            good = reader.Sequential(dc!, ac!, ref _predictions[scanComponent], coefficients);
        }
        else if (header.SpectralStart == 0)
        {
            good = header.ApproximationHigh == 0
                ? reader.DcFirst(dc!, ref _predictions[scanComponent], shift, coefficients)
                : reader.DcRefine(shift, coefficients);
        }
        else
        {
            good = header.ApproximationHigh == 0
                ? reader.AcFirst(ac!, header.SpectralStart, header.SpectralEnd, shift, coefficients)
                : reader.AcRefine(ac!, header.SpectralStart, header.SpectralEnd, shift, coefficients);
        }

        if (_study.IsProgressive && header.SpectralStart > 0 && block.Items.Exists(i => i.Kind == CodedKind.Coefficient))
            _store!.MarkAc(block.Component, y);
        if (!_study.Budget.TryWork(10L * (1 + block.Items.Count + block.Decisions.Count)))
        {
            IsStopped = true;
            return false;
        }

        block.End = reader.Bits.Place;
        block.IsDamaged = !good;
        Count(block);
        OnBlock?.Invoke(block);
        return good && !IsEnough;
    }

    private bool ReadArithmetic(ref PlainBlockReader reader, ArithmeticConditioning conditioning, Span<short> coefficients)
    {
        ScanHeader header = _scan.Header;
        int i = _block.ScanComponent;
        var condition = new PlainCondition(i, header.Components[i].DcTable, header.Components[i].AcTable, conditioning);
        int shift = header.ApproximationLow;
        bool isFirst = header.ApproximationHigh == 0;
        if (!_study.IsProgressive)
        {
            coefficients.Clear();
            return reader.Sequential(condition, ref _predictions[i], coefficients);
        }

        if (header.SpectralStart == 0)
            return isFirst ? reader.DcFirst(condition, ref _predictions[i], shift, coefficients) : reader.DcRefineArithmetic(shift, coefficients);
        return isFirst
            ? reader.AcFirst(condition, header.SpectralStart, header.SpectralEnd, shift, coefficients)
            : reader.AcRefine(condition, header.SpectralStart, header.SpectralEnd, shift, coefficients);
    }

    private void Count(CodedBlock block)
    {
        int c = block.ScanComponent;
        _totals.Blocks[c]++;
        if (block.CoveredBy > 0)
            _totals.BlocksInRuns++;
        foreach (CodedItem item in block.Items)
        {
            bool isDc = item.Kind is CodedKind.DcDifference or CodedKind.DcBit or CodedKind.LosslessDifference;
            (isDc ? _totals.DcBits : _totals.AcBits)[c] += item.Bits;
            if (item.Kind == CodedKind.Correction)
                _totals.Corrections++;
            if (item.Kind != CodedKind.EndOfBandRun)
                continue;
            _totals.EndOfBandRuns++;
            _totals.LongestRun = Math.Max(_totals.LongestRun, item.Value);
        }
    }
}
