// Owns: how many bits each scan, component and place of a JPEG took, of every process, and of damaged files as far as their symbols can be read: what restart
// intervals lose is in no part of it. Stands between ScanWalk and JpegCosts; files whose places are known have been walked for those already. Leaves
// to others: names and what lies outside the scans.

using RawDecoders.Inspection;

namespace RawDecoders.Jpeg;

/// <summary>The bits of one file's scans.</summary>
/// <param name="Scans">Each scan of the picture with what it adds up to.</param>
/// <param name="Bits">Bits of each cell of the picture, row by row.</param>
/// <param name="Columns">Cells across.</param>
/// <param name="CellMcus">MCUs that a cell is wide and high.</param>
internal sealed record ScanAccount(IReadOnlyList<(ScanRecord Scan, ScanTotals Totals)> Scans, IReadOnlyList<float> Bits, int Columns, int CellMcus)
{
    /// <summary>Cells along the longer side at most, where an MCU is a pixel.</summary>
    private const int MostCells = 512;

    /// <summary>Cells down.</summary>
    public int Rows => Columns == 0 ? 0 : Bits.Count / Columns;

    /// <summary>What a walk for places has counted.</summary>
    public static ScanAccount Of(ScanPlaces places, FrameGeometry geometry)
        => new([.. places.Scans.Select(s => (s.Scan, s.Totals))], places.McuBits, geometry.McusAcross, 1);

    /// <summary>Walks all scans, over damage to the next restart; null where that is beyond the budget.</summary>
    public static ScanAccount? Make(JpegStudy study)
    {
        if (study.Geometry is not { } geometry || !study.CanReadBlocks || !study.CanKeepBlocks)
            return null;
        // The MCU of a lossless file is a pixel, or a few.
        int cell = study.IsLossless ? (Math.Max(geometry.McusAcross, geometry.McusDown) + MostCells - 1) / MostCells : 1;
        int columns = (geometry.McusAcross + cell - 1) / cell;
        var bits = new float[columns * ((geometry.McusDown + cell - 1) / cell)];
        var scans = new List<(ScanRecord, ScanTotals)>();
        CoefficientStore? store = study.IsLossless ? null : new CoefficientStore(geometry);
        foreach (ScanRecord scan in study.Scans.Take(study.UsedScans))
        {
            var walk = new ScanWalk(study, scan, store)
            {
                EmptyRows = [],
                OnBlock = block =>
                {
                    ComponentGeometry c = geometry.Components[block.Component];
                    bits[block.Y / c.VerticalSampling / cell * columns + block.X / c.HorizontalSampling / cell] += block.Bits;
                },
            };
            ScanTotals totals = walk.Run();
            if (walk.IsStopped)
                return null;
            scans.Add((scan, totals));
        }

        return scans.Count == 0 ? null : new ScanAccount(scans, bits, columns, cell);
    }
}
