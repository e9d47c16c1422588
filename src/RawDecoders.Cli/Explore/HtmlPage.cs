// Owns: the explorer and one file as a single page that needs nothing beside itself: styles and modules in their places, the runtime and the file as
// compressed text. Stands under `inspect --html`. Leaves finding the site to ExplorerSite; engine.js takes the parts out again.

using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace RawDecoders.Cli;

/// <summary>Makes the page.</summary>
internal static partial class HtmlPage
{
    /// <summary>The page may run what it holds and reach nothing else.</summary>
    private const string Policy =
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval' data: blob:; "
        + "style-src 'unsafe-inline'; img-src blob: data:; worker-src blob:; connect-src blob: data:\">";

    /// <summary>Names that modules have for each other, whatever folder they came from.</summary>
    private const string Prefix = "rawdec/";

    /// <summary>Makes the page.</summary>
    /// <param name="site">The site.</param>
    /// <param name="name">The file's name.</param>
    /// <param name="file">The file.</param>
    public static string Make(ExplorerSite site, string name, ReadOnlySpan<byte> file)
    {
        string page = File.ReadAllText(site.Files["index.html"]);
        page = OnlyServed().Replace(page, "");
        page = Stylesheet().Replace(page, match => $"<style>\n{Text(site, match.Groups[1].Value)}\n</style>");
        page = ModuleScript().Replace(page, match => $"<script type=\"module\">import \"{Prefix}{match.Groups[1].Value}\";</script>");
        page = page.Insert(HeadOf(page), Policy + ImportMap(site));
        int end = page.LastIndexOf("</body>", StringComparison.OrdinalIgnoreCase);
        return page.Insert(end < 0 ? page.Length : end, Parts(site, name, file));
    }

    /// <summary>Where the head of a page begins.</summary>
    public static int HeadOf(string page)
    {
        Match match = Head().Match(page);
        return match.Success ? match.Index + match.Length : 0;
    }

    private static string Text(ExplorerSite site, string path)
        => site.Files.TryGetValue(path, out string? file) ? File.ReadAllText(file) : throw new OutputRefusedException($"the explorer's page refers to '{path}', which is not there");

    /// <summary>Modules as data, under names that do not depend on where the page lies.</summary>
    private static string ImportMap(ExplorerSite site)
    {
        var map = new StringBuilder("<script type=\"importmap\">{\"imports\":{");
        bool isFirst = true;
        foreach (string path in site.Files.Keys.Where(p => p.StartsWith("js/", StringComparison.Ordinal) && p.EndsWith(".js", StringComparison.Ordinal) && p is not ("js/worker.js" or "js/early.js")).Order(StringComparer.Ordinal))
        {
            string module = Import().Replace(Text(site, path), match => $"{match.Groups[1].Value}{match.Groups[2].Value}{Prefix}{Resolve(path, match.Groups[3].Value)}{match.Groups[2].Value}");
            map.Append(isFirst ? "" : ",").Append('"').Append(Prefix).Append(path).Append("\":\"data:text/javascript;base64,")
                .Append(Convert.ToBase64String(Encoding.UTF8.GetBytes(module))).Append('"');
            isFirst = false;
        }

        return map.Append("}}</script>").ToString();
    }

    /// <summary>A relative specifier as a path of the site.</summary>
    private static string Resolve(string from, string specifier)
        => new Uri(new Uri("http://site/" + from), specifier).AbsolutePath[1..];

    /// <summary>The runtime, the worker and the file, as text that no parser looks into.</summary>
    private static string Parts(ExplorerSite site, string name, ReadOnlySpan<byte> file)
    {
        var parts = new StringBuilder();
        foreach ((string path, string place) in site.Files.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            if (path == "js/worker.js" || path.StartsWith("_framework/", StringComparison.Ordinal))
                Add(parts, "data-inline", path, File.ReadAllBytes(place));
        }

        Add(parts, "data-inline-file", name, file);
        return parts.ToString();
    }

    private static void Add(StringBuilder parts, string key, string name, ReadOnlySpan<byte> bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            gzip.Write(bytes);
        parts.Append("<script type=\"text/plain\" ").Append(key).Append("=\"").Append(WebUtility.HtmlEncode(name)).Append("\" data-packed=\"gzip\">")
            .Append(Convert.ToBase64String(packed.GetBuffer(), 0, (int)packed.Length)).Append("</script>\n");
    }

    [GeneratedRegex("""<head\b[^>]*>\s*(<meta charset=[^>]*>)?|<!doctype html>\s*(<meta charset=[^>]*>)?(?!.*<head)""", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Head();

    [GeneratedRegex("""<link\b(?=[^>]*\brel="?stylesheet"?)[^>]*\bhref="?([^">\s]+)"?[^>]*>""", RegexOptions.IgnoreCase)]
    private static partial Regex Stylesheet();

    /// <summary>What makes a page from a server quicker: modules that are announced, and the script that starts the worker early.</summary>
    [GeneratedRegex("""<link\b(?=[^>]*\brel="?modulepreload"?)[^>]*>\s*|<script\b(?![^>]*\btype=)[^>]*\bsrc="?js/early\.js"?[^>]*>\s*</script>\s*""", RegexOptions.IgnoreCase)]
    private static partial Regex OnlyServed();

    [GeneratedRegex("""<script\b(?=[^>]*\btype="?module"?)[^>]*\bsrc="?([^">\s]+)"?[^>]*>\s*</script>""", RegexOptions.IgnoreCase)]
    private static partial Regex ModuleScript();

    [GeneratedRegex("""(\bfrom\s*|\bimport\s*\(?\s*)(["'])(\.{1,2}/[^"']+)\2""")]
    private static partial Regex Import();
}
