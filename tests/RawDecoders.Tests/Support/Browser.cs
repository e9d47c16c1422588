using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace RawDecoders.Tests.Support;

/// <summary>A frame as a browser shows it.</summary>
/// <param name="Rgba">Its pixels, 8 bits a sample, alpha not multiplied in; null if the browser could not decode it.</param>
/// <param name="Microseconds">Its delay; null of a picture.</param>
internal sealed record BrowserFrame(byte[]? Rgba, long? Microseconds);

/// <summary>A file as a browser shows it.</summary>
/// <param name="Frames">Its frames; none if it is refused.</param>
/// <param name="IsAnimated">Whether the browser takes it for an animation.</param>
/// <param name="Repetitions">How often it is shown again; infinite for ever.</param>
internal sealed record BrowserFile(IReadOnlyList<BrowserFrame> Frames, bool IsAnimated, double Repetitions);

/// <summary>
/// Chromium without a window: one start for any number of files. A page decodes them with WebCodecs' ImageDecoder, which gives every composed
/// frame, and posts what it got. (Printing the page's DOM instead ends before the decoder has answered, whatever the page waits for.)
/// </summary>
internal static class Browser
{
    private const string Page = """
        <!DOCTYPE html><meta charset=utf-8><script>
        const files = FILES;
        function text(bytes) {
          let s = '';
          for (let i = 0; i < bytes.length; i += 4096) s += String.fromCharCode(...bytes.subarray(i, i + 4096));
          return btoa(s);
        }
        async function decode(name) {
          const file = { name, frames: [], animated: false, repetitions: 0 };
          try {
            const data = await (await fetch('/file/' + name)).arrayBuffer();
            const decoder = new ImageDecoder({ data, type: name.endsWith('.bmp') ? 'image/bmp' : 'image/png', premultiplyAlpha: 'none', colorSpaceConversion: 'none' });
            await decoder.completed;
            await decoder.tracks.ready;
            const track = decoder.tracks.selectedTrack;
            file.animated = track.animated;
            file.repetitions = track.repetitionCount === Infinity ? -1 : track.repetitionCount;
            for (let i = 0; i < track.frameCount; i++) {
              try {
                const image = (await decoder.decode({ frameIndex: i })).image;
                const rgba = new Uint8Array(image.allocationSize({ format: 'RGBA' }));
                await image.copyTo(rgba, { format: 'RGBA' });
                file.frames.push({ rgba: text(rgba), us: image.duration });
                image.close();
              } catch (e) { file.frames.push({ error: e.message }); }
            }
            decoder.close();
          } catch (e) { file.error = e.message; }
          return file;
        }
        (async () => {
          const all = [];
          for (const name of files) all.push(await decode(name));
          await fetch('/result', { method: 'POST', body: JSON.stringify(all) });
        })().catch(e => fetch('/result', { method: 'POST', body: JSON.stringify({ error: e.message }) }));
        </script>
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static string? Program => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "chromium")).FirstOrDefault(File.Exists);

    /// <summary>What the browser makes of files; skips the test where there is none.</summary>
    /// <param name="files">Their bytes, by names that end in .png or .bmp.</param>
    public static Dictionary<string, BrowserFile> Show(IReadOnlyDictionary<string, byte[]> files)
    {
        Assert.SkipWhen(Program is null, "chromium is not installed");
        string profile = Directory.CreateTempSubdirectory("browser").FullName;
        using HttpListener server = Listen(out int port);
        var start = new ProcessStartInfo(Program!, ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", $"--user-data-dir={profile}", $"http://localhost:{port}/"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // What it writes beside its profile goes there too.
        start.Environment["HOME"] = profile;
        using Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            Task<string> result = Task.Run(() => Serve(server, files));
            Assert.True(result.Wait(Patience), "chromium did not answer");
            return Read(result.Result);
        }
        finally
        {
            server.Abort();
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            Remove(profile);
        }
    }

    private static HttpListener Listen(out int port)
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            port = ((IPEndPoint)probe.LocalEndpoint).Port;
        }

        var server = new HttpListener();
        server.Prefixes.Add($"http://localhost:{port}/");
        server.Start();
        return server;
    }

    /// <summary>Answers until the result is there.</summary>
    private static string Serve(HttpListener server, IReadOnlyDictionary<string, byte[]> files)
    {
        byte[] page = Encoding.UTF8.GetBytes(Page.Replace("FILES", JsonSerializer.Serialize(files.Keys), StringComparison.Ordinal));
        while (true)
        {
            HttpListenerContext context = server.GetContext();
            string path = context.Request.Url!.AbsolutePath;
            if (path == "/result")
            {
                using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
                string result = reader.ReadToEnd();
                context.Response.Close();
                return result;
            }

            byte[]? file = null;
            bool isFile = path.StartsWith("/file/", StringComparison.Ordinal) && files.TryGetValue(path["/file/".Length..], out file);
            context.Response.StatusCode = isFile || path == "/" ? 200 : 404;
            context.Response.ContentType = isFile ? "application/octet-stream" : "text/html";
            context.Response.OutputStream.Write(isFile ? file! : page);
            context.Response.Close();
        }
    }

    private static Dictionary<string, BrowserFile> Read(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        Assert.True(document.RootElement.ValueKind == JsonValueKind.Array, json);
        return document.RootElement.EnumerateArray().ToDictionary(f => f.GetProperty("name").GetString()!, f =>
        {
            double repetitions = f.GetProperty("repetitions").GetDouble();
            return new BrowserFile(
                [.. f.GetProperty("frames").EnumerateArray().Select(ReadFrame)], f.GetProperty("animated").GetBoolean(), repetitions < 0 ? double.PositiveInfinity : repetitions);
        });
    }

    private static BrowserFrame ReadFrame(JsonElement frame) => frame.TryGetProperty("rgba", out JsonElement rgba)
        ? new BrowserFrame(rgba.GetBytesFromBase64(), frame.GetProperty("us").ValueKind == JsonValueKind.Number ? frame.GetProperty("us").GetInt64() : null)
        : new BrowserFrame(null, null);

    /// <summary>Processes that are ending may still write.</summary>
    private static void Remove(string folder)
    {
        for (int i = 0; i < 20; i++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
                return;
            }
            catch (IOException)
            {
                Thread.Sleep(100);
            }
        }
    }
}
