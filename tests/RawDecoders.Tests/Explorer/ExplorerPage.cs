using System.Text.Json.Nodes;
using RawDecoders.Cli;
using RawDecoders.CorpusGenerator;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Explorer;

/// <summary>
/// The explorer in a browser, served as `rawdec explore` serves it, with all files of the corpus at hand. One for all tests; they run one after the other. It begins
/// with the first test that opens it: where the site is not published yet, that takes minutes, which a run without such a test shall not wait for.
/// </summary>
public sealed class ExplorerPage : IAsyncDisposable
{
    /// <summary>The tests that share it.</summary>
    internal const string Tests = "the explorer's page";

    private SiteServer? _server;

    /// <summary>The corpus, in the order in which the server has its files.</summary>
    internal IReadOnlyList<CorpusFile> Corpus { get; } = ManifestReader.ReadFile(Repository.PathOf("corpus", "manifest"));

    internal ExplorerSite? Site { get; private set; }

    internal BrowserPage? Browser { get; private set; }

    internal string Address => _server!.Address;

    /// <summary>The page; skips the test where there is no browser.</summary>
    internal async Task<BrowserPage> OpenAsync()
    {
        Assert.SkipWhen(BrowserPage.Program is null, "chromium is not installed");
        if (Browser is not null)
            return Browser;
        using var words = new StringWriter();
        Site = ExplorerSite.Find(new CliHost(Stream.Null, Stream.Null, words, words));
        _server = new SiteServer(Site, [.. Corpus.Select(f => (f.Path, File.ReadAllBytes(Repository.PathOf("corpus", f.Path))))]);
        Browser = await BrowserPage.StartAsync();
        await Browser.ShowAsAsync(1280, 800, isDark: false);
        // The first of the files is opened at once.
        await Browser.GoAsync(_server.Address, "globalThis.rawdecExplorer?.engine && rawdecExplorer.state().file");
        return Browser;
    }

    /// <summary>Opens a file of the corpus in the page, as if it had been dropped there.</summary>
    internal async Task ShowAsync(string path)
    {
        int index = Corpus.ToList().FindIndex(f => f.Path == path);
        Assert.True(index >= 0, path);
        await Browser!.EvaluateAsync($"(async () => {{ const bytes = new Uint8Array(await (await fetch('given/{index}')).arrayBuffer()); await rawdecExplorer.openBytes('{path}', bytes); }})()");
        await SettleAsync();
        Assert.Equal(path, (await StateAsync())["file"]?["name"]?.GetValue<string>());
    }

    /// <summary>What the page shows now.</summary>
    internal async Task<JsonNode> StateAsync() => (await Browser!.EvaluateAsync("JSON.parse(JSON.stringify(rawdecExplorer.state()))"))!;

    /// <summary>Waits until the page has drawn all that it has asked for.</summary>
    internal Task SettleAsync() => Browser!.WaitAsync("!['loading', 'busy'].includes(document.documentElement.dataset.state) && !document.body.hasAttribute('data-busy') && !rawdecExplorer.state().pending");

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null)
            await Browser.DisposeAsync();
        _server?.Dispose();
    }
}

/// <summary>One browser for all tests of the page.</summary>
[CollectionDefinition(ExplorerPage.Tests)]
public sealed class ExplorerPageTests : ICollectionFixture<ExplorerPage>;
