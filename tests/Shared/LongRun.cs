// Owns: what the usual run of the tests takes of a sweep that is long, and that the long run (RAWDECODERS_LONG=1, which CI sets) takes all of it. Stands below all
// tests, and leaves to [Trait("Length", "Long")] the tests that the usual run leaves out as a whole.

namespace RawDecoders.Tests.Runs;

/// <summary>All in the long run; in the usual one a part of it that is the same every time.</summary>
internal static class LongRun
{
    /// <summary>RAWDECODERS_ALL, which takes more still, is a long run too.</summary>
    public static bool IsOn { get; } = IsSet("RAWDECODERS_LONG") || IsSet("RAWDECODERS_ALL");

    /// <summary>How often something is tried at random, or how far a range is walked.</summary>
    public static int Times(int usual, int all) => IsOn ? all : usual;

    /// <summary>In the usual run at most <paramref name="usual"/> of the items, in their order and evenly spread over it: the first and the last are among them.</summary>
    public static IEnumerable<T> Sample<T>(IEnumerable<T> all, int usual)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(usual, 2);
        return IsOn ? all : Spread([.. all], usual);
    }

    internal static IEnumerable<T> Spread<T>(IReadOnlyList<T> all, int count)
        => all.Count <= count ? all : Enumerable.Range(0, count).Select(i => all[(int)((long)i * (all.Count - 1) / (count - 1))]);

    private static bool IsSet(string variable) => Environment.GetEnvironmentVariable(variable) == "1";
}
