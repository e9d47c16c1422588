// Owns: what many questions about one JPEG have in common, and those answers that only JPEG has: symbols as runs of bits, codes in force, the account of
// its bytes, scans one by one, blocks. Stands on JpegStudy and ScanPlaces, and hands trails and effects on to PixelTracer and JpegEffects. Leaves to
// others: showing any of it.

using RawDecoders.Inspection;

namespace RawDecoders.Jpeg;

/// <summary>A block with its numbers, in natural order.</summary>
/// <param name="Mcu">The MCU of the frame that it belongs to.</param>
/// <param name="Coefficients">Quantised coefficients.</param>
/// <param name="Steps">Their steps.</param>
/// <param name="Samples">What the inverse DCT makes of them.</param>
internal sealed record JpegBlockSight(long Mcu, short[] Coefficients, ushort[] Steps, ushort[] Samples);

/// <summary>One file, asked again and again.</summary>
internal sealed class JpegSight : IDisposable
{
    private readonly ReadOnlyMemory<byte> _file;
    private readonly InspectOptions _options;
    private readonly PixelBuffer? _picture;
    private bool _isWalked;
    private ScanPlaces? _places;
    private CoefficientStore? _all;

    /// <param name="file">The file.</param>
    /// <param name="options">Limits.</param>
    /// <param name="picture">Its picture as Standard has it; null if it is refused.</param>
    public JpegSight(ReadOnlyMemory<byte> file, InspectOptions options, PixelBuffer? picture)
    {
        _file = file;
        _options = options;
        _picture = picture;
        Study = new JpegStudy(file, options.Limits, new InspectBudget(options, file.Length));
    }

    public JpegStudy Study { get; }

    /// <summary>Where MCUs begin; null where they cannot be gone to at once.</summary>
    public ScanPlaces? Places
    {
        get
        {
            if (!_isWalked)
            {
                Refill();
                _places = ScanPlaces.Make(Study);
                _isWalked = true;
            }

            return _places;
        }
    }

    /// <summary>Where the bytes went.</summary>
    public FileCosts Costs => JpegCosts.Of(_file, this);

    public PixelTrail Trace(int x, int y)
    {
        Refill();
        if (_picture is null || Places is not { } places)
            return TraceWhole(x, y);
        Refill();
        return new PixelTracer(Study, places, _picture).Trace(x, y);
    }

    public ByteEffect Affects(long offset, StructureNode leaf)
    {
        ScanPlaces? places = Places;
        Refill();
        return new JpegEffects(Study, places).EffectOf(offset, leaf);
    }

    /// <summary>Symbols from the one that holds a bit of the file on.</summary>
    public List<CodedRun> Symbols(long bit, int count)
    {
        var runs = new List<CodedRun>();
        if (Places is not { } places || places.At(bit >> 3) is not { } walked)
            return runs;
        Refill();
        CoefficientStore store = places.Before(walked.Scan);
        var walk = new ScanWalk(Study, walked.Scan, store)
        {
            EmptyRows = [],
            OnBlock = block =>
            {
                for (int i = 0; i < block.Items.Count && runs.Count < count; i++)
                {
                    CodedRun run = Run(block, block.Items[i], i + 1 < block.Items.Count ? block.Items[i + 1].Place : block.End);
                    if (8 * run.Offset + run.Bit + run.Bits > bit)
                        runs.Add(run);
                }
            },
        };
        int from = Math.Max(0, walked.Places.FindLastIndex(p => 8 * p.Start.Offset + p.Start.Bit <= bit));
        // A byte 0xFF is followed by a stuffed zero: the MCU that holds the bit may be the one before.
        for (int i = Math.Max(0, from - 1); i < walked.Places.Count && runs.Count < count; i++)
            walk.RunPart(walked.Places[i], walked.Places[i].Mcu + 1);
        return runs;
    }

    /// <summary>The Huffman code that a bit belongs to.</summary>
    public CodeInForce? CodeAt(long bit)
    {
        if (Places is not { } places || places.At(bit >> 3) is not { } walked || Symbols(bit, 1) is not [{ CodeBits: > 0, Block: { } block } run])
            return null;
        int component = Array.FindIndex(walked.Scan.Header.Components.ToArray(), c => c.Component == block.Component);
        bool isDc = run.Kind == "dc";
        HuffmanTable? table = (isDc ? walked.Scan.DcTables : walked.Scan.AcTables)[component];
        if (table is null)
            return null;
        var plain = new PlainHuffman(table);
        var codes = new List<(int, string, string)>();
        for (int length = 1; length <= 16; length++)
        {
            ReadOnlySpan<byte> symbols = plain.OfLength(length, out int first);
            for (int i = 0; i < symbols.Length; i++)
                codes.Add((symbols[i], Convert.ToString(first + i, 2).PadLeft(length, '0'), isDc ? $"category {symbols[i]}" : TableNodes.NameAc(symbols[i])));
        }

        ScanComponent c = walked.Scan.Header.Components[component];
        return new CodeInForce(
            $"{(isDc ? "DC" : "AC")} table {(isDc ? c.DcTable : c.AcTable)} of scan {walked.Scan.Number + 1}", "T.81 C.2, F.2.2.3", codes, Digits(run));
    }

