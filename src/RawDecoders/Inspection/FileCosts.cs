// Owns: the account of a file's bytes: which parts take how many bits, and how many bits each place of the picture took. Stands at the inspector's
// face. Leaves counting to the formats, tables and pictures of it to whoever shows them.

namespace RawDecoders.Inspection;

/// <summary>Where the bytes of a file went.</summary>
/// <param name="Format">The file's format.</param>
/// <param name="FileLength">Its length in bytes.</param>
/// <param name="Parts">Its parts, in the order of the file. Their bits add up to all bits of the file.</param>
/// <param name="Map">How many bits each place of the picture took; <see langword="null"/> if no picture could be read.</param>
/// <example>
/// <code>
/// FileCosts costs = ImageInspector.Costs(File.ReadAllBytes("photo.png"));
/// Console.WriteLine(costs.Sentence);
/// </code>
/// </example>
public sealed record FileCosts(ImageFormat Format, long FileLength, IReadOnlyList<CostPart> Parts, CostMap? Map)
{
    /// <summary>Width of the picture in pixels, 0 if it is not known.</summary>
    public int Width { get; init; }

    /// <summary>Height of the picture in pixels, 0 if it is not known.</summary>
    public int Height { get; init; }

    /// <summary>Bytes that its samples would take packed, without compression; 0 if that is not known.</summary>
    public long SampleBytes { get; init; }

    /// <summary>That of bytes that are no file.</summary>
    internal static FileCosts OfNoFormat(long length)
        => new(ImageFormat.Unknown, length, length == 0 ? [] : [new CostPart("bytes of no format that is known", CostSum.Unused, 8 * length)], null);

    /// <summary>The size in one plain sentence: "42843 bytes for 393216 pixels, 0.87 bits a pixel; uncompressed they would take 1179648 bytes".</summary>
    public string Sentence
    {
        get
        {
            long pixels = (long)Width * Height;
            if (pixels == 0)
                return NodeText.Count(FileLength, "byte");
            string each = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{8.0 * FileLength / pixels:0.##} bits a pixel");
            return $"{NodeText.Count(FileLength, "byte")} for {NodeText.Count(pixels, "pixel")}, {each}; uncompressed the samples would take {NodeText.Count(SampleBytes, "byte")}";
        }
    }
}

/// <summary>A part of a file.</summary>
/// <param name="Name">What it is: "literals", "scan 1, Cb, AC".</param>
/// <param name="Group">What kind of part: "header", "metadata", "coded data", "framing", "unused".</param>
/// <param name="Bits">Its length in bits.</param>
/// <example>
/// <code>
/// foreach (CostPart part in ImageInspector.Costs(File.ReadAllBytes("photo.png")).Parts)
///     Console.WriteLine($"{part.Bits,9} bits  {part.Name} ({part.Group})");
/// </code>
/// </example>
public sealed record CostPart(string Name, string Group, long Bits);

/// <summary>Bits by place, as a grid of cells over the picture, row by row.</summary>
/// <param name="CellWidth">Pixels that a cell is wide; the last column may be narrower.</param>
/// <param name="CellHeight">Pixels that a cell is high; the last row may be lower.</param>
/// <param name="Columns">Cells across.</param>
/// <param name="Rows">Cells down.</param>
/// <param name="Bits">Bits of each cell.</param>
/// <example>
/// <code>
/// if (ImageInspector.Costs(File.ReadAllBytes("photo.png")).Map is { } map)
///     Console.WriteLine($"the dearest cell of {map.CellWidth} x {map.CellHeight} pixels took {map.Bits.Max()} bits");
/// </code>
/// </example>
public sealed record CostMap(int CellWidth, int CellHeight, int Columns, int Rows, IReadOnlyList<float> Bits);

/// <summary>Adds bits up by parts, which keep the order in which they were met first.</summary>
internal sealed class CostSum
{
    private readonly List<(string Name, string Group)> _order = [];
    private readonly Dictionary<(string, string), long> _bits = [];

    public const string Header = "header", Metadata = "metadata", Coded = "coded data", Framing = "framing", Unused = "unused";

    public void Add(string group, string name, long bits)
    {
        if (bits <= 0)
            return;
        if (_bits.TryAdd((name, group), bits))
            _order.Add((name, group));
        else
            _bits[(name, group)] += bits;
    }

    /// <summary>Calls a share of a part by a name of its own, before it.</summary>
    public void Move(string from, string group, string name, long bits)
    {
        if (bits <= 0)
            return;
        int at = _order.IndexOf((from, group));
        // A scan without data of its own in the file has nothing to share out.
        if (at < 0)
            return;
        _bits[(from, group)] -= bits;
        if (_bits.TryAdd((name, group), bits))
            _order.Insert(at, (name, group));
        else
            _bits[(name, group)] += bits;
    }

    /// <summary>Calls what is left of a part by another name.</summary>
    public void Rename(string from, string group, string name, string newGroup)
    {
        int at = _order.IndexOf((from, group));
        if (at < 0)
            return;
        _order[at] = (name, newGroup);
        _bits[(name, newGroup)] = _bits[(from, group)];
        _bits.Remove((from, group));
    }

    public IReadOnlyList<CostPart> Parts => [.. _order.Where(p => _bits[p] > 0).Select(p => new CostPart(p.Name, p.Group, _bits[p]))];
}

/// <summary>A grid that bits are added to.</summary>
internal sealed class CostGrid
{
    /// <summary>Cells along the longer side at most: of more, each is larger than a pixel.</summary>
    private const int MostCells = 512;

    private readonly float[] _bits;

    public CostGrid(int width, int height, int cellWidth = 0, int cellHeight = 0)
    {
        int side = (int)(((long)Math.Max(width, height) + MostCells - 1) / MostCells);
        (CellWidth, CellHeight) = (cellWidth > 0 ? cellWidth : side, cellHeight > 0 ? cellHeight : side);
        (Columns, Rows) = ((width + CellWidth - 1) / CellWidth, (height + CellHeight - 1) / CellHeight);
        _bits = new float[Columns * Rows];
    }

    public int CellWidth { get; }

    public int CellHeight { get; }

    public int Columns { get; }

    public int Rows { get; }

    /// <summary>Adds bits to the cell of a pixel.</summary>
    public void Add(int x, int y, float bits) => _bits[y / CellHeight * Columns + x / CellWidth] += bits;

    public CostMap Map => new(CellWidth, CellHeight, Columns, Rows, _bits);
}
