// The parent's side: starts the child, asks it file by file, ends it when a file takes too long and starts another for the next
// file. What it says of a file is remembered, so that a file on which it hangs is waited for once.

using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace RawDecoders.ImageSharpHost;

/// <summary>What ImageSharp made of a file.</summary>
/// <param name="Shape">"HxW[xC]:uint8" or "uint16"; empty if there is no picture.</param>
/// <param name="Sha256">SHA-256 of the samples, lower case; null if there is no picture.</param>
/// <param name="Error">The name of its exception, <see cref="Hang"/> or <see cref="Crash"/>; null if there is a picture.</param>
/// <param name="Pixels">The samples, if they were asked for: packed, top row first, 16-bit ones little-endian.</param>
public sealed record ImageSharpAnswer(string Shape, string? Sha256, string? Error, byte[] Pixels)
{
    /// <summary>The error of a file that it does not come to an end with.</summary>
    public const string Hang = "hang";

    /// <summary>The error of a file that ended the process.</summary>
    public const string Crash = "crash";

    /// <summary>Columns of the picture.</summary>
    public int Width { get; init; }

    /// <summary>Rows of the picture.</summary>
    public int Height { get; init; }
}

/// <summary>ImageSharp in a child process. Calls from several threads take turns.</summary>
public sealed class ImageSharpProcess : IDisposable
{
    // The child's own processor time, which other work on the machine does not add to: a file that ends at all takes a small
    // part of this. Wall time is only for a child that waits for something for ever.
    private static readonly TimeSpan Work = TimeSpan.FromSeconds(1.5);

    private static readonly TimeSpan WorkPerMebibyte = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Wait = TimeSpan.FromMinutes(3);

    private readonly Dictionary<string, ImageSharpAnswer> _gone = [];

    private readonly Lock _lock = new();

    private Process? _process;

    /// <summary>Starts the child.</summary>
    /// <exception cref="InvalidOperationException">It did not start.</exception>
    public ImageSharpProcess() => Name = Start();

    /// <summary>Decoder and version as records name it: "imagesharp-2.1.13".</summary>
    public string Name { get; }

    /// <summary>How many times a child was started: 1, and 1 for each that hung or crashed.</summary>
    public int Starts { get; private set; }

    /// <summary>Decodes a file as "rgba64", "rgba32", "rgb24" or "l8".</summary>
    public ImageSharpAnswer Decode(string file, string profile, bool pixels)
    {
        file = Path.GetFullPath(file);
        lock (_lock)
        {
            if (_gone.TryGetValue(file, out ImageSharpAnswer? gone))
                return gone;
            if (_process is null)
                Start();
            Process child = _process!;
            // A thread of its own for the answer, which may never come.
            Task<ImageSharpAnswer> asking = Task.Factory.StartNew(
                () => Ask(child, $"{(pixels ? "pixels" : "hash")} {profile} {file}\n"),
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            bool ends = Ends(asking, child, Work + (WorkPerMebibyte * (new FileInfo(file).Length / 1048576.0)));
            if (!ends)
                Kill(child);
            // Now the pipe has an end, and so has the thread.
            ImageSharpAnswer answer = asking.GetAwaiter().GetResult();
            if (ends && answer.Error != ImageSharpAnswer.Crash)
                return answer;
            Stop();
            return _gone[file] = Failed(ends ? ImageSharpAnswer.Crash : ImageSharpAnswer.Hang);
        }
    }

    /// <summary>Ends the child.</summary>
    public void Dispose()
    {
        lock (_lock)
            Stop();
    }

    private static ImageSharpAnswer Failed(string error) => new("", null, error, []);

    private static bool Ends(Task asking, Process child, TimeSpan work)
    {
        TimeSpan before = Used(child);
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < Wait;)
        {
            if (asking.Wait(TimeSpan.FromMilliseconds(250)))
                return true;
            if (Used(child) - before > work)
                return asking.IsCompleted;
        }

        return asking.IsCompleted;
    }

    private static TimeSpan Used(Process child)
    {
        try
        {
            child.Refresh();
            return child.TotalProcessorTime;
        }
        catch (InvalidOperationException)
        {
            // It has ended; the pipe tells.
            return TimeSpan.Zero;
        }
    }

    private static ImageSharpAnswer Ask(Process child, string request)
    {
        try
        {
            child.StandardInput.BaseStream.Write(Encoding.UTF8.GetBytes(request));
            child.StandardInput.BaseStream.Flush();
            Stream output = child.StandardOutput.BaseStream;
            string[] words = ReadLine(output)?.Split(' ') ?? throw new EndOfStreamException();
            if (words[0] != "ok")
                return Failed(words[1]);
            int[] n = [.. words[1..5].Append(words[6]).Select(w => int.Parse(w, CultureInfo.InvariantCulture))];
            byte[] pixels = new byte[n[4]];
            output.ReadExactly(pixels);
            string shape = $"{n[0]}x{n[1]}{(n[2] == 1 ? "" : $"x{n[2]}")}:uint{n[3]}";
            return new ImageSharpAnswer(shape, words[5], null, pixels) { Height = n[0], Width = n[1] };
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            return Failed(ImageSharpAnswer.Crash);
        }
    }

    private static string? ReadLine(Stream stream)
    {
        var line = new StringBuilder();
        for (int b = stream.ReadByte(); b != '\n'; b = stream.ReadByte())
        {
            if (b < 0)
                return null;
            line.Append((char)b);
        }

        return line.ToString();
    }

    private static void Kill(Process child)
    {
        try
        {
            child.Kill();
        }
        catch (InvalidOperationException)
        {
            // It is gone already.
        }
    }

    private string Start()
    {
        string program = Path.Combine(AppContext.BaseDirectory, "RawDecoders.ImageSharpHost" + (OperatingSystem.IsWindows() ? ".exe" : ""));
        _process = Process.Start(new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        _process.BeginErrorReadLine();
        Starts++;
        if (ReadLine(_process.StandardOutput.BaseStream) is { } name)
            return name;
        Stop();
        throw new InvalidOperationException($"{program} ended before it named its version");
    }

    private void Stop()
    {
        if (_process is not { } child)
            return;
        _process = null;
        try
        {
            child.StandardInput.Close();
            if (!child.WaitForExit(2000))
                child.Kill();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // It is gone already.
        }

        child.Dispose();
    }
}
