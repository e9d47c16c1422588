using System.IO.Compression;
using BenchmarkDotNet.Attributes;
using RawDecoders.Benchmarks.Peers;
using RawDecoders.Png;

namespace RawDecoders.Benchmarks.Stages;

/// <summary>Inflating a photograph's image data, by itself.</summary>
[Config(typeof(ThroughputConfig))]
public class PngInflateStage
{
    private const int Width = 1536, Height = 1024;
    private readonly byte[] _idat = InflateFloor.JoinIdat(MadeInputs.Png(Width, Height));
    private readonly byte[] _buffer = new byte[64 * 1024];

    [ParamsSource(nameof(Works))]
    public StageWork Work { get; set; } = null!;

    public static IEnumerable<StageWork> Works() => [new StageWork("inflate", (long)Height * (1 + Width * 3), Width * Height / 1e6)];

    [Benchmark]
    public long Inflate()
    {
        using var inflate = new ZLibStream(new MemoryStream(_idat), CompressionMode.Decompress);
        long total = 0;
        for (int read; (read = inflate.Read(_buffer)) > 0;)
            total += read;
        return total;
    }
}

/// <summary>One filter type at one distance (bytes a pixel).</summary>
public sealed record FilterWork(byte Type, int Distance)
    : StageWork($"{Names[Type]}, {Distance} bytes a pixel", Rows * RowBytes, Rows * RowBytes / 1e6 / Distance)
{
    private static readonly string[] Names = ["None", "Sub", "Up", "Average", "Paeth"];

    /// <summary>A strip that stays in the caches, as the decoder's do.</summary>
    public const int Rows = 16;

    /// <summary>Divisible by every distance.</summary>
    public const int RowBytes = 3072;
}

/// <summary>Undoing each filter at each number of bytes a pixel, in rows of one type, as the decoder does it.</summary>
[Config(typeof(ThroughputConfig))]
public unsafe class PngFilterStage
{
    private const int Stride = FilterWork.RowBytes + 1;
    private KernelMemory _raw = null!;
    private KernelMemory _rows = null!;
    private KernelMemory _discard = null!;
    private PngFilterKernels _kernels;

    [ParamsSource(nameof(Works))]
    public FilterWork Work { get; set; } = null!;

    public static IEnumerable<FilterWork> Works()
        => from type in (byte[])[PngFilterType.Sub, PngFilterType.Up, PngFilterType.Average, PngFilterType.Paeth]
           from distance in (int[])[1, 2, 3, 4, 6, 8]
           select new FilterWork(type, distance);

    [GlobalSetup]
    public void Setup()
    {
        _raw = new KernelMemory(Stride * FilterWork.Rows, 1);
        _rows = new KernelMemory(FilterWork.RowBytes * (FilterWork.Rows + 1), 2);
        _discard = new KernelMemory(Stride, 3);
        _discard.Span[0] = 0;
        for (int y = 0; y < FilterWork.Rows; y++)
            _raw.Span[y * Stride] = Work.Type;
        _kernels = PngFilterKernels.Select(Work.Distance);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _raw.Dispose();
        _rows.Dispose();
        _discard.Dispose();
    }

    [Benchmark]
    public int Unfilter()
        => PngUnfilter.Rows(
            _kernels, new PngRowSpan(_raw.Start, Stride), _rows.Start, new PngRowSpan(_rows.Start + FilterWork.RowBytes, FilterWork.RowBytes), FilterWork.RowBytes,
            FilterWork.Rows, _discard.Start + 1);
}
