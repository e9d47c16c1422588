// `rawdec completion SHELL`: the script by which a shell completes words of rawdec's command line; and the hidden `rawdec complete`, which
// those scripts ask. What can stand at a place the grammar tells; names of files are left to the shell.

using System.CommandLine;

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
        var shell = new Argument<string>("SHELL")
        {
            Description = $"{string.Join(", ", Shells.Select(s => s.Name))}.",
            HelpName = "SHELL",
            CustomParser = result =>
            {
                string word = result.Tokens[0].Value;
                if (Array.Exists(Shells, s => s.Name == word))
                    return word;
                result.AddError($"'{word}' is none of {string.Join(", ", Shells.Select(s => s.Name))}{Suggestion.For(word, Shells.Select(s => s.Name))}");
                return "";
            },
        };
        shell.CompletionSources.Add([.. Shells.Select(s => s.Name)]);
        command.Arguments.Add(shell);
        command.SetAction(parsed =>
        {
            string name = parsed.GetRequiredValue(shell);
            host.Out.Write($"{Array.Find(Shells, s => s.Name == name).Script.ReplaceLineEndings("\n")}\n");
            return ExitCode.Success;
        });
        return command;
    }

    /// <summary>The hidden command: words up to the cursor, the one to be completed last; prints what it can become, one a line.</summary>
    public static Command CreateBackend(CliHost host)
    {
        var command = new Command("complete", "Print what the last word can become.") { Hidden = true };
        var words = new Argument<string[]>("WORD") { Arity = ArgumentArity.ZeroOrMore };
        command.Arguments.Add(words);
        command.SetAction(parsed =>
        {
            foreach (string word in Complete(parsed.RootCommandResult.Command, parsed.GetValue(words) ?? []))
                host.Out.Write($"{word}\n");
            return ExitCode.Success;
        });
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
            else if (command == root && root.Subcommands.FirstOrDefault(c => c.Name == word) is { } found)
                command = found;
            else
                asked = Options(root, command).FirstOrDefault(o => o.Arity.MaximumNumberOfValues > 0 && (o.Name == word || o.Aliases.Contains(word)));
        }

        IEnumerable<string> right = asked is not null ? asked.GetCompletions(System.CommandLine.Completions.CompletionContext.Empty).Select(c => c.Label)
            : last.StartsWith('-') ? Options(root, command).Select(o => o.Name)
            : command == root ? root.Subcommands.Where(c => !c.Hidden).Select(c => c.Name)
            : command.Arguments.SelectMany(a => a.CompletionSources).SelectMany(s => s(System.CommandLine.Completions.CompletionContext.Empty)).Select(c => c.Label);
        return [.. right.Where(w => w.StartsWith(last, StringComparison.OrdinalIgnoreCase)).Distinct().Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<Option> Options(Command root, Command command) => root.Options.Where(o => o.Recursive || command == root).Concat(command.Options).Where(o => !o.Hidden);
}
