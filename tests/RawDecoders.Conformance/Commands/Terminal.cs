// The console that the commands write to, and work over many files with a progress bar where somebody watches.

using Spectre.Console;

namespace RawDecoders.Conformance.Commands;

/// <summary>The terminal.</summary>
internal static class Terminal
{
    /// <summary>The console; wide and without animation when the output goes to a file or a pipe.</summary>
    public static IAnsiConsole Open()
    {
        IAnsiConsole console = AnsiConsole.Console;
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = 240;
            console.Profile.Capabilities.Interactive = false;
        }

        return console;
    }

    /// <summary>Calls <paramref name="work"/> for 0 to <paramref name="count"/> - 1, at most <paramref name="jobs"/> at a time; it says whether all is well.</summary>
    public static async Task ForAllAsync(IAnsiConsole console, string what, int count, int jobs, Func<int, Task<bool>> work, CancellationToken cancel)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = jobs, CancellationToken = cancel };
        int bad = 0;
        async Task RunAsync(Action advance) => await Parallel.ForAsync(0, count, options, async (i, _) =>
        {
            if (!await work(i).ConfigureAwait(false))
                Interlocked.Increment(ref bad);
            advance();
        }).ConfigureAwait(false);

        if (!console.Profile.Capabilities.Interactive)
        {
            await RunAsync(() => { }).ConfigureAwait(false);
            return;
        }

        await console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async progress =>
            {
                ProgressTask task = progress.AddTask($"{what} {count} files", maxValue: Math.Max(count, 1));
                await RunAsync(() =>
                {
                    task.Increment(1);
                    if (bad > 0)
                        task.Description = $"{what} {count} files, [red]{bad} differ[/]";
                }).ConfigureAwait(false);
            }).ConfigureAwait(false);
    }
}
