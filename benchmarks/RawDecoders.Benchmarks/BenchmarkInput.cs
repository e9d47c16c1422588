using RawDecoders.Bmp;
using RawDecoders.Jpeg;
using RawDecoders.Png;

namespace RawDecoders.Benchmarks;

/// <summary>Kinds of pictures that have goals of their own.</summary>
public enum InputKind
{
    JpegSequential,
    JpegProgressive,
    PngPhoto,
    PngScreenshot,
    PngPalette,
    PngGray,
    Bmp24,
    BmpOther,

    /// <summary>Up to 128 × 128, of any format.</summary>
    Icon,
}

/// <summary>A file to decode: its bytes in memory, and what its headers say.</summary>
public sealed class BenchmarkInput
{
    private BenchmarkInput(string name, byte[] file, ImageInfo info, bool isMade)
    {
        Name = name;
        File = file;
        Info = info;
        IsMade = isMade;
    }

    public string Name { get; }

    /// <summary>Whether it was made on the spot rather than read from a file.</summary>
    public bool IsMade { get; }

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
        return new BenchmarkInput(System.IO.Path.GetFileName(path), file, ImageDecoder.Identify(file), isMade: false);
    }

    public static BenchmarkInput Make(string name, byte[] file) => new(name, file, ImageDecoder.Identify(file), isMade: true);

    /// <summary>What kind of picture it is, for the goals.</summary>
    public InputKind Kind
    {
        get
        {
            if (Info.Width <= 128 && Info.Height <= 128)
                return InputKind.Icon;
            switch (Info.Format)
            {
                case ImageFormat.Bmp:
                    return Info.Metadata is BmpMetadata { BitsPerPixel: 24 } ? InputKind.Bmp24 : InputKind.BmpOther;
                case ImageFormat.Jpeg:
                    return Info.Metadata is JpegMetadata { Process: JpegProcess.Progressive } ? InputKind.JpegProgressive : InputKind.JpegSequential;
            }

            if (Info.ColorModel is ColorModel.Indexed or ColorModel.Grayscale or ColorModel.GrayscaleAlpha)
                return Info.ColorModel == ColorModel.Indexed ? InputKind.PngPalette : InputKind.PngGray;

            // Photographs hardly shrink; drawn pictures do, four times and more.
            long raw = (long)Info.Width * Info.Height * (Info.ColorModel == ColorModel.Rgba ? 4 : 3) * Info.BitDepth / 8;
            return File.Length * 4L >= raw ? InputKind.PngPhoto : InputKind.PngScreenshot;
        }
    }

    /// <summary>Whether the pixels come in the order of the file, so that no picture needs to be held.</summary>
    public bool IsSequential => Info.Metadata switch
    {
        PngMetadata png => !png.Header.IsInterlaced,
        JpegMetadata jpeg => jpeg.Process != JpegProcess.Progressive,
        _ => true,
    };

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

    internal static IEnumerable<string> Expand(string argument)
        => Directory.Exists(argument)
            ? Directory.EnumerateFiles(argument, "*", SearchOption.AllDirectories).Where(IsImage).Order(StringComparer.Ordinal)
            : [argument];

    private static bool IsImage(string path)
        => System.IO.Path.GetExtension(path).ToUpperInvariant() is ".PNG" or ".BMP" or ".JPG" or ".JPEG";

    /// <summary>The largest pictures of the corpus, a few of each format. Broken and tiny ones do not count.</summary>
    private static IEnumerable<string> CorpusPictures()
    {
        const int OfEach = 4;
        const int LeastPixels = 20_000;
        string repository = RepositoryFolder() ?? throw new DirectoryNotFoundException("RawDecoders.sln was not found above the program; name files instead.");
        return Expand(System.IO.Path.Combine(repository, "corpus"))
            .Where(path => !path.Contains("broken", StringComparison.Ordinal))
            .Select(path => (Path: path, ImageDecoder.TryIdentify(System.IO.File.ReadAllBytes(path)).Info))
            .Where(file => file.Info is { } info && (long)info.Width * info.Height >= LeastPixels)
            .GroupBy(file => file.Info!.Format)
            .SelectMany(format => format.OrderByDescending(file => (long)file.Info!.Width * file.Info.Height).Take(OfEach))
            .Select(file => file.Path);
    }

    /// <summary>The folder that holds RawDecoders.sln, above the program; null if there is none.</summary>
    public static string? RepositoryFolder()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !System.IO.File.Exists(System.IO.Path.Combine(folder, "RawDecoders.sln")))
            folder = System.IO.Path.GetDirectoryName(folder);
        return folder;
    }
}
