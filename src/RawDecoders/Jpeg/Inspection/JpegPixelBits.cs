// Owns: the bits that carry a pixel of a JPEG whose places are known: tables and symbols of the blocks that its components' samples come from, without the words
// that BlockTrail has for them. Stands on ScanPlaces, beside PixelTracer, whose innermost steps it gives. Leaves files without places to that.

using RawDecoders.Inspection;

namespace RawDecoders.Jpeg;

/// <summary>Finds the bits of pixels of one file.</summary>
/// <param name="study">The file.</param>
/// <param name="places">Where MCUs begin.</param>
/// <param name="picture">Its picture.</param>
internal sealed class JpegPixelBits(JpegStudy study, ScanPlaces places, PixelBuffer picture)
{
    private readonly Dictionary<(int Component, int X, int Y), List<BitRange>> _blocks = [];

    public PixelBits Of(int x, int y)
    {
        (PixelFormat format, int[] samples) = PixelSamples.Of(picture, x, y);
        FrameGeometry geometry = study.Geometry!;
        for (int c = 0; c < geometry.Components.Length; c++)
        {
            foreach (PixelTracer.Tap tap in PixelTracer.Choose(geometry, c, x, y).Taps)
                _blocks.TryAdd((c, tap.X / geometry.DataUnit, tap.Y / geometry.DataUnit), []);
        }

        var store = new CoefficientStore(geometry);
        foreach (ScanRecord scan in study.Scans.Take(study.UsedScans))
            Walk(scan, store);

        // A dictionary that nothing was taken from keeps the order: components, and of each its blocks.
        var ranges = new List<BitRange>();
        foreach (((int component, _, _), List<BitRange> block) in _blocks)
        {
            ranges.AddRange(block);
            if (study.Origins.FirstQuantization(study, component) is { Length: > 0 } steps)
                ranges.Add(Whole(steps));
        }

        return new PixelBits(format, samples, ranges);
    }

    private void Walk(ScanRecord scan, CoefficientStore store)
    {
        var walk = new ScanWalk(study, scan, store)
        {
            EmptyRows = [.. _blocks.Keys.Select(k => (k.Component, k.Y))],
            OnBlock = block =>
            {
                if (_blocks.TryGetValue((block.Component, block.X, block.Y), out List<BitRange>? ranges))
                    Add(ranges, scan, block);
            },
        };
        places.Walk(walk, scan, _blocks.Keys, () => { });
        if (walk.IsStopped)
            throw InspectBudget.Exceeded(ImageFormat.Jpeg, scan.Offset, $"scan {scan.Number + 1} and those after it", InspectLimit.Work);
    }

    private void Add(List<BitRange> ranges, ScanRecord scan, CodedBlock block)
    {
        ScanComponent component = scan.Header.Components[block.ScanComponent];
        if (scan.DcTables[block.ScanComponent] is not null && study.Origins.Huffman(scan, isAc: false, component.DcTable) is { } dc)
            ranges.Add(Whole(dc));
        if (scan.AcTables[block.ScanComponent] is not null && study.Origins.Huffman(scan, isAc: true, component.AcTable) is { } ac)
            ranges.Add(Whole(ac));
        for (int i = 0; i < block.Items.Count; i++)
        {
            CodedItem item = block.Items[i];
            BitPlace end = i + 1 < block.Items.Count ? block.Items[i + 1].Place : block.End;
            Add(ranges, item.Place, item.ExtraPlace, item.CodeLength);
            Add(ranges, item.ExtraPlace, end, item.ExtraLength);
        }
    }

    private static void Add(List<BitRange> ranges, BitPlace start, BitPlace end, int bits)
    {
        if (bits > 0)
            ranges.Add(new BitRange(start.Offset, start.Bit, bits, BlockNodes.BytesOf(start, end), LowBitFirst: false));
    }

    private static BitRange Whole(TableOrigin table) => new(table.Offset, 0, 8L * table.Length, table.Length, LowBitFirst: false);
}
