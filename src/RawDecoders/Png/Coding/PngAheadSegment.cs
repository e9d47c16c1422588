// Owns: some blocks in a row that were inflated ahead, as cells, and how far they have come while they are being made. Stands under
// PngAhead; one thread writes it, another reads it. Leaves to others: whose turn it is.
namespace RawDecoders.Png;

/// <summary>A segment of the datastream.</summary>
/// <param name="memory">As many bytes as <see cref="MemoryBytes"/>.</param>
internal sealed unsafe class PngAheadSegment(byte* memory)
{
    /// <summary>Memory of a segment: as much as is kept from one decode to the next (see <see cref="NativePool"/>).</summary>
    public const int MemoryBytes = 1 << 20;

    /// <summary>Cells that it has room for.</summary>
    public const int Capacity = MemoryBytes / sizeof(ushort) - DeflateMatch.MaxDistance;

    /// <summary>More blocks than this it does not hold: then they are so small that there is nothing to be won.</summary>
    private const int MaxBlocks = 256;

    private readonly (long EndBit, int Cells)[] _blocks = new (long, int)[MaxBlocks];
    private long _start;
    private int _count;
    private bool _isDone;
    private int _number = -1;

    /// <summary>The window of markers.</summary>
    public ushort* Window { get; } = (ushort*)memory;

    /// <summary>The first cell.</summary>
    public ushort* Cells { get; } = (ushort*)memory + DeflateMatch.MaxDistance;

    /// <summary>Behind the last cell that there is room for.</summary>
    public ushort* End { get; } = (ushort*)(memory + MemoryBytes);

    /// <summary>The bit of the datastream at which the first block begins, once one is found; before that <see cref="long.MaxValue"/>.</summary>
    public long Start
    {
        get => Volatile.Read(ref _start);
        set => Volatile.Write(ref _start, value);
    }

    /// <summary>Whether no more blocks will come.</summary>
    public bool IsDone => Volatile.Read(ref _isDone);

    /// <summary>Cells of all blocks that are whole.</summary>
    public int CellCount => Volatile.Read(ref _count) is var count and > 0 ? _blocks[count - 1].Cells : 0;

    /// <summary>The bit at which the block after them begins; 0 if there are none.</summary>
    public long EndBit => Volatile.Read(ref _count) is var count and > 0 ? _blocks[count - 1].EndBit : 0;

    /// <summary>Whether another block can be added.</summary>
    public bool HasRoom => _count < MaxBlocks;

    /// <summary>Which of all segments it is, counted from 0; -1 before the first.</summary>
    public int Number => Volatile.Read(ref _number);

    /// <summary>Begins anew, once nobody reads it any more.</summary>
    public void Begin(int number)
    {
        (_start, _isDone, _count) = (long.MaxValue, false, 0);
        Volatile.Write(ref _number, number);
    }

    /// <summary>Makes a block known.</summary>
    /// <param name="endBit">Where the next one begins.</param>
    /// <param name="cells">Cells up to its end.</param>
    public void Add(long endBit, int cells)
    {
        _blocks[_count] = (endBit, cells);
        Volatile.Write(ref _count, _count + 1);
    }

    /// <summary>Makes known that there will be no more.</summary>
    public void Finish() => Volatile.Write(ref _isDone, true);
}
