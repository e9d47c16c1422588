namespace RawDecoders.Tests.SpecNotes.Drawings;

/// <summary>A canonical code as a tree: 0 to the left, 1 to the right; symbols in the order of their codes (T.81 C.2, RFC 1951 3.2.2).</summary>
internal static class HuffmanTree
{
    /// <summary>Draws it.</summary>
    /// <param name="title">The drawing's title.</param>
    /// <param name="counts">How many codes there are of length 1, 2, ...</param>
    /// <param name="symbols">The symbols in the order of their codes.</param>
    /// <param name="name">The word for a symbol.</param>
    /// <param name="what">What a symbol is.</param>
    public static Svg Draw(string title, ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols, Func<int, string> name, string what)
    {
        var codes = new List<(string Code, string Name)>();
        for (int length = 1, code = 0, next = 0; length <= counts.Length; length++, code <<= 1)
        {
            for (int i = 0; i < counts[length - 1]; i++, code++)
                codes.Add((Convert.ToString(code, 2).PadLeft(length, '0'), name(symbols[next++])));
        }

        int deepest = codes.Max(c => c.Code.Length), step = Math.Min(44, 250 / deepest);
        int height = 98 + (deepest * step);
        var svg = new Svg(height, title, string.Join(", ", codes.Select(c => $"{what} {c.Name}: {c.Code}")) + ".");
        double slot = (double)(Svg.Width - 20) / codes.Count;
        var places = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach ((int index, (string code, _)) in codes.Index())
            places[code] = 10 + (slot * (index + 0.5));
        // An inner node stands between its children; the code of ones only may be missing.
        foreach (string node in codes.SelectMany(c => Enumerable.Range(0, c.Code.Length).Select(n => c.Code[..n])).Distinct().OrderByDescending(n => n.Length))
        {
            double[] below = [.. new[] { $"{node}0", $"{node}1" }.Where(places.ContainsKey).Select(c => places[c])];
            places[node] = below.Average();
        }

        double Y(string node) => 30 + (node.Length * step);
        foreach ((string node, double x) in places.Where(p => p.Key.Length > 0))
        {
            string parent = node[..^1];
            svg.Stroke(places[parent], Y(parent), x, Y(node));
            double mx = (places[parent] + x) / 2, my = (Y(parent) + Y(node)) / 2;
            svg.Text(mx + (node[^1] == '0' ? -7 : 7), my + 2, $"{node[^1]}", "m small hint");
        }

        foreach ((string code, string text) in codes)
        {
            double x = places[code], half = Math.Min(14, (slot / 2) - 1);
            svg.Box(x - half, Y(code) - 2, 2 * half, 20, "b", "ink");
            svg.Text(x, Y(code) + 12, text, "m");
        }

        svg.Raw($"<circle cx=\"{Svg.N(places[""])}\" cy=\"30\" r=\"4\" class=\"arrow\"/>");
        svg.Text(10, 18, "each bit goes down one line; a box ends the code", "small hint");
        svg.Text(10, height - 24, $"{codes[0].Name}: {codes[0].Code}, {codes[codes.Count / 2].Name}: {codes[codes.Count / 2].Code}, {codes[^1].Name}: {codes[^1].Code}", "mono small");
        svg.Text(10, height - 8, "short codes for what comes often; none begins another", "small hint");
        return svg;
    }
}
