// Owns: the parent's side of a decoder in a host process, which is asked file after file, so that a start is not paid for each and a crash or a
// hang is still the fault of the one file that was asked. The host says first, in a line of JSON, {"version": "...", "runtime": "..."} or {"missing": "..."}; then
// for each path that it reads as a line, a line of JSON:
//   {"width": W, "height": H, "format": "rgb24", "length": N, "note": "..."}   and N bytes of samples: packed, top row first
//   {"error": "...", "message": "..."}
// Formats are those of NetpbmReader.ParseRawFormat. Hosts are tests/RawDecoders.DecoderHost and Running/host.py.

using System.Diagnostics;
using System.Text;
using System.Text.Json;
using RawDecoders.Conformance.Pictures;

namespace RawDecoders.Conformance.Scoreboard.Running;

/// <summary>A decoder in a host process.</summary>
internal sealed class HostDecoder : IScoreboardDecoder
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Func<ProcessStartInfo> _start;

    private readonly ProcessLimits _limits;

    private long _baseline;

    private Process? _process;

    private HostDecoder(Func<ProcessStartInfo> start, ProcessLimits limits, DecoderIdentity identity) => (_start, _limits, Identity) = (start, limits, identity);

    public DecoderIdentity Identity { get; private set; }

    /// <summary>Starts the host; null, and why, if the decoder is not here.</summary>
    public static HostDecoder? Open(Func<ProcessStartInfo> start, ProcessLimits limits, DecoderIdentity identity, out string missing)
    {
        var host = new HostDecoder(start, limits, identity);
        missing = host.StartHost();
        if (missing.Length == 0)
            return host;
        host.Dispose();
        return null;
    }

    public DecoderAnswer Decode(string file)
    {
        if (_process is null && StartHost() is { Length: > 0 } why)
            return DecoderAnswer.Failed(AnswerKind.Crash, $"the host does not start again: {why}");
        Process child = _process!;
        TimeSpan before = ProcessLimits.Used(child);
        // A thread of its own for the answer, which may never come.
        Task<DecoderAnswer> asking = Task.Factory.StartNew(
            () => Ask(child, file), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        AnswerKind? over = _limits.Watch(asking, child, before, _baseline);
        DecoderAnswer answer = asking.GetAwaiter().GetResult();
        if (over is null && answer.Kind != AnswerKind.Crash)
            return answer;
        string end = over is null ? Ended(child) : "";
        Dispose();
        return over is null ? answer with { Message = end } : DecoderAnswer.Failed(over.Value, "");
    }

    public void Dispose()
    {
        if (_process is not { } child)
            return;
        _process = null;
        ProcessLimits.Kill(child);
        child.Dispose();
    }

    private static DecoderAnswer Ask(Process child, string file)
    {
        try
        {
            child.StandardInput.BaseStream.Write(Encoding.UTF8.GetBytes(file + "\n"));
            child.StandardInput.BaseStream.Flush();
            Stream output = child.StandardOutput.BaseStream;
            using JsonDocument line = JsonDocument.Parse(ReadLine(output) ?? throw new EndOfStreamException());
            JsonElement head = line.RootElement;
            if (head.TryGetProperty("error", out JsonElement error))
                return DecoderAnswer.Refused($"{error.GetString()}: {Text(head, "message")}".Replace(file, "FILE", StringComparison.Ordinal));
            byte[] samples = new byte[head.GetProperty("length").GetInt32()];
            output.ReadExactly(samples);
            Picture picture = NetpbmReader.ReadRaw(
                samples, head.GetProperty("format").GetString()!, head.GetProperty("width").GetInt32(), head.GetProperty("height").GetInt32());
            return DecoderAnswer.Shown(picture, Text(head, "note").Replace(file, "FILE", StringComparison.Ordinal));
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or JsonException or FormatException or KeyNotFoundException)
        {
            return DecoderAnswer.Failed(AnswerKind.Crash, e.Message);
        }
    }

    private static string Ended(Process child) => child.WaitForExit(2000) ? $"the process ended with {child.ExitCode}" : "the process gave no answer";

    private static string Text(JsonElement head, string name) => head.TryGetProperty(name, out JsonElement value) ? value.GetString() ?? "" : "";

    private static string? ReadLine(Stream stream)
    {
        using var line = new MemoryStream();
        for (int b = stream.ReadByte(); b != '\n'; b = stream.ReadByte())
        {
            if (b < 0)
                return null;
            line.WriteByte((byte)b);
        }

        return Encoding.UTF8.GetString(line.ToArray());
    }

    /// <summary>Starts the process and reads its first line: empty, or why the decoder is not here.</summary>
    private string StartHost()
    {
        Process child = Process.Start(_start())!;
        _process = child;
        child.ErrorDataReceived += (_, _) => { };
        child.BeginErrorReadLine();
        Task<string?> first = Task.Run(() => ReadLine(child.StandardOutput.BaseStream));
        if (!first.Wait(Patience) || first.Result is not { } text)
            return "the host ended before it named a version";
        using JsonDocument line = JsonDocument.Parse(text);
        if (!line.RootElement.TryGetProperty("version", out JsonElement version))
            return Text(line.RootElement, "missing");
        if (Identity.Version.Length == 0)
            Identity = Identity with { Version = version.GetString()!, Runtime = Text(line.RootElement, "runtime") };
        _baseline = ProcessLimits.Resident(child);
        return "";
    }
}
