using BenchmarkDotNet.Attributes;
using RawDecoders.Jpeg;

namespace RawDecoders.Benchmarks.Stages;

/// <summary>A reconstruction that throws coefficients away: what is left of a decode is its entropy decoding.</summary>
internal sealed class NoReconstruction : JpegReconstructor
{
    public override int RowsReady => 0;

    public override bool IsNeeded(int component) => true;

    public override void TransformBlocks(
        int component, int blockRow, int firstBlock, int count, ReadOnlySpan<short> coefficients, ReadOnlySpan<byte> extents)
    {
    }

    public override void EndImcuRow()
    {
    }

    public override void EmitRows(RowTarget target)
    {
    }

    public override void Dispose()
    {
    }
}

/// <summary>Entropy decoding of a sequential picture (4:2:0), coefficients thrown away.</summary>
[Config(typeof(ThroughputConfig))]
public unsafe class JpegEntropyStage
{
    private const int Width = 1536, Height = 1024;
    private static readonly byte[] File = MadeInputs.Jpeg(Width, Height);

    [ParamsSource(nameof(Works))]
    public StageWork Work { get; set; } = null!;

    /// <summary>Bytes here are those of the file.</summary>
    public static IEnumerable<StageWork> Works() => [new StageWork("sequential 4:2:0", File.Length, Width * Height / 1e6)];

    [Benchmark]
    public void Decode()
    {
        fixed (byte* start = File)
        {
            var source = new ByteSource(start, File.Length);
            var issues = new DecodeIssues(ImageFormat.Jpeg, Strictness.Standard);
            var headers = JpegHeaders.Read(source, DecodeOptions.Default, issues, new MemoryBudget(ImageFormat.Jpeg, DecodeLimits.Default));
            JpegPlan plan = JpegPlan.Choose(headers, PixelFormat.Rgb24, DecodeOptions.Default);
            using var arena = new NativeArena();
            using var nothing = new NoReconstruction();
            var rows = ImcuRowSource.Create(plan, source, headers.Structure.Position, arena, issues);
            for (int row = 0; row < plan.Geometry.McusDown; row++)
                rows.DecodeRow(row, nothing);
            rows.Finish();
        }
    }
}

/// <summary>Blocks whose last coefficient is at a zigzag index.</summary>
public sealed record DctWork(int Extent) : StageWork(Extent == 0 ? "DC alone" : $"to zigzag index {Extent}", Blocks * 64, Blocks * 64 / 1e6)
{
    /// <summary>A run of blocks whose coefficients stay in the L1 cache.</summary>
    public const int Blocks = 64;
}

/// <summary>The accurate inverse DCT over a run of blocks, by how far their coefficients go.</summary>
[Config(typeof(ThroughputConfig))]
public unsafe class JpegInverseDctStage
{
    private KernelMemory _coefficients = null!;
    private KernelMemory _extents = null!;
    private KernelMemory _samples = null!;
    private IslowInverseDct _transform = null!;

    [ParamsSource(nameof(Works))]
    public DctWork Work { get; set; } = null!;

    public static IEnumerable<DctWork> Works() => ((int[])[0, 4, 9, 20, 63]).Select(e => new DctWork(e));

    [GlobalSetup]
    public void Setup()
    {
        _coefficients = new KernelMemory(DctWork.Blocks * 64 * sizeof(short), 1);
        _extents = new KernelMemory(DctWork.Blocks, 2);
        _samples = new KernelMemory(DctWork.Blocks * 64, 3);
        _coefficients.Span.Clear();
        _extents.Span.Fill((byte)Work.Extent);
        var random = new Random(4);
        short* block = (short*)_coefficients.Start;
        for (int i = 0; i < DctWork.Blocks; i++, block += 64)
        {
            for (int k = 0; k <= Work.Extent; k++)
                block[ZigZag.ToNatural[k]] = (short)(random.Next(-200, 201) / (k + 1));
        }

        ushort[] steps = new ushort[64];
        Array.Fill<ushort>(steps, 8);
        _transform = new IslowInverseDct(steps, IslowInverseDct.BestKernel);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _coefficients.Dispose();
        _extents.Dispose();
        _samples.Dispose();
    }

    [Benchmark]
    public void Transform()
        => _transform.Transform((short*)_coefficients.Start, _extents.Start, DctWork.Blocks, _samples.Start, 8 * DctWork.Blocks);
}

