// Owns: decoding one scan, as many MCUs at a time as its caller asks for, and the choice of its kernel. ScanDecoder.Restarts.cs
// keeps the restart intervals, ScanDecoder.Arithmetic.cs runs arithmetic coding, ScanDecoder.Damage.cs applies policy to damage. Stands
// between the sources of iMCU rows, which own the strips, and the kernels, which know neither restarts nor rows. Leaves to others: how
// the scans of a picture work together.

using System.Diagnostics;

namespace RawDecoders.Jpeg;

/// <summary>One scan being decoded.</summary>
internal sealed unsafe partial class ScanDecoder
{
    private enum Kernel
    {
        Sequential,
        SequentialScaled,
        DcFirst,
        DcRefine,
        AcFirst,
        AcRefine,
        Lossless,
        Passing,
    }

    private readonly ScanRecord _scan;
    private readonly FrameGeometry _geometry;
    private CoefficientStrip _strip;
    private DecodeIssues _issues;
    private readonly EntropyReader _reader;
    private readonly McuPlan* _plan;
    private readonly Kernel _kernel;
    private readonly int* _predictions;
    private readonly long _mcuCount;
    private long _mcu;
    private long _untilRestart;
    private int _nextRestart;
    private bool _isOutOfData;
    private JpegMarker? _cutBy;
    private long _intervalFirst;
    private RunStart _runStart;

    /// <summary>What the scan was made from.</summary>
    public ScanRecord Record => _scan;

    /// <summary>The MCUs that may not be as coded; complete after <see cref="Finish()"/>.</summary>
    public ScanDamage Damage { get; set; } = new();

    /// <summary>Whether this codes AC coefficients of a progressive file, of one component and in a band that the header states.</summary>
    public bool IsProgressiveAc => _kernel is Kernel.AcFirst or Kernel.AcRefine;

    /// <summary>Whether this codes DC coefficients: then of a progressive file nothing else.</summary>
    public bool IsDc => _scan.Header.SpectralStart == 0;

    /// <summary>The MCU that is decoded next, counted from the first of the scan.</summary>
    public long NextMcu => _mcu;

    /// <summary>Whether the last call of <see cref="DecodeImcuRow"/> found data for some MCU.</summary>
    public bool HadData { get; private set; }

    /// <summary>Bytes that a decoder takes with its tables, if it holds so many bytes of a scan.</summary>
    public static long BytesNeeded(int chunkBytes) => chunkBytes + (8 << 10) + 2 * (sizeof(DerivedHuffmanTable) + sizeof(PairedHuffmanTable));

