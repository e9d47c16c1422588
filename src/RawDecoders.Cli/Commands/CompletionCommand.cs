// `rawdec completion SHELL`: the script by which a shell completes words of rawdec's command line; and the hidden `rawdec complete`, which
// those scripts ask. What can stand at a place the grammar tells; names of files are left to the shell.


namespace RawDecoders.Cli;

/// <summary>The commands <c>completion</c> and <c>complete</c>.</summary>
internal static class CompletionCommand
{
    private static readonly (string Name, string Script)[] Shells =
    [
        ("bash", """
            # Completion of rawdec for bash. In ~/.bashrc: source <(rawdec completion bash)
            _rawdec() {
                local IFS=$'\n'
                COMPREPLY=($(rawdec complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
            }
            complete -o default -o bashdefault -F _rawdec rawdec
            """),
        ("zsh", """
            #compdef rawdec
            # Completion of rawdec for zsh. In ~/.zshrc, after compinit: source <(rawdec completion zsh)
            _rawdec() {
                local -a found
                found=("${(@f)$(rawdec complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
                if [[ -n "${found[1]}" ]]; then
                    compadd -- "${found[@]}"
                else
                    _files
                fi
            }
            compdef _rawdec rawdec
            """),
        ("fish", """
            # Completion of rawdec for fish. In ~/.config/fish/config.fish: rawdec completion fish | source
            function __rawdec_complete
                set -l words (commandline -opc) (commandline -ct)
                rawdec complete -- $words[2..-1] 2>/dev/null
            end
            complete -c rawdec -a '(__rawdec_complete)'
            """),
        ("powershell", """
            # Completion of rawdec for PowerShell. In $PROFILE: rawdec completion powershell | Out-String | Invoke-Expression
            Register-ArgumentCompleter -Native -CommandName rawdec -ScriptBlock {
                param($wordToComplete, $commandAst, $cursorPosition)
                $words = @($commandAst.CommandElements | Where-Object { $_.Extent.StartOffset -lt $cursorPosition } | Select-Object -Skip 1 | ForEach-Object { "$_" })
                if ($wordToComplete -eq '') { $words += '' }
                rawdec complete -- @words 2>$null | ForEach-Object {
                    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
                }
            }
            """),
    ];

    public static Command Create(CliHost host)
    {
        var command = new Command("completion", "Print the script by which a shell completes the words of a command line.");
        string[] names = [.. Shells.Select(s => s.Name)];
        command.Argument = new Argument("SHELL")
        {
            Description = $"{string.Join(", ", names)}.",
            Check = word => names.Contains(word) ? null : $"'{word}' is none of {string.Join(", ", names)}{Suggestion.For(word, names)}",
            Completions = () => names,
        };
        command.Action = parsed =>
        {
            host.Out.Write($"{Array.Find(Shells, s => s.Name == parsed.Words[0]).Script.ReplaceLineEndings("\n")}\n");
            return ExitCode.Success;
        };
        return command;
    }

    /// <summary>The hidden command: words up to the cursor, the one to be completed last; prints what it can become, one a line.</summary>
    public static Command CreateBackend(CliHost host)
    {
        var command = new Command("complete", "Print what the last word can become.") { Hidden = true };
        command.Argument = new Argument("WORD") { Arity = Arity.ZeroOrMore };
        command.Action = parsed =>
        {
            foreach (string word in Complete(parsed.Root, [.. parsed.Words]))
                host.Out.Write($"{word}\n");
            return ExitCode.Success;
        };
        return command;
    }

    private static IEnumerable<string> Complete(Command root, string[] words)
    {
        string last = words.Length == 0 ? "" : words[^1];
        ReadOnlySpan<string> before = words.AsSpan(0, Math.Max(words.Length - 1, 0));
        if (before.Contains("--"))
            return [];
        Command command = root;
        Option? asked = null;
        foreach (string word in before)
        {
            if (asked is not null)
                asked = null;
            else if (command == root && root.Commands.Find(c => c.Name == word) is { } found)
                command = found;
            else
                asked = CommandLine.OptionsOf(root, command).FirstOrDefault(o => o.TakesValue && o.IsCalled(word));
        }

        IEnumerable<string> right = asked is not null ? asked.Completions()
            : last.StartsWith('-') ? CommandLine.OptionsOf(root, command).Select(o => o.Name)
            : command == root ? root.Commands.Where(c => !c.Hidden).Select(c => c.Name)
            : command.Argument?.Completions() ?? [];
        return [.. right.Where(w => w.StartsWith(last, StringComparison.OrdinalIgnoreCase)).Distinct().Order(StringComparer.Ordinal)];
    }
}
