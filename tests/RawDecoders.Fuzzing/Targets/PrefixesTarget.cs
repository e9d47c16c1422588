namespace RawDecoders.Fuzzing.Targets;

/// <summary>
/// A file that arrives byte by byte: what TryIdentify says of a longer beginning never contradicts what it said of a shorter.
/// </summary>
internal sealed class PrefixesTarget : FuzzTarget
{
    /// <summary>Beginnings of more bytes are tried at steps; all of them would take a second.</summary>
    private const int Every = 1024;

    public override string Name => "prefixes";

    public override string What => "TryIdentify of every beginning: never asks for what it has, never takes an answer back";

    public override int MaxSeedBytes => 2048;

    protected internal override void Check(byte[] input)
    {
        var options = new DecodeOptions { Strictness = Draw.Strictness(Draw.From(input)), Limits = Draw.Limits };
        IdentifyResult before = ImageDecoder.TryIdentify([], options);
        long needed = before.BytesNeeded;
        for (int length = 1; length <= input.Length; length += length < Every ? 1 : 61)
        {
            IdentifyResult result = ImageDecoder.TryIdentify(input.AsSpan(0, length), options);
            switch (result.Status)
            {
                case IdentifyStatus.NeedsMoreBytes:
                    FuzzFailure.Unless(result.BytesNeeded > length, $"{length} bytes: asks for {result.BytesNeeded}");
                    FuzzFailure.Unless(before.Status == IdentifyStatus.NeedsMoreBytes, $"{length} bytes: needs more, was {before.Status}");
                    needed = Math.Max(needed, result.BytesNeeded);
                    break;
                case IdentifyStatus.Identified:
                    FuzzFailure.Unless(length >= needed, $"{length} bytes: identified, though at least {needed} were needed");
                    FuzzFailure.Unless(before.Status != IdentifyStatus.Refused, $"{length} bytes: identified, was refused: {before.Error?.Message}");
                    FuzzFailure.Unless(
                        before.Info is not { } was || Words(was) == Words(result.Info!),
                        $"{length} bytes: {Words(result.Info!)}, was {(before.Info is { } b ? Words(b) : "")}");
                    break;
                default:
                    FuzzFailure.Unless(result.Error is not null, "refused without a reason");
                    FuzzFailure.Unless(before.Status != IdentifyStatus.Identified, $"{length} bytes: refused, was identified: {result.Error!.Message}");
                    break;
            }

            before = result;
        }
    }

    private static string Words(ImageInfo info) => $"{info.Format} {info.Width} x {info.Height} {info.PixelFormat}";
}
