// Owns: policy on every chunk but IDAT: completeness is the walker's, image data PngImageData's. Here a chunk's CRC, place,
// multiplicity and the findings of its payload become warnings or refusals, and its content metadata.
// What pixels depend on (IHDR, a palette that is used, tRNS where it has a meaning, critical chunks that nobody knows) is
// refused when broken, unless lenient. Everything else is harmless: passed over with a warning, unless strict.
namespace RawDecoders.Png;

/// <summary>Collects what the chunks of a file say. What ancillary chunks say: PngChunkCollector.Ancillary.cs.</summary>
internal sealed partial class PngChunkCollector(DecodeIssues issues, PngInflater inflater)
{
    private const int MaxListed = 1000;

    private readonly HashSet<uint> _seen = [];
    private readonly List<ImageText> _texts = [];
    private readonly List<PngSuggestedPalette> _suggested = [];
    private readonly List<PngChunkInfo> _unknown = [];
    private PngMetadata? _metadata;
    private ReadOnlyMemory<byte> _exif;
    private ReadOnlyMemory<byte> _xmp;
    private long _animationOffset;
    private long _frames;

    public PngStage Stage { get; private set; }

    public PngHeader Header => _metadata?.Header ?? throw new InvalidOperationException("IHDR has not been read.");

    public PngPalette? Palette => _metadata?.Palette;

    public PngTransparency? Transparency => _metadata?.Transparency;

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

