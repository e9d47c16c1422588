// A file being written. Created with its first byte, so that a refused picture leaves no file behind, and under another name
// until it is complete, so that an interrupted run leaves nothing that looks finished. What exists already (perhaps a device
// or a pipe) is written in place. Its errors are told from those of the file being read.

namespace RawDecoders.Cli;

/// <summary>The output file could not be written; the inner exception says why.</summary>
internal sealed class OutputFileException(Exception inner) : Exception(inner.Message, inner);

/// <summary>A write-only stream to a new file.</summary>
internal sealed class OutputFile(string path) : Stream
{
    private FileStream? _file;
    private string? _temporary;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The content is complete: gives the file its name.</summary>
    public void Keep()
    {
        try
        {
            _file?.Dispose();
            if (_temporary is not null)
                File.Move(_temporary, path, overwrite: true);
            _temporary = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutputFileException(e);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            _file ??= Create();
            _file.Write(buffer);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutputFileException(e);
        }
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file?.Dispose();
            if (_temporary is not null)
                File.Delete(_temporary);
            _temporary = null;
        }

        base.Dispose(disposing);
    }

    private FileStream Create()
    {
        if (Path.Exists(path))
            return new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        string temporary = $"{path}.part";
        var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        _temporary = temporary;
        return file;
    }
}
