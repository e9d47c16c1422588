// Owns: one PNG decode that has an index: its own, which grows as rows are read from the top down, or one that was made before. Stands beside
// the forward decode in PngDecoder.cs. Leaves to others: the places (PngIndexBuilder), reading from them (PngRowSeeker).
namespace RawDecoders.Png;

internal sealed partial class PngDecoder
{
    /// <summary>The index in the making.</summary>
    private PngIndexBuilder? _index;
    private PngRowSeeker? _seeker;

    /// <summary>An index that was made before, or null.</summary>
    private ImageIndex? Loaded => _options.KeepsIndex ? _options.Index : null;

    public override bool HasIndex => _options.KeepsIndex;

    public override string? NoIndexReason => _plan.Header.IsInterlaced ? "an interlaced PNG has none: each of its rows is made of all seven passes" : null;

    public override bool IsIndexGiven => Loaded is not null;

    public override int ReachableRows => Loaded is not null ? _plan.Header.Height : _index is not null ? NextRow : 0;

    public override void ReadRegion(int x, int y, int width, RowTarget target)
    {
        _seeker ??= new PngRowSeeker(_plan, Loaded?.Points ?? _index!.Points, Loaded is not null, _budget, _issues);
        _seeker.Read(x, y, width, target);
    }

    public override ImageIndex MakeIndex(DecodeResult result)
        => Loaded ?? PngIndexSeal.Make(_plan.Raster, _index!.Points, result, _options.Strictness);

    /// <summary>Gives the index what it may hold: at most half of what the decode leaves.</summary>
    private void BoundIndex()
    {
        if (_index is null)
            return;
        long bound = Math.Min(_options.MaxIndexBytes, (_options.Limits.MaxBytes - _budget.Used) / 2);
        _index.Bound = _budget.TryDraw(bound) ? bound : 0;
    }

    /// <summary>Begins an index, or checks the one that is given. Interlaced pictures have none: their rows come out of all seven passes.</summary>
    private DecodeOptions OpenIndex(PngRaster raster, DecodeOptions options)
    {
        if (options.Index is { } given)
            PngIndexSeal.Check(given, raster, _issues);
        if (raster.Header.IsInterlaced)
            return options with { KeepsIndex = false };
        if (options.Index is not null)
            return options;
        // Only our own engine can be stopped, saved and resumed.
        _index = new PngIndexBuilder(raster, options.IndexSpacingBytes);
        return options with { Inflater = Inflater.Managed };
    }
}
