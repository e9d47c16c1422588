// Owns: which payload parser an ancillary chunk goes to, and where in the metadata its content goes.
namespace RawDecoders.Png;

internal sealed partial class PngChunkCollector
{
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
