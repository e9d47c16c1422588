// Owns: policy on every chunk but IDAT. A chunk's CRC, place, multiplicity and the findings of its payload become warnings or refusals
// here, and its content metadata. What pixels depend on (IHDR, a palette that is used, tRNS where it has a meaning, critical chunks that
// nobody knows) is refused when broken, unless lenient; everything else is harmless: passed over with a warning, unless strict. Stands
// between PngHeaderWalk and the payload structs. Leaves to others: completeness (the walker), image data (PngImageData).
namespace RawDecoders.Png;

/// <summary>Collects what the chunks of a file say. What ancillary chunks say: PngChunkCollector.Ancillary.cs.</summary>
internal sealed partial class PngChunkCollector(DecodeIssues issues, PngInflater inflater)
{
    private const int MaxListed = 1000;
    private const string BeforeHeader = "it comes before IHDR";
    private const string Second = "a second one; the first counts";

    private readonly HashSet<uint> _seen = [];
    private readonly List<ImageText> _texts = [];
    private readonly List<PngSuggestedPalette> _suggested = [];
    private readonly List<PngChunkInfo> _unknown = [];
    private PngMetadata? _metadata;
    private ReadOnlyMemory<byte> _exif;
    private ReadOnlyMemory<byte> _xmp;

    public PngStage Stage { get; private set; }

    /// <summary>What the animation chunks say together.</summary>
    public PngAnimationCheck Animation { get; } = new(issues);

    public PngHeader Header => _metadata?.Header ?? throw new InvalidOperationException("IHDR has not been read.");

    public PngPalette? Palette => _metadata?.Palette;

    public PngTransparency? Transparency => _metadata?.Transparency;

    /// <summary>Lenient: the first wrong CRC of a chunk that all pixels rest on; null if there is none.</summary>
    public Issue? Doubt { get; private set; }

    private int PaletteCount => Palette?.Count ?? 0;

    /// <summary>Takes the next chunk, which is complete.</summary>
    public void Accept(in PngChunkCursor chunk)
    {
        PngChunkType type = chunk.Type;
        if (Stage == PngStage.BeforeHeader && type.Value != PngChunkType.Ihdr)
        {
            RejectBeforeHeader(chunk);
            return;
        }

        // An fdAT keeps its number: whether its data is sound is asked when its frame is read.
        if (!CheckCrc(chunk) && type.Value != PngChunkType.Fdat)
        {
            if (type.Value == PngChunkType.Fctl)
                Animation.Lose(chunk);
            return;
        }

        if (type.Value == PngChunkType.Ihdr)
        {
            AcceptHeader(chunk);
            return;
        }

        if (PngChunkRule.Find(type) is not { } rule)
        {
            AcceptUnknown(chunk);
            return;
        }

        if (!_seen.Add(type.Value) && !rule.MayRepeat)
        {
            Report(chunk, new(DecidesPixels(type) ? PngRules.ChunkRepeatedCritical : PngRules.ChunkRepeated, PngChunkLength.Field, Second));
            return;
        }

        if (rule.Misplaced(Stage) is { } misplaced)
        {
            // The reading stays clear, so that the place alone changes nothing, but for what comes too late to be used.
            issues.Report(PngRules.ChunkOrder, chunk.Offset, misplaced, type.ToString());
            if (Stage >= PngStage.AfterImageData && type.Value is PngChunkType.Plte or PngChunkType.Trns)
                return;
        }

        if (type.Value == PngChunkType.Plte)
            AcceptPalette(chunk);
        else
            AcceptAncillary(chunk);
    }

    /// <summary>The header chunks are through: is what pixels need there? <paramref name="offset"/> is that of the first IDAT.</summary>
    public void BeginImageData(long offset)
    {
        if (Stage == PngStage.BeforeHeader)
            throw issues.Error(PngRules.HeaderFirst, offset, BeforeHeader, "IDAT");
        if (Header.ColorType == PngColorType.Indexed && Palette is null)
            throw issues.Error(PngRules.PaletteMissing, offset, "an indexed picture has none before its image data");
        Stage = PngStage.AfterImageData;
        Animation.BeginImageData();
    }

    /// <summary>The end of the datastream; nothing is in it.</summary>
    public void AcceptEnd(in PngChunkCursor chunk)
    {
        CheckCrc(chunk);
        if (chunk.Length != 0)
            issues.Report(PngRules.EndLength, chunk.Offset, $"the payload has {chunk.Length} bytes instead of none");
    }

    /// <summary>The walk is over, by IEND or for want of chunks.</summary>
    public void End()
    {
        Stage = PngStage.AfterEnd;
        Animation.EndFile();
    }

    /// <summary>The picture's properties as far as the chunks so far say.</summary>
    public ImageInfo GetInfo(PixelFormat naturalFormat)
    {
        PngMetadata metadata = _metadata! with
        {
            SuggestedPalettes = _suggested.ToArray(),
            UnknownChunks = _unknown.ToArray(),
            AnimationDuration = _metadata!.Animation is null ? null : new TimeSpan(Animation.Ticks),
        };
        return new ImageInfo
        {
            Format = ImageFormat.Png,
            Width = Header.Width,
            Height = Header.Height,
            PixelFormat = naturalFormat,
            BitDepth = Header.BitDepth,
            ColorModel = Header.ColorType switch
            {
                PngColorType.Grayscale => ColorModel.Grayscale,
                PngColorType.Truecolor => ColorModel.Rgb,
                PngColorType.Indexed => ColorModel.Indexed,
                PngColorType.GrayscaleAlpha => ColorModel.GrayscaleAlpha,
                _ => ColorModel.Rgba,
            },
            Orientation = ExifReader.ReadOrientation(_exif.Span) ?? ImageOrientation.TopLeft,
            Density = metadata.PhysicalDimensions is { } d
                ? new PixelDensity(d.X, d.Y, d.IsMetre ? DensityUnit.Metre : DensityUnit.None)
                : null,
            IccProfile = metadata.IccProfile?.Data ?? default,
            Exif = _exif,
            Xmp = _xmp,
            Texts = _texts.ToArray(),
            Metadata = metadata,
        };
    }

