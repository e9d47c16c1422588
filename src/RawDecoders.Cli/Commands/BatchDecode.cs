// `rawdec decode` of many files into a folder: a few workers, each with one input's bytes and one band of rows in memory;
// a progress bar where a terminal shows standard error; at the end an account of speed and refusals.

using System.Diagnostics;
using System.Runtime.InteropServices;

namespace RawDecoders.Cli;

/// <summary>Decodes many files.</summary>
internal sealed class BatchDecode(CliHost host, DecodeRequest request, string folder, ErrorReporting errors)
{
    private readonly OutputFormat _output = request.Kind ?? OutputFormat.Npy;
    private long _done;
    private long _decoded;
    private long _pixels;
    private long _bytesRead;
    private long _bytesWritten;

    public int Run(IReadOnlyList<FoundFile> files)
    {
        string ending = $".{_output.ToString().ToLowerInvariant()}";
        (FoundFile File, string Target)[] work =
            [.. OutputNames.Assign(files, ending, errors).Select(w => (w.File, Path.Join(folder, w.Name)))];
        using var stop = new CancellationTokenSource();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            // The first Ctrl+C lets the files in work finish, the second ends the process as usual.
            signal.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        });

        var clock = Stopwatch.StartNew();
        if (host.ErrorIsTerminal && host.Variable("TERM") != "dumb")
            RunWithProgress(work, clock, stop.Token);
        else
            DecodeAll(work, stop.Token);
        if (request.Json is null)
            Display.WriteFields(host, folder, Summary(files.Count, clock.Elapsed));
        return stop.IsCancellationRequested ? ExitCode.Interrupted : errors.ExitCode;
    }

    private void DecodeAll((FoundFile File, string Target)[] work, CancellationToken stop)
    {
        try
        {
            Parallel.ForEach(
                work,
                new ParallelOptions { MaxDegreeOfParallelism = request.Jobs, CancellationToken = stop },
                request.Inputs.CreateReader,
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
            DecodeResult result = PictureFile.Write(input, target, _output, request.Options, request.Outputs);
            long pixels = (long)result.Width * result.Height;
            Interlocked.Increment(ref _decoded);
            Interlocked.Add(ref _pixels, pixels);
            Interlocked.Add(ref _bytesWritten, pixels * result.PixelFormat.GetBytesPerPixel());
            Interlocked.Add(ref _bytesRead, input.Length);
            request.Json?.WriteDecoded(path, result);
            foreach (DamagedRows damage in result.Damage)
                errors.Warn(path, Words.Damage(damage));
        }
        catch (OutputFileException e)
        {
            errors.Report(target, e.InnerException!, writing: true);
        }
        catch (Exception e) when (ErrorReporting.ConcernsFile(e))
        {
            errors.Report(path, e, LenientHint.For(input, request.Options, e));
        }

        Interlocked.Increment(ref _done);
    }

    private static void CreateFolder(string path)
    {
        try
        {
            NamedFiles.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutputFileException(e);
        }
    }

    private void RunWithProgress((FoundFile File, string Target)[] work, Stopwatch clock, CancellationToken stop)
    {
        var line = new ProgressLine(host.Error, host.TerminalSize.Columns);
        // A line written past the bar would land in the middle of it.
        errors.WriteLine = line.WriteLine;
        using (var timer = new Timer(_ => Update(line, work.Length, clock.Elapsed), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(100)))
        {
            DecodeAll(work, stop);
            using var ended = new ManualResetEvent(false);
            if (timer.Dispose(ended))
                ended.WaitOne();
        }

        Update(line, work.Length, clock.Elapsed);
        line.Clear();
        errors.WriteLine = null;
    }

    private void Update(ProgressLine line, int total, TimeSpan time)
        => line.Draw(Interlocked.Read(ref _done), total, $"{PerSecond(Interlocked.Read(ref _pixels), time):0.0} MP/s", time);

    private IEnumerable<(string Name, string Value)> Summary(int total, TimeSpan time)
    {
        yield return ("decoded", $"{_decoded} of {Words.Count(total, "file")}");
        yield return ("pixels", $"{_pixels / 1e6:0.0} million, {_bytesWritten / 1e6:0.0} MB from {_bytesRead / 1e6:0.0} MB");
        yield return ("time", $"{time.TotalSeconds:0.00} s, {Words.Count(request.Jobs, "job")}");
        yield return ("speed", $"{PerSecond(_pixels, time):0.0} MP/s, {PerSecond(_bytesRead, time):0.0} MB/s in, {PerSecond(_bytesWritten, time):0.0} MB/s out");
        if (errors.Count > 0)
            yield return ("refused", $"{Words.Count(errors.Count, "file")}: {string.Join(", ", errors.Reasons)}");
    }

    /// <summary>Millions a second.</summary>
    private static double PerSecond(long count, TimeSpan time) => count / 1e6 / Math.Max(time.TotalSeconds, 1e-6);
}
