// Owns: every choice that is made once per picture, in one function. Stands between the headers and the stages, which are built by it.
// Leaves to others: carrying it out.
namespace RawDecoders.Png;

/// <summary>How rows come to the destination.</summary>
internal enum PngRowWay
{
    /// <summary>Rows are unfiltered in a strip, and converted from there: the destination has another form than the file.</summary>
    Converted,

    /// <summary>Filters write the destination: an unfiltered row is an output row, byte for byte.</summary>
    Copied,

    /// <summary>
    /// Filters write the destination, from rows whose pixels have their bytes in the output's order already: blue first, or 16-bit samples as
    /// the machine has them. Filters work on each byte of a pixel alone.
    /// </summary>
    Permuted,
}

/// <summary>The stages of one decode, and why they were chosen.</summary>
/// <remarks>
/// <code>
/// IDAT -> engine -> strip -> filters -> conversion -> places -> destination
///                              |           (Converted)  (interlaced)
///                              +-> destination, at once   (Copied, Permuted)
/// </code>
/// The inflated image is never held whole.
/// </remarks>
internal sealed record PngPlan
{
    /// <summary>DEFLATE codes at most 258 bytes in 2 bits: 1032 bytes a byte (RFC 1951 3.2.5).</summary>
    private const int MaxExpansion = 1032;

    /// <summary>
    /// Bytes that are inflated at once. The strip and the destination of its rows stay in a second-level cache, and an
    /// inflater's costs per call (it keeps 32 KiB of window) are spread. Measured from 32 KiB to 1 MiB: within 3 % of each
    /// other, this one best.
    /// </summary>
    private const int UsualStripBytes = 256 << 10;

    /// <summary>Rows that a strip holds even if they are long, for the kernels that overlap rows; within this many bytes.</summary>
    private const int LeastStripRows = 8;
    private const int LongStripBytes = 1 << 20;

    /// <summary>
    /// Beside inflating, the filters are little work: at half a megapixel two threads took 1.00 to 1.27 of one thread's time, from
    /// two megapixels on 0.85 to 0.94. So a picture has to be this many times as large as a JPEG.
    /// </summary>
    private const int WorkShare = 4;

    /// <summary>
    /// Data that gives as many bytes a byte is nearly all long matches. A block of it does not fit into what is made ahead; and what one stage leaves
    /// for the next is then so much for its work that on cores which share no cache handing it over takes as long as making it.
    /// </summary>
    private const int ExpansiveFrom = 16;

    public required PngRaster Raster { get; init; }

    public PngHeader Header => Raster.Header;

    /// <summary>The format that the file gives unasked.</summary>
    public required PixelFormat NaturalFormat { get; init; }

    /// <summary>The format of the rows: the one asked for, or the natural one.</summary>
    public required PixelFormat OutputFormat { get; init; }

    /// <summary>RGBA entries of an indexed picture.</summary>
    public required byte[] Palette { get; init; }

    /// <summary>From an unfiltered row to the output format. Its working memory is its maker's to give back.</summary>
    public required PngRowPipeline Pipeline { get; init; }

    /// <summary>Which engine begins: the one asked for, and ours for lenient decodes.</summary>
    public required Inflater Engine { get; init; }

    /// <summary>How whole pictures come to the destination; rows that are asked for a few at a time are always unfiltered in the strip.</summary>
    public required PngRowWay Way { get; init; }

    /// <summary>Filters for the pixel size and the processor.</summary>
    public required PngFilterKernels Kernels { get; init; }

    /// <summary>Bytes of a strip: whole rows of the widest pass, at least one.</summary>
    public required long StripBytes { get; init; }

    /// <summary>Threads for a whole picture; 1 for one too small to share, or of one strip.</summary>
    public required int Threads { get; init; }

    /// <summary>Bytes of image data, if there are several threads.</summary>
    public required long DataBytes { get; init; }

    /// <summary>Whether a second thread inflates ahead; otherwise threads share the work by stages.</summary>
    public required bool IsAhead { get; init; }

    /// <summary>Whether inflating is little work beside the bytes that it gives.</summary>
    public bool IsExpansive => Raster.RawBytes / Math.Max(DataBytes, 1) >= ExpansiveFrom;

    /// <summary>Interlaced pictures that are read by rows: bytes of the passes before the last, which wait for the rows.</summary>
    public required long WaitingBytes { get; init; }

