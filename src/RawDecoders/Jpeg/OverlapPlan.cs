// Owns: how the work on one picture is shared out among threads: into how many units of iMCU rows, through which stages they go, and
// what memory that takes. Part of the decoder's plan; carried out by OverlappedScans. Leaves to others: whether there is more than
// one thread, and whether the memory is to be had.

using System.Diagnostics;

namespace RawDecoders.Jpeg;

/// <summary>The division of a picture into units of work.</summary>
internal sealed record OverlapPlan
{
    /// <summary>
    /// Bytes of coefficients in a unit, so that changing threads (2 microseconds) costs little beside its work (some 70 of
    /// entropy decoding) and the units under way stay in a second-level cache.
    /// </summary>
    private const int UnitBytes = 192 << 10;

    /// <summary>Units that a picture is divided into at least: the first and the last have nothing to overlap with.</summary>
    private const int LeastUnits = 12;

    /// <summary>
    /// Rows in a unit at least where each unit's reconstruction needs some blocks of the row before it again: a sixth of the
    /// inverse transforms of 4:2:0 are then done twice.
    /// </summary>
    private const int ContextRows = 4;

    /// <summary>iMCU rows in a unit; the last unit may have fewer.</summary>
    public required int UnitRows { get; init; }

    /// <summary>Units of the picture, 2 or more.</summary>
    public required int Units { get; init; }

    /// <summary>Stages of entropy decoding: runs of scans.</summary>
    public required int DecodingStages { get; init; }

    /// <summary>Upper bound on threads.</summary>
    public required int Threads { get; init; }

    /// <summary>Units that may be under way at a time, each with a strip for every row.</summary>
    public required int Slots { get; init; }

    /// <summary>Bytes that the work takes, beside those that the scans need anyway.</summary>
    public required long BytesNeeded { get; init; }

    /// <summary>Divides the work; null if there is nothing to overlap.</summary>
    /// <param name="scans">The picture's scans, in file order.</param>
    /// <param name="reconstruction">What follows them.</param>
    /// <param name="chunkBytes">Bytes that a scan decoder holds.</param>
    /// <param name="threads">Upper bound on threads, 2 or more.</param>
    /// <param name="unitBytes">Bytes of coefficients in a unit at least; 0 for the usual number.</param>
    public static OverlapPlan? Choose(IReadOnlyList<ScanRecord> scans, ReconstructionPlan reconstruction, int chunkBytes, int threads, int unitBytes)
    {
        Debug.Assert(scans.Count > 0 && threads > 1 && unitBytes >= 0);
        FrameGeometry geometry = reconstruction.Geometry;
        long rowBytes = CoefficientStrip.BytesNeeded(geometry, geometry.McusAcross, scans[0].IsProgressive);
        int rows = (int)Math.Clamp(((unitBytes > 0 ? unitBytes : UnitBytes) + rowBytes - 1) / rowBytes, 1, geometry.McusDown);
        if (unitBytes == 0)
            rows = Math.Clamp(Math.Max(rows, reconstruction.HasContext ? ContextRows : 1), 1, Math.Max(geometry.McusDown / LeastUnits, 1));

        int units = (geometry.McusDown + rows - 1) / rows;
        if (units < 2)
            return null;
        int decodingStages = Math.Min(scans.Count, threads);
        threads = Math.Min(threads, units);
        int slots = Math.Min(units, Math.Max(threads, decodingStages) + (reconstruction.HasContext ? 2 : 1));
        return new OverlapPlan
        {
            UnitRows = rows,
            Units = units,
            DecodingStages = decodingStages,
            Threads = threads,
            Slots = slots,
            BytesNeeded = (threads - 1L) * reconstruction.WorkingBytes + slots * rows * rowBytes + scans.Count * ScanDecoder.BytesNeeded(chunkBytes),
        };
    }
}