    /// <summary>Whether pixels depend on a chunk: the line between harmful and harmless.</summary>
    private bool DecidesPixels(PngChunkType type) => type.Value switch
    {
        // Nothing is in IEND; without it the pixels are the same.
        PngChunkType.Iend => false,
        PngChunkType.Trns => Header.ColorType is PngColorType.Grayscale or PngColorType.Truecolor or PngColorType.Indexed
            && Stage < PngStage.AfterImageData,
        _ => type.IsCritical,
    };

    private void Report(in PngChunkCursor chunk, in Finding finding) => issues.Report(finding, chunk.PayloadOffset, chunk.Type.ToString());

    /// <summary>
    /// A wrong CRC: critical chunks and tRNS are refused, of others the content is not believed (libpng does the same).
    /// Lenient decodes use what is there. Returns whether to go on with the chunk.
    /// </summary>
    private bool CheckCrc(in PngChunkCursor chunk)
    {
        uint computed = chunk.ComputeCrc();
        if (computed == chunk.StoredCrc)
            return true;
        string what = $"the CRC is {chunk.StoredCrc:X8}, of the data it would be {computed:X8}";
        bool decides = Stage == PngStage.BeforeHeader ? chunk.Type.IsCritical : DecidesPixels(chunk.Type);
        Rule rule = decides ? PngRules.ChunkCrc : chunk.Type.Value == PngChunkType.Fdat ? PngRules.FdatCrc : PngRules.ChunkCrcAncillary;
        issues.Report(rule, chunk.CrcOffset, what, chunk.Type.ToString());
        if (Doubt is null && MayChangePixels(chunk))
            Doubt = DecodeIssues.Make(rule, chunk.CrcOffset, what, chunk.Type.ToString());
        return issues.IsLenient;
    }

    /// <summary>
    /// Whether damage in a chunk outside the image data can have changed a pixel: in the header, in a palette or transparency that
    /// is used, or in the type of what was a tRNS, as its CRC then says.
    /// </summary>
    private bool MayChangePixels(in PngChunkCursor chunk) => chunk.Type.Value switch
    {
        PngChunkType.Ihdr => Stage == PngStage.BeforeHeader,
        PngChunkType.Plte => Header.ColorType == PngColorType.Indexed,
        PngChunkType.Trns => DecidesPixels(chunk.Type),
        _ => Stage < PngStage.AfterImageData && PngChunkRule.Find(chunk.Type) is null
            && chunk.StoredCrc == chunk.ComputeCrcAs(PngChunkType.Trns),
    };

    /// <summary>A chunk before IHDR is of no use: what most chunks mean depends on the header.</summary>
    private void RejectBeforeHeader(in PngChunkCursor chunk)
    {
        if (chunk.Type.Value == PngChunkType.Cgbi)
            throw issues.Error(PngRules.CgBI, chunk.Offset, "an iOS-optimised file, which is not PNG");
        if (chunk.Type.IsCritical)
            throw issues.Error(PngRules.HeaderFirst, chunk.Offset, BeforeHeader, chunk.Type.ToString());
        issues.Report(PngRules.ChunkOrder, chunk.Offset, BeforeHeader, chunk.Type.ToString());
    }

    private void AcceptHeader(in PngChunkCursor chunk)
    {
        if (Stage != PngStage.BeforeHeader)
        {
            issues.Report(PngRules.ChunkRepeatedCritical, chunk.Offset, Second, "IHDR");
            return;
        }

        // Without the header there is nothing to save.
        if (!PngHeader.TryParse(chunk.Payload, out PngHeader header, out Finding finding))
            throw issues.Error(finding, chunk.PayloadOffset);
        _metadata = new PngMetadata { Header = header };
        Stage = PngStage.BeforePalette;
    }

    private void AcceptUnknown(in PngChunkCursor chunk)
    {
        if (chunk.Type.IsCritical)
            issues.Report(PngRules.ChunkUnknown, chunk.Offset, "a critical chunk that is not known", chunk.Type.ToString());

        if (_unknown.Count < MaxListed)
            _unknown.Add(new PngChunkInfo(chunk.Type, chunk.Offset, chunk.Length));
    }

    private void AcceptPalette(in PngChunkCursor chunk)
    {
        if (Header.ColorType is PngColorType.Grayscale or PngColorType.GrayscaleAlpha)
            issues.Report(PngRules.PaletteOfGrey, chunk.Offset, "a grey picture has no palette");
        if (_seen.Contains(PngChunkType.Trns) || _seen.Contains(PngChunkType.Bkgd) || _seen.Contains(PngChunkType.Hist))
            issues.Report(PngRules.ChunkOrder, chunk.Offset, "it comes after tRNS, bKGD or hIST", "PLTE");
        bool usable = PngPalette.TryParse(chunk.Payload, Header, out PngPalette palette, out Finding finding);
        if (!finding.IsNone)
            issues.Report(finding, chunk.PayloadOffset);
        if (usable)
            _metadata = _metadata! with { Palette = palette };
        Stage = PngStage.AfterPalette;
    }
}
