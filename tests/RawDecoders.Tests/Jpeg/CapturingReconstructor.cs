using RawDecoders.Jpeg;

namespace RawDecoders.Tests.Jpeg;

/// <summary>Takes the place of the reconstruction and keeps the coefficients; checks what it is given on the way.</summary>
internal sealed class CapturingReconstructor : JpegReconstructor
{
    private readonly JpegTestFile _frame;
    private int _row;

    public CapturingReconstructor(JpegTestFile frame)
    {
        _frame = frame;
        var empty = new JpegTestFile(frame.Width, frame.Height, frame.Sampling, frame.Progressive);
        Blocks = empty.Blocks;
    }

    /// <summary>[component][block row, block column][zigzag index].</summary>
    public short[][,][] Blocks { get; }

    public override int RowsReady => 0;

    public override bool IsNeeded(int component) => true;

    public override void TransformBlocks(
        int component, int blockRow, int firstBlock, int count, ReadOnlySpan<short> coefficients, ReadOnlySpan<byte> extents)
    {
        Assert.Equal(count * 64, coefficients.Length);
        Assert.Equal(count, extents.Length);
        int y = _row * _frame.FactorsOf(component).V + blockRow;
        for (int i = 0; i < count; i++)
        {
            short[] block = Blocks[component][y, firstBlock + i];
            for (int k = 0; k < 64; k++)
            {
                block[k] = coefficients[i * 64 + ZigZag.ToNatural[k]];
                if (k > extents[i])
                    Assert.Equal(0, block[k]);
            }
        }
    }

    public override void EndImcuRow() => _row++;

    public override void EmitRows(RowTarget target) => throw new InvalidOperationException();

    public override void Dispose()
    {
    }

    /// <summary>Decodes the coefficients of a whole file.</summary>
    public static unsafe short[][,][] Decode(JpegTestFile frame, byte[] file)
    {
        fixed (byte* start = file)
        {
            var source = new ByteSource(start, file.Length);
            var issues = new DecodeIssues(ImageFormat.Jpeg, Strictness.Strict);
            var options = new DecodeOptions { Strictness = Strictness.Strict };
            var headers = JpegHeaders.Read(source, options, issues, new MemoryBudget(ImageFormat.Jpeg, options.Limits));
            using var arena = new NativeArena();
            FrameGeometry geometry = headers.Structure.Geometry;

            // Coefficients as they are coded: without the estimates of smoothing.
            JpegPlan plan = JpegPlan.Choose(headers, headers.Colour.NaturalFormat, options) with { SmoothedOrder = null };
            var rows = ImcuRowSource.Create(plan, source, headers.Structure.Position, arena, issues);
            using var capture = new CapturingReconstructor(frame);
            for (int row = 0; row < geometry.McusDown; row++)
            {
                rows.DecodeRow(row, capture);
                capture.EndImcuRow();
            }

            headers.Structure.Position = rows.Finish();
            headers.Structure.ReadToEnd();
            Assert.True(headers.Structure.SawEndOfImage);
            Assert.True(rows.Scans.All(s => s.Damage.IsEmpty));
            return capture.Blocks;
        }
    }
}
