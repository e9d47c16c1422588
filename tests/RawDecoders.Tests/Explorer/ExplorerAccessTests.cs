using System.Text.Json.Nodes;
using Deque.AxeCore.Commons;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Explorer;

/// <summary>axe-core finds nothing to complain of in the explorer, with a file of each format open and something selected, in all its panels; light and dark, wide and narrow.</summary>
[Trait("Length", "Long")]
[Collection(ExplorerPage.Tests)]
public sealed class ExplorerAccessTests(ExplorerPage page)
{
    private static readonly (string Path, string Select)[] Files =
    [
        ("png/matrix/rgb8-adam7-mixed.png", "selectPixel(5, 9)"),
        ("jpeg/progressive/successive-420.jpg", "selectPixel(20, 12)"),
        ("bmp/coded/rle8-h40-mixed.bmp", "selectByte(1500, 2)"),
        ("png/broken/deflate-row-10.png", "selectByte(120, 1)"),
    ];

    [Fact]
    public async Task Nothing_breaks_a_rule_of_accessibility_with_a_file_open()
    {
        BrowserPage browser = await page.OpenAsync();
        await browser.EvaluateAsync(new BundledAxeScriptProvider().GetScript() + "; 0");
        var broken = new List<string>();
        int checks = 0;
        foreach ((string path, string select) in Files)
        {
            await page.ShowAsync(path);
            await browser.EvaluateAsync($"rawdecExplorer.{select}");
            await page.SettleAsync();
            string[] panels = [.. (await browser.EvaluateAsync("[...document.querySelectorAll('[role=tab]')].map(tab => tab.dataset.panel)"))!.AsArray().Select(p => p!.GetValue<string>())];
            foreach (int width in (int[])[1280, 400])
            {
                foreach (bool isDark in (bool[])[false, true])
                {
                    await browser.ShowAsAsync(width, 800, isDark);
                    // All panels once; their colours and widths are those of the style sheet, which one of them shows.
                    foreach (string panel in width == 1280 && !isDark ? panels.Except(["bytes", "tree"]) : width == 1280 ? ["overview"] : ["overview", "bytes", "tree"])
                    {
                        await browser.EvaluateAsync($"rawdecExplorer.store.setPanel('{panel}')");
                        await page.SettleAsync();
                        broken.AddRange((await RunAsync(browser)).Select(words => $"{path}, {panel}, {width} wide, {(isDark ? "dark" : "light")}: {words}"));
                        checks++;
                    }
                }
            }
        }

        await browser.ShowAsAsync(1280, 800, isDark: false);
        Assert.True(broken.Count == 0, string.Join('\n', broken.Distinct().Take(40)));
        Assert.True(checks > 50, $"{checks} checks");
    }

    /// <summary>Of the rows of bytes and the symbols of the ribbon, which are hundreds and alike, the first few.</summary>
    private static async Task<IEnumerable<string>> RunAsync(BrowserPage browser)
    {
        JsonArray found = (await browser.EvaluateAsync(
            "axe.run({ include: [['html']], exclude: [['.row:nth-child(n+5)'], ['.run:nth-child(n+9)']] }, { resultTypes: ['violations'] }).then(r => r.violations.map(v => v.id + ' (' + v.impact + ') at ' + v.nodes.slice(0, 3).map(n => n.target.join(' ') + ': ' + (n.any[0] ?? n.all[0] ?? n.none[0])?.message).join('; ')))"))!.AsArray();
        return found.Select(f => f!.GetValue<string>());
    }
}
