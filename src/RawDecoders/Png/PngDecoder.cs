// Owns: opening and closing of one PNG decode: limits, the natural format, what is chosen once per picture. The pixels in
// between are PngDecoder.Rows.cs; Identify shares the header walk.
// The path: PngIdatStream -> PngImageData (the platform's inflater) -> a strip that stays in the cache, or the inflater's own
// buffer -> PngFilters -> PngRowPipeline or nothing -> destination. The inflated image is never held whole.
using System.Buffers;
using System.Runtime.InteropServices;

namespace RawDecoders.Png;

/// <summary>Decodes one PNG picture (PNG third edition, W3C 2025; of animations the default image).</summary>
internal sealed unsafe partial class PngDecoder : FormatDecoder
{
    /// <summary>DEFLATE codes at most 258 bytes in 2 bits: 1032 bytes a byte.</summary>
    private const int MaxExpansion = 1032;

    private readonly DecodeIssues _issues;
    private readonly MemoryBudget _budget;
    private readonly PngChunkCollector _collector;
    private readonly PngHeaderWalk _walk;
    private readonly PngHeader _header;
    private readonly PixelFormat _naturalFormat;
    private readonly byte[] _palette;
    private readonly PngRowPipeline _pipeline;
    private readonly PngPass[] _passes;
    private readonly DamagedRowMap _damage;
    private readonly ByteSource _source;
    private readonly DecodeOptions _options;
    private long _rawBytes;
    private PngImageData _data;
    private ImageInfo _info;

    private PngDecoder(ByteSource source, DecodeOptions options, DecodeIssues issues)
    {
        _source = source;
        _options = options;
        _issues = issues;
        _budget = new MemoryBudget(ImageFormat.Png, options.Limits);
        _collector = new PngChunkCollector(_issues, new PngInflater(options.Limits.MaxMetadataBytes, _budget));
        _walk = new PngHeaderWalk(source, _issues, _collector);
        _walk.ToImageData(isWhole: true);
        _header = _collector.Header;
        _budget.CheckDimensions(_header.Width, HeaderOffset, _header.Height, HeaderOffset + 4, "IHDR");
        _palette = MakePalette(_collector);
        _naturalFormat = GetNaturalFormat(_collector);
        OutputFormat = options.PixelFormat ?? _naturalFormat;
        if (OutputFormat == PixelFormat.Indexed8 && _header.ColorType != PngColorType.Indexed)
        {
            throw _issues.Error(
                SharedRules.PixelFormatUnavailable, HeaderOffset + 9,
                $"indexed8 was asked of a picture of colour type {(int)_header.ColorType}, which has no palette indices", "IHDR");
        }

        _damage = new DamagedRowMap(_header.Height);
        _passes = PngAdam7.GetPasses(_header);
        CheckCapacity(source, options.Limits);
        _info = _collector.GetInfo(_naturalFormat);
        // Whoever turns the picture must know how before its pixels; others learn of a late eXIf when it is reached.
        if (options.TurnsUpright && _walk.FindLateOrientation() is { } late)
            _info = _info with { Orientation = late };
        _pipeline = new PngRowPipeline(_header, _palette, _collector.Transparency, OutputFormat);
        _data = OpenData(_issues);
        PrepareStrip();
    }

    /// <summary>IHDR's payload: right after the signature and the chunk's length and type, or the file was refused.</summary>
    private const int HeaderOffset = 16;

    public override ImageInfo Info => _info;

    public override MemoryBudget Budget => _budget;

    public override PixelFormat OutputFormat { get; }

    public override ReadOnlyMemory<byte> Palette => OutputFormat == PixelFormat.Indexed8 ? _palette : default;

    /// <summary>Rows of an interlaced picture are complete only after the last pass: those before it wait.</summary>
    public override long RetainedBytes => IsSpooled ? 0 : WaitingBytes;

    public override long SpooledBytes => IsSpooled ? WaitingBytes : 0;

    private bool IsSpooled => WaitingBytes > _options.HoldBytes;

    private long WaitingBytes => _header.IsInterlaced ? PngPassStore.GetBytes(_passes, _pipeline.OutputBytesPerPixel) : 0;

    /// <summary>Whether the image data was inflated in large blocks, which flawless data is.</summary>
    internal bool IsInBlocks => _data.IsInBlocks;

