// Owns: the tree of a file: one node a segment, marker, run of entropy-coded data, stray or fill bytes, in file order; scans
// with their data below a node of their own. Stands on JpegSegmentReader, whose walk it is. Leaves to others: fields, which the
// *Nodes beside this file add.

using RawDecoders.Inspection;

namespace RawDecoders.Jpeg;

/// <summary>Builds the tree.</summary>
internal sealed class SegmentTree
{
    private readonly JpegStudy _study;
    private readonly ReadOnlyMemory<byte> _file;
    private readonly InspectOptions _options;
    private readonly InspectBudget _nodes;
    private readonly StructureNode _root;
    private readonly List<StructureNode> _scanData = [];
    private CoefficientStore? _store;
    private StructureNode? _scan;
    private ScanRecord? _record;
    private int _scanNumber;
    private bool _isStopped;

    public SegmentTree(JpegStudy study, InspectOptions options, InspectBudget nodes)
    {
        _study = study;
        _file = study.File;
        _options = options;
        _nodes = nodes;
        _root = new StructureNode("JPEG file", 0, _file.Length, Summary(), "T.81 B.2.1");
    }

    public StructureNode Build()
    {
        var reader = new JpegSegmentReader(_file.Span);
        bool ended = false;
        long done = 0;
        while (!ended && reader.Read())
        {
            bool belongsToScan = _scan is not null && (reader.Kind == JpegSegmentKind.EntropyCodedData || reader.Marker.IsRestart());
            if (!belongsToScan)
                CloseScan();
            if (!_nodes.TryTake(3))
                return Cut(done);
            StructureNode into = _scan ?? _root;
            if (reader.StrayBytes > 0)
                into.Add("stray bytes", reader.StrayOffset, reader.StrayBytes, NodeText.Show(Slice(reader.StrayOffset, reader.StrayBytes)), "T.81 B.1.1.2", NodeText.Hex(Slice(reader.StrayOffset, reader.StrayBytes)));
            if (reader.FillBytes > 0)
                into.Add("fill bytes", reader.Offset - reader.FillBytes, reader.FillBytes, $"{NodeText.Count(reader.FillBytes, "byte")} FF before a marker", "T.81 B.1.1.2");
            AddItem(reader);
            done = reader.Position;
            ended = reader.Marker == JpegMarker.Eoi;
        }

        CloseScan();
        if (done < _file.Length)
            AddRest(done, ended);
        if (_study.Scans.Count > 0)
            RemarkOnTables();
        return _root;
    }

    private ReadOnlySpan<byte> Slice(long offset, long length) => _file.Span.Slice((int)offset, (int)length);

    /// <summary>Too many nodes: what is left of the file is one of them.</summary>
    private StructureNode Cut(long done)
    {
        CloseScan();
        _root.Add(_nodes.Elided(done, _file.Length - done, "the rest of the file"));
        return _root;
    }

    private void AddRest(long offset, bool ended)
    {
        ReadOnlySpan<byte> rest = _file.Span[(int)offset..];
        string looks = rest.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "; they begin like another JPEG file" : "";
        _root.Add(
            ended ? "bytes after EOI" : "stray bytes", offset, rest.Length, $"{NodeText.Show(rest)}{looks}; ignored", "T.81 B.2.1", NodeText.Hex(rest));
    }

    private void AddItem(in JpegSegmentReader reader)
    {
        if (reader.Kind == JpegSegmentKind.EntropyCodedData)
        {
            StructureNode data = (_scan ?? _root).Add(
                "entropy-coded data", reader.Offset, reader.Length, NodeText.Show(reader.Payload), "T.81 B.1.1.5", NodeText.Hex(reader.Payload));
            _scanData.Add(data);
            return;
        }

        if (reader.Kind == JpegSegmentKind.Marker)
        {
            (_scan ?? _root).Add(reader.Marker.GetName(), reader.Offset, 2, MarkerWords(reader.Marker), "T.81 B.1.1.3, Table B.1", NodeText.Hex(Slice(reader.Offset, 2)));
            return;
        }

        var node = new StructureNode(ApplicationNodes.SegmentName(reader.Marker, reader.Payload), reader.Offset, reader.Length, SegmentWords(reader.Marker), SegmentClause(reader.Marker));
        AddSegment(node, reader);
        if (!_nodes.TryTake(CountNodes(node)))
            node = new StructureNode(node.Name, node.Offset, node.Length, node.Value, node.Clause);
        if (reader.Marker == JpegMarker.Sos)
            OpenScan(node);
        else
            _root.Add(node);
    }

