// Owns: what the console says of single tests: those that failed in full, those that were skipped in one line with their reasons, where the console's own logger
// has either both in full or neither. Stands beside that one, which counts. Leaves to Tests.props that it is asked for.
using Microsoft.VisualStudio.TestPlatform.ObjectModel;
using Microsoft.VisualStudio.TestPlatform.ObjectModel.Client;

namespace RawDecoders.TestLogger;

/// <summary>Tells of failures in full and of skipped tests in one line.</summary>
[FriendlyName("summary")]
[ExtensionUri("logger://rawdecoders/summary/v1")]
public sealed class SummaryLogger : ITestLogger
{
    private readonly List<string> _reasons = [];

    /// <inheritdoc/>
    public void Initialize(TestLoggerEvents events, string testRunDirectory)
    {
        ArgumentNullException.ThrowIfNull(events);
        events.TestResult += (_, e) => Tell(e.Result);
        events.TestRunComplete += (_, _) =>
        {
            if (SkipLine.Of(_reasons) is { Length: > 0 } line)
                Console.WriteLine(line);
        };
    }

    private void Tell(TestResult result)
    {
        if (result.Outcome == TestOutcome.Skipped)
            _reasons.Add(result.ErrorMessage ?? result.Messages.FirstOrDefault()?.Text ?? "no reason");
        if (result.Outcome != TestOutcome.Failed)
            return;
        Console.WriteLine($"Failed {result.DisplayName ?? result.TestCase.DisplayName}");
        Console.WriteLine(result.ErrorMessage);
        Console.WriteLine(result.ErrorStackTrace);
        foreach (TestResultMessage message in result.Messages)
            Console.WriteLine(message.Text);
    }
}
