// Owns: policy on every chunk but IDAT: completeness is the walker's, image data PngImageData's. Here a chunk's CRC, place,
// multiplicity and the findings of its payload become warnings or refusals, and its content metadata.
// What pixels depend on (IHDR, a palette that is used, tRNS where it has a meaning, critical chunks that nobody knows) is
// refused when broken, unless lenient. Everything else is harmless: passed over with a warning, unless strict.
namespace RawDecoders.Png;

/// <summary>Collects what the chunks of a file say.</summary>
internal sealed class PngChunkCollector(DecodeIssues issues, PngInflater inflater)
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

    /// <summary>Any known chunk but IHDR, PLTE, IDAT and IEND.</summary>
    private void AcceptAncillary(in PngChunkCursor chunk)
    {
        ReadOnlySpan<byte> payload = chunk.Payload;
        PngMetadata m = _metadata!;
        PngFinding finding = default;
        switch (chunk.Type.Value)
        {
            case PngChunkType.Trns:
                AcceptTransparency(chunk);
                return;
            case PngChunkType.Gama:
                if (PngGamma.TryParse(payload, out double gamma, out finding))
                    _metadata = m with { Gamma = gamma };
                break;
            case PngChunkType.Chrm:
                if (PngChromaticities.TryParse(payload, out PngChromaticities chromaticities, out finding))
                    _metadata = m with { Chromaticities = chromaticities };
                break;
            case PngChunkType.Srgb:
                if (PngStandardRgb.TryParse(payload, out PngRenderingIntent intent, out finding))
                    _metadata = m with { StandardRgb = intent };
                WarnOfTwoProfiles(chunk);
                break;
            case PngChunkType.Iccp:
                if (PngIccProfile.TryParse(payload, inflater, out PngIccProfile? profile, out finding))
                    _metadata = m with { IccProfile = profile };
                WarnOfTwoProfiles(chunk);
                break;
            case PngChunkType.Cicp:
                if (PngCodePoints.TryParse(payload, out PngCodePoints codePoints, out finding))
                    _metadata = m with { CodePoints = codePoints };
                break;
            case PngChunkType.Mdcv:
                if (PngMasteringDisplay.TryParse(payload, out PngMasteringDisplay display, out finding))
                    _metadata = m with { MasteringDisplay = display };
                break;
            case PngChunkType.Clli:
                if (PngContentLight.TryParse(payload, out PngContentLight light, out finding))
                    _metadata = m with { ContentLight = light };
                break;
            case PngChunkType.Sbit:
                if (PngSignificantBits.TryParse(payload, Header, out PngSignificantBits bits, out finding))
                    _metadata = m with { SignificantBits = bits };
                break;
            case PngChunkType.Bkgd:
                if (PngBackground.TryParse(payload, Header, PaletteCount, out PngBackground background, out finding))
                    _metadata = m with { Background = background };
                break;
            case PngChunkType.Hist:
                if (PngHistogram.TryParse(payload, PaletteCount, out ushort[] frequencies, out finding))
                    _metadata = m with { Histogram = frequencies };
                break;
            case PngChunkType.Phys:
                if (PngPhysicalDimensions.TryParse(payload, out PngPhysicalDimensions dimensions, out finding))
                    _metadata = m with { PhysicalDimensions = dimensions };
                break;
            case PngChunkType.Splt:
                if (WithinLimit(payload, out finding) && PngSuggestedPalette.TryParse(payload, out PngSuggestedPalette? suggested, out finding))
                    AddSuggested(suggested!, ref finding);
                break;
            case PngChunkType.Time:
                if (PngTime.TryParse(payload, out PngTime time, out finding))
                    _metadata = m with { LastModified = time };
                break;
            case PngChunkType.Exif:
                if (WithinLimit(payload, out finding))
                    AcceptExif(payload, ref finding);
                break;
            case PngChunkType.Text or PngChunkType.Ztxt or PngChunkType.Itxt:
                if (WithinLimit(payload, out finding))
                    AcceptText(chunk.Type, payload, ref finding);
                break;
            case PngChunkType.Actl:
                if (PngAnimation.TryParse(payload, out PngAnimation animation, out finding))
                {
                    _metadata = m with { Animation = animation };
                    _animationOffset = chunk.Offset;
                }

                break;
            case PngChunkType.Fctl:
                _frames++;
                if (PngFrameControl.TryParse(payload, Header, out PngFrameControl frame, out finding) && Stage < PngStage.AfterImageData)
                    AcceptDefaultFrame(frame, ref finding);
                break;
        }

        if (!finding.IsNone)
            Report(chunk, finding);
    }

    private void AcceptTransparency(in PngChunkCursor chunk)
    {
        bool usable = PngTransparency.TryParse(chunk.Payload, Header, PaletteCount, out PngTransparency transparency, out PngFinding finding);
        // A usable one only has too many entries, which no pixel refers to.
        if (!finding.IsNone && usable)
            issues.Harmless(chunk.PayloadOffset + finding.At, finding.What, "tRNS", finding.Clause);
        else if (!finding.IsNone)
            Report(chunk, finding);
        if (usable)
            _metadata = _metadata! with { Transparency = transparency };
    }

    private void AcceptExif(ReadOnlySpan<byte> payload, ref PngFinding finding)
    {
        if (!ExifReader.TryReadHeader(payload, out _, out _))
            finding = new(0, "it does not begin with a TIFF header (II*\\0 or MM\\0*)", "PNG 11.3.4.5");
        else
            _exif = payload.ToArray();
    }

    private void AcceptText(PngChunkType type, ReadOnlySpan<byte> payload, ref PngFinding finding)
    {
        ImageText? text;
        ReadOnlyMemory<byte> utf8 = default;
        _ = type.Value switch
        {
            PngChunkType.Text => PngTextChunks.TryParseText(payload, out text, out finding),
            PngChunkType.Ztxt => PngTextChunks.TryParseCompressed(payload, inflater, out text, out finding),
            _ => PngTextChunks.TryParseInternational(payload, inflater, out text, out utf8, out finding),
        };
        if (text is null)
            return;
        _texts.Add(text);
        if (type.Value == PngChunkType.Itxt && text.Keyword == "XML:com.adobe.xmp" && _xmp.IsEmpty)
            _xmp = utf8;
    }

    private void AcceptDefaultFrame(PngFrameControl frame, ref PngFinding finding)
    {
        if (frame.X != 0 || frame.Y != 0 || frame.Width != Header.Width || frame.Height != Header.Height)
            finding = new(4, "the frame of the default image is not the whole picture", "PNG 11.3.6.2");
        else if (_metadata!.DefaultFrame is not null)
            finding = new(-8, "a second fcTL before IDAT; the first one counts", PngChunkRule.Clause);
        else
            _metadata = _metadata with { DefaultFrame = frame };
    }

    private void AddSuggested(PngSuggestedPalette palette, ref PngFinding finding)
    {
        if (_suggested.Count == MaxListed)
            return;
        foreach (PngSuggestedPalette other in _suggested)
        {
            if (other.Name != palette.Name)
                continue;
            finding = new(0, $"another suggested palette is named \"{palette.Name}\" already", "PNG 11.3.4.4");
            return;
        }

        _suggested.Add(palette);
    }

    /// <summary>Items that are not inflated are as long as the file makes them; the limit is the same.</summary>
    private bool WithinLimit(ReadOnlySpan<byte> payload, out PngFinding finding)
    {
        finding = payload.Length <= inflater.Limit
            ? default
            : new(
                PngFinding.LengthField, $"{payload.Length} bytes are over the limit of {inflater.Limit}",
                "DecodeLimits.MaxMetadataBytes", ImageDecodeErrorKind.LimitExceeded);
        return finding.IsNone;
    }

    /// <summary>Recommended against, not forbidden.</summary>
    private void WarnOfTwoProfiles(in PngChunkCursor chunk)
    {
        if (_seen.Contains(PngChunkType.Iccp) && _seen.Contains(PngChunkType.Srgb))
            issues.Warn(chunk.Offset, "iCCP and sRGB should not both be present", chunk.Type.ToString(), "PNG 11.3.2.5");
    }
}
