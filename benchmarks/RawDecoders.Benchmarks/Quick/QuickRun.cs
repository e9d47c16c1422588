using System.Diagnostics;
using RawDecoders.Benchmarks.Peers;

namespace RawDecoders.Benchmarks.Quick;

/// <summary>
/// The quick comparison: every decoder takes its turn in every round, in one process, so that a noisy machine treats them
/// alike; medians over rounds. The time given is shared between the inputs as it goes, the largest first: one that takes
/// longer than its part leaves less to those after it.
/// </summary>
public sealed class QuickRun
{
    /// <summary>Part of the time that goes to compiling: every kind of input is decoded over and over before anything is timed.</summary>
    private const double CompilingShare = 0.15;

    /// <summary>Another decoder that takes more than this part of an input's time is timed by its first decode alone.</summary>
    private const double OnceShare = 0.15;

    /// <summary>Part of an input's own time that goes to warming its decoders, after the first decode of each.</summary>
    private const double WarmShare = 0.15;

    /// <summary>An icon's part of the time against a photograph's.</summary>
    private const double IconWeight = 0.25;

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly IReadOnlyList<BenchmarkInput> _inputs;
    private readonly double _seconds;
    private readonly Action<string> _progress;

    /// <summary>The rows of all inputs: one buffer, touched before, so that nobody pays for its pages.</summary>
    private readonly byte[] _destination;

    private QuickRun(IReadOnlyList<BenchmarkInput> inputs, double seconds, Action<string> progress)
    {
        _inputs = inputs;
        _seconds = seconds;
        _progress = progress;
        _destination = new byte[inputs.Max(i => i.BytesAs(PixelFormat.Rgba32))];
        _destination.AsSpan().Fill(1);
    }

    /// <summary>Measures; takes about <paramref name="seconds"/>, whatever the number of inputs, machine and inputs willing.</summary>
    public static IReadOnlyList<Entrant> Run(IReadOnlyList<BenchmarkInput> inputs, double seconds, Action<string> progress)
        => new QuickRun(inputs, seconds, progress).Run();

    private List<Entrant> Run()
    {
        Entrant[][] entrants = [.. _inputs.Select(MakeEntrants)];
        _progress("compiling");
        Compile(entrants);

        var measured = new List<Entrant>[_inputs.Count];
        double weightLeft = _inputs.Sum(Weight);
        foreach (int i in Enumerable.Range(0, _inputs.Count).OrderByDescending(i => _inputs[i].Megapixels))
        {
            double share = Math.Max(0, _seconds - _clock.Elapsed.TotalSeconds) * Weight(_inputs[i]) / weightLeft;
            weightLeft -= Weight(_inputs[i]);
            _progress(_inputs[i].Name);
            measured[i] = Measure(entrants[i], share);
        }

        return [.. measured.SelectMany(m => m)];
    }

    private static double Weight(BenchmarkInput input) => input.Kind == InputKind.Icon ? IconWeight : 1;

    private static Entrant[] MakeEntrants(BenchmarkInput input) =>
    [
        .. from peer in Peer.All
           where peer.Missing is null
           from format in peer.FormatsFor(input)
           select new Entrant(peer, input, format),
    ];

    /// <summary>
    /// The smallest input of each kind, by the managed decoders, until code is optimised: tier 1 comes after 30 calls, an
    /// instrumented tier and two pauses of 100 ms.
    /// </summary>
    private void Compile(Entrant[][] entrants)
    {
        Entrant[] representatives =
        [
            .. entrants
                .SelectMany(e => e)
                .Where(e => !e.Peer.IsFloor && e.Peer is not NativePeer and not SkiaPeer)
                .GroupBy(e => (e.Peer, e.Format, e.Input.Kind == InputKind.Icon, e.Input.Info.Format, e.Input.Info.ColorModel, e.Input.Info.BitDepth, e.Input.IsSequential))
                .Select(g => g.MinBy(e => e.Input.Megapixels)!),
        ];
        double end = _clock.Elapsed.TotalSeconds + CompilingShare * _seconds;
        for (int pass = 0; pass < 4; pass++)
        {
            foreach (Entrant entrant in representatives)
            {
                double left = end - _clock.Elapsed.TotalSeconds;
                double slice = left / ((4 - pass) * representatives.Length);
                long start = Stopwatch.GetTimestamp();
                for (int i = 0; i < 40 && Stopwatch.GetElapsedTime(start).TotalSeconds < slice; i++)
                {
                    try
                    {
                        entrant.Peer.Decode(entrant.Input, entrant.Format, _destination);
                    }
                    catch (Exception error) when (error is not OutOfMemoryException)
                    {
                        // Said when the input's turn comes.
                        break;
                    }
                }
            }

            WaitForCompiler(end);
        }
    }

