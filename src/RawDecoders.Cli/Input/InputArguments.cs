// The FILE arguments that all commands share, folders, patterns and lists among them, and the loop over the files: one after another, each
// with its own error.

using System.CommandLine;
using RawDecoders.Export;

namespace RawDecoders.Cli;

/// <summary>The part of a command's grammar that says what to read.</summary>
internal sealed class InputArguments
{
    private readonly Argument<string[]> _files;

    private readonly Option<bool>? _base64;

    private readonly Option<bool> _null = new("--null", "-0") { Description = "The paths in lists are ended by NUL, as 'find -print0' does, not by line breaks." };

    /// <param name="more">What to say of the files beside what all commands say.</param>
    /// <param name="decodesBase64">Whether they may be base64 text.</param>
    /// <param name="arity">How many there may be.</param>
    public InputArguments(string more = "", bool decodesBase64 = true, ArgumentArity? arity = null)
    {
        _files = new Argument<string[]>("FILE")
        {
            Description = $"Files, folders and patterns (*, ?, **); '-' is standard input, 'data:...' a data URI, '@list' a file with one path a line.{more}",
            Arity = arity ?? ArgumentArity.OneOrMore,
        };
        if (decodesBase64)
            _base64 = new("--base64") { Description = "The files are base64 text or data: URIs." };
    }

    public void AddTo(Command command)
    {
        command.Arguments.Add(_files);
        if (_base64 is not null)
            command.Options.Add(_base64);
        command.Options.Add(_null);
    }

    public Inputs Read(ParseResult parsed, CliHost host)
        => new(parsed.GetRequiredValue(_files), _base64 is not null && parsed.GetValue(_base64), parsed.GetValue(_null) ? '\0' : '\n', host);
}

/// <summary>The files of one run.</summary>
internal sealed class Inputs(string[] words, bool areBase64, char listSeparator, CliHost host)
{
    /// <summary>The arguments as given.</summary>
    public string[] Words => words;

    /// <summary>Whether the arguments may stand for more than one file.</summary>
    public bool AreMany => words.Length != 1 || FileList.IsList(words[0]) || IsSearched(words[0]);

    /// <summary>What reads the files.</summary>
    public ImageInput CreateReader() => new(host.Input, areBase64);

    /// <summary>The files: lists expanded, folders and patterns searched.</summary>
    /// <param name="errors">Is told of a folder or pattern in which no picture is.</param>
    /// <exception cref="UsageException">A list cannot be read, or there is no picture in any of the folders and patterns, and nothing else.</exception>
    public IEnumerable<FoundFile> Find(ErrorReporting errors)
    {
        bool any = false;
        List<string> empty = [];
        foreach (string word in FileList.Expand(words, listSeparator, host))
        {
            if (!IsSearched(word))
            {
                any = true;
                yield return new FoundFile(word, Path.GetFileName(word));
                continue;
            }

            bool found = false;
            foreach (FoundFile file in FileSearch.Find(word))
            {
                any = found = true;
                yield return file;
            }

            if (!found)
                empty.Add(word);
        }

        if (!any && empty.Count > 0)
            throw new UsageException($"no picture found in {string.Join(", ", empty)}");
        foreach (string word in empty)
            errors.Report(word, new OutputRefusedException("no picture found", OutputRefusedException.NotReadable));
    }

    /// <summary>Opens one file after another; what goes wrong with one is reported, and the others go on.</summary>
    /// <param name="errors">Where to.</param>
    /// <param name="action">What to do with each.</param>
    /// <param name="options">How it is decoded: if a refused file would come out with Lenient, its line says so.</param>
    /// <returns>The exit code.</returns>
    public int ForEach(ErrorReporting errors, Action<string, ImageInput> action, DecodeOptions? options = null)
    {
        using ImageInput reader = CreateReader();
        foreach ((string path, _) in Find(errors))
        {
            try
            {
                reader.Open(path);
                action(path, reader);
            }
            catch (Exception e) when (ErrorReporting.ConcernsFile(e))
            {
                errors.Report(path, e, options is null ? null : LenientHint.For(reader, options, e));
            }
        }

        return errors.ExitCode;
    }

    private static bool IsSearched(string word) => word != "-" && !DataUri.IsDataUri(word) && FileSearch.IsMany(word);
}