    private void AddSegment(StructureNode node, in JpegSegmentReader reader)
    {
        var fields = new FieldWriter(node, _file.Slice((int)reader.Offset, reader.Length), reader.Offset);
        fields.Add("marker", 2, reader.Marker.GetName(), "T.81 Table B.1", NodeText.Hex(Slice(reader.Offset, 2)));
        int stated = reader.StatedLength;
        fields.Word(LengthName(reader.Marker), n => n == stated && n >= 2 ? $"{n} bytes, these two included" : $"{n}: not a length", "T.81 B.1.1.4");
        if (fields.Left == 0 && reader.Payload.IsEmpty && reader.Marker is not (JpegMarker.Com or (>= JpegMarker.App0 and <= JpegMarker.App15)))
            return;
        switch (reader.Marker)
        {
            case JpegMarker.Dqt:
                node.Value = $"quantisation: {TableNodes.AddQuantization(fields, _file)}";
                break;
            case JpegMarker.Dht:
                node.Value = $"Huffman: {TableNodes.AddHuffman(fields, _file)}";
                break;
            case JpegMarker.Dac:
                FrameNodes.AddArithmeticConditioning(fields);
                break;
            case JpegMarker.Dri:
                FrameNodes.AddRestartInterval(fields);
                break;
            case JpegMarker.Dnl:
                FrameNodes.AddNumberOfLines(fields);
                break;
            case JpegMarker.Sos:
                FrameNodes.AddScan(fields, _study.IsProgressive, _study.IsLossless);
                break;
            case JpegMarker.Com or (>= JpegMarker.App0 and <= JpegMarker.App15):
                node.Value = ApplicationNodes.Add(fields, reader.Marker, node, _file);
                break;
            case JpegMarker.Dhp or JpegMarker.Sof55:
            case var marker when marker.IsStartOfFrame():
                FrameNodes.AddFrame(fields);
                if (_study.Geometry is not null && _study.Structure.FrameOffset == reader.PayloadOffset)
                    FrameNodes.AddGeometry(node, _study.Geometry, _study.Structure.Frame, _study.Colour);
                break;
            default:
                break;
        }

        fields.Rest(reader.Marker is JpegMarker.Dac or JpegMarker.Exp || (byte)reader.Marker < 0xC0 || reader.Marker is >= JpegMarker.Jpg0 and <= JpegMarker.Jpg13 or JpegMarker.Jpg ? "parameters" : "surplus bytes");
    }

    /// <summary>A table that no scan uses is bytes for nothing.</summary>
    private void RemarkOnTables()
    {
        HashSet<long> used = new TableOrigins(_file.Span).FindUsed(_study);
        foreach (StructureNode segment in _root.Children)
        {
            if (segment.Name is not ("DQT" or "DHT"))
                continue;
            foreach (StructureNode table in segment.Children.Where(t => t.Name.Contains(" table ", StringComparison.Ordinal) && !used.Contains(t.Offset)))
                table.AddFinding(new Issue(segment.Name == "DQT" ? JpegRules.QuantisationUnused : JpegRules.HuffmanUnused, table.Offset, "no scan uses this table"));
        }
    }

    private void OpenScan(StructureNode header)
    {
        _scanNumber++;
        _record = _study.Scans.Find(s => s.Offset == header.Offset);
        string value = _record is null ? "its header is refused: its data are not read"
            : FrameNodes.DescribeScan(_record, _study.Structure.Frame, _study.Colour.Model);
        _scan = _root.Add($"scan {_scanNumber}", header.Offset, header.Length, value, "T.81 B.2.3");
        _scan.Add(header);
        _scanData.Clear();
    }

