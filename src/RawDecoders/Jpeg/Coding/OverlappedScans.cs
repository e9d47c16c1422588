// The middle of the decoder on several threads: entropy decoding of some iMCU rows while others are reconstructed. Does
// what ImcuRowSource does, with a strip of its own for each iMCU row under way. Where a restart interval ends with an iMCU
// row, several threads decode such rows from their markers on; where there are many scans, they are shared out, a later scan
// following an earlier one some rows behind. Refuses whatever is not as it should be: JpegDecoder then decodes the picture
// again on one thread, which knows what to do about it.

using System.Diagnostics;

namespace RawDecoders.Jpeg;

/// <summary>All scans of a picture and its reconstruction, as stages of work.</summary>
internal sealed unsafe class OverlappedScans : StagedWork
{
    /// <summary>
    /// Bytes of coefficients in a unit, so that changing threads (2 microseconds) costs little beside its work (some 70 of
    /// entropy decoding) and the units under way stay in a second-level cache.
    /// </summary>
    private const int UnitBytes = 192 << 10;

    /// <summary>Units that a picture is divided into at least: the first and the last have nothing to overlap with.</summary>
    private const int LeastUnits = 12;

    /// <summary>Bytes of a unit at most where restart intervals would make it larger: they are not decoded in parallel.</summary>
    private const int MaxUnitBytes = 4 << 20;

    /// <summary>
    /// Rows in a unit at least where each unit's reconstruction needs some blocks of the row before it again: a sixth of the
    /// inverse transforms of 4:2:0 are then done twice.
    /// </summary>
    private const int ContextRows = 4;

    private const int SingleScanChunkBytes = 8 << 10;
    private const int ManyScansChunkBytes = 2 << 10;

    /// <summary>Blocks given to the reconstruction at a time: 8 KiB.</summary>
    private const int RunBlocks = 64;

    private readonly IReadOnlyList<ScanRecord> _scans;
    private readonly FrameGeometry _geometry;
    private readonly bool _isProgressive;
    private readonly ByteSource _source;
    private readonly long _end;
    private readonly bool _isInOneScan;
    private readonly int _mcusAtOnce;
    private readonly int _threads;
    private readonly int _unitRows;
    private readonly int _units;
    private readonly int _slots;
    private readonly int _intervals;
    private readonly int _groups;
    private CoefficientStrip[] _strips = [];
    private ScanDecoder[] _decoders = [];
    private int[] _groupEnds = [];
    private long[] _starts = [];
    private long _seek;
    private readonly ReconstructionPlan _plan;
    private readonly Stack<StripReconstructor> _reconstructors = [];
    private readonly StripReconstructor _lent;
    private readonly bool _hasContext;
    private byte* _destination;
    private int _length;
    private int _stride;

    /// <param name="scans">The picture's scans, in file order.</param>
    /// <param name="isProgressive">Whether they are those of a progressive frame.</param>
    /// <param name="end">Where they end, if there are several.</param>
    /// <param name="geometry">The frame.</param>
    /// <param name="source">The file.</param>
    /// <param name="plan">The reconstruction.</param>
    /// <param name="reconstructor">A first reconstructor of that plan: lent.</param>
    /// <param name="threads">Upper bound on threads, 2 or more.</param>
    /// <param name="unitBytes">Bytes of coefficients in a unit at least; 0 for the usual number.</param>
    public OverlappedScans(
        IReadOnlyList<ScanRecord> scans, bool isProgressive, long end, FrameGeometry geometry, ByteSource source,
        ReconstructionPlan plan, StripReconstructor reconstructor, int threads, int unitBytes)
    {
        _scans = scans;
        _geometry = geometry;
        _isProgressive = isProgressive;
        _source = source;
        _end = end;
        _isInOneScan = !isProgressive && scans.Count == 1 && scans[0].Header.ComponentCount == geometry.Components.Length;
        _mcusAtOnce = SingleScanSource.GroupSize(geometry);

        _plan = plan;
        _hasContext = reconstructor.HasContext;
        _lent = reconstructor;
        _reconstructors.Push(reconstructor);

        long rowBytes = CoefficientStrip.BytesNeeded(geometry, geometry.McusAcross, isProgressive);
        int rows = (int)Math.Clamp(((unitBytes > 0 ? unitBytes : UnitBytes) + rowBytes - 1) / rowBytes, 1, geometry.McusDown);
        if (unitBytes == 0)
            rows = Math.Clamp(Math.Max(rows, _hasContext ? ContextRows : 1), 1, Math.Max(geometry.McusDown / LeastUnits, 1));
        if (_isInOneScan && scans[0].RestartInterval > 0)
        {
            long interval = scans[0].RestartInterval;
            long aligned = interval / CommonDivisor(interval, geometry.McusAcross);
            if (aligned <= geometry.McusDown / 2 && aligned * rowBytes <= MaxUnitBytes)
            {
                rows = (int)((rows + aligned - 1) / aligned * aligned);
                _intervals = (int)(rows * (long)geometry.McusAcross / interval);
            }
        }

        _unitRows = rows;
        _units = (geometry.McusDown + rows - 1) / rows;
        _groups = _intervals > 0 ? 2 : Math.Min(scans.Count, threads);
        _threads = Math.Min(threads, _units);
        _slots = Math.Min(_units, Math.Max(_threads, _groups) + (_hasContext ? 2 : 1));
        BytesNeeded = (_threads - 1) * reconstructor.ScratchBytes + _slots * rows * rowBytes
            + (_intervals > 0 ? _slots : scans.Count) * (long)(SingleScanChunkBytes + (8 << 10))
            + 2L * scans.Count * sizeof(DerivedHuffmanTable);
    }

