// Owns: how many bytes of pixels may exist at once in a batch. Stands between the workers of DecodeMany. Leaves to them what they
// decode.

namespace RawDecoders;

/// <summary>
/// A semaphore that counts bytes: first come, first served; a request over the whole capacity waits until nothing else is
/// held and then takes all of it.
/// </summary>
internal sealed class BytesInFlight(long capacity)
{
    private readonly Queue<(long Bytes, TaskCompletionSource Source)> _waiting = new();
    private readonly Lock _lock = new();
    private readonly long _capacity = capacity;
    private long _free = capacity;

    /// <summary>Waits for <paramref name="bytes"/>; gives what is to be released: at most the capacity.</summary>
    public async ValueTask<long> AcquireAsync(long bytes, CancellationToken cancellationToken)
    {
        bytes = Math.Clamp(bytes, 0, _capacity);
        TaskCompletionSource source;
        lock (_lock)
        {
            if (_waiting.Count == 0 && bytes <= _free)
            {
                _free -= bytes;
                return bytes;
            }

            source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue((bytes, source));
        }

        using CancellationTokenRegistration cancelled = cancellationToken.Register(() => source.TrySetCanceled(cancellationToken));
        await source.Task.ConfigureAwait(false);
        return bytes;
    }

    public void Release(long bytes)
    {
        lock (_lock)
        {
            _free += bytes;
            while (_waiting.TryPeek(out (long Bytes, TaskCompletionSource Source) next) && next.Bytes <= _free)
            {
                _waiting.Dequeue();
                // One that was cancelled while waiting takes nothing.
                if (next.Source.TrySetResult())
                    _free -= next.Bytes;
            }
        }
    }
}
