// Owns: carrying out a ReconstructionPlan: the samples of the current iMCU row, which of its pixel rows are ready, and the way of
// each from the strips to the caller's memory. Stands between the feed of coefficients and the destination. Leaves to others: every
// decision (ReconstructionPlan) and all arithmetic: InverseTransform (blocks), ChromaUpsampling (rows), RowComposer (pixels).

using System.Buffers;
using System.Diagnostics;

namespace RawDecoders.Jpeg;

/// <summary>Reconstruction by strips of one iMCU row.</summary>
internal sealed unsafe class StripReconstructor : JpegReconstructor
{
    private readonly ReconstructionPlan _plan;
    private readonly FrameGeometry _geometry;
    private readonly ComponentStrip[] _strips;
    private readonly int _width;
    private readonly int _rowBytes;
    private byte[]? _buffer;
    private int _imcuRow;
    private int _readyEnd;
    private int _emitted;

    public StripReconstructor(ReconstructionPlan plan)
    {
        _plan = plan;
        _geometry = plan.Geometry;
        _strips = plan.Strips;
        _width = _geometry.Width;
        _rowBytes = checked(_width * plan.OutputFormat.GetBytesPerPixel());
        _buffer = ArrayPool<byte>.Shared.Rent(plan.WorkingBytes);
    }

    public override int RowsReady => _readyEnd - _emitted;

    public override void StartAt(int imcuRow)
    {
        _imcuRow = imcuRow;
        _emitted = _readyEnd = imcuRow * _geometry.McuHeight;
    }

    /// <summary>Passes over the rows that are ready.</summary>
    public void DropRows() => _emitted = _readyEnd;

    /// <summary>The samples of a row of a component that is needed, in the iMCU row that was ended last; as many as belong to the picture.</summary>
    public ReadOnlySpan<byte> SampleRow(int component, int row)
        => _buffer.AsSpan(_strips[component].RowOffset(row), _strips[component].Geometry.Width);

    public override void SkipRows(int count)
    {
        Debug.Assert(count >= 0 && count <= RowsReady);
        _emitted += count;
    }

    /// <summary>Bytes of one row of samples of every component that is needed, with what stands on both sides of it.</summary>
    public static int GetEdgeBytes(ReconstructionPlan plan) => plan.Strips.Sum(strip => strip.IsNeeded ? strip.Stride : 0);

    /// <summary>
    /// Copies the first or the last row of samples of the iMCU row that was ended last: somebody else may compose the rows on both sides of the
    /// border of two iMCU rows of them, see <see cref="EmitBorder"/>.
    /// </summary>
    public void CopyEdge(bool isLast, Span<byte> edge)
    {
        foreach (ComponentStrip strip in _strips)
        {
            if (!strip.IsNeeded)
                continue;
            int rows = strip.Geometry.VerticalSampling * strip.Geometry.BlockSize;
            int row = isLast ? _imcuRow * rows - 1 : (_imcuRow - 1) * rows;
            _buffer.AsSpan(strip.RowOffset(row) - ComponentStrip.Margin, strip.Stride).CopyTo(edge);
            edge = edge[strip.Stride..];
        }
    }

    /// <summary>
    /// Writes the last row of an iMCU row and the first one of <paramref name="imcuRow"/>, which follows it. What the strips held is lost.
    /// </summary>
    /// <param name="imcuRow">The iMCU row below the border.</param>
    /// <param name="above">The last row of samples above it.</param>
    /// <param name="below">The first one below it.</param>
    /// <param name="target">The two rows.</param>
    public void EmitBorder(int imcuRow, ReadOnlySpan<byte> above, ReadOnlySpan<byte> below, RowTarget target)
    {
        foreach (ComponentStrip strip in _strips)
        {
            if (!strip.IsNeeded)
                continue;
            int row = imcuRow * strip.Geometry.VerticalSampling * strip.Geometry.BlockSize;
            above[..strip.Stride].CopyTo(_buffer.AsSpan(strip.RowOffset(row - 1) - ComponentStrip.Margin));
            below[..strip.Stride].CopyTo(_buffer.AsSpan(strip.RowOffset(row) - ComponentStrip.Margin));
            above = above[strip.Stride..];
            below = below[strip.Stride..];
        }

        StartAt(imcuRow);
        _emitted--;
        _readyEnd++;
        EmitRows(target);
    }

