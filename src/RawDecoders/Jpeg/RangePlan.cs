// Owns: how the one scan of a sequential picture is shared out among threads that each decode ranges of its rows from bits to pixels: how
// many rows a range has, and what memory that takes. Part of the decoder's plan; carried out by ScanRanges. Leaves to others: whether
// there is more than one thread, and whether the memory is to be had.

using System.Diagnostics;

namespace RawDecoders.Jpeg;

/// <summary>The division of a picture into ranges of iMCU rows.</summary>
internal sealed record RangePlan
{
    /// <summary>
    /// Ranges that a picture is divided into at least, and for each thread, if it has as many rows: while the last ones are decoded not all threads
    /// have one.
    /// </summary>
    private const int LeastRanges = 32, RangesPerThread = 4;

    /// <summary>Blocks in a range at least, so that changing threads (2 microseconds) costs little beside its work (some 100 nanoseconds a block).</summary>
    private const int LeastBlocks = 1024;

    /// <summary>Segments for each thread that a scan is passed over by, and bytes in one at least: joining two up takes some dozen MCUs.</summary>
    private const int SegmentsPerThread = 2, LeastSegmentBytes = 12 << 10;

    /// <summary>Segments where the size of the work is said: as many as ranges, but no more than this.</summary>
    private const int MostForcedSegments = 40;

    /// <summary>Blocks between two places that are noted in a segment.</summary>
    private const int BlocksBetweenPoints = 96;

    /// <summary>iMCU rows in a range; the last one may have fewer.</summary>
    public required int RangeRows { get; init; }

    /// <summary>Ranges of the picture, 2 or more.</summary>
    public required int Ranges { get; init; }

    /// <summary>
    /// Whether ranges are found by restart markers: every iMCU row begins with one, or the last one before is so near that what is between is decoded for nothing.
    /// </summary>
    public required bool HasMarkers { get; init; }

    /// <summary>Segments of the data that all threads pass over to find where ranges begin; 0 where one does, ahead of the others.</summary>
    public required int Segments { get; init; }

    /// <summary>Places noted of a segment at most.</summary>
    public required int SegmentPoints { get; init; }

    /// <summary>MCUs from one such place to the next, to begin with.</summary>
    public required int Spacing { get; init; }

    /// <summary>Upper bound on threads.</summary>
    public required int Threads { get; init; }

    /// <summary>Ranges that may be under way at a time: those whose beginning has been found, and those that wait for the one before.</summary>
    public required int Slots { get; init; }

    /// <summary>MCUs decoded at a time.</summary>
    public required int StripMcus { get; init; }

    /// <summary>Bytes that the work takes, beside those of a decode on one thread.</summary>
    public required long BytesNeeded { get; init; }

    /// <summary>Whether ranges can be found in a scan: it holds the picture, and an MCU of it depends on the one before by predictions of DC only.</summary>
    public static bool IsDivisible(ScanRecord scan)
        => scan is { HoldsPicture: true, IsProgressive: false, IsLossless: false, Arithmetic: null };

    /// <summary>Divides the work; null if there is nothing to divide.</summary>
    /// <param name="scan">The scan; divisible.</param>
    /// <param name="reconstruction">What follows it.</param>
    /// <param name="stripMcus">MCUs decoded at a time.</param>
    /// <param name="chunkBytes">Bytes that a scan decoder holds.</param>
    /// <param name="threads">Upper bound on threads, 2 or more.</param>
    /// <param name="unitBytes">Bytes of coefficients in a range at least; 0 for the usual number.</param>
    /// <param name="dataBytes">Bytes of the file from the scan's data on.</param>
    public static RangePlan? Choose(
        ScanRecord scan, ReconstructionPlan reconstruction, int stripMcus, int chunkBytes, int threads, int unitBytes, long dataBytes)
    {
        Debug.Assert(IsDivisible(scan) && threads > 1 && unitBytes >= 0);
        FrameGeometry geometry = reconstruction.Geometry;
        long rowBytes = CoefficientStrip.BytesNeeded(geometry, geometry.McusAcross, withSets: false);
        int rows = unitBytes > 0
            ? (int)Math.Clamp((unitBytes + rowBytes - 1) / rowBytes, 1, geometry.McusDown)
            : (int)Math.Max(geometry.McusDown / Math.Max(LeastRanges, RangesPerThread * threads), Math.Clamp(LeastBlocks * 128 / rowBytes, 1, Math.Max(geometry.McusDown / (2 * threads), 1)));
        rows = Math.Max(rows, 1);
        int ranges = (geometry.McusDown + rows - 1) / rows;
        if (ranges < 2)
            return null;
        threads = Math.Min(threads, ranges);
        int slots = Math.Min(ranges, 4 * threads + 2);
        long edges = reconstruction.HasContext ? 2L * slots * StripReconstructor.GetEdgeBytes(reconstruction) : 0;

        // Restarts: at most a quarter of a range more is decoded.
        bool hasMarkers = scan.RestartInterval > 0
            && (geometry.McusAcross % scan.RestartInterval == 0 || scan.RestartInterval <= (long)rows * geometry.McusAcross / 8);

        // With two threads one passes and decodes in turn, the other decodes: the same work, and nobody waits for all of the scan.
        int blocks = geometry.Components.Sum(c => c.HorizontalSampling * c.VerticalSampling);
        int segments = threads <= 2 || scan.RestartInterval > 0 ? 0
            : unitBytes > 0 ? Math.Min(ranges, MostForcedSegments)
            : (int)Math.Min(SegmentsPerThread * threads, dataBytes / LeastSegmentBytes);
        segments = segments < 2 ? 0 : segments;
        int spacing = Math.Max(1, BlocksBetweenPoints / blocks);
        int points = segments == 0 ? 0 : (int)Math.Min(1 << 20, 2L * geometry.McusAcross * geometry.McusDown / segments / spacing + 8);
        return new RangePlan
        {
            Segments = segments,
            SegmentPoints = points,
            Spacing = spacing,
            RangeRows = rows,
            Ranges = ranges,
            HasMarkers = hasMarkers,
            Threads = threads,
            Slots = slots,
            StripMcus = stripMcus,
            BytesNeeded = (threads - 1L) * reconstruction.WorkingBytes + edges
                + (threads + 1L) * (ScanDecoder.BytesNeeded(chunkBytes) + CoefficientStrip.BytesNeeded(geometry, stripMcus, withSets: false))
                + scan.AcTables.Length * SkippedHuffmanTable.Bytes
                + (segments == 0 ? 0 : threads * ScanDecoder.BytesNeeded(chunkBytes)) + (3L * ranges + (long)segments * points) * SharedScan.PointBytes,
        };
    }
}
