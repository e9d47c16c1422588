// Owns: where in the file the tables stand that a scan uses. Stands beside JpegStructure, which knows what they say, where
// study wants the bytes too. Leaves to others: taking the segments apart.

namespace RawDecoders.Jpeg;

/// <summary>Bytes of a table: from Pq, Tq or Tc, Th on.</summary>
/// <param name="Offset">Offset in the file.</param>
/// <param name="Length">Length in bytes.</param>
internal readonly record struct TableOrigin(long Offset, int Length);

/// <summary>The tables in force at each scan.</summary>
internal sealed class TableOrigins
{
    private readonly Dictionary<long, (Dictionary<int, TableOrigin> Huffman, Dictionary<int, TableOrigin> Quantization)> _atScan = [];

    public TableOrigins(ReadOnlySpan<byte> file)
    {
        var huffman = new Dictionary<int, TableOrigin>();
        var quantization = new Dictionary<int, TableOrigin>();
        var reader = new JpegSegmentReader(file);
        while (reader.Read() && reader.Marker != JpegMarker.Eoi)
        {
            if (reader.Marker == JpegMarker.Dht)
            {
                var tables = new HuffmanTableSegment(reader.Payload);
                while (tables.TryReadNext(out _))
                    huffman[Key(tables.IsAc, tables.Destination)] = new TableOrigin(reader.PayloadOffset + tables.Offset, 17 + tables.Symbols.Length);
            }
            else if (reader.Marker == JpegMarker.Dqt)
            {
                var tables = new QuantizationTableSegment(reader.Payload);
                while (tables.TryReadNext(out _))
                    quantization[tables.Destination] = new TableOrigin(reader.PayloadOffset + tables.Offset, 1 + 8 * tables.Precision);
            }
            else if (reader.Marker == JpegMarker.Sos)
            {
                _atScan[reader.Offset] = (new(huffman), new(quantization));
            }
        }
    }

    /// <summary>Where the tables stand that some scan uses: Huffman tables for what it codes, steps at a component's first scan.</summary>
    public HashSet<long> FindUsed(JpegStudy study)
    {
        var used = new HashSet<long>();
        var latched = new HashSet<int>();
        foreach (ScanRecord scan in study.Scans)
        {
            for (int i = 0; i < scan.Header.ComponentCount; i++)
            {
                ScanComponent c = scan.Header.Components[i];
                if (scan.DcTables[i] is not null && Huffman(scan, isAc: false, c.DcTable) is { } dc)
                    used.Add(dc.Offset);
                if (scan.AcTables[i] is not null && Huffman(scan, isAc: true, c.AcTable) is { } ac)
                    used.Add(ac.Offset);
                if (latched.Add(c.Component) && Quantization(scan, study.Structure.Frame.Components[c.Component].QuantizationTable) is { } steps)
                    used.Add(steps.Offset);
            }
        }

        return used;
    }

    /// <summary>A Huffman table of a scan; null where the file defines none (T.81 K.3's are taken then).</summary>
    public TableOrigin? Huffman(ScanRecord scan, bool isAc, int destination)
        => _atScan.TryGetValue(scan.Offset, out var tables) && tables.Huffman.TryGetValue(Key(isAc, destination), out TableOrigin origin) ? origin : null;

    /// <summary>A quantisation table as it stands at a scan.</summary>
    public TableOrigin? Quantization(ScanRecord scan, int destination)
        => _atScan.TryGetValue(scan.Offset, out var tables) && tables.Quantization.TryGetValue(destination, out TableOrigin origin) ? origin : null;

    /// <summary>A component's steps: in force is what stood there when its first scan began.</summary>
    public TableOrigin? FirstQuantization(JpegStudy study, int component)
    {
        ScanRecord? scan = study.Scans.Find(s => s.Header.Components.ToArray().Any(c => c.Component == component));
        return scan is null ? null : Quantization(scan, study.Structure.Frame.Components[component].QuantizationTable);
    }

    private static int Key(bool isAc, int destination) => isAc ? 4 + destination : destination;
}
