// Owns: what a byte of a file has an effect on: which segment it is in, which tables and scans use it, and for entropy-coded
// data which MCUs its bits carry and how far an error in them goes: to the end of the restart interval, and in a progressive
// file on through the refinements of the same coefficients. Stands on JpegStudy, TableOrigins and ScanWalk. Leaves to others:
// finding the leaf of the tree.

using RawDecoders.Inspection;

namespace RawDecoders.Jpeg;

/// <summary>The effects of bytes.</summary>
/// <param name="study">The file.</param>
/// <param name="places">Where MCUs begin, of a file that is asked about again and again; null where it is asked once.</param>
internal sealed class JpegEffects(JpegStudy study, ScanPlaces? places = null)
{
    private readonly TableOrigins _origins = new(study.File.Span);

    public ByteEffect EffectOf(long offset, StructureNode leaf)
    {
        var reader = new JpegSegmentReader(study.File.Span);
        ScanRecord? scan = null;
        while (reader.Read())
        {
            if (offset < reader.Offset)
                return new ByteEffect(leaf.Name == "fill bytes" ? "nothing: fill before a marker" : "nothing: no part of the picture");
            long start = reader.Offset;
            if (reader.Marker == JpegMarker.Sos)
                scan = study.Scans.Find(s => s.Offset == start);
            if (offset < reader.Offset + reader.Length)
                return EffectOfItem(reader, scan, offset, leaf);
            if (reader.Marker == JpegMarker.Eoi)
                break;
        }

        return new ByteEffect("nothing: no part of the picture");
    }

    private PixelArea? Whole => study.Geometry is { } g ? new PixelArea(0, 0, g.Width, g.Height) : null;

    private ByteEffect EffectOfItem(in JpegSegmentReader reader, ScanRecord? scan, long offset, StructureNode leaf)
    {
        if (reader.Kind == JpegSegmentKind.EntropyCodedData)
            return scan is null ? new ByteEffect("nothing: the data of a scan that is not read") : EffectOfData(scan, offset);
        if (reader.Marker == JpegMarker.Eoi)
            return new ByteEffect("no pixel; without it the file is not known to be complete");
        if (reader.Kind == JpegSegmentKind.Marker)
            return new ByteEffect(reader.Marker.IsRestart() ? "where the next restart interval begins, and which one it is taken for" : "whether the file is known as JPEG", Whole);
        if (offset < reader.PayloadOffset)
            return new ByteEffect($"which segment this is and where the next one begins: everything from {reader.Marker.GetName()} on", Whole);
        return reader.Marker switch
        {
            JpegMarker.Dqt => EffectOfQuantization(reader, offset),
            JpegMarker.Dht => EffectOfHuffman(reader, offset),
            JpegMarker.Dri => new ByteEffect("where restarts are expected in the scans after it", Whole),
            JpegMarker.Dnl => new ByteEffect("the height of the picture, if the frame header leaves it open", Whole),
            JpegMarker.Sos => EffectOfScanHeader(reader, scan, offset, leaf),
            JpegMarker.Com or (>= JpegMarker.App0 and <= JpegMarker.App15) => EffectOfApplication(reader, offset, leaf),
            _ when reader.Marker.IsStartOfFrame() => new ByteEffect($"{leaf.Name} of the frame: every pixel", Whole),
            _ => new ByteEffect("nothing that is decoded"),
        };
    }

    private ByteEffect EffectOfScanHeader(in JpegSegmentReader reader, ScanRecord? scan, long offset, StructureNode leaf)
    {
        // Of a lossless scan Ss is the predictor, Al the point transform (B.2.3).
        long field = scan is null ? -1 : offset - reader.PayloadOffset - scan.Header.SpectralField;
        if (field >= 0 && !study.IsProgressive && (!study.IsLossless || field == 1))
            return new ByteEffect($"nothing: {leaf.Name} is ignored in a {(study.IsLossless ? "lossless" : "sequential")} scan");
        return new ByteEffect($"{leaf.Name}: how scan {(scan is null ? "" : $"{scan.Number + 1} ")}is read, and every pixel of its components", Whole);
    }

    private ByteEffect EffectOfApplication(in JpegSegmentReader reader, long offset, StructureNode leaf)
    {
        bool decides = leaf.Name == "identifier" && (JfifSegment.TryParse(reader.Payload, out _) || AdobeSegment.TryParse(reader.Payload, out _));
        if (decides || leaf.Name == "transform")
            return new ByteEffect("which colours the components are taken for: every pixel", Whole);
        bool turns = leaf.Name is "value" or "tag" or "type" or "count" && App1Segment.TryGetExif(reader.Payload, out _);
        return new ByteEffect(turns
            ? "metadata; if it tells the orientation, where a decoder is asked to apply that"
            : $"metadata ({reader.Marker.GetName()}), no pixel");
    }

