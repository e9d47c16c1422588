namespace RawDecoders.Benchmarks.Peers;

/// <summary>Ours, decoding into the caller's memory.</summary>
public sealed class RawDecodersPeer : Peer
{
    private static readonly Dictionary<PixelFormat, DecodeOptions> Options =
        Enum.GetValues<PixelFormat>().ToDictionary(f => f, f => new DecodeOptions { PixelFormat = f });

    public override string Name => "RawDecoders";

    /// <summary>Every format that something else is run in.</summary>
    public override IReadOnlyList<PixelFormat> FormatsFor(BenchmarkInput input)
        => Peer.All.Skip(1).Where(p => p.Missing is null).SelectMany(p => p.FormatsFor(input)).Prepend(input.CommonFormat).Distinct().ToArray();

    public override void Decode(BenchmarkInput input, PixelFormat format, byte[] destination)
        => ImageDecoder.Decode(input.File, destination, 0, Options[format]);
}