    private static long CommonDivisor(long a, long b) => b == 0 ? a : CommonDivisor(b, a % b);

    /// <summary>Whether there is anything to overlap.</summary>
    public bool IsUseful => _units > 1;

    /// <summary>Bytes that the work takes, beside those that the scans need anyway.</summary>
    public long BytesNeeded { get; }

    /// <summary>
    /// Decodes the whole picture. False if something in it is to be reported; the destination then holds some of it.
    /// </summary>
    /// <param name="destination">The picture.</param>
    /// <param name="length">Bytes there.</param>
    /// <param name="stride">Bytes from one row to the next.</param>
    /// <param name="arena">Where memory comes from.</param>
    public bool Decode(byte* destination, int length, int stride, NativeArena arena)
    {
        Debug.Assert(destination != null && length >= 0 && stride > 0);
        _destination = destination;
        _length = length;
        _stride = stride;
        _strips = new CoefficientStrip[_slots * _unitRows];
        for (int i = 0; i < _strips.Length; i++)
            _strips[i] = new CoefficientStrip(_geometry, _geometry.McusAcross, _isProgressive, arena);

        var trial = new DecodeIssues(ImageFormat.Jpeg, Strictness.Strict);
        int chunk = _isInOneScan ? SingleScanChunkBytes : ManyScansChunkBytes;
        _decoders = new ScanDecoder[_intervals > 0 ? _slots : _scans.Count];
        for (int i = 0; i < _decoders.Length; i++)
        {
            ScanRecord scan = _scans[_intervals > 0 ? 0 : i];
            _decoders[i] = new ScanDecoder(scan, _isProgressive, _geometry, _strips[0], _source, chunk, arena, trial);
        }

        _starts = new long[2 * _slots];
        _seek = _scans[0].DataOffset;
        ShareOutScans();
        int parallel = 1 << _groups | (_intervals > 0 ? 2 : 0);
        try
        {
            return Run(_units, _groups + 1, _slots, _threads, parallel, _hasContext) && trial.Warnings.Count == 0;
        }
        finally
        {
            foreach (StripReconstructor reconstructor in _reconstructors)
            {
                if (reconstructor != _lent)
                    reconstructor.Dispose();
            }
        }
    }

    /// <summary>After success: states what the scans leave. Returns the offset where the walk through the file goes on.</summary>
    public long Finish(DecodeIssues issues)
    {
        if (_isInOneScan)
            return _decoders[_intervals > 0 ? (_units - 1) % _slots : 0].Finish(issues);
        foreach (ScanDecoder scan in _decoders)
            scan.Finish(issues);
        return _end;
    }

    protected override void Do(int stage, int unit, int slot)
    {
        int first = unit * _unitRows;
        int end = Math.Min(first + _unitRows, _geometry.McusDown);
        if (stage == _groups)
            Reconstruct(first, end);
        else if (_intervals == 0)
            DecodeGroup(stage, first, end);
        else if (stage == 0)
            SeekIntervals(unit, slot);
        else
            DecodeIntervals(first, end, slot, isLast: unit == _units - 1);
    }

    /// <summary>Divides the scans into runs of about the same number of bytes.</summary>
    private void ShareOutScans()
    {
        _groupEnds = new int[_groups];
        long start = _scans[0].DataOffset;
        long total = Math.Max(1, _end - start);
        int scan = 0;
        for (int g = 0; g < _groups; g++)
        {
            long goal = start + total * (g + 1) / _groups;
            int most = _scans.Count - (_groups - 1 - g);
            scan++;
            while (scan < most && (g == _groups - 1 || (_scans[scan].DataOffset + (scan + 1 < _scans.Count ? _scans[scan + 1].DataOffset : _end)) / 2 <= goal))
                scan++;
            _groupEnds[g] = Math.Min(scan, _scans.Count);
        }
    }

    private void DecodeGroup(int group, int firstRow, int endRow)
    {
        int firstScan = group == 0 ? 0 : _groupEnds[group - 1];
        for (int row = firstRow; row < endRow; row++)
        {
            CoefficientStrip strip = StripOf(row);
            if (group == 0 && firstRow >= _slots * _unitRows)
                Clear(strip);
            for (int i = firstScan; i < _groupEnds[group]; i++)
                DecodeRow(_decoders[i], row, strip);
            if (group == _groups - 1 && _isProgressive)
                SetExtents(strip);
        }
    }

    private CoefficientStrip StripOf(int row) => _strips[row % _strips.Length];

