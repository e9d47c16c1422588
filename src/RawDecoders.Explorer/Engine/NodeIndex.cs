// Owns: numbers for the nodes of a tree: 0 the root, and every node after it in preorder, so that a number is found again as long as the file is the
// same. Stands between StructureReport and the answers that speak of nodes. Leaves the nodes to the inspector.

using RawDecoders.Inspection;

namespace RawDecoders.Explorer;

/// <summary>The nodes of one tree.</summary>
internal sealed class NodeIndex
{
    private readonly List<StructureNode> _nodes = [];
    private readonly List<int> _parents = [];
    private readonly List<int> _ends = [];

    public NodeIndex(StructureNode root) => Add(root);

    public int Count => _nodes.Count;

    public StructureNode this[int id] => _nodes[id];

    /// <summary>The node that a node lies in; -1 for the root.</summary>
    public int Parent(int id) => _parents[id];

    /// <summary>The ids of a node's children.</summary>
    public IEnumerable<int> Children(int id)
    {
        for (int child = id + 1; child < _ends[id]; child = _ends[child])
            yield return child;
    }

    /// <summary>The id of a child, which must be one.</summary>
    public int ChildOf(int id, StructureNode child) => Children(id).First(c => ReferenceEquals(_nodes[c], child));

    /// <summary>The ids of nodes each of which lies in the one before, from the root on.</summary>
    public List<int> Path(IEnumerable<StructureNode> nodes)
    {
        var path = new List<int>();
        foreach (StructureNode node in nodes)
            path.Add(path.Count == 0 ? 0 : ChildOf(path[^1], node));
        return path;
    }

    /// <summary>The ids of a node and of those that it lies in, from the root on.</summary>
    public List<int> PathOf(int id)
    {
        var path = new List<int>();
        for (int at = id; at >= 0; at = _parents[at])
            path.Insert(0, at);
        return path;
    }

    private void Add(StructureNode root)
    {
        var pending = new Stack<(StructureNode Node, int Parent)>([(root, -1)]);
        while (pending.TryPop(out (StructureNode Node, int Parent) next))
        {
            int id = _nodes.Count;
            _nodes.Add(next.Node);
            _parents.Add(next.Parent);
            _ends.Add(id + 1);
            for (int i = next.Node.Children.Count - 1; i >= 0; i--)
                pending.Push((next.Node.Children[i], id));
        }

        // A node ends where its last descendant does; children come after their parents.
        for (int id = _nodes.Count - 1; id > 0; id--)
            _ends[_parents[id]] = Math.Max(_ends[_parents[id]], _ends[id]);
    }
}
