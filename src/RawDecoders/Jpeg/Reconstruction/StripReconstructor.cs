// The reconstructor proper: strips, their rows' readiness, and the way of each pixel row from them to the caller's
// memory. The arithmetic is elsewhere: InverseTransform (blocks), ChromaUpsampling (rows), RowComposer (pixels).

using System.Buffers;

namespace RawDecoders.Jpeg;

/// <summary>Reconstruction by strips of one iMCU row.</summary>
internal sealed unsafe class StripReconstructor : JpegReconstructor
{
    private readonly ComponentStrip[] _strips;
    private readonly RowComposer _composer;
    private readonly RowConverter? _converter;
    private readonly TriangleYcc? _triangle;
    private readonly RowConverter? _toRgb;
    private readonly bool _sharpLuma;
    private readonly PixelFormat _composedFormat;
    private readonly int _width;
    private readonly int _height;
    private readonly int _imcuHeight;
    private readonly bool _hasContext;
    private readonly int _bytesPerPixel;
    private readonly int _scratchOffset;
    private readonly int _scratchStride;
    private readonly int _composedOffset;
    private byte[]? _buffer;
    private int _imcuRow;
    private int _readyEnd;
    private int _emitted;

    public StripReconstructor(ReconstructionPlan plan)
    {
        _width = plan.Width;
        _height = plan.Height;
        int maxH = 1, maxV = 1;
        foreach (ReconstructionComponent c in plan.Components)
        {
            maxH = Math.Max(maxH, c.HorizontalSampling);
            maxV = Math.Max(maxV, c.VerticalSampling);
        }

        _imcuHeight = 8 * maxV;
        ImcuRows = (_height + _imcuHeight - 1) / _imcuHeight;
        _composer = RowComposer.Create(plan);
        _bytesPerPixel = plan.OutputFormat.GetBytesPerPixel();

        _strips = new ComponentStrip[plan.Components.Count];
        for (int i = 0; i < _strips.Length; i++)
        {
            var strip = new ComponentStrip(plan, i, maxH, maxV)
            {
                IsNeeded = i < _composer.ComponentsRead,
                Transform = plan.Reconstruction == JpegReconstruction.ImageSharp
                    ? new SharpInverseDct(plan.Components[i].Quantization.Span, SharpInverseDct.BestKernel)
                    : new IslowInverseDct(plan.Components[i].Quantization.Span, IslowInverseDct.BestKernel),
            };
            strip.Upsampling = plan.Reconstruction == JpegReconstruction.LibjpegTurbo
                ? ChromaUpsampling.ChooseTriangle(strip.HRatio, strip.VRatio, strip.Width)
                : strip.HRatio == 1 && strip.VRatio == 1 ? Upsampling.None : Upsampling.Replicate;
            _hasContext |= strip.IsNeeded && strip.Upsampling is Upsampling.TriangleH1V2 or Upsampling.TriangleH2V2;
            _strips[i] = strip;
        }

        int size = 0;
        foreach (ComponentStrip strip in _strips)
        {
            if (!strip.IsNeeded)
                continue;
            strip.RingBlockRows = Math.Min(strip.V + (_hasContext ? 1 : 0), strip.BlocksPerColumn);
            strip.Offset = size;
            size += strip.RingBytes;
        }

        // Upsampling rounds a row up to whole vectors of 32 samples before it multiplies them.
        _scratchOffset = size;
        _scratchStride = (_width + 4 * 64 + 63) & ~63;
        size += _scratchStride * _strips.Length;
        _composedOffset = size;
        _composedFormat = _composer.Format;
        if (plan.Reconstruction == JpegReconstruction.ImageSharp && RowComposer.IsGray(plan.OutputFormat) && !RowComposer.IsGray(_composedFormat))
        {
            // ImageSharp's grey has its own weights. CMYK becomes RGB first.
            _sharpLuma = true;
            if (_composedFormat != PixelFormat.Rgb24)
                _toRgb = RowConverter.Create(_composedFormat, PixelFormat.Rgb24);
            _composedFormat = PixelFormat.Gray8;
        }

        if (_composedFormat != plan.OutputFormat)
            _converter = RowConverter.Create(_composedFormat, plan.OutputFormat);
        if (_sharpLuma || _converter is not null)
            size += _width * 2 * 4;

        if (plan is { ColorModel: ColorModel.YCbCr, Reconstruction: JpegReconstruction.LibjpegTurbo } && _composer.ComponentsRead > 1
            && _strips[0].Upsampling == Upsampling.None && _strips[1].Upsampling == _strips[2].Upsampling)
        {
            _triangle = TriangleYcc.TryCreate(_composer.Format, _strips[1].Upsampling);
        }

        ScratchBytes = size;
        _buffer = ArrayPool<byte>.Shared.Rent(size);
    }

