// Tables for people, by Spectre.Console on the host's streams. Colours and cursor control only where a terminal shows them
// and NO_COLOR allows; piped, the same lines go out plain and are never wrapped.

using System.Text;
using Spectre.Console;

namespace RawDecoders.Cli;

/// <summary>Consoles and small tables.</summary>
internal static class Display
{
    /// <summary>A console that writes to standard output.</summary>
    public static IAnsiConsole ForOutput(CliHost host) => Create(host.Out, host.OutputIsTerminal, host);

    /// <summary>A console that writes to standard error.</summary>
    public static IAnsiConsole ForError(CliHost host) => Create(host.Error, host.ErrorIsTerminal, host);

    /// <summary>
    /// Prints a headline and, indented below it, names and values. Values are shown as they are, without markup.
    /// </summary>
    public static void WriteFields(CliHost host, string headline, IEnumerable<(string Name, string Value)> fields)
    {
        (string Name, string Value)[] rows = [.. fields.Select(f => (f.Name, ErrorReporting.OneLine(f.Value)))];
        headline = ErrorReporting.OneLine(headline);
        if (!host.OutputIsTerminal)
        {
            int width = rows.Max(r => r.Name.Length);
            host.Out.Write($"{headline}\n");
            foreach ((string name, string value) in rows)
                host.Out.Write($"  {name.PadRight(width)}  {value}\n");
            return;
        }

        IAnsiConsole console = ForOutput(host);
        console.Write(new Text(headline, new Style(decoration: Decoration.Bold)));
        console.WriteLine();
        var grid = new Grid();
        grid.AddColumn(new GridColumn().NoWrap().PadLeft(2).PadRight(2));
        grid.AddColumn(new GridColumn().PadLeft(0).PadRight(0));
        foreach ((string name, string value) in rows)
            grid.AddRow(new Text(name, new Style(foreground: Color.Grey)), new Text(value));
        console.Write(grid);
    }

    private static IAnsiConsole Create(TextWriter writer, bool isTerminal, CliHost host) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = !isTerminal || host.Variable("TERM") == "dumb" ? AnsiSupport.No : OperatingSystem.IsWindows() ? AnsiSupport.Detect : AnsiSupport.Yes,
        ColorSystem = isTerminal && host.ColorAllowed ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        Interactive = isTerminal ? InteractionSupport.Yes : InteractionSupport.No,
        Out = new HostOutput(writer, isTerminal, host.TerminalSize),
    });

    private sealed class HostOutput(TextWriter writer, bool isTerminal, (int Columns, int Rows) size) : IAnsiConsoleOutput
    {
        /// <summary>Wide enough for any line: a wrapped line in a pipe helps nobody.</summary>
        private const int Unwrapped = 100_000;

        public TextWriter Writer => writer;

        public bool IsTerminal => isTerminal;

        public int Width => isTerminal ? size.Columns : Unwrapped;

        public int Height => size.Rows;

        public void SetEncoding(Encoding encoding)
        {
        }
    }
}
