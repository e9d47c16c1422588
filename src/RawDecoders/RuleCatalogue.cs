// Owns: the list of every rule that the library knows, over all formats. Stands with the facade. Leaves what a rule is to
// Core/Diagnostics, what a format's rules are to its table.

using RawDecoders.Bmp;
using RawDecoders.Jpeg;
using RawDecoders.Png;

namespace RawDecoders;

/// <summary>Every rule that a file can break, as exceptions, warnings, findings and damage refer to them.</summary>
/// <example>
/// <code>
/// Rule crc = RuleCatalogue.Find("png-chunk-crc")!;
/// Console.WriteLine($"{crc.Statement} ({crc.Clause}): {crc.Consequence}");
/// </code>
/// </example>
public static class RuleCatalogue
{
    private static readonly Rule[][] Tables = [[.. SharedRules.All], [.. PngRules.All], [.. BmpRules.All], [.. JpegRules.All]];

    /// <summary>All rules: those of all formats first, then each format's, in the order in which a decode comes to them.</summary>
    public static IReadOnlyList<Rule> All { get; } = [.. Tables.SelectMany(table => table)];

    /// <summary>The rule of an identifier; <see langword="null"/> if there is none.</summary>
    /// <param name="id">The identifier: "png-chunk-crc".</param>
    public static Rule? Find(string id)
    {
        foreach (Rule rule in All)
        {
            if (rule.Id == id)
                return rule;
        }

        return null;
    }
}
