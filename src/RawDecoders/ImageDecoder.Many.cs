using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace RawDecoders;

/// <summary>How <see cref="ImageDecoder.DecodeMany(IEnumerable{string}, DecodeManyOptions?, CancellationToken)"/> works.</summary>
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
public sealed record DecodeManyResult(int Index, string Name, PixelBuffer? Image, Exception? Error);

/// <summary>An input of DecodeMany that is not a path.</summary>
/// <param name="Name">A name for the result.</param>
/// <param name="Open">Opens the stream when its turn comes; it is disposed after reading.</param>
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
    /// <inheritdoc cref="DecodeMany(IEnumerable{string}, DecodeManyOptions?, CancellationToken)"/>
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

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // Progress is of one decode, and here are many.
        DecodeOptions decode = options.Decode with { Watch = new DecodeWatch(progress: null, stop.Token) };
        var gate = new BytesInFlight(options.MaxBytesInFlight);
        using IEnumerator<(string Name, Func<InputFile> Open)> source = inputs.GetEnumerator();
        var results = Channel.CreateBounded<(DecodeManyResult Result, long Bytes)>(
            new BoundedChannelOptions(options.MaxDegreeOfParallelism) { SingleReader = true });
        int taken = 0;
        Task workers = Task.WhenAll(Enumerable.Range(0, options.MaxDegreeOfParallelism).Select(_ => Task.Run(Work, CancellationToken.None)));
        _ = workers.ContinueWith(
            t => results.Writer.TryComplete(t.Exception?.InnerException), CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            await foreach ((DecodeManyResult result, long bytes) in results.Reader.ReadAllAsync(stop.Token).ConfigureAwait(false))
            {
                yield return result;
                // The caller asks for the next one: what it keeps of this one is its own affair.
                gate.Release(bytes);
            }

            cancellationToken.ThrowIfCancellationRequested();
        }
        finally
        {
            // Also when the caller leaves the loop early: the workers have to be gone before the inputs' enumerator is.
            await stop.CancelAsync().ConfigureAwait(false);
            try
            {
                await workers.ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
            }
        }

        async Task Work()
        {
            while (TryTake(out int index, out string name, out Func<InputFile> open))
            {
                long bytes = 0;
                DecodeManyResult result;
                try
                {
                    using InputFile input = open();
                    using FormatDecoder decoder = ImageFormats.Open(input.Source, decode);
                    ImageInfo info = decoder.Info;
                    long wanted = (long)info.Width * info.Height * decoder.OutputFormat.GetBytesPerPixel() + decoder.RetainedBytes;
                    bytes = await gate.AcquireAsync(wanted, stop.Token).ConfigureAwait(false);
                    result = new DecodeManyResult(index, name, DecodeNew(decoder, decode), null);
                }
                catch (Exception error) when (error is ImageDecodeException or IOException or UnauthorizedAccessException)
                {
                    if (arePaths && error is ImageDecodeException refusal)
                        refusal.Path ??= name;
                    result = new DecodeManyResult(index, name, null, error);
                }

                await results.Writer.WriteAsync((result, bytes), stop.Token).ConfigureAwait(false);
            }
        }

        bool TryTake(out int index, out string name, out Func<InputFile> open)
        {
            lock (source)
            {
                if (!stop.IsCancellationRequested && source.MoveNext())
                {
                    index = taken++;
                    (name, open) = source.Current;
                    return true;
                }
            }

            (index, name, open) = (0, "", null!);
            return false;
        }
    }
}
