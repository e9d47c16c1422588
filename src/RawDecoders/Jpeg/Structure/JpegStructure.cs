// Walks a file's segments with the reader and applies policy to what it states: collects the frame, the tables, metadata
// and scans. Stops at each scan header; entropy-coded data are for others. Decoding and Identify both go through here.

namespace RawDecoders.Jpeg;

/// <summary>The state of a file after the segments read so far.</summary>
internal sealed class JpegStructure
{
    private readonly ByteSource _source;
    private readonly DecodeIssues _issues;
    private readonly DecodeLimits _limits;
    private readonly HuffmanTable?[] _dcTables = new HuffmanTable?[4];
    private readonly HuffmanTable?[] _acTables = new HuffmanTable?[4];
    private readonly ushort[]?[] _quantization = new ushort[4][];
    private readonly ushort[]?[] _latched = new ushort[4][];
    private FrameHeader _frame;
    private bool _sawSoi;
    private int _restartInterval;

    public JpegStructure(ByteSource source, DecodeIssues issues, DecodeLimits limits)
    {
        _source = source;
        _issues = issues;
        _limits = limits;
        Metadata = new MetadataCollector(issues, limits);
    }

    public MetadataCollector Metadata { get; }

    public bool HasFrame => _frame.ComponentCount != 0;

    public ref readonly FrameHeader Frame => ref _frame;

    /// <summary>Offset of the frame header's payload.</summary>
    public long FrameOffset { get; private set; }

    public bool HeightFromDnl { get; private set; }

    /// <summary>Ri as it stands at the first scan.</summary>
    public int FirstRestartInterval { get; private set; }

    /// <summary>Scan headers seen.</summary>
    public int ScanCount { get; private set; }

    public bool SawEndOfImage { get; private set; }

    /// <summary>Offset of the first byte not yet walked over; may be set to pass over entropy-coded data.</summary>
    public long Position { get; set; }

    /// <summary>How long the file must be to get further, where <see cref="ReadToScan"/> came to the end of its bytes.</summary>
    public long BytesNeeded { get; private set; }

    /// <summary>Steps of a component in natural order, as they stood at its first scan (libjpeg does the same), or null.</summary>
    public ushort[]? QuantizationOf(int component) => _latched[component] ?? _quantization[_frame.Components[component].QuantizationTable];

    /// <summary>Reads on to the next scan header. Null at EOI, or at the end of the bytes (<see cref="BytesNeeded"/>).</summary>
    public ScanRecord? ReadToScan()
    {
        var reader = new JpegSegmentReader(_source.Window(Position), Position);
        while (true)
        {
            bool more = reader.Read();
            if (!more || !reader.IsComplete)
            {
                BytesNeeded = reader.BytesNeeded;
                return null;
            }

            Position = reader.Position;
            if (reader.StrayBytes > 0)
                StateStrayBytes(reader.StrayBytes, reader.StrayOffset, reader.Marker);
            if (!_sawSoi && reader.Marker != JpegMarker.Soi)
                throw _issues.Error(JpegRules.SoiMissing, reader.Offset, $"{reader.Marker.GetName()} comes first");
            if (reader.Kind == JpegSegmentKind.Segment && reader.StatedLength < 2)
                ReportLength(reader);

            if (reader.Marker == JpegMarker.Eoi)
            {
                SawEndOfImage = true;
                return null;
            }

            if (reader.Marker == JpegMarker.Sos)
            {
                if (ReadScanHeader(reader) is { } scan)
                    return scan;
                SkipEntropyData();
                reader = new JpegSegmentReader(_source.Window(Position), Position);
                continue;
            }

            ReadSegment(reader);
        }
    }

    /// <summary>Reads on to EOI, for metadata after the picture.</summary>
    public void ReadToEnd()
    {
        while (!SawEndOfImage && ReadToScan() is { } scan)
        {
            _issues.Report(JpegRules.ScanSurplus, scan.Offset, "a scan after one that holds all components");
            Position = scan.DataOffset;
            SkipEntropyData();
        }
    }

