using System.Diagnostics;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime.Tensors;
using RawDecoders;
using SkiaSharp;

namespace DocPages.Cookbook;

/// <summary>The recipes of cookbook.md do what they say.</summary>
public sealed class CookbookTests
{
    private static readonly string Photo = Files.Corpus("jpeg/photos/landscape-420.jpg");

    [Fact]
    public async Task An_upload_is_decoded_or_refused_with_a_problem()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        await using WebApplication app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        WebRecipes.Map(app);
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        (HttpStatusCode status, _, JsonElement picture) = await Post(client, await File.ReadAllBytesAsync(Photo));
        ImageInfo info = ImageDecoder.Identify(Photo);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal((info.Width, info.Height, "rgb24"), (picture.GetProperty("width").GetInt32(), picture.GetProperty("height").GetInt32(), picture.GetProperty("format").GetString()));

        foreach ((string file, HttpStatusCode expected, string kind) in new[]
        {
            ("other/page.html", HttpStatusCode.UnsupportedMediaType, "UnknownFormat"),
            ("png/broken/ihdr-crc.png", HttpStatusCode.UnprocessableEntity, "Malformed"),
        })
        {
            (status, string? media, JsonElement problem) = await Post(client, await File.ReadAllBytesAsync(Files.Corpus(file)));
            Assert.Equal((expected, "application/problem+json"), (status, media));
            Assert.Equal((kind, (int)expected), (problem.GetProperty("kind").GetString(), problem.GetProperty("status").GetInt32()));
            Assert.False(string.IsNullOrEmpty(problem.GetProperty("rule").GetString()));
            Assert.NotEqual(JsonValueKind.Undefined, problem.GetProperty("offset").ValueKind);
        }

        // A header of 30,000 x 30,000 pixels, which is refused before any pixel is decoded.
        byte[] large = await File.ReadAllBytesAsync(Files.Corpus("bmp/photos/landscape-24bit.bmp"));
        BitConverter.TryWriteBytes(large.AsSpan(18), 30_000);
        BitConverter.TryWriteBytes(large.AsSpan(22), 30_000);
        (status, _, JsonElement limit) = await Post(client, large);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "LimitExceeded"), (status, limit.GetProperty("kind").GetString()));
    }

    [Fact]
    public async Task A_pipe_is_read_and_a_wrong_file_is_not_waited_for()
    {
        byte[] file = await File.ReadAllBytesAsync(Photo);
        var pipe = new Pipe();
        Task<PixelBuffer> reading = WebRecipes.Read(pipe.Reader, DecodeOptions.Default);
        for (int i = 0; i < file.Length; i += 700)
            await pipe.Writer.WriteAsync(file.AsMemory(i, Math.Min(700, file.Length - i)));
        await pipe.Writer.CompleteAsync();
        Assert.Equal(ImageDecoder.Decode(file).ToArray(), (await reading).ToArray());

        var endless = new Pipe();
        Task<PixelBuffer> refused = WebRecipes.Read(endless.Reader, DecodeOptions.Default);
        await endless.Writer.WriteAsync("<!DOCTYPE html> and so on"u8.ToArray());
        ImageDecodeException error = await Assert.ThrowsAsync<ImageDecodeException>(() => refused);
        Assert.Equal(ImageDecodeErrorKind.UnknownFormat, error.Kind);
    }

    [Fact]
    public void Rented_memory_has_the_pixels()
        => Assert.Equal(ImageDecoder.Decode(Photo, new DecodeOptions { PixelFormat = PixelFormat.Rgb24 }).ToArray(), MemoryRecipes.Pooled(File.ReadAllBytes(Photo)));

    [Fact]
    public void One_block_has_many_pictures()
    {
        string[] files = [Photo, Files.Corpus("png/photos/landscape-rgb.png")];
        PixelBuffer[] images = MemoryRecipes.Allocator(files);

        Assert.Equal(files.Select(f => ImageDecoder.Decode(f, new DecodeOptions { PixelFormat = PixelFormat.Rgba32 }).ToArray()), images.Select(i => i.ToArray()));
    }

    [Fact]
    public void Thumbnails_cover_their_size()
    {
        PixelBuffer thumbnail = MemoryRecipes.Thumbnail(Photo);
        ImageInfo info = ImageDecoder.Identify(Photo);

        Assert.InRange(thumbnail.Width, Math.Min(160, info.Width), info.Width);
        Assert.InRange(thumbnail.Height, Math.Min(120, info.Height), info.Height);
        string[] files = [.. Files.InCorpus("jpeg/embedded").Where(f => ImageDecoder.Identify(f).Embedded.Any(p => p.Kind == EmbeddedKind.ExifThumbnail))];
        Assert.NotEmpty(files);
        Assert.Contains(files, f => MemoryRecipes.ThumbnailInside(File.ReadAllBytes(f)) is { Width: > 0 });
        Assert.Null(MemoryRecipes.ThumbnailInside(File.ReadAllBytes(Photo)));
    }

    [Fact]
    public async Task A_folder_is_decoded_whatever_is_in_it()
    {
        using var folder = new ScratchFolder();
        folder.Add(Photo, "a.jpg");
        folder.Add(Files.Corpus("png/photos/landscape-rgb.png"), "b.png");
        folder.Add(Files.Corpus("other/page.html"), "c.png");

        Assert.Equal((2, 1), await MemoryRecipes.Folder(folder.Path));
    }

    [Fact]
    public void Textures_have_their_bottom_row_first_at_each_level()
    {
        string path = Files.Corpus("png/photos/landscape-rgb.png");
        PixelBuffer image = ImageDecoder.Decode(path, new DecodeOptions { PixelFormat = PixelFormat.Rgba32Premultiplied });
        List<byte[]> levels = MemoryRecipes.Texture(path);

        Assert.Equal(image.Oriented(ImageOrientation.BottomLeft).ToArray(), levels[0]);
        Assert.Equal([1, 2, 4, 8], levels.Select(l => (int)Math.Round(Math.Sqrt((double)levels[0].Length / l.Length))));
        PixelBuffer eighth = ImageDecoder.Decode(path, new DecodeOptions { PixelFormat = PixelFormat.Rgba32Premultiplied, Scale = ImageScale.Eighth });
        Assert.Equal(eighth.GetRow(0).ToArray(), levels[3][^eighth.RowBytes..]);
    }

    [Fact]
    public void A_tensor_has_planes_of_normalised_numbers()
    {
        string path = Files.Corpus("jpeg/photos/landscape-420.jpg");
        DenseTensor<float> tensor = HandOverRecipes.Onnx(path).Tensor;

        Assert.Equal([1, 3, 224, 224], tensor.Dimensions.ToArray());
        // A red sample of 0 is (0 - 0.485) / 0.229, one of 255 is (1 - 0.485) / 0.229.
        Assert.InRange(tensor.Buffer.Span[..(224 * 224)].ToArray().Min(), -2.118f, 2.249f);
        Assert.InRange(tensor.Buffer.Span[..(224 * 224)].ToArray().Max(), -2.118f, 2.249f);
    }

    [Fact]
    public void An_SKBitmap_has_the_pixels_that_Skia_would_have_decoded()
    {
        using SKBitmap bitmap = HandOverRecipes.Skia(Photo), own = SKBitmap.Decode(Photo);

        Assert.Equal(own.Bytes, bitmap.Bytes);
    }

