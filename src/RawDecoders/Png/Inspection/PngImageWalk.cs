// Owns: the image data of one file as study sees it: which IDAT bytes, their walk, and where in the inflated bytes each row of each pass
// begins. Stands between PngZlibWalk and the tree, the trail of a pixel, effects and pictures of stages, which all start from here. Leaves
// to others: filters and pixels.

using RawDecoders.Inspection;

namespace RawDecoders.Png;

/// <summary>A row of a pass in the inflated (raw) bytes.</summary>
/// <param name="Pass">The pass; the only one of a picture that is not interlaced.</param>
/// <param name="Index">Row of the pass, from 0.</param>
/// <param name="RawOffset">Its filter type byte.</param>
internal readonly record struct PngRawRow(PngPass Pass, int Index, long RawOffset)
{
    /// <summary>Row of the picture.</summary>
    public int Y => Pass.Y + Index * Pass.StepY;
}

/// <summary>Image data, walked.</summary>
internal sealed class PngImageWalk
{
    private PngImageWalk(PngHeader header, PngPass[] passes, PngZlibWalk zlib, List<PngPart> chunks)
    {
        Header = header;
        Passes = passes;
        Zlib = zlib;
        Chunks = chunks;
    }

    /// <summary>What is more than the picture needs is walked as far as it tells a slip from a bomb.</summary>
    private const int Surplus = 1 << 20;

    public PngHeader Header { get; }

    public PngPass[] Passes { get; }

    public PngZlibWalk Zlib { get; }

    /// <summary>The IDAT or fdAT chunks, one for each piece of the datastream.</summary>
    public List<PngPart> Chunks { get; }

    /// <summary>
    /// Walks the image data of a file; null if it has no IDAT. Without a header that can be read nobody knows its rows, but its
    /// DEFLATE data is what it is.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="layout">Its parts.</param>
    /// <param name="limits">Bounds on what is inflated.</param>
    /// <param name="budget">What may be inflated and held; drawn on.</param>
    /// <param name="maxSymbols">How many symbols to keep.</param>
    /// <param name="symbolsUntil">Only symbols whose output begins before this are kept.</param>
    /// <param name="places">Receives places to go on from; null for none.</param>
    public static PngImageWalk? Open(
        ReadOnlyMemory<byte> file, PngLayout layout, DecodeLimits limits, InspectBudget budget, long maxSymbols, long symbolsUntil = long.MaxValue,
        List<InflateState>? places = null)
    {
        List<PngPart> chunks = layout.ImageData(acrossGaps: false);
        if (chunks.Count == 0)
            return null;
        PngHeader header = layout.Header ?? default;
        PngPass[] passes = layout.Header is null ? [] : PngPass.Of(header);
        PngZlibWalkOptions options = Plan(header, passes, limits, budget, maxSymbols, symbolsUntil) with { Places = places };
        PngImageWalk walk = Draw(new PngImageWalk(header, passes, Walk(file, chunks, options), chunks), budget);
        if (walk.Zlib.Error is not { IsTruncation: true })
            return walk;
        // IDAT chunks after a gap, where those before it are not all: so Lenient reads them too.
        List<PngPart> all = layout.ImageData(acrossGaps: true);
        if (all.Count == chunks.Count)
            return walk;
        places?.Clear();
        options = options with { StopAfter = Math.Min(options.StopAfter, budget.InflateLeft) };
        return Draw(new PngImageWalk(header, passes, Walk(file, all, options), all), budget);
    }

    /// <summary>Walks the data of a frame.</summary>
    /// <param name="file">The file.</param>
    /// <param name="header">The picture that it is.</param>
    /// <param name="chunks">Its fdAT chunks.</param>
    /// <param name="limits">Bounds on what is inflated.</param>
    /// <param name="budget">What may be inflated and held; drawn on.</param>
    /// <param name="maxSymbols">How many symbols to keep.</param>
    public static PngImageWalk OpenFrame(ReadOnlyMemory<byte> file, PngHeader header, List<PngPart> chunks, DecodeLimits limits, InspectBudget budget, long maxSymbols)
    {
        PngPass[] passes = PngPass.Of(header);
        return Draw(new PngImageWalk(header, passes, Walk(file, chunks, Plan(header, passes, limits, budget, maxSymbols, long.MaxValue)), chunks), budget);
    }

    private static PngZlibWalkOptions Plan(PngHeader header, PngPass[] passes, DecodeLimits limits, InspectBudget budget, long maxSymbols, long symbolsUntil)
    {
        long wanted = (long)Int128.Min(RawLength(header, passes), long.MaxValue / 2);
        // Half of the memory is for bytes and symbols, half for the nodes that are made of them.
        long room = budget.MemoryLeft / 2;
        return new PngZlibWalkOptions
        {
            MaxOutput = Math.Min(Math.Min(wanted, room), Math.Min(limits.MaxBytes, Array.MaxLength)),
            StopAfter = Math.Min(Math.Min(limits.MaxBytes, wanted + Surplus), budget.InflateLeft),
            MaxSymbols = Math.Min(maxSymbols, room / System.Runtime.CompilerServices.Unsafe.SizeOf<DeflateSymbol>()),
            SymbolsUntil = symbolsUntil,
            Marks = RowStarts(header, passes).Select(row => row.RawOffset).Take(Math.Max(1, budget.NodesLeft)),
        };
    }