    /// <summary>
    /// Passes over entropy-coded data and restarts, from <see cref="Position"/> to the marker that ends them. Markers that cannot
    /// follow a scan do not end it: they are damage of its data, which the decode of the scan tells.
    /// </summary>
    public void SkipEntropyData()
    {
        long from = Position;
        bool inData = true;
        while (true)
        {
            var reader = new JpegSegmentReader(_source.Window(from), from, inData);
            bool windowed = false;
            while (reader.Read())
            {
                if (reader.Kind == JpegSegmentKind.EntropyCodedData)
                {
                    // Cut short by the window, not by the file: the last byte may be half of a marker.
                    windowed = !reader.IsComplete && reader.Position < _source.Length;
                    from = windowed ? reader.Position - 1 : reader.Position;
                    continue;
                }

                if (!reader.Marker.IsRestart() && !IsForeign(reader.Marker))
                {
                    Position = reader.Offset;
                    return;
                }

                // What a foreign marker's length would be are data.
                windowed = !reader.Marker.IsRestart();
                from = windowed ? reader.Offset + 2 : reader.Position;
                if (windowed)
                    break;
            }

            if (!windowed)
            {
                Position = _source.Length;
                return;
            }
        }
    }

    /// <summary>Bytes after EOI belong to nothing.</summary>
    public void StateBytesAfterEnd()
    {
        if (SawEndOfImage && Position < _source.Length)
            _issues.Report(JpegRules.BytesAfterEoi, Position, $"{_source.Length - Position} bytes follow the end of the image");
    }

    /// <summary>A segment shorter than its length field is read as an empty one. Where nothing is needed from it, every decoder does so.</summary>
    private void ReportLength(in JpegSegmentReader reader)
    {
        bool isForPeople = reader.Marker is JpegMarker.Com or (>= JpegMarker.App0 and <= JpegMarker.App15);
        _issues.Report(
            isForPeople ? JpegRules.SegmentEmpty : JpegRules.SegmentLength, reader.Offset + 2, $"length {reader.StatedLength}", reader.Marker.GetName());
    }

    private void StateStrayBytes(int count, long offset, JpegMarker marker)
        => _issues.Report(JpegRules.StrayBytes, offset, $"{count} stray bytes before the marker", marker.GetName());

    private void ReadSegment(in JpegSegmentReader reader)
    {
        Finding problem;
        switch (reader.Marker)
        {
            case JpegMarker.Soi:
                if (_sawSoi)
                    _issues.Report(JpegRules.SoiRepeated, reader.Offset, "the marker comes a second time");
                _sawSoi = true;
                break;
            case JpegMarker.Dqt:
                ReadQuantization(reader);
                break;
            case JpegMarker.Dht:
                ReadHuffman(reader);
                break;
            case JpegMarker.Dri:
                if (NumberSegments.TryParseRestartInterval(reader.Payload, out int interval, out problem))
                    _restartInterval = interval;
                else
                    Refuse(reader, problem);
                break;
            case JpegMarker.Dnl:
                ReadNumberOfLines(reader);
                break;
            case JpegMarker.Com or (>= JpegMarker.App0 and <= JpegMarker.App15):
                Metadata.Add(reader.Marker, reader.Offset, reader.Payload);
                break;
            case var marker when marker.IsStartOfFrame():
                ReadFrame(reader);
                break;
            default:
                ReportForeign(_issues, reader.Marker, reader.Offset);
                break;
        }
    }

    /// <summary>
    /// Whether a marker has no place in a file of the processes that are decoded, so none after a scan: those of extensions, of
    /// hierarchical files, reserved ones, TEM.
    /// </summary>
    public static bool IsForeign(JpegMarker marker)
        => marker is JpegMarker.Dhp or JpegMarker.Exp or JpegMarker.Jpg or (> JpegMarker.None and < JpegMarker.Sof0)
            or (>= JpegMarker.Jpg0 and <= JpegMarker.Jpg13);

