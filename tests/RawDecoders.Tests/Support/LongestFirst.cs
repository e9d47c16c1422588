// Owns: the order in which the classes of tests begin: those with long tests first, so that none of them is alone on the machine at the end, with the
// other processors idle. Leaves which tests are long to their [Trait("Length", "Long")].

using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(RawDecoders.Tests.Support.LongestFirst))]

namespace RawDecoders.Tests.Support;

/// <summary>Classes that are long as a whole, then those with long tests, then all others.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    // By measurement: what waits longest for other processes, or works longest, begins first of all.
    private static readonly string[] First = ["PythonPackageTests", "IntrinsicsOffTests", "ImageSharpLiveTests", "ReferenceArrayTests", "ExplorerBrowserTests"];

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection
        => [.. testCollections.OrderBy(c => Place(c.TestCollectionDisplayName)).ThenBy(c => c.TestCollectionDisplayName, StringComparer.Ordinal)];

    /// <summary>The place of a class by the name of its collection, "Test collection for NAME (id: ...)"; of a named collection the middle.</summary>
    public static int Place(string collection)
    {
        string name = collection.Split(' ').FirstOrDefault(word => word.StartsWith(nameof(RawDecoders), StringComparison.Ordinal)) ?? collection;
        int first = Array.FindIndex(First, f => name.EndsWith("." + f, StringComparison.Ordinal));
        if (first >= 0)
            return first;
        Type? type = typeof(LongestFirst).Assembly.GetType(name);
        if (type is null || IsLong(type))
            return First.Length;
        return type.GetMethods().Any(IsLong) ? First.Length + 1 : First.Length + 2;
    }

    private static bool IsLong(MemberInfo member) => member.GetCustomAttributes<TraitAttribute>().Any(t => (t.Name, t.Value) == ("Length", "Long"));
}
