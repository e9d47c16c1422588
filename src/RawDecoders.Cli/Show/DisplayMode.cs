// How a picture can be drawn in this terminal. Told by the environment alone: asking the terminal itself means reading its
// answer from the keyboard's stream, with a timeout for those that do not answer.

namespace RawDecoders.Cli;

/// <summary>A way to draw.</summary>
internal enum DisplayMode
{
    /// <summary>Half blocks in 24-bit colour, two pixels a character.</summary>
    Blocks,

    /// <summary>Sixel graphics.</summary>
    Sixel,

    /// <summary>kitty's graphics protocol.</summary>
    Kitty,

    /// <summary>Plain text.</summary>
    Text,
}

/// <summary>Choice of a <see cref="DisplayMode"/>.</summary>
internal static class DisplayModes
{
    public static readonly (string Name, DisplayMode Value)[] Names =
    [
        ("blocks", DisplayMode.Blocks), ("sixel", DisplayMode.Sixel), ("kitty", DisplayMode.Kitty), ("text", DisplayMode.Text),
    ];

    public static DisplayMode Choose(CliHost host)
    {
        string term = host.Variable("TERM") ?? "";
        if (!host.OutputIsTerminal || !host.ColorAllowed || term == "dumb")
            return DisplayMode.Text;
        // A multiplexer passes graphics on only if told to.
        if (!string.IsNullOrEmpty(host.Variable("TMUX")) || term.StartsWith("screen", StringComparison.Ordinal) || term.StartsWith("tmux", StringComparison.Ordinal))
            return DisplayMode.Blocks;

        string program = host.Variable("TERM_PROGRAM") ?? "";
        if (!string.IsNullOrEmpty(host.Variable("KITTY_WINDOW_ID")) || term is "xterm-kitty" or "xterm-ghostty" || program == "ghostty")
            return DisplayMode.Kitty;
        if (program is "WezTerm" or "iTerm.app" or "mintty"
            || term.Contains("sixel", StringComparison.Ordinal)
            || term is "mlterm" or "foot" or "foot-extra" or "contour" or "yaft-256color")
        {
            return DisplayMode.Sixel;
        }

        return DisplayMode.Blocks;
    }
}
