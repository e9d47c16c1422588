// What the instrumented library tells afl-fuzz. It keeps one "last branch" for the whole process, so two threads at once would
// tell of branches that follow upon each other by chance: every run would look new.

using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace RawDecoders.Fuzzing;

/// <summary>Switches the record of branches off and on.</summary>
internal static unsafe class Coverage
{
    /// <summary>Where branches go that nobody is to see. As large as the map that the instrumented code expects.</summary>
    private static readonly byte* Unseen = (byte*)NativeMemory.AllocZeroed(1 << 16);

    private static byte* _seen;

    /// <summary>Before each input.</summary>
    public static void Resume()
    {
        if (_seen is not null)
            Trace.SharedMem = _seen;
        else if (Trace.SharedMem is null)
            Trace.SharedMem = Unseen;
        Trace.PrevLocation = 0;
    }

    /// <summary>Until the next input: a thread of the pool may begin after the decode that wanted it has ended.</summary>
    public static void Pause()
    {
        if (Trace.SharedMem == Unseen)
            return;
        _seen = Trace.SharedMem;
        Trace.SharedMem = Unseen;
    }
}
