// Owns: Chromium as a decoder: a page without a window that asks for file after file at a server of ours on this machine, and posts the pixels. A
// file that brings down or holds up the page costs a new browser. Leaves what the page does to browser.js.

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using RawDecoders.Conformance.Decoders;
using RawDecoders.Conformance.Pictures;

namespace RawDecoders.Conformance.Scoreboard.Running;

/// <summary>Chromium.</summary>
internal sealed class BrowserDecoder : IScoreboardDecoder
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(90), FilePatience = TimeSpan.FromSeconds(30), Poll = TimeSpan.FromSeconds(0.5);

    private readonly string _program;

    private readonly long _memory;

    private Session? _session;

    private BrowserDecoder(string program, DecoderIdentity identity, ProcessLimits limits) => (_program, Identity, _memory) = (program, identity, limits.Memory);

    public DecoderIdentity Identity { get; }

    /// <summary>Starts the browser; null, and why, if there is none or it does not come up.</summary>
    public static BrowserDecoder? Open(DecoderIdentity identity, ProcessLimits limits, out string missing)
    {
        missing = "";
        if (CommandTemplate.Find("chromium") is not { } program)
        {
            missing = "there is no program \"chromium\"";
            return null;
        }

        var browser = new BrowserDecoder(program, identity, limits);
        missing = browser.StartSession();
        if (missing.Length == 0)
            return browser;
        browser.Dispose();
        return null;
    }

    public DecoderAnswer Decode(string file)
    {
        if (_session is null && StartSession() is { Length: > 0 } why)
            return DecoderAnswer.Failed(AnswerKind.Crash, $"the browser does not start again: {why}");
        (byte[]? answer, AnswerKind? over) = _session!.Ask(File.ReadAllBytes(file), FilePatience, _memory);
        if (answer is null)
        {
            Dispose();
            return DecoderAnswer.Failed(over ?? AnswerKind.Crash, "the page gave no answer");
        }

        int line = Array.IndexOf(answer, (byte)'\n');
        using JsonDocument head = JsonDocument.Parse(answer.AsMemory(0, line));
        if (head.RootElement.TryGetProperty("error", out JsonElement error))
            return DecoderAnswer.Refused($"{error.GetString()}: {head.RootElement.GetProperty("message").GetString()}");
        return DecoderAnswer.Shown(
            NetpbmReader.ReadRaw(answer.AsSpan(line + 1), "rgba32", head.RootElement.GetProperty("width").GetInt32(), head.RootElement.GetProperty("height").GetInt32()), "");
    }

    public void Dispose()
    {
        _session?.Dispose();
        _session = null;
    }

    private string StartSession()
    {
        _session = new Session(_program);
        string missing = _session.WaitForPage(StartPatience);
        if (missing.Length > 0)
            Dispose();
        return missing;
    }

    /// <summary>A browser and the server that its page talks to.</summary>
    private sealed class Session : IDisposable
    {
        private readonly string _profile = Directory.CreateTempSubdirectory("scoreboard-browser").FullName;

        private readonly HttpListener _server;

        private readonly Process _process;

        private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

        private readonly SemaphoreSlim _asked = new(0);

        private readonly long _baseline;

        private byte[] _file = [];

        private int _number;

        private TaskCompletionSource<byte[]> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Session(string program)
        {
            (_server, int port) = Listen();
            ProcessStartInfo start = ProcessLimits.Start(program,
                [
                    "--headless=new", "--no-sandbox", "--no-first-run", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-dev-shm-usage",
                    $"--user-data-dir={_profile}", $"http://localhost:{port}/",
                ], reserves: true);
            start.Environment["HOME"] = _profile;
            _process = Process.Start(start)!;
            _process.OutputDataReceived += (_, _) => { };
            _process.ErrorDataReceived += (_, _) => { };
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
            _ = Task.Run(ServeAsync);
            _baseline = 1L << 30;
        }

        public string WaitForPage(TimeSpan patience) => _ready.Task.Wait(patience) ? _ready.Task.Result : "the page did not come up";

        public (byte[]? Answer, AnswerKind? Over) Ask(byte[] file, TimeSpan patience, long memory)
        {
            _answer = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
            (_file, _number) = (file, _number + 1);
            _asked.Release();
            for (TimeSpan waited = TimeSpan.Zero; !_answer.Task.Wait(Poll); waited += Poll)
            {
                if (_process.HasExited)
                    return (null, AnswerKind.Crash);
                if (ProcessLimits.ResidentTree(_process) > _baseline + memory)
                    return (null, AnswerKind.OverMemory);
                if (waited > patience)
                    return (null, AnswerKind.Hang);
            }

            return (_answer.Task.Result, null);
        }

        public void Dispose()
        {
            _server.Abort();
            ProcessLimits.Kill(_process);
            _process.WaitForExit(5000);
            _process.Dispose();
            _asked.Dispose();
            // Processes that are ending may still write.
            for (int i = 0; i < 20 && Directory.Exists(_profile); i++)
            {
                try
                {
                    Directory.Delete(_profile, recursive: true);
                }
                catch (IOException)
                {
                    Thread.Sleep(100);
                }
            }
        }

        private static (HttpListener Server, int Port) Listen()
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            int port = ((IPEndPoint)probe.LocalEndpoint).Port;
            probe.Stop();
            var server = new HttpListener();
            server.Prefixes.Add($"http://localhost:{port}/");
            server.Start();
            return (server, port);
        }

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    HttpListenerContext context = await _server.GetContextAsync().ConfigureAwait(false);
                    _ = AnswerAsync(context);
                }
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // The session is over.
            }
        }

        private async Task AnswerAsync(HttpListenerContext context)
        {
            try
            {
                string path = context.Request.Url!.AbsolutePath;
                byte[] body = [];
                switch (path)
                {
                    case "/":
                        context.Response.ContentType = "text/html";
                        body = Encoding.UTF8.GetBytes("<!doctype html><meta charset=\"utf-8\"><script>" + Resources.Text("browser.js") + "</script>");
                        break;
                    case "/ready":
                        _ready.TrySetResult("");
                        break;
                    case "/missing":
                        _ready.TrySetResult("the page has no WebGL");
                        break;
                    case "/next":
                        await _asked.WaitAsync().ConfigureAwait(false);
                        body = Encoding.UTF8.GetBytes($"{_number}");
                        break;
                    default:
                        if (path == $"/file/{_number}")
                            body = _file;
                        else if (path == $"/answer/{_number}")
                            await TakeAnswerAsync(context).ConfigureAwait(false);
                        break;
                }

                await context.Response.OutputStream.WriteAsync(body).ConfigureAwait(false);
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException)
            {
                // The browser went away in the middle; whoever waits for the answer sees that.
            }
        }

        private async Task TakeAnswerAsync(HttpListenerContext context)
        {
            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body).ConfigureAwait(false);
            _answer.TrySetResult(body.ToArray());
        }
    }
}
