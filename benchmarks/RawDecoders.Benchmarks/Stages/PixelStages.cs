using BenchmarkDotNet.Attributes;

namespace RawDecoders.Benchmarks.Stages;

/// <summary>A pair of formats.</summary>
public sealed record ConversionWork(PixelFormat From, PixelFormat To)
    : StageWork($"{From.GetName()} to {To.GetName()}", Width * To.GetBytesPerPixel(), Width / 1e6)
{
    public const int Width = 1920;
}

/// <summary>Conversion of a row between every pair of formats.</summary>
[Config(typeof(ThroughputConfig))]
public class PixelConversionStage
{
    private readonly byte[] _source = new byte[ConversionWork.Width * 8];
    private readonly byte[] _destination = new byte[ConversionWork.Width * 8];
    private RowConverter _converter = null!;

    [ParamsSource(nameof(Works))]
    public ConversionWork Work { get; set; } = null!;

    public static IEnumerable<ConversionWork> Works()
        => from f in Enum.GetValues<PixelFormat>()
           from t in Enum.GetValues<PixelFormat>()
           where t != PixelFormat.Indexed8 || f == t
           select new ConversionWork(f, t);

    [GlobalSetup]
    public void Setup()
    {
        new Random(1).NextBytes(_source);
        byte[] palette = new byte[1024];
        new Random(2).NextBytes(palette);
        _converter = RowConverter.Create(Work.From, Work.To, palette);
    }

    [Benchmark]
    public void Convert() => _converter.Convert(_source, _destination, ConversionWork.Width);
}
