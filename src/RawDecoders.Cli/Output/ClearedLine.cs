// A line that is printed while a progress bar is drawn. Spectre.Console moves the cursor to where the bar begins, writes the line and
// draws the bar below it, but leaves of the bar what the line does not reach: so the line clears it first.

using Spectre.Console;
using Spectre.Console.Rendering;

namespace RawDecoders.Cli;

/// <summary>A line of text on cleared ground.</summary>
internal sealed class ClearedLine(string text) : Renderable
{
    /// <summary>ECMA-48 ED: erases from the cursor to the end of the screen. Not written where a terminal knows no such codes.</summary>
    private const string EraseBelow = "\e[J";

    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
        => [Segment.Control(EraseBelow), .. ((IRenderable)new Text(text)).Render(options, maxWidth), Segment.LineBreak];
}
