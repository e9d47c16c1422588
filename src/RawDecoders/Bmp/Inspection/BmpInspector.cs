// Owns: the walk over a BMP file for study: regions from BmpHeaderReader, each explained by the file beside this one that owns it;
// findings from BmpHeaderIssues and from a lenient decode of the pixels, so that they are the decoder's. Stands under
// ImageInspector. Leaves where a pixel comes from to BmpTrail, what a byte changes to BmpEffects, pictures to BmpStages.
using System.Buffers;
using RawDecoders.Inspection;

namespace RawDecoders.Bmp;

/// <summary>Explains a BMP file.</summary>
internal sealed class BmpInspector(ReadOnlyMemory<byte> file, InspectOptions options) : FormatInspector(file, options)
{
    private const string GapName = "gap";

    private readonly record struct BmpRegion(BmpRegionKind Kind, long Offset, long Length);

    public override EmbeddedPart? FindEmbedded()
    {
        using MemoryHandle pin = File.Pin();
        BmpFile headers = BmpFile.Read(Source(pin), isWhole: true);
        return headers.TryFindEmbedded(File.Length, out ImageFormat format, out long offset, out long length)
            ? new EmbeddedPart(format, offset, length, (width, height) => Compare(headers, width, height))
            : null;
    }

    public override StructureNode Inspect()
    {
        using MemoryHandle pin = File.Pin();
        BmpFile headers = BmpFile.Read(Source(pin), isWhole: true);
        List<BmpRegion> regions = ReadRegions();
        (BmpCodeLog log, BmpCodeTree? codes, Issue? refusal) = Follow(pin, headers);
        long[]? uses = refusal is null ? BmpEffects.CountIndices(Source(pin), headers, Options.Limits) : null;
        if (codes is not null)
            Extend(regions, (log.EndBit + 7) >> 3);

        var root = new StructureNode("BMP file", 0, File.Length, Summary(headers));
        Nodes.TryTake();
        var writer = new FieldWriter(root, File, 0, Nodes);
        foreach (BmpRegion region in regions)
            AddRegion(writer, region, headers, log, codes, uses);
        writer.Close();

        foreach (Issue finding in BmpHeaderFindings.Of(headers).Concat(BmpHeaderFindings.NotesOn(headers)))
            root.Attach(finding);
        foreach ((Issue finding, _, _) in log.Findings)
            root.Attach(finding);
        if (refusal is not null && !BmpHeaderFindings.Of(headers).Any(f => f.Rule == refusal.Rule && f.Offset == refusal.Offset))
            root.Attach(refusal);
        return root;
    }

    public override PixelTrail Trace(int x, int y)
    {
        using MemoryHandle pin = File.Pin();
        return new BmpTrail(File, Source(pin), Options).Trace(x, y);
    }

    public override ByteEffect Affects(long offset, StructureNode leaf)
    {
        if (leaf.Name == GapName)
            return new ByteEffect("nothing: no part of the file refers to the byte");
        using MemoryHandle pin = File.Pin();
        return new BmpEffects(Source(pin), Options).Of(offset);
    }

    public override IEnumerable<StagePicture> Stages() => new BmpStages(File, Options).All();

    private static unsafe ByteSource SourceOf(MemoryHandle pin, int length) => new((byte*)pin.Pointer, length);

    private ByteSource Source(MemoryHandle pin) => SourceOf(pin, File.Length);

    private static Issue? Compare(BmpFile headers, int width, int height)
        => BmpHeaderIssues.DescribeMismatch(headers, width, height);

    private List<BmpRegion> ReadRegions()
    {
        var regions = new List<BmpRegion>();
        var reader = new BmpHeaderReader(File.Span);
        while (reader.Read())
            regions.Add(new BmpRegion(reader.Kind, reader.Offset, reader.Length));
        return regions;
    }

    /// <summary>
    /// Decodes the pixels as Lenient does and keeps what that tells. A file that even Lenient refuses has no codes, and the
    /// refusal is one more finding: a limit, a coding that is not decoded. (An embedded picture is not this decoder's.)
    /// </summary>
    private (BmpCodeLog Log, BmpCodeTree? Codes, Issue? Refusal) Follow(MemoryHandle pin, BmpFile headers)
    {
        var log = new BmpCodeLog(Options.Symbols ? Options.MaxNodes : Math.Min(Options.MaxNodes, BmpCodeTree.MostCodes));
        try
        {
            var opening = new BmpOpening(
                Source(pin), isWhole: true, new DecodeOptions { Strictness = Strictness.Lenient, Limits = Options.Limits });
            if (opening.TryFindEmbedded(out _, out _, out _))
                return (log, null, null);
            using BmpDecoder decoder = opening.Open();
            decoder.Follow(log);
            return (log, headers.Dib.IsUncompressed ? null : new BmpCodeTree(decoder.File, File, Nodes, decoder.LowBitFirst), null);
        }
        catch (ImageDecodeException error)
        {
            return (log, null, error.Issue);
        }
    }

    /// <summary>Code that runs on past what biSizeImage says is pixel data all the same; what follows begins later then.</summary>
    private static void Extend(List<BmpRegion> regions, long end)
    {
        int pixels = regions.FindIndex(r => r.Kind == BmpRegionKind.PixelData);
        if (pixels < 0 || regions[pixels].Offset + regions[pixels].Length >= end)
            return;
        regions[pixels] = regions[pixels] with { Length = end - regions[pixels].Offset };
        for (int i = regions.Count - 1; i > pixels; i--)
        {
            BmpRegion region = regions[i];
            long over = end - region.Offset;
            if (over >= region.Length)
                regions.RemoveAt(i);
            else if (over > 0)
                regions[i] = region with { Offset = end, Length = region.Length - over };
        }
    }

