// A file being written. Opened with its first byte, so that a refused picture leaves no file behind; deleted if writing
// ends before Keep(). Its errors are told from those of the file being read.

namespace RawDecoders.Cli;

/// <summary>The output file could not be written; the inner exception says why.</summary>
internal sealed class OutputFileException(Exception inner) : Exception(inner.Message, inner);

/// <summary>A write-only stream to a new file.</summary>
internal sealed class OutputFile(string path) : Stream
{
    private FileStream? _file;
    private bool _isNew;
    private bool _kept;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The content is complete.</summary>
    public void Keep()
    {
        _file?.Dispose();
        _kept = true;
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
        if (disposing && _file is not null && !_kept)
        {
            _file.Dispose();
            // What was there before may be a device: "-o /dev/stdout".
            if (_isNew)
                File.Delete(path);
        }

        base.Dispose(disposing);
    }

    private FileStream Create()
    {
        _isNew = !Path.Exists(path);
        return new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }
}
