// Owns: one way through a JPEG file for those who want what lies before the pixels: all iMCU rows on the calling thread, then the account of
// what was read. Stands between JpegHeaders and JpegPlan, whose choices it carries out, and the readers of coefficients and planes. Leaves to
// others: pixels (JpegDecoder).

namespace RawDecoders.Jpeg;

/// <summary>What is told after a pass.</summary>
/// <param name="Info">What the file says of itself.</param>
/// <param name="Warnings">Violations that were passed over.</param>
/// <param name="Damage">Lenient: rows of the picture that are not as stored.</param>
internal sealed record JpegPass(ImageInfo Info, IReadOnlyList<Issue> Warnings, IReadOnlyList<DamagedRows> Damage)
{
    /// <summary>Decodes all scans.</summary>
    /// <param name="headers">The headers.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="source">The file.</param>
    /// <param name="issues">Is told what is wrong.</param>
    /// <param name="reconstructor">Receives the blocks.</param>
    /// <param name="rowEnded">Is told of each iMCU row that it is whole.</param>
    /// <exception cref="ImageDecodeException">The scans are refused.</exception>
    public static JpegPass Run(JpegHeaders headers, JpegPlan plan, ByteSource source, DecodeIssues issues, JpegReconstructor reconstructor, Action<int> rowEnded)
    {
        JpegStructure structure = headers.Structure;
        using var arena = new NativeArena();
        ImcuRowSource rows = ImcuRowSource.Create(plan, source, structure.Position, arena, issues);
        for (int row = 0; row < plan.Geometry.McusDown; row++)
        {
            rows.DecodeRow(row, reconstructor);
            reconstructor.EndImcuRow();
            rowEnded(row);
        }

        structure.Position = rows.Finish();
        bool isDamaged = rows.Scans.Any(scan => !scan.Damage.IsEmpty);
        if (isDamaged && plan.IsInOneScan)
            structure.SkipEntropyData();
        structure.ReadToEnd();
        headers.CheckEnd();

        var damage = new DamagedRowMap(plan.Geometry.Height);
        foreach (Issue reason in headers.DamageOfAllRows)
            damage.Mark(0, plan.Geometry.Height, reason);
        if (isDamaged)
            DamageAccount.Mark(rows.Scans, plan.Geometry, 0, damage);
        ImageInfo info = JpegDescription.Make(structure, headers.Colour, structure.ScanCount, structure.Position, structure.FindEmbedded(isWhole: true));
        return new JpegPass(info, issues.Warnings, damage.ToRuns());
    }
}
