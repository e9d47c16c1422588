namespace RawDecoders.Benchmarks.Peers;

/// <summary>Ours, decoding into the caller's memory.</summary>
public sealed class RawDecodersPeer : Peer
{
    private static readonly Dictionary<PixelFormat, DecodeOptions> Options =
        Enum.GetValues<PixelFormat>().ToDictionary(f => f, f => new DecodeOptions { PixelFormat = f });

    public override string Name => "RawDecoders";

    /// <summary>Every format that something else is run in; and blue first where red first is, to compare the two.</summary>
    public override IReadOnlyList<PixelFormat> FormatsFor(BenchmarkInput input) =>
    [
        .. Peer.All.Skip(1).Where(p => p.Missing is null && p is not ManagedInflaterPeer).SelectMany(p => p.FormatsFor(input)).Prepend(input.CommonFormat)
            .Concat(input.CommonFormat == PixelFormat.Rgb24 && input.Kind != InputKind.Icon ? [PixelFormat.Bgr24] : []).Distinct(),
    ];

    public override void Decode(BenchmarkInput input, PixelFormat format, byte[] destination)
        => ImageDecoder.Decode(input.File, destination, 0, Options[format]);
}

/// <summary>Ours with the inflater of its own, where there is something to inflate.</summary>
public sealed class ManagedInflaterPeer : Peer
{
    public override string Name => "RawDecoders, own inflater";

    public override IReadOnlyList<PixelFormat> FormatsFor(BenchmarkInput input)
        => input.Info.Format == ImageFormat.Png ? [.. All[0].FormatsFor(input).Where(f => f != PixelFormat.Bgr24)] : [];

    public override void Decode(BenchmarkInput input, PixelFormat format, byte[] destination)
        => ImageDecoder.Decode(input.File, destination, 0, new DecodeOptions { PixelFormat = format, Inflater = Inflater.Managed });
}

/// <summary>Ours on two threads, where it makes use of them: large PNG and JPEG pictures.</summary>
/// <param name="inflater">Whose inflater.</param>
public sealed class TwoThreadsPeer(Inflater inflater) : Peer
{
    public override string Name => inflater == Inflater.Managed ? "RawDecoders, own inflater, 2 threads" : "RawDecoders, 2 threads";

    public override string? Missing
        => Environment.ProcessorCount < 2 ? "one processor"
            : Quick.DecodeClock.Kind == Quick.ClockKind.Cpu ? "the processor time of one thread does not tell" : null;

    public override IReadOnlyList<PixelFormat> FormatsFor(BenchmarkInput input)
        => input.Kind != InputKind.Icon && (input.Info.Format == ImageFormat.Png || (input.Info.Format == ImageFormat.Jpeg && inflater == Inflater.Platform))
            ? [input.CommonFormat] : [];

    public override void Decode(BenchmarkInput input, PixelFormat format, byte[] destination)
        => ImageDecoder.Decode(input.File, destination, 0, new DecodeOptions { PixelFormat = format, MaxDegreeOfParallelism = 2, Inflater = inflater });
}