    private void AddRegion(FieldWriter writer, BmpRegion region, BmpFile headers, BmpCodeLog log, BmpCodeTree? codes, long[]? uses)
    {
        BmpDibHeader dib = headers.Dib;
        ReadOnlySpan<byte> payload = File.Span.Slice((int)region.Offset, (int)region.Length);
        (string name, string value, string clause) = region.Kind switch
        {
            BmpRegionKind.FileHeader => ("BITMAPFILEHEADER", "", "wingdi.h BITMAPFILEHEADER"),
            BmpRegionKind.DibHeader => (BmpFields.NameOf(dib.Kind, dib.Size), "", $"wingdi.h {BmpFields.NameOf(dib.Kind, dib.Size)}"),
            BmpRegionKind.ColorMasks => ("color masks", BmpColorTree.DrawPixel(headers.StatedMasks.ClippedTo(dib.BitCount), dib.BitCount), "wingdi.h biCompression"),
            BmpRegionKind.Palette => ("palette", DescribePalette(headers, region.Length), dib.PaletteEntrySize == 3 ? "wingdi.h RGBTRIPLE" : "wingdi.h RGBQUAD"),
            BmpRegionKind.Gap => (GapName, $"ignored: nothing refers to it: {NodeText.Preview(payload)}", "wingdi.h bfOffBits"),
            BmpRegionKind.PixelData => ("pixel data", DescribePixels(headers, log, codes), "wingdi.h BITMAPINFO"),
            BmpRegionKind.Profile => (dib.ColorSpaceKind == BmpColorSpaceKind.ProfileLinked ? "linked profile" : "embedded profile", "", "wingdi.h bV5ProfileData"),
            _ => ("after the end", $"{(headers.PixelOffset == 0 ? "not read" : "ignored")}: {NodeText.Preview(payload)}", "wingdi.h bfSize"),
        };
        StructureNode? node = writer.Region(name, region.Length, value, clause);
        if (node is null)
            return;
        var parts = writer.Inside(node);
        switch (region.Kind)
        {
            case BmpRegionKind.FileHeader:
                BmpHeaderTree.AddFileHeader(parts, headers);
                break;
            case BmpRegionKind.DibHeader:
                BmpHeaderTree.AddDibHeader(parts, payload, headers);
                break;
            case BmpRegionKind.ColorMasks:
                BmpColorTree.AddMasks(parts, payload, dib.BitCount);
                break;
            case BmpRegionKind.Palette:
                BmpColorTree.AddPalette(parts, payload, dib.PaletteEntrySize, dib.HasPalettePixels ? headers.PaletteCount : int.MaxValue, uses);
                break;
            case BmpRegionKind.PixelData when codes is not null:
                codes.Add(parts, log);
                break;
            case BmpRegionKind.PixelData when headers.TryFindEmbedded(File.Length, out ImageFormat format, out _, out long length):
                parts.Region($"embedded {NameOf(format)}", length, $"a {NameOf(format)} file", "wingdi.h BI_JPEG");
                parts.Region("after the embedded file", parts.Left, "ignored", "wingdi.h biSizeImage");
                break;
            case BmpRegionKind.PixelData when dib.IsUncompressed:
                BmpRowTree.AddRows(parts, payload, headers, Nodes, Options.Symbols);
                break;
            case BmpRegionKind.Profile:
                BmpProfileTree.Add(parts, payload, dib.ColorSpaceKind == BmpColorSpaceKind.ProfileLinked);
                break;
        }

        parts.Close();
    }

    private static string NameOf(ImageFormat format) => format == ImageFormat.Png ? "PNG" : "JPEG";

    private static string DescribePalette(BmpFile headers, long length)
    {
        BmpDibHeader dib = headers.Dib;
        string fields = dib.PaletteEntrySize == 3 ? "blue, green, red" : "blue, green, red, reserved (ignored: not alpha)";
        return $"{length / dib.PaletteEntrySize} entries of {dib.PaletteEntrySize} bytes: {fields}" + (dib.HasPalettePixels ? "" : "; ignored: pixels are not indices");
    }

    private static string DescribePixels(BmpFile headers, BmpCodeLog log, BmpCodeTree? codes) => headers.Dib switch
    {
        _ when codes is not null => codes.Describe(log),
        { Compression: BmpCompression.Jpeg or BmpCompression.Png } dib => BmpHeaderTree.NameOf(dib.Compression),
        { IsUncompressed: true } => BmpRowTree.Describe(headers),
        { } dib => $"not decoded: {BmpHeaderTree.NameOf(dib.Compression)}",
    };

    private static string Summary(BmpFile headers)
    {
        BmpDibHeader dib = headers.Dib;
        return dib.Kind == BmpHeaderKind.Unknown ? "headers cannot be read"
            : $"{dib.Width} x {dib.Height} pixels, {dib.BitCount} bits, {BmpHeaderTree.NameOf(dib.Compression)}, {BmpFields.NameOf(dib.Kind, dib.Size)}";
    }
}