    private ByteEffect EffectOfQuantization(in JpegSegmentReader reader, long offset)
    {
        var tables = new QuantizationTableSegment(reader.Payload);
        while (tables.TryReadNext(out _))
        {
            long start = reader.PayloadOffset + tables.Offset;
            int length = 1 + 8 * tables.Precision;
            if (offset >= start + length)
                continue;
            if (offset == start)
                return new ByteEffect("which table this is: every pixel of the components that use it", Whole);
            int k = (int)(offset - start - 1) / (tables.Precision / 8);
            int natural = ZigZag.ToNatural[k];
            var users = new List<string>();
            for (int c = 0; c < study.Structure.Frame.ComponentCount; c++)
            {
                ScanRecord? first = study.Scans.Find(s => s.Header.Components.ToArray().Any(x => x.Component == c));
                if (first is not null && _origins.Quantization(first, study.Structure.Frame.Components[c].QuantizationTable)?.Offset == start)
                    users.Add(study.ComponentName(c));
            }

            string which = $"the step of coefficient {k} (column {natural % 8}, row {natural / 8})";
            return users.Count == 0
                ? new ByteEffect($"nothing: {which} of a table that no component uses")
                : new ByteEffect($"{which} in every block of {string.Join(", ", users)}", Whole);
        }

        return new ByteEffect("a table that is not read", Whole);
    }

    private ByteEffect EffectOfHuffman(in JpegSegmentReader reader, long offset)
    {
        var tables = new HuffmanTableSegment(reader.Payload);
        while (tables.TryReadNext(out _))
        {
            long start = reader.PayloadOffset + tables.Offset;
            if (offset >= start + 17 + tables.Symbols.Length)
                continue;
            if (offset < start + 17)
                return new ByteEffect(offset == start ? "which table this is: every pixel of the scans that use it" : $"the codes of length {offset - start} and longer: every pixel of the scans that use them", Whole);
            bool isAc = tables.IsAc;
            var users = new List<string>();
            foreach (ScanRecord scan in study.Scans)
            {
                HuffmanTable?[] used = isAc ? scan.AcTables : scan.DcTables;
                for (int i = 0; i < used.Length; i++)
                {
                    ScanComponent c = scan.Header.Components[i];
                    if (used[i] is not null && _origins.Huffman(scan, isAc, isAc ? c.AcTable : c.DcTable)?.Offset == start)
                        users.Add($"{scan.Number + 1}");
                }
            }

            int index = (int)(offset - start - 17);
            string symbol = isAc ? TableNodes.NameAc(tables.Symbols[index]) : $"category {tables.Symbols[index]}";
            return users.Count == 0
                ? new ByteEffect($"nothing: the symbol {symbol} of a table that no scan uses")
                : new ByteEffect($"what one code means, now {symbol}: blocks of scan {string.Join(", ", users.Distinct())} that use it, and those after them", Whole);
        }

        return new ByteEffect("a table that is not read", Whole);
    }

    /// <summary>Entropy-coded data: the first block that has bits in the byte, and all up to the end of its interval.</summary>
    private ByteEffect EffectOfData(ScanRecord scan, long offset)
    {
        if (!study.CanReadBlocks)
            return new ByteEffect("the scan's coefficients", Whole);
        if (study.Scans.IndexOf(scan) >= study.UsedScans)
            return new ByteEffect("nothing: the data of a scan that is passed over");
        (long Mcu, int Component, string Item)? first = null;
        CodedInterval? holding = null;

        // Refinements need what the scans before have told.
        if (!study.CanKeepBlocks)
            return LeftOut(InspectLimit.Memory);
        CoefficientStore store = places?.Before(scan) ?? study.ReadCoefficients(study.Scans.IndexOf(scan));
        var walk = new ScanWalk(study, scan, store)
        {
            EmptyRows = [],
            OnBlock = block =>
            {
                if (first is not null || block.Start == block.End || block.Start.Offset > offset || LastByte(block.End) < offset)
                    return;
                first = (block.Mcu, block.Component, $"{(study.IsLossless ? "sample" : "block")} {block.X}, {block.Y} of {study.ComponentName(block.Component)}");
            },
            OnInterval = interval =>
            {
                if (offset >= interval.DataOffset && offset < interval.MarkerOffset)
                    holding = interval;
            },
        };
        if (places is null)
            walk.Run();
        else
            holding = places.Walk(walk, scan, offset, () => first is not null);
        // What was found before the end of the budget holds.
        if (walk.IsStopped && (first is null || holding is null))
            return LeftOut(InspectLimit.Work);
        if (first is not { } found || holding is not { } where)
            return holding is { IsWhole: false } cut ? ToEnd(scan, cut.FirstMcu, cut, "bits that cannot be read") : new ByteEffect("nothing: bytes that no MCU takes");
        return ToEnd(scan, found.Mcu, where, found.Item);
    }

