using System.Text;
using RawDecoders.Cli;
using RawDecoders.Tests.Cli;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.SpecNotes;

/// <summary>
/// Runs the commands of a note from the root of the repository. Pictures that <c>--stages</c> would write into
/// spec-notes/pictures go into a folder of their own, to be compared with those there.
/// </summary>
internal sealed class NoteRunner : IDisposable
{
    private const string Pictures = "spec-notes/pictures";

    private readonly TemporaryFolder _folder = new();
    private readonly string _before = Environment.CurrentDirectory;

    public NoteRunner() => Environment.CurrentDirectory = Repository.Root;

    /// <summary>The pictures written so far: path below the repository's root, and the file that was written.</summary>
    public Dictionary<string, string> Written { get; } = new(StringComparer.Ordinal);

    public void Dispose()
    {
        Environment.CurrentDirectory = _before;
        _folder.Dispose();
    }

    /// <summary>Runs a command.</summary>
    /// <returns>What it prints, standard error in its place among standard output, as lines without blanks at their ends.</returns>
    /// <exception cref="FormatException">The command would write where a note must not.</exception>
    public string[] Run(ConsoleCommand command)
    {
        string[] arguments = [.. command.Arguments];
        if (arguments.Any(a => a is "-o" or "--output"))
            throw new FormatException($"'{command.Line}' writes a file: notes only show what a command prints, and pictures");
        string? folder = null, temporary = null;
        int stages = Array.IndexOf(arguments, "--stages") + 1;
        if (stages > 0 && stages < arguments.Length)
        {
            folder = arguments[stages];
            if (folder != Pictures && !folder.StartsWith($"{Pictures}/", StringComparison.Ordinal))
                throw new FormatException($"'{command.Line}' writes pictures into {folder}: they belong into {Pictures}");
            temporary = _folder.PathOf($"{Written.Count}-{Guid.NewGuid():N}");
            arguments[stages] = temporary;
        }

        using var output = new MemoryStream();
        using var error = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { AutoFlush = true, NewLine = "\n" };
        var host = new CliHost(Stream.Null, output, null, error) { Variable = _ => null };
        RawDecoders.Cli.Cli.Run(arguments, host);
        string text = Encoding.UTF8.GetString(output.ToArray());
        if (temporary is not null && Directory.Exists(temporary))
        {
            text = text.Replace(temporary, folder, StringComparison.Ordinal);
            foreach (string file in Directory.EnumerateFiles(temporary))
                Written[$"{folder}/{Path.GetFileName(file)}"] = file;
        }

        return text.Length == 0 ? [] : [.. text.TrimEnd('\n').Split('\n').Select(l => l.TrimEnd())];
    }
}
