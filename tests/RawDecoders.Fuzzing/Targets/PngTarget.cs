namespace RawDecoders.Fuzzing.Targets;

/// <summary>
/// A PNG whose checksums are right and whose data is deflated properly whatever the fuzzer does, so that what lies behind these
/// is reached: the input tells chunks and rows, <see cref="StructuredPng"/> makes the file.
/// </summary>
internal sealed class PngTarget : FuzzTarget
{
    public override string Name => "png";

    public override string What => "chunks with right checksums, rows deflated anew: paths, inspector, beginnings, reading on";

    public override IReadOnlyList<string> Formats => ["png"];

    public override int MaxSeedBytes => 3000;

    public override IEnumerable<byte[]> InputsFrom(byte[] file) => StructuredPng.Describe(file);

    protected internal override void Check(byte[] input)
    {
        byte[] file = StructuredPng.Build(input);
        // One check a run, drawn from the input: afl-fuzz sees which inputs are new in each, and runs stay short.
        switch (Draw.From(input).Next(4))
        {
            case 0:
                Verdicts.Compare(file);
                break;
            case 1:
                new ReadOnTarget().Check(file);
                break;
            default:
                Paths.Compare(file, Draw.Strictness(Draw.From(input)));
                break;
        }
    }
}
