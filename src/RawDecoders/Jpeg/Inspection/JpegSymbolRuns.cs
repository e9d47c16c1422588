// Owns: the coded items of a JPEG as runs of bits, of every process: those around a bit, those of a block, and the Huffman code in force. Files whose places
// are known are gone to at once; arithmetic-coded, lossless and damaged ones are walked from the beginning, over what cannot be read to the next restart.
// Stands between ScanWalk and JpegSight. Leaves to others: what a bit has an effect on (JpegEffects).

using RawDecoders.Inspection;

namespace RawDecoders.Jpeg;

/// <summary>The runs of one file.</summary>
/// <param name="study">The file.</param>
/// <param name="places">Where MCUs begin; null where they cannot be gone to at once.</param>
internal sealed class JpegSymbolRuns(JpegStudy study, ScanPlaces? places)
{
    /// <summary>Runs from the one that holds a bit of the file on.</summary>
    public List<CodedRun> From(long bit, int count)
    {
        var runs = new List<CodedRun>();
        if (places is null)
        {
            WalkTo(bit, count, runs);
            return runs;
        }

        if (places.At(bit >> 3) is not { } walked)
            return runs;
        CoefficientStore store = places.Before(walked.Scan);
        var walk = new ScanWalk(study, walked.Scan, store) { EmptyRows = [], OnBlock = block => Take(block, bit, count, runs) };
        int from = Math.Max(0, walked.Places.FindLastIndex(p => 8 * p.Start.Offset + p.Start.Bit <= bit));
        // A byte 0xFF is followed by a stuffed zero: the MCU that holds the bit may be the one before.
        for (int i = Math.Max(0, from - 1); i < walked.Places.Count && runs.Count < count; i++)
            walk.RunPart(walked.Places[i], walked.Places[i].Mcu + 1);
        return runs;
    }

    /// <summary>The runs of a block, scan by scan.</summary>
    public List<CodedRun> Of(int component, int x, int y)
    {
        var runs = new List<CodedRun>();
        if (study.Geometry is not { } geometry || (places is null && !CanWalk))
            return runs;
        var store = new CoefficientStore(geometry);
        foreach (ScanRecord scan in study.Scans.Take(study.UsedScans))
        {
            var walk = new ScanWalk(study, scan, store)
            {
                EmptyRows = [(component, y)],
                OnBlock = block =>
                {
                    if (block.Component != component || block.X != x || block.Y != y)
                        return;
                    for (int i = 0; i < block.Items.Count; i++)
                        runs.Add(Run(block, i) with { Scan = scan.Number });
                },
            };
            if (places is null)
                walk.Run();
            else
                places.Walk(walk, scan, [(component, x, y)], () => { });
        }

        return runs;
    }

    /// <summary>The Huffman code that a bit belongs to.</summary>
    public CodeInForce? CodeAt(long bit)
    {
        if (From(bit, 1) is not [{ CodeBits: > 0, Block: { } block } run] || ScanOf(run.Offset) is not { } scan)
            return null;
        int component = Array.FindIndex(scan.Header.Components.ToArray(), c => c.Component == block.Component);
        if (component < 0)
            return null;
        bool isDc = run.Kind is "dc" or "difference";
        HuffmanTable? table = (isDc ? scan.DcTables : scan.AcTables)[component];
        if (table is null)
            return null;
        var plain = new PlainHuffman(table);
        var codes = new List<(int, string, string)>();
        for (int length = 1; length <= 16; length++)
        {
            ReadOnlySpan<byte> symbols = plain.OfLength(length, out int first);
            for (int i = 0; i < symbols.Length; i++)
                codes.Add((symbols[i], Convert.ToString(first + i, 2).PadLeft(length, '0'), isDc ? $"category {symbols[i]}" : TableNodes.NameAc(symbols[i])));
        }

        ScanComponent c = scan.Header.Components[component];
        return new CodeInForce(
            $"{(isDc ? "DC" : "AC")} table {(isDc ? c.DcTable : c.AcTable)} of scan {scan.Number + 1}", study.IsLossless ? "T.81 C.2, H.1.2.2" : "T.81 C.2, F.2.2.3", codes, Digits(run));
    }

    private bool CanWalk => study.Geometry is not null && study.CanReadBlocks && study.CanKeepBlocks;

    /// <summary>The last scan of the picture that begins at or before a byte; null before the first.</summary>
    private ScanRecord? ScanOf(long offset) => study.Scans.Take(study.UsedScans).LastOrDefault(s => s.DataOffset <= offset);

