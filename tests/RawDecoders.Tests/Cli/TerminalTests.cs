using System.Diagnostics;

namespace RawDecoders.Tests.Cli;

/// <summary>The program at a real terminal: script(1) makes one.</summary>
public sealed class TerminalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Commands
        => [.. LongRun.Sample([
            "info a.png",
            "info missing.png",
            "decode a.png",
            "decode . -o out",
            "checksum a.png",
            "show a.png",
            "inspect a.png",
            "verify a.png",
            "--help",
            "decode a.png -o -",
        ], 4)];

    [Theory]
    [MemberData(nameof(Commands))]
    public void NO_COLOR_leaves_no_escape_behind(string command) => Assert.DoesNotContain('\e', OnTerminal(command, "NO_COLOR=1"));

    [Theory]
    [InlineData("checksum a.png")]
    [InlineData("info missing.png")]
    [InlineData("--help")]
    [InlineData("decode . -o out")]
    public void Nothing_switches_the_terminal_to_another_mode(string command) => Assert.DoesNotContain("\e[?", OnTerminal(command, "A=1"));

    [Fact]
    public void Colours_are_there_where_they_may_be()
    {
        string text = OnTerminal("inspect a.png", "A=1");

        Assert.Contains("\e[1m", text);
        Assert.DoesNotContain("\e[?", text);
    }

    [Fact]
    public void What_goes_to_a_pipe_has_no_escape_while_errors_go_to_the_terminal()
        => Assert.DoesNotContain('\e', OnTerminal("info a.png missing.png | cat", "A=1"));

    [Fact]
    public void Lines_are_wrapped_at_the_width_of_the_terminal()
        => Assert.All(OnTerminal("inspect a.png", "NO_COLOR=1", "stty cols 60; ").Split('\n'), line => Assert.True(line.TrimEnd('\r').Length <= 60, line));

    private string OnTerminal(string command, string variable, string first = "")
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/script"), "no script(1) of util-linux");
        _folder.Write("a.png", SampleFiles.RgbPng(9, 7));
        string program = Path.Combine(AppContext.BaseDirectory, "rawdec");
        var start = new ProcessStartInfo("/usr/bin/script", ["-q", "-e", "-c", $"{first}'{program}' {command}", "/dev/null"])
        {
            WorkingDirectory = _folder.Root,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        start.Environment["TERM"] = "xterm-256color";
        start.Environment.Remove("NO_COLOR");
        start.Environment[variable.Split('=')[0]] = variable.Split('=')[1];
        using Process child = Process.Start(start)!;
        child.StandardInput.Close();
        string text = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        Assert.NotEmpty(text);
        return text;
    }
}