    /// <summary>Reports a marker that is foreign, or has no meaning where it is.</summary>
    public static void ReportForeign(DecodeIssues issues, JpegMarker marker, long offset)
    {
        // T.81 leaves codes to extensions (T.84 uses some); what they say may change the picture.
        (Rule rule, string what) = marker switch
        {
            JpegMarker.Dhp or JpegMarker.Exp => (JpegRules.Hierarchical, "hierarchical mode"),
            JpegMarker.Tem or JpegMarker.Dac or (>= JpegMarker.Rst0 and <= JpegMarker.Rst7) => (JpegRules.MarkerMisplaced, "the marker has no meaning here"),
            JpegMarker.Sof55 or JpegMarker.Lse => (JpegRules.JpegLs, "JPEG-LS"),
            >= JpegMarker.Jpg0 and <= JpegMarker.Jpg13 => (JpegRules.Extension, "an extension of JPEG"),
            _ => (JpegRules.MarkerReserved, "a reserved marker"),
        };
        issues.Report(rule, offset, what, marker.GetName());
    }

    /// <summary>
    /// Lenient: why no row is as stored although the entropy-coded data may be whole: the first scan that was left out, or
    /// whose quantisation table is not there.
    /// </summary>
    public Issue? ScanDamage { get; private set; }

    private void Refuse(in JpegSegmentReader reader, in Finding problem)
    {
        _issues.Report(problem, reader.PayloadOffset);
        if (reader.Marker == JpegMarker.Sos)
            ScanDamage ??= DecodeIssues.Make(problem.Rule, reader.PayloadOffset + problem.At, problem.What);
    }

    private void ReadFrame(in JpegSegmentReader reader)
    {
        if (HasFrame)
        {
            _issues.Report(JpegRules.FrameRepeated, reader.Offset, "a second frame", reader.Marker.GetName());
            return;
        }

        if (!FrameHeader.TryParse(reader.Marker, reader.Payload, out FrameHeader frame, out Finding problem))
            throw _issues.Error(problem, reader.PayloadOffset, reader.Marker.GetName());

        FrameOffset = reader.PayloadOffset;
        int repeated = frame.FindRepeatedId();
        if (repeated >= 0)
        {
            long at = FrameOffset + FrameHeader.SamplingField(repeated) - 1;
            _issues.Report(JpegRules.ComponentId, at, $"two components have identifier {frame.Components[repeated].Id}", reader.Marker.GetName());
        }

        _frame = frame;
        int fractional = new FrameGeometry(frame.Height == 0 ? frame.WithHeight(1) : frame).FindFractionalRatio();
        if (fractional >= 0)
        {
            FrameComponent c = frame.Components[fractional];
            throw _issues.Error(
                JpegRules.SamplingRatio,
                FrameOffset + FrameHeader.SamplingField(fractional),
                $"sampling factors {c.HorizontalSampling} x {c.VerticalSampling} of component {fractional} do not divide the largest ones",
                reader.Marker.GetName());
        }
    }

    private void ReadQuantization(in JpegSegmentReader reader)
    {
        var tables = new QuantizationTableSegment(reader.Payload);
        Finding problem;
        while (tables.TryReadNext(out problem))
        {
            ushort[] natural = new ushort[64];
            if (tables.CopyTo(natural))
                _issues.Report(JpegRules.QuantisationStep, reader.PayloadOffset + tables.Offset, $"table {tables.Destination} has a step of 0");
            if (tables.Precision == 16)
                _issues.Report(JpegRules.QuantisationPrecision, reader.PayloadOffset + tables.Offset, $"table {tables.Destination} has 16-bit steps for 8-bit samples");
            _quantization[tables.Destination] = natural;
        }

        if (!problem.IsNone)
            Refuse(reader, problem);
    }

    private void ReadHuffman(in JpegSegmentReader reader)
    {
        var tables = new HuffmanTableSegment(reader.Payload);
        Finding problem;
        while (tables.TryReadNext(out problem))
            (tables.IsAc ? _acTables : _dcTables)[tables.Destination] = new HuffmanTable(tables.Lengths, tables.Symbols);
        if (!problem.IsNone)
            Refuse(reader, problem);
    }

