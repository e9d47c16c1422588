using BenchmarkDotNet.Attributes;
using RawDecoders.Benchmarks.Peers;

namespace RawDecoders.Benchmarks;

/// <summary>A decoder, an input and a format.</summary>
public sealed class DecodeCase(Peer peer, BenchmarkInput input, PixelFormat format) : IWork
{
    public long Bytes => input.BytesAs(format);

    public double Megapixels => input.Megapixels;

    public Action<byte[]> Bind() => destination => peer.Decode(input, format, destination);

    public override string ToString() => $"{input.Name} {format.GetName()} {peer.Name}";
}

/// <summary>
/// Whole decodes into the caller's memory: every decoder on the files that RAWDECODERS_INPUTS names (or the larger pictures of
/// the corpus) and on those made on the spot.
/// </summary>
[Config(typeof(ThroughputConfig))]
public class DecodeBenchmarks
{
    private byte[] _destination = [];
    private Action<byte[]> _decode = static _ => { };

    [ParamsSource(nameof(Cases))]
    public DecodeCase Case { get; set; } = null!;

    public static IEnumerable<DecodeCase> Cases()
    {
        string[] named = Environment.GetEnvironmentVariable("RAWDECODERS_INPUTS")?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? [];
        return from input in BenchmarkInput.Resolve(named).Concat(MadeInputs.All())
               from peer in Peer.All
               where peer.Missing is null
               from format in peer.FormatsFor(input)
               select new DecodeCase(peer, input, format);
    }

    [GlobalSetup]
    public void Setup()
    {
        _destination = new byte[Case.Bytes];
        _destination.AsSpan().Fill(1);
        _decode = Case.Bind();
    }

    [Benchmark]
    public void Decode() => _decode(_destination);
}
