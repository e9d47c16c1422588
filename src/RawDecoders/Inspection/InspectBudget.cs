// Owns: what one explanation may cost, counted in units that do not depend on the machine: nodes, work, inflated bytes, memory.
// Stands under whoever does something that a small file can make large: they ask here first, and where the answer is no leave it
// out by Elide, which says so in the tree and in the report. Leaves what is asked for to InspectOptions.

namespace RawDecoders.Inspection;

/// <summary>Counts down the limits of one <see cref="InspectOptions"/> for one file.</summary>
internal sealed class InspectBudget
{
    /// <summary>
    /// What a node is taken for: the object, its place in a list of children (which doubles as it grows) and the texts of its own.
    /// </summary>
    public const int NodeBytes = 224;

    /// <summary>Elisions that are told one by one; further ones of the same limit are told by the last.</summary>
    private const int MostTold = 100;

    private readonly List<StructureElision> _elisions = [];
    private readonly long _fileLength;
    private readonly int[] _told = new int[4];
    private int _nodes;
    private long _work;
    private long _inflated;
    private long _memory;

    public InspectBudget(InspectOptions options, long fileLength)
    {
        _fileLength = fileLength;
        _nodes = options.MaxNodes;
        _work = options.MaxWork ?? InProportion(InspectOptions.DefaultWork, fileLength);
        _inflated = options.MaxInflatedBytes ?? InProportion(InspectOptions.DefaultInflatedBytes, fileLength);
        _memory = options.MaxMemory ?? InProportion(InspectOptions.DefaultMemory, fileLength);
    }

    /// <summary>Whether something was left out.</summary>
    public bool IsCut => _elisions.Count > 0;

    /// <summary>What was left out.</summary>
    public IReadOnlyList<StructureElision> Elisions => _elisions;

    /// <summary>Nodes that may still be made.</summary>
    public int NodesLeft => (int)Math.Min(_nodes, _memory / NodeBytes);

    /// <summary>Bytes that may still be inflated.</summary>
    public long InflateLeft => _inflated;

    /// <summary>Bytes that may still be held.</summary>
    public long MemoryLeft => _memory;

    /// <summary>Takes <paramref name="count"/> nodes, or says that they are to be left out.</summary>
    public bool TryTake(int count = 1)
    {
        if (count > _nodes || (long)count * NodeBytes > _memory)
        {
            InspectLimit limit = count > _nodes ? InspectLimit.Nodes : InspectLimit.Memory;
            if (_told[(int)limit]++ == 0)
                _elisions.Add(new StructureElision(limit, 0, _fileLength, "parts of the tree, each from where it would have gone over the limit on"));
            return false;
        }

        _nodes -= count;
        _memory -= (long)count * NodeBytes;
        return true;
    }

    /// <summary>Takes work (see <see cref="InspectOptions.MaxWork"/>). Refused whole: what is left stays for smaller things.</summary>
    public bool TryWork(long units)
    {
        if (units > _work)
            return false;
        _work -= units;
        return true;
    }

    /// <summary>Takes what has been inflated; at most <see cref="InflateLeft"/>.</summary>
    public void Inflate(long bytes) => _inflated = Math.Max(0, _inflated - bytes);

    /// <summary>Takes memory that is held until the end, or says that it is not to be had.</summary>
    public bool TryMemory(long bytes)
    {
        if (bytes > _memory)
            return false;
        _memory -= bytes;
        return true;
    }

    /// <summary>
    /// Says in the tree and in the report what was left out: a node below <paramref name="place"/> that takes no bytes of the file,
    /// so that <paramref name="place"/> covers them still.
    /// </summary>
    /// <param name="place">What it concerns.</param>
    /// <param name="limit">The limit.</param>
    /// <param name="what">What was left out, in words.</param>
    /// <param name="hidesFindings">Whether findings may be missing.</param>
    public void Elide(StructureNode place, InspectLimit limit, string what, bool hidesFindings = false)
    {
        if (++_told[(int)limit] > MostTold)
        {
            Merge(limit);
            return;
        }

        var elision = new StructureElision(limit, place.Offset, place.Length, what) { HidesFindings = hidesFindings };
        _elisions.Add(elision);
        place.Add(new StructureNode(ElidedName, place.Offset, 0, elision.Words) { BitOffset = Math.Max(0, place.BitOffset), Elision = elision });
    }

    /// <summary>The leaf that stands for the bytes of nodes that were refused by <see cref="TryTake"/>.</summary>
    public StructureNode Elided(long offset, long length, string what)
    {
        var elision = new StructureElision(_told[(int)InspectLimit.Nodes] > 0 ? InspectLimit.Nodes : InspectLimit.Memory, offset, length, what);
        return new StructureNode(ElidedName, offset, length, elision.Words) { Elision = elision };
    }

    /// <summary>Name of the nodes that stand for what was left out.</summary>
    public const string ElidedName = "elided";

    /// <summary>The error of a question that cannot be answered within the limits.</summary>
    public static ImageDecodeException Exceeded(ImageFormat format, long offset, string what, InspectLimit limit)
    {
        Rule rule = SharedRules.InspectLimits[(int)limit];
        return new ImageDecodeException(new Issue(rule, offset, $"left out: {what}") { Part = "image data" }, format);
    }

    private void Merge(InspectLimit limit)
    {
        int last = _elisions.FindLastIndex(e => e.Limit == limit);
        _elisions[last] = new StructureElision(limit, 0, _fileLength, $"the same in {_told[(int)limit] - MostTold + 1} more places");
    }

    /// <summary>A default for a file: that of a megabyte for each one begun.</summary>
    private static long InProportion(long each, long fileLength) => each * Math.Max(1, (fileLength + (1 << 20) - 1) >> 20);
}