    /// <param name="scan">What to decode.</param>
    /// <param name="geometry">The frame.</param>
    /// <param name="strip">Where the coefficients go.</param>
    /// <param name="source">The file.</param>
    /// <param name="chunkBytes">Clean bytes held at a time.</param>
    /// <param name="arena">Where memory comes from.</param>
    /// <param name="issues">Is told what is wrong, and says whether that is the end.</param>
    /// <param name="tellsPoints">Whether <see cref="NextPoint"/> will be asked for.</param>
    /// <param name="onlyPasses">Whether no coefficient is wanted, of sequential Huffman coding: the strip is left alone.</param>
    /// <param name="tablesOf">A decoder of the same scan, and arena, whose tables are this one's as well: nobody writes to them. It is to be sent somewhere first (<see cref="GoTo"/>).</param>
    public ScanDecoder(
        ScanRecord scan, FrameGeometry geometry, CoefficientStrip strip, ByteSource source, int chunkBytes, NativeArena arena, DecodeIssues issues,
        bool tellsPoints = false, bool onlyPasses = false, ScanDecoder? tablesOf = null)
    {
        _scan = scan;
        _geometry = geometry;
        _strip = strip;
        _issues = issues;
        ScanHeader header = scan.Header;
        bool isDc = header.SpectralStart == 0;
        bool isFirst = header.ApproximationHigh == 0;
        _kernel = onlyPasses ? Kernel.Passing
            : scan.IsLossless ? Kernel.Lossless
            : !scan.IsProgressive ? (scan.Arithmetic is null && (HasDcOnly(scan) || !PaysPairs(scan, source)) ? Kernel.SequentialScaled : Kernel.Sequential)
            : isDc ? (isFirst ? Kernel.DcFirst : Kernel.DcRefine)
            : isFirst ? Kernel.AcFirst : Kernel.AcRefine;

        _plan = (McuPlan*)arena.AllocateZeroed(sizeof(McuPlan));
        _plan->Blocks = (BlockPlan*)arena.AllocateZeroed(McuPlan.MaxBlocks * sizeof(BlockPlan));
        _plan->SpectralStart = header.SpectralStart;
        _plan->SpectralEnd = header.SpectralEnd;
        _plan->Shift = scan.IsProgressive ? header.ApproximationLow : 0;
        _predictions = (int*)arena.AllocateZeroed(UpToFour<int>.Capacity * sizeof(int));
        PlanBlocks(arena, tablesOf);

        _mcuCount = geometry.CountMcus(header);
        _untilRestart = scan.RestartInterval == 0 ? long.MaxValue : scan.RestartInterval;
        _reader = new EntropyReader(source, arena, _plan->BlockCount, chunkBytes) { TellsPlaces = tellsPoints };

        // One of many is sent somewhere first.
        if (tablesOf is null)
            _reader.Begin(scan.DataOffset);
        if (scan.Arithmetic is { } conditioning)
            PlanArithmetic(conditioning, arena);
    }

    // The order of blocks in an MCU (T.81 A.2.3), here of 4:2:0: each component of the scan in turn, its blocks row by row. MCU m has its
    // blocks at m x Step of each row of the strip, so that the next MCU continues every row:
    //
    //     Y    +---+---+---+---+        block rows of the strip, MCU 0 and MCU 1;
    //          | 0 | 1 | 0'| 1'|        numbers: the order in which they are coded,
    //          +---+---+---+---+        with ' the second MCU's
    //          | 2 | 3 | 2'| 3'|
    //          +---+---+---+---+
    //     Cb   | 4 | 4'|
    //          +---+---+
    //     Cr   | 5 | 5'|
    //          +---+---+
    //
    // A scan of one component has MCUs of one block, row by row, and none of those that only pad (A.2.2).

    /// <summary>Whether coefficients are taken two at a time: the scan has no more bytes than are left in the file.</summary>
    private static bool PaysPairs(ScanRecord scan, ByteSource source) => source.Length - scan.DataOffset > PairedHuffmanTable.LeastBytes;

    private static bool HasDcOnly(ScanRecord scan)
    {
        foreach (ScanComponent component in scan.Header.Components)
        {
            if (scan.IsDcOnly(component.Component))
                return true;
        }

        return false;
    }

