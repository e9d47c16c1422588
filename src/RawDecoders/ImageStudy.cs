// Owns: one file that is asked about again and again, as by somebody who moves a pointer over it: what ImageInspector makes anew for each question is made once
// here and kept. Stands beside ImageInspector, with the same answers. Leaves the answers to the formats.

using RawDecoders.Bmp;
using RawDecoders.Jpeg;
using RawDecoders.Png;

namespace RawDecoders.Inspection;

/// <summary>A file under study. For one thread; holds a few times the memory of the picture.</summary>
internal sealed class ImageStudy : IDisposable
{
    private readonly InspectOptions _options;
    private StructureReport? _report;
    private PixelBuffer? _pixels;
    private ImageDecodeException? _refusal;
    private PngStudy? _png;
    private JpegSight? _jpeg;
    private BmpSight? _bmp;
    private FileCosts? _costs;

    /// <param name="file">The file; not to be changed.</param>
    /// <param name="options">Limits; null for the defaults.</param>
    public ImageStudy(ReadOnlyMemory<byte> file, InspectOptions? options = null)
    {
        File = file;
        _options = options ?? InspectOptions.Default;
        Format = FormatSniffer.Sniff(file.Span);
    }

    public ReadOnlyMemory<byte> File { get; }

    public ImageFormat Format { get; }

    /// <summary>What <see cref="ImageInspector.Inspect(ReadOnlyMemory{byte}, InspectOptions?)"/> gives.</summary>
    public StructureReport Report => _report ??= ImageInspector.Inspect(File, _options);

    /// <summary>The picture in its natural format, as Standard has it.</summary>
    /// <exception cref="ImageDecodeException">The file is refused.</exception>
    public PixelBuffer Pixels
    {
        get
        {
            if (_refusal is not null)
                throw _refusal;
            try
            {
                return _pixels ??= ImageDecoder.Decode(File, new DecodeOptions { Limits = _options.Limits });
            }
            catch (ImageDecodeException error)
            {
                _refusal = error;
                throw;
            }
        }
    }

    /// <summary>What is asked of PNG alone; null of another file.</summary>
    public PngStudy? Png
    {
        get
        {
            if (Format != ImageFormat.Png)
                return null;
            _png ??= new PngStudy(File, _options);
            if (_png.Pixels is null && TryPixels() is { } pixels)
                _png.Pixels = pixels;
            return _png;
        }
    }

    /// <summary>What is asked of JPEG alone; null of another file.</summary>
    public JpegSight? Jpeg => Format == ImageFormat.Jpeg ? _jpeg ??= new JpegSight(File, _options, TryPixels()) : null;

    /// <summary>What is asked of BMP alone; null of another file.</summary>
    public BmpSight? Bmp => Format == ImageFormat.Bmp ? _bmp ??= new BmpSight(File, _options) : null;

    /// <summary>What <see cref="ImageInspector.Trace(ReadOnlyMemory{byte}, int, int, InspectOptions?)"/> gives.</summary>
    /// <exception cref="ImageDecodeException">The file is refused, or damaged before that pixel.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The picture has no such pixel.</exception>
    public PixelTrail Trace(int x, int y)
    {
        if (Png is { IsWhole: true, Pixels: not null } png)
            return new PngPixelTrail(File, png.Layout, _options, png.NewBudget(), png).Trace(x, y);
        return Jpeg?.Trace(x, y) ?? ImageInspector.Trace(File, x, y, _options);
    }

    /// <summary>The bits that carry a pixel: those of the innermost steps of <see cref="Trace"/>, which takes many times as long.</summary>
    /// <exception cref="ImageDecodeException">The file is refused, or damaged before that pixel.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The picture has no such pixel.</exception>
    public PixelBits BitsOf(int x, int y)
    {
        if (Png is { IsWhole: true, Pixels: not null } png)
            return new PngPixelBits(png, png.NewBudget()).Of(x, y);
        return Jpeg?.Bits(x, y) ?? PixelBits.Of(ImageInspector.Trace(File, x, y, _options));
    }

    /// <summary>What <see cref="ImageInspector.Locate(ReadOnlyMemory{byte}, long, InspectOptions?)"/> gives.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> lies outside the file.</exception>
    public ByteLocation Locate(long offset)
    {
        IReadOnlyList<StructureNode> path = Report.PathTo(offset);
        ByteEffect effect = Format switch
        {
            ImageFormat.Png => new PngEffects(File, Png!.Layout, _options, Png.NewBudget(), Png).Of(offset),
            ImageFormat.Jpeg => Jpeg!.Affects(offset, path[^1]),
            _ => ImageInspector.Open(Format, File, _options).Affects(offset, path[^1]),
        };
        return new ByteLocation(Format, offset, path, effect);
    }

    /// <summary>Symbols of coded data from the one that holds a bit on; none where nothing is coded.</summary>
    /// <param name="bit">The bit, counted from the first of the file in the order in which the format reads a byte's bits.</param>
    /// <param name="count">How many at most.</param>
    public IReadOnlyList<CodedRun> Symbols(long bit, int count) => Format switch
    {
        ImageFormat.Png => new PngSymbolRuns(Png!).From(bit, count),
        ImageFormat.Jpeg => Jpeg!.Runs.From(bit, count),
        ImageFormat.Bmp => Bmp!.Symbols(bit, count),
        _ => [],
    };

    /// <summary>The Huffman code that a bit belongs to; null where there is none.</summary>
    public CodeInForce? CodeAt(long bit) => Format switch
    {
        ImageFormat.Png => new PngSymbolRuns(Png!).CodeAt(bit),
        ImageFormat.Jpeg => Jpeg!.Runs.CodeAt(bit),
        _ => null,
    };

    /// <summary>Where the bytes went.</summary>
    public FileCosts Costs => _costs ??= Format switch
    {
        ImageFormat.Png => PngCosts.Of(File, Png!),
        ImageFormat.Jpeg => Jpeg!.Costs,
        ImageFormat.Bmp => Bmp!.Costs,
        _ => FileCosts.OfNoFormat(File.Length),
    };

    public void Dispose() => _jpeg?.Dispose();

    private PixelBuffer? TryPixels()
    {
        try
        {
            return Pixels;
        }
        catch (ImageDecodeException)
        {
            return null;
        }
    }
}
