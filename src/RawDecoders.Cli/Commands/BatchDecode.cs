// `rawdec decode` of many files into a folder: a few workers, each with one input's bytes and one band of rows in memory;
// a progress bar where a terminal shows standard error; at the end an account of speed and refusals.

using System.Diagnostics;
using System.Runtime.InteropServices;
using Spectre.Console;

namespace RawDecoders.Cli;

/// <summary>Decodes many files.</summary>
internal sealed class BatchDecode(CliHost host, Inputs inputs, string folder, OutputFormat output, DecodeOptions options, int jobs, DecodeJson? json = null)
{
    private const int Interrupted = 128 + 2;

    private readonly ErrorReporting _errors = new(host) { Refused = json is null ? null : json.WriteRefused };
    private long _done;
    private long _decoded;
    private long _pixels;
    private long _bytesRead;
    private long _bytesWritten;

    public int Run(IReadOnlyList<FoundFile> files)
    {
        string ending = $".{output.ToString().ToLowerInvariant()}";
        (FoundFile File, string Target)[] work =
            [.. OutputNames.Assign(files, ending, _errors).Select(w => (w.File, Path.Join(folder, w.Name)))];
        using var stop = new CancellationTokenSource();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            // The first Ctrl+C lets the files in work finish, the second ends the process as usual.
            signal.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        });

        var clock = Stopwatch.StartNew();
        if (host.ErrorIsTerminal)
            RunWithProgress(work, clock, stop.Token);
        else
            DecodeAll(work, stop.Token);
        if (json is null)
            Display.WriteFields(host, folder, Summary(files.Count, clock.Elapsed));
        return stop.IsCancellationRequested ? Interrupted : _errors.ExitCode;
    }

    private void DecodeAll((FoundFile File, string Target)[] work, CancellationToken stop)
    {
        try
        {
            Parallel.ForEach(
                work,
                new ParallelOptions { MaxDegreeOfParallelism = jobs, CancellationToken = stop },
                inputs.CreateReader,
                (item, _, input) =>
                {
                    DecodeOne(input, item.File.Path, item.Target);
                    return input;
                },
                input => input.Dispose());
        }
        catch (OperationCanceledException)
        {
            // The summary tells how far it went.
        }
    }

    private void DecodeOne(ImageInput input, string path, string target)
    {
        try
        {
            input.Open(path);
            CreateFolder(Path.GetDirectoryName(target)!);
            DecodeResult result = PictureFile.Write(input, target, output, options);
            long pixels = (long)result.Width * result.Height;
            Interlocked.Increment(ref _decoded);
            Interlocked.Add(ref _pixels, pixels);
            Interlocked.Add(ref _bytesWritten, pixels * result.PixelFormat.GetBytesPerPixel());
            Interlocked.Add(ref _bytesRead, input.Length);
            json?.WriteDecoded(path, result);
            foreach (DamagedRows damage in result.Damage)
                _errors.Warn(path, Words.Damage(damage));
        }
        catch (OutputFileException e)
        {
            _errors.Report(target, e.InnerException!, writing: true);
        }
        catch (Exception e) when (ErrorReporting.ConcernsFile(e))
        {
            _errors.Report(path, e);
        }

        Interlocked.Increment(ref _done);
    }

    private static void CreateFolder(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutputFileException(e);
        }
    }

    private void RunWithProgress((FoundFile File, string Target)[] work, Stopwatch clock, CancellationToken stop)
    {
        IAnsiConsole console = Display.ForError(host);
        // A line written past the console would land in the middle of the bar.
        _errors.WriteLine = line => console.Write(new ClearedLine(line));
        console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                ProgressTask bar = context.AddTask("0 files", maxValue: Math.Max(work.Length, 1));
                using var timer = new Timer(_ => Update(bar, work.Length, clock.Elapsed), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
                DecodeAll(work, stop);
                Update(bar, work.Length, clock.Elapsed);
                context.Refresh();
            });
        _errors.WriteLine = null;
    }

    private void Update(ProgressTask bar, int total, TimeSpan time)
    {
        long done = Interlocked.Read(ref _done);
        bar.Value = done;
        bar.Description = $"{done} of {total}, {PerSecond(Interlocked.Read(ref _pixels), time):0.0} MP/s";
    }

    private IEnumerable<(string Name, string Value)> Summary(int total, TimeSpan time)
    {
        yield return ("decoded", $"{_decoded} of {Words.Count(total, "file")}");
        yield return ("pixels", $"{_pixels / 1e6:0.0} million, {_bytesWritten / 1e6:0.0} MB from {_bytesRead / 1e6:0.0} MB");
        yield return ("time", $"{time.TotalSeconds:0.00} s, {Words.Count(jobs, "job")}");
        yield return ("speed", $"{PerSecond(_pixels, time):0.0} MP/s, {PerSecond(_bytesRead, time):0.0} MB/s in, {PerSecond(_bytesWritten, time):0.0} MB/s out");
        if (_errors.Count > 0)
            yield return ("refused", $"{_errors.Count}: {string.Join(", ", _errors.Reasons)}");
    }

    /// <summary>Millions a second.</summary>
    private static double PerSecond(long count, TimeSpan time) => count / 1e6 / Math.Max(time.TotalSeconds, 1e-6);
}