    /// <summary>T.81 A.2.2 and A.2.3: the order of blocks in an MCU.</summary>
    private void PlanBlocks(NativeArena arena, ScanDecoder? tablesOf)
    {
        ScanHeader header = _scan.Header;
        bool interleaved = header.ComponentCount > 1;
        for (int i = 0; i < header.ComponentCount; i++)
        {
            int c = header.Components[i].Component;
            HuffmanTable? dc = _scan.DcTables[i];
            HuffmanTable? ac = _scan.AcTables[i];
            HuffmanUse acUse = _kernel switch
            {
                Kernel.AcFirst => HuffmanUse.AcFirst,
                Kernel.AcRefine => HuffmanUse.AcRefine,
                _ => HuffmanUse.AcSequential,
            };
            BlockPlan* like = tablesOf is null ? null : tablesOf._plan->Blocks + _plan->BlockCount;
            DerivedHuffmanTable* dcTable = like != null ? like->Dc
                : dc == null ? null
                : ac == null ? HuffmanDerivation.Derive(dc, HuffmanUse.Dc, arena)
                : HuffmanDerivation.DeriveDc(dc, ac, arena);
            DerivedHuffmanTable* acTable = like != null ? like->Ac : ac == null ? null : HuffmanDerivation.Derive(ac, acUse, arena);
            PairedHuffmanTable* pairedAc = null;
            if (_kernel == Kernel.Sequential && acTable != null)
            {
                bool isAgain = i > 0 && ac == _scan.AcTables[i - 1];
                pairedAc = like != null && like->PairedAc != null ? like->PairedAc
                    : isAgain ? _plan->Blocks[_plan->BlockCount - 1].PairedAc : PairedHuffmanTable.Make(acTable, arena);
            }

            SkippedHuffmanTable* skippedAc = null;
            if (_kernel == Kernel.Passing || (_kernel == Kernel.SequentialScaled && _scan.IsDcOnly(c)))
            {
                bool isAgain = i > 0 && ac == _scan.AcTables[i - 1] && _plan->Blocks[_plan->BlockCount - 1].SkippedAc != null;
                skippedAc = like != null && like->SkippedAc != null ? like->SkippedAc
                    : isAgain ? _plan->Blocks[_plan->BlockCount - 1].SkippedAc : SkippedHuffmanTable.Make(ac!, arena);
            }

            int across = interleaved ? _geometry.Components[c].HorizontalSampling : 1;
            int down = interleaved ? _geometry.Components[c].VerticalSampling : 1;
            for (int y = 0; y < down; y++)
            {
                for (int x = 0; x < across; x++)
                {
                    _plan->Blocks[_plan->BlockCount++] = new BlockPlan
                    {
                        Step = across,
                        Prediction = _predictions + i,
                        Dc = dcTable,
                        Ac = acTable,
                        PairedAc = pairedAc,
                        SkippedAc = skippedAc,
                    };
                }
            }
        }

        PointIntoStrip();
    }

    /// <summary>Where the coefficients go from now on: a strip of the same width.</summary>
    public CoefficientStrip Strip
    {
        set
        {
            _strip = value;
            PointIntoStrip();
        }
    }

    /// <summary>Points the plan's blocks into the strip.</summary>
    private void PointIntoStrip()
    {
        ScanHeader header = _scan.Header;
        bool interleaved = header.ComponentCount > 1;
        BlockPlan* block = _plan->Blocks;
        for (int i = 0; i < header.ComponentCount; i++)
        {
            int c = header.Components[i].Component;
            int across = interleaved ? _geometry.Components[c].HorizontalSampling : 1;
            int down = interleaved ? _geometry.Components[c].VerticalSampling : 1;
            for (int y = 0; y < down; y++)
            {
                for (int x = 0; x < across; x++, block++)
                {
                    block->Block = _strip.Blocks(c, y) + x * _strip.Unit;
                    block->Extent = _strip.Extents(c, y) == null ? null : _strip.Extents(c, y) + x;
                    block->NonZero = _strip.NonZero(c, y) == null ? null : _strip.NonZero(c, y) + x;
                }
            }
        }
    }

    /// <summary>Decodes the scan's part of an iMCU row into a strip that is as wide as the picture.</summary>
    public void DecodeImcuRow(int row)
    {
        HadData = false;
        if (_scan.Header.ComponentCount > 1)
        {
            DecodeMcus(0, _geometry.McusAcross);
            return;
        }

        int c = _scan.Header.Components[0].Component;
        ComponentGeometry component = _geometry.Components[c];
        for (int v = 0; v < component.VerticalSampling && (long)row * component.VerticalSampling + v < component.BlocksDown; v++)
        {
            _plan->Blocks->Block = _strip.Blocks(c, v);
            _plan->Blocks->Extent = _strip.Extents(c, v);
            _plan->Blocks->NonZero = _strip.NonZero(c, v);
            DecodeMcus(0, component.BlocksAcross);
        }
    }