    public override int ImcuRows { get; }

    public override long ScratchBytes { get; }

    public override int RowsReady => _readyEnd - _emitted;

    /// <summary>Whether rows are made of samples of two iMCU rows.</summary>
    public bool HasContext => _hasContext;

    /// <summary>
    /// Goes to iMCU row <paramref name="imcuRow"/> without those before. With <see cref="HasContext"/> its last block rows
    /// then serve the next one as context only: see <see cref="DropRows"/>.
    /// </summary>
    public void StartAt(int imcuRow)
    {
        _imcuRow = imcuRow;
        _emitted = _readyEnd = imcuRow * _imcuHeight;
    }

    /// <summary>Passes over the rows that are ready.</summary>
    public void DropRows() => _emitted = _readyEnd;

    /// <summary>The next row to be emitted.</summary>
    public int NextRow => _emitted;

    public override bool IsNeeded(int component) => _strips[component].IsNeeded;

    public override void TransformBlocks(
        int component, int blockRow, int firstBlock, int count, ReadOnlySpan<short> coefficients, ReadOnlySpan<byte> extents)
    {
        ComponentStrip strip = _strips[component];
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)blockRow, (uint)strip.V);
        ArgumentOutOfRangeException.ThrowIfNegative(firstBlock);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstBlock, strip.BlocksPerLine - count);
        ArgumentOutOfRangeException.ThrowIfLessThan(coefficients.Length / 64, count);
        ArgumentOutOfRangeException.ThrowIfLessThan(extents.Length, count);
        if (_imcuRow >= ImcuRows || RowsReady > 0)
            throw new InvalidOperationException("The rows of the iMCU rows before are to be emitted first.");
        if (!strip.IsNeeded)
            return;

        int row = (_imcuRow * strip.V + blockRow) * 8;
        fixed (byte* samples = &_buffer![strip.RowOffset(row) + 8 * firstBlock])
        fixed (short* c = coefficients)
        fixed (byte* e = extents)
            strip.Transform.Transform(c, e, count, samples, strip.Stride);
    }

    public override void EndImcuRow()
    {
        if (_imcuRow >= ImcuRows || RowsReady > 0)
            throw new InvalidOperationException("There are rows to emit, or no iMCU rows left.");
        foreach (ComponentStrip strip in _strips)
        {
            if (strip.IsNeeded && strip.Upsampling is Upsampling.TriangleH2V1 or Upsampling.TriangleH2V2)
                RepeatEdges(strip);
        }

        _imcuRow++;

        // The last row of an iMCU row needs the first chroma row of the next, if chroma is filtered downwards.
        _readyEnd = _imcuRow == ImcuRows ? _height : _imcuRow * _imcuHeight - (_hasContext ? 1 : 0);
    }

    public override void EmitRows(Span<byte> destination, int stride, int rowCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rowCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rowCount, RowsReady);
        if (rowCount == 0)
            return;
        long rowBytes = (long)_width * _bytesPerPixel;
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, rowBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, (rowCount - 1L) * stride + rowBytes, nameof(destination));

        fixed (byte* buffer = _buffer)
        fixed (byte* first = destination)
        {
            byte* output = first;
            for (int end = _emitted + rowCount; _emitted < end; _emitted++, output += stride)
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
        if (_converter is null && !_sharpLuma)
        {
            ComposeRow(buffer, y, output);
            return;
        }

        byte* composed = buffer + _composedOffset;
        ComposeRow(buffer, y, composed);
        if (_sharpLuma)
        {
            byte* rgb = composed;
            if (_toRgb is not null)
            {
                rgb = composed + 4 * _width;
                _toRgb.Convert(new ReadOnlySpan<byte>(composed, 4 * _width), new Span<byte>(rgb, 3 * _width), _width);
            }

            SharpLuma.Convert(rgb, composed, _width);
        }

        var source = new ReadOnlySpan<byte>(composed, _width * _composedFormat.GetBytesPerPixel());
        var destination = new Span<byte>(output, _width * _bytesPerPixel);
        if (_converter is null)
            source.CopyTo(destination);
        else
            _converter.Convert(source, destination, _width);
    }

    private void ComposeRow(byte* buffer, int y, byte* output)
    {
        if (_triangle is { } triangle)
        {
            ComponentStrip cb = _strips[1];
            ComponentStrip cr = _strips[2];
            int near = y / cb.VRatio;
            int far = FarRow(cb, y);
            triangle.Compose(
                buffer + _strips[0].RowOffset(y),
                buffer + cb.RowOffset(near), buffer + cb.RowOffset(far), buffer + cr.RowOffset(near), buffer + cr.RowOffset(far),
                output, _width);
            return;
        }

        ComponentRows rows = default;
        rows.First = ComponentRow(buffer, 0, y);
        int count = Math.Min(_composer.ComponentsRead, _strips.Length);
        if (count > 1)
            rows.Second = ComponentRow(buffer, 1, y);
        if (count > 2)
            rows.Third = ComponentRow(buffer, 2, y);
        if (count > 3)
            rows.Fourth = ComponentRow(buffer, 3, y);

        _composer.Compose(rows, output, _width);
    }

    /// <summary>
    /// The further of the two component rows that a pixel row of a 1:2 component lies between: above for the upper of a
    /// pair, below for the lower. The first and the last row of the component repeat outside it.
    /// </summary>
    private static int FarRow(ComponentStrip strip, int y)
        => Math.Clamp(y / strip.VRatio + (y % 2 == 0 ? -1 : 1), 0, strip.Height - 1);

    /// <summary>A component's row for pixel row <paramref name="y"/>, a sample per pixel.</summary>
    private byte* ComponentRow(byte* buffer, int component, int y)
    {
        ComponentStrip strip = _strips[component];
        int row = y / strip.VRatio;
        byte* near = buffer + strip.RowOffset(row);
        byte* scratch = buffer + _scratchOffset + component * _scratchStride;
        switch (strip.Upsampling)
        {
            case Upsampling.None:
                return near;

            case Upsampling.Replicate when strip.HRatio == 1:
                return near;

            case Upsampling.Replicate:
                ChromaUpsampling.Replicate(near, scratch, strip.Width, strip.HRatio);
                return scratch;

            case Upsampling.TriangleH2V1:
                ChromaUpsampling.TriangleH2V1(near, scratch, strip.Width);
                return scratch;
        }

        byte* far = buffer + strip.RowOffset(FarRow(strip, y));
        if (strip.Upsampling == Upsampling.TriangleH1V2)
            ChromaUpsampling.TriangleH1V2(near, far, scratch, strip.Width, upper: y % 2 == 0);
        else
            ChromaUpsampling.TriangleH2V2(near, far, scratch, strip.Width);
        return scratch;
    }

    /// <summary>Repeats the first and the last real sample of each row of the current iMCU row outside it.</summary>
    private void RepeatEdges(ComponentStrip strip)
    {
        int first = _imcuRow * strip.V * 8;
        int end = Math.Min(first + strip.V * 8, strip.Height);
        for (int row = first; row < end; row++)
        {
            int offset = strip.RowOffset(row);
            _buffer![offset - 1] = _buffer[offset];
            _buffer[offset + strip.Width] = _buffer[offset + strip.Width - 1];
        }
    }
}
