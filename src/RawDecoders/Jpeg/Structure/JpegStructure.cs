// Owns: the walk over a file's segments and the policy on what the reader states of them: which are in order, which are reported,
// which are refused; frame header, DNL, scan headers. Decoding, Identify and study all go through here. JpegStructure.Tables.cs keeps the
// tables in force, JpegStructure.EntropyData.cs passes over the data of scans. Stands on JpegSegmentReader and the payload structs.
// Leaves to others: metadata (MetadataCollector), how the scans fit together (ScanOrder), entropy decoding.

namespace RawDecoders.Jpeg;

/// <summary>The state of a file after the segments read so far.</summary>
internal sealed partial class JpegStructure
{
    private readonly ByteSource _source;
    private readonly DecodeIssues _issues;
    private readonly DecodeLimits _limits;
    private FrameHeader _frame;
    private bool _sawSoi;
    private FrameGeometry? _geometry;
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

    /// <summary>What the frame header implies; once <see cref="HasFrame"/>.</summary>
    public FrameGeometry Geometry => _geometry ?? throw new InvalidOperationException("There is no frame header yet.");

    /// <summary>Offset of the frame header's payload.</summary>
    public long FrameOffset { get; private set; }

    public bool HeightFromDnl { get; private set; }

    /// <summary>Ri as it stands at the first scan.</summary>
    public int FirstRestartInterval { get; private set; }

    /// <summary>Scan headers seen.</summary>
    public int ScanCount { get; private set; }

    public bool SawEndOfImage { get; private set; }

    /// <summary>Bytes of the file.</summary>
    public long FileLength => _source.Length;

    /// <summary>Offset of the first byte not yet walked over; may be set to pass over entropy-coded data.</summary>
    public long Position { get; set; }

    /// <summary>How long the file must be to get further, where <see cref="ReadToScan"/> came to the end of its bytes.</summary>
    public long BytesNeeded { get; private set; }

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
                _issues.Report(JpegRules.StrayBytes, reader.StrayOffset, $"{reader.StrayBytes} stray bytes before the marker", reader.Marker.GetName());
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

    /// <summary>The pictures beside this one, as far as the segments read so far tell of them.</summary>
    /// <param name="isWhole">Whether the bytes are the whole file.</param>
    public IReadOnlyList<EmbeddedPicture> FindEmbedded(bool isWhole) => EmbeddedPictures.Find(_source, Metadata, isWhole);

    /// <summary>Bytes after EOI belong to nothing, but to the pictures that the file announces there.</summary>
    public void ReportBytesAfterEnd()
    {
        if (!SawEndOfImage || Position >= _source.Length)
            return;
        (long first, long count) = EmbeddedPictures.FindUnclaimed(_source, Position, FindEmbedded(isWhole: true));
        if (count > 0)
            _issues.Report(JpegRules.BytesAfterEoi, first, $"{count} bytes follow the end of the image");
    }

    /// <summary>A segment shorter than its length field is read as an empty one. Where nothing is needed from it, every decoder does so.</summary>
    private void ReportLength(in JpegSegmentReader reader)
    {
        bool isForPeople = reader.Marker is JpegMarker.Com or (>= JpegMarker.App0 and <= JpegMarker.App15);
        _issues.Report(
            isForPeople ? JpegRules.SegmentEmpty : JpegRules.SegmentLength, reader.Offset + 2, $"length {reader.StatedLength}", reader.Marker.GetName());
    }

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
            case JpegMarker.Dac:
                ReadConditioning(reader);
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
    /// Lenient: why no row is as stored although the entropy-coded data may be whole: the first scan that was left out, or
    /// whose quantisation table is not there.
    /// </summary>
    public Issue? RefusedScan { get; private set; }

    private void Refuse(in JpegSegmentReader reader, in Finding problem)
    {
        _issues.Report(problem, reader.PayloadOffset);
        if (reader.Marker == JpegMarker.Sos)
            RefusedScan ??= DecodeIssues.Make(problem.Rule, reader.PayloadOffset + problem.At, problem.What);
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

        (_frame, _geometry) = (frame, new FrameGeometry(frame));
        ReportWideSteps();
        ReportEarlyConditioning();
        int fractional = _geometry.FindFractionalRatio();
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
            SetHeightFromDnl(lines);
        else if (_frame.Height != lines)
            _issues.Report(JpegRules.DnlLines, reader.PayloadOffset, $"{lines} lines where the frame header says {_frame.Height}");
    }

    private void SetHeightFromDnl(int lines)
    {
        _frame = _frame.WithHeight(lines);
        _geometry = new FrameGeometry(_frame);
        HeightFromDnl = true;
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

        if (_frame.IsLossless ? !header.IsPlainPrediction : !_frame.IsProgressive && !header.IsSequential)
        {
            _issues.Report(
                JpegRules.ScanParameters,
                reader.PayloadOffset + header.SpectralField,
                $"spectral selection {header.SpectralStart} to {header.SpectralEnd}, bits {header.ApproximationHigh} to {header.ApproximationLow} in a {(_frame.IsLossless ? "lossless" : "sequential")} scan");
        }

        if (_frame.IsLossless && _restartInterval % Math.Max(Geometry.McusInRow(header), 1) != 0)
        {
            Refuse(reader, new Finding(JpegRules.LosslessRestart, 0, $"restarts after {_restartInterval} MCUs, of which a row has {Geometry.McusInRow(header)}"));
            return null;
        }

        return BindTables(reader, header);
    }
}
