// Owns: carrying out a WideReconstructionPlan: the samples of the current iMCU row, transformed from blocks of 12 bits or given as rows of
// a lossless file, which of its pixel rows are ready, and the way of each to the caller's memory. Stands where StripReconstructor
// does. Leaves to others: every decision (the plan), and all arithmetic: WideInverseDct, WideUpsampling, WideComposer.

using System.Buffers;

namespace RawDecoders.Jpeg;

/// <summary>Reconstruction of samples that are not 8 bits through a DCT.</summary>
internal sealed class WideReconstructor : JpegReconstructor
{
    private readonly WideReconstructionPlan _plan;
    private readonly FrameGeometry _geometry;
    private readonly ushort[][] _samples;
    private readonly ushort[][] _upsampled;
    private readonly byte[] _composed;
    private readonly int _rowBytes;
    private int _imcuRow;
    private int _readyEnd;
    private int _emitted;

    public WideReconstructor(WideReconstructionPlan plan)
    {
        _plan = plan;
        _geometry = plan.Geometry;
        _rowBytes = checked(_geometry.Width * plan.OutputFormat.GetBytesPerPixel());
        _samples = [.. plan.Strips.Select(s => ArrayPool<ushort>.Shared.Rent(s.Stride * s.Rows))];
        _upsampled = [.. plan.Strips.Select(_ => ArrayPool<ushort>.Shared.Rent(plan.UpsampledStride))];
        _composed = plan.Converter is null ? [] : new byte[_geometry.Width * plan.Composer.Format.GetBytesPerPixel()];
    }

    public override int RowsReady => _readyEnd - _emitted;

    public override int NextRow => _emitted;

    public override void StartAt(int imcuRow)
    {
        _imcuRow = imcuRow;
        _emitted = _readyEnd = imcuRow * _geometry.McuHeight;
    }

    public override void SkipRows(int count) => _emitted += count;

    public override bool IsNeeded(int component) => component < _plan.Strips.Length;

    public override void TransformBlocks(
        int component, int blockRow, int firstBlock, int count, ReadOnlySpan<short> coefficients, ReadOnlySpan<byte> extents)
    {
        AssertOpen();
        if (!IsNeeded(component))
            return;
        WideStrip strip = _plan.Strips[component];
        int row = (_imcuRow * strip.Geometry.VerticalSampling + blockRow) * _geometry.DataUnit;
        Span<ushort> first = _samples[component].AsSpan(row % strip.Rows * strip.Stride, strip.Stride * _geometry.DataUnit);
        for (int i = 0; i < count; i++)
            WideInverseDct.Transform(coefficients.Slice(64 * i, 64), strip.Steps, first[(8 * (firstBlock + i))..], strip.Stride);
    }

    /// <summary>Of a lossless file: where the samples of a component's row in the current iMCU row go. Only of those that are needed.</summary>
    /// <param name="component">The component.</param>
    /// <param name="row">0 to V - 1.</param>
    public Span<ushort> SampleRow(int component, int row)
    {
        AssertOpen();
        WideStrip strip = _plan.Strips[component];
        return _samples[component].AsSpan((_imcuRow * strip.Geometry.VerticalSampling + row) % strip.Rows * strip.Stride, strip.Stride);
    }

    public override void EndImcuRow()
    {
        AssertOpen();
        _imcuRow++;

        // As in StripReconstructor: the last row waits for the next chroma row.
        _readyEnd = _imcuRow == _geometry.McusDown ? _geometry.Height : _imcuRow * _geometry.McuHeight - (_plan.HasContext ? 1 : 0);
    }

    public override void EmitRows(RowTarget target)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(target.RowCount, RowsReady, nameof(target));
        if (target.RowCount == 0)
            return;
        ArgumentOutOfRangeException.ThrowIfNotEqual(target.RowBytes, _rowBytes, nameof(target));
        for (int i = 0; i < target.RowCount; i++, _emitted++)
        {
            for (int c = 0; c < _plan.Strips.Length; c++)
                Upsample(c, _emitted);
            Span<byte> output = target.Span.Slice(i * target.Stride, _rowBytes);
            _plan.Composer.Compose(_upsampled, _plan.Converter is null ? output : _composed, _geometry.Width);
            _plan.Converter?.Convert(_composed, output, _geometry.Width);
        }
    }

    public override void Dispose()
    {
        for (int c = 0; c < _samples.Length; c++)
        {
            if (_samples[c].Length == 0)
                continue;
            ArrayPool<ushort>.Shared.Return(_samples[c]);
            ArrayPool<ushort>.Shared.Return(_upsampled[c]);
            (_samples[c], _upsampled[c]) = ([], []);
        }
    }

    /// <summary>A component's samples for pixel row <paramref name="y"/>, a sample per pixel.</summary>
    private void Upsample(int component, int y)
    {
        WideStrip strip = _plan.Strips[component];
        ComponentGeometry g = strip.Geometry;
        ReadOnlySpan<ushort> near = Row(component, y / g.VerticalRatio);
        Span<ushort> upsampled = _upsampled[component];
        switch (strip.Upsampling)
        {
            case Upsampling.TriangleH2V1:
                WideUpsampling.TriangleH2V1(near, upsampled);
                break;
            case Upsampling.TriangleH1V2:
                WideUpsampling.TriangleH1V2(near, Row(component, strip.FarRow(y)), upsampled, upper: y % 2 == 0);
                break;
            case Upsampling.TriangleH2V2:
                WideUpsampling.TriangleH2V2(near, Row(component, strip.FarRow(y)), upsampled);
                break;
            default:
                WideUpsampling.Replicate(near, upsampled, g.HorizontalRatio);
                break;
        }
    }

    /// <summary>Passes over the rows that are ready.</summary>
    public void DropRows() => _emitted = _readyEnd;

    /// <summary>The samples of a component's row as they are stored, in the iMCU row that was ended last; as many as belong to the picture.</summary>
    public ReadOnlySpan<ushort> Row(int component, int row)
    {
        WideStrip strip = _plan.Strips[component];
        return _samples[component].AsSpan(row % strip.Rows * strip.Stride, strip.Geometry.Width);
    }

    private void AssertOpen()
    {
        if (_imcuRow >= _geometry.McusDown || RowsReady > 0)
            throw new InvalidOperationException("There are rows to emit, or no iMCU rows left.");
    }
}
