// Owns: what is shown below a scan: its totals, each run of entropy-coded data with its MCUs and padding, and on request the
// MCUs block by block. Stands below SegmentTree. Leaves to others: the reading (ScanWalk), and a block's nodes (BlockNodes).

using RawDecoders.Inspection;

namespace RawDecoders.Jpeg;

/// <summary>Adds the nodes of one scan's data.</summary>
internal sealed class ScanNodes(JpegStudy study, ScanRecord scan, CoefficientStore? store, InspectOptions options, InspectBudget nodes)
{
    private readonly List<StructureNode> _blocks = [];
    private IReadOnlyList<StructureNode> _data = [];
    private int _current;
    private long _mcu = -1;
    private bool _isFull;

    /// <summary>Reads the scan and adds what it holds.</summary>
    /// <param name="parent">The scan's node.</param>
    /// <param name="data">Its runs of entropy-coded data, in file order.</param>
    /// <returns>Whether the budget was enough for all of it.</returns>
    public bool Add(StructureNode parent, IReadOnlyList<StructureNode> data)
    {
        _data = data;
        bool wantsBlocks = options.Blocks || options.Mcu is not null;
        var walk = new ScanWalk(study, scan, store)
        {
            OnBlock = wantsBlocks ? AddBlock : null,
            OnInterval = AddInterval,
        };
        ScanTotals totals = walk.Run();
        if (walk.IsStopped)
        {
            nodes.Elide(parent, InspectLimit.Work, "the rest of the scan's MCUs, its bits and what is odd about its padding");
            return false;
        }

        Describe(parent, totals);
        return true;
    }

    private void AddBlock(CodedBlock block)
    {
        if (_isFull || (options.Mcu is { } wanted && wanted != block.Mcu))
            return;
        if (block.Mcu != _mcu)
            EndMcu();
        _mcu = block.Mcu;
        _blocks.Add(BlockNodes.Block(block, study, scan));
    }

    /// <summary>Puts the blocks gathered below a node for their MCU.</summary>
    private void EndMcu()
    {
        if (_blocks.Count == 0)
            return;
        StructureNode first = _blocks[0], last = _blocks[^1];
        long bits = _blocks.Sum(b => b.BitLength);
        long end = Math.Max(first.Offset, _blocks.Max(b => b.Offset + b.Length));
        int across = scan.Header.ComponentCount > 1
            ? study.Geometry!.McusAcross
            : study.Geometry!.Components[scan.Header.Components[0].Component].BlocksAcross;
        var mcu = new StructureNode($"MCU {_mcu}", first.Offset, bits == 0 ? 0 : end - first.Offset, $"column {_mcu % across}, row {_mcu / across}: {NodeText.Count(bits, "bit")}", "T.81 A.2")
        {
            BitOffset = first.BitOffset,
            BitLength = bits,
        };
        foreach (StructureNode block in _blocks)
            mcu.Add(block);
        _blocks.Clear();
        _isFull = !nodes.TryTake(Count(mcu));
        if (!_isFull)
            DataAt(mcu.Offset)?.Add(mcu);
    }

    private void AddInterval(CodedInterval interval)
    {
        EndMcu();
        _mcu = -1;
        if (DataAt(interval.DataOffset) is not { } data || data.Offset != interval.DataOffset)
            return;
        string mcus = interval.McuCount == 1 ? $"MCU {interval.FirstMcu}" : $"MCUs {interval.FirstMcu} to {interval.FirstMcu + interval.McuCount - 1}";
        data.Value = interval.IsWhole
            ? $"{mcus}: {NodeText.Count(interval.Bits, "bit")}, {NodeText.Count(interval.Stuffed, "byte")} of stuffing{(interval.Unread > 0 ? $", {NodeText.Count(interval.Unread, "byte")} that no MCU takes" : "")}"
            : $"{mcus}, not readable to the end: {interval.Bits} bits read";
        if (!interval.IsWhole || interval.PaddingLength == 0 || !nodes.TryTake())
            return;
        string bits = PlainHuffman.Binary(interval.Padding, interval.PaddingLength);
        data.Add(BlockNodes.Bits(
            "padding", interval.PaddingPlace, new BitPlace(interval.PaddingPlace.Offset + 1, 0), interval.PaddingLength,
            bits.Contains('0', StringComparison.Ordinal) ? $"{bits}: not all ones, ignored" : bits, bits, "T.81 F.1.2.3"));
    }

    /// <summary>The run of data that holds an offset; the last one that begins before it.</summary>
    private StructureNode? DataAt(long offset)
    {
        while (_current + 1 < _data.Count && _data[_current + 1].Offset <= offset)
            _current++;

        // An interval of arithmetic coding may have no byte at all, as trailing zeros are left out.
        return _data.Count == 0 || _data[_current].Offset > offset ? null : _data[_current];
    }

    private void Describe(StructureNode parent, ScanTotals totals)
    {
        RemarkOnPadding(parent, totals);
        long mcus = study.Geometry!.CountMcus(scan.Header);
        int intervals = totals.Intervals.Count;
        long padding = totals.Intervals.Sum(i => (long)i.PaddingLength);
        if (!nodes.TryTake(scan.Header.ComponentCount + 2))
            return;
        FieldWriter.Derived(
            parent, "MCUs",
            $"{mcus} in {NodeText.Count(intervals, "interval")}"
            + (scan.RestartInterval == 0 ? ", no restarts" : $", a restart after every {scan.RestartInterval}")
            + $"; {NodeText.Count(totals.Intervals.Sum(i => (long)i.Stuffed), "byte")} of stuffing, {NodeText.Count(padding, "padding bit")}", clause: "T.81 A.2, E.1.4");
        for (int i = 0; i < scan.Header.ComponentCount; i++)
        {
            long dc = totals.DcBits[i], ac = totals.AcBits[i];
            FieldWriter.Derived(
                parent, $"bits of {study.ComponentName(scan.Header.Components[i].Component)}",
                study.IsLossless ? $"{dc} in {totals.Blocks[i]} samples" : $"{dc + ac} in {totals.Blocks[i]} blocks: DC {dc}, AC {ac}", NodeText.Number(dc + ac));
        }

        if (study.IsProgressive && scan.Header.SpectralStart > 0 && scan.Arithmetic is null)
        {
            FieldWriter.Derived(
                parent, "end-of-band runs",
                $"{totals.EndOfBandRuns} of several blocks, the longest of {totals.LongestRun}; {totals.BlocksInRuns} blocks begin in one; {totals.Corrections} correction bits",
                clause: "T.81 G.1.2.2, G.1.2.3");
        }
    }

    /// <summary>F.1.2.3: the last byte is filled up with ones. No decoder looks, so it is only worth knowing who did not write them.</summary>
    private static void RemarkOnPadding(StructureNode parent, ScanTotals totals)
    {
        CodedInterval[] odd = [.. totals.Intervals.Where(i => i.IsWhole && i.Padding != (1 << i.PaddingLength) - 1)];
        if (odd.Length == 0)
            return;
        parent.AddFinding(new Issue(
            JpegRules.PaddingBits, odd[0].PaddingPlace.Offset, $"the padding of {NodeText.Count(odd.Length, "interval")} is not all ones"));
    }

    private static int Count(StructureNode node) => 1 + node.Children.Sum(Count);
}
