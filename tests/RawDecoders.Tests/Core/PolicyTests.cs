namespace RawDecoders.Tests.Core;

public sealed class PolicyTests
{
    [Theory]
    [InlineData(Strictness.Strict, true, true)]
    [InlineData(Strictness.Standard, false, true)]
    [InlineData(Strictness.Lenient, false, false)]
    public void Strictness_decides_what_a_finding_becomes(Strictness strictness, bool harmlessRefused, bool harmfulRefused)
    {
        var issues = new DecodeIssues(ImageFormat.Png, strictness);

        Check(() => issues.Report(new Rule("a", ImageFormat.Png, "part", "clause", Severity.Warning, ""), 7, "what"), harmlessRefused);
        Check(() => issues.Report(new Rule("b", ImageFormat.Png, "part", "clause", Severity.Error, "", "passes over it"), 8, "what"), harmfulRefused);

        // What even Lenient cannot pass over, and what no strictness refuses.
        Check(() => issues.Report(new Rule("c", ImageFormat.Png, "part", "clause", Severity.Error, ""), 9, "what"), true);
        Check(() => issues.Report(new Rule("d", ImageFormat.Png, "part", "clause", Severity.Note, ""), 10, "what"), false);

        int passed = 1 + (harmlessRefused ? 0 : 1) + (harmfulRefused ? 0 : 1);
        Assert.Equal(passed, issues.Warnings.Count);

        static void Check(Action finding, bool refused)
        {
            Exception? error = Record.Exception(finding);
            if (refused)
                Assert.IsType<ImageDecodeException>(error);
            else
                Assert.Null(error);
        }
    }

    [Fact]
    public void A_file_full_of_oddities_does_not_fill_memory_with_warnings()
    {
        var issues = new DecodeIssues(ImageFormat.Png, Strictness.Standard);
        var rule = new Rule("odd", ImageFormat.Png, "part", "clause", Severity.Note, "");
        for (int i = 0; i < 100_000; i++)
            issues.Report(rule, i, "odd");
        Assert.InRange(issues.Warnings.Count, 1, 1000);
    }

    [Theory]
    [InlineData(11, 1, "MaxWidth", 18)]
    [InlineData(1, 12, "MaxHeight", 22)]
    [InlineData(10, 11, "MaxPixels", 18)]
    public void Dimensions_over_a_limit_are_refused_by_its_name(int width, int height, string limit, long offset)
    {
        var budget = new MemoryBudget(ImageFormat.Bmp, new DecodeLimits { MaxWidth = 10, MaxHeight = 11, MaxPixels = 109 });
        var error = Assert.Throws<ImageDecodeException>(() => budget.CheckDimensions(width, 18, height, 22, "DIB header"));
        Assert.Equal((ImageDecodeErrorKind.LimitExceeded, ImageFormat.Bmp, offset), (error.Kind, error.Format, error.Offset));
        Assert.Contains($"DecodeLimits.{limit}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_is_drawn_from_one_budget()
    {
        var budget = new MemoryBudget(ImageFormat.Jpeg, new DecodeLimits { MaxBytes = 100 });
        budget.Draw(60, 0, "pixels", "SOF0");
        budget.Draw(40, 0, "coefficients", "SOF0");
        var error = Assert.Throws<ImageDecodeException>(() => budget.Draw(1, 5, "more", "SOF0"));
        Assert.Equal(ImageDecodeErrorKind.LimitExceeded, error.Kind);
        Assert.Equal(100, budget.Used);
    }
}