    /// <summary>Zeros, for scans that only add to what is there. The blocks of a single scan are cleared as they are written.</summary>
    private void Clear(CoefficientStrip strip)
    {
        for (int c = 0; c < _geometry.Components.Length && !_isInOneScan; c++)
        {
            for (int v = 0; v < _geometry.Components[c].VerticalSampling; v++)
                strip.Clear(c, v, _geometry.Components[c].PaddedBlocksAcross);
        }
    }

    private void SetExtents(CoefficientStrip strip)
    {
        for (int c = 0; c < _geometry.Components.Length; c++)
        {
            for (int v = 0; v < _geometry.Components[c].VerticalSampling; v++)
                strip.SetExtents(c, v, _geometry.Components[c].PaddedBlocksAcross);
        }
    }

    private void DecodeRow(ScanDecoder scan, int row, CoefficientStrip strip)
    {
        scan.Strip = strip;
        if (!_isInOneScan)
        {
            scan.DecodeImcuRow(row);
            return;
        }

        // In the portions of SingleScanSource: DC predictions are checked after each.
        for (int mcu = 0; mcu < _geometry.McusAcross; mcu += _mcusAtOnce)
            scan.DecodeMcus(mcu, Math.Min(_mcusAtOnce, _geometry.McusAcross - mcu));
    }

    /// <summary>Finds where a unit's intervals begin and where those of the next do, by the markers between.</summary>
    private void SeekIntervals(int unit, int slot)
    {
        _starts[2 * slot] = _seek;
        if (unit == _units - 1)
            return;
        for (long interval = (long)unit * _intervals; interval < (long)(unit + 1) * _intervals; interval++)
        {
            ReadOnlySpan<byte> data = _source.Window(_seek);
            int at = EntropyBytes.FindMarker(data);
            if (at < 0 || data[at + 1] != (int)JpegMarker.Rst0 + (interval & 7))
                throw Irregular(_seek);
            _seek += at + 2;
        }

        _starts[2 * slot + 1] = _seek;
    }

    private void DecodeIntervals(int firstRow, int endRow, int slot, bool isLast)
    {
        ScanDecoder scan = _decoders[slot];
        scan.BeginInterval(_starts[2 * slot], (long)firstRow * _geometry.McusAcross);
        for (int row = firstRow; row < endRow; row++)
            DecodeRow(scan, row, StripOf(row));

        // The last one's end is judged by Finish.
        if (!isLast && !scan.EndsBefore(_starts[2 * slot + 1]))
            throw Irregular(_starts[2 * slot + 1]);
    }

    /// <summary>
    /// The rows that iMCU rows complete. With context the first of them lies in the iMCU row before, whose last block rows
    /// are transformed again.
    /// </summary>
    private void Reconstruct(int firstRow, int endRow)
    {
        StripReconstructor? reconstructor;
        lock (_reconstructors)
            _reconstructors.TryPop(out reconstructor);
        reconstructor ??= new StripReconstructor(_plan);
        try
        {
            bool withContext = _hasContext && firstRow > 0;
            reconstructor.StartAt(withContext ? firstRow - 1 : firstRow);
            if (withContext)
            {
                Transform(reconstructor, firstRow - 1, onlyLast: true);
                reconstructor.DropRows();
            }

            for (int row = firstRow; row < endRow; row++)
            {
                Transform(reconstructor, row, onlyLast: false);
                int offset = checked(reconstructor.NextRow * _stride);
                reconstructor.EmitRows(new Span<byte>(_destination + offset, _length - offset), _stride, reconstructor.RowsReady);
            }
        }
        finally
        {
            lock (_reconstructors)
                _reconstructors.Push(reconstructor);
        }
    }

    private void Transform(StripReconstructor reconstructor, int row, bool onlyLast)
    {
        CoefficientStrip strip = StripOf(row);
        for (int c = 0; c < _geometry.Components.Length; c++)
        {
            if (!reconstructor.IsNeeded(c))
                continue;
            int down = _geometry.Components[c].VerticalSampling;
            for (int v = onlyLast ? down - 1 : 0; v < down; v++)
                Transform(reconstructor, strip, c, v);
        }

        reconstructor.EndImcuRow();
    }

    private void Transform(StripReconstructor reconstructor, CoefficientStrip strip, int component, int blockRow)
    {
        int blocks = _geometry.Components[component].PaddedBlocksAcross;
        for (int first = 0; first < blocks; first += RunBlocks)
        {
            int count = Math.Min(RunBlocks, blocks - first);
            reconstructor.TransformBlocks(
                component,
                blockRow,
                first,
                count,
                new ReadOnlySpan<short>(strip.Blocks(component, blockRow) + first * 64, count * 64),
                new ReadOnlySpan<byte>(strip.Extents(component, blockRow) + first, count));
        }
    }

    /// <summary>Never seen outside: the decode on one thread says what it is.</summary>
    private static ImageDecodeException Irregular(long offset)
        => new(new Issue(JpegRules.RestartOrder, offset, "irregular restart intervals"), ImageFormat.Jpeg);
}