    private static PngImageWalk Draw(PngImageWalk walk, InspectBudget budget)
    {
        budget.Inflate(walk.Zlib.OutputLength);
        budget.TryMemory(Math.Min(budget.MemoryLeft, walk.Zlib.Output.Length));
        return walk;
    }

    private static PngZlibWalk Walk(ReadOnlyMemory<byte> file, List<PngPart> chunks, PngZlibWalkOptions options)
        => new(new PngDataMap(file, chunks.Select(DataOf)), options);

    /// <summary>What of a chunk is image data: of fdAT not the sequence number.</summary>
    public static (long Offset, int Length) DataOf(PngPart chunk)
    {
        int skipped = chunk.Is(PngChunkType.Fdat) ? Math.Min(PngIdatRun.SequenceBytes, chunk.PayloadLength) : 0;
        return (chunk.PayloadOffset + skipped, chunk.PayloadLength - skipped);
    }

    /// <summary>Says what was not inflated to its end, or not kept.</summary>
    /// <param name="leaf">Where the data begins.</param>
    /// <param name="budget">The limits.</param>
    public void Elide(StructureNode leaf, InspectBudget budget)
    {
        if (Zlib.IsStopped && budget.InflateLeft == 0)
            budget.Elide(leaf, InspectLimit.InflatedBytes, $"the image data after the first {NodeText.Count(Zlib.OutputLength, "inflated byte")}: blocks, rows, check value");
        long wanted = (long)Int128.Min(RawLength(Header, Passes), Zlib.OutputLength);
        if (Zlib.Output.Length < wanted)
            budget.Elide(leaf, InspectLimit.Memory, $"filter types of the rows after inflated byte {Zlib.Output.Length}, and the comparison of the two inflaters there");
    }

    /// <summary>How many symbols may be kept: as many as the memory that a decode may have holds.</summary>
    public static long MaxSymbols(DecodeLimits limits)
        => Math.Min(limits.MaxBytes / System.Runtime.CompilerServices.Unsafe.SizeOf<DeflateSymbol>(), Array.MaxLength);

    /// <summary>Bytes that the image data inflates to: for each row of each pass a filter type and its pixels (PNG 7.3, 8.1).</summary>
    public static Int128 RawLength(PngHeader header, PngPass[] passes)
    {
        Int128 length = 0;
        foreach (PngPass pass in passes)
            length += (Int128)(header.GetRowBytes(pass.Width) + 1) * pass.Height;
        return length;
    }

    /// <summary>All rows, in the order of the data.</summary>
    public static IEnumerable<PngRawRow> RowStarts(PngHeader header, PngPass[] passes)
    {
        long offset = 0;
        foreach (PngPass pass in passes)
        {
            long stride = header.GetRowBytes(pass.Width) + 1;
            for (int i = 0; i < pass.Height; i++, offset += stride)
                yield return new PngRawRow(pass, i, offset);
        }
    }

    /// <summary>The row that a raw byte belongs to; null for bytes after the last one.</summary>
    public PngRawRow? RowAt(long rawOffset)
    {
        long start = 0;
        foreach (PngPass pass in Passes)
        {
            long stride = Header.GetRowBytes(pass.Width) + 1;
            long end = (long)Int128.Min(start + (Int128)stride * pass.Height, long.MaxValue);
            if (rawOffset < end)
            {
                int index = (int)((rawOffset - start) / stride);
                return new PngRawRow(pass, index, start + index * stride);
            }

            start = end;
        }

        return null;
    }

    /// <summary>The row that holds a pixel of the picture, and the pixel's column in its pass.</summary>
    public static (PngRawRow Row, int Column) RowOf(PngHeader header, PngPass[] passes, int x, int y)
    {
        long start = 0;
        foreach (PngPass pass in passes)
        {
            long stride = header.GetRowBytes(pass.Width) + 1;
            if (x >= pass.X && y >= pass.Y && (x - pass.X) % pass.StepX == 0 && (y - pass.Y) % pass.StepY == 0)
            {
                int index = (y - pass.Y) / pass.StepY;
                return (new PngRawRow(pass, index, start + index * stride), (x - pass.X) / pass.StepX);
            }

            start += stride * pass.Height;
        }

        throw new InvalidOperationException("Every pixel belongs to a pass.");
    }

    /// <summary>Number of a pass of Adam7, 1 to 7; 0 for a picture that is not interlaced.</summary>
    public static int NumberOf(in PngPass pass) => pass is { StepX: 1, StepY: 1 } ? 0 : (pass.X, pass.Y) switch
    {
        (0, 0) => 1,
        (4, 0) => 2,
        (0, 4) => 3,
        (2, 0) => 4,
        (0, 2) => 5,
        (1, 0) => 6,
        _ => 7,
    };

    /// <summary>Name of a filter type (PNG 9.2).</summary>
    public static string FilterName(int type) => type switch
    {
        PngFilterType.None => "None",
        PngFilterType.Sub => "Sub",
        PngFilterType.Up => "Up",
        PngFilterType.Average => "Average",
        PngFilterType.Paeth => "Paeth",
        _ => "not defined",
    };
}
