// Owns: what the damage of scans comes to in rows of the picture: scans that refine damaged coefficients are damaged themselves, MCUs
// become rows, and rows whose samples are interpolated from others share their damage. Stands after the last scan, before
// the result. Leaves to ScanDamage what each scan noticed.

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
        for (int i = 0; i < scans.Count; i++)
        {
            for (int later = i + 1; later < scans.Count && !scans[i].Damage.IsEmpty; later++)
                CarryOver(scans[i], scans[later], geometry);
            foreach ((long first, long end, Issue reason) in scans[i].Damage.Runs)
                MarkRows(scans[i].Record.Header, geometry, (first, end, reason), spread, rows);
        }
    }

    /// <summary>
    /// G.1.2.3: where a refinement finds its bits depends on which coefficients are non-zero already. With a wrong one it goes
    /// wrong from there to the end of its interval, and need not notice.
    /// </summary>
    private static void CarryOver(ScanDecoder from, ScanDecoder to, FrameGeometry geometry)
    {
        ScanHeader earlier = from.Record.Header, later = to.Record.Header;
        bool builds = later.SpectralStart > 0 && later.ApproximationHigh > 0 && earlier.ComponentCount == 1
            && earlier.Components[0].Component == later.Components[0].Component
            && earlier.SpectralStart <= later.SpectralEnd && later.SpectralStart <= earlier.SpectralEnd;
        if (!builds)
            return;

        // The runs of both, put in order: an account of a scan is filled from its first MCU on.
        long all = ScanDecoder.CountMcus(geometry, later);
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
        int height = 8 * geometry.MaxVertical;
        int perRow = only is { } d ? d.VerticalSampling : 1;
        int from = (int)((long)first * height / perRow) - spread;
        long end = (last + 1L) * height / perRow + spread;
        rows.Mark(Math.Max(from, 0), end - Math.Max(from, 0), run.Reason);
    }
}