    /// <summary>DNL: the number of lines that the frame header left open.</summary>
    public void ReadNumberOfLines(in JpegSegmentReader reader)
    {
        if (!NumberSegments.TryParseNumberOfLines(reader.Payload, out int lines, out Finding problem))
        {
            Refuse(reader, problem);
            return;
        }

        if (!HasFrame || ScanCount == 0)
            _issues.Report(JpegRules.DnlPlace, reader.Offset, "it comes before the first scan");
        else if (_frame.Height == 0)
            (_frame, HeightFromDnl) = (_frame.WithHeight(lines), true);
        else if (_frame.Height != lines)
            _issues.Report(JpegRules.DnlLines, reader.PayloadOffset, $"{lines} lines where the frame header says {_frame.Height}");
    }

    private ScanRecord? ReadScanHeader(in JpegSegmentReader reader)
    {
        if (!HasFrame)
            throw _issues.Error(JpegRules.FrameMissing, reader.Offset, "a scan before the frame header");
        if (ScanCount == _limits.MaxScans)
            throw _issues.Error(SharedRules.MaxScans, reader.Offset, $"more than {_limits.MaxScans} scans", "SOS");

        if (ScanCount++ == 0)
            FirstRestartInterval = _restartInterval;
        if (!ScanHeader.TryParse(reader.Payload, out ScanHeader header, out Finding problem) || !header.Bind(_frame, out problem))
        {
            Refuse(reader, problem);
            return null;
        }

        if (!_frame.IsProgressive && !header.IsSequential)
        {
            _issues.Report(
                JpegRules.ScanParameters,
                reader.PayloadOffset + header.SpectralField,
                $"spectral selection {header.SpectralStart} to {header.SpectralEnd}, bits {header.ApproximationHigh} to {header.ApproximationLow} in a sequential scan");
        }

        return BindTables(reader, header);
    }

    /// <summary>T.81 B.2.4: the tables in force. Where the file has defined none at all, those of K.3 (motion-JPEG frames).</summary>
    private ScanRecord? BindTables(in JpegSegmentReader reader, in ScanHeader header)
    {
        int count = header.ComponentCount;
        var dcTables = new HuffmanTable?[count];
        var acTables = new HuffmanTable?[count];
        bool codesDc = !_frame.IsProgressive || header.SpectralStart == 0 && header.ApproximationHigh == 0;
        bool codesAc = !_frame.IsProgressive || header.SpectralStart != 0;
        for (int i = 0; i < count; i++)
        {
            ScanComponent c = header.Components[i];
            int field = 2 + 2 * i;
            if (_quantization[_frame.Components[c.Component].QuantizationTable] is { } steps)
            {
                _latched[c.Component] ??= steps;
            }
            else if (_latched[c.Component] is null)
            {
                Refuse(reader, new Finding(JpegRules.QuantisationMissing, field - 1, $"quantisation table {_frame.Components[c.Component].QuantizationTable} is not defined"));
                _latched[c.Component] = new ushort[64];
            }

            if (codesDc)
                dcTables[i] = _dcTables[c.DcTable] ??= Standard(c.DcTable, isAc: false);
            if (codesAc)
                acTables[i] = _acTables[c.AcTable] ??= Standard(c.AcTable, isAc: true);
            if (codesDc && dcTables[i] is null || codesAc && acTables[i] is null)
            {
                Refuse(reader, new Finding(JpegRules.HuffmanMissing, field, $"Huffman tables {c.DcTable} (DC) and {c.AcTable} (AC) are not both defined"));
                return null;
            }

            if (dcTables[i] is { IsValidForDc: false })
            {
                Refuse(reader, new Finding(JpegRules.HuffmanCategory, field, $"Huffman table {c.DcTable} holds symbols over 15, not DC categories"));
                return null;
            }
        }

        return new ScanRecord
        {
            Header = header,
            Number = ScanCount - 1,
            Offset = reader.Offset,
            DataOffset = reader.Position,
            RestartInterval = _restartInterval,
            DcTables = dcTables,
            AcTables = acTables,
        };
    }

    private static HuffmanTable? Standard(int destination, bool isAc) => (destination, isAc) switch
    {
        (0, false) => StandardHuffmanTables.LuminanceDc(),
        (1, false) => StandardHuffmanTables.ChrominanceDc(),
        (0, true) => StandardHuffmanTables.LuminanceAc(),
        (1, true) => StandardHuffmanTables.ChrominanceAc(),
        _ => null,
    };
}