    /// <summary>Reads the headers, checks limits and opens the image data.</summary>
    /// <param name="source">The file.</param>
    /// <param name="options">How to decode.</param>
    /// <param name="issues">
    /// Where to tell what is wrong, for the inspector, which wants it of a refused file too; by default only the result tells.
    /// </param>
    public static PngDecoder Open(ByteSource source, DecodeOptions options, DecodeIssues? issues = null)
        => new(source, options, issues ?? new DecodeIssues(ImageFormat.Png, options.Strictness));

    /// <summary>
    /// Reads the properties. Of a whole file those after the image data too, of the beginning of one those before it.
    /// </summary>
    public static IdentifyResult Identify(ByteSource source, bool isWhole, DecodeOptions options)
    {
        var issues = new DecodeIssues(ImageFormat.Png, options.Strictness);
        var budget = new MemoryBudget(ImageFormat.Png, options.Limits);
        var collector = new PngChunkCollector(issues, new PngInflater(options.Limits.MaxMetadataBytes, budget));
        var walk = new PngHeaderWalk(source, issues, collector);
        long needed = walk.ToImageData(isWhole);
        if (needed > 0)
            return IdentifyResult.NeedsMoreBytes(needed);
        if (isWhole)
            walk.ToEnd(tolerateEnd: true, tolerateIdat: true);
        return IdentifyResult.Identified(collector.GetInfo(GetNaturalFormat(collector)));
    }

    protected override DecodeResult Conclude()
    {
        TellFirstFlaw();
        _data.Finish();
        MarkDoubtful();
        _walk.ToEnd(tolerateEnd: _pending is not null, tolerateIdat: _data.HasResumed, _data.HasResumed ? null : _data.LastChunk);
        _info = _collector.GetInfo(_naturalFormat);
        return new DecodeResult(_info, _header.Width, _header.Height, OutputFormat)
        {
            Warnings = _issues.Warnings,
            Damage = _damage.ToRuns(),
        };
    }

    private static PixelFormat GetNaturalFormat(PngChunkCollector collector)
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

    private PngImageData OpenData(DecodeIssues issues)
    {
        long raw = 0;
        foreach (PngPass pass in _passes)
            raw += (_header.GetRowBytes(pass.Width) + 1) * pass.Height;
        _rawBytes = raw;
        return new PngImageData(_source, _walk.FirstIdat, raw, _budget, _options, issues);
    }

    /// <summary>
    /// Refuses pictures that their IDAT bytes cannot fill even if DEFLATE does its utmost, before anyone allocates them;
    /// pictures up to MemoryBudget.FreePixels are let through unasked.
    /// </summary>
    private void CheckCapacity(ByteSource source, DecodeLimits limits)
    {
        long rowBytes = _header.GetRowBytes(_header.Width);
        // Rows are addressed with 32 bits, also when converted to 8 bytes a pixel.
        if (rowBytes >= Array.MaxLength / 2 || (long)_header.Width * 8 >= Array.MaxLength)
            throw _issues.Error(PngRules.RowTooLong, HeaderOffset, $"rows of {_header.Width} pixels are too long to decode");
        if (_header.Height > Array.MaxLength)
            throw _issues.Error(PngRules.TooManyRows, HeaderOffset + 4, $"{_header.Height} rows are too many to decode");
        if ((long)_header.Width * _header.Height <= MemoryBudget.FreePixels)
            return;
        Int128 needed = 0;
        foreach (PngPass pass in _passes)
            needed += (Int128)(_header.GetRowBytes(pass.Width) + 1) * pass.Height;
        long present = 0;
        PngChunkCursor chunk = _walk.FirstIdat;
        do
        {
            if (chunk.Type.Value == PngChunkType.Idat)
                present += chunk.Available;
            if ((Int128)present * MaxExpansion >= needed)
                return;
        }
        while (chunk.IsComplete && chunk.MoveNext() && chunk.Length <= PngChunkReader.MaxLength);

        throw _issues.Error(
            chunk.IsComplete ? PngRules.Capacity : PngRules.CapacityCut, chunk.IsComplete ? HeaderOffset : source.Length,
            $"{present} bytes cannot hold {_header.Width} x {_header.Height} pixels: DEFLATE expands at most {MaxExpansion} times");
    }

    public override void Dispose()
    {
        _data.Dispose();
        _pipeline.Dispose();
        ReleaseStrip();
    }
}
