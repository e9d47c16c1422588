namespace RawDecoders.Tests.Support;

/// <summary>Violations for tests that need some, whatever they are.</summary>
internal static class TestIssues
{
    public static Issue Finding(Severity severity, long offset, string rule, string what, string clause, string consequence)
        => new(new Rule(rule, ImageFormat.Unknown, "part", clause, severity, "", "passes over it"), offset, what) { Consequence = consequence };
}
