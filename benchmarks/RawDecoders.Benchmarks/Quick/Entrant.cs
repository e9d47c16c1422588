using RawDecoders.Benchmarks.Peers;

namespace RawDecoders.Benchmarks.Quick;

/// <summary>One decoder on one input in one format, and its times.</summary>
public sealed class Entrant(Peer peer, BenchmarkInput input, PixelFormat format)
{
    public Peer Peer { get; } = peer;

    public BenchmarkInput Input { get; } = input;

    public PixelFormat Format { get; } = format;

    public bool IsOurs => Peer is RawDecodersPeer;

    /// <summary>Milliseconds of each round.</summary>
    public List<double> Times { get; } = [];

    /// <summary>Bytes that one decode allocates on the managed heap.</summary>
    public long Allocated { get; set; } = long.MaxValue;

    /// <summary>How its pixels compare with ours in the same format; null for floors and for ours.</summary>
    public Agreement? Agreement { get; set; }

    /// <summary>Milliseconds of one decode, by the last of the warm-up.</summary>
    public double Estimate { get; set; }

    /// <summary>Decodes per timed round: enough for a round to last about a millisecond.</summary>
    public int Repeats { get; set; } = 1;

    /// <summary>
    /// Takes part in every so many-th round: a decoder that takes ten times as long as the fastest would otherwise use up the
    /// time that all share.
    /// </summary>
    public int Every { get; set; } = 1;

    public double Median => Quantile(0.5);

    public double Quantile(double q)
    {
        double[] sorted = [.. Times.Order()];
        return sorted[(int)Math.Round(q * (sorted.Length - 1))];
    }
}
