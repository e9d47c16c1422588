// Owns: the account of a JPEG's bytes: segments by marker, and of entropy-coded data what each component takes in each scan, with the bits of each MCU.
// Stands on JpegSight. Leaves to others: showing it.

using RawDecoders.Inspection;

namespace RawDecoders.Jpeg;

/// <summary>Counts the bits of one file.</summary>
internal static class JpegCosts
{
    /// <summary>Down to the components of each scan, as far as their symbols can be read.</summary>
    public static FileCosts Of(ReadOnlyMemory<byte> file, JpegSight sight) => Of(file, sight.Study, sight.Account);

    /// <summary>By segments and scans alone: no symbol is read.</summary>
    public static FileCosts OfParts(ReadOnlyMemory<byte> file, InspectOptions options)
    {
        using var study = new JpegStudy(file, options.Limits, new InspectBudget(options, file.Length));
        return Of(file, study, account: null);
    }

    private static FileCosts Of(ReadOnlyMemory<byte> file, JpegStudy study, ScanAccount? account)
    {
        var sum = new CostSum();
        var reader = new JpegSegmentReader(file.Span);
        long at = 0;
        long scanAt = -1;
        bool isEnded = false;
        while (!isEnded && reader.Read())
        {
            sum.Add(CostSum.Unused, "bytes between segments", 8 * (reader.Offset - at));
            at = reader.Offset + reader.Length;
            if (reader.Marker == JpegMarker.Sos && reader.Kind != JpegSegmentKind.EntropyCodedData)
                scanAt = reader.Offset;
            if (reader.Kind == JpegSegmentKind.EntropyCodedData)
                AddData(sum, study, scanAt, reader.Offset, reader.Length);
            else
                AddSegment(sum, reader);
            isEnded = reader.Marker == JpegMarker.Eoi && reader.Kind != JpegSegmentKind.EntropyCodedData;
        }

        sum.Add(CostSum.Unused, "bytes after the end", 8 * (file.Length - at));
        foreach ((ScanRecord scan, ScanTotals totals) in account?.Scans ?? [])
            Share(sum, study, scan, totals);
        return new FileCosts(ImageFormat.Jpeg, file.Length, sum.Parts, Map(study, account))
        {
            Width = study.Geometry?.Width ?? 0,
            Height = study.Geometry?.Height ?? 0,
            SampleBytes = study.Geometry is { } g ? (long)g.Width * g.Height * g.Components.Length * ((study.Precision + 7) / 8) : 0,
        };
    }

    private static void AddSegment(CostSum sum, in JpegSegmentReader reader)
    {
        string group = reader.Marker switch
        {
            JpegMarker.Com or (>= JpegMarker.App0 and <= JpegMarker.App15) => CostSum.Metadata,
            _ when reader.Kind == JpegSegmentKind.Marker => CostSum.Framing,
            _ => CostSum.Header,
        };
        string name = reader.Marker switch
        {
            JpegMarker.Dqt => "quantisation tables (DQT)",
            JpegMarker.Dht => "Huffman tables (DHT)",
            JpegMarker.Sos => "scan headers (SOS)",
            _ when reader.Marker.IsRestart() => "restart markers",
            _ when reader.Marker.IsStartOfFrame() => $"frame header ({reader.Marker.GetName()})",
            _ => reader.Marker.GetName(),
        };
        sum.Add(group, name, 8 * reader.Length);
    }

    private static string DataName(int scan) => $"scan {scan + 1}";

    private static void AddData(CostSum sum, JpegStudy study, long scanAt, long offset, long length)
    {
        ScanRecord? scan = study.Scans.Find(s => s.Offset == scanAt);
        if (scan is null || offset < scan.DataOffset)
            sum.Add(CostSum.Unused, "data of scans that are not read", 8 * length);
        else if (study.Scans.IndexOf(scan) >= study.UsedScans)
            sum.Add(CostSum.Unused, "data of scans that are passed over", 8 * length);
        else
            sum.Add(CostSum.Coded, DataName(scan.Number), 8 * length);
    }

    /// <summary>Shares the data of a scan out over its components; what is left is padding and stuffing, and what could not be read.</summary>
    private static void Share(CostSum sum, JpegStudy study, ScanRecord scan, ScanTotals totals)
    {
        ScanHeader header = scan.Header;
        string data = DataName(scan.Number);
        for (int i = 0; i < header.ComponentCount; i++)
        {
            string name = $"{data}: {study.ComponentName(header.Components[i].Component)}";
            if (study.IsLossless)
            {
                sum.Move(data, CostSum.Coded, $"{name}, differences", totals.DcBits[i]);
                continue;
            }

            sum.Move(data, CostSum.Coded, $"{name}, DC", totals.DcBits[i]);
            sum.Move(data, CostSum.Coded, $"{name}, AC", totals.AcBits[i]);
        }

        bool isWhole = totals.Intervals.TrueForAll(i => i.IsWhole);
        string rest = scan.Arithmetic is not null ? "end of the code, stuffed zeros" : "padding, stuffed zeros";
        sum.Rename(data, CostSum.Coded, isWhole ? $"{data}: {rest}" : $"{data}: {rest}, what cannot be read", isWhole ? CostSum.Coded : CostSum.Unused);
    }

    private static CostMap? Map(JpegStudy study, ScanAccount? account)
    {
        if (account is null || study.Geometry is not { } g)
            return null;
        return new CostMap(g.DataUnit * g.MaxHorizontal * account.CellMcus, g.McuHeight * account.CellMcus, account.Columns, account.Rows, [.. account.Bits]);
    }
}
