// Owns: who is told how far a decode has come, and who may end it early. Made by the facade for one whole decode, carried in its
// options, asked by the decoders between batches of rows and by StagedWork between two steps. Leaves to them what a batch is.

namespace RawDecoders;

/// <summary>The progress and the cancellation of one decode. Safe for several threads.</summary>
/// <param name="progress">Is told, or nobody is.</param>
/// <param name="cancellation">Ends the decode.</param>
internal sealed class DecodeWatch(IProgress<double>? progress, CancellationToken cancellation)
{
    /// <summary>The least difference between two reports: whoever draws a bar needs no more.</summary>
    private const double Step = 1.0 / 256;

    private readonly Lock _lock = new();
    private double _told;

    /// <summary>The options with what watches the decode, if anybody does.</summary>
    public static DecodeOptions Attach(DecodeOptions options, CancellationToken cancellation)
        => options.Progress is null && !cancellation.CanBeCanceled
            ? options
            : options with { Watch = new DecodeWatch(options.Progress, cancellation) };

    /// <summary>
    /// Tells that <paramref name="done"/> of <paramref name="total"/> is done. A decode that begins anew (several threads gave up at
    /// a defect) says nothing until it has passed where the first attempt was: reports only grow.
    /// </summary>
    /// <exception cref="OperationCanceledException">Cancellation was requested.</exception>
    public void At(long done, long total)
    {
        cancellation.ThrowIfCancellationRequested();
        double part = (double)done / total;
        // The whole is told when the end of the file has been read too.
        if (progress is null || part >= 1 || part < Volatile.Read(ref _told) + Step)
            return;
        lock (_lock)
        {
            if (part < _told + Step)
                return;
            _told = part;
            progress.Report(part);
        }
    }

    /// <summary>Ends the decode if that was asked for.</summary>
    /// <exception cref="OperationCanceledException">Cancellation was requested.</exception>
    public void ThrowIfCancelled() => cancellation.ThrowIfCancellationRequested();

    /// <summary>Tells that the decode has succeeded.</summary>
    public void Complete() => progress?.Report(1);
}
