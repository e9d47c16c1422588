using System.CommandLine;
using RawDecoders.Conformance.Cases;
using RawDecoders.Conformance.Checking;
using RawDecoders.Conformance.Commands;

namespace RawDecoders.Tests.Conformance;

/// <summary>The command "run" of the conformance program with another decoder.</summary>
public class RunCommandTests
{
    [Theory]
    [InlineData("no-such-decoder-anywhere {file}")]
    [InlineData("cat")]
    [InlineData("cat \"{file}")]
    public async Task A_decoder_that_cannot_be_run_is_wrong_usage(string command)
        => Assert.Equal(2, await RunAsync("--filter", "png/photos/*", "--decoder", command));

    [Fact]
    [Trait("Length", "Long")]
    public async Task A_decoder_that_gives_no_picture_fails_the_run_and_is_no_error()
    {
        Assert.SkipWhen(CommandTemplateMissing("cat"), "cat is not here");
        Assert.Equal(1, await RunAsync("--filter", "png/photos/*", "--decoder", "cat '{file}'"));
    }

    [Theory]
    [InlineData(1, "1 file met 1 reference in 1 comparison: ")]
    [InlineData(2, "2 files met 1 reference in 2 comparisons: ")]
    public void One_is_counted_in_the_singular(int files, string beginning)
    {
        CaseResult[] results = [.. Enumerable.Range(0, files).Select(i => new CaseResult(
            new ConformanceCase { Name = $"png/a/{i}.png", File = "", Format = "PNG", Feature = "a" },
            [new CheckResult("decoder", "picture", CheckStatus.Equal, "equal")]))];
        Assert.StartsWith(beginning, new RunSummary(results, new Verdicts([])).Headline, StringComparison.Ordinal);
    }

    private static bool CommandTemplateMissing(string program) => RawDecoders.Conformance.Decoders.CommandTemplate.Find(program) is null;

    private static Task<int> RunAsync(params string[] arguments)
        => new RunCommand().Build().Parse([.. arguments, "--report", "none", "--brief"]).InvokeAsync(cancellationToken: TestContext.Current.CancellationToken);
}
