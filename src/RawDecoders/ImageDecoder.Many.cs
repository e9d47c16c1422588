// Owns: decoding of many files at once. Stands over Decode. Leaves how much may be in memory to BytesInFlight.
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace RawDecoders;

/// <summary>How <see cref="ImageDecoder.DecodeMany(IEnumerable{string}, DecodeManyOptions?, CancellationToken)"/> works.</summary>
/// <example>
/// <code>
/// var options = new DecodeManyOptions { MaxDegreeOfParallelism = 2, Decode = new DecodeOptions { PixelFormat = PixelFormat.Rgb24 } };
/// await foreach (DecodeManyResult one in ImageDecoder.DecodeMany(["photo.jpg", "photo.png"], options))
///     Console.WriteLine($"{one.Index}: {one.Image?.Format}");
/// </code>
/// </example>
public sealed record DecodeManyOptions
{
    /// <summary>How each file is decoded.</summary>
    public DecodeOptions Decode { get; init; } = DecodeOptions.Default;

    /// <summary>How many files are decoded at once; at least 1. Default: the number of processors.</summary>
    public int MaxDegreeOfParallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Upper bound in bytes on the pixels being decoded, or decoded and not yet taken. A single picture over it is still
    /// decoded, alone. Default 1 GiB.
    /// </summary>
    public long MaxBytesInFlight { get; init; } = 1L << 30;
}

/// <summary>One of many: its pixels, or why there are none.</summary>
/// <param name="Index">Position in the sequence of inputs, from 0.</param>
/// <param name="Name">The path, or the name given with the stream.</param>
/// <param name="Image">The pixels; <see langword="null"/> if the file was refused or could not be read.</param>
/// <param name="Error">
/// An <see cref="ImageDecodeException"/>, or the I/O exception of opening or reading; <see langword="null"/> on success.
/// </param>
/// <example>
/// <code>
/// await foreach (DecodeManyResult one in ImageDecoder.DecodeMany(["photo.jpg", "no such file"]))
///     Console.WriteLine(one.Image is { } image ? $"{one.Name}: {image.Width} x {image.Height}" : $"{one.Name}: {one.Error!.Message}");
/// </code>
/// </example>
public sealed record DecodeManyResult(int Index, string Name, PixelBuffer? Image, Exception? Error);

/// <summary>An input of DecodeMany that is not a path.</summary>
/// <param name="Name">A name for the result.</param>
/// <param name="Open">Opens the stream when its turn comes; it is disposed after reading.</param>
/// <example>
/// <code>
/// var inputs = new[] { new DecodeManyInput("the photo", () => File.OpenRead("photo.jpg")) };
/// await foreach (DecodeManyResult one in ImageDecoder.DecodeMany(inputs))
///     Console.WriteLine($"{one.Name}: {one.Image?.Width} x {one.Image?.Height}");
/// </code>
/// </example>
public sealed record DecodeManyInput(string Name, Func<Stream> Open);

public static partial class ImageDecoder
{
    /// <summary>
    /// Decodes many files, several at a time, and gives each result as soon as it is there (so not in the order of
    /// <paramref name="paths"/>; <see cref="DecodeManyResult.Index"/> tells). A file that fails does not stop the rest.
    /// </summary>
    /// <param name="paths">The files; enumerated as work goes on, so it may be a long lazy sequence.</param>
    /// <param name="options">Parallelism, memory bound and decode options.</param>
    /// <param name="cancellationToken">Stops the work; pictures being decoded are given up at their next rows.</param>
    /// <exception cref="OperationCanceledException">Cancellation was requested.</exception>
    public static IAsyncEnumerable<DecodeManyResult> DecodeMany(
        IEnumerable<string> paths, DecodeManyOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return Many(paths.Select(p => (p, (Func<InputFile>)(() => InputFile.FromPath(p)))), options, arePaths: true, cancellationToken);
    }

    /// <summary>As the overload for paths, from streams that are opened one by one.</summary>
    /// <inheritdoc cref="DecodeMany(IEnumerable{string}, DecodeManyOptions?, CancellationToken)" path="/*[not(self::summary or self::param)]"/>
    /// <param name="inputs">Names and streams; enumerated as work goes on.</param>
    /// <param name="options">Parallelism, memory bound and decode options.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static IAsyncEnumerable<DecodeManyResult> DecodeMany(
        IEnumerable<DecodeManyInput> inputs, DecodeManyOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        DecodeLimits limits = (options ?? new DecodeManyOptions()).Decode.Limits;
        return Many(inputs.Select(i => (i.Name, (Func<InputFile>)(() => ReadAndClose(i)))), options, arePaths: false, cancellationToken);

