using System.Globalization;
using System.Text.Json.Nodes;
using RawDecoders.Cli;
using RawDecoders.CorpusGenerator;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Explorer;

/// <summary>
/// How long the explorer takes for what a person waits for, beside what it shall take (src/RawDecoders.Explorer/PAGE.md): measured only where
/// RAWDECODERS_EXPLORER_GOALS names a file for the table (benchmarks/explorer). Times depend on the machine and decide nothing.
/// </summary>
public sealed class ExplorerGoals
{
    private const string Photo = "jpeg/photos/landscape-420.jpg", PhotoPng = "png/photos/landscape-rgb.png", Large = "12 megapixels.jpg";

    /// <summary>Until nothing is asked for any more and a frame has been drawn since; how long it took, and the longest time in which the page could not answer.</summary>
    private const string Helpers =
        """
        globalThis.goal = {
          frame: () => new Promise((done) => requestAnimationFrame(() => setTimeout(done))),
          busy: () => document.body.hasAttribute('data-busy') || rawdecExplorer.store.selection?.pending,
          async settled(ready = () => true) { do await goal.frame(); while (goal.busy() || !ready()); return performance.now(); },
          async timed(act, ready) { const from = performance.now(); await act(); return await goal.settled(ready) - from; },
          drawn: () => rawdecExplorer.store.picture,
          shown: () => rawdecExplorer.store.picture && rawdecExplorer.store.file.findings && document.querySelector('#tree [role=treeitem]'),
          counted: () => goal.shown() && document.querySelector('#dock .parts-bar'),
          blocked: 0,
        };
        new PerformanceObserver((list) => { for (const one of list.getEntries()) goal.blocked = Math.max(goal.blocked, one.duration); }).observe({ type: 'longtask', buffered: true });
        goal.load = async (i) => new Uint8Array(await (await fetch('given/' + i)).arrayBuffer());
        goal.open = async (i, name, isCounted) => {
          const bytes = await goal.load(i);
          await goal.frame();
          goal.blocked = 0;
          const from = performance.now();
          await rawdecExplorer.openBytes(name, bytes);
          const times = [await goal.settled(goal.drawn) - from, await goal.settled(goal.shown) - from];
          if (isCounted) times.push(await goal.settled(goal.counted) - from);
          return times;
        };
        goal.pixels = async (count) => {
          const { width, height } = rawdecExplorer.store.picture, times = [];
          for (let i = 0; i < count; i++) times.push(await goal.timed(() => rawdecExplorer.selectPixel((i * 7919 + 3) % width, (i * 104729 + 5) % height)));
          return times;
        };
        goal.bytes = async (count) => {
          const { size } = rawdecExplorer.store.file, times = [];
          for (let i = 0; i < count; i++) times.push(await goal.timed(() => rawdecExplorer.selectByte((i * 7919 + 1000) % size, i % 8)));
          return times;
        };
        0
        """;

    private TextWriter _table = TextWriter.Null;

