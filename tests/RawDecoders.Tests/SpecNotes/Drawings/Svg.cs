using System.Globalization;
using System.Text;

namespace RawDecoders.Tests.SpecNotes.Drawings;

/// <summary>
/// A drawing of 400 units' width, so that its letters can be read where it is shown 400 pixels wide. Colours are classes: ink for letters and lines, soft for
/// what stands back, and four fills, each with another value where the reader's system is dark. No colour means anything alone.
/// </summary>
internal sealed class Svg(int height, string title, string description)
{
    public const int Width = 400;

    private const string Style = """
        text { font: 12px ui-sans-serif, system-ui, sans-serif; fill: #24292f }
        .small { font-size: 11px } .mono { font-family: ui-monospace, monospace } .big { font-size: 14px } .m { text-anchor: middle } .e { text-anchor: end }
        .ink { stroke: #24292f; fill: none } .soft { stroke: #afb8c1; fill: none } .bold { stroke-width: 2 }
        .a { fill: #ffd8b5 } .b { fill: #b6e3ff } .c { fill: #aceebb } .d { fill: #e6d4ff } .g { fill: #eaeef2 } .w { fill: #fff }
        .mark { stroke: #bc4c00; fill: none; stroke-width: 2 } .arrow { fill: #bc4c00 } .hint { fill: #57606a }
        @media (prefers-color-scheme: dark) {
        text { fill: #e6edf3 } .hint { fill: #9da7b3 } .ink { stroke: #e6edf3 } .soft { stroke: #57606a }
        .a { fill: #7a3d00 } .b { fill: #0a4a7a } .c { fill: #14532d } .d { fill: #4c2889 } .g { fill: #30363d } .w { fill: #161b22 }
        .mark { stroke: #ffa657 } .arrow { fill: #ffa657 } }
        """;

    private readonly StringBuilder _body = new();

    public void Rect(double x, double y, double width, double height, string style)
        => Line($"<rect x=\"{N(x)}\" y=\"{N(y)}\" width=\"{N(width)}\" height=\"{N(height)}\" class=\"{style}\"/>");

    /// <summary>A filled rectangle with a frame.</summary>
    public void Box(double x, double y, double width, double height, string fill, string frame = "soft")
    {
        Rect(x, y, width, height, fill);
        Rect(x, y, width, height, frame);
    }

    public void Text(double x, double y, string text, string style = "")
        => Line($"<text x=\"{N(x)}\" y=\"{N(y)}\"{(style.Length == 0 ? "" : $" class=\"{style}\"")}>{Escape(text)}</text>");

    public void Stroke(double x1, double y1, double x2, double y2, string style = "ink") => Path($"M{N(x1)} {N(y1)}L{N(x2)} {N(y2)}", style);

    public void Path(string path, string style) => Line($"<path d=\"{path}\" class=\"{style}\"/>");

    /// <summary>A small head of an arrow that ends at a point and comes from a direction (degrees; 0 from the left).</summary>
    public void Head(double x, double y, double degrees)
        => Line($"<path d=\"M0 0L-7 -4L-7 4Z\" class=\"arrow\" transform=\"translate({N(x)} {N(y)}) rotate({N(degrees)})\"/>");

    public void Raw(string element) => Line(element);

    public static string N(double number) => Math.Round(number, 2).ToString(CultureInfo.InvariantCulture);

    public override string ToString() => $"""
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {height}" width="{Width}" height="{height}" role="img" aria-labelledby="t d">
        <title id="t">{Escape(title)}</title>
        <desc id="d">{Escape(description)}</desc>
        <style>
        {Style}
        </style>
        {_body.ToString().TrimEnd('\n')}
        </svg>

        """.ReplaceLineEndings("\n");

    private static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);

    private void Line(string text) => _body.Append(text).Append('\n');
}
