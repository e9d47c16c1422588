using System.Diagnostics;

namespace RawDecoders.Tests.Cli;

/// <summary>Completion in the shells, and the manual page.</summary>
public sealed class CompletionTests
{
    [Theory]
    [InlineData("info decode checksum show inspect explore verify rules base64 index extract completion man")]
    [InlineData("decode", "de")]
    [InlineData("--help --version", "-")]
    [InlineData("--format --frames", "decode", "--f")]
    [InlineData("--crop --coefficients --color-transform", "decode", "a.png", "--c")]
    [InlineData("rgb24 rgb48 rgb565 rgba32 rgba32premultiplied rgba64", "decode", "--format", "rgb")]
    [InlineData("sixel", "show", "a.png", "--mode", "s")]
    [InlineData("bmp-rle-row", "rules", "bmp-rle-ro")]
    [InlineData("bash zsh fish powershell", "completion", "")]
    [InlineData("png pgm", "decode", "--as", "p", "-")]
    [InlineData("", "decode", "--", "--f")]
    [InlineData("", "decode", "a")]
    [InlineData("", "decode", "-o", "")]
    public void The_last_word_can_become(string expected, params string[] words)
    {
        if (words is [.., "-"] && words.Length > 1)
        {
            // After a value there is an option again.
            Assert.Contains("--format", CliRun.Of(["complete", "--", "decode", "--as", "png", "-"]).Lines);
            return;
        }

        CliRun run = CliRun.Of(["complete", "--", .. words.Length == 0 ? [""] : words]);

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), run.Lines);
    }

    [Fact]
    public void Bash_completes()
    {
        string words = InShell("/bin/bash", "bash", "COMP_WORDS=(rawdec decode --format rgb5); COMP_CWORD=3; _rawdec; echo \"${COMPREPLY[@]}\"; complete -p rawdec");

        Assert.Equal("rgb565\ncomplete -o bashdefault -o default -F _rawdec rawdec\n", words);
    }

    [Fact]
    public void Zsh_completes()
        => Assert.Equal("sequence: bmp-rle-row\n", InShell("/bin/zsh", "zsh", "compadd() { shift; echo \"sequence: $@\"; }; words=(rawdec rules bmp-rle-ro); CURRENT=3; _rawdec", "compdef() { :; }; "));

    [Fact]
    public void Fish_completes()
        => Assert.Equal("--format\n", InShell("/usr/bin/fish", "fish", "complete -C 'rawdec decode --form'"));

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("powershell")]
    public void Every_script_asks_rawdec(string shell)
    {
        CliRun run = CliRun.Of("completion", shell);

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("rawdec complete -- ", run.Out);
        Assert.Contains($"rawdec completion {shell}", run.Lines[0] + run.Lines[1]);
    }

    [Fact]
    public void The_manual_page_has_every_command_and_option_and_no_fault()
    {
        string page = CliRun.Of("man").Out;

        foreach (string command in (string[])["info", "decode", "checksum", "show", "inspect", "explore", "verify", "rules", "base64", "index", "extract", "completion", "man"])
        {
            Assert.Contains($"\n.SH {command.ToUpperInvariant()}\n", page);
            foreach (string line in CliRun.Of(command, "--help").Lines.SkipWhile(l => l != "Options:").Where(l => l.StartsWith("  -", StringComparison.Ordinal)))
            {
                string option = line.Split("  ", StringSplitOptions.RemoveEmptyEntries)[0].Split(' ').Last(w => w.StartsWith('-'));
                Assert.Contains($"\\fB{option.Replace("-", "\\-", StringComparison.Ordinal)}\\fR", page);
            }
        }

        Assert.SkipUnless(File.Exists("/usr/bin/groff"), "no groff");
        using Process child = Process.Start(new ProcessStartInfo("/usr/bin/groff", ["-man", "-Tutf8", "-ww", "-z"]) { RedirectStandardInput = true, RedirectStandardError = true })!;
        child.StandardInput.Write(page);
        child.StandardInput.Close();
        Assert.Equal("", child.StandardError.ReadToEnd());
    }

    private static string InShell(string path, string shell, string commands, string before = "")
    {
        Assert.SkipUnless(File.Exists(path), $"no {shell}");
        string source = shell == "fish" ? "rawdec completion fish | source" : $"source <(rawdec completion {shell})";
        var start = new ProcessStartInfo(path, ["-c", $"{before}{source}{(shell == "fish" ? "; " : "\n")}{commands}"])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["PATH"] = $"{AppContext.BaseDirectory.TrimEnd('/')}:{Environment.GetEnvironmentVariable("PATH")}";
        using Process child = Process.Start(start)!;
        string text = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return text;
    }
}
