// Owns: which payload parser an ancillary chunk goes to, and where in the metadata its content goes. Stands beside PngChunkCollector.cs, a
// part of the same class. Leaves to others: the content's own rules (the payload structs).
namespace RawDecoders.Png;

internal sealed partial class PngChunkCollector
{
    /// <summary>What the payload parsers have in common: false, with a finding, for content that is of no use.</summary>
    private delegate bool Parser<T>(ReadOnlySpan<byte> payload, out T value, out Finding finding);

    /// <summary>The content of a chunk that may stand once; without content the property stays as it was, null.</summary>
    private static T? Parse<T>(Parser<T> parser, ReadOnlySpan<byte> payload, out Finding finding)
        where T : struct
        => parser(payload, out T value, out finding) ? value : null;

    /// <summary>Any known chunk but IHDR, PLTE, IDAT and IEND.</summary>
    private void AcceptAncillary(in PngChunkCursor chunk)
    {
        ReadOnlySpan<byte> payload = chunk.Payload;
        PngMetadata m = _metadata!;
        Finding finding = default;
        switch (chunk.Type.Value)
        {
            case PngChunkType.Trns:
                AcceptTransparency(chunk);
                return;
            case PngChunkType.Gama:
                _metadata = m with { Gamma = Parse<double>(PngGamma.TryParse, payload, out finding) };
                break;
            case PngChunkType.Chrm:
                _metadata = m with { Chromaticities = Parse<PngChromaticities>(PngChromaticities.TryParse, payload, out finding) };
                break;
            case PngChunkType.Srgb:
                _metadata = m with { StandardRgb = Parse<PngRenderingIntent>(PngStandardRgb.TryParse, payload, out finding) };
                WarnOfTwoProfiles(chunk);
                break;
            case PngChunkType.Iccp:
                PngIccProfile.TryParse(payload, inflater, out PngIccProfile? profile, out finding);
                _metadata = m with { IccProfile = profile };
                WarnOfTwoProfiles(chunk);
                break;
            case PngChunkType.Cicp:
                _metadata = m with { CodePoints = Parse<PngCodePoints>(PngCodePoints.TryParse, payload, out finding) };
                break;
            case PngChunkType.Mdcv:
                _metadata = m with { MasteringDisplay = Parse<PngMasteringDisplay>(PngMasteringDisplay.TryParse, payload, out finding) };
                break;
            case PngChunkType.Clli:
                _metadata = m with { ContentLight = Parse<PngContentLight>(PngContentLight.TryParse, payload, out finding) };
                break;
            case PngChunkType.Sbit:
                _metadata = m with { SignificantBits = Parse<PngSignificantBits>(
                    (p, out value, out f) => PngSignificantBits.TryParse(p, Header, out value, out f), payload, out finding) };
                break;
            case PngChunkType.Bkgd:
                _metadata = m with { Background = Parse<PngBackground>(
                    (p, out value, out f) => PngBackground.TryParse(p, Header, PaletteCount, out value, out f), payload, out finding) };
                break;
            case PngChunkType.Hist:
                PngHistogram.TryParse(payload, PaletteCount, out ushort[] frequencies, out finding);
                _metadata = m with { Histogram = frequencies };
                break;
            case PngChunkType.Phys:
                _metadata = m with { PhysicalDimensions = Parse<PngPhysicalDimensions>(PngPhysicalDimensions.TryParse, payload, out finding) };
                break;
            case PngChunkType.Time:
                _metadata = m with { LastModified = Parse<PngTime>(PngTime.TryParse, payload, out finding) };
                break;
            case PngChunkType.Actl:
                _metadata = m with { Animation = Parse<PngAnimation>(PngAnimation.TryParse, payload, out finding) };
                Animation.Declare(_metadata.Animation, chunk, isInPlace: Stage < PngStage.AfterImageData);
                break;
            case PngChunkType.Splt:
                if (WithinLimit(payload, out finding) && PngSuggestedPalette.TryParse(payload, out PngSuggestedPalette? suggested, out finding))
                    AddSuggested(suggested!, ref finding);
                break;
            case PngChunkType.Exif:
                if (WithinLimit(payload, out finding))
                    AcceptExif(payload, ref finding);
                break;
            case PngChunkType.Text or PngChunkType.Ztxt or PngChunkType.Itxt:
                if (WithinLimit(payload, out finding))
                    AcceptText(chunk.Type, payload, ref finding);
                break;
            case PngChunkType.Fctl:
                if (PngFrameControl.TryParse(payload, Header, out PngFrameControl frame, out finding) && Stage < PngStage.AfterImageData)
                    AcceptDefaultFrame(frame, ref finding);
                break;
        }

        if (!finding.IsNone)
            Report(chunk, finding);
        Animation.Accept(chunk, finding);
    }