    /// <summary>
    /// Decodes the next <paramref name="count"/> MCUs, which belong to one iMCU row, into the strip from MCU place
    /// <paramref name="place"/> on.
    /// </summary>
    public void DecodeMcus(int place, int count)
    {
        AssertInStrip(place, count);
        while (count > 0)
        {
            if (_untilRestart == 0)
                NextInterval();
            int part = (int)Math.Min(count, _untilRestart);
            if (_isOutOfData)
            {
                // libjpeg counts rows that arithmetic coding has lost as read.
                HadData |= _arithmetic is not null;
                Fill(place, part);
                if (!Damage.Covers(_mcu))
                    RecordDamage(Ended(_mcu, _reader.SourceOffset));
            }
            else
            {
                HadData = true;
                _runStart = new RunStart(_mcu, place, _reader.IntervalBits, _plan->EndOfBandRun, *(UpToFour<int>*)_predictions);
                part = _arithmetic is null ? Run(place, part, out EntropyDamage damage) : RunArithmetic(_arithmetic, place, part, out damage);
                if (damage != EntropyDamage.None || _reader.IsOverrun)
                    HandleDamage(_mcu + part - 1, damage);
                CheckPredictions(part);
            }

            _mcu += part;
            _untilRestart -= part;
            place += part;
            count -= part;
        }
    }

    [Conditional("DEBUG")]
    private void AssertInStrip(int place, int count)
    {
        Debug.Assert(place >= 0 && count >= 0 && _mcu + count <= _mcuCount, "there are no such MCUs");
        int block = 0;
        foreach (ScanComponent component in _scan.Header.Components)
        {
            Debug.Assert((place + count) * _plan->Blocks[block].Step <= _strip.BlocksAcross(component.Component), "the strip is no wider");
            block += _scan.Header.ComponentCount == 1 ? 1 : (int)_plan->Blocks[block].Step * _geometry.Components[component.Component].VerticalSampling;
        }
    }

    private int Run(int place, int count, out EntropyDamage damage)
    {
        damage = EntropyDamage.None;
        int done = _kernel switch
        {
            Kernel.Sequential => SequentialKernel.Decode(_reader, _plan, place, count, out damage),
            Kernel.Passing => PassingKernel.Pass(_reader, _plan, count, out damage),
            Kernel.SequentialScaled => ScaledSequentialKernel.Decode(_reader, _plan, place, count, out damage),
            Kernel.DcFirst => ProgressiveDcKernel.DecodeFirst(_reader, _plan, place, count, out damage),
            Kernel.DcRefine => ProgressiveDcKernel.Refine(_reader, _plan, place, count),
            Kernel.AcFirst => ProgressiveAcKernel.DecodeFirst(_reader, _plan, place, count, out damage),
            Kernel.Lossless => LosslessKernel.Decode(_reader, _plan, place, count, out damage),
            _ => ProgressiveAcKernel.Refine(_reader, _plan, place, count, out damage),
        };
        return done;
    }

    /// <summary>A prediction that left 16 bits is damage; looked for once a run, since one MCU cannot bring it back.</summary>
    private void CheckPredictions(int mcusOfRun)
    {
        for (int i = 0; i < UpToFour<int>.Capacity; i++)
        {
            if (_predictions[i] << _plan->Shift is >= short.MinValue and <= short.MaxValue)
                continue;
            HandleDamage(_mcu + mcusOfRun - 1, EntropyDamage.Overflow);
            _predictions[i] = (short)_predictions[i];
        }
    }

    /// <summary>
    /// MCUs that nothing is known of: zeros in a sequential scan; in a lossless one what zero bits stand for to the end of the row, as
    /// libjpeg-turbo reads them, then zeros. Progressive scans leave what there is.
    /// </summary>
    private void Fill(int place, int count)
    {
        if (_scan.IsProgressive || _kernel == Kernel.Passing)
            return;
        for (int i = 0; i < _plan->BlockCount; i++)
        {
            BlockPlan* b = _plan->Blocks + i;
            for (int m = place; m < place + count; m++)
            {
                short* block = b->Block + m * b->Step * _strip.Unit;
                if (_kernel == Kernel.Lossless)
                {
                    *block = HadData ? LosslessKernel.OfZeroBits(b->Dc) : (short)0;
                    continue;
                }

                byte* extent = b->Extent + m * b->Step;
                if (*extent != 0)
                    SequentialKernel.Clear(block);
                block[0] = 0;
                *extent = 0;
            }
        }
    }