/// <summary>Chroma upsampling of a row by itself, as formats without a fused kernel have it.</summary>
[Config(typeof(ThroughputConfig))]
public unsafe class JpegUpsamplingStage
{
    private const int Samples = 1920;
    private KernelMemory _near = null!;
    private KernelMemory _far = null!;
    private KernelMemory _output = null!;

    [ParamsSource(nameof(Works))]
    public StageWork Work { get; set; } = null!;

    public static IEnumerable<StageWork> Works() =>
    [
        new("triangle 2:1 (4:2:2)", 2 * Samples, 2 * Samples / 1e6),
        new("triangle 1:2 (4:4:0)", Samples, Samples / 1e6),
        new("triangle 2:2 (4:2:0)", 2 * Samples, 2 * Samples / 1e6),
        new("replicate 2", 2 * Samples, 2 * Samples / 1e6),
    ];

    [GlobalSetup]
    public void Setup()
    {
        _near = new KernelMemory(Samples, 1);
        _far = new KernelMemory(Samples, 2);
        _output = new KernelMemory(2 * Samples, 3);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _near.Dispose();
        _far.Dispose();
        _output.Dispose();
    }

    [Benchmark]
    public void Upsample()
    {
        switch (Work.Name[^2], Work.Name[0])
        {
            case (_, 'r'):
                ChromaUpsampling.Replicate(_near.Start, _output.Start, Samples, 2);
                break;
            case ('2', _):
                ChromaUpsampling.TriangleH2V1(_near.Start, _output.Start, Samples);
                break;
            case ('0', _) when Work.Bytes == Samples:
                ChromaUpsampling.TriangleH1V2(_near.Start, _far.Start, _output.Start, Samples, upper: true);
                break;
            default:
                ChromaUpsampling.TriangleH2V2(_near.Start, _far.Start, _output.Start, Samples);
                break;
        }
    }
}

/// <summary>YCbCr rows to pixels: at full resolution, and with the upsampling fused into the colour.</summary>
[Config(typeof(ThroughputConfig))]
public unsafe class JpegColourStage
{
    private const int Width = 1920;
    private readonly KernelMemory[] _rows = new KernelMemory[5];
    private KernelMemory _output = null!;
    private RowComposer _composer = null!;
    private TriangleYcc? _triangle;

    [ParamsSource(nameof(Works))]
    public StageWork Work { get; set; } = null!;

    public static IEnumerable<StageWork> Works()
        => from format in (PixelFormat[])[PixelFormat.Rgb24, PixelFormat.Rgba32]
           from sampling in (string[])["4:4:4", "4:2:2", "4:2:0"]
           select new StageWork($"{sampling} to {format.GetName()}", Width * format.GetBytesPerPixel(), Width / 1e6);

    [GlobalSetup]
    public void Setup()
    {
        for (int i = 0; i < _rows.Length; i++)
            _rows[i] = new KernelMemory(Width, i);
        _output = new KernelMemory(Width * 4, 9);
        PixelFormat format = Work.Bytes == Width * 4 ? PixelFormat.Rgba32 : PixelFormat.Rgb24;
        _composer = format == PixelFormat.Rgba32 ? new YccComposer<Rgba32Layout>(format) : new YccComposer<Rgb24Layout>(format);
        _triangle = Work.Name[..5] switch
        {
            "4:2:2" => TriangleYcc.TryCreate(format, Upsampling.TriangleH2V1),
            "4:2:0" => TriangleYcc.TryCreate(format, Upsampling.TriangleH2V2),
            _ => null,
        };
        if (_triangle is null && !Work.Name.StartsWith("4:4:4", StringComparison.Ordinal))
            throw new PlatformNotSupportedException("Fused upsampling needs AVX2.");
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        foreach (KernelMemory row in _rows)
            row.Dispose();
        _output.Dispose();
    }

    [Benchmark]
    public void Compose()
    {
        if (_triangle is not null)
        {
            _triangle.Compose(_rows[0].Start, _rows[1].Start, _rows[2].Start, _rows[3].Start, _rows[4].Start, _output.Start, Width);
            return;
        }

        var rows = new ComponentRows { First = _rows[0].Start, Second = _rows[1].Start, Third = _rows[2].Start };
        _composer.Compose(rows, _output.Start, Width);
    }
}
