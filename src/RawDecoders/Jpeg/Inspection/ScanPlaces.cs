// Owns: where each MCU of each scan begins, with the state that a walk needs to go on from there, so that a question about one block costs that block and not
// the scans before it. Stands between ScanWalk, which leaves the places, and the trail and effects of files that are asked about again and again.
// Leaves to others: arithmetic-coded, lossless, damaged and smoothed files, which are walked whole (and counted by ScanAccount).

using RawDecoders.Inspection;

namespace RawDecoders.Jpeg;

/// <summary>A scan that has been walked.</summary>
/// <param name="Scan">The scan.</param>
/// <param name="Places">Its places, by MCU.</param>
/// <param name="Totals">What it adds up to.</param>
internal sealed record WalkedScan(ScanRecord Scan, List<McuPlace> Places, ScanTotals Totals);

/// <summary>The places of one file.</summary>
internal sealed class ScanPlaces
{
    private readonly JpegStudy _study;
    private (int Scan, CoefficientStore Store)? _before;

    private ScanPlaces(JpegStudy study, List<WalkedScan> scans, float[] bits)
    {
        _study = study;
        Scans = scans;
        McuBits = bits;
    }

    /// <summary>The scans that make up the picture.</summary>
    public IReadOnlyList<WalkedScan> Scans { get; }

    /// <summary>Bits of each MCU of the frame, of all scans.</summary>
    public IReadOnlyList<float> McuBits { get; }

    /// <summary>Walks all scans; null where they cannot be walked to the end within the budget, or their places are not enough to go on from.</summary>
    public static ScanPlaces? Make(JpegStudy study)
    {
        if (study.Geometry is not { } geometry || study.IsLossless || !study.CanReadBlocks || !study.CanKeepBlocks || study.Scans.Exists(s => s.Arithmetic is not null))
            return null;
        var bits = new float[geometry.McusAcross * geometry.McusDown];
        var scans = new List<WalkedScan>();
        var store = new CoefficientStore(geometry);
        foreach (ScanRecord scan in study.Scans.Take(study.UsedScans))
        {
            var places = new List<McuPlace>();
            var walk = new ScanWalk(study, scan, store)
            {
                EmptyRows = [],
                Places = places,
                OnBlock = block =>
                {
                    ComponentGeometry c = geometry.Components[block.Component];
                    bits[block.Y / c.VerticalSampling * geometry.McusAcross + block.X / c.HorizontalSampling] += block.Bits;
                },
            };
            ScanTotals totals = walk.Run();
            if (walk.IsStopped || totals.Intervals.Exists(i => !i.IsWhole) || places.Count == 0)
                return null;
            scans.Add(new WalkedScan(scan, places, totals));
        }

        return scans.Count == 0 || StudySmoothing.IsWanted(study) ? null : new ScanPlaces(study, scans, bits);
    }

    /// <summary>The coefficients before a scan; to be changed at will.</summary>
    public CoefficientStore Before(ScanRecord scan)
    {
        int index = _study.Scans.IndexOf(scan);
        if (_before is not { } known || known.Scan != index)
            _before = (index, _study.ReadCoefficients(index));
        return _before.Value.Store.Copy();
    }

    /// <summary>Walks the MCUs of a scan that hold some blocks, and of DC differences the one before, which the prediction comes from.</summary>
    /// <param name="walk">The walk of that scan.</param>
    /// <param name="scan">The scan.</param>
    /// <param name="blocks">The blocks: component, column, row.</param>
    /// <param name="begins">Called before each stretch of MCUs.</param>
    public void Walk(ScanWalk walk, ScanRecord scan, IEnumerable<(int Component, int X, int Y)> blocks, Action begins)
    {
        if (Find(scan) is not { } walked)
            return;
        bool hasDifferences = scan.Header.SpectralStart == 0 && scan.Header.ApproximationHigh == 0;
        long done = -1;
        foreach (long mcu in blocks.Select(b => McuOf(scan, b.Component, b.X, b.Y)).Where(m => m >= 0).Distinct().Order())
        {
            McuPlace place = walked.Places[Last(walked.Places, mcu)];
            if (hasDifferences && mcu > place.FirstMcu)
                place = walked.Places[Last(walked.Places, mcu - 1)];
            // Blocks beside each other: what has been walked is not told twice.
            if (place.Mcu <= done && done < mcu)
                place = walked.Places[Last(walked.Places, done + 1)];
            if (place.Mcu != done + 1 || done < 0 || place.Mcu == place.FirstMcu)
                begins();
            walk.RunPart(place, mcu + 1);
            done = mcu;
        }
    }

    /// <summary>Walks the MCUs around a byte until something has been found.</summary>
    /// <returns>The interval that holds the byte; null if none does.</returns>
    public CodedInterval? Walk(ScanWalk walk, ScanRecord scan, long offset, Func<bool> isFound)
    {
        if (Find(scan) is not { } walked)
            return null;
        int interval = walked.Totals.Intervals.FindIndex(i => offset >= i.DataOffset && offset < i.MarkerOffset);
        if (interval < 0)
            return null;
        // The first MCU that may have a bit in the byte: the last that begins before it.
        int low = 0, high = walked.Places.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (walked.Places[middle].Start.Offset < offset)
                low = middle;
            else
                high = middle - 1;
        }

        for (int i = low; i < walked.Places.Count && walked.Places[i].Start.Offset <= offset && !isFound(); i++)
            walk.RunPart(walked.Places[i], walked.Places[i].Mcu + 1);
        return walked.Totals.Intervals[interval];
    }

    /// <summary>The MCU of a scan that holds a block; -1 if none does.</summary>
    public long McuOf(ScanRecord scan, int component, int x, int y)
    {
        FrameGeometry geometry = _study.Geometry!;
        ScanHeader header = scan.Header;
        bool isThere = false;
        for (int i = 0; i < header.ComponentCount; i++)
            isThere |= header.Components[i].Component == component;
        ComponentGeometry c = geometry.Components[component];
        if (!isThere)
            return -1;
        if (header.ComponentCount > 1)
            return (long)(y / c.VerticalSampling) * geometry.McusAcross + x / c.HorizontalSampling;
        return x < c.BlocksAcross && y < c.BlocksDown ? (long)y * c.BlocksAcross + x : -1;
    }

    /// <summary>The walked scan whose data hold a byte; null if none does.</summary>
    public WalkedScan? At(long offset) => Scans.FirstOrDefault(s => offset >= s.Scan.DataOffset && s.Totals.Intervals.Count > 0 && offset < s.Totals.Intervals[^1].MarkerOffset);

    private WalkedScan? Find(ScanRecord scan) => Scans.FirstOrDefault(s => ReferenceEquals(s.Scan, scan));

    /// <summary>The last place at or before an MCU.</summary>
    public static int Last(List<McuPlace> places, long mcu)
    {
        int low = 0, high = places.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (places[middle].Mcu <= mcu)
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }
}