    /// <summary>
    /// What decoding the next MCU depends on, of sequential Huffman coding. A restart marker that is due is passed.
    /// </summary>
    public EntropyPoint NextPoint()
    {
        Debug.Assert(_kernel is Kernel.Sequential or Kernel.SequentialScaled or Kernel.Passing && _arithmetic is null);
        if (_untilRestart == 0 && _mcu < _mcuCount)
            NextInterval();
        BitPlace place = _reader.NextBit;
        return PointAt(
            _scan, _mcu, _isOutOfData ? place with { Bit = 0 } : place, _isOutOfData, [_predictions[0], _predictions[1], _predictions[2], _predictions[3]]);
    }

    /// <summary>The point at which an interval begins whose first MCU is <paramref name="mcu"/>.</summary>
    /// <param name="scan">A scan with restart intervals.</param>
    /// <param name="mcu">A multiple of the interval.</param>
    /// <param name="offset">Where its data begin.</param>
    public static EntropyPoint PointOfInterval(ScanRecord scan, long mcu, long offset) => PointAt(scan, mcu, new BitPlace(offset, 0), false, [0, 0, 0, 0]);

    /// <summary>
    /// A point. Where it stands in its restart interval follows from its MCU: intervals are counted in MCUs also where their data is damaged.
    /// </summary>
    /// <param name="scan">The scan.</param>
    /// <param name="mcu">The MCU that begins there.</param>
    /// <param name="place">Its first bit, behind a restart marker that is due.</param>
    /// <param name="isOutOfData">Whether the data of its interval has ended.</param>
    /// <param name="predictions">Four predictions of DC; 0 of components that the scan has not.</param>
    public static EntropyPoint PointAt(ScanRecord scan, long mcu, BitPlace place, bool isOutOfData, ReadOnlySpan<int> predictions)
    {
        int interval = scan.RestartInterval;
        return new EntropyPoint(
            mcu, place, predictions[0], predictions[1], predictions[2], predictions[3],
            interval == 0 ? long.MaxValue : interval - mcu % interval, interval == 0 ? 0 : (int)(mcu / interval & 7), isOutOfData);
    }

    /// <summary>Goes on at a point of the same scan, which another decoder may have told.</summary>
    public void GoTo(in EntropyPoint point)
    {
        _reader.Begin(point.Place);
        _isOutOfData = point.IsOutOfData;
        ForgetInterval();
        (_mcu, _untilRestart, _nextRestart) = (point.Mcu, point.UntilRestart, point.NextRestart);
        _intervalFirst = _scan.RestartInterval == 0 ? 0 : point.Mcu - (_scan.RestartInterval - point.UntilRestart);
        (_predictions[0], _predictions[1], _predictions[2], _predictions[3]) = (point.First, point.Second, point.Third, point.Fourth);
    }

    /// <summary><see cref="Finish()"/>, telling <paramref name="issues"/>.</summary>
    public long Finish(DecodeIssues issues)
    {
        _issues = issues;
        return Finish();
    }

    /// <summary>After the last MCU. Returns the offset of the marker that ends the scan, or the length of the file.</summary>
    public long Finish()
    {
        _reader.FindMarker(out JpegMarker marker, out long offset, out long unread);
        if (unread > UnreadAllowed && !_isOutOfData)
            ReportStrayBytes(unread, marker);

        // A restart too many: one before was none, and the last interval had the data of another place.
        if (marker.IsRestart() && Damage.Covers(_intervalFirst - 1))
            Damage.Add(_intervalFirst, _mcuCount, Damage.Runs[^1].Reason);

        // The walk over the file has passed over such a marker as damage of the data; it is none of whole ones.
        if (!_scan.HoldsPicture && JpegStructure.IsForeign(marker) && !Damage.Covers(_mcuCount - 1))
            JpegStructure.ReportForeign(_issues, marker, offset);
        return offset;
    }
}