    private void CloseScan()
    {
        if (_scan is not { } scan)
            return;
        StructureNode last = scan.Children[^1];
        scan.Length = last.Offset + last.Length - scan.Offset;
        if (_record is not null && _study.CanReadBlocks && (_isStopped || !_study.CanKeepBlocks))
        {
            _nodes.Elide(scan, _isStopped ? InspectLimit.Work : InspectLimit.Memory, "MCUs, bits and coefficients of the scan, and what is odd about its padding");
        }
        else if (_record is { } record && _study.CanReadBlocks)
        {
            _store ??= _study.IsProgressive ? new CoefficientStore(_study.Geometry!) : null;
            // Later scans of a progressive file build on this one.
            _isStopped = !new ScanNodes(_study, record, _store, _options, _nodes).Add(scan, _scanData);
        }

        _scan = null;
    }

    private static int CountNodes(StructureNode node) => 1 + node.Children.Sum(CountNodes);

    private string Summary()
    {
        if (_study.Geometry is not { } g)
            return "";
        int scans = _study.Structure.ScanCount;
        return $"{g.Width} x {g.Height} pixels, {FrameHeader.NameProcess(_study.Structure.Frame.Marker)}, {_study.Colour.Model}, {scans} scan{(scans == 1 ? "" : "s")}";
    }

    private static string MarkerWords(JpegMarker marker) => marker switch
    {
        JpegMarker.Soi => "start of image",
        JpegMarker.Eoi => "end of image",
        JpegMarker.Tem => "temporary, of arithmetic coding; ignored",
        _ => $"restart {marker - JpegMarker.Rst0}",
    };

    private static string SegmentWords(JpegMarker marker) => marker switch
    {
        JpegMarker.Dqt => "define quantisation tables",
        JpegMarker.Dht => "define Huffman tables",
        JpegMarker.Dac => "define arithmetic coding conditioning",
        JpegMarker.Dri => "define restart interval",
        JpegMarker.Dnl => "define number of lines",
        JpegMarker.Sos => "start of scan",
        JpegMarker.Dhp => "define hierarchical progression",
        JpegMarker.Exp => "expand reference components",
        JpegMarker.Com => "comment",
        JpegMarker.Sof55 => "start of frame of JPEG-LS",
        JpegMarker.Lse => "parameters of JPEG-LS",
        JpegMarker.Jpg or (>= JpegMarker.Jpg0 and <= JpegMarker.Jpg13) => "reserved for JPEG extensions",
        _ when marker.IsStartOfFrame() => $"start of frame, {FrameHeader.NameProcess(marker)}",
        >= JpegMarker.App0 and <= JpegMarker.App15 => "application data",
        _ => "reserved",
    };

    private static string SegmentClause(JpegMarker marker) => marker switch
    {
        JpegMarker.Dqt => "T.81 B.2.4.1",
        JpegMarker.Dht => "T.81 B.2.4.2",
        JpegMarker.Dac => "T.81 B.2.4.3",
        JpegMarker.Dri => "T.81 B.2.4.4",
        JpegMarker.Dnl => "T.81 B.2.5",
        JpegMarker.Sos => "T.81 B.2.3",
        JpegMarker.Dhp => "T.81 B.3.2",
        JpegMarker.Exp => "T.81 B.3.3",
        JpegMarker.Com => "T.81 B.2.4.5",
        JpegMarker.Sof55 or JpegMarker.Lse => "T.87 C.1",
        _ when marker.IsStartOfFrame() => "T.81 B.2.2",
        >= JpegMarker.App0 and <= JpegMarker.App15 => "T.81 B.2.4.6",
        _ => "T.81 Table B.1",
    };

    private static string LengthName(JpegMarker marker) => marker switch
    {
        JpegMarker.Dqt => "Lq",
        JpegMarker.Dht => "Lh",
        JpegMarker.Dac => "La",
        JpegMarker.Dri => "Lr",
        JpegMarker.Dnl => "Ld",
        JpegMarker.Sos => "Ls",
        JpegMarker.Exp => "Le",
        JpegMarker.Com => "Lc",
        JpegMarker.Dhp or JpegMarker.Sof55 => "Lf",
        _ when marker.IsStartOfFrame() => "Lf",
        >= JpegMarker.App0 and <= JpegMarker.App15 => "Lp",
        _ => "length",
    };
}
