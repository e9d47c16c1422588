using System.Text.Json.Nodes;
using RawDecoders.Cli;
using RawDecoders.CorpusGenerator;
using RawDecoders.Inspection;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Explorer;

/// <summary>The explorer in Chromium: its pixels are the corpus's, and what it marks is what `rawdec inspect` tells.</summary>
[Trait("Length", "Long")]
[Collection(ExplorerPage.Tests)]
public sealed class ExplorerBrowserTests(ExplorerPage page)
{
    /// <summary>Ten of each format, whole, odd and broken.</summary>
    private static readonly string[] Files =
    [
        "png/photos/landscape-palette.png", "png/matrix/rgb8-paeth.png", "png/matrix/rgb8-adam7-mixed.png", "png/matrix/grey16-paeth.png", "png/matrix/palette4-trns-paeth.png",
        "png/matrix/grey1-adam7-none.png", "png/matrix/rgba16-adam7-sub.png", "png/broken/idat-crc.png", "png/animation/6-08-previous-over.png", "png/broken/deflate-row-10.png",
        "jpeg/photos/landscape-420.jpg", "jpeg/progressive/successive-420.jpg", "jpeg/progressive/dc-apart.jpg", "jpeg/restart/1-sof0-420.jpg", "jpeg/progressive/grey-refine-parts.jpg",
        "jpeg/progressive/long-runs.jpg", "jpeg/arithmetic/411-sof10.jpg", "jpeg/broken/padding-0.jpg", "jpeg/finds/cut-progressive.jpg", "jpeg/broken/restart-missing.jpg",
        "bmp/photos/text-rle8.bmp", "bmp/coded/rle4-jumps.bmp", "bmp/coded/rle8-h40-mixed.bmp", "bmp/coded/rle24-h64-mixed.bmp", "bmp/coded/huffman-h64-35x26-msb.bmp",
        "bmp/coded/huffman-h64-35x26-lsb.bmp", "bmp/masks/h108-565.bmp", "bmp/broken/rle8-run-too-long.bmp", "bmp/coded/png-h124.bmp", "bmp/broken/cut-row-9.bmp",
    ];