        InputFile ReadAndClose(DecodeManyInput input)
        {
            using Stream stream = input.Open();
            return InputFile.FromStream(stream, limits);
        }
    }

    private static async IAsyncEnumerable<DecodeManyResult> Many(
        IEnumerable<(string Name, Func<InputFile> Open)> inputs, DecodeManyOptions? options, bool arePaths,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        options ??= new DecodeManyOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxDegreeOfParallelism, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxBytesInFlight, 1);

        using var run = new ManyRun(inputs, options, arePaths, cancellationToken);
        Task workers = run.Start();
        try
        {
            await foreach ((DecodeManyResult result, long bytes) in run.Results.ReadAllAsync(run.Stopped).ConfigureAwait(false))
            {
                yield return result;
                // The caller asks for the next one: what it keeps of this one is its own affair.
                run.Release(bytes);
            }

            cancellationToken.ThrowIfCancellationRequested();
        }
        finally
        {
            // Also when the caller leaves the loop early: the workers have to be gone before the inputs' enumerator is.
            await run.StopAsync().ConfigureAwait(false);
            try
            {
                await workers.ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
            }
        }
    }

    /// <summary>The workers of one call: each takes the next input, decodes it when its bytes may be in flight, and hands the result over.</summary>
    private sealed class ManyRun : IDisposable
    {
        private readonly IEnumerator<(string Name, Func<InputFile> Open)> _inputs;
        private readonly bool _arePaths;
        private readonly int _workers;
        private readonly CancellationTokenSource _stop;
        private readonly DecodeOptions _decode;
        private readonly BytesInFlight _gate;
        private readonly Channel<(DecodeManyResult Result, long Bytes)> _results;
        private int _taken;

        public ManyRun(
            IEnumerable<(string Name, Func<InputFile> Open)> inputs, DecodeManyOptions options, bool arePaths, CancellationToken cancellationToken)
        {
            _arePaths = arePaths;
            _workers = options.MaxDegreeOfParallelism;
            _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            // Progress is of one decode, and here are many.
            _decode = options.Decode with { Watch = new DecodeWatch(progress: null, _stop.Token) };
            _gate = new BytesInFlight(options.MaxBytesInFlight);
            _results = Channel.CreateBounded<(DecodeManyResult Result, long Bytes)>(new BoundedChannelOptions(_workers) { SingleReader = true });
            _inputs = inputs.GetEnumerator();
        }

        public ChannelReader<(DecodeManyResult Result, long Bytes)> Results => _results.Reader;

        public CancellationToken Stopped => _stop.Token;

        /// <summary>Starts the workers. The task ends with the last of them, and the results before it.</summary>
        public Task Start()
        {
            Task workers = Task.WhenAll(Enumerable.Range(0, _workers).Select(_ => Task.Run(WorkAsync, CancellationToken.None)));
            _ = workers.ContinueWith(
                t => _results.Writer.TryComplete(t.Exception?.InnerException), CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return workers;
        }

        public void Release(long bytes) => _gate.Release(bytes);

        public Task StopAsync() => _stop.CancelAsync();

        public void Dispose()
        {
            _inputs.Dispose();
            _stop.Dispose();
        }

        private async Task WorkAsync()
        {
            while (TryTake(out int index, out string name, out Func<InputFile> open))
            {
                (DecodeManyResult Result, long Bytes) done = await DecodeAsync(index, name, open).ConfigureAwait(false);
                await _results.Writer.WriteAsync(done, _stop.Token).ConfigureAwait(false);
            }
        }

        private async Task<(DecodeManyResult Result, long Bytes)> DecodeAsync(int index, string name, Func<InputFile> open)
        {
            long bytes = 0;
            try
            {
                using InputFile input = open();
                using FormatDecoder decoder = ImageFormats.Open(input.Source, _decode);
                long wanted = (long)decoder.Width * decoder.Height * decoder.OutputFormat.GetBytesPerPixel() + decoder.RetainedBytes;
                bytes = await _gate.AcquireAsync(wanted, _stop.Token).ConfigureAwait(false);
                return (new DecodeManyResult(index, name, DecodeNew(decoder, _decode), null), bytes);
            }
            catch (Exception error) when (error is ImageDecodeException or IOException or UnauthorizedAccessException)
            {
                if (_arePaths && error is ImageDecodeException refusal)
                    refusal.Path ??= name;
                return (new DecodeManyResult(index, name, null, error), bytes);
            }
        }

        private bool TryTake(out int index, out string name, out Func<InputFile> open)
        {
            lock (_inputs)
            {
                if (!_stop.IsCancellationRequested && _inputs.MoveNext())
                {
                    index = _taken++;
                    (name, open) = _inputs.Current;
                    return true;
                }
            }

            (index, name, open) = (0, "", null!);
            return false;
        }
    }
}