    [Fact]
    public async Task Table_of_the_goals()
    {
        string? target = Environment.GetEnvironmentVariable("RAWDECODERS_EXPLORER_GOALS");
        Assert.SkipWhen(string.IsNullOrEmpty(target), "RAWDECODERS_EXPLORER_GOALS does not name a file");
        Assert.SkipWhen(BrowserPage.Program is null, "chromium is not installed");
        await using var table = new StreamWriter(target!) { AutoFlush = true };
        _table = table;
        await table.WriteLineAsync("| | goal | measured | reached |\n|---|---|---|---|");
        using var words = new StringWriter();
        ExplorerSite site = ExplorerSite.Find(new CliHost(Stream.Null, Stream.Null, words, words));
        List<(string Name, byte[] Bytes)> files = [(Photo, Corpus(Photo)), (PhotoPng, Corpus(PhotoPng)), (Large, Enlarged())];
        files.AddRange((Environment.GetEnvironmentVariable("RAWDECODERS_EXPLORER_FILES") ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(f => (Path.GetFileName(f), File.ReadAllBytes(f))));
        using var server = new SiteServer(site, files);
        using var empty = new SiteServer(site, []);

        List<double> ready = [];
        for (int i = 0; i < 3; i++)
        {
            await using BrowserPage browser = await StartAsync(empty);
            ready.Add((await browser.EvaluateAsync("performance.getEntriesByName('rawdec-ready')[0].startTime"))!.GetValue<double>());
        }

        Row("ready for a file, nothing cached", 1500, ready.Order().ElementAt(1));
        for (int i = 0; i < files.Count; i++)
        {
            if (files[i].Name == Large)
                continue;
            await using BrowserPage browser = await StartAsync(server);
            await MeasureFileAsync(browser, i, files[i].Name);
        }

        await MeasureChangesAsync(server);
        await MeasureLargeAsync(server, files.FindIndex(f => f.Name == Large), files.First(f => f.Name == Large).Bytes.Length);
        byte[] photo = Corpus(Photo);
        double megabytes = (HtmlPage.Make(site, "photo.jpg", photo).Length - photo.Length) / 1048576.0;
        Add("`--html` beside the file", "12 MB", string.Create(CultureInfo.InvariantCulture, $"{megabytes:0.0} MB"), megabytes <= 12);
    }
    /// <summary>A browser of its own, with nothing in its cache, in which the page is ready.</summary>
    private static async Task<BrowserPage> StartAsync(SiteServer server)
    {
        BrowserPage browser = await BrowserPage.StartAsync(isWatched: false);
        await browser.ShowAsAsync(1280, 800, isDark: false);
        // What the browser does at its own start is not the page's.
        await Task.Delay(1500);
        await browser.GoAsync(server.Address, "location.href !== 'about:blank'");
        // Nothing is asked meanwhile, which would slow it down.
        await Task.Delay(2500);
        await browser.WaitAsync("['ready', 'open'].includes(document.documentElement.dataset.state)");
        await browser.EvaluateAsync(Helpers);
        return browser;
    }

    private async Task MeasureFileAsync(BrowserPage browser, int index, string name)
    {
        double[] opened = Times(await browser.EvaluateAsync($"goal.open({index}, 'photo', true)"));
        Row($"{name}: decoded and drawn", 1500, opened[0]);
        Row($"{name}: inspected as well", 1500, opened[1]);
        Row($"{name}: and its bytes counted", null, opened[2]);
        await browser.EvaluateAsync("goal.pixels(2)");
        Rows($"{name}: bits of a pixel", 50, Times(await browser.EvaluateAsync("goal.pixels(24)")));
        await browser.EvaluateAsync("goal.bytes(2)");
        Rows($"{name}: pixels of a bit", 50, Times(await browser.EvaluateAsync("goal.bytes(24)")));
    }

    /// <summary>One bit of corpus files, changed to and fro.</summary>
    private async Task MeasureChangesAsync(SiteServer server)
    {
        await using BrowserPage browser = await StartAsync(server);
        foreach (string path in (string[])["png/matrix/rgb8-paeth.png", "jpeg/progressive/successive-420.jpg", "bmp/coded/rle8-h40-mixed.bmp"])
        {
            string bytes = Convert.ToBase64String(Corpus(path));
            await browser.EvaluateAsync($"goal.timed(() => rawdecExplorer.openBytes('{path}', Uint8Array.from(atob('{bytes}'), (c) => c.charCodeAt(0))), goal.counted)");
            double[] times = Times(await browser.EvaluateAsync(
                """
                (async () => {
                  const { store, edit } = rawdecExplorer, times = [];
                  for (let i = 0; i < 14; i++) {
                    const was = store.file.handle, at = Math.floor(store.file.size * (0.5 + i / 40));
                    times.push(await goal.timed(() => edit.set(at, store.file.bytes[at] ^ 4), () => store.file.handle !== was && store.picture));
                  }
                  return times.slice(2);
                })()
                """));
            Rows($"{path}: a changed bit", 150, times);
            Rows($"{path}: bits of a pixel", 50, Times(await browser.EvaluateAsync("goal.pixels(24)")));
        }
    }

    private async Task MeasureLargeAsync(SiteServer server, int index, int length)
    {
        await using BrowserPage browser = await StartAsync(server);
        string what = string.Create(CultureInfo.InvariantCulture, $"12 megapixels, {length / 1e6:0.0} MB");
        double[] opened = Times(await browser.EvaluateAsync($"goal.open({index}, 'large.jpg', false)"));
        Row($"{what}: drawn", null, opened[0]);
        Row($"{what}: inspected as well", null, opened[1]);
        double first = Times(await browser.EvaluateAsync("goal.pixels(1)"))[0];
        Row($"{what}: bits of the first pixel", null, first);
        Rows($"{what}: bits of a pixel", null, Times(await browser.EvaluateAsync("goal.pixels(12)")));
        Rows($"{what}: pixels of a bit", null, Times(await browser.EvaluateAsync("goal.bytes(12)")));
        Row($"{what}: longest time without an answer of the page", null, (await browser.EvaluateAsync("goal.blocked"))!.GetValue<double>());
        double most = browser.MostMemory() / 1048576.0;
        Add($"{what}: most memory of the page's process", "1024 MB", string.Create(CultureInfo.InvariantCulture, $"{most:0} MB"), most <= 1024);
    }

    private static byte[] Corpus(string path) => File.ReadAllBytes(Repository.PathOf("corpus", path));

    /// <summary>A picture as large as a camera's, made for the measurement.</summary>
    private static byte[] Enlarged()
        => JpegEncoder.Encode(Scenes.Landscape(4000, 3000), new JpegSettings { Sampling = [(2, 2), (1, 1), (1, 1)] });

    private static double[] Times(JsonNode? answer) => [.. answer!.AsArray().Select(t => t!.GetValue<double>())];

    private void Row(string what, double? goal, double milliseconds)
        => Add(what, goal is null ? "" : $"{goal} ms", Text(milliseconds), goal is null ? null : milliseconds <= goal);

    private void Rows(string what, double? goal, double[] times)
    {
        double[] sorted = [.. times.Order()];
        double middle = sorted[sorted.Length / 2], most = sorted[^1];
        Add(what, goal is null ? "" : $"{goal} ms", $"{Text(middle)}, most {Text(most)}", goal is null ? null : most <= goal);
    }

    private static string Text(double milliseconds) => string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0} ms");

    private void Add(string what, string goal, string measured, bool? isReached)
        => _table.WriteLine($"| {what} | {goal} | {measured} | {(isReached is null ? "" : isReached.Value ? "yes" : "no")} |");
}
