// Owns: one node of the tree that the inspector makes, the search in it, and findings at its nodes. Stands under the trees of all
// formats. Leaves building to them: to everybody else it is there to be read.

using System.Collections.ObjectModel;

namespace RawDecoders.Inspection;

/// <summary>
/// One part of a file as the inspector explains it: a region of bytes (or, below it, of bits), what it is
/// called in its specification, what it says, and what is wrong with it. Regions nest; every byte of a file belongs to
/// exactly one region that has no smaller regions of whole bytes in it (<see cref="IsLeaf"/>).
/// </summary>
/// <example>
/// <code>
/// static void Print(StructureNode node, int depth)
/// {
///     Console.WriteLine($"{new string(' ', depth * 2)}{node.Name}: {node.Value} [{node.Clause}]");
///     foreach (StructureNode child in node.Children)
///         Print(child, depth + 1);
/// }
///
/// Print(ImageInspector.Inspect("photo.png").Root, 0);
/// </code>
/// </example>
public sealed class StructureNode
{
    private List<StructureNode>? _children;
    private List<Issue>? _findings;
    private ReadOnlyCollection<StructureNode>? _childrenView;
    private ReadOnlyCollection<Issue>? _findingsView;

    /// <summary>Creates a region of whole bytes.</summary>
    /// <param name="name">Name in the specification's terms: "IHDR chunk", "Width", "biCompression".</param>
    /// <param name="offset">Byte offset from the start of the file.</param>
    /// <param name="length">Length in bytes.</param>
    /// <param name="value">What it says, in words: "32 pixels", "deflate". Empty for a mere container.</param>
    /// <param name="clause">Specification and clause.</param>
    internal StructureNode(string name, long offset, long length, string value = "", string clause = "")
    {
        Name = name;
        Offset = offset;
        Length = length;
        Value = value;
        Clause = clause;
    }

    /// <summary>Name in the specification's terms.</summary>
    public string Name { get; }

    /// <summary>Byte offset from the start of the file (for bits: of the byte that holds the first one).</summary>
    public long Offset { get; }

    /// <summary>
    /// Length in bytes; for bits: from the first byte that holds one to the last, bytes between them that hold none (JPEG's stuffed
    /// zeros, the frames of PNG's chunks) included.
    /// </summary>
    public long Length { get; internal set; }

    /// <summary>
    /// For a bit field: position of its first bit within the byte at <see cref="Offset"/>, counted in the order in which the
    /// format reads bits (PNG's DEFLATE from the least significant, JPEG from the most significant). -1 for whole bytes.
    /// </summary>
    public int BitOffset { get; internal init; } = -1;

    /// <summary>
    /// For a bit field: whether the format reads a byte's bits from the least significant on (DEFLATE); otherwise
    /// <see cref="BitOffset"/> counts from the most significant.
    /// </summary>
    public bool LowBitFirst { get; internal init; }

    /// <summary>For a bit field: number of bits. 0 for whole bytes.</summary>
    public long BitLength { get; internal init; }

    /// <summary>Whether this is a bit field rather than a region of whole bytes.</summary>
    public bool IsBits => BitOffset >= 0;

    /// <summary>What it says, in words. Empty for a container.</summary>
    public string Value { get; internal set; }

    /// <summary>The value as stored: a number in decimal, a text quoted, or hexadecimal bytes. Empty if it adds nothing.</summary>
    public string Raw { get; internal init; } = "";

    /// <summary>Specification and clause, or empty.</summary>
    public string Clause { get; }

    /// <summary>For a node that stands for what was left out because of a limit: what, and how to ask for it.</summary>
    public StructureElision? Elision { get; internal init; }

    /// <summary>Regions within this one, in file order.</summary>
    public IReadOnlyList<StructureNode> Children => _children is null ? [] : (_childrenView ??= _children.AsReadOnly());

    /// <summary>What is wrong or odd here.</summary>
    public IReadOnlyList<Issue> Findings => _findings is null ? [] : (_findingsView ??= _findings.AsReadOnly());

    /// <summary>Whether this is a region of whole bytes without smaller such regions in it.</summary>
    public bool IsLeaf => !IsBits && (_children is null || _children.TrueForAll(c => c.IsBits));

    /// <summary>Adds a region and gives it back.</summary>
    internal StructureNode Add(StructureNode child)
    {
        (_children ??= []).Add(child);
        return child;
    }

    /// <summary>Adds a region of whole bytes and gives it back.</summary>
    internal StructureNode Add(string name, long offset, long length, string value = "", string clause = "", string raw = "")
        => Add(new StructureNode(name, offset, length, value, clause) { Raw = raw });

    /// <summary>Adds a finding and gives this region back.</summary>
    internal StructureNode AddFinding(Issue finding)
    {
        (_findings ??= []).Add(finding);
        return this;
    }

    /// <summary>
    /// Adds a finding to the smallest region that holds its offset; one at the end of this region or after it to the last of all.
    /// </summary>
    internal void Attach(Issue finding) => LeafAt(Math.Clamp(finding.Offset, Offset, Math.Max(Offset, Offset + Length - 1))).AddFinding(finding);

    /// <summary>The smallest region of whole bytes within this one that holds a byte; this one if none does.</summary>
    internal StructureNode LeafAt(long offset)
    {
        StructureNode node = this;
        while (node.ChildAt(offset) is { } child)
            node = child;
        return node;
    }

    /// <summary>The region right below this one that holds a byte; null if none does. Bit fields are not looked at.</summary>
    internal StructureNode? ChildAt(long offset)
    {
        if (_children is null)
            return null;

        // Regions lie in file order; a picture may have a million rows, and a thousand of them a finding. Bit fields between them
        // need not keep the order: they cost a longer search, and no region is missed.
        (int low, int high) = (0, _children.Count - 1);
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (_children[middle].Offset <= offset)
                low = middle;
            else
                high = middle - 1;
        }

        for (int i = low; i >= 0; i--)
        {
            if (_children[i].Holds(offset))
                return _children[i];
        }

        for (int i = low + 1; i < _children.Count; i++)
        {
            if (_children[i].Holds(offset))
                return _children[i];
        }

        return null;
    }

    private bool Holds(long offset) => !IsBits && Offset <= offset && offset < Offset + Length;
}
