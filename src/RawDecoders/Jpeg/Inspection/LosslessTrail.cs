// Owns: the trail of samples of a lossless file: the difference with its code, the neighbours that predict the sample, and the sum; and the
// samples of whole components, from differences that a plain walk has read. Stands below PixelTracer, where BlockTrail stands for
// blocks. Leaves to others: the bits of a difference (PlainBlockReader), predictors (LosslessPrediction).

using RawDecoders.Inspection;

namespace RawDecoders.Jpeg;

/// <summary>Samples of a pixel.</summary>
internal sealed class LosslessTrail
{
    private readonly JpegStudy _study;
    private readonly TableOrigins _origins;
    private readonly Dictionary<(int Component, int X, int Y), (ScanRecord Scan, CodedBlock Place, StructureNode Item)> _told = [];
    private readonly ushort[]?[] _planes;

    /// <param name="study">The file.</param>
    /// <param name="wanted">The samples: component, column, row.</param>
    public LosslessTrail(JpegStudy study, HashSet<(int Component, int X, int Y)> wanted)
    {
        _study = study;
        _origins = study.Origins;
        var store = new CoefficientStore(study.Geometry!);
        foreach (ScanRecord scan in study.Scans.Take(study.UsedScans))
        {
            var walk = new ScanWalk(study, scan, store)
            {
                OnBlock = block =>
                {
                    if (wanted.Contains((block.Component, block.X, block.Y)))
                        _told[(block.Component, block.X, block.Y)] = (scan, new CodedBlock { Mcu = block.Mcu, Number = block.Number, Interval = block.Interval, ScanComponent = block.ScanComponent }, ItemNode(block));
                },
            };
            walk.Run();
            if (walk.IsStopped)
                throw InspectBudget.Exceeded(ImageFormat.Jpeg, scan.Offset, $"scan {scan.Number + 1} and those after it", InspectLimit.Work);
        }

        _planes = Planes(study, store);
    }

    /// <summary>The samples of each component, before the point transform is undone; a row of the padded grid after the other.</summary>
    public static ushort[]?[] Planes(JpegStudy study, CoefficientStore store)
    {
        FrameGeometry geometry = study.Geometry!;
        var planes = new ushort[]?[geometry.Components.Length];
        foreach (ScanRecord scan in study.Scans.Take(study.UsedScans))
        {
            foreach (ScanComponent c in scan.Header.Components)
                planes[c.Component] = Plane(study, scan, c.Component, store);
        }

        return planes;
    }

    /// <summary>Adds a sample; returns it.</summary>
    public ushort[] Add(StructureNode parent, int component, int x, int y)
    {
        if (!_told.TryGetValue((component, x, y), out var told) || _planes[component] is not { } plane)
            throw new InvalidOperationException($"sample {x}, {y} of component {component} was not read");
        (ScanRecord scan, CodedBlock place, StructureNode item) = told;
        FrameGeometry geometry = _study.Geometry!;
        ComponentGeometry c = geometry.Components[component];
        int stride = c.PaddedBlocksAcross;
        int shift = scan.Header.ApproximationLow;
        int coded = plane[y * stride + x];
        ushort sample = (ushort)(coded << shift & (1 << _study.Structure.Frame.Precision) - 1);
        StructureNode node = parent.Add(new StructureNode($"sample {x}, {y}", 0, 0, $"{sample}: column {x}, row {y} of {_study.ComponentName(component)}", "T.81 A.1.1"));
        StructureNode from = node.Add(new StructureNode(
            $"scan {scan.Number + 1}", 0, 0, $"{FrameNodes.DescribeScan(scan, _study.Structure.Frame, _study.Colour.Model)}; MCU {place.Mcu}, interval {place.Interval}", "T.81 H.1"));
        AddTable(from, scan, place.ScanComponent);
        from.Add(item);
        AddPrediction(from, scan, component, x, y, plane, stride);
        from.Add(PixelTracer.Step("sum", coded, "prediction and difference, modulo 65536"));
        node.Add(PixelTracer.Step("point transform", shift, $"{coded} times {1 << shift}"));
        return [sample];
    }

