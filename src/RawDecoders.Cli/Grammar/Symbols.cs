// Owns: what a command line may consist of: a command, its options and its arguments, with the texts that its help has. Stands below CommandLine,
// which reads words by it, and HelpPage, ManCommand and CompletionCommand, which tell of it. Leaves meaning to the commands.
// It is our own because a library for this brings the framework's reflection, resources and parsers of dates and addresses into the native program,
// a quarter of its size and half of the time that `rawdec info` takes.

namespace RawDecoders.Cli;

/// <summary>A part of the grammar that the help tells of.</summary>
internal abstract class Symbol(string name)
{
    public string Name => name;

    public string? Description { get; init; }

    /// <summary>What the help calls its value.</summary>
    public string? HelpName { get; init; }

    /// <summary>The words that can stand for its value, where they are few enough to be completed.</summary>
    public Func<IEnumerable<string>> Completions { get; init; } = () => [];
}

/// <summary>One word given as a value: what it says, and what is wrong with it.</summary>
internal sealed class ValueResult(string word)
{
    public string Word => word;

    /// <summary>Why the word is no value; <see langword="null"/> if it is one.</summary>
    public string? Error { get; private set; }

    public void AddError(string message) => Error ??= message;
}

/// <summary>How many words an argument takes.</summary>
internal enum Arity
{
    One,
    OneOrMore,
    ZeroOrMore,
}

/// <summary>The words of a command that are no options.</summary>
internal sealed class Argument(string name) : Symbol(name)
{
    public Arity Arity { get; init; }

    /// <summary>Why a word is not to be taken; null if it is.</summary>
    public Func<string, string?>? Check { get; init; }
}

/// <summary>An option, with a value or, as a switch, without.</summary>
internal abstract class Option(string name, string[] aliases) : Symbol(name)
{
    /// <summary>Other names, of one letter or more.</summary>
    public IReadOnlyList<string> Aliases => aliases;

    /// <summary>Whether it is an error to leave it out.</summary>
    public bool Required { get; init; }

    /// <summary>Whether the commands below have it too.</summary>
    public bool Recursive { get; init; }

    /// <summary>Whether a value goes with it.</summary>
    public abstract bool TakesValue { get; }

    public bool IsCalled(string word) => word == Name || aliases.Contains(word);

    /// <summary>The value of a word.</summary>
    public abstract object? Parse(ValueResult result);
}

/// <summary>An option that is there or is not.</summary>
internal sealed class Switch(string name, params string[] aliases) : Option(name, aliases)
{
    public override bool TakesValue => false;

    /// <summary><c>--json=false</c> is as if it were not there.</summary>
    public override object? Parse(ValueResult result)
    {
        if (bool.TryParse(result.Word, out bool value))
            return value;
        result.AddError($"{Name} takes no value but true and false, and not '{result.Word}'");
        return null;
    }
}

/// <summary>An option with a value.</summary>
/// <typeparam name="T">What the value is; its default is what stands for no option.</typeparam>
internal sealed class Option<T>(string name, params string[] aliases) : Option(name, aliases)
{
    /// <summary>What the word means; without it, itself.</summary>
    public Func<ValueResult, T?>? CustomParser { get; init; }

    public override bool TakesValue => true;

    public override object? Parse(ValueResult result) => CustomParser is null ? result.Word : CustomParser(result);
}

/// <summary>A command, or the program itself, which has commands.</summary>
internal sealed class Command(string name, string description)
{
    public string Name => name;

    public string Description => description;

    /// <summary>Whether neither help nor completion tell of it.</summary>
    public bool Hidden { get; init; }

    public List<Option> Options { get; } = [];

    /// <summary>What stands beside the options, if anything may.</summary>
    public Argument? Argument { get; set; }

    public List<Command> Commands { get; } = [];

    /// <summary>What it does; gives the exit code.</summary>
    public Func<ParsedLine, int>? Action { get; set; }
}
