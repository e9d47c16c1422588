// Owns: the regions after the headers: palette, pixel data, profile, the gaps between them and what follows the last. Stands after
// BmpHeaderReader.Headers.cs in the walk. Leaves the pixels to the decoder.

namespace RawDecoders.Bmp;

public ref partial struct BmpHeaderReader
{
    /// <summary>Works out the palette and all that follows it; true if there is a palette region to show.</summary>
    private bool ReadPalette()
    {
        BmpDibHeader header = DibHeader;
        int entrySize = header.PaletteEntrySize;
        long addressable = header.HasPalettePixels ? 1L << header.BitCount : 0;
        long stated = header.ColorsUsed == 0 ? addressable : header.ColorsUsed;
        long start = _position;
        long pixelOffset = FileHeader.PixelOffset;
        BmpFindings findings = _maskFindings;
        if (header.HasPalettePixels && stated > addressable)
            findings |= BmpFindings.PaletteTooLarge;

        long paletteEnd = start + Math.Min(stated, addressable) * entrySize;
        if (!HasFileHeader)
        {
            // A table of colours that pixels do not refer to stands there all the same ("biClrUsed", wingdi.h); but writers put a
            // number there without a table, and then the file is not long enough for both.
            if (!header.HasPalettePixels && start + stated * entrySize + header.ImageBytes <= _fileLength)
                paletteEnd = start + stated * entrySize;
            stated = (paletteEnd - start) / entrySize;
            pixelOffset = paletteEnd;
        }
        else if (pixelOffset < start)
        {
            findings |= pixelOffset == 0 ? BmpFindings.OffsetZero : BmpFindings.OffsetInsideHeaders;
            pixelOffset = paletteEnd;
        }
        else if (pixelOffset < paletteEnd && header.IsUncompressed && _fileLength - paletteEnd == header.ImageBytes)
        {
            // A palette may be cut short. But where the whole of it and the pixels fill the file to the byte, the offset is wrong.
            findings |= BmpFindings.OffsetInsidePalette;
            pixelOffset = paletteEnd;
        }

        long entries = Math.Min(stated, (pixelOffset - start) / entrySize);
        if (entries < (header.HasPalettePixels ? Math.Min(stated, addressable) : stated))
            findings |= BmpFindings.PaletteCutShort;
        PaletteCount = (int)Math.Min(entries, addressable);
        PixelOffset = pixelOffset;
        if (pixelOffset >= _fileLength)
            findings |= BmpFindings.OffsetPastEnd;
        if (header.Kind == BmpHeaderKind.V5 && header.ProfileSize != 0
            && header.ColorSpaceKind is BmpColorSpaceKind.ProfileEmbedded or BmpColorSpaceKind.ProfileLinked)
        {
            ProfileOffset = _dibOffset + (long)header.ProfileOffset;
        }

        if (entries == 0)
        {
            _bodyFindings = findings;
            return false;
        }

        // Pixels need no more than the addressable entries: a prefix that holds those is enough to go on.
        long wanted = start + PaletteCount * (long)entrySize;
        Kind = BmpRegionKind.Palette;
        Offset = start;
        Length = Math.Min(entries * entrySize, _fileLength - start);
        _regionEnd = start + entries * entrySize;
        Findings = findings;
        _position = start + Length;
        if (wanted > _data.Length)
        {
            BytesNeeded = wanted;
            if (wanted > _fileLength)
                Findings |= BmpFindings.Truncated;
            _stage = BmpStage.End;
            return Length > 0;
        }

        return true;
    }

    /// <summary>Everything after the palette: the nearer of pixels and profile, with gaps between.</summary>
    private bool ReadBody()
    {
        Findings = _bodyFindings;
        _bodyFindings = 0;
        long end = _fileLength;
        if (_unparsed)
            return _position >= end ? Finish() : Emit(BmpRegionKind.Trailing, end, 0);

        bool pixelsLeft = !_pixelsSeen && PixelOffset < end;
        bool profileLeft = !_profileSeen && ProfileOffset > 0;
        if (profileLeft && (ProfileOffset < _position || ProfileOffset >= end))
        {
            // Inside the headers or behind the end: it has no bytes of its own.
            _profileSeen = true;
            profileLeft = false;
            Findings |= BmpFindings.ProfileMisplaced;
        }

        if (_position >= end)
            return Finish();

        if (pixelsLeft && (!profileLeft || PixelOffset <= ProfileOffset))
        {
            if (PixelOffset > _position)
                return Emit(BmpRegionKind.Gap, PixelOffset, 0);
            _pixelsSeen = true;
            return EmitPixels(end, profileLeft);
        }

        if (profileLeft)
        {
            if (ProfileOffset > _position)
                return Emit(BmpRegionKind.Gap, ProfileOffset, 0);
            _profileSeen = true;
            long profileEnd = ProfileOffset + DibHeader.ProfileSize;
            BmpFindings findings = profileEnd > end || (pixelsLeft && profileEnd > PixelOffset) ? BmpFindings.ProfileMisplaced : 0;
            Emit(BmpRegionKind.Profile, Math.Min(profileEnd, pixelsLeft ? PixelOffset : end), findings);
            _regionEnd = profileEnd;
            return true;
        }

        if (end == long.MaxValue)
            return Finish();
        return Emit(BmpRegionKind.Trailing, end, _pixelsSeen ? BmpFindings.TrailingBytes : 0);
    }

    /// <summary>No more regions; what was found since the last one is left in <see cref="Findings"/>.</summary>
    private bool Finish()
    {
        (Kind, Offset, Length) = (BmpRegionKind.Trailing, _position, 0);
        _stage = BmpStage.End;
        return false;
    }

    private bool EmitPixels(long end, bool profileLeft)
    {
        BmpDibHeader header = DibHeader;
        BmpFindings findings = 0;
        long length;
        if (header.IsUncompressed)
        {
            length = header.ImageBytes;
            if (header.ImageSize != 0 && header.ImageSize != length)
                findings |= BmpFindings.ImageSizeWrong;
            if (length > end - PixelOffset)
            {
                findings |= end - PixelOffset >= length - header.RowStride + header.RowBytes ? BmpFindings.PaddingMissing : BmpFindings.Truncated;
            }
        }
        else
        {
            // Coded pixels end where they say; the stated size only serves to find what follows them.
            length = header.ImageSize;
            if (length == 0 || length > end - PixelOffset)
            {
                if (end != long.MaxValue || length == 0)
                    findings |= BmpFindings.ImageSizeWrong;
                length = profileLeft && ProfileOffset > PixelOffset ? ProfileOffset - PixelOffset : end - PixelOffset;
            }
        }

        long stop = length > end - PixelOffset ? end : PixelOffset + length;
        if (profileLeft && ProfileOffset < stop)
        {
            findings |= BmpFindings.ProfileMisplaced;
            _profileSeen = true;
        }

        Emit(BmpRegionKind.PixelData, stop, findings);
        if (header.IsUncompressed)
            _regionEnd = PixelOffset + length;
        return true;
    }
}
