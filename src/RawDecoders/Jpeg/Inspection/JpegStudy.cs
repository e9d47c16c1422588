// Owns: what study needs of a file beside its segments: the frame, its geometry and colour, and the scans with the tables in
// force, read by the decoder's own JpegStructure as leniently as it can. Coefficients are kept here too, for those who ask.
// Stands below everything else in this folder. Leaves to others: what is wrong with the file (JpegFindings).

using System.Buffers;
using RawDecoders.Inspection;

namespace RawDecoders.Jpeg;

/// <summary>One file, read for study. Keeps the file's memory in place until it is disposed.</summary>
internal sealed unsafe class JpegStudy : IDisposable
{
    private readonly MemoryHandle _pin;
    private TableOrigins? _origins;

    public JpegStudy(ReadOnlyMemory<byte> file, DecodeLimits limits, InspectBudget budget)
    {
        Budget = budget;
        File = file;
        Limits = limits;
        _pin = file.Pin();
        Source = new ByteSource((byte*)_pin.Pointer, file.Length);
        Structure = new JpegStructure(Source, new DecodeIssues(ImageFormat.Jpeg, Strictness.Lenient), limits);
        try
        {
            while (Structure.ReadToScan() is { } scan)
            {
                Scans.Add(scan);
                Structure.Position = scan.DataOffset;
                Structure.SkipEntropyData();
            }
        }
        catch (ImageDecodeException)
        {
            // What is wrong is told by the findings; the scans before it are still worth reading.
        }

        if (!Structure.HasFrame || Structure.Frame.Height == 0)
            return;
        Geometry = Structure.Geometry;
        Colour = ColourDecision.Make(Structure.Frame, Structure.Metadata, JpegReconstruction.LibjpegTurbo);
    }

    public ReadOnlyMemory<byte> File { get; }

    public DecodeLimits Limits { get; }

    /// <summary>What the walks over its scans may cost.</summary>
    public InspectBudget Budget { get; set; }

    public ByteSource Source { get; }

    public JpegStructure Structure { get; }

    /// <summary>Null without a frame header that can be decoded, or without a height.</summary>
    public FrameGeometry? Geometry { get; }

    public ColourDecision Colour { get; }

    /// <summary>The scans whose headers fit the frame, in file order.</summary>
    public List<ScanRecord> Scans { get; } = [];

    public bool IsLossless => Structure.HasFrame && Structure.Frame.IsLossless;

    /// <summary>Where the tables of the scans stand.</summary>
    public TableOrigins Origins => _origins ??= new TableOrigins(File.Span);

    /// <summary>P.</summary>
    public int Precision => Structure.HasFrame ? Structure.Frame.Precision : 8;

    public bool IsProgressive => Structure.HasFrame && Structure.Frame.IsProgressive;

    /// <summary>
    /// How many of the scans make up the picture: where the first one holds all components of a sequential frame, the others
    /// are passed over.
    /// </summary>
    public int UsedScans => Scans is [{ HoldsPicture: true }, ..] ? 1 : Scans.Count;

    /// <summary>
    /// Whether entropy-coded data are read: not where a picture is too large for the bytes that are to fill it, as the decoder has
    /// it, so that a small file costs little.
    /// </summary>
    public bool CanReadBlocks
        => Geometry is { } g && (g.Pixels <= MemoryBudget.FreePixels || g.CodedBlocks <= 8L * File.Length)
            && CoefficientStore.BytesNeeded(g) <= Limits.MaxBytes;

    /// <summary>Whether the coefficients of the picture may be kept, where they have to be: those of several scans.</summary>
    public bool CanKeepBlocks => Geometry is null || UsedScans < 2 || CoefficientStore.BytesNeeded(Geometry) <= Budget.MemoryLeft;

    /// <summary>
    /// What the decoder does at most when it goes through all scans: 3 units a block of each, and one a byte. A sequential block takes
    /// 2 bits at least, so that a scan of few bytes has few; progressive ones may be coded by runs of 32767 blocks, and arithmetic ones by less than a bit.
    /// </summary>
    public long DecodeCost
    {
        get
        {
            long work = File.Length;
            foreach (ScanRecord scan in Scans.Take(Geometry is null ? 0 : UsedScans))
            {
                ScanHeader header = scan.Header;
                long blocks = header.ComponentCount == 1 ? 1 : 0;
                for (int i = 0; header.ComponentCount > 1 && i < header.ComponentCount; i++)
                    blocks += Geometry!.Components[header.Components[i].Component].HorizontalSampling * Geometry.Components[header.Components[i].Component].VerticalSampling;
                long coded = Geometry!.CountMcus(header) * blocks;
                work += 3 * (IsProgressive || scan.Arithmetic is not null ? coded : Math.Min(coded, 4 * (File.Length - scan.DataOffset)));
            }

            return work;
        }
    }

    public string ComponentName(int component) => FrameNodes.ComponentName(Colour.Model, component);

    /// <summary>The steps of a component in natural order.</summary>
    public ushort[] QuantizationOf(int component) => Structure.QuantizationOf(component) ?? new ushort[64];

    /// <summary>Reads the first scans of the picture.</summary>
    /// <param name="scans">How many; at most <see cref="UsedScans"/>.</param>
    public CoefficientStore ReadCoefficients(int scans)
    {
        var store = new CoefficientStore(Geometry!);
        foreach (ScanRecord scan in Scans.Take(scans))
            new ScanWalk(this, scan, store).Run();
        return store;
    }

    public void Dispose() => _pin.Dispose();
}

/// <summary>The coefficients of a picture, in natural order; block rows that nothing was written to take no memory.</summary>
internal sealed class CoefficientStore
{
    private readonly FrameGeometry _geometry;
    private readonly int _unit;
    private readonly short[]?[][] _rows;
    private readonly bool[][] _hasAc;

    public CoefficientStore(FrameGeometry geometry)
    {
        _geometry = geometry;
        _unit = geometry.DataUnit * geometry.DataUnit;
        _hasAc = [.. geometry.Components.Select(c => new bool[c.PaddedBlocksDown])];
        _rows = [.. geometry.Components.Select(c => new short[c.PaddedBlocksDown][])];
    }

    /// <summary>What a whole picture takes.</summary>
    public static long BytesNeeded(FrameGeometry geometry)
        => geometry.Components.Sum(c => 2L * geometry.DataUnit * geometry.DataUnit * c.PaddedBlocksAcross * c.PaddedBlocksDown);

    /// <summary>A copy that shares nothing.</summary>
    public CoefficientStore Copy()
    {
        var copy = new CoefficientStore(_geometry);
        for (int c = 0; c < _rows.Length; c++)
        {
            _hasAc[c].CopyTo(copy._hasAc[c], 0);
            for (int y = 0; y < _rows[c].Length; y++)
                copy._rows[c][y] = _rows[c][y]?.ToArray();
        }

        return copy;
    }

    /// <summary>Remembers that a block row has AC coefficients.</summary>
    public void MarkAc(int component, int y) => _hasAc[component][y] = true;

    /// <summary>Whether a block row may have AC coefficients.</summary>
    public bool HasAc(int component, int y) => _hasAc[component][y];

    /// <summary>A block by its place in the component's padded grid, or several of its row; of a lossless file differences.</summary>
    public Memory<short> Block(int component, int x, int y, int count = 1)
    {
        short[] row = _rows[component][y] ??= new short[_geometry.Components[component].PaddedBlocksAcross * _unit];
        return row.AsMemory(_unit * x, _unit * count);
    }

    /// <summary>Block rows of a component, padding included.</summary>
    public int BlockRows(int component) => _rows[component].Length;
}
