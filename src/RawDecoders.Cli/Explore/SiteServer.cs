// Owns: a server for one visitor: it listens on 127.0.0.1 alone, answers below a random path alone, and gives the files of the site and those that were named
// on the command line, no others. Stands under `explore`. Leaves finding the site to ExplorerSite.

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RawDecoders.Cli;

/// <summary>Serves the explorer.</summary>
internal sealed class SiteServer : IDisposable
{
    /// <summary>A request's head may have so many bytes.</summary>
    private const int MostHead = 16 << 10;

    private const string Policy =
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; worker-src 'self' blob:; "
        + "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private readonly ExplorerSite _site;
    private readonly IReadOnlyList<(string Name, byte[] Bytes)> _given;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    private readonly CancellationTokenSource _ended = new();

    /// <param name="site">The site.</param>
    /// <param name="given">The files that the page may open, with their names.</param>
    public SiteServer(ExplorerSite site, IReadOnlyList<(string Name, byte[] Bytes)> given)
    {
        _site = site;
        _given = given;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Where the page is.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}/{_token}/");

    public void Dispose()
    {
        _ended.Cancel();
        _listener.Stop();
        _ended.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = AnswerAsync(await _listener.AcceptTcpClientAsync(_ended.Token).ConfigureAwait(false), _ended.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The server has ended.
        }
    }

    private async Task AnswerAsync(TcpClient client, CancellationToken ended)
    {
        try
        {
            using (client)
            {
                client.NoDelay = true;
                NetworkStream stream = client.GetStream();
                while (await ReadHeadAsync(stream, ended).ConfigureAwait(false) is { } head && await AnswerAsync(head, stream, ended).ConfigureAwait(false))
                {
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The visitor has gone, or the server has ended.
        }
    }

    /// <summary>The lines of a request up to the empty one; null where there are no more requests. Requests with a body are not answered.</summary>
    private static async Task<string[]?> ReadHeadAsync(NetworkStream stream, CancellationToken ended)
    {
        byte[] head = new byte[MostHead];
        int length = 0;
        while (length < head.Length)
        {
            int read = await stream.ReadAsync(head.AsMemory(length), ended).ConfigureAwait(false);
            if (read == 0)
                return null;
            length += read;
            int end = head.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
                return Encoding.Latin1.GetString(head, 0, end).Split("\r\n");
        }

        return null;
    }

    /// <summary>Answers one request. False: the connection is to be closed.</summary>
    private async Task<bool> AnswerAsync(string[] head, NetworkStream stream, CancellationToken ended)
    {
        string[] words = head[0].Split(' ');
        bool isHead = words[0] == "HEAD";
        // A page elsewhere whose name was made to mean this machine comes with its own name.
        string host = Array.Find(head, l => l.StartsWith("Host:", StringComparison.OrdinalIgnoreCase))?[5..].Trim() ?? "";
        bool isAllowed = words.Length == 3 && words[0] is "GET" or "HEAD" && host == string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");
        string path = isAllowed ? words[1].Split('?', 2)[0] : "";
        (byte[] Bytes, string Type)? file = path.StartsWith($"/{_token}/", StringComparison.Ordinal) ? Find(Uri.UnescapeDataString(path[(_token.Length + 2)..])) : null;
        string status = !isAllowed ? "403 Forbidden" : file is null ? "404 Not Found" : "200 OK";
        (byte[] body, string type) = file ?? (Encoding.UTF8.GetBytes(status), "text/plain");
        string answer = string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\nCache-Control: no-store\r\nContent-Security-Policy: {Policy}\r\n")
            + "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\nCross-Origin-Resource-Policy: same-origin\r\nCross-Origin-Opener-Policy: same-origin\r\n\r\n";
        await stream.WriteAsync(Encoding.Latin1.GetBytes(answer), ended).ConfigureAwait(false);
        if (!isHead)
            await stream.WriteAsync(body, ended).ConfigureAwait(false);
        return isAllowed && !Array.Exists(head, l => l.Equals("Connection: close", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>A file by its path below the token: of the site, or one that was given.</summary>
    private (byte[] Bytes, string Type)? Find(string path)
    {
        const string Given = "given/";
        if (path.Length == 0 || path == "index.html")
            return (Encoding.UTF8.GetBytes(Index()), "text/html; charset=utf-8");
        if (path == Given + "files.json")
            return (Names(), "application/json");
        if (path.StartsWith(Given, StringComparison.Ordinal))
        {
            return int.TryParse(path.AsSpan(Given.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int i) && i < _given.Count
                ? (_given[i].Bytes, "application/octet-stream")
                : null;
        }

        // Only what was there when the server began: a path is a name to be looked up, not one to be followed.
        return _site.Files.TryGetValue(path, out string? file) ? (File.ReadAllBytes(file), TypeOf(path)) : null;
    }

    /// <summary>The page, told that files were given.</summary>
    private string Index()
    {
        string index = File.ReadAllText(_site.Files["index.html"]);
        return _given.Count == 0 ? index : index.Insert(HtmlPage.HeadOf(index), "<meta name=\"rawdec-given\" content=\"yes\">");
    }

    private byte[] Names()
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartArray();
            foreach ((string name, _) in _given)
                json.WriteStringValue(name);
            json.WriteEndArray();
        }

        return text.ToArray();
    }

    private static string TypeOf(string path) => Path.GetExtension(path) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" or ".mjs" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".json" => "application/json",
        ".wasm" => "application/wasm",
        ".svg" => "image/svg+xml",
        ".md" or ".txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    };
}