    /// <summary>A block of a component; null where coefficients cannot be had.</summary>
    public JpegBlockSight? Block(int component, int x, int y)
    {
        if (Study.Geometry is not { } geometry || Study.IsLossless || Coefficients() is not { } store)
            return null;
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)component, (uint)geometry.Components.Length, nameof(component));
        ComponentGeometry c = geometry.Components[component];
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)x, (uint)c.PaddedBlocksAcross, nameof(x));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)y, (uint)c.PaddedBlocksDown, nameof(y));
        short[] coefficients = store.Block(component, x, y).ToArray();
        ushort[] steps = Study.QuantizationOf(component), samples = new ushort[64];
        BlockNodes.Reconstruct(coefficients, steps, Study.Precision, samples);
        return new JpegBlockSight((long)(y / c.VerticalSampling) * geometry.McusAcross + x / c.HorizontalSampling, coefficients, steps, samples);
    }

    /// <summary>The symbols of a block, scan by scan; none where MCUs cannot be gone to at once.</summary>
    public List<CodedRun> SymbolsOf(int component, int x, int y)
    {
        var runs = new List<CodedRun>();
        if (Places is not { } places)
            return runs;
        Refill();
        var store = new CoefficientStore(Study.Geometry!);
        foreach (WalkedScan walked in places.Scans)
        {
            var walk = new ScanWalk(Study, walked.Scan, store)
            {
                EmptyRows = [(component, y)],
                OnBlock = block =>
                {
                    if (block.Component != component || block.X != x || block.Y != y)
                        return;
                    for (int i = 0; i < block.Items.Count; i++)
                        runs.Add(Run(block, block.Items[i], i + 1 < block.Items.Count ? block.Items[i + 1].Place : block.End) with { Scan = walked.Scan.Number });
                },
            };
            places.Walk(walk, walked.Scan, [(component, x, y)], () => { });
        }

        return runs;
    }

    /// <summary>The picture as it stands after so many scans.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such scan.</exception>
    public PixelBuffer? AfterScan(int scan)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)scan, (uint)Study.UsedScans, nameof(scan));
        if (Study.Geometry is null || Study.IsLossless || !Study.CanReadBlocks || !Study.CanKeepBlocks)
            return null;
        Refill();
        return JpegStages.Reconstruct(Study, Study.ReadCoefficients(scan + 1), dcOnly: false);
    }

    public void Dispose() => Study.Dispose();

    /// <summary>The coefficients of all scans.</summary>
    private CoefficientStore? Coefficients()
    {
        if (_all is null && Study.CanReadBlocks && Study.CanKeepBlocks)
        {
            Refill();
            _all = Study.ReadCoefficients(Study.UsedScans);
        }

        return _all;
    }

    /// <summary>Each question has a budget of its own.</summary>
    private void Refill() => Study.Budget = new InspectBudget(_options, _file.Length);

    private PixelTrail TraceWhole(int x, int y)
    {
        Refill();
        return new PixelTracer(Study).Trace(x, y);
    }

    private string Digits(CodedRun run)
    {
        var bits = new PlainBitReader(_file.Span[(int)run.Offset..], run.Offset);
        bits.TryRead(run.Bit, out _);
        bits.TryRead(run.CodeBits, out int code);
        return Convert.ToString(code, 2).PadLeft(run.CodeBits, '0');
    }

    private CodedRun Run(CodedBlock block, in CodedItem item, BitPlace end)
    {
        FrameGeometry geometry = Study.Geometry!;
        ComponentGeometry c = geometry.Components[block.Component];
        (string kind, string words) = item.Kind switch
        {
            CodedKind.DcDifference => ("dc", $"DC {item.Value:+0;-0;0}: {item.Before + item.Value}"),
            CodedKind.DcBit => ("dc", $"one more bit of DC: {item.Value}"),
            CodedKind.Coefficient => ("ac", $"coefficient {item.Index}: {item.Value}"),
            CodedKind.ZeroRun => ("zrl", "16 zeros"),
            CodedKind.EndOfBlock => ("eob", "the rest of the block is zero"),
            CodedKind.EndOfBandRun => ("eob", $"the band is zero in {item.Value} blocks"),
            CodedKind.Correction => ("correction", $"one more bit of coefficient {item.Index}: {item.Value}"),
            _ => ("damage", "cannot be read"),
        };
        long last = end.Bit == 0 ? end.Offset - 1 : end.Offset;
        return new CodedRun(kind, item.Place.Offset, item.Place.Bit, item.Bits, LowBitFirst: false, words)
        {
            Bytes = Math.Max(1, last + 1 - item.Place.Offset),
            Value = item.Value,
            CodeBits = item.CodeLength,
            Block = (block.Component, block.X, block.Y, item.Kind is CodedKind.DcDifference or CodedKind.DcBit ? 0 : item.Index),
            Pixel = (Math.Min(geometry.Width - 1, block.X * 8 * c.HorizontalRatio), Math.Min(geometry.Height - 1, block.Y * 8 * c.VerticalRatio)),
        };
    }
}
