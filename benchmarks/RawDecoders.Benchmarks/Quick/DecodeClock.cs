using System.Diagnostics;
using System.Runtime.InteropServices;

namespace RawDecoders.Benchmarks.Quick;

/// <summary>What times are measured by.</summary>
public enum ClockKind
{
    /// <summary>Time that passes.</summary>
    Wall,

    /// <summary>
    /// The time that this thread is on a processor: what a machine busy with other things leaves comparable. Says nothing of
    /// decoders that use several threads.
    /// </summary>
    Cpu,
}

/// <summary>The clock that decodes are timed by, chosen once a run.</summary>
public static partial class DecodeClock
{
    /// <summary>CLOCK_THREAD_CPUTIME_ID of Linux's time.h.</summary>
    private const int ThreadCpuTime = 3;

    public static ClockKind Kind { get; set; }

    /// <summary>Nanoseconds since some moment.</summary>
    public static long Now
    {
        get
        {
            if (Kind == ClockKind.Wall)
                return (long)(Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency));
            if (ReadClock(ThreadCpuTime, out TimeSpec time) != 0)
                throw new PlatformNotSupportedException("This system has no clock of a thread's processor time.");
            return time.Seconds * 1_000_000_000 + time.Nanoseconds;
        }
    }

    public static double MillisecondsSince(long start) => (Now - start) / 1e6;

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ReadClock(int clock, out TimeSpec time);

    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
