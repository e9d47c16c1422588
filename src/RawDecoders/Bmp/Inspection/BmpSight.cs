// Owns: what is asked of one BMP again and again: its codes as runs of bits, and the account of its bytes. Stands over the decoder, which tells the codes
// itself (BmpDecoder.Follow). Leaves trails and effects to BmpTrail and BmpEffects, showing to others.

using System.Buffers;
using RawDecoders.Inspection;

namespace RawDecoders.Bmp;

/// <summary>One file, asked again and again.</summary>
internal sealed class BmpSight(ReadOnlyMemory<byte> file, InspectOptions options)
{
    /// <summary>Codes that are kept, each of some 40 bytes.</summary>
    private const int MostCodes = 4_000_000;

    private BmpCodeLog? _log;
    private BmpFile? _headers;
    private bool _lowBitFirst;

    /// <summary>Codes from the one that holds a bit of the file on; none of uncompressed pixels.</summary>
    public List<CodedRun> Symbols(long bit, int count)
    {
        Read();
        List<BmpCode> codes = _log!.Codes;
        int low = 0, high = codes.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (codes[middle].EndBit <= bit)
                low = middle + 1;
            else
                high = middle;
        }

        var runs = new List<CodedRun>();
        var words = _headers is { } headers ? new BmpCodeTree(headers, file, new InspectBudget(options, file.Length), _lowBitFirst) : null;
        for (int i = low; i < codes.Count && runs.Count < count; i++)
            runs.Add(Run(codes[i], words!));
        return runs;
    }

    /// <summary>Where the bytes went, down to the kinds of codes.</summary>
    public FileCosts Costs
    {
        get
        {
            Read();
            return Account(AddPixels);
        }
    }

    /// <summary>By regions of the file alone: no code is read.</summary>
    public FileCosts Parts
    {
        get
        {
            ReadHeaders();
            return Account((sum, headers, all) =>
            {
                if (headers.Dib.IsUncompressed)
                    AddRows(sum, headers, all);
                else
                    sum.Add(CostSum.Coded, "pixels", all);
                return null;
            });
        }
    }

    private FileCosts Account(Func<CostSum, BmpFile, long, CostMap?> addPixels)
    {
        var sum = new CostSum();
        var reader = new BmpHeaderReader(file.Span);
        CostMap? map = null;
        while (reader.Read())
        {
            (string group, string name) = reader.Kind switch
            {
                BmpRegionKind.FileHeader => (CostSum.Header, "file header"),
                BmpRegionKind.DibHeader => (CostSum.Header, "bitmap header"),
                BmpRegionKind.ColorMasks => (CostSum.Header, "masks"),
                BmpRegionKind.Palette => (CostSum.Header, "palette"),
                BmpRegionKind.Profile => (CostSum.Metadata, "colour profile"),
                BmpRegionKind.PixelData => (CostSum.Coded, "pixels"),
                BmpRegionKind.Gap => (CostSum.Unused, "gap that nothing refers to"),
                _ => (CostSum.Unused, "bytes after the end"),
            };
            if (reader.Kind == BmpRegionKind.PixelData && _headers is { } headers)
                map = addPixels(sum, headers, 8 * reader.Length);
            else
                sum.Add(group, name, 8 * reader.Length);
        }

        return new FileCosts(ImageFormat.Bmp, file.Length, sum.Parts, map)
        {
            Width = _headers?.Width ?? 0,
            Height = _headers?.Height ?? 0,
            SampleBytes = _headers is null ? 0 : ((long)_headers.Width * _headers.Height * _headers.Dib.BitCount + 7) / 8,
        };
    }

    private static void AddRows(CostSum sum, BmpFile headers, long all)
    {
        long pixels = Math.Min(all, (long)headers.Width * headers.Dib.BitCount * headers.Height);
        sum.Add(CostSum.Coded, "pixels", pixels);
        sum.Add(CostSum.Unused, "padding of rows, and bytes after them", all - pixels);
    }

    private CostMap? AddPixels(CostSum sum, BmpFile headers, long all)
    {
        BmpDibHeader dib = headers.Dib;
        if (dib.IsUncompressed)
        {
            AddRows(sum, headers, all);
            return Map(headers, grid => Fill(grid, headers, dib.BitCount));
        }

        if (_log!.Codes.Count == 0)
        {
            sum.Add(CostSum.Coded, dib.Compression is BmpCompression.Png or BmpCompression.Jpeg ? "embedded picture" : "pixels, not decoded", all);
            return null;
        }

        long told = 0;
        foreach (BmpCode code in _log.Codes)
        {
            long bits = Math.Min(code.BitLength, all - told);
            sum.Add(code.Kind == BmpCodeKind.Damage ? CostSum.Unused : CostSum.Coded, $"{BmpCodeTree.GroupOf(code.Kind)}", bits);
            told += Math.Max(0, bits);
        }

        sum.Add(CostSum.Unused, "bytes after the code, and codes that are not kept", all - told);
        return Map(headers, grid => Fill(grid, headers, _log.Codes));
    }

    private static CostMap? Map(BmpFile headers, Action<CostGrid> fill)
    {
        if (headers.Width <= 0 || headers.Height <= 0 || (long)headers.Width * headers.Height > 1 << 28)
            return null;
        var grid = new CostGrid(headers.Width, headers.Height);
        fill(grid);
        return grid.Map;
    }

    private static void Fill(CostGrid grid, BmpFile headers, int bits)
    {
        // Every pixel has the same: a cell has as many as lie in it.
        for (int y = 0; y < headers.Height; y += grid.CellHeight)
        {
            for (int x = 0; x < headers.Width; x += grid.CellWidth)
                grid.Add(x, y, bits * Math.Min(grid.CellWidth, headers.Width - x) * Math.Min(grid.CellHeight, headers.Height - y));
        }
    }

    private static void Fill(CostGrid grid, BmpFile headers, List<BmpCode> codes)
    {
        foreach (BmpCode code in codes)
        {
            if (code.Painted == 0 || code.FileRow >= headers.Height)
                continue;
            int y = headers.Dib.IsTopDown ? code.FileRow : headers.Height - 1 - code.FileRow;
            for (int i = 0; i < code.Painted; i++)
                grid.Add(code.X + i, y, (float)code.BitLength / code.Painted);
        }
    }

    private CodedRun Run(in BmpCode code, BmpCodeTree words)
    {
        BmpFile headers = _headers!;
        int y = words.PictureRow(code.FileRow);
        return new CodedRun(BmpCodeTree.GroupOf(code.Kind), code.Offset, (int)(code.Bit & 7), code.BitLength, _lowBitFirst, words.Words(code))
        {
            Bytes = ((code.EndBit + 7) >> 3) - code.Offset,
            Value = code.Count,
            Pixel = code.FileRow < headers.Height && code.X < headers.Width ? (code.X, y) : null,
            Output = code.Painted > 0 ? (code.X, code.Painted) : null,
        };
    }

    private unsafe void ReadHeaders()
    {
        using MemoryHandle pin = file.Pin();
        BmpFile headers = BmpFile.Read(new ByteSource((byte*)pin.Pointer, file.Length), isWhole: true);
        _headers = headers.Dib.Kind == BmpHeaderKind.Unknown ? null : headers;
    }

    private unsafe void Read()
    {
        if (_log is not null)
            return;
        _log = new BmpCodeLog(MostCodes);
        ReadHeaders();
        if (_headers is null || _headers.Dib.IsUncompressed)
            return;
        using MemoryHandle pin = file.Pin();
        var source = new ByteSource((byte*)pin.Pointer, file.Length);
        try
        {
            var opening = new BmpOpening(source, isWhole: true, new DecodeOptions { Strictness = Strictness.Lenient, Limits = options.Limits });
            if (opening.TryFindEmbedded(out _, out _, out _))
                return;
            using BmpDecoder decoder = opening.Open();
            decoder.Follow(_log);
            _lowBitFirst = decoder.LowBitFirst;
        }
        catch (ImageDecodeException)
        {
            // A file that even Lenient refuses has no codes.
        }
    }
}
