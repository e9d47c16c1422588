// A file being written. Created with its first byte, so that a refused picture leaves no file behind, and under another name
// until it is complete, so that an interrupted run leaves nothing that looks finished. What exists already (perhaps a device
// or a pipe) is written in place. Its errors are told from those of the file being read.

namespace RawDecoders.Cli;

/// <summary>The output file could not be written; the inner exception says why.</summary>
internal sealed class OutputFileException(Exception inner) : Exception(inner.Message, inner);

/// <summary>The output file is there already and is not to be lost.</summary>
internal sealed class OutputExistsException() : IOException("exists already, and is kept (--no-clobber)");

/// <summary>A write-only stream to a new file.</summary>
/// <param name="path">Its name.</param>
/// <param name="overwrites">Whether it may take the place of one that is there; else that is an error, before anything is written.</param>
internal sealed class OutputFile(string path, bool overwrites) : WriteOnlyStream
{
    private FileStream? _file;
    private string? _temporary;

    /// <summary>A new file under its own name, to be deleted unless it is kept.</summary>
    private string? _unfinished;

    /// <summary>The content is complete: gives the file its name.</summary>
    public void Keep()
    {
        try
        {
            _file?.Dispose();
            if (_temporary is not null)
                NamedFiles.Move(_temporary, path);
            _temporary = _unfinished = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutputFileException(e);
        }
    }

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

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file?.Dispose();
            if (_temporary is not null)
                NamedFiles.Delete(_temporary);
            if (_unfinished is not null)
                NamedFiles.Delete(_unfinished);
            _temporary = _unfinished = null;
        }

        base.Dispose(disposing);
    }

    private FileStream CreateNew()
    {
        if (NamedFiles.Exists(path))
            throw new OutputExistsException();
        FileStream file = NamedFiles.Create(path, mustBeNew: true);
        _unfinished = path;
        return file;
    }

    private FileStream Create()
    {
        // What must not be there is made at once under its own name, so that nobody else can make it meanwhile.
        if (!overwrites)
            return CreateNew();
        if (NamedFiles.Exists(path))
            return NamedFiles.Create(path, mustBeNew: false);
        string temporary = $"{path}.part";
        FileStream file = NamedFiles.Create(temporary, mustBeNew: false);
        _temporary = temporary;
        return file;
    }
}