    /// <summary>Whether they do so in a temporary file.</summary>
    public required bool IsSpooled { get; init; }

    /// <summary>Bytes of an output pixel.</summary>
    public int PixelBytes => OutputFormat.GetBytesPerPixel();

    /// <summary>Working memory of a decode on one thread.</summary>
    public long WorkingBytes => PngStrip.GetBytes(StripBytes, Way == PngRowWay.Permuted)
        + PngReconstruction.GetBytes(Header, PixelBytes)
        + Pipeline.GetScratchBytes(Header.Width)
        + (Engine == Inflater.Managed ? PngExactData.GetBufferBytes(StripBytes) : 0);

    /// <summary>Rows of a pass that are worked on together.</summary>
    public int GetStripRows(in PngPass pass)
    {
        int rows = (int)(StripBytes / Raster.GetRawStride(pass));
        // Whole groups, so that none is filled up with rows that nobody needs.
        return Kernels.GroupRows > 0 && rows > Kernels.GroupRows ? rows - rows % Kernels.GroupRows : rows;
    }

    /// <summary>Strips of all passes.</summary>
    public int CountStrips()
    {
        int strips = 0;
        foreach (PngPass pass in Raster.Passes)
            strips += (pass.Height + GetStripRows(pass) - 1) / GetStripRows(pass);
        return strips;
    }

    /// <summary>Chooses. The headers are read; what they ask for is checked here, before anything is allocated.</summary>
    /// <param name="raster">The image data.</param>
    /// <param name="collector">What the chunks before it said.</param>
    /// <param name="options">What the caller wants.</param>
    /// <param name="issues">Refuses what cannot be.</param>
    /// <param name="shared">A pipeline of the same kind of rows, which goes on to be its maker's; null to make one.</param>
    public static PngPlan Make(PngRaster raster, PngChunkCollector collector, DecodeOptions options, DecodeIssues issues, PngRowPipeline? shared)
    {
        PngHeader header = raster.Header;
        byte[] palette = MakePalette(collector);
        PixelFormat natural = GetNaturalFormat(collector);
        PixelFormat output = options.PixelFormat ?? natural;
        if (output == PixelFormat.Indexed8 && header.ColorType != PngColorType.Indexed)
        {
            throw issues.Error(
                SharedRules.PixelFormatUnavailable, HeaderOffset + 9,
                $"indexed8 was asked of a picture of colour type {(int)header.ColorType}, which has no palette indices", "IHDR");
        }

        CheckCapacity(raster, issues);
        PngRowPipeline pipeline = shared ?? new PngRowPipeline(header, palette, collector.Transparency, output);
        long stride = header.GetRowBytes(header.Width) + 1;
        long strip = options.WorkUnitBytes > 0 ? options.WorkUnitBytes : Math.Max(UsualStripBytes, Math.Min(LeastStripRows * stride, LongStripBytes));
        long waiting = header.IsInterlaced ? PngPassStore.GetBytes(raster.Passes, output.GetBytesPerPixel()) : 0;
        var plan = new PngPlan
        {
            Raster = raster,
            NaturalFormat = natural,
            OutputFormat = output,
            Palette = palette,
            Pipeline = pipeline,
            Engine = PngImageData.GetEngine(options),
            Way = header.IsInterlaced ? PngRowWay.Converted
                : pipeline.IsCopy ? PngRowWay.Copied
                : pipeline.IsPermutation ? PngRowWay.Permuted
                : PngRowWay.Converted,
            Kernels = PngFilterKernels.Select(header.FilterDistance),
            StripBytes = Math.Min(Math.Max(strip, stride), stride * header.Height),
            Threads = 1,
            DataBytes = 0,
            IsAhead = false,
            WaitingBytes = waiting,
            IsSpooled = waiting > options.HoldBytes,
        };
        return plan.Share(options);
    }

