// Owns: the coefficients of a JPEG file: in the place of the reconstruction stands what keeps them. Stands beside JpegDecoder, below the
// facade. Leaves to others: every stage before the coefficients (JpegPass); there is none after them.

namespace RawDecoders.Jpeg;

/// <summary>Reads coefficients.</summary>
internal static class JpegCoefficientReader
{
    /// <summary>Decodes all scans.</summary>
    /// <exception cref="ImageDecodeException">The file is refused, over a limit, or lossless.</exception>
    public static JpegCoefficients Read(ByteSource source, DecodeOptions asked)
    {
        // Nothing that concerns pixels matters.
        var options = new DecodeOptions { Strictness = asked.Strictness, Limits = asked.Limits, JpegColorTransform = asked.JpegColorTransform };
        var issues = new DecodeIssues(ImageFormat.Jpeg, options.Strictness);
        var budget = new MemoryBudget(ImageFormat.Jpeg, options.Limits);
        JpegHeaders headers = JpegHeaders.Read(source, options, issues, budget);
        JpegStructure structure = headers.Structure;
        if (structure.Frame.IsLossless)
            throw issues.Error(JpegRules.Process, structure.FrameOffset - 4, "a lossless frame has no coefficients", "SOF3");

        // Without the estimates of smoothing.
        JpegPlan plan = JpegPlan.Choose(headers, headers.Colour.NaturalFormat, options) with { SmoothedOrder = null };
        budget.Draw(plan.CoefficientBytes, structure.FrameOffset, "the coefficients of an iMCU row", "SOF");
        using var keeper = new Keeper(plan, budget, structure.FrameOffset);
        var pass = JpegPass.Run(headers, plan, source, issues, keeper, _ => { });
        return new JpegCoefficients(keeper.Components, pass.Info) { Warnings = pass.Warnings, Damage = pass.Damage };
    }

    /// <summary>Takes the place of the reconstruction, and keeps what it is given.</summary>
    private sealed class Keeper : JpegReconstructor
    {
        private readonly FrameGeometry _geometry;
        private int _row;

        public Keeper(JpegPlan plan, MemoryBudget budget, long offset)
        {
            _geometry = plan.Geometry;
            Components = new JpegComponentCoefficients[_geometry.Components.Length];
            foreach (ComponentGeometry c in _geometry.Components)
            {
                long count = 64L * c.BlocksAcross * c.BlocksDown;

                // An array has no more elements than that, whatever the limit.
                budget.Draw(count > Array.MaxLength ? long.MaxValue / 2 : count * sizeof(short), offset, "the coefficients of a component", "SOF");
            }

            for (int i = 0; i < Components.Length; i++)
                Components[i] = new JpegComponentCoefficients(_geometry.Components[i].BlocksDown, _geometry.Components[i].BlocksAcross, plan.Quantization[i][..]);
        }

        public JpegComponentCoefficients[] Components { get; }

        public override int RowsReady => 0;

        public override bool IsNeeded(int component) => true;

        public override void TransformBlocks(
            int component, int blockRow, int firstBlock, int count, ReadOnlySpan<short> coefficients, ReadOnlySpan<byte> extents)
        {
            JpegComponentCoefficients kept = Components[component];
            int row = _row * _geometry.Components[component].VerticalSampling + blockRow;
            count = Math.Min(count, kept.Columns - firstBlock);
            if (row < kept.Rows && count > 0)
                coefficients[..(count * 64)].CopyTo(kept.Values.AsSpan((row * kept.Columns + firstBlock) * 64));
        }

        public override void EndImcuRow() => _row++;

        public override void EmitRows(RowTarget target) => throw new InvalidOperationException("Coefficients have no rows.");

        public override void Dispose()
        {
        }
    }
}
