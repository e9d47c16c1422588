// Owns: whether the files of one run may take the place of files that are there: --no-clobber. Stands between the commands that write and
// OutputFile, which writes one. Leaves names to the commands.

using System.CommandLine;

namespace RawDecoders.Cli;

/// <summary>Makes the output files of one run.</summary>
/// <param name="overwrites">Whether a file that exists is written anew.</param>
internal sealed class OutputFiles(bool overwrites)
{
    /// <summary>The option <c>--no-clobber</c>.</summary>
    public static Option<bool> CreateOption() => new("--no-clobber", "-n") { Description = "Write over no file that exists: it is kept, told, and the exit code is 1." };

    /// <summary>A new file; it is made with its first byte.</summary>
    /// <exception cref="OutputFileException">It exists, and is to be kept.</exception>
    public OutputFile Create(string path)
    {
        if (!overwrites && NamedFiles.Exists(path))
            throw new OutputFileException(new OutputExistsException());
        return new OutputFile(path, overwrites);
    }
}

/// <summary>The names of output files that are made of those of inputs, each for one input.</summary>
internal sealed class OutputStems
{
    private readonly Dictionary<string, string> _taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The name without its ending; if another input has that, with it. Of what has no name, "picture".
    /// </summary>
    /// <exception cref="OutputRefusedException">Other inputs have both.</exception>
    public string Take(string path)
    {
        bool isNameless = path == "-" || Export.DataUri.IsDataUri(path);
        string file = isNameless ? "picture" : Path.GetFileName(path), stem = isNameless ? file : Path.GetFileNameWithoutExtension(path);
        if (_taken.TryAdd(stem, path))
            return stem;
        if (_taken.TryAdd(file, path))
            return file;
        throw new OutputRefusedException($"its outputs would have the names of those of {_taken[file]}", OutputRefusedException.SameName);
    }
}
