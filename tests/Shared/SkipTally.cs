// Owns: one line at the end of a run that says how many tests skipped themselves and for what reasons, in the place of two lines for each. Stands above the
// tests of the projects that Tests.props is imported by, and leaves skipping to them and printing to that file, which shows what is written here.

using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Xunit.Sdk;

[assembly: AssemblyFixture(typeof(RawDecoders.Tests.Runs.SkipTally))]

namespace RawDecoders.Tests.Runs;

/// <summary>Writes, when all tests have run, "5 tests skipped: 3 × no djpeg; 2 × ..." into skipped.txt beside the assembly; nothing if none was.</summary>
public sealed class SkipTally : IDisposable
{
    /// <summary>What xunit puts before the reason of a test that decides while it runs.</summary>
    private const string Mark = "$XunitDynamicSkip$";

    /// <summary>Reasons by the test's identity: xunit has them in the exception alone, which may be thrown on.</summary>
    private readonly ConcurrentDictionary<string, string> _reasons = new();

    public SkipTally() => AppDomain.CurrentDomain.FirstChanceException += Note;

    /// <summary>The line, without its end; "" if nothing was skipped.</summary>
    internal static string Line(IEnumerable<string> reasons)
    {
        (string Reason, int Count)[] counts = [.. reasons.GroupBy(r => r.TrimEnd('.')).Select(g => (g.Key, g.Count())).OrderByDescending(g => g.Item2).ThenBy(g => g.Key, StringComparer.Ordinal)];
        int count = counts.Sum(c => c.Count);
        return count == 0 ? "" : $"{count} {(count == 1 ? "test" : "tests")} skipped: " + string.Join("; ", counts.Select(c => $"{c.Count} × {c.Reason}"));
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.FirstChanceException -= Note;
        File.WriteAllLines(Path.Combine(AppContext.BaseDirectory, "skipped.txt"), Line(_reasons.Values) is { Length: > 0 } line ? [line] : []);
    }

    private void Note(object? sender, FirstChanceExceptionEventArgs e)
    {
        if (e.Exception is SkipException { Message: var message } && TestContext.Current.Test is { } test)
            _reasons[test.UniqueID] = message.StartsWith(Mark, StringComparison.Ordinal) ? message[Mark.Length..] : message;
    }
}
