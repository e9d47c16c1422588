// Owns: the limits under which a decoder's process runs, and the watch over them. A file is over time by the processor time that it takes,
// which other work on the machine does not add to, and by the clock only if it waits for ever; over memory by what is resident. A limit of the
// address space (prlimit, where it is there) is the last resort. Leaves what the process is asked to the decoders.

using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using RawDecoders.Conformance.Decoders;

namespace RawDecoders.Conformance.Scoreboard.Running;

/// <summary>Limits of one file.</summary>
/// <param name="Processor">Processor time.</param>
/// <param name="Wall">Time by the clock.</param>
/// <param name="Memory">Resident bytes, beyond what the process had before it saw a file.</param>
internal sealed record ProcessLimits(TimeSpan Processor, TimeSpan Wall, long Memory)
{
    private const long AddressSpace = 6L << 30;

    private static readonly string? Prlimit = OperatingSystem.IsLinux() ? CommandTemplate.Find("prlimit") : null;

    /// <summary>A start of a program under these limits, its three streams redirected.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="reserves">Whether it reserves much more address space than it uses, as .NET and browsers do: then that is not limited.</param>
    public static ProcessStartInfo Start(string program, IEnumerable<string> arguments, bool reserves)
    {
        bool wrapped = Prlimit is not null;
        var start = new ProcessStartInfo(wrapped ? Prlimit! : program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        if (wrapped)
        {
            start.ArgumentList.Add("--core=0");
            if (!reserves)
                start.ArgumentList.Add(string.Create(CultureInfo.InvariantCulture, $"--as={AddressSpace}"));
            start.ArgumentList.Add("--");
            start.ArgumentList.Add(program);
        }

        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        return start;
    }

    /// <summary>
    /// Waits for <paramref name="done"/> and stops the process if it goes over a limit: null if it did not, else which one.
    /// The waits begin short, since most files take milliseconds. Time by the clock is the sum of the waits: who was stopped meanwhile, with all
    /// the processes, is not late for it.
    /// </summary>
    public AnswerKind? Watch(Task done, Process process, TimeSpan before, long baseline)
    {
        TimeSpan waited = TimeSpan.Zero;
        for (int wait = 5; !done.Wait(wait); wait = Math.Min(wait * 2, 50))
        {
            waited += TimeSpan.FromMilliseconds(wait);
            AnswerKind? over = Resident(process) - baseline > Memory ? AnswerKind.OverMemory
                : Used(process) - before > Processor || waited > Wall ? AnswerKind.Hang : null;
            if (over is null || done.IsCompleted)
                continue;
            Kill(process);
            return over;
        }

        return null;
    }

    /// <summary>Processor time that a process has taken.</summary>
    public static TimeSpan Used(Process process)
    {
        try
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It has ended; its pipe tells.
            return TimeSpan.Zero;
        }
    }

    /// <summary>Bytes of a process that are in memory.</summary>
    public static long Resident(Process process)
    {
        try
        {
            process.Refresh();
            return process.WorkingSet64;
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            return 0;
        }
    }

    /// <summary>Bytes in memory of a process and all that it started, where /proc tells; shared ones count for each.</summary>
    public static long ResidentTree(Process process)
    {
        if (!OperatingSystem.IsLinux())
            return Resident(process);
        var parents = new Dictionary<int, int>();
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id) && Parent(folder) is { } parent)
                parents[id] = parent;
        }

        long sum = 0;
        foreach (int id in parents.Keys)
        {
            int at = id;
            while (at != process.Id && parents.TryGetValue(at, out int up))
                at = up;
            if (at == process.Id && Field($"/proc/{id}/statm", 1) is { } pages)
                sum += pages * Environment.SystemPageSize;
        }

        return sum;
    }

    // Field 4 of stat; the name before it stands in brackets and may hold spaces.
    private static int? Parent(string folder)
    {
        try
        {
            string stat = File.ReadAllText(Path.Combine(folder, "stat"));
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long? Field(string path, int index)
    {
        try
        {
            return long.Parse(File.ReadAllText(path).Split(' ')[index], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Ends a process and what it started.</summary>
    public static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It is gone already.
        }
    }
}
