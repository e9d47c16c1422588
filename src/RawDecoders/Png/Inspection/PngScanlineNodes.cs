// Owns: the nodes of passes and rows, with the filter type of each row: where the inflated bytes meet the picture. Stands behind
// PngImageWalk, and adds to the leaf that PngZlibNodes has made. Leaves to others: the pixels (PngPixelTrail).

using RawDecoders.Inspection;

namespace RawDecoders.Png;

/// <summary>Makes the nodes of scanlines.</summary>
internal sealed class PngScanlineNodes(PngImageWalk image, InspectBudget budget)
{
    private const string Clause = "PNG 9.2";
    private readonly PngZlibWalk _zlib = image.Zlib;

    /// <summary>Adds passes and rows to the leaf in which the data of the first one begins.</summary>
    public void Add(StructureNode leaf)
    {
        if (_zlib.Marked.Count == 0 || !budget.TryTake(2 + image.Passes.Length))
            return;
        int[] totals = new int[256];
        // A picture may have a million rows: what they have in common is one text for all.
        string[] words = [.. Enumerable.Range(0, 256).Select(t => $"filter type {PngImageWalk.FilterName(t)}")];
        string[] raws = [.. Enumerable.Range(0, 256).Select(t => $"{t}")];
        bool isCut = false;
        int known = Math.Min(_zlib.Marked.Count, int.MaxValue);
        StructureNode node = leaf.Add(Bits("Scanlines", _zlib.Marked[0], "", "PNG 7.2"));
        int next = 0;
        long raw = 0;
        foreach (PngPass pass in AllPasses())
        {
            int number = PngImageWalk.NumberOf(pass);
            long rowBytes = pass.Width == 0 || pass.Height == 0 ? 0 : image.Header.GetRowBytes(pass.Width);
            StructureNode parent = node;
            if (number > 0)
            {
                string size = rowBytes == 0 ? "no pixels" : $"{pass.Width} x {pass.Height} pixels, rows of 1 + {rowBytes} bytes";
                parent = new StructureNode($"Pass {number}", node.Offset, 0, $"{size}: columns {Sequence(pass.X, pass.StepX)}, rows {Sequence(pass.Y, pass.StepY)}", "PNG 8.1") { BitOffset = node.BitOffset, LowBitFirst = true };
                node.Add(parent);
            }

            for (int i = 0; i < pass.Height && rowBytes > 0 && next < known; i++, next++, raw += rowBytes + 1)
            {
                // Rows whose bytes were not kept are known by their symbols only.
                if (raw >= _zlib.Output.Length)
                    break;
                byte type = _zlib.Output.Span[(int)raw];
                totals[type]++;
                isCut = isCut || !budget.TryTake();
                if (!isCut)
                    parent.Add(Bits($"Row {i}", _zlib.Marked[next], words[type], Clause, raws[type]));
            }
        }

        node.Value = Summary(totals, next);
    }

    private string Summary(int[] totals, int rows)
    {
        long wanted = image.Passes.Sum(pass => (long)pass.Height);
        string size = image.Header.IsInterlaced ? "" : $" of 1 + {image.Header.GetRowBytes(image.Header.Width)} bytes";
        string there = rows == wanted ? $"{NodeText.Count(rows, "row")}{size}" : $"{rows} of {NodeText.Count(wanted, "row")}{size}";
        string filters = string.Join(", ", Enumerable.Range(0, 5).Select(type => $"{PngImageWalk.FilterName(type)} {totals[type]}"));
        int undefined = totals.Skip(5).Sum();
        return $"{there}; filter types: {filters}{(undefined > 0 ? $", not defined {undefined}" : "")}";
    }

    /// <summary>The passes with those that have no pixels, which have no place in the data.</summary>
    private IEnumerable<PngPass> AllPasses()
    {
        if (!image.Header.IsInterlaced)
            return image.Passes;
        // A picture of 5 x 5 or more has pixels in all of them: take the geometry from there.
        return PngPass.Of(image.Header with { Width = 8, Height = 8 }).Select(template =>
            Array.Find(image.Passes, pass => (pass.X, pass.Y) == (template.X, template.Y)) is { Width: > 0 } pass
                ? pass
                : template with { Width = 0, Height = 0 });
    }

    /// <summary>The first columns or rows of a pass: "4, 12, 20 ...".</summary>
    public static string Sequence(int first, int step) => $"{first}, {first + step}, {first + 2 * step} ...";

    private StructureNode Bits(string name, (long Offset, long Length) bits, string value, string clause, string raw = "")
        => _zlib.Map.Bits(name, 8L * _zlib.DataStart + bits.Offset, bits.Length, value, clause, raw);
}
