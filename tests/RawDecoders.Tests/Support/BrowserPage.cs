using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RawDecoders.Tests.Support;

/// <summary>A page of a Chromium without a window, driven by the DevTools protocol: scripts, keys, screenshots, and a list of what it asked the network for.</summary>
internal sealed class BrowserPage : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    private readonly Process _process;
    private readonly string _profile;
    private readonly ClientWebSocket _socket = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> _pending = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly CancellationTokenSource _ended = new();
    private int _lastId;

    private BrowserPage(Process process, string profile)
    {
        _process = process;
        _profile = profile;
    }

    /// <summary>Where Chromium is; null if it is not installed.</summary>
    public static string? Program => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "chromium")).FirstOrDefault(File.Exists);

    /// <summary>Addresses that the page, its frames and workers asked for.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Errors that scripts threw and nobody caught, and what was written to the console as an error.</summary>
    public ConcurrentQueue<string> Errors { get; } = new();

    /// <summary>Starts a browser with one empty page.</summary>
    /// <param name="isWatched">Whether requests are listed, which makes each of them slower.</param>
    public static async Task<BrowserPage> StartAsync(bool isWatched = true)
    {
        string profile = Directory.CreateTempSubdirectory("browser").FullName;
        var start = new ProcessStartInfo(Program!, ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--force-device-scale-factor=1", "--remote-debugging-port=0", $"--user-data-dir={profile}", "about:blank"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HOME"] = profile;
        Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var page = new BrowserPage(process, profile);
        await page.ConnectAsync(isWatched);
        return page;
    }

    /// <summary>Goes to an address and waits until a condition holds.</summary>
    public async Task GoAsync(string address, string condition)
    {
        // Another fragment of the same address would not load anything.
        await SendAsync("Page.navigate", new JsonObject { ["url"] = "about:blank" });
        await WaitAsync("location.href === 'about:blank'");
        await SendAsync("Page.navigate", new JsonObject { ["url"] = address });
        await WaitAsync(condition);
    }

    /// <summary>Waits until an expression is true.</summary>
    public async Task WaitAsync(string condition)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                if ((await EvaluateAsync($"Boolean({condition})"))?.GetValue<bool>() == true)
                    return;
            }
            catch (InvalidOperationException)
            {
                // The page is being loaded.
            }

            Assert.True(watch.Elapsed < Patience, $"it did not come about that {condition}; {string.Join("; ", Errors)}");
            await Task.Delay(20);
        }
    }

    /// <summary>The value of an expression, which may be a promise.</summary>
    public async Task<JsonNode?> EvaluateAsync(string expression)
    {
        JsonNode answer = await SendAsync("Runtime.evaluate", new JsonObject { ["expression"] = expression, ["awaitPromise"] = true, ["returnByValue"] = true });
        if (answer["exceptionDetails"] is { } error)
            throw new InvalidOperationException($"{error["exception"]?["description"] ?? error["text"]}");
        return answer["result"]!["value"]?.DeepClone();
    }

    /// <summary>Presses a key, as a person does: down and up, with the text that it gives.</summary>
    public async Task PressAsync(string key, string? text = null, int modifiers = 0)
    {
        int code = key switch
        {
            "Enter" => 13, "Tab" => 9, "Escape" => 27, "ArrowLeft" => 37, "ArrowUp" => 38, "ArrowRight" => 39, "ArrowDown" => 40, "Home" => 36, "End" => 35, "PageDown" => 34, "PageUp" => 33,
            _ => char.ToUpperInvariant(key[0]),
        };
        text ??= key.Length == 1 ? key : null;
        var down = new JsonObject { ["type"] = text is null or "" ? "rawKeyDown" : "keyDown", ["key"] = key, ["code"] = key.Length == 1 ? $"Key{char.ToUpperInvariant(key[0])}" : key, ["windowsVirtualKeyCode"] = code, ["modifiers"] = modifiers };
        if (text is { Length: > 0 })
            down["text"] = text;
        await SendAsync("Input.dispatchKeyEvent", down);
        await SendAsync("Input.dispatchKeyEvent", new JsonObject { ["type"] = "keyUp", ["key"] = key, ["windowsVirtualKeyCode"] = code, ["modifiers"] = modifiers });
    }

    /// <summary>Sets the size of the window and whether it is dark.</summary>
    public async Task ShowAsAsync(int width, int height, bool isDark)
    {
        await SendAsync("Emulation.setDeviceMetricsOverride", new JsonObject { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = false });
        await SendAsync("Emulation.setEmulatedMedia", new JsonObject { ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = isDark ? "dark" : "light" }) });
    }

    /// <summary>A picture of the window, as PNG.</summary>
    public async Task<byte[]> ScreenshotAsync()
        => Convert.FromBase64String((await SendAsync("Page.captureScreenshot", new JsonObject { ["format"] = "png" }))["data"]!.GetValue<string>());

    /// <summary>The most memory that the largest process of a page has had at once; 0 where the system does not tell.</summary>
    public long MostMemory()
    {
        long most = 0;
        foreach (string folder in Directory.Exists("/proc") ? Directory.GetDirectories("/proc") : [])
        {
            try
            {
                string command = File.ReadAllText(Path.Combine(folder, "cmdline"));
                if (!command.Contains("--type=renderer", StringComparison.Ordinal) || !IsBelow(int.Parse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture)))
                    continue;
                string line = File.ReadLines(Path.Combine(folder, "status")).First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
                most = Math.Max(most, 1024 * long.Parse(line.AsSpan(6).Trim().TrimEnd(" kB"), System.Globalization.CultureInfo.InvariantCulture));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has ended, or is another user's.
            }
        }

        return most;
    }

    /// <summary>Whether the browser started a process, or one that did.</summary>
    private bool IsBelow(int process)
    {
        while (process > 1 && process != _process.Id)
        {
            // The name, in parentheses, may hold anything; the parent is the second field after it.
            string stat = File.ReadAllText($"/proc/{process}/stat");
            process = int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        }

        return process == _process.Id;
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _socket.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        for (int i = 0; i < 20 && Directory.Exists(_profile); i++)
        {
            try
            {
                Directory.Delete(_profile, recursive: true);
            }
            catch (IOException)
            {
                // Processes that are ending may still write.
                await Task.Delay(100);
            }
        }
    }

    private async Task ConnectAsync(bool isWatched)
    {
        string place = Path.Combine(_profile, "DevToolsActivePort");
        var watch = Stopwatch.StartNew();
        while (!File.Exists(place) || (await File.ReadAllLinesAsync(place)).Length < 2)
        {
            Assert.True(watch.Elapsed < Patience, "chromium did not start");
            await Task.Delay(20);
        }

        string port = (await File.ReadAllLinesAsync(place))[0];
        using var http = new HttpClient();
        string? address = null;
        while (address is null)
        {
            JsonArray targets = JsonNode.Parse(await http.GetStringAsync($"http://127.0.0.1:{port}/json"))!.AsArray();
            address = targets.FirstOrDefault(t => t!["type"]!.GetValue<string>() == "page")?["webSocketDebuggerUrl"]!.GetValue<string>();
        }

        await _socket.ConnectAsync(new Uri(address), _ended.Token);
        _ = ReceiveAsync();
        await SendAsync("Page.enable");
        await SendAsync("Runtime.enable");
        if (!isWatched)
            return;
        await SendAsync("Network.enable");
        // Workers are targets of their own; what they ask for is told through their sessions.
        await SendAsync("Target.setAutoAttach", new JsonObject { ["autoAttach"] = true, ["waitForDebuggerOnStart"] = false, ["flatten"] = true });
    }

    private async Task<JsonNode> SendAsync(string method, JsonObject? parameters = null, string? session = null)
    {
        int id = Interlocked.Increment(ref _lastId);
        var answer = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        _pending[id] = answer;
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters ?? [] };
        if (session is not null)
            message["sessionId"] = session;
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, _ended.Token);
        }
        finally
        {
            _sending.Release();
        }

        return await answer.Task.WaitAsync(Patience);
    }

    private async Task ReceiveAsync()
    {
        byte[] buffer = new byte[64 << 10];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                WebSocketReceiveResult part = await _socket.ReceiveAsync(buffer, _ended.Token);
                message.Write(buffer, 0, part.Count);
                if (!part.EndOfMessage)
                    continue;
                Take(JsonNode.Parse(message.GetBuffer().AsSpan(0, (int)message.Length))!);
                message.SetLength(0);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or ObjectDisposedException or JsonException)
        {
            foreach (TaskCompletionSource<JsonNode> answer in _pending.Values)
                answer.TrySetException(e);
        }
    }

    private void Take(JsonNode message)
    {
        if (message["id"] is { } id)
        {
            if (_pending.TryRemove(id.GetValue<int>(), out TaskCompletionSource<JsonNode>? answer))
            {
                if (message["error"] is { } error)
                    answer.TrySetException(new InvalidOperationException(error.ToJsonString()));
                else
                    answer.TrySetResult(message["result"]!);
            }

            return;
        }

        JsonNode? parameters = message["params"];
        switch (message["method"]?.GetValue<string>())
        {
            case "Network.requestWillBeSent":
                Requests.Enqueue(parameters!["request"]!["url"]!.GetValue<string>());
                break;
            case "Runtime.exceptionThrown":
                Errors.Enqueue(parameters!["exceptionDetails"]!["exception"]?["description"]?.ToString() ?? "an exception");
                break;
            case "Runtime.consoleAPICalled" when parameters!["type"]!.GetValue<string>() == "error":
                Errors.Enqueue(parameters["args"]!.ToJsonString());
                break;
            case "Target.attachedToTarget":
                string session = parameters!["sessionId"]!.GetValue<string>();
                _ = SendAsync("Network.enable", session: session);
                _ = SendAsync("Runtime.enable", session: session);
                break;
        }
    }
}
