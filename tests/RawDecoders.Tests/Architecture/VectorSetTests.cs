// Owns: the proof that whole files decode to the same pixels, errors, warnings and damage whatever vector instructions the
// processor has: a child process with some of them switched off decodes the same files (FileAccounts) as this one.
// IntrinsicsOffTests does the same for single kernels; tests/every-processor for other architectures and NativeAOT.

using System.Diagnostics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RawDecoders.Tests.Architecture;

[Trait("Length", "Long")]
public sealed class VectorSetTests
{
    /// <summary>In the child: the file that its lines go to.</summary>
    private const string OutputVariable = "RAWDECODERS_ACCOUNTS";

    private static readonly Lazy<string[]> Here = new(FileAccounts.Lines);

    /// <summary>What a process has; the first line of a child's account.</summary>
    private static string Sets =>
        $"512: {Flag(Vector512.IsHardwareAccelerated || Avx512F.IsSupported)}, AVX2: {Flag(Avx2.IsSupported)}, 256: {Flag(Vector256.IsHardwareAccelerated)}, 128: {Flag(Vector128.IsHardwareAccelerated)}";

    /// <param name="switches">What is set to 0 in the child.</param>
    /// <param name="missing">What it must not have then.</param>
    [Theory]
    [InlineData("DOTNET_EnableAVX512", "512")]
    [InlineData("DOTNET_EnableAVX2", "512, AVX2, 256")]
    [InlineData("DOTNET_EnableHWIntrinsic", "512, AVX2, 256, 128")]
    public async Task Whole_files_decode_alike_without(string switches, string missing)
    {
        string output = Path.GetTempFileName();
        try
        {
            string tests = Path.ChangeExtension(typeof(VectorSetTests).Assembly.Location, OperatingSystem.IsWindows() ? ".exe" : null);
            var start = new ProcessStartInfo(tests, ["-explicit", "only", "-method", $"{typeof(VectorSetTests).FullName}.{nameof(Child_writes_its_account)}", "-noColor", "-noLogo"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            foreach (string name in switches.Split(' '))
                start.Environment[name] = "0";
            start.Environment[OutputVariable] = output;

            using Process child = Process.Start(start)!;
            Task<string> errors = child.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            Task<string> said = child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            string[] here = Here.Value;
            await child.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(child.ExitCode == 0, await said + await errors);

            string[] lines = await File.ReadAllLinesAsync(output, TestContext.Current.CancellationToken);
            Assert.True(lines.Length > 0, await said);
            foreach (string set in missing.Split(", "))
                Assert.Contains($"{set}: no", lines[0], StringComparison.Ordinal);
            TestContext.Current.TestOutputHelper?.WriteLine($"here {Sets}; there {lines[0]}; {here.Length} accounts of {FileAccounts.Files().Count()} files");

            Assert.True(here.Length > 1000, $"only {here.Length} accounts");
            Assert.Equal(here.Length, lines.Length - 1);
            for (int i = 0; i < here.Length; i++)
                Assert.True(here[i] == lines[i + 1], $"here:  {here[i]}\nthere: {lines[i + 1]}");
        }
        finally
        {
            File.Delete(output);
        }
    }

    /// <summary>What the child runs; nobody else does.</summary>
    [Fact(Explicit = true)]
    public void Child_writes_its_account()
    {
        string output = Environment.GetEnvironmentVariable(OutputVariable) ?? throw new InvalidOperationException($"{OutputVariable} names no file.");
        File.WriteAllLines(output, [Sets, .. FileAccounts.Lines()]);
    }

    private static string Flag(bool has) => has ? "yes" : "no";
}
