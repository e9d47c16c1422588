// Checks many files on several threads, with a progress bar where somebody watches.

using RawDecoders.Conformance.Cases;
using RawDecoders.Conformance.Checking;
using Spectre.Console;

namespace RawDecoders.Conformance.Commands;

/// <summary>Runs a check over all files.</summary>
internal static class Runner
{
    /// <summary>The results, in the order of the files.</summary>
    public static async Task<IReadOnlyList<CaseResult>> RunAsync(
        IAnsiConsole console, IReadOnlyList<ConformanceCase> files, int jobs, Func<ConformanceCase, Task<CaseResult>> check, CancellationToken cancel)
    {
        var results = new CaseResult[files.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = jobs, CancellationToken = cancel };
        int differing = 0;
        async Task CheckAllAsync(Action advance) => await Parallel.ForAsync(0, files.Count, options, async (i, _) =>
        {
            results[i] = await check(files[i]).ConfigureAwait(false);
            if (!results[i].Held)
                Interlocked.Increment(ref differing);
            advance();
        }).ConfigureAwait(false);

        if (!console.Profile.Capabilities.Interactive)
        {
            await CheckAllAsync(() => { }).ConfigureAwait(false);
            return results;
        }

        await console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async progress =>
            {
                ProgressTask task = progress.AddTask($"{files.Count} files", maxValue: Math.Max(files.Count, 1));
                await CheckAllAsync(() =>
                {
                    task.Increment(1);
                    if (differing > 0)
                        task.Description = $"{files.Count} files, [red]{differing} differ[/]";
                }).ConfigureAwait(false);
            }).ConfigureAwait(false);
        return results;
    }
}
