// Owns: how the words of a command line are read: which are options, values and files, in the manner of the system's other programs (POSIX 12.2 and the
// long options of GNU). Leaves what may be there to the grammar (Symbols), and what comes of it to Cli.

namespace RawDecoders.Cli;

/// <summary>Reads words by a grammar.</summary>
internal sealed class CommandLine
{
    private readonly Command _root;
    private readonly ParsedLine _line;
    private readonly string[] _words;
    private int _next;

    private CommandLine(Command root, string[] words)
    {
        (_root, _words) = (root, words);
        _line = new ParsedLine(root) { Command = root };
    }

    /// <summary>Reads a line. What is wrong with it stands in the result.</summary>
    public static ParsedLine Parse(Command root, string[] words)
    {
        var reader = new CommandLine(root, words);
        reader.Read();
        return reader._line;
    }

    /// <summary>The options that may stand after a command: its own, and those that all have.</summary>
    public static IEnumerable<Option> OptionsOf(Command root, Command command)
        => command == root ? root.Options : command.Options.Concat(root.Options.Where(o => o.Recursive));

    private void Read()
    {
        bool areOptionsOver = false;
        while (_next < _words.Length)
        {
            string word = _words[_next++];
            if (!areOptionsOver && word == "--")
                areOptionsOver = true;
            else if (!areOptionsOver && word.Length > 1 && word[0] == '-')
                TakeOption(word);
            else
                TakeWord(word, areOptionsOver);
        }

        if (_line.Command.Argument is { Arity: not Arity.ZeroOrMore } argument && _line.Words.Count == 0)
            _line.AddError($"{argument.Name} is missing");
        foreach (Option option in _line.Command.Options)
        {
            if (option.Required && !_line.IsGiven(option))
                _line.AddError($"{option.Name} is missing");
        }
    }

    private void TakeWord(string word, bool areOptionsOver)
    {
        if (_line.Command == _root && _root.Commands.Count > 0)
        {
            if (!areOptionsOver && _root.Commands.Find(c => c.Name == word) is { } command)
                _line.Command = command;
            else
                _line.AddError($"unknown command '{word}'{Suggestion.For(word, _root.Commands.Where(c => !c.Hidden).Select(c => c.Name))}");
            return;
        }

        if (_line.Command.Argument is not { } argument || (argument.Arity == Arity.One && _line.Words.Count > 0))
        {
            _line.AddError($"unexpected '{word}'");
            return;
        }

        if (argument.Check?.Invoke(word) is { } wrong)
            _line.AddError(wrong);
        _line.Words.Add(word);
    }

    /// <summary><c>--name</c>, <c>--name=value</c>, <c>--name:value</c>, <c>-x</c>, <c>-xvalue</c>, <c>-xyz</c>.</summary>
    private void TakeOption(string word)
    {
        if (Find(word) is { } whole)
        {
            Set(whole, word, null);
            return;
        }

        int sign = word.AsSpan().IndexOfAny('=', ':');
        if (sign > 0 && Find(word[..sign]) is { } named)
            Set(named, word[..sign], word[(sign + 1)..]);
        else if (word[1] == '-' || !TakeLetters(word))
            _line.AddError($"unknown option '{word}' (a file of that name goes after '--'){Suggestion.For(word, OptionsOf(_root, _line.Command).Select(o => o.Name))}");
    }

    /// <summary>Options of one letter in one word; the last of them may have its value there too.</summary>
    private bool TakeLetters(string word)
    {
        // First whether it is one: half of a word is not to be done.
        for (int i = 1; i < word.Length; i++)
        {
            if (Find($"-{word[i]}") is not { } option)
                return false;
            if (option.TakesValue)
                break;
        }

        for (int i = 1; i < word.Length; i++)
        {
            string name = $"-{word[i]}";
            Option option = Find(name)!;
            bool hasMore = i + 1 < word.Length;
            if (option.TakesValue)
            {
                Set(option, name, hasMore ? word[(i + 1)..] : null);
                break;
            }

            Set(option, name, null);
        }

        return true;
    }

    private Option? Find(string name) => _line.Command.Options.Find(o => o.IsCalled(name))
        ?? (_line.Command == _root ? null : _root.Options.Find(o => o.Recursive && o.IsCalled(name)));

    /// <summary>Notes an option, with the value that stands in its word or else is the next one.</summary>
    private void Set(Option option, string name, string? value)
    {
        if (!option.TakesValue && value is null)
        {
            _line.Set(option, true);
            return;
        }

        if (value is null)
        {
            // Another option is no value, nor is the end of all options; "-" alone is a file.
            if (_next == _words.Length || _words[_next] is "--" || IsOption(_words[_next]))
            {
                _line.AddError($"{name} needs a value{(option.HelpName is { } what ? $": {what}" : "")}");
                return;
            }

            value = _words[_next++];
        }

        if (option.TakesValue && _line.IsGiven(option))
            _line.AddError($"{name} is given twice");
        var result = new ValueResult(value);
        _line.Set(option, option.Parse(result));
        if (result.Error is { } error)
            _line.AddError(error);
    }

    private bool IsOption(string word)
        => word.Length > 1 && word[0] == '-' && (Find(word) is not null || (word.AsSpan().IndexOfAny('=', ':') is > 0 and var sign && Find(word[..sign]) is not null));
}
