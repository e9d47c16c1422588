// Owns: the baseline way: the one scan of a sequential picture, a few MCUs at a time, each group given to the reconstruction while its
// coefficients are in the L1 cache. Stands between ScanDecoder and BlockFeed. Leaves to others: restarts and damage (ScanDecoder), and
// what becomes of the places that it comes by (JpegIndexBuilder).

namespace RawDecoders.Jpeg;

/// <summary>A sequential picture whose first scan holds all components.</summary>
internal sealed class SingleScanSource : ImcuRowSource
{
    private readonly FrameGeometry _geometry;
    private readonly CoefficientStrip _strip;
    private readonly ScanDecoder _scan;
    private readonly int _group;
    private readonly JpegIndexBuilder? _index;

    /// <param name="plan">The plan.</param>
    /// <param name="source">The file.</param>
    /// <param name="arena">Where memory comes from.</param>
    /// <param name="issues">Is told what is wrong with the scan.</param>
    /// <param name="index">Is told of every group where it begins; or null.</param>
    public SingleScanSource(JpegPlan plan, ByteSource source, NativeArena arena, DecodeIssues issues, JpegIndexBuilder? index)
    {
        _geometry = plan.Geometry;
        _index = index;
        _group = index?.GroupMcus ?? plan.StripMcus;
        _strip = new CoefficientStrip(_geometry, _group, withSets: false, arena);
        _scan = new ScanDecoder(plan.Scans[0], _geometry, _strip, source, plan.ChunkBytes, arena, issues, tellsPoints: index is not null);
    }

    public override void DecodeRow(int row, JpegReconstructor reconstructor)
    {
        for (int mcu = 0; mcu < _geometry.McusAcross; mcu += _group)
        {
            if (_index is { Rests: false })
                _index.Note(_scan.NextPoint());
            int count = Math.Min(_group, _geometry.McusAcross - mcu);
            _scan.DecodeMcus(0, count);
            BlockFeed.GiveMcus(_strip, _geometry, mcu, count, reconstructor);
        }

        _index?.EndRow(row);
    }

    public override long Finish() => _scan.Finish();

    public override IReadOnlyList<ScanDecoder> Scans => [_scan];
}