    /// <summary>Until no method has been compiled for longer than the pause that tiering makes (100 ms).</summary>
    private void WaitForCompiler(double end)
    {
        long methods;
        do
        {
            methods = System.Runtime.JitInfo.GetCompiledMethodCount();
            Thread.Sleep(150);
        }
        while (methods != System.Runtime.JitInfo.GetCompiledMethodCount() && _clock.Elapsed.TotalSeconds < end);
    }

    private List<Entrant> Measure(Entrant[] entrants, double share)
    {
        double begin = _clock.Elapsed.TotalSeconds;
        List<Entrant> running = Compare(entrants);
        double Used() => _clock.Elapsed.TotalSeconds - begin;
        foreach (Entrant entrant in running.Where(e => !e.IsOurs && !e.Peer.IsFloor && e.Estimate > share * OnceShare * 1000))
            entrant.Times.Add(entrant.Estimate);
        Entrant[] timed = [.. running.Where(e => e.Times.Count == 0)];
        do
        {
            foreach (Entrant entrant in timed)
                Warm(entrant, static e => e.Peer.Decode);
        }
        while (Used() + timed.Sum(e => e.Estimate) / 1000 < share * WarmShare);

        double fastest = running.Where(e => !e.Peer.IsFloor).Min(e => e.Estimate);
        foreach (Entrant entrant in timed)
        {
            entrant.Repeats = (int)Math.Clamp(1.0 / entrant.Estimate, 1, 1000);
            entrant.Every = (int)Math.Clamp(entrant.Estimate / (2 * fastest), 1, 8);
        }

        // A different decoder begins each round, so that none always runs on the caches of the same predecessor.
        double roundCost = 0;
        for (int round = 0; round == 0 || Used() + roundCost * 0.7 < share; round++)
        {
            double before = Used();
            for (int i = 0; i < timed.Length; i++)
            {
                Entrant entrant = timed[(i + round) % timed.Length];
                if (round % entrant.Every == 0)
                    Time(entrant);
            }

            roundCost = round == 0 ? Used() - before : (roundCost + Used() - before) / 2;
        }

        return running;
    }

    /// <summary>The first decode of each: pixels compared with ours. Drops, with a word, what refuses the input.</summary>
    private List<Entrant> Compare(Entrant[] entrants)
    {
        var running = new List<Entrant>();
        foreach (IGrouping<PixelFormat, Entrant> format in entrants.GroupBy(e => e.Format))
        {
            byte[]? ours = null;
            foreach (Entrant entrant in format)
            {
                try
                {
                    int bytes = entrant.Input.BytesAs(entrant.Format);
                    Warm(entrant, static e => e.Peer.DecodeToCompare);
                    if (entrant.Peer.IsFloor)
                    {
                        // No pixels.
                    }
                    else if (entrant.IsOurs)
                        ours = _destination[..bytes];
                    else if (ours is not null)
                        entrant.Agreement = Agreement.Compare(ours, _destination.AsSpan(0, bytes));
                    running.Add(entrant);
                }
                catch (Exception error) when (error is not OutOfMemoryException)
                {
                    _progress($"{entrant.Input.Name}: {entrant.Peer.Name} gives up: {error.Message}");
                }
            }
        }

        return running;
    }

    private void Warm(Entrant entrant, Func<Entrant, Action<BenchmarkInput, PixelFormat, byte[]>> choose)
    {
        Action<BenchmarkInput, PixelFormat, byte[]> decode = choose(entrant);
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        long start = DecodeClock.Now;
        decode(entrant.Input, entrant.Format, _destination);
        entrant.Estimate = Math.Max(DecodeClock.MillisecondsSince(start), 0.0005);
        // The least: the first decode of all fills pools.
        entrant.Allocated = Math.Min(entrant.Allocated, GC.GetAllocatedBytesForCurrentThread() - allocated);
    }

    private void Time(Entrant entrant)
    {
        long start = DecodeClock.Now;
        for (int i = 0; i < entrant.Repeats; i++)
            entrant.Peer.Decode(entrant.Input, entrant.Format, _destination);
        entrant.Times.Add(DecodeClock.MillisecondsSince(start) / entrant.Repeats);
    }
}