    public override int NextRow => _emitted;

    public override bool IsNeeded(int component) => _strips[component].IsNeeded;

    public override void TransformBlocks(
        int component, int blockRow, int firstBlock, int count, ReadOnlySpan<short> coefficients, ReadOnlySpan<byte> extents)
    {
        ComponentStrip strip = _strips[component];
        int down = _geometry.Components[component].VerticalSampling;
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)blockRow, (uint)down);
        ArgumentOutOfRangeException.ThrowIfNegative(firstBlock);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstBlock, _geometry.Components[component].PaddedBlocksAcross - count);
        ArgumentOutOfRangeException.ThrowIfLessThan(coefficients.Length / 64, count);
        ArgumentOutOfRangeException.ThrowIfLessThan(extents.Length, count);
        if (_imcuRow >= _geometry.McusDown || RowsReady > 0)
            throw new InvalidOperationException("The rows of the iMCU rows before are to be emitted first.");
        if (!strip.IsNeeded)
            return;

        int size = strip.Geometry.BlockSize;
        int row = (_imcuRow * down + blockRow) * size;
        fixed (byte* samples = &_buffer![strip.RowOffset(row) + size * firstBlock])
        fixed (short* c = coefficients)
        fixed (byte* e = extents)
            strip.Transform.Transform(c, e, count, samples, strip.Stride);
    }

    public override void EndImcuRow()
    {
        if (_imcuRow >= _geometry.McusDown || RowsReady > 0)
            throw new InvalidOperationException("There are rows to emit, or no iMCU rows left.");
        foreach (ComponentStrip strip in _strips)
        {
            if (strip.IsNeeded && strip.Upsampling is Upsampling.TriangleH2V1 or Upsampling.TriangleH2V2)
                RepeatEdges(strip);
        }

        _imcuRow++;

        // The last row of an iMCU row needs the first chroma row of the next, if chroma is filtered downwards:
        //
        //     pixel rows   0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 | 15 16 17 ...
        //     chroma rows    0   1   2   3   4    5     6     7 | 8
        //
        // Row 15 lies between chroma rows 7 and 8, so 15 rows are ready after iMCU row 0, and 16 after each but the last.
        _readyEnd = _imcuRow == _geometry.McusDown ? _geometry.Height : _imcuRow * _geometry.McuHeight - (_plan.HasContext ? 1 : 0);
    }

    public override void EmitRows(RowTarget target)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(target.RowCount, RowsReady, nameof(target));
        if (target.RowCount == 0)
            return;
        ArgumentOutOfRangeException.ThrowIfNotEqual(target.RowBytes, _rowBytes, nameof(target));
        fixed (byte* buffer = _buffer)
        fixed (byte* first = target.Span)
        {
            byte* output = first;
            for (int end = _emitted + target.RowCount; _emitted < end; _emitted++, output += target.Stride)
                EmitRow(buffer, _emitted, output);
        }
    }

    public override void Dispose()
    {
        if (_buffer is { } buffer)
        {
            _buffer = null;
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void EmitRow(byte* buffer, int y, byte* output)
    {
        Debug.Assert(buffer != null && output != null && (uint)y < (uint)_geometry.Height);
        if (!_plan.IsConverted)
        {
            ComposeRow(buffer, y, output);
            return;
        }

        byte* composed = buffer + _plan.ComposedOffset;
        ComposeRow(buffer, y, composed);
        int composedBytes = _width * _plan.Composer.Format.GetBytesPerPixel();
        if (_plan.IsImageSharpGrey)
        {
            byte* rgb = composed;
            if (_plan.ToRgbForGrey is { } toRgb)
            {
                rgb = composed + 4 * _width;
                toRgb.Convert(new ReadOnlySpan<byte>(composed, composedBytes), new Span<byte>(rgb, 3 * _width), _width);
            }

            ImageSharpLuma.Convert(rgb, composed, _width);
            composedBytes = _width;
        }

        var source = new ReadOnlySpan<byte>(composed, composedBytes);
        var destination = new Span<byte>(output, _rowBytes);
        if (_plan.Converter is { } converter)
            converter.Convert(source, destination, _width);
        else
            source.CopyTo(destination);
    }

    private void ComposeRow(byte* buffer, int y, byte* output)
    {
        if (_plan.Fused is { } fused)
        {
            ComponentStrip cb = _strips[1];
            ComponentStrip cr = _strips[2];
            int near = y / cb.Geometry.VerticalRatio;
            int far = cb.FarRow(y);
            fused.Compose(
                buffer + _strips[0].RowOffset(y),
                buffer + cb.RowOffset(near), buffer + cb.RowOffset(far), buffer + cr.RowOffset(near), buffer + cr.RowOffset(far),
                output, _width);
            return;
        }

        ComponentRows rows = default;
        rows.First = ComponentRow(buffer, 0, y);
        int count = Math.Min(_plan.Composer.ComponentsRead, _strips.Length);
        if (count > 1)
            rows.Second = ComponentRow(buffer, 1, y);
        if (count > 2)
            rows.Third = ComponentRow(buffer, 2, y);
        if (count > 3)
            rows.Fourth = ComponentRow(buffer, 3, y);

        _plan.Composer.Compose(rows, output, _width);
    }

    /// <summary>A component's row for pixel row <paramref name="y"/>, a sample per pixel.</summary>
    private byte* ComponentRow(byte* buffer, int component, int y)
    {
        ComponentStrip strip = _strips[component];
        ComponentGeometry geometry = strip.Geometry;
        byte* near = buffer + strip.RowOffset(y / geometry.VerticalRatio);
        byte* upsampled = buffer + _plan.UpsampledOffset + component * _plan.UpsampledStride;
        switch (strip.Upsampling)
        {
            case Upsampling.None:
            case Upsampling.Replicate when geometry.HorizontalRatio == 1:
                return near;

            case Upsampling.Replicate:
                ChromaUpsampling.Replicate(near, upsampled, geometry.Width, geometry.HorizontalRatio);
                break;

            case Upsampling.TriangleH2V1:
                ChromaUpsampling.TriangleH2V1(near, upsampled, geometry.Width);
                break;

            case Upsampling.TriangleH1V2:
                ChromaUpsampling.TriangleH1V2(near, buffer + strip.RowOffset(strip.FarRow(y)), upsampled, geometry.Width, upper: y % 2 == 0);
                break;

            case Upsampling.TriangleH2V2:
                ChromaUpsampling.TriangleH2V2(near, buffer + strip.RowOffset(strip.FarRow(y)), upsampled, geometry.Width);
                break;
        }

        return upsampled;
    }

    /// <summary>Repeats the first and the last real sample of each row of the current iMCU row outside it.</summary>
    private void RepeatEdges(ComponentStrip strip)
    {
        ComponentGeometry geometry = strip.Geometry;
        int rows = geometry.VerticalSampling * geometry.BlockSize;
        int first = _imcuRow * rows;
        int end = Math.Min(first + rows, geometry.Height);
        for (int row = first; row < end; row++)
        {
            int offset = strip.RowOffset(row);
            _buffer![offset - 1] = _buffer[offset];
            _buffer[offset + geometry.Width] = _buffer[offset + geometry.Width - 1];
        }
    }
}
