// Owns: the way of lossless pictures: all scans side by side, a row of MCUs at a time, their differences into a strip, from there with the
// predictions of each scan to samples. Of a picture it holds the row above, at the precision that the scan codes. Stands between the
// ScanDecoders and WideReconstructor, where the sources of coefficients stand for other files. Leaves to others: restarts and damage of
// the bits (ScanDecoder), predictors (LosslessPrediction), upsampling and colour.

namespace RawDecoders.Jpeg;

/// <summary>A lossless picture, in one scan or several.</summary>
internal sealed unsafe class LosslessSource : ImcuRowSource
{
    private readonly FrameGeometry _geometry;
    private readonly CoefficientStrip _strip;
    private readonly ScanDecoder[] _scans;
    private readonly int _precision;
    private readonly long _end;
    private readonly bool _isInOneScan;

    /// <summary>By component: the last row of samples, before the point transform is undone.</summary>
    private readonly ushort[][] _above;

    /// <param name="plan">The plan.</param>
    /// <param name="source">The file.</param>
    /// <param name="end">Where the scans end, if there are several.</param>
    /// <param name="arena">Where memory comes from.</param>
    /// <param name="issues">Is told what is wrong with the scans.</param>
    public LosslessSource(JpegPlan plan, ByteSource source, long end, NativeArena arena, DecodeIssues issues)
    {
        _geometry = plan.Geometry;
        _precision = plan.Precision;
        _end = end;
        _isInOneScan = plan.IsInOneScan;
        _strip = new CoefficientStrip(_geometry, plan.StripMcus, withSets: false, arena);
        _scans = [.. plan.Scans.Select(scan => new ScanDecoder(scan, _geometry, _strip, source, plan.ChunkBytes, arena, issues))];
        _above = [.. _geometry.Components.Select(c => new ushort[c.PaddedBlocksAcross])];
    }

    /// <summary>Bytes of the rows above.</summary>
    public static long BytesNeeded(FrameGeometry geometry) => geometry.Components.Sum(c => 2L * c.PaddedBlocksAcross);

    public override void DecodeRow(int row, JpegReconstructor reconstructor)
    {
        FillMissing((WideReconstructor)reconstructor);
        foreach (ScanDecoder scan in _scans)
        {
            scan.DecodeImcuRow(row);
            foreach (ScanComponent c in scan.Record.Header.Components)
            {
                ComponentGeometry component = _geometry.Components[c.Component];
                bool isAlone = scan.Record.Header.ComponentCount == 1;
                int across = isAlone ? component.BlocksAcross : component.PaddedBlocksAcross;
                for (int v = 0; v < component.VerticalSampling; v++)
                {
                    long line = (long)row * component.VerticalSampling + v;
                    if (!isAlone || line < component.BlocksDown)
                        MakeRow(scan, c.Component, v, line, across, (WideReconstructor)reconstructor);
                }
            }
        }
    }

    /// <summary>A component that no scan holds is one of half of the range, as it is where blocks are transformed.</summary>
    private void FillMissing(WideReconstructor reconstructor)
    {
        for (int c = 0; c < _geometry.Components.Length; c++)
        {
            if (!_isInOneScan && reconstructor.IsNeeded(c) && !_scans.Any(scan => Holds(scan.Record.Header, c)))
            {
                for (int v = 0; v < _geometry.Components[c].VerticalSampling; v++)
                    reconstructor.SampleRow(c, v)[.._geometry.Components[c].PaddedBlocksAcross].Fill((ushort)(1 << (_precision - 1)));
            }
        }
    }

    private static bool Holds(in ScanHeader header, int component)
    {
        foreach (ScanComponent held in header.Components)
        {
            if (held.Component == component)
                return true;
        }

        return false;
    }

    /// <summary>One row of a component: predicted, checked, and given to the reconstruction.</summary>
    private void MakeRow(ScanDecoder scan, int component, int v, long line, int across, WideReconstructor reconstructor)
    {
        ScanHeader header = scan.Record.Header;
        int shift = header.ApproximationLow;
        bool isAlone = header.ComponentCount == 1;
        long mcuRow = isAlone ? line : line / _geometry.Components[component].VerticalSampling;
        long mcu = mcuRow * _geometry.McusInRow(header);

        // As in libjpeg-turbo, a row without any data is one of half of the range.
        bool isFirst = !scan.HadData || ((isAlone || v == 0) && (mcu == 0 || (scan.Record.RestartInterval != 0 && mcu % scan.Record.RestartInterval == 0)));
        var differences = new ReadOnlySpan<short>(_strip.Blocks(component, v), across);
        Span<ushort> samples = _above[component].AsSpan(0, across);
        if (isFirst)
            LosslessPrediction.First(differences, samples, 1 << (_precision - shift - 1));
        else
            LosslessPrediction.Next(differences, samples, samples, header.SpectralStart);

        // Only of samples of the picture is it known what they may be.
        int all = 0;
        foreach (ushort sample in samples[..Math.Min(across, _geometry.Components[component].Width)])
            all |= sample;
        if (all >> (_precision - shift) != 0 && line < _geometry.Components[component].Height)
            scan.ReportSampleRange(mcu, _precision - shift);
        if (!reconstructor.IsNeeded(component))
            return;
        Span<ushort> output = reconstructor.SampleRow(component, v);
        int mask = (1 << _precision) - 1;
        for (int x = 0; x < across; x++)
            output[x] = (ushort)(samples[x] << shift & mask);
    }

    public override long Finish()
    {
        long end = _end;
        foreach (ScanDecoder scan in _scans)
            end = scan.Finish();
        return _isInOneScan ? end : _end;
    }

    public override IReadOnlyList<ScanDecoder> Scans => _scans;
}
