using System.Text;
using System.Text.RegularExpressions;
using RawDecoders.Cli;
using RawDecoders.Inspection;

namespace RawDecoders.Tests.SpecNotes;

/// <summary>
/// The page spec-notes/rules.md: the catalogue of rules, made from the formats' tables, each with a corpus file that breaks it or
/// the reason why there is none.
/// </summary>
internal static partial class RulesPage
{
    private const string Head = """
        # The rules

        Every rule that a file can break, as `RuleCatalogue` has them: errors, warnings, the findings of `rawdec inspect` and
        `rawdec verify`, and the damage of a lenient decode name them by these identifiers, which stay the same from release to release.
        `rawdec rules ID` prints one, `rawdec rules --json` all of them.

        What a decode does about a broken rule depends on `DecodeOptions.Strictness`: it *refuses* the file, *warns*
        (`DecodeResult.Warnings`), or saves what it can in the way that stands under Lenient (`DecodeResult.Damage` has the rows).
        The last column has a file of the corpus that breaks the rule, or says why there is none; a test breaks every one.

        This page is written by a test from the tables (`RAWDECODERS_UPDATE_NOTES=1 dotnet test tests/RawDecoders.Tests -c Release
        --filter FullyQualifiedName~RulesPage`).

        """;

    /// <summary>The page.</summary>
    /// <param name="files">The corpus file that breaks a rule, by the rule's identifier: "bmp/broken/x.bmp".</param>
    public static string Write(IReadOnlyDictionary<string, string> files)
    {
        var page = new StringBuilder(Head.ReplaceLineEndings("\n"));
        foreach (IGrouping<ImageFormat, Rule> table in RuleCatalogue.All.GroupBy(r => r.Format))
        {
            page.Append($"\n## {(table.Key == ImageFormat.Unknown ? "All formats" : Words.Format(table.Key))}\n\n");
            page.Append("| rule | severity | part; clause | a file must be like this | Strict | Standard | Lenient | broken by |\n|---|---|---|---|---|---|---|---|\n");
            foreach (Rule rule in table)
            {
                string by = files.TryGetValue(rule.Id, out string? file) ? $"[{file}](../corpus/{Uri.EscapeDataString(file).Replace("%2F", "/", StringComparison.Ordinal)})"
                    : UnmadeRules.Find(rule.Id)?.Reason ?? throw new InvalidOperationException($"no file of the corpus breaks {rule.Id}, and {nameof(UnmadeRules)} has no reason");
                string refusal = rule.IsRefusedBy(Strictness.Strict) && rule.Kind != ImageDecodeErrorKind.Malformed ? $" ({Words.Kind(rule.Kind)})" : "";
                page.Append($"| `{rule.Id}` | {FindingText.Name(rule.Severity)}{refusal} | {Cell(rule.Part.Length > 0 ? $"{rule.Part}; {rule.Clause}" : rule.Clause)} | {Cell(rule.Statement)} ");
                foreach (Strictness strictness in (Strictness[])[Strictness.Strict, Strictness.Standard, Strictness.Lenient])
                    page.Append($"| {Cell(Words.Effect(rule, strictness))} ");
                page.Append($"| {by} |\n");
            }
        }

        return page.ToString();
    }

    /// <summary>The files that a page names, by the rule.</summary>
    public static Dictionary<string, string> ReadFiles(string page)
        => Row().Matches(page).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value, StringComparer.Ordinal);

    /// <summary>The first file of the corpus, by name, that breaks each rule.</summary>
    /// <param name="corpus">The folder.</param>
    public static Dictionary<string, string> FindFiles(string corpus)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string path in Directory.EnumerateFiles(corpus, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(corpus, f).Replace('\\', '/')).Where(f => f.Contains('/', StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            foreach (string id in BrokenBy(File.ReadAllBytes(Path.Combine(corpus, path))))
                files.TryAdd(id, path);
        }

        return files;
    }

    /// <summary>The rules that a file breaks, as any decode, strict to lenient, and the inspector say.</summary>
    public static HashSet<string> BrokenBy(byte[] file)
    {
        var broken = new HashSet<string>(StringComparer.Ordinal);
        foreach (Strictness strictness in Enum.GetValues<Strictness>())
        {
            if (!ImageDecoder.TryDecode(file, out PixelBuffer? image, out Issue? error, new DecodeOptions { Strictness = strictness }))
            {
                broken.Add(error.Rule.Id);
                continue;
            }

            broken.UnionWith(image.Result!.Warnings.Select(w => w.Rule.Id));
            broken.UnionWith(image.Result.Damage.Select(d => d.Reason.Rule.Id));
        }

        broken.UnionWith(ImageInspector.Inspect(file).Findings.Select(f => f.Finding.Rule.Id));
        return broken;
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    [GeneratedRegex(@"^\| `([^`]+)` .*\| \[([^]]+)\]\([^)]+\) \|$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Row();
}
