namespace RawDecoders.Tests.Support;

/// <summary>What the usual run takes of a sweep, and how skipped tests are told.</summary>
public sealed class LongRunTests
{
    [Theory]
    [InlineData(10, 4, "0 3 6 9")]
    [InlineData(7, 3, "0 3 6")]
    [InlineData(5, 2, "0 4")]
    [InlineData(4, 4, "0 1 2 3")]
    [InlineData(3, 9, "0 1 2")]
    [InlineData(0, 2, "")]
    public void A_sample_is_spread_from_the_first_to_the_last(int count, int most, string expected)
        => Assert.Equal(expected, string.Join(' ', LongRun.Spread([.. Enumerable.Range(0, count)], most)));

    [Fact]
    public void The_long_run_takes_all()
    {
        int[] all = [.. Enumerable.Range(0, 1000)];
        Assert.Equal(LongRun.IsOn ? 1000 : 7, LongRun.Sample(all, 7).Count());
        Assert.Equal(LongRun.IsOn ? 1000 : 7, LongRun.Times(7, 1000));
    }

    [Fact]
    public void Skipped_tests_are_one_line_with_their_reasons()
    {
        Assert.Equal("", RawDecoders.TestLogger.SkipLine.Of([]));
        Assert.Equal("1 test skipped: 1 × no djpeg", RawDecoders.TestLogger.SkipLine.Of(["no djpeg"]));
        Assert.Equal("4 tests skipped: 2 × no suites; 1 × no cat; 1 × no djpeg", RawDecoders.TestLogger.SkipLine.Of(["no djpeg", "no suites.", "no cat", "no suites"]));
    }
}
