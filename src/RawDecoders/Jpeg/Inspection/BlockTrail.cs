// Owns: the trail of one block: what each scan says of it, symbol by symbol with their bits, the tables used, smoothing if the
// file calls for it, and coefficients, steps, dequantised values and samples as numbers. Stands below PixelTracer; one walk
// over all scans serves the blocks of a pixel. Leaves to others: nodes of single symbols (BlockNodes).

using RawDecoders.Inspection;

namespace RawDecoders.Jpeg;

/// <summary>Blocks of a pixel.</summary>
internal sealed class BlockTrail : IDisposable
{
    private readonly JpegStudy _study;
    private readonly TableOrigins _origins;
    private readonly CoefficientStore _store;
    private readonly StudySmoothing? _smoothing;
    private readonly Dictionary<(int, int, int), List<StructureNode>> _told = [];

    /// <param name="study">The file.</param>
    /// <param name="wanted">The blocks: component, column, row.</param>
    /// <param name="places">Where MCUs begin in each scan of a file that is asked about again and again; null where all has to be walked.</param>
    public BlockTrail(JpegStudy study, HashSet<(int Component, int X, int Y)> wanted, ScanPlaces? places = null)
    {
        _study = study;
        _origins = study.Origins;
        _store = new CoefficientStore(study.Geometry!);
        foreach ((int, int, int) block in wanted)
            _told[block] = [];
        foreach (ScanRecord scan in study.Scans.Take(study.UsedScans))
            Walk(scan, places);
        _smoothing = StudySmoothing.Create(study, _store);
    }

    public void Dispose() => _smoothing?.Dispose();

    private void Walk(ScanRecord scan, ScanPlaces? places)
    {
        var before = new (CodedItem Item, BitPlace End, int X, int Y)?[4];
        var walk = new ScanWalk(_study, scan, _store)
        {
            EmptyRows = [.. _told.Keys.Select(k => (k.Item1, k.Item3))],
            OnInterval = _ => Array.Clear(before),
            OnBlock = block =>
            {
                int i = block.ScanComponent;
                if (_told.TryGetValue((block.Component, block.X, block.Y), out List<StructureNode>? scans))
                    scans.Add(ScanNode(scan, block, before[i]));
                if (block.Items.Count > 0 && block.Items[0].Kind == CodedKind.DcDifference)
                    before[i] = (block.Items[0], block.Items.Count > 1 ? block.Items[1].Place : block.End, block.X, block.Y);
            },
        };
        if (places is null)
            walk.Run();
        else
            places.Walk(walk, scan, _told.Keys, () => Array.Clear(before));
        if (walk.IsStopped)
            throw InspectBudget.Exceeded(ImageFormat.Jpeg, scan.Offset, $"scan {scan.Number + 1} and those after it", InspectLimit.Work);
    }

    /// <summary>What a scan says of a block.</summary>
    private StructureNode ScanNode(ScanRecord scan, CodedBlock block, (CodedItem Item, BitPlace End, int X, int Y)? before)
    {
        ScanHeader header = scan.Header;
        string covered = block.CoveredBy > 0 ? "; in an end-of-band run" : "";
        StructureNode node = BlockNodes.Bits(
            $"scan {scan.Number + 1}", block.Start, block.End, block.Bits,
            $"{FrameNodes.DescribeScan(scan, _study.Structure.Frame, _study.Colour.Model)}; MCU {block.Mcu}, block {block.Number} of it, interval {block.Interval}{covered}",
            "", "T.81 B.2.3");
        if (_study.IsProgressive)
        {
            node.Add(PixelTracer.Step("Ss", header.SpectralStart));
            node.Add(PixelTracer.Step("Se", header.SpectralEnd));
            node.Add(PixelTracer.Step("Ah", header.ApproximationHigh));
            node.Add(PixelTracer.Step("Al", header.ApproximationLow));
        }

        AddTable(node, scan, block.ScanComponent, isAc: false);
        AddTable(node, scan, block.ScanComponent, isAc: true);
        int first = node.Children.Count;
        BlockNodes.AddItems(node, block, _study.IsProgressive, header.ApproximationLow);
        if (block.Items.Count > 0 && block.Items[0].Kind == CodedKind.DcDifference)
            AddPrediction(node.Children[first], block.Items[0].Before, before);
        foreach ((CodedItem item, StructureNode itemNode) in block.Items.Zip(node.Children.Skip(first)))
        {
            if (item.Kind is CodedKind.Coefficient or CodedKind.Correction)
                itemNode.Add(PixelTracer.Step("coefficient", item.Index, $"at {ZigZag.ToNatural[item.Index] % 8}, {ZigZag.ToNatural[item.Index] / 8} of the block"));
            if (item.Kind == CodedKind.Correction)
                itemNode.Add(PixelTracer.Step("before", item.Before));
        }

        return node;
    }

    private static void AddPrediction(StructureNode item, int prediction, (CodedItem Item, BitPlace End, int X, int Y)? before)
    {
        string words = before is { } b
            ? $"{prediction}: the DC value of the component's block before, {b.X}, {b.Y}, whose difference stands at byte {b.Item.Place.Offset}, bit {b.Item.Place.Bit}"
            : "0: the first block of the component in its interval";
        item.Add(PixelTracer.Step("prediction", prediction, words));
    }

