using System.Net;
using System.Text.Json.Nodes;
using RawDecoders.Cli;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Explorer;

/// <summary>The server of `rawdec explore`: what it gives, and that it gives nothing else. With a site of two files, so that nothing has to be built.</summary>
public sealed class SiteServerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("site").FullName;
    private readonly SiteServer _server;
    private readonly HttpClient _client = new();

    public SiteServerTests()
    {
        File.WriteAllText(Path.Combine(_folder, "index.html"), "<!doctype html><html><head><meta charset=\"utf-8\"><title>t</title></head><body></body></html>");
        Directory.CreateDirectory(Path.Combine(_folder, "js"));
        File.WriteAllText(Path.Combine(_folder, "js", "main.js"), "export {};");
        _server = new SiteServer(new ExplorerSite(_folder), [("a \"b\".png", [1, 2, 3])]);
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Gives_the_page_its_files_and_those_that_were_named()
    {
        string page = await _client.GetStringAsync(_server.Address);
        Assert.Contains("<meta charset=\"utf-8\"><meta name=\"rawdec-given\"", page, StringComparison.Ordinal);
        using HttpResponseMessage script = await _client.GetAsync(_server.Address + "js/main.js");
        Assert.Equal("export {};", await script.Content.ReadAsStringAsync());
        Assert.Equal("text/javascript", script.Content.Headers.ContentType!.MediaType);
        Assert.Contains("connect-src 'self'", Assert.Single(script.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal("a \"b\".png", JsonNode.Parse(await _client.GetStringAsync(_server.Address + "given/files.json"))![0]!.GetValue<string>());
        Assert.Equal(new byte[] { 1, 2, 3 }, await _client.GetByteArrayAsync(_server.Address + "given/0"));
    }

    [Theory]
    [InlineData("given/1")]
    [InlineData("given/-1")]
    [InlineData("given/")]
    [InlineData("js/")]
    [InlineData("js/other.js")]
    [InlineData("%2e%2e%2f%2e%2e%2fetc%2fpasswd")]
    public async Task Gives_nothing_else(string path)
    {
        using HttpResponseMessage answer = await _client.GetAsync(_server.Address + path);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Needs_the_token_and_its_own_name_and_listens_here_alone()
    {
        using HttpResponseMessage without = await _client.GetAsync($"http://127.0.0.1:{_server.Port}/");
        Assert.Equal(HttpStatusCode.NotFound, without.StatusCode);
        using HttpResponseMessage index = await _client.GetAsync($"http://127.0.0.1:{_server.Port}/index.html");
        Assert.Equal(HttpStatusCode.NotFound, index.StatusCode);
        using var request = new HttpRequestMessage(HttpMethod.Get, _server.Address) { Headers = { Host = $"somewhere.example:{_server.Port}" } };
        using HttpResponseMessage foreign = await _client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
        using HttpResponseMessage post = await _client.PostAsync(_server.Address, new StringContent("x"));
        Assert.Equal(HttpStatusCode.Forbidden, post.StatusCode);
        Assert.StartsWith("http://127.0.0.1:", _server.Address, StringComparison.Ordinal);
        Assert.Equal(32, new Uri(_server.Address).AbsolutePath.Trim('/').Length);
    }

    [Fact]
    public async Task A_head_without_end_is_not_waited_for_in_memory_without_bound()
    {
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _server.Port);
        await client.GetStream().WriteAsync(new byte[64 << 10]);
        byte[] answer = new byte[1];
        int read;
        try
        {
            read = await client.GetStream().ReadAsync(answer);
        }
        catch (IOException)
        {
            // Closed with bytes unread: a reset.
            read = 0;
        }

        Assert.Equal(0, read);
        Assert.NotEmpty(await _client.GetStringAsync(_server.Address));
    }

    /// <summary>Modules that index.html does not announce would be found one after the other, as each names the next.</summary>
    [Fact]
    public void The_page_announces_all_its_modules()
    {
        string folder = Repository.PathOf("src", "RawDecoders.Explorer", "wwwroot");
        string page = File.ReadAllText(Path.Combine(folder, "index.html"));
        IEnumerable<string> modules = Directory.EnumerateFiles(Path.Combine(folder, "js"), "*.js", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/')).Where(f => f is not ("js/main.js" or "js/worker.js" or "js/early.js"));
        Assert.Equal(
            modules.Order(StringComparer.Ordinal),
            System.Text.RegularExpressions.Regex.Matches(page, "<link rel=\"modulepreload\" fetchpriority=\"low\" href=\"([^\"]+)\">").Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void One_page_has_everything_in_its_place()
    {
        File.WriteAllText(Path.Combine(_folder, "index.html"), "<!doctype html><html><head><meta charset=\"utf-8\"><script src=\"js/early.js\"></script><link rel=\"stylesheet\" href=\"css/a.css\"><link rel=\"modulepreload\" href=\"js/views/x.js\"><script type=\"module\" src=\"js/main.js\"></script></head><body></body></html>");
        Directory.CreateDirectory(Path.Combine(_folder, "css"));
        Directory.CreateDirectory(Path.Combine(_folder, "_framework"));
        Directory.CreateDirectory(Path.Combine(_folder, "js", "views"));
        File.WriteAllText(Path.Combine(_folder, "css", "a.css"), "b { color: red }");
        File.WriteAllText(Path.Combine(_folder, "js", "main.js"), "import { x } from './views/x.js';");
        File.WriteAllText(Path.Combine(_folder, "js", "views", "x.js"), "import * as main from '../main.js'; export const x = 1;");
        File.WriteAllText(Path.Combine(_folder, "js", "worker.js"), "postMessage(1)");
        File.WriteAllText(Path.Combine(_folder, "js", "early.js"), "fetch(1)");
        File.WriteAllText(Path.Combine(_folder, "_framework", "a.wasm"), "wasm");
        string page = HtmlPage.Make(new ExplorerSite(_folder), "<x>.png", [9]);
        Assert.Contains("b { color: red }", page, StringComparison.Ordinal);
        Assert.Contains("import \"rawdec/js/main.js\"", page, StringComparison.Ordinal);
        Assert.Contains(Convert.ToBase64String("import { x } from 'rawdec/js/views/x.js';"u8), page, StringComparison.Ordinal);
        Assert.Contains(Convert.ToBase64String("import * as main from 'rawdec/js/main.js'; export const x = 1;"u8), page, StringComparison.Ordinal);
        Assert.Contains("data-inline=\"_framework/a.wasm\"", page, StringComparison.Ordinal);
        Assert.Contains("data-inline=\"js/worker.js\"", page, StringComparison.Ordinal);
        Assert.Contains("data-inline-file=\"&lt;x&gt;.png\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"js", page, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"css", page, StringComparison.Ordinal);
        Assert.DoesNotContain("modulepreload", page, StringComparison.Ordinal);
        Assert.DoesNotContain("early.js", page, StringComparison.Ordinal);
        Assert.True(page.IndexOf("importmap", StringComparison.Ordinal) < page.IndexOf("type=\"module\"", StringComparison.Ordinal));
    }
}