    private void AddPrediction(StructureNode node, ScanRecord scan, int component, int x, int y, ushort[] plane, int stride)
    {
        int predictor = scan.Header.SpectralStart;
        int at = y * stride + x;
        bool isFirst = IsFirstRow(scan, _study.Geometry!, component, y);
        (int value, string words) = (isFirst, x) switch
        {
            (true, 0) => (Start(scan), "half of the range: the first sample of its interval"),
            (true, _) => (plane[at - 1], "the sample to the left: the first row of its interval"),
            (false, 0) => (plane[at - stride], "the sample above: the first of its row"),
            _ => (LosslessPrediction.Predict(predictor, plane[at - 1], plane[at - stride], plane[at - stride - 1]), Formula(predictor)),
        };
        StructureNode prediction = node.Add(new StructureNode("prediction", 0, 0, $"{value}: {words}", "T.81 Table H.1") { Raw = NodeText.Number(value) });
        if (x > 0)
            prediction.Add(PixelTracer.Step("a", plane[at - 1], $"{plane[at - 1]}: the sample to the left"));
        if (isFirst)
            return;
        prediction.Add(PixelTracer.Step("b", plane[at - stride], $"{plane[at - stride]}: the one above"));
        if (x > 0)
            prediction.Add(PixelTracer.Step("c", plane[at - stride - 1], $"{plane[at - stride - 1]}: the one above to the left"));
    }

    private static string Formula(int predictor) => $"predictor {predictor}: " + predictor switch
    {
        1 => "a",
        2 => "b",
        3 => "c",
        4 => "a + b - c",
        5 => "a + ((b - c) >> 1)",
        6 => "b + ((a - c) >> 1)",
        _ => "(a + b) >> 1",
    };

    private void AddTable(StructureNode node, ScanRecord scan, int index)
    {
        int destination = scan.Header.Components[index].DcTable;
        TableOrigin? origin = _origins.Huffman(scan, isAc: false, destination);
        node.Add(new StructureNode("DC table", origin?.Offset ?? 0, origin?.Length ?? 0, origin is null ? $"table {destination}: that of T.81 K.3" : $"table {destination}", "T.81 B.2.4.2")
        { Raw = NodeText.Number(destination) });
    }

    private static StructureNode ItemNode(CodedBlock block) => BlockNodes.Item(block.Items[0], block.End, isProgressive: false, 0);

    private int Start(ScanRecord scan) => 1 << (_study.Structure.Frame.Precision - scan.Header.ApproximationLow - 1);

    private static ushort[] Plane(JpegStudy study, ScanRecord scan, int component, CoefficientStore store)
    {
        FrameGeometry geometry = study.Geometry!;
        ComponentGeometry c = geometry.Components[component];
        bool isAlone = scan.Header.ComponentCount == 1;
        int stride = c.PaddedBlocksAcross, across = isAlone ? c.BlocksAcross : stride;
        var plane = new ushort[stride * c.PaddedBlocksDown];
        int start = 1 << (study.Structure.Frame.Precision - scan.Header.ApproximationLow - 1);
        for (int y = 0; y < (isAlone ? c.BlocksDown : c.PaddedBlocksDown); y++)
        {
            ReadOnlySpan<short> differences = store.Block(component, 0, y, across).Span;
            Span<ushort> row = plane.AsSpan(y * stride, across);
            if (IsFirstRow(scan, geometry, component, y))
                LosslessPrediction.First(differences, row, start);
            else
                LosslessPrediction.Next(differences, plane.AsSpan((y - 1) * stride, across), row, scan.Header.SpectralStart);
        }

        return plane;
    }

    /// <summary>Whether a row of a component begins its scan or a restart interval.</summary>
    private static bool IsFirstRow(ScanRecord scan, FrameGeometry geometry, int component, int y)
    {
        int rows = scan.Header.ComponentCount == 1 ? 1 : geometry.Components[component].VerticalSampling;
        long mcu = (long)(y / rows) * geometry.McusInRow(scan.Header);
        return y % rows == 0 && (mcu == 0 || (scan.RestartInterval != 0 && mcu % scan.RestartInterval == 0));
    }
}
