// Tells failures of standard output from failures of the files being read: the first end the command, the second only
// the file. Wraps the stream that CliHost writes to; judges nothing, Cli does.

namespace RawDecoders.Cli;

/// <summary>Standard output could not be written. Not an <see cref="IOException"/>, so that no handler of file errors takes it.</summary>
internal sealed class StandardOutputException(Exception inner) : Exception(inner.Message, inner)
{
    private const int Epipe = 32;

    /// <summary>Whether the reader at the other end went away, as <c>head</c> does: no reason for a message.</summary>
    public bool IsClosedPipe
        => InnerException!.HResult is Epipe
            or unchecked((int)0x8007006D) // ERROR_BROKEN_PIPE
            or unchecked((int)0x800700E8); // ERROR_NO_DATA: the pipe is being closed
}

/// <summary>A write-only stream whose I/O errors become <see cref="StandardOutputException"/>.</summary>
internal sealed class StandardOutputStream(Stream inner) : WriteOnlyStream
{
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            inner.Write(buffer);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StandardOutputException(e);
        }
    }

    public override void Flush()
    {
        try
        {
            inner.Flush();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StandardOutputException(e);
        }
    }
}