        if (!CheckCrc(chunk))
            return;
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
            Report(chunk, new(-8, $"a second {type}; the first one counts", PngChunkRule.Clause));
            return;
        }

        if (rule.Misplaced(Stage) is { } misplaced)
        {
            // The reading stays clear, so that the place alone changes nothing, but for what comes too late to be used.
            issues.Harmless(chunk.Offset, misplaced, type.ToString(), PngChunkRule.Clause);
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
            throw issues.Error(ImageDecodeErrorKind.Malformed, offset, "IDAT comes before IHDR", "IDAT", PngChunkRule.Clause);
        if (Header.ColorType == PngColorType.Indexed && Palette is null)
            throw issues.Error(ImageDecodeErrorKind.Malformed, offset, "an indexed picture has no PLTE before its IDAT", "PLTE", "PNG 11.2.2");
        Stage = PngStage.AfterImageData;
    }

    /// <summary>The end of the datastream; nothing is in it.</summary>
    public void AcceptEnd(in PngChunkCursor chunk)
    {
        CheckCrc(chunk);
        if (chunk.Length != 0)
            issues.Harmless(chunk.Offset, $"the payload has {chunk.Length} bytes instead of none", "IEND", "PNG 11.2.4");
    }

    /// <summary>The walk is over, by IEND or for want of chunks.</summary>
    public void End()
    {
        Stage = PngStage.AfterEnd;
        if (_metadata?.Animation is { } animation && animation.FrameCount != _frames)
        {
            issues.Harmless(
                _animationOffset + 8, $"{animation.FrameCount} frames are declared, {_frames} are there", "acTL", "PNG 11.3.6.1");
        }
    }

    /// <summary>The picture's properties as far as the chunks so far say.</summary>
    public ImageInfo GetInfo(PixelFormat naturalFormat)
    {
        PngMetadata metadata = _metadata! with
        {
            SuggestedPalettes = _suggested.ToArray(),
            UnknownChunks = _unknown.ToArray(),
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

    private void Report(in PngChunkCursor chunk, PngFinding finding)
    {
        long offset = chunk.PayloadOffset + finding.At;
        if (finding.Kind == ImageDecodeErrorKind.LimitExceeded || DecidesPixels(chunk.Type))
            issues.Harmful(finding.Kind, offset, finding.What, chunk.Type.ToString(), finding.Clause);
        else
            issues.Harmless(offset, finding.What, chunk.Type.ToString(), finding.Clause);
    }

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
        if (Stage == PngStage.BeforeHeader ? chunk.Type.IsCritical : DecidesPixels(chunk.Type))
            issues.Harmful(ImageDecodeErrorKind.Malformed, chunk.CrcOffset, what, chunk.Type.ToString(), "PNG 5.5");
        else
            issues.Harmless(chunk.CrcOffset, what, chunk.Type.ToString(), "PNG 5.5");
        return issues.IsLenient;
    }

    /// <summary>A chunk before IHDR is of no use: what most chunks mean depends on the header.</summary>
    private void RejectBeforeHeader(in PngChunkCursor chunk)
    {
        if (chunk.Type.Value == PngChunkType.Cgbi)
        {
            throw issues.Error(
                ImageDecodeErrorKind.Unsupported, chunk.Offset, "an iOS-optimised file (CgBI), which is not PNG", "CgBI", "PNG 5.6");
        }

        string what = $"{chunk.Type} comes before IHDR";
        if (chunk.Type.IsCritical)
            throw issues.Error(ImageDecodeErrorKind.Malformed, chunk.Offset, what, chunk.Type.ToString(), PngChunkRule.Clause);
        issues.Harmless(chunk.Offset, what, chunk.Type.ToString(), PngChunkRule.Clause);
    }

    private void AcceptHeader(in PngChunkCursor chunk)
    {
        if (Stage != PngStage.BeforeHeader)
        {
            issues.Harmful(
                ImageDecodeErrorKind.Malformed, chunk.Offset, "a second IHDR; the first one counts", "IHDR", PngChunkRule.Clause);
            return;
        }

        // Without the header there is nothing to save.
        if (!PngHeader.TryParse(chunk.Payload, out PngHeader header, out PngFinding finding))
            throw issues.Error(finding.Kind, chunk.PayloadOffset + finding.At, finding.What, "IHDR", finding.Clause);
        _metadata = new PngMetadata { Header = header };
        Stage = PngStage.BeforePalette;
    }

    private void AcceptUnknown(in PngChunkCursor chunk)
    {
        if (chunk.Type.IsCritical)
        {
            issues.Harmful(
                ImageDecodeErrorKind.Unsupported, chunk.Offset, $"critical chunk {chunk.Type} is not known", chunk.Type.ToString(), "PNG 5.4");
        }

        if (_unknown.Count < MaxListed)
            _unknown.Add(new PngChunkInfo(chunk.Type, chunk.Offset, chunk.Length));
    }

    private void AcceptPalette(in PngChunkCursor chunk)
    {
        if (Header.ColorType is PngColorType.Grayscale or PngColorType.GrayscaleAlpha)
            issues.Harmless(chunk.Offset, "a grey picture has no palette", "PLTE", "PNG 11.2.2");
        if (_seen.Contains(PngChunkType.Trns) || _seen.Contains(PngChunkType.Bkgd) || _seen.Contains(PngChunkType.Hist))
            issues.Harmless(chunk.Offset, "it comes after tRNS, bKGD or hIST", "PLTE", PngChunkRule.Clause);
        bool usable = PngPalette.TryParse(chunk.Payload, Header, out PngPalette palette, out PngFinding finding);
        if (!usable && Header.ColorType == PngColorType.Indexed)
            throw issues.Error(finding.Kind, chunk.PayloadOffset + finding.At, finding.What, "PLTE", finding.Clause);
        // Too many entries are harmless: pixels cannot refer to them.
        bool harmful = Header.ColorType == PngColorType.Indexed && chunk.Length % 3 != 0;
        if (!finding.IsNone && harmful)
            issues.Harmful(finding.Kind, chunk.PayloadOffset + finding.At, finding.What, "PLTE", finding.Clause);
        else if (!finding.IsNone)
            issues.Harmless(chunk.PayloadOffset + finding.At, finding.What, "PLTE", finding.Clause);
        if (usable)
            _metadata = _metadata! with { Palette = palette };
        Stage = PngStage.AfterPalette;
    }
}