    private ByteEffect LeftOut(InspectLimit limit)
        => new($"entropy-coded data; {new StructureElision(limit, 0, 0, "which blocks, for the scans up to it were not walked").Words}", Whole);

    /// <summary>The last byte with a bit before a place. A stuffed zero belongs to the FF before it.</summary>
    private long LastByte(BitPlace end)
        => end.Bit == 0 ? end.Offset - 1 : study.File.Span[(int)end.Offset] == 0xFF ? end.Offset + 1 : end.Offset;

    private ByteEffect ToEnd(ScanRecord scan, long mcu, in CodedInterval interval, string item)
    {
        long last = interval.FirstMcu + interval.McuCount - 1;
        string words = $"{item} in MCU {mcu} of scan {scan.Number + 1}, and what follows up to MCU {last}, where the {(scan.RestartInterval == 0 ? "scan" : "restart interval")} ends";
        (int left, int top, int right, int bottom) = Area(scan, mcu, last);
        if (study.IsProgressive)
        {
            (left, right) = (0, study.Geometry!.Width);
            if (scan.Header.SpectralStart > 0)
                bottom = ThroughRefinements(scan, top, bottom, ref words);
            if (StudySmoothing.IsWanted(study))
            {
                top -= 16 * study.Geometry.MaxVertical;
                bottom += 16 * study.Geometry.MaxVertical;
            }
        }

        // Triangle filters carry a chroma sample one pixel further.
        FrameGeometry g = study.Geometry!;
        (left, top) = (Math.Max(0, left - 1), Math.Max(0, top - 1));
        (right, bottom) = (Math.Min(g.Width, right + 1), Math.Min(g.Height, bottom + 1));
        return new ByteEffect(words, new PixelArea(left, top, right - left, bottom - top));
    }

    /// <summary>The pixels of MCUs <paramref name="first"/> to <paramref name="last"/> of a scan.</summary>
    private (int Left, int Top, int Right, int Bottom) Area(ScanRecord scan, long first, long last)
    {
        (int across, int width, int height) = Unit(scan);
        int top = (int)(first / across) * height, bottom = ((int)(last / across) + 1) * height;
        return first / across == last / across
            ? ((int)(first % across) * width, top, ((int)(last % across) + 1) * width, bottom)
            : (0, top, across * width, bottom);
    }

    /// <summary>MCUs in a row of a scan, and the pixels that one covers.</summary>
    private (int Across, int Width, int Height) Unit(ScanRecord scan)
    {
        FrameGeometry g = study.Geometry!;
        if (scan.Header.ComponentCount > 1)
            return (g.McusAcross, g.DataUnit * g.MaxHorizontal, g.McuHeight);
        ComponentGeometry c = g.Components[scan.Header.Components[0].Component];
        return (c.BlocksAcross, g.DataUnit * g.MaxHorizontal / c.HorizontalSampling, g.McuHeight / c.VerticalSampling);
    }

    /// <summary>
    /// G.1.2.3: a refinement has a correction bit for each coefficient that is non-zero, so a wrong coefficient puts it out of step,
    /// up to the end of its interval.
    /// </summary>
    private int ThroughRefinements(ScanRecord scan, int top, int bottom, ref string words)
    {
        bool any = false;
        foreach (ScanRecord later in study.Scans.Take(study.UsedScans).Where(s => s.Number > scan.Number))
        {
            bool refines = later.Header.ApproximationHigh != 0 && later.Header.SpectralStart > 0
                && later.Header.Components[0].Component == scan.Header.Components[0].Component;
            if (!refines)
                continue;
            any = true;
            (int across, _, int height) = Unit(later);
            long mcus = study.Geometry!.CountMcus(later.Header);
            long end = Math.Min(mcus, (long)((bottom + height - 1) / height) * across);
            if (later.RestartInterval != 0)
                end = Math.Min(mcus, (end + later.RestartInterval - 1) / later.RestartInterval * later.RestartInterval);
            else
                end = mcus;
            bottom = Math.Max(bottom, (int)((end + across - 1) / across) * height);
        }

        if (any)
            words += "; the refinements of these coefficients in later scans go out of step with them";
        return bottom;
    }
}
