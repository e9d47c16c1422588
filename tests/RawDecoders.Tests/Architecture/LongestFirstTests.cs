using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Architecture;

/// <summary>Classes with long tests begin before the others.</summary>
public class LongestFirstTests
{
    [Fact]
    public void Long_classes_come_first_then_those_with_long_tests()
    {
        int[] places = [.. new[] { typeof(IntrinsicsOffTests), typeof(Paths.PathsAgreeTests), typeof(ThreadedDecodeTests), typeof(LongestFirstTests) }.Select(t => LongestFirst.Place($"Test collection for {t.FullName} (id: 0)"))];
        Assert.Equal(places.Order(), places);
        Assert.Equal(places.Length, places.Distinct().Count());
    }
}