    [Fact]
    public async Task Pixels_of_every_picture_of_the_corpus_have_the_hashes_of_the_manifest()
    {
        BrowserPage browser = await page.OpenAsync();
        // The next file is fetched while the library has the one before.
        await browser.EvaluateAsync(
            """
            globalThis.hashes = async (from, to) => {
              const engine = rawdecExplorer.engine, found = [];
              const load = async (i) => i < to ? new Uint8Array(await (await fetch('given/' + i)).arrayBuffer()) : null;
              for (let i = from, next = load(i); i < to; i++) {
                const bytes = await next;
                next = load(i + 1);
                const file = await engine.open(String(i), bytes);
                found.push(file.error ? 'refused ' + file.error.kind + ' at ' + file.error.offset : await engine.hash(file.handle));
                engine.close(file.handle);
              }
              return found;
            };
            0
            """);
        var answers = new List<string>();
        const int Part = 100;
        for (int i = 0; i < page.Corpus.Count; i += Part)
            answers.AddRange((await browser.EvaluateAsync($"hashes({i}, {Math.Min(page.Corpus.Count, i + Part)})"))!.AsArray().Select(a => a!.GetValue<string>()));
        string[] wrong = [.. page.Corpus.Zip(answers).Where(p => p.Second != Expected(p.First)).Select(p => $"{p.First.Path}: {p.Second}, not {Expected(p.First)}")];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong.Take(20)));
        Assert.True(page.Corpus.Count(f => f.PixelHash.Length > 0) > 1000);
    }

    /// <summary>Pixels whose bits the page lights up are carried by the bits that the library tells.</summary>
    [Fact]
    public async Task A_pixel_marks_the_bits_that_carry_it()
    {
        await page.OpenAsync();
        int marked = 0;
        foreach (string path in Files)
        {
            byte[] bytes = File.ReadAllBytes(Repository.PathOf("corpus", path));
            if (ImageDecoder.TryIdentify(bytes).Info is not { } info)
                continue;
            await page.ShowAsync(path);
            var random = new Random(path.Length);
            for (int i = 0; i < 2; i++)
            {
                (int x, int y) = (random.Next(info.Width), random.Next(info.Height));
                await page.Browser!.EvaluateAsync($"rawdecExplorer.selectPixel({x}, {y})");
                await page.SettleAsync();
                JsonNode state = await page.StateAsync();
                HashSet<(long, long)> expected = BitsOf(bytes, x, y);
                HashSet<(long, long)> shown = [.. state["marks"]!["bits"]!.AsArray().Select(r => (r![0]!.GetValue<long>(), r[1]!.GetValue<long>()))];
                Assert.True(expected.SetEquals(shown), $"{path}, pixel {x}, {y}: missing {string.Join(' ', expected.Except(shown).Take(5))}, too many {string.Join(' ', shown.Except(expected).Take(5))}");
                marked += shown.Count > 0 ? 1 : 0;
            }
        }

        Assert.True(marked > 35, $"{marked} pixels");
    }

    [Fact]
    public async Task A_byte_marks_the_pixels_and_the_node_that_it_belongs_to()
    {
        await page.OpenAsync();
        int areas = 0;
        foreach (string path in Files)
        {
            byte[] bytes = File.ReadAllBytes(Repository.PathOf("corpus", path));
            await page.ShowAsync(path);
            var random = new Random(path.Length);
            for (int i = 0; i < 2; i++)
            {
                int offset = random.Next(bytes.Length);
                await page.Browser!.EvaluateAsync($"rawdecExplorer.selectByte({offset}, {random.Next(8)})");
                await page.SettleAsync();
                JsonNode state = await page.StateAsync();
                ByteLocation location = ImageInspector.Locate(bytes, offset);
                string expected = location.Effect.Area is { } a ? $"{a.X},{a.Y},{a.Width},{a.Height}" : "";
                JsonNode? area = state["marks"]!["area"];
                string shown = area is null ? "" : $"{area["x"]},{area["y"]},{area["width"]},{area["height"]}";
                Assert.True(expected == shown, $"{path}, byte {offset}: '{shown}', not '{expected}'");
                int node = state["node"]!.GetValue<int>();
                JsonNode tree = (await page.Browser.EvaluateAsync($"rawdecExplorer.engine.tree({state["file"]!["handle"]}, {node}, {{ depth: 0 }})"))!;
                Assert.Equal((location.Path[^1].Name, location.Path[^1].Offset), (tree["name"]!.GetValue<string>(), tree["offset"]!.GetValue<long>()));
                areas += area is null ? 0 : 1;
            }
        }

        Assert.True(areas > 15, $"{areas} areas");
    }

    [Fact]
    public async Task A_changed_bit_changes_the_picture_as_it_changes_the_file()
    {
        BrowserPage browser = await page.OpenAsync();
        foreach (string path in (string[])["png/matrix/rgb8-paeth.png", "jpeg/restart/1-sof0-420.jpg", "bmp/coded/rle8-h40-mixed.bmp"])
        {
            byte[] bytes = File.ReadAllBytes(Repository.PathOf("corpus", path));
            await page.ShowAsync(path);
            int offset = bytes.Length * 2 / 3;
            byte value = (byte)(bytes[offset] ^ 4);
            int before = (await page.StateAsync())["file"]!["handle"]!.GetValue<int>();
            await browser.EvaluateAsync($"rawdecExplorer.edit.set({offset}, {value})");
            await browser.WaitAsync($"rawdecExplorer.state().file.handle !== {before}");
            await page.SettleAsync();
            bytes[offset] = value;
            JsonNode state = await page.StateAsync();
            int handle = state["file"]!["handle"]!.GetValue<int>();
            string shown = (await browser.EvaluateAsync($"rawdecExplorer.engine.pixels({handle}, {{ lenient: true }}).then(p => [...new Uint8Array(p.rgba.buffer, p.rgba.byteOffset, p.rgba.byteLength)].reduce((h, b) => (Math.imul(h, 31) + b) | 0, 7).toString())"))!.GetValue<string>();
            Assert.Equal(Sum(ImageDecoder.Decode(bytes, new DecodeOptions { Strictness = Strictness.Lenient, PixelFormat = PixelFormat.Rgba32 })), shown);
        }
    }

    [Fact]
    public async Task A_link_brings_back_what_was_seen()
    {
        BrowserPage browser = await page.OpenAsync();
        await page.ShowAsync("png/matrix/rgb8-adam7-mixed.png");
        await browser.EvaluateAsync("rawdecExplorer.selectPixel(5, 9)");
        await page.SettleAsync();
        JsonNode before = await page.StateAsync();
        string fragment = (await browser.EvaluateAsync("location.hash"))!.GetValue<string>();
        Assert.Contains("pixel=5,9", Uri.UnescapeDataString(fragment), StringComparison.Ordinal);
        // A file of the gallery is found again by its name alone.
        await browser.GoAsync(page.Address + "#file=png/matrix/rgb8-adam7-mixed.png&pixel=5,9", "globalThis.rawdecExplorer?.engine && rawdecExplorer.state().pixel");
        await page.SettleAsync();
        JsonNode after = await page.StateAsync();
        Assert.Equal("rgb8-adam7-mixed.png", after["file"]!["name"]!.GetValue<string>());
        Assert.Equal(before["marks"]!["bits"]!.ToJsonString(), after["marks"]!["bits"]!.ToJsonString());
        await browser.GoAsync(page.Address + "#file=png/matrix/rgb8-adam7-mixed.png&byte=40&bit=3", "globalThis.rawdecExplorer?.engine && rawdecExplorer.state().byte !== null");
        await page.SettleAsync();
        after = await page.StateAsync();
        Assert.Equal((40, 3), (after["byte"]!.GetValue<int>(), after["bit"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Keys_move_through_pixels_and_bytes()
    {
        BrowserPage browser = await page.OpenAsync();
        await page.ShowAsync("png/matrix/rgb8-paeth.png");
        await browser.EvaluateAsync("rawdecExplorer.selectPixel(3, 4)");
        await page.SettleAsync();
        // p leads to the picture, b to the bytes.
        await browser.PressAsync("p");
        await browser.PressAsync("ArrowRight");
        await browser.WaitAsync("rawdecExplorer.state().pixel?.x === 4");
        Assert.Equal(4, (await page.StateAsync())["pixel"]!["y"]!.GetValue<int>());
        await browser.EvaluateAsync("rawdecExplorer.selectByte(100, 0)");
        await page.SettleAsync();
        await browser.PressAsync("b");
        await browser.PressAsync("ArrowRight");
        await browser.WaitAsync("rawdecExplorer.state().byte === 101");
        await browser.PressAsync("ArrowDown");
        await browser.WaitAsync("rawdecExplorer.state().byte > 101");
        await page.SettleAsync();
        // f flips the bit that is chosen, Ctrl+Z takes it back.
        int handle = (await page.StateAsync())["file"]!["handle"]!.GetValue<int>();
        await browser.PressAsync("f");
        await browser.WaitAsync($"rawdecExplorer.state().file.handle !== {handle} && rawdecExplorer.state().edits.length === 1");
        await browser.PressAsync("z", text: "", modifiers: 2);
        await browser.WaitAsync("rawdecExplorer.state().edits.length === 0");
    }

    [Fact]
    public async Task No_request_leaves_the_page()
    {
        BrowserPage browser = await page.OpenAsync();
        await page.ShowAsync("jpeg/progressive/successive-420.jpg");
        Assert.NotEmpty(browser.Requests);
        Assert.All(browser.Requests.Distinct(), address => Assert.True(
            address.StartsWith(page.Address, StringComparison.Ordinal) || address.StartsWith("blob:", StringComparison.Ordinal) || address.StartsWith("data:", StringComparison.Ordinal)
            || address.StartsWith("about:", StringComparison.Ordinal) || address.StartsWith("file:", StringComparison.Ordinal), address));
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task One_page_explores_its_file_from_disk_and_asks_for_nothing()
    {
        await page.OpenAsync();
        string folder = Directory.CreateTempSubdirectory("explorer").FullName;
        try
        {
            const string Path = "jpeg/photos/landscape-420.jpg";
            byte[] bytes = File.ReadAllBytes(Repository.PathOf("corpus", Path));
            string target = System.IO.Path.Combine(folder, "page & more.html");
            string html = HtmlPage.Make(page.Site!, "landscape <420>.jpg", bytes);
            Assert.True(html.Length - bytes.Length < 12 << 20, $"{html.Length} bytes");
            await File.WriteAllTextAsync(target, html);
            await using BrowserPage browser = await BrowserPage.StartAsync();
            await browser.GoAsync(new Uri(target).AbsoluteUri, "globalThis.rawdecExplorer?.engine && rawdecExplorer.state().file");
            JsonNode state = (await browser.EvaluateAsync("JSON.parse(JSON.stringify(rawdecExplorer.state()))"))!;
            Assert.Equal("landscape <420>.jpg", state["file"]!["name"]!.GetValue<string>());
            string hash = (await browser.EvaluateAsync($"rawdecExplorer.engine.hash({state["file"]!["handle"]})"))!.GetValue<string>();
            Assert.Equal(page.Corpus.First(f => f.Path == Path).PixelHash, hash);
            Assert.All(browser.Requests.Distinct(), address => Assert.True(
                address == new Uri(target).AbsoluteUri || address == "about:blank" || address.StartsWith("blob:", StringComparison.Ordinal) || address.StartsWith("data:", StringComparison.Ordinal), address));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Expected(CorpusFile file)
        => file.Standard.Kind == "refused" ? $"refused {file.Standard.Error} at {file.Standard.Offset}" : file.PixelHash;

    private static string Sum(PixelBuffer image)
    {
        int sum = 7;
        for (int y = 0; y < image.Height; y++)
        {
            foreach (byte b in image.GetRow(y)[..(4 * image.Width)])
                sum = unchecked(sum * 31 + b);
        }

        return sum.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The places of the innermost steps of a trail: the first bit, counted from the file's first in the order in which bits are read, and how many.</summary>
    private static HashSet<(long, long)> BitsOf(byte[] bytes, int x, int y)
    {
        var bits = new HashSet<(long, long)>();
        try
        {
            Add(ImageInspector.Trace(bytes, x, y).Root);
        }
        catch (ImageDecodeException)
        {
            // A file that is refused has no trail, and no bit is marked.
        }

        return bits;

        void Add(StructureNode node)
        {
            if (node.Length > 0 && !node.Children.Any(HasPlace))
                bits.Add(node.IsBits ? (8 * node.Offset + node.BitOffset, node.BitLength) : (8 * node.Offset, 8 * node.Length));
            foreach (StructureNode child in node.Children)
                Add(child);
        }
    }

    private static bool HasPlace(StructureNode node) => node.Length > 0 || node.Children.Any(HasPlace);
}