    /// <summary>Walks the scans up to the runs that are wanted: the scan that holds the bit, and those before it for what they tell of its blocks.</summary>
    private void WalkTo(long bit, int count, List<CodedRun> runs)
    {
        if (!CanWalk || ScanOf(bit >> 3) is not { } wanted)
            return;
        var store = new CoefficientStore(study.Geometry!);
        bool isWanted = false;
        foreach (ScanRecord scan in study.Scans.Take(study.UsedScans))
        {
            isWanted |= ReferenceEquals(scan, wanted);
            ScanWalk walk = null!;
            walk = new ScanWalk(study, scan, store)
            {
                EmptyRows = [],
                OnBlock = !isWanted ? null : block =>
                {
                    Take(block, bit, count, runs);
                    walk.IsEnough = runs.Count >= count;
                },
                OnInterval = !isWanted ? null : interval => TakePassedOver(interval, bit, count, runs),
            };
            walk.Run();
            if (runs.Count >= count)
                return;
        }
    }

    private void Take(CodedBlock block, long bit, int count, List<CodedRun> runs)
    {
        for (int i = 0; i < block.Items.Count && runs.Count < count; i++)
        {
            CodedRun run = Run(block, i);
            long start = 8 * run.Offset + run.Bit;
            // Arithmetic decisions may take no bit at all; they stand where the next begins.
            if (start + run.Bits > bit || (run.Bits == 0 && start >= bit))
                runs.Add(run);
        }
    }

    /// <summary>What lies between damage and the next restart (or the end of the scan) is read by nobody.</summary>
    private void TakePassedOver(in CodedInterval interval, long bit, int count, List<CodedRun> runs)
    {
        (long offset, int first) = (interval.PaddingPlace.Offset, interval.PaddingPlace.Bit);
        long stuffed = 0;
        ReadOnlySpan<byte> file = study.File.Span;
        for (long i = offset; i + 1 < interval.MarkerOffset; i++)
            stuffed += file[(int)i] == 0xFF && file[(int)i + 1] == 0 ? 8 : 0;
        long bits = 8 * (interval.MarkerOffset - offset) - first - stuffed;
        if (interval.IsWhole || runs.Count >= count || bits <= 0 || 8 * interval.MarkerOffset <= bit)
            return;
        string next = interval.Marker.IsRestart() ? $"the next restart, {interval.Marker.GetName()} at byte {interval.MarkerOffset}" : interval.Marker == JpegMarker.None ? "the end of the file" : $"{interval.Marker.GetName()} at byte {interval.MarkerOffset}";
        runs.Add(new CodedRun("damage", offset, first, bits, LowBitFirst: false, $"passed over: after the damage nothing can be read up to {next}") { Bytes = interval.MarkerOffset - offset });
    }

    private string Digits(CodedRun run)
    {
        var bits = new PlainBitReader(study.File.Span[(int)run.Offset..], run.Offset);
        bits.TryRead(run.Bit, out _);
        bits.TryRead(run.CodeBits, out int code);
        return Convert.ToString(code, 2).PadLeft(run.CodeBits, '0');
    }

    private CodedRun Run(CodedBlock block, int index)
    {
        CodedItem item = block.Items[index];
        BitPlace end = index + 1 < block.Items.Count ? block.Items[index + 1].Place : block.End;
        FrameGeometry geometry = study.Geometry!;
        ComponentGeometry c = geometry.Components[block.Component];
        (string kind, string words) = item.Kind switch
        {
            CodedKind.DcDifference => ("dc", $"DC {item.Value:+0;-0;0}: {item.Before + item.Value}"),
            CodedKind.LosslessDifference => ("difference", $"difference {item.Value:+0;-0;0}: category {item.Symbol}"),
            CodedKind.DcBit => ("dc", $"one more bit of DC: {item.Value}"),
            CodedKind.Coefficient => ("ac", $"coefficient {item.Index}: {item.Value}"),
            CodedKind.ZeroRun => ("zrl", "16 zeros"),
            CodedKind.EndOfBlock => ("eob", "the rest of the block is zero"),
            CodedKind.EndOfBandRun => ("eob", $"the band is zero in {item.Value} blocks"),
            CodedKind.Correction => ("correction", $"one more bit of coefficient {item.Index}: {item.Value}"),
            _ => ("damage", "cannot be read"),
        };
        long last = end.Bit == 0 ? end.Offset - 1 : end.Offset;
        return new CodedRun(kind, item.Place.Offset, item.Place.Bit, item.Bits, LowBitFirst: false, words)
        {
            Bytes = Math.Max(1, last + 1 - item.Place.Offset),
            Value = item.Value,
            CodeBits = item.Decisions > 0 ? 0 : item.CodeLength,
            Block = (block.Component, block.X, block.Y, item.Kind is CodedKind.DcDifference or CodedKind.DcBit or CodedKind.LosslessDifference ? 0 : item.Index),
            Pixel = (Math.Min(geometry.Width - 1, block.X * geometry.DataUnit * c.HorizontalRatio), Math.Min(geometry.Height - 1, block.Y * geometry.DataUnit * c.VerticalRatio)),
            Decisions = ArithmeticNodes.Of(block, item),
        };
    }
}
