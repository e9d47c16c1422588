namespace RawDecoders.Fuzzing.Targets;

/// <summary>Rectangles in any order are parts of the whole picture.</summary>
internal sealed class RegionsTarget : FuzzTarget
{
    public override string Name => "regions";

    public override string What => "many rectangles of one reader, at any strictness, against the whole";

    protected internal override void Check(byte[] input)
    {
        Random random = Draw.From(input);
        DecodeOptions options = Draw.Options(random, Draw.Strictness(random));
        Paths.CompareRegions(input, options, Outcome.Whole(input, options), random, count: 8);
    }
}
