namespace RawDecoders.Fuzzing.Targets;

/// <summary>The inspector explains any bytes, and its findings are the decoder's verdicts.</summary>
internal sealed class InspectTarget : FuzzTarget
{
    public override string Name => "inspect";

    public override string What => "Standard refuses exactly where the inspector has an Error, Strict where it has a Warning; Trace, Locate";

    protected internal override void Check(byte[] input) => Verdicts.Compare(input);
}
