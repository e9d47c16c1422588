using System.Diagnostics;
using RawDecoders.Benchmarks.Peers;

namespace RawDecoders.Benchmarks.Quick;

/// <summary>One decoder on one input in one format, and its times.</summary>
public sealed class Entrant(Peer peer, BenchmarkInput input, PixelFormat format)
{
    public Peer Peer { get; } = peer;

    public BenchmarkInput Input { get; } = input;

    public PixelFormat Format { get; } = format;

    /// <summary>Milliseconds of each round.</summary>
    public List<double> Times { get; } = [];

    /// <summary>Bytes that one decode allocates on the managed heap.</summary>
    public long Allocated { get; set; }

    /// <summary>Decodes per timed round: enough for a round to last about a millisecond.</summary>
    public int Repeats { get; set; } = 1;

    public double Median => Quantile(0.5);

    public double Quantile(double q)
    {
        double[] sorted = [.. Times.Order()];
        return sorted[(int)Math.Round(q * (sorted.Length - 1))];
    }
}

/// <summary>
/// The quick comparison: every decoder takes its turn in every round, in one process, so that a noisy machine treats them
/// alike; medians over rounds. About a minute in all, shared evenly between the inputs.
/// </summary>
public static class QuickRun
{
    private const int WarmUpRounds = 8;

    private const int LeastRounds = 5;

    public static IReadOnlyList<Entrant> Run(IReadOnlyList<BenchmarkInput> inputs, TimeSpan total, Action<string> progress)
    {
        var all = new List<Entrant>();
        TimeSpan share = total / Math.Max(1, inputs.Count);
        foreach (BenchmarkInput input in inputs)
        {
            progress(input.Name);
            Entrant[] entrants =
            [
                .. from peer in Peer.All
                   where peer.Missing is null
                   from format in peer.FormatsFor(input)
                   select new Entrant(peer, input, format),
            ];
            byte[] destination = new byte[entrants.Max(e => input.BytesAs(e.Format))];
            List<Entrant> running = WarmUp(entrants, destination, share / 4);
            var clock = Stopwatch.StartNew();
            for (int round = 0; round < LeastRounds || clock.Elapsed < share * 0.75; round++)
            {
                // A different decoder begins each round, so that none always runs on the caches of the same predecessor.
                for (int i = 0; i < running.Count; i++)
                    Time(running[(i + round) % running.Count], destination);
            }

            all.AddRange(running);
        }

        return all;
    }

    /// <summary>Runs everything often enough for tiered compilation; drops, with a word, what refuses the input.</summary>
    private static List<Entrant> WarmUp(Entrant[] entrants, byte[] destination, TimeSpan share)
    {
        var running = new List<Entrant>();
        foreach (Entrant entrant in entrants)
        {
            try
            {
                var clock = Stopwatch.StartNew();
                int rounds = 0;
                // Tier-1 code comes after 30 calls and a pause; loops are replaced on the stack before that.
                while (rounds < WarmUpRounds || (rounds < 40 && clock.Elapsed < share / entrants.Length))
                {
                    entrant.Peer.Decode(entrant.Input, entrant.Format, destination);
                    rounds++;
                }

                Thread.Sleep(entrant.Peer is RawDecodersPeer ? 150 : 20);
                long before = GC.GetAllocatedBytesForCurrentThread();
                long start = Stopwatch.GetTimestamp();
                entrant.Peer.Decode(entrant.Input, entrant.Format, destination);
                double once = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                entrant.Allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                entrant.Repeats = Math.Max(1, (int)(1.0 / Math.Max(once, 0.001)));
                running.Add(entrant);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                Console.Error.WriteLine($"{entrant.Input.Name}: {entrant.Peer.Name} gives up: {error.Message}");
            }
        }

        return running;
    }

    private static void Time(Entrant entrant, byte[] destination)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < entrant.Repeats; i++)
            entrant.Peer.Decode(entrant.Input, entrant.Format, destination);
        entrant.Times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds / entrant.Repeats);
    }
}
