using System.Diagnostics;
using System.Globalization;
using RawDecoders.Benchmarks.Quick;

namespace RawDecoders.Benchmarks;

/// <summary>
/// What several threads would take, on a machine that may have fewer processors: each step of a decode planned for so many threads is timed alone on
/// one thread, and the steps are laid out in time by the rule by which threads take them. What is left out: memory that all cores share.
/// </summary>
public static class ThreadsRun
{
    private static readonly int[] Threads = [2, 4, 8, 16];

    /// <summary>The goals for the JPEG of a megapixel or more: part of one thread's time.</summary>
    private static readonly double[] Goals = [0.65, 0.40, 0.25, 0.18];

    /// <summary>Milliseconds until a thread of the pool has begun, and that a change from one step to the next takes.</summary>
    private const double Wake = 0.02, Change = 0.002;

    /// <summary>Measures and prints.</summary>
    public static void Run(IEnumerable<BenchmarkInput> inputs, double seconds)
    {
        Console.WriteLine("Parts of one thread's time. work: of all steps; serial: outside of them; critical: with a thread for every step; of one: with that many threads (* over the goal of 0.65, 0.40, 0.25, 0.18).");
        Console.WriteLine($"{"file",-40} {"1 thread",9} {"threads",7} {"work",6} {"serial",7} {"critical",8} {"of one",7}   by stage");
        foreach (BenchmarkInput input in inputs)
        {
            if (input.Info.Format is ImageFormat.Jpeg or ImageFormat.Png)
                Run(input, seconds);
        }
    }

    private static void Run(BenchmarkInput input, double seconds)
    {
        byte[] destination = new byte[input.BytesAs(input.CommonFormat)];
        DecodeOptions Options(int threads) => new() { PixelFormat = input.CommonFormat, MaxDegreeOfParallelism = threads };
        var one = new List<double>();
        var observers = Threads.Select(_ => new Timetable()).ToArray();
        var clock = Stopwatch.StartNew();
        for (int round = 0; round < 7 || clock.Elapsed.TotalSeconds < seconds; round++)
        {
            one.Add(Time(() => ImageDecoder.Decode(input.File, destination, 0, Options(1))));
            for (int i = 0; i < Threads.Length; i++)
            {
                DecodeOptions options = Options(Threads[i]);
                observers[i].Round(() => ImageDecoder.Decode(input.File, destination, 0, options));
            }
        }

        double single = Median(one);
        for (int i = 0; i < Threads.Length; i++)
        {
            Timetable table = observers[i];
            if (table.Works.Count == 0)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{input.Name,-40} {single,9:F3} not decoded by several threads"));
                return;
            }

            double steps = table.Works.Sum(w => w.Total), serial = Math.Max(0, Median(table.Serial));
            double MakeSpan(int threads) => serial + table.Works.Sum(w => w.Simulate(threads, Change) + (threads > 1 ? Wake : 0));
            string stages = string.Join(" + ", table.Works.Select(w => string.Join(", ", w.ByStage.Select(ms => (ms / single).ToString("F3", CultureInfo.InvariantCulture)))));
            double ratio = MakeSpan(Threads[i]) / single;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{(i == 0 ? input.Name : ""),-40} {(i == 0 ? single.ToString("F3", CultureInfo.InvariantCulture) : ""),9} {Threads[i],7} {(steps + serial) / single,6:F2} {serial / single,7:F3} {MakeSpan(100_000) / single,8:F3} {ratio,7:F3}{(ratio <= Goals[i] ? " " : "*")}  {stages}"));
        }
    }

    private static double Time(Action decode)
    {
        long start = DecodeClock.Now;
        decode();
        return DecodeClock.MillisecondsSince(start);
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    /// <summary>The steps of the works of one decode, over several rounds.</summary>
    private sealed class Timetable : StepObserver
    {
        private int _work;
        private long _start;
        private double _inSteps;
        private int _steps;

        /// <summary>Milliseconds that one look at the clock takes: there are two in each step.</summary>
        private readonly double _look = Enumerable.Range(0, 20).Min(_ => Time(() =>
        {
            for (int i = 0; i < 200; i++)
                _ = DecodeClock.Now;
        })) / 200;

        public List<Work> Works { get; } = [];

        /// <summary>What each round took outside of all steps.</summary>
        public List<double> Serial { get; } = [];

        public void Round(Action decode)
        {
            (_work, _inSteps, _steps) = (-1, 0, 0);
            Current = this;
            try
            {
                double whole = Time(decode);
                Serial.Add(whole - _inSteps - 2 * _look * _steps);
            }
            finally
            {
                Current = null;
            }
        }

        public override void Starting() => _start = DecodeClock.Now;

        public override void Begin(StagedShape shape)
        {
            if (++_work == Works.Count)
                Works.Add(new Work(shape));
        }

        public override void Done(int stage, int unit)
        {
            double took = Math.Max(0, DecodeClock.MillisecondsSince(_start) - _look);
            _inSteps += took;
            _steps++;
            Works[_work].Times[stage][unit].Add(took);
        }
    }

    /// <summary>The steps of one <see cref="StagedWork"/>.</summary>
    private sealed class Work(StagedShape shape)
    {
        public List<double>[][] Times { get; } = [.. Enumerable.Range(0, shape.Stages).Select(_ => Enumerable.Range(0, shape.Units).Select(_ => new List<double>()).ToArray())];

        public IEnumerable<double> ByStage => Times.Select(units => units.Sum(Of));

        public double Total => ByStage.Sum();

        private static double Of(List<double> times) => times.Count == 0 ? 0 : Median(times);

        /// <summary>When all is done, by the rule of <see cref="StagedWork"/>: a free thread takes the first stage that can go on.</summary>
        public double Simulate(int threads, double change)
        {
            double[][] times = [.. Times.Select(units => units.Select(Of).ToArray())];
            int[] next = new int[shape.Stages], inside = new int[shape.Stages];
            int[] done = new int[shape.Units];
            var running = new PriorityQueue<(int Stage, int Unit), double>();
            double now = 0;
            int free = threads, finished = 0;
            while (finished < shape.Units)
            {
                int stage = 0;
                while (free > 0 && stage < shape.Stages)
                {
                    if (!CanStart(stage, next, inside, done, finished))
                    {
                        stage++;
                        continue;
                    }

                    int unit = next[stage]++;
                    inside[stage]++;
                    free--;
                    running.Enqueue((stage, unit), now + times[stage][unit] + change);
                    stage = 0;
                }

                if (!running.TryDequeue(out (int Stage, int Unit) step, out now))
                    throw new InvalidOperationException("The work has come to a standstill.");
                free++;
                inside[step.Stage]--;
                done[step.Unit] = step.Stage + 1;
                while (finished < next[^1] && done[finished] == shape.Stages)
                    finished++;
            }

            return now;
        }

        private bool CanStart(int stage, int[] next, int[] inside, int[] done, int finished)
        {
            int unit = next[stage];
            if (unit == shape.Units || (inside[stage] > 0 && (shape.ParallelStages >> stage & 1) == 0))
                return false;
            if (stage == 0)
                return unit < shape.Slots || unit - shape.Slots + (shape.LooksBack ? 1 : 0) < finished;
            if (unit >= next[0] || done[unit] != stage)
                return false;
            return !shape.LooksBack || stage < shape.Stages - 1 || unit == 0 || done[unit - 1] >= stage;
        }
    }
}
