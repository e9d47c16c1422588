// Owns: the numbers that callers hold, and what they stand for; that a closed or invented number is an error and not a crash; that calls on one handle
// wait for each other. Stands under the exported functions. Leaves to ReaderHandle what a handle can do.

using System.Collections.Concurrent;

namespace RawDecoders.Native;

/// <summary>What a caller's number stands for.</summary>
internal abstract class HandleObject
{
    /// <summary>Held by the call that uses the handle.</summary>
    public Lock Lock { get; } = new();

    public bool IsClosed { get; private set; }

    public void Close()
    {
        IsClosed = true;
        Release();
    }

    protected virtual void Release()
    {
    }
}

/// <summary>A handle in use by one call.</summary>
internal readonly ref struct Lease<T>(T value)
    where T : HandleObject
{
    public T Value { get; } = value;

    public void Dispose() => Value.Lock.Exit();
}

/// <summary>All handles of the process. Safe for any threads.</summary>
internal static class Handles
{
    private static readonly ConcurrentDictionary<ulong, HandleObject> s_open = new();
    private static long s_last;

    /// <summary>A number for a new object. No number comes twice.</summary>
    public static ulong Add(HandleObject value)
    {
        ulong handle = (ulong)Interlocked.Increment(ref s_last);
        s_open[handle] = value;
        return handle;
    }

    /// <summary>The object of a number, for this call alone.</summary>
    /// <exception cref="CallException">There is none, or it is of another kind.</exception>
    public static Lease<T> Take<T>(ulong handle)
        where T : HandleObject
    {
        if (!s_open.TryGetValue(handle, out HandleObject? found))
            throw new CallException(Status.BadHandle, $"there is no handle {handle}: it is closed, or never was one");
        if (found is not T value)
            throw new CallException(Status.BadHandle, $"handle {handle} is of another kind than the function takes");
        value.Lock.Enter();
        if (!value.IsClosed)
            return new Lease<T>(value);
        value.Lock.Exit();
        throw new CallException(Status.BadHandle, $"handle {handle} is closed");
    }

    /// <summary>Closes a handle, once the call that uses it is over.</summary>
    /// <exception cref="CallException">There is none.</exception>
    public static void Close(ulong handle)
    {
        if (!s_open.TryRemove(handle, out HandleObject? value))
            throw new CallException(Status.BadHandle, $"there is no handle {handle}: it is closed, or never was one");
        lock (value.Lock)
            value.Close();
    }
}