#if WINDOWS
    [Fact]
    public void A_bitmap_of_WPF_has_the_size()
        => Assert.Equal(ImageDecoder.Identify(Photo).Width, HandOverRecipes.Wpf(Photo).PixelWidth);
#endif

    [Fact]
    public void FSharp_runs()
    {
        string script = File.ReadAllText(Files.PathOf("tests", "RawDecoders.Docs", "Cookbook", "fsharp.fsx"));
        string library = typeof(ImageDecoder).Assembly.Location.Replace('\\', '/');
        string text = RunScript("dotnet", ["fsi", "--quiet"], "script.fsx", $"#r \"{library}\"\n{script}");

        Assert.Equal($"pictures/a.jpg: {MeanOf(Photo):F1}", text.ReplaceLineEndings("\n").Split('\n')[0].Replace('\\', '/'));
        Assert.Contains("not a PNG, BMP or JPEG file", text, StringComparison.Ordinal);
    }

    [Fact]
    public void PowerShell_runs()
    {
        string script = File.ReadAllText(Files.PathOf("tests", "RawDecoders.Docs", "Cookbook", "powershell.ps1"));
        string text = RunScript("pwsh", ["-NoProfile", "-File"], "script.ps1", $"Add-Type -Path '{typeof(ImageDecoder).Assembly.Location}'\n{script}");
        ImageInfo info = ImageDecoder.Identify(Photo);

        Assert.Contains($"\"a.jpg\",\"{info.Width}\",\"{info.Height}\",\"Jpeg\",\"8\"", text, StringComparison.Ordinal);
    }

    private static double MeanOf(string path)
        => ImageDecoder.Decode(path, new DecodeOptions { PixelFormat = PixelFormat.Gray8 }).ToArray().Average(b => (double)b);

    private static async Task<(HttpStatusCode Status, string? Media, JsonElement Body)> Post(HttpClient client, byte[] file)
    {
        using var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using HttpResponseMessage answer = await client.PostAsync(new Uri("/pictures", UriKind.Relative), content);
        using JsonDocument body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, body.RootElement.Clone());
    }

    /// <summary>What a script prints that runs in a folder with pictures/a.jpg and, as pictures/b.png, a page of HTML.</summary>
    private static string RunScript(string program, string[] arguments, string name, string text)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("RAWDECODERS_LONG") == "1", "RAWDECODERS_LONG=1 runs it: the interpreter takes seconds to start");
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        Assert.SkipUnless(folders.Any(f => File.Exists(Path.Combine(f, program)) || File.Exists(Path.Combine(f, program + ".exe"))), $"{program} is not installed");
        using var folder = new ScratchFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "pictures"));
        folder.Add(Photo, Path.Combine("pictures", "a.jpg"));
        folder.Add(Files.Corpus("other/page.html"), Path.Combine("pictures", "b.png"));
        File.WriteAllText(Path.Combine(folder.Path, name), text);
        // b.png is refused by Identify with an error record, which PowerShell writes and goes on.
        using Process process = Process.Start(new ProcessStartInfo(program, [.. arguments, name])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(output.Length > 0, errors.Result);
        return output;
    }
}
