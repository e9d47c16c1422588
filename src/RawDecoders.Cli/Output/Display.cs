// Small tables for people: a headline, and names and values below it. Colours and wrapping are StyledLine's: only where a terminal
// shows them and NO_COLOR allows; piped, the same lines go out plain and are never wrapped.

namespace RawDecoders.Cli;

/// <summary>Tables.</summary>
internal static class Display
{
    /// <summary>
    /// Prints a headline and, indented below it, names and values. Values are shown as they are, control characters made harmless.
    /// </summary>
    public static void WriteFields(CliHost host, string headline, IEnumerable<(string Name, string Value)> fields)
    {
        (string Name, string Value)[] rows = [.. fields];
        int width = rows.Max(r => r.Name.Length);
        var line = new StyledLine(host);
        line.Add(headline, Ink.Title).End();
        foreach ((string name, string value) in rows)
            line.Add("  ").Add(name.PadRight(width), Ink.Place).Add("  ").Add(value).End(hang: width + 4);
    }
}