    private void AcceptTransparency(in PngChunkCursor chunk)
    {
        bool usable = PngTransparency.TryParse(chunk.Payload, Header, PaletteCount, out PngTransparency transparency, out Finding finding);
        if (!finding.IsNone)
            Report(chunk, finding);
        if (usable)
            _metadata = _metadata! with { Transparency = transparency };
    }

    private void AcceptExif(ReadOnlySpan<byte> payload, ref Finding finding)
    {
        if (!ExifReader.TryReadHeader(payload, out _, out _))
            finding = new(PngRules.Exif, 0, "it does not begin with a TIFF header (II*\\0 or MM\\0*)");
        else
            _exif = payload.ToArray();
    }

    /// <summary>Whether an eXIf that comes later will be the file's: no other came before, and it is to be believed.</summary>
    public bool WillTakeExif(in PngChunkCursor chunk)
        => !_seen.Contains(PngChunkType.Exif) && chunk.Length <= inflater.Limit && (issues.IsLenient || chunk.ComputeCrc() == chunk.StoredCrc);

    private void AcceptText(PngChunkType type, ReadOnlySpan<byte> payload, ref Finding finding)
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

    private void AcceptDefaultFrame(PngFrameControl frame, ref Finding finding)
    {
        if (frame.X != 0 || frame.Y != 0 || frame.Width != Header.Width || frame.Height != Header.Height)
            finding = new(PngRules.FctlArea, 4, "the frame of the default image is not the whole picture");
        else if (_metadata!.DefaultFrame is not null)
            finding = new(PngRules.ChunkRepeated, PngChunkLength.Field, "a second one before IDAT; the first counts");
        else
            _metadata = _metadata with { DefaultFrame = frame };
    }

    private void AddSuggested(PngSuggestedPalette palette, ref Finding finding)
    {
        if (_suggested.Count == MaxListed)
            return;
        foreach (PngSuggestedPalette other in _suggested)
        {
            if (other.Name != palette.Name)
                continue;
            finding = new(PngRules.SpltNameRepeated, 0, $"another suggested palette is named \"{palette.Name}\" already");
            return;
        }

        _suggested.Add(palette);
    }

    /// <summary>Items that are not inflated are as long as the file makes them; the limit is the same.</summary>
    private bool WithinLimit(ReadOnlySpan<byte> payload, out Finding finding)
    {
        finding = payload.Length <= inflater.Limit
            ? default
            : new(SharedRules.MaxMetadataBytes, PngChunkLength.Field, $"{payload.Length} bytes are over the limit of {inflater.Limit}");
        return finding.IsNone;
    }

    /// <summary>Recommended against, not forbidden.</summary>
    private void WarnOfTwoProfiles(in PngChunkCursor chunk)
    {
        if (_seen.Contains(PngChunkType.Iccp) && _seen.Contains(PngChunkType.Srgb))
            issues.Report(PngRules.TwoProfiles, chunk.Offset, "iCCP and sRGB should not both be present");
    }
}
