namespace RawDecoders.Fuzzing.Targets;

/// <summary>A lenient decode gives the same pixels, account or error by every path.</summary>
internal sealed class PathsTarget : FuzzTarget
{
    public override string Name => "paths";

    public override string What => "Lenient: whole, rows, stream, rectangles, two threads, small parts; and what Standard passes";

    protected internal override void Check(byte[] input) => Paths.Compare(input, Strictness.Lenient);
}
