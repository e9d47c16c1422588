// Any other decoder, as a command that writes the picture on its standard output.

using System.ComponentModel;
using System.Diagnostics;
using RawDecoders.Conformance.Pictures;

namespace RawDecoders.Conformance.Decoders;

/// <summary>What a foreign decoder made of a file.</summary>
/// <param name="Picture">The picture, if it gave one.</param>
/// <param name="Error">Why there is none: exit code and the first line of its standard error.</param>
/// <param name="TimedOut">Whether it had to be stopped.</param>
internal sealed record ForeignResult(Picture? Picture, string? Error, bool TimedOut = false);

/// <summary>Runs a command for each file.</summary>
/// <param name="command">The command line.</param>
/// <param name="rawFormat">Format of bare samples, or null for Netpbm output.</param>
/// <param name="acceptedExits">Exit codes besides 0 with which the output still counts.</param>
/// <param name="timeout">How long one file may take.</param>
internal sealed class ForeignDecoder(CommandTemplate command, string? rawFormat, int[] acceptedExits, TimeSpan timeout)
{
    /// <summary>Whether bare samples are expected, whose size must be known.</summary>
    public bool IsRaw => rawFormat is not null;

    /// <summary>Decodes; <paramref name="size"/> is the picture's size, needed for bare samples.</summary>
    public async Task<ForeignResult> DecodeAsync(string file, (int Width, int Height)? size)
    {
        (int exit, byte[] output, string error, bool timedOut) = await RunAsync(command.Program, command.Arguments(file), timeout).ConfigureAwait(false);
        if (timedOut)
            return new ForeignResult(null, $"no answer within {timeout.TotalSeconds:0} s", true);
        if (exit != 0 && !acceptedExits.Contains(exit))
            return new ForeignResult(null, $"exit code {exit}{(error.Length > 0 ? ": " + error : "")}");
        if (output.Length == 0)
            return new ForeignResult(null, error.Length > 0 ? error : "no output");
        try
        {
            if (rawFormat is null)
                return new ForeignResult(NetpbmReader.Read(output), null);
            return size is { } s
                ? new ForeignResult(NetpbmReader.ReadRaw(output, rawFormat, s.Width, s.Height), null)
                : new ForeignResult(null, $"{output.Length} bytes of samples for a file without a picture");
        }
        catch (Exception e) when (e is FormatException or OverflowException or KeyNotFoundException)
        {
            return new ForeignResult(null, $"unreadable output: {e.Message}");
        }
    }

    /// <summary>Runs a program to its end: exit code, standard output, first line of standard error or all of it.</summary>
    public static async Task<(int Exit, byte[] Output, string Error, bool TimedOut)> RunAsync(
        string program, IEnumerable<string> arguments, TimeSpan timeout, bool wholeError = false)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        Process? process;
        try
        {
            process = Process.Start(start);
        }
        catch (Win32Exception e)
        {
            throw new ProgramMissingException($"\"{program}\" cannot be run: {e.Message}", e);
        }

        using (process)
        {
            process!.StandardInput.Close();
            using var output = new MemoryStream();
            Task copy = process.StandardOutput.BaseStream.CopyToAsync(output);
            Task<string> error = process.StandardError.ReadToEndAsync();
            using var patience = new CancellationTokenSource(timeout);
            try
            {
                await process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                return (-1, [], "", true);
            }

            await copy.ConfigureAwait(false);
            string text = await error.ConfigureAwait(false);
            return (process.ExitCode, output.ToArray(), wholeError ? text : text.Split('\n')[0].Trim(), false);
        }
    }
}

/// <summary>A program that is not there, or cannot be run: no fault of a file.</summary>
internal sealed class ProgramMissingException(string message, Exception inner) : InvalidOperationException(message, inner);
