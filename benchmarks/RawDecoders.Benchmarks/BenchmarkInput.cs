namespace RawDecoders.Benchmarks;

/// <summary>A file to decode: its bytes in memory, and what its headers say.</summary>
public sealed class BenchmarkInput
{
    private BenchmarkInput(string path, byte[] file, ImageInfo info)
    {
        Path = path;
        File = file;
        Info = info;
    }

    public string Path { get; }

    public string Name => System.IO.Path.GetFileName(Path);

    public byte[] File { get; }

    public ImageInfo Info { get; }

    public double Megapixels => (double)Info.Width * Info.Height / 1e6;

    /// <summary>The 8-bit format that peers can give too: grey, RGB, or RGBA if the file has alpha.</summary>
    public PixelFormat CommonFormat => Info.PixelFormat switch
    {
        PixelFormat.Gray8 or PixelFormat.Gray16 => PixelFormat.Gray8,
        PixelFormat.GrayAlpha16 or PixelFormat.GrayAlpha32 or PixelFormat.Rgba32 or PixelFormat.Rgba64 => PixelFormat.Rgba32,
        _ => PixelFormat.Rgb24,
    };

    public int BytesAs(PixelFormat format) => checked(Info.Width * Info.Height * format.GetBytesPerPixel());

    public static BenchmarkInput Load(string path)
    {
        byte[] file = System.IO.File.ReadAllBytes(path);
        return new BenchmarkInput(path, file, ImageDecoder.Identify(file));
    }

    /// <summary>
    /// The files named; all images below the folders named; with no argument the larger pictures of the corpus.
    /// </summary>
    public static IReadOnlyList<BenchmarkInput> Resolve(IReadOnlyList<string> arguments)
    {
        IEnumerable<string> paths = arguments.Count == 0 ? CorpusPictures() : arguments.SelectMany(Expand);
        var inputs = new List<BenchmarkInput>();
        foreach (string path in paths)
        {
            try
            {
                inputs.Add(Load(path));
            }
            catch (ImageDecodeException error)
            {
                Console.Error.WriteLine($"{path}: {error.Message}");
            }
        }

        return inputs;
    }

    private static IEnumerable<string> Expand(string argument)
        => Directory.Exists(argument)
            ? Directory.EnumerateFiles(argument, "*", SearchOption.AllDirectories).Where(IsImage).Order(StringComparer.Ordinal)
            : [argument];

    private static bool IsImage(string path)
        => System.IO.Path.GetExtension(path).ToUpperInvariant() is ".PNG" or ".BMP" or ".JPG" or ".JPEG";

    /// <summary>Files of the corpus with 100 000 pixels or more.</summary>
    private static IEnumerable<string> CorpusPictures()
    {
        string corpus = CorpusFolder() ?? throw new DirectoryNotFoundException("No folder named corpus beside RawDecoders.sln; name files instead.");
        return Expand(corpus).Where(path =>
        {
            IdentifyResult result = ImageDecoder.TryIdentify(System.IO.File.ReadAllBytes(path));
            return result.Info is { } info && (long)info.Width * info.Height >= 100_000;
        });
    }

    public static string? CorpusFolder()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !System.IO.File.Exists(System.IO.Path.Combine(folder, "RawDecoders.sln")))
            folder = System.IO.Path.GetDirectoryName(folder);
        return folder is null ? null : System.IO.Path.Combine(folder, "corpus");
    }
}
