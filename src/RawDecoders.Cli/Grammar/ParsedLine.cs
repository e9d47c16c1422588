// Owns: what a command line said, by the grammar. Stands between CommandLine, which makes it, and the commands, which ask it.

namespace RawDecoders.Cli;

/// <summary>A command line that has been read.</summary>
internal sealed class ParsedLine(Command root)
{
    private readonly Dictionary<Option, object?> _values = [];

    /// <summary>The program.</summary>
    public Command Root => root;

    /// <summary>What is to be run; the program itself if none of its commands was named.</summary>
    public required Command Command { get; set; }

    /// <summary>What is wrong with the line first of all; <see langword="null"/> if nothing is.</summary>
    public string? Error { get; private set; }

    /// <summary>The words that are no options, and no values of options.</summary>
    public List<string> Words { get; } = [];

    public void AddError(string message) => Error ??= message;

    public void Set(Option option, object? value) => _values[option] = value;

    /// <summary>Whether an option is on the line.</summary>
    public bool IsGiven(Option option) => _values.ContainsKey(option);

    public bool GetValue(Switch option) => _values.TryGetValue(option, out object? value) && value is true;

    /// <summary>The value of an option; the type's default if it is not on the line.</summary>
    public T? GetValue<T>(Option<T> option) => _values.TryGetValue(option, out object? value) && value is T is_ ? is_ : default;
}
