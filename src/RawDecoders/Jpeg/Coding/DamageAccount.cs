// Owns: what the damage of scans comes to in rows of the picture: scans that refine damaged coefficients are damaged
// themselves, MCUs become rows, and rows whose samples are interpolated from others share their damage. Stands after the last
// scan, before the result. Leaves to others: what each scan noticed (ScanDamage).

namespace RawDecoders.Jpeg;

/// <summary>Adds up the damage of a picture's scans.</summary>
internal static class DamageAccount
{
    /// <summary>Marks the rows that the damage of scans can have reached.</summary>
    /// <param name="scans">All scans of the picture, in file order.</param>
    /// <param name="geometry">The frame.</param>
    /// <param name="spread">How many rows damage is carried further up and down by interpolation.</param>
    /// <param name="rows">Receives the rows.</param>
    public static void Mark(IReadOnlyList<ScanDecoder> scans, FrameGeometry geometry, int spread, DamagedRowMap rows)
    {
        if (scans.All(scan => scan.Damage.IsEmpty))
            return;
        CarryOver(scans, geometry);
        foreach (ScanDecoder scan in scans)
        {
            foreach ((long first, long end, Issue reason) in scan.Damage.Runs)
                MarkRows(scan.Record.Header, geometry, (first, end, reason), spread, rows);
        }
    }

    /// <summary>
    /// From each scan to the refinements that build on it. A coefficient remembers the scans that coded it since its last refinement, which
    /// has their damage from then on: so each scan is carried over once a coefficient, however many scans a file has.
    /// </summary>
    private static void CarryOver(IReadOnlyList<ScanDecoder> scans, FrameGeometry geometry)
    {
        var coders = new HashSet<ScanDecoder>[geometry.Components.Length * 64];
        foreach (ScanDecoder scan in scans)
        {
            // The spectral selection of a sequential scan may say anything: nothing goes by it.
            if (!scan.IsProgressiveAc)
                continue;
            ScanHeader header = scan.Record.Header;
            Span<HashSet<ScanDecoder>> band = coders.AsSpan(64 * header.Components[0].Component)[header.SpectralStart..(header.SpectralEnd + 1)];
            bool refines = header.ApproximationHigh > 0;
            var before = new HashSet<ScanDecoder>();
            foreach (ref HashSet<ScanDecoder> coded in band)
            {
                if (refines && coded is not null)
                    before.UnionWith(coded);
                if (refines || coded is null)
                    coded = [];
                coded.Add(scan);
            }

            foreach (ScanDecoder earlier in before)
                CarryOver(earlier, scan, geometry);
        }
    }

    /// <summary>
    /// G.1.2.3: where a refinement finds its bits depends on which coefficients are non-zero already. With a wrong one it goes
    /// wrong from there to the end of its interval, and need not notice.
    /// </summary>
    private static void CarryOver(ScanDecoder from, ScanDecoder to, FrameGeometry geometry)
    {
        if (from.Damage.IsEmpty)
            return;

        // The runs of both, put in order: an account of a scan is filled from its first MCU on.
        long all = geometry.CountMcus(to.Record.Header);
        var merged = new List<(long First, long End, Issue Reason)>(to.Damage.Runs);
        foreach ((long first, long end, Issue reason) in from.Damage.Runs)
        {
            int interval = to.Record.RestartInterval;
            merged.Add((first, interval == 0 ? all : Math.Min(all, (end + interval - 1) / interval * interval), reason));
        }

        var account = new ScanDamage();
        foreach ((long first, long end, Issue reason) in merged.OrderBy(run => run.First))
            account.Add(first, end, reason);
        to.Damage = account;
    }

    private static void MarkRows(
        in ScanHeader header, FrameGeometry geometry, (long First, long End, Issue Reason) run, int spread, DamagedRowMap rows)
    {
        // MCUs of one component alone are its blocks (A.2.2), and a row of them as high as the subsampling makes it.
        ComponentGeometry? only = header.ComponentCount == 1 ? geometry.Components[header.Components[0].Component] : null;
        int across = only is { } c ? c.BlocksAcross : geometry.McusAcross;
        int first = (int)(run.First / across), last = (int)((run.End - 1) / across);
        int height = geometry.McuHeight;
        int perRow = only is { } d ? d.VerticalSampling : 1;
        int from = (int)((long)first * height / perRow) - spread;
        long end = (last + 1L) * height / perRow + spread;
        rows.Mark(Math.Max(from, 0), end - Math.Max(from, 0), run.Reason);
    }
}
