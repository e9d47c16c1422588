using System.Diagnostics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RawDecoders.Tests.Architecture;

/// <summary>
/// Runs the tests of category Kernels again in a child process with vector instructions switched off, so that every fast
/// path's fallback (128-bit vectors, then plain scalar code) is proved as well, whatever machine this is.
/// </summary>
public sealed class IntrinsicsOffTests
{
    private const string InChild = "RAWDECODERS_INTRINSICS_CHILD";

    [Theory]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableAVX512")]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    [Trait("Length", "Long")]
    public async Task Kernels_agree_with_their_scalar_twins_without(string switchedOff)
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable(InChild) is not null, "this is the child");
        string tests = Path.ChangeExtension(typeof(IntrinsicsOffTests).Assembly.Location, OperatingSystem.IsWindows() ? ".exe" : null);
        var start = new ProcessStartInfo(tests, ["-trait", "Category=Kernels", "-noColor", "-noLogo"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[switchedOff] = "0";
        start.Environment[InChild] = "1";

        using Process child = Process.Start(start)!;
        Task<string> errors = child.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await errors;
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(child.ExitCode == 0, output);
        Assert.Matches(@"Total: [1-9]", output);
    }

    /// <summary>Guards the guard: the switch that the parent set has to have had its effect in the child.</summary>
    [Fact]
    [Trait("Category", "Kernels")]
    public void Switches_have_their_effect()
    {
        if (Environment.GetEnvironmentVariable("DOTNET_EnableAVX2") == "0")
            Assert.False(Avx2.IsSupported);
        if (Environment.GetEnvironmentVariable("DOTNET_EnableAVX512") == "0")
            Assert.False(Avx512F.IsSupported);
        if (Environment.GetEnvironmentVariable("DOTNET_EnableHWIntrinsic") == "0")
            Assert.False(Vector128.IsHardwareAccelerated);
    }
}
