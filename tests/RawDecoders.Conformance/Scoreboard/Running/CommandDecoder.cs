// Owns: a decoder that is a command: one process a file, the picture as Netpbm on its standard output. A signal is a crash, another exit code a
// refusal; exit codes that mean "with warnings" still count, and what is then on standard error is its note. Leaves limits to ProcessLimits.

using System.Diagnostics;
using RawDecoders.Conformance.Decoders;
using RawDecoders.Conformance.Pictures;

namespace RawDecoders.Conformance.Scoreboard.Running;

/// <summary>Runs a command for each file.</summary>
/// <param name="identity">Who it is.</param>
/// <param name="command">The command line.</param>
/// <param name="warningExits">Exit codes besides 0 with which the picture still counts.</param>
/// <param name="limits">Limits of one file.</param>
internal sealed class CommandDecoder(DecoderIdentity identity, CommandTemplate command, IReadOnlyList<int> warningExits, ProcessLimits limits) : IScoreboardDecoder
{
    /// <summary>Exit codes from here on tell of a signal.</summary>
    private const int FirstSignal = 129, LastSignal = 128 + 31;

    public DecoderIdentity Identity => identity;

    public DecoderAnswer Decode(string file)
    {
        using Process process = Process.Start(ProcessLimits.Start(command.Program, command.Arguments(file), reserves: false))!;
        process.StandardInput.Close();
        using var output = new MemoryStream();
        Task<string> error = process.StandardError.ReadToEndAsync();
        Task done = Task.WhenAll(process.StandardOutput.BaseStream.CopyToAsync(output), error, process.WaitForExitAsync());
        if (limits.Watch(done, process, TimeSpan.Zero, baseline: 0) is { } over)
            return DecoderAnswer.Failed(over, "");
        string said = error.GetAwaiter().GetResult().Replace(file, "FILE", StringComparison.Ordinal);
        if (process.ExitCode is >= FirstSignal and <= LastSignal)
            return DecoderAnswer.Failed(AnswerKind.Crash, $"signal {process.ExitCode - FirstSignal + 1} {said}");
        bool counts = process.ExitCode == 0 || warningExits.Contains(process.ExitCode);
        if (!counts || output.Length == 0)
            return DecoderAnswer.Refused(said.Length > 0 ? said : $"exit code {process.ExitCode}");
        try
        {
            return DecoderAnswer.Shown(NetpbmReader.Read(output.GetBuffer().AsSpan(0, (int)output.Length)), said);
        }
        catch (Exception e) when (e is FormatException or OverflowException or KeyNotFoundException)
        {
            return DecoderAnswer.Refused($"unreadable output: {e.Message} {said}");
        }
    }

    public void Dispose()
    {
    }
}
