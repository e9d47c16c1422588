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
            if (!more || reader.IsCutShort)
            {
                BytesNeeded = reader.BytesNeeded;
                return null;
            }

            Position = reader.Position;
            if (reader.StrayBytes > 0)
                StateStrayBytes(reader.StrayBytes, reader.StrayOffset, reader.Marker);
            if (!_sawSoi && reader.Marker != JpegMarker.Soi)
                throw _issues.Error(ImageDecodeErrorKind.Malformed, reader.Offset, $"{reader.Marker.GetName()} where SOI belongs", "SOI", "T.81 B.2.1");
            if (reader.Kind == JpegSegmentKind.Segment && reader.StatedLength < 2)
                _issues.Harmful(ImageDecodeErrorKind.Malformed, reader.Offset + 2, $"length {reader.StatedLength}", reader.Marker.GetName(), "T.81 B.1.1.4");

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
            _issues.Harmless(scan.Offset, "a scan after one that holds all components", "SOS", "T.81 B.2.3");
            Position = scan.DataOffset;
            SkipEntropyData();
        }
    }

    /// <summary>Passes over entropy-coded data and restarts, from <see cref="Position"/> to the marker that ends them.</summary>
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
                    windowed = reader.IsCutShort && reader.Position < _source.Length;
                    from = windowed ? reader.Position - 1 : reader.Position;
                    continue;
                }

                if (!reader.Marker.IsRestart())
                {
                    Position = reader.Offset;
                    return;
                }

                from = reader.Position;
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
            _issues.Harmless(Position, $"{_source.Length - Position} bytes after EOI", "EOI", "T.81 B.2.1");
    }

    private void StateStrayBytes(int count, long offset, JpegMarker marker)
        => _issues.Harmless(offset, $"{count} stray bytes before {marker.GetName()}", marker.GetName(), "T.81 B.1.1.2");

    private void ReadSegment(in JpegSegmentReader reader)
    {
        PayloadProblem problem;
        switch (reader.Marker)
        {
            case JpegMarker.Soi:
                if (_sawSoi)
                    _issues.Harmful(ImageDecodeErrorKind.Malformed, reader.Offset, "a second SOI", "SOI", "T.81 B.2.1");
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
            case JpegMarker.Dhp or JpegMarker.Exp:
                throw _issues.Error(ImageDecodeErrorKind.Unsupported, reader.Offset, $"hierarchical ({reader.Marker.GetName()})", reader.Marker.GetName(), "T.81 B.3");
            case var marker when marker.IsStartOfFrame():
                ReadFrame(reader);
                break;
            case JpegMarker.Tem or JpegMarker.Dac or (>= JpegMarker.Rst0 and <= JpegMarker.Rst7):
                _issues.Harmless(reader.Offset, $"{reader.Marker.GetName()} has no meaning here", reader.Marker.GetName(), "T.81 B.2.1");
                break;
            case JpegMarker.Sof55 or JpegMarker.Lse:
                throw _issues.Error(ImageDecodeErrorKind.Unsupported, reader.Offset, $"JPEG-LS ({reader.Marker.GetName()})", reader.Marker.GetName(), "T.87 C.1");
            case >= JpegMarker.Jpg0 and <= JpegMarker.Jpg13:
                // T.81 leaves these to extensions (T.84 uses some); what they say may change the picture.
                _issues.Harmful(
                    ImageDecodeErrorKind.Unsupported, reader.Offset, $"an extension of JPEG ({reader.Marker.GetName()})", reader.Marker.GetName(), "T.81 Table B.1");
                break;
            default:
                _issues.Harmful(ImageDecodeErrorKind.Malformed, reader.Offset, $"reserved marker {reader.Marker.GetName()}", reader.Marker.GetName(), "T.81 Table B.1");
                break;
        }
    }

    /// <summary>
    /// Lenient: why no row is as stored although the entropy-coded data may be whole: the first scan that was left out, or
    /// whose quantisation table is not there.
    /// </summary>
    public ImageDecodeException? ScanDamage { get; private set; }

    private void Refuse(in JpegSegmentReader reader, in PayloadProblem problem)
    {
        long offset = reader.PayloadOffset + problem.Offset;
        if (problem.Kind == ImageDecodeErrorKind.Unsupported)
            throw _issues.Error(problem.Kind, offset, problem.What, reader.Marker.GetName(), problem.Clause);
        _issues.Harmful(problem.Kind, offset, problem.What, reader.Marker.GetName(), problem.Clause);
        if (reader.Marker == JpegMarker.Sos)
            ScanDamage ??= _issues.Error(problem.Kind, offset, problem.What, reader.Marker.GetName(), problem.Clause);
    }

    private void ReadFrame(in JpegSegmentReader reader)
    {
        if (HasFrame)
        {
            _issues.Harmful(ImageDecodeErrorKind.Malformed, reader.Offset, "a second frame", reader.Marker.GetName(), "T.81 B.2.1");
            return;
        }

        if (!FrameHeader.TryParse(reader.Marker, reader.Payload, out FrameHeader frame, out PayloadProblem problem))
            throw _issues.Error(problem.Kind, reader.PayloadOffset + problem.Offset, problem.What, reader.Marker.GetName(), problem.Clause);

        FrameOffset = reader.PayloadOffset;
        int repeated = frame.FindRepeatedId();
        if (repeated >= 0)
        {
            long at = FrameOffset + FrameHeader.SamplingField(repeated) - 1;
            _issues.Harmless(at, $"two components have identifier {frame.Components[repeated].Id}", reader.Marker.GetName(), "T.81 B.2.2");
        }

        _frame = frame;
        int fractional = new FrameGeometry(frame.Height == 0 ? frame.WithHeight(1) : frame).FindFractionalRatio();
        if (fractional >= 0)
        {
            FrameComponent c = frame.Components[fractional];
            throw _issues.Error(
                ImageDecodeErrorKind.Unsupported,
                FrameOffset + FrameHeader.SamplingField(fractional),
                $"sampling factors {c.HorizontalSampling} x {c.VerticalSampling} of component {fractional} do not divide the largest ones",
                reader.Marker.GetName(),
                "T.81 A.1.1");
        }
    }

    private void ReadQuantization(in JpegSegmentReader reader)
    {
        var tables = new QuantizationTableSegment(reader.Payload);
        PayloadProblem problem;
        while (tables.TryReadNext(out problem))
        {
            ushort[] natural = new ushort[64];
            if (tables.CopyTo(natural))
                _issues.Harmless(reader.PayloadOffset + tables.Offset, $"table {tables.Destination} has a step of 0", "DQT", "T.81 B.2.4.1");
            if (tables.Precision == 16)
                _issues.Warn(reader.PayloadOffset + tables.Offset, $"table {tables.Destination} has 16-bit steps for 8-bit samples", "DQT", "T.81 B.2.4.1");
            _quantization[tables.Destination] = natural;
        }

        if (problem.What is not null)
            Refuse(reader, problem);
    }

    private void ReadHuffman(in JpegSegmentReader reader)
    {
        var tables = new HuffmanTableSegment(reader.Payload);
        PayloadProblem problem;
        while (tables.TryReadNext(out problem))
            (tables.IsAc ? _acTables : _dcTables)[tables.Destination] = new HuffmanTable(tables.Lengths, tables.Symbols);
        if (problem.What is not null)
            Refuse(reader, problem);
    }

    /// <summary>DNL: the number of lines that the frame header left open.</summary>
    public void ReadNumberOfLines(in JpegSegmentReader reader)
    {
        if (!NumberSegments.TryParseNumberOfLines(reader.Payload, out int lines, out PayloadProblem problem))
        {
            Refuse(reader, problem);
            return;
        }

        if (!HasFrame || ScanCount == 0)
            _issues.Harmless(reader.Offset, "DNL before the first scan", "DNL", "T.81 B.2.5");
        else if (_frame.Height == 0)
            (_frame, HeightFromDnl) = (_frame.WithHeight(lines), true);
        else if (_frame.Height != lines)
            _issues.Harmful(ImageDecodeErrorKind.Malformed, reader.PayloadOffset, $"{lines} lines where the frame header says {_frame.Height}", "DNL", "T.81 B.2.5");
    }

    private ScanRecord? ReadScanHeader(in JpegSegmentReader reader)
    {
        if (!HasFrame)
            throw _issues.Error(ImageDecodeErrorKind.Malformed, reader.Offset, "a scan before the frame header", "SOS", "T.81 B.2.1");
        if (ScanCount == _limits.MaxScans)
            throw _issues.Error(ImageDecodeErrorKind.LimitExceeded, reader.Offset, $"more than {_limits.MaxScans} scans", "SOS", "DecodeLimits.MaxScans");

        if (ScanCount++ == 0)
            FirstRestartInterval = _restartInterval;
        if (!ScanHeader.TryParse(reader.Payload, out ScanHeader header, out PayloadProblem problem) || !header.Bind(_frame, out problem))
        {
            Refuse(reader, problem);
            return null;
        }

        if (!_frame.IsProgressive && !header.IsSequential)
        {
            _issues.Harmless(
                reader.PayloadOffset + header.SpectralField,
                $"spectral selection {header.SpectralStart} to {header.SpectralEnd}, bits {header.ApproximationHigh} to {header.ApproximationLow} in a sequential scan",
                "SOS",
                "T.81 B.2.3");
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
                Refuse(reader, PayloadProblem.Malformed(field - 1, $"quantisation table {_frame.Components[c.Component].QuantizationTable} is not defined", "T.81 B.2.4.1"));
                _latched[c.Component] = new ushort[64];
            }

            if (codesDc)
                dcTables[i] = _dcTables[c.DcTable] ??= Standard(c.DcTable, isAc: false);
            if (codesAc)
                acTables[i] = _acTables[c.AcTable] ??= Standard(c.AcTable, isAc: true);
            if (codesDc && dcTables[i] is null || codesAc && acTables[i] is null)
            {
                Refuse(reader, PayloadProblem.Malformed(field, $"Huffman tables {c.DcTable} (DC) and {c.AcTable} (AC) are not both defined", "T.81 B.2.4.2"));
                return null;
            }

            if (dcTables[i] is { IsValidForDc: false })
            {
                Refuse(reader, PayloadProblem.Malformed(field, $"Huffman table {c.DcTable} holds symbols over 15, not DC categories", "T.81 F.1.2.1"));
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