    /// <summary>
    /// How several threads divide a whole picture. Inflating is nearly all of the work, and our own engine can begin in the middle of the data
    /// (<see cref="PngAhead"/>); where that does not pay, or the platform's engine is asked for, one thread inflates and another does the rest.
    /// </summary>
    private PngPlan Share(DecodeOptions options)
    {
        long pixels = (long)Header.Width * Header.Height;
        int threads = options.ThreadsFor(pixels);
        if (threads == 1)
            return this;
        PngPlan shared = this with { Threads = threads, DataBytes = CountDataBytes(Raster) };
        // A lenient decode wants to know what each byte rests on.
        if (Engine == Inflater.Managed && options.Strictness != Strictness.Lenient && shared.DataBytes >= options.AheadFromBytes && !shared.IsExpansive)
            return shared with { IsAhead = true };
        return options.ThreadsFor(pixels / WorkShare) > 1 && CountStrips() > 1 ? shared : this;
    }

    private static long CountDataBytes(PngRaster raster)
    {
        var run = new PngIdatRun(raster.Source, raster.FirstIdat);
        do
        {
            run.Take(run.Left);
        }
        while (run.MoveNext());

        return run.Position;
    }

    /// <summary>The way of rows to a format, of all pictures with the same headers but for their size: of the frames of an animation.</summary>
    public static PngRowPipeline MakePipeline(PngChunkCollector collector, PixelFormat output)
        => new(collector.Header, MakePalette(collector), collector.Transparency, output);

    /// <summary>The format that a file gives unasked: palettes by whether an entry is not opaque.</summary>
    public static PixelFormat GetNaturalFormat(PngChunkCollector collector)
    {
        if (collector.Header.ColorType != PngColorType.Indexed)
            return PngRowPipeline.GetNaturalFormat(collector.Header, collector.Transparency is not null);
        byte[] palette = MakePalette(collector);
        for (int i = 3; i < palette.Length; i += 4)
        {
            if (palette[i] != 255)
                return PixelFormat.Rgba32;
        }

        return PixelFormat.Rgb24;
    }

    /// <summary>IHDR's payload: right after the signature and the chunk's length and type, or the file was refused.</summary>
    public const int HeaderOffset = 16;

    /// <summary>PLTE and tRNS of an indexed picture as RGBA entries; alpha values beyond the palette are of no entry.</summary>
    private static byte[] MakePalette(PngChunkCollector collector)
    {
        if (collector.Header.ColorType != PngColorType.Indexed || collector.Palette is not { } palette)
            return [];
        ReadOnlySpan<byte> colors = palette.Colors.Span;
        ReadOnlySpan<byte> alpha = collector.Transparency is { } transparency ? transparency.PaletteAlpha.Span : default;
        byte[] entries = new byte[palette.Count * 4];
        for (int i = 0; i < palette.Count; i++)
        {
            colors.Slice(3 * i, 3).CopyTo(entries.AsSpan(4 * i));
            entries[4 * i + 3] = i < alpha.Length ? alpha[i] : (byte)255;
        }

        return entries;
    }

    /// <summary>
    /// Refuses pictures that their IDAT bytes cannot fill even if DEFLATE does its utmost, before anyone allocates them;
    /// pictures up to MemoryBudget.FreePixels are let through unasked.
    /// </summary>
    public static void CheckCapacity(PngRaster raster, DecodeIssues issues)
    {
        PngHeader header = raster.Header;
        // Rows are addressed with 32 bits, also when converted to 8 bytes a pixel.
        if (header.GetRowBytes(header.Width) >= Array.MaxLength / 2 || (long)header.Width * 8 >= Array.MaxLength)
            throw issues.Error(PngRules.RowTooLong, HeaderOffset, $"rows of {header.Width} pixels are too long to decode");
        if (header.Height > Array.MaxLength)
            throw issues.Error(PngRules.TooManyRows, HeaderOffset + 4, $"{header.Height} rows are too many to decode");
        if ((long)header.Width * header.Height <= MemoryBudget.FreePixels)
            return;
        var run = new PngIdatRun(raster.Source, raster.FirstIdat);
        do
        {
            run.Take(run.Left);
            if ((Int128)run.Position * MaxExpansion >= raster.RawBytes)
                return;
        }
        while (run.MoveNext() || run.MovePastGap(out _));

        bool isWhole = run.Chunk.IsComplete;
        throw issues.Error(
            isWhole ? PngRules.Capacity : PngRules.CapacityCut, isWhole ? HeaderOffset : raster.Source.Length,
            $"{run.Position} bytes cannot hold {header.Width} x {header.Height} pixels: DEFLATE expands at most {MaxExpansion} times");
    }
}
