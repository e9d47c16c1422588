// The time of an animation that is played, and what ends it early: Ctrl-C, or a request to end. Both wait for the player, which has a
// terminal to set right before the process goes.

using System.Diagnostics;
using System.Runtime.InteropServices;

namespace RawDecoders.Cli;

/// <summary>Waits for the next frame. Begins at 0 when it is made.</summary>
internal class PlayClock : IDisposable
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly ManualResetEventSlim _interrupted = new();
    private readonly PosixSignalRegistration[] _signals;

    public PlayClock() => _signals = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        _interrupted.Set();
    }))];

    /// <summary>The time now.</summary>
    public virtual TimeSpan Now => _watch.Elapsed;

    /// <summary>Waits until <paramref name="due"/>, not at all if that is past. False: the play is to end.</summary>
    public virtual bool WaitUntil(TimeSpan due)
    {
        TimeSpan left = due - Now;
        return !_interrupted.Wait(left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals)
            signal.Dispose();
        _interrupted.Dispose();
        GC.SuppressFinalize(this);
    }
}