    private void AddTable(StructureNode node, ScanRecord scan, int index, bool isAc)
    {
        if (scan.Arithmetic is not null && (!_study.IsProgressive || scan.Header.SpectralStart > 0 == isAc))
            node.Add(ArithmeticNodes.Conditioning(scan, isAc ? scan.Header.Components[index].AcTable : scan.Header.Components[index].DcTable, isAc));
        if ((isAc ? scan.AcTables : scan.DcTables)[index] is null)
            return;
        ScanComponent c = scan.Header.Components[index];
        int destination = isAc ? c.AcTable : c.DcTable;
        string name = isAc ? "AC table" : "DC table";
        TableOrigin? origin = _origins.Huffman(scan, isAc, destination);
        node.Add(new StructureNode(
            name, origin?.Offset ?? 0, origin?.Length ?? 0, origin is null ? $"table {destination}: the file defines none, so that of T.81 K.3" : $"table {destination}", "T.81 B.2.4.2")
        { Raw = NodeText.Number(destination) });
    }

    /// <summary>Adds a block; returns its samples.</summary>
    public ushort[] Add(StructureNode parent, int component, int x, int y)
    {
        StructureNode node = parent.Add(new StructureNode($"block {x}, {y}", 0, 0, $"column {x}, row {y} of the blocks of {_study.ComponentName(component)}", "T.81 A.1.1"));
        foreach (StructureNode scan in _told[(component, x, y)])
            node.Add(scan);

        short[] coefficients = _store.Block(component, x, y).Span.ToArray();
        AddGrid(node, "coefficients", coefficients, "quantised, in natural order", "T.81 A.3.6");
        if (_smoothing is { } smoothing)
        {
            short[] smooth = smoothing.Smooth(_store, component, x, y);
            AddSmoothing(node, smoothing, component, x, y, coefficients, smooth);
            coefficients = smooth;
        }

        ushort[] steps = _study.QuantizationOf(component);
        AddSteps(node, component, steps);
        int[] dequantised = new int[64];
        for (int i = 0; i < 64; i++)
            dequantised[i] = coefficients[i] * steps[i];
        AddGrid(node, "dequantised", dequantised, "each coefficient times its step", "T.81 A.3.4");
        var samples = new ushort[64];
        BlockNodes.Reconstruct(coefficients, steps, _study.Precision, samples);
        AddGrid(node, "samples", samples, $"inverse DCT, {1 << (_study.Precision - 1)} added, limited to 0..{(1 << _study.Precision) - 1}", "T.81 A.3.3, A.3.1");
        return samples;
    }

    private void AddSteps(StructureNode node, int component, ushort[] steps)
    {
        int destination = _study.Structure.Frame.Components[component].QuantizationTable;
        TableOrigin? origin = _origins.FirstQuantization(_study, component);
        StructureNode grid = node.Add(new StructureNode("steps", origin?.Offset ?? 0, origin?.Length ?? 0, $"quantisation table {destination}", "T.81 B.2.4.1"));
        AddRows(grid, steps);
    }

    private static void AddGrid<T>(StructureNode node, string name, T[] numbers, string value, string clause)
        where T : IFormattable
        => AddRows(node.Add(new StructureNode(name, 0, 0, value, clause)), numbers);

    private static void AddRows<T>(StructureNode grid, T[] numbers)
        where T : IFormattable
    {
        int width = numbers.Length == 25 ? 5 : 8;
        for (int i = 0; i < numbers.Length; i += width)
            grid.Add(new StructureNode($"row {i / width}", 0, 0) { Raw = TableNodes.Row<T>(numbers.AsSpan(i, width)) });
    }

    private static void AddSmoothing(StructureNode node, StudySmoothing smoothing, int component, int x, int y, short[] before, short[] after)
    {
        bool dcOnly = smoothing.IsDcOnly(component);
        StructureNode all = node.Add(new StructureNode(
            "smoothing", 0, 0, "the scans leave low coefficients open: they are estimated from the DC values of the 5 x 5 blocks around", "T.81 K.8"));
        AddGrid(all, "DC values", smoothing.Window(component, x, y), "of the 5 x 5 blocks around, those past an edge repeated", "");
        for (int k = 0; k <= 9; k++)
        {
            ReadOnlySpan<short> weights = BlockSmoother.Weights(dcOnly, k);
            int natural = ZigZag.ToNatural[k];
            bool isEstimated = weights.Length > 0 && (k == 0 || (smoothing.Known(component, k) != 0 && before[natural] == 0));
            if (!isEstimated)
                continue;
            StructureNode one = all.Add(PixelTracer.Step(
                "estimate", after[natural], $"coefficient {k}: sum of weights times DC values, times step 0, divided by 256 times its own step, rounded"));
            one.Add(PixelTracer.Step("coefficient", k));
            one.Add(PixelTracer.Step("known to bit", smoothing.Known(component, k), smoothing.Known(component, k) < 0 ? "not at all: no limit" : "the estimate stays below that bit"));
            AddGrid(one, "weights", weights.ToArray(), "", "");
        }
    }
}
