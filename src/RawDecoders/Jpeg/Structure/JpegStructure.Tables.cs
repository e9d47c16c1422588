// Owns: the tables in force between two segments: quantisation and Huffman tables and arithmetic conditioning by destination, the steps
// that a component keeps from its first scan on, and a scan with all that it uses. Stands between the segments DQT, DHT and DAC and the scan records.
// Leaves to others: taking the segments apart (TableSegments), deriving look-ups from Huffman tables.

namespace RawDecoders.Jpeg;

internal sealed partial class JpegStructure
{
    private readonly HuffmanTable?[] _dcTables = new HuffmanTable?[4];
    private readonly HuffmanTable?[] _acTables = new HuffmanTable?[4];
    private readonly ushort[]?[] _quantization = new ushort[4][];
    /// <summary>Tables with 16-bit steps that nothing has been said of yet.</summary>
    private readonly List<(long Offset, int Destination)> _wideSteps = [];

    private ArithmeticConditioning _conditioning = ArithmeticConditioning.Default;

    /// <summary>Offset of a DAC segment before the frame header, which will say whether it means something; else -1.</summary>
    private long _earlyConditioning = -1;

    /// <summary>What is wrong with such segments, and where their payloads are.</summary>
    private readonly List<(Finding Problem, long PayloadOffset)> _earlyProblems = [];

    /// <summary>By component: the steps as they stood at its first scan. A later DQT does not change them.</summary>
    private readonly ushort[]?[] _latched = new ushort[4][];

    /// <summary>Steps of a component in natural order, as they stood at its first scan (libjpeg does the same), or null.</summary>
    public ushort[]? QuantizationOf(int component) => _latched[component] ?? _quantization[_frame.Components[component].QuantizationTable];

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
                _wideSteps.Add((reader.PayloadOffset + tables.Offset, tables.Destination));
            _quantization[tables.Destination] = natural;
        }

        if (!problem.IsNone)
            Refuse(reader, problem);
        if (HasFrame)
            ReportWideSteps();
    }

    /// <summary>Once the frame header has said which precision the samples have.</summary>
    private void ReportWideSteps()
    {
        foreach ((long offset, int destination) in _wideSteps)
        {
            if (_frame.Precision == 8)
                _issues.Report(JpegRules.QuantisationPrecision, offset, $"table {destination} has 16-bit steps for 8-bit samples");
        }

        _wideSteps.Clear();
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

    private void ReadConditioning(in JpegSegmentReader reader)
    {
        if (!HasFrame)
            _earlyConditioning = _earlyConditioning < 0 ? reader.Offset : _earlyConditioning;
        else if (!_frame.IsArithmetic)
            ReportForeign(_issues, JpegMarker.Dac, reader.Offset);
        var values = new ConditioningSegment(reader.Payload);
        Finding problem;
        while (values.TryReadNext(out problem))
            _conditioning = _conditioning.With(values.IsAc, values.Destination, values.Value);

        // In a file of Huffman coding it means nothing, whatever it says.
        if (problem.IsNone)
            return;
        if (!HasFrame)
            _earlyProblems.Add((problem, reader.PayloadOffset));
        else if (_frame.IsArithmetic)
            Refuse(reader, problem);
    }

    /// <summary>Once the frame header has said whether DAC segments before it mean something.</summary>
    private void ReportEarlyConditioning()
    {
        if (_earlyConditioning >= 0 && !_frame.IsArithmetic)
            ReportForeign(_issues, JpegMarker.Dac, _earlyConditioning);
        foreach ((Finding problem, long offset) in _earlyProblems)
        {
            if (_frame.IsArithmetic)
                _issues.Report(problem, offset);
        }
    }

    /// <summary>T.81 B.2.4: the tables in force. Where the file has defined none at all, those of K.3 (motion-JPEG frames).</summary>
    private ScanRecord? BindTables(in JpegSegmentReader reader, in ScanHeader header)
    {
        int count = header.ComponentCount;
        var dcTables = new HuffmanTable?[count];
        var acTables = new HuffmanTable?[count];
        bool isHuffman = !_frame.IsArithmetic;
        bool codesDc = isHuffman && (!_frame.IsProgressive || header.SpectralStart == 0 && header.ApproximationHigh == 0);
        bool codesAc = isHuffman && !_frame.IsLossless && (!_frame.IsProgressive || header.SpectralStart != 0);
        for (int i = 0; i < count; i++)
        {
            ScanComponent c = header.Components[i];
            int field = 2 + 2 * i;
            if (_frame.IsLossless)
            {
                // Nothing is quantised.
            }
            else if (_quantization[_frame.Components[c.Component].QuantizationTable] is { } steps)
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

            if (dcTables[i] is { } table && !(_frame.IsLossless ? table.IsValidForLossless : table.IsValidForDc))
            {
                Refuse(reader, new Finding(JpegRules.HuffmanCategory, field, $"Huffman table {c.DcTable} holds symbols over {(_frame.IsLossless ? 16 : 15)}, not categories of differences"));
                return null;
            }
        }

        return new ScanRecord
        {
            Header = header,
            IsProgressive = _frame.IsProgressive,
            IsLossless = _frame.IsLossless,
            HoldsPicture = !_frame.IsProgressive && count == _frame.ComponentCount,
            Number = ScanCount - 1,
            Offset = reader.Offset,
            DataOffset = reader.Position,
            RestartInterval = _restartInterval,
            DcTables = dcTables,
            AcTables = acTables,
            Arithmetic = isHuffman ? null : _conditioning,
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
