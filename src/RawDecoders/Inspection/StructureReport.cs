// Owns: what the inspector gives back: the tree of a file, the trail of a pixel, the place of a byte. Stands at the inspector's face.
// Leaves making them to the formats.

namespace RawDecoders.Inspection;

/// <summary>A whole file explained.</summary>
/// <param name="Format">The format that its first bytes tell; <see cref="ImageFormat.Unknown"/> if none of ours.</param>
/// <param name="Root">The tree. Its region is the whole file.</param>
/// <param name="IsCut">Whether something was left out because of a limit; <see cref="Elisions"/> tells what.</param>
/// <example>
/// <code>
/// StructureReport report = ImageInspector.Inspect("photo.png");
/// Console.WriteLine($"{report.Format}: {report.Nodes.Count()} regions, worst finding: {report.Worst?.ToString() ?? "none"}");
/// Console.WriteLine(report.PathTo(20)[^1].Name);
/// </code>
/// </example>
public sealed record StructureReport(ImageFormat Format, StructureNode Root, bool IsCut)
{
    /// <summary>
    /// What was left out because of the limits of <see cref="InspectOptions"/>, with the option that asks for it. Empty: nothing, and
    /// the findings are all that there are.
    /// </summary>
    public IReadOnlyList<StructureElision> Elisions { get; init; } = [];

    /// <summary>Whether something was left out.</summary>
    public bool IsElided => Elisions.Count > 0;

    /// <summary>Every finding with the region that it stands at, in file order.</summary>
    public IEnumerable<(StructureNode Node, Issue Finding)> Findings => Walk(Root)
        .SelectMany(node => node.Findings.Select(finding => (node, finding)))
        .OrderBy(f => f.finding.Offset);

    /// <summary>The most serious finding; <see langword="null"/> if there is none.</summary>
    public Severity? Worst => Findings.Select(f => (Severity?)f.Finding.Severity).Max();

    /// <summary>Every region of the tree, each before the smaller ones in it.</summary>
    public IEnumerable<StructureNode> Nodes => Walk(Root);

    /// <summary>
    /// The regions that hold a byte, from the whole file down to the leaf. Bit fields are not among them: a byte may belong to
    /// several.
    /// </summary>
    /// <param name="offset">Byte offset from the start of the file.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> lies outside the file.</exception>
    public IReadOnlyList<StructureNode> PathTo(long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(offset, Root.Length);
        var path = new List<StructureNode>();
        for (StructureNode? node = Root; node is not null; node = node.ChildAt(offset))
            path.Add(node);
        return path;
    }

    private static IEnumerable<StructureNode> Walk(StructureNode root)
    {
        // A stack, not recursion: a tree is as deep as its format nests, but iterators in iterators cost the depth per node.
        var pending = new Stack<StructureNode>([root]);
        while (pending.TryPop(out StructureNode? node))
        {
            yield return node;
            for (int i = node.Children.Count - 1; i >= 0; i--)
                pending.Push(node.Children[i]);
        }
    }
}

/// <summary>
/// Where a pixel comes from, back to the bits that carry it. The steps are told as <see cref="StructureNode"/>s, in the order in
/// which the value comes about: a step's offset and bits say where it stands in the file, its <see cref="StructureNode.Raw"/>
/// is a number to calculate with. A step that has no place in the file of its own (a sum, a prediction) has length 0.
/// </summary>
/// <param name="Format">The file's format.</param>
/// <param name="X">Column of the pixel, from 0.</param>
/// <param name="Y">Row of the pixel from the top, from 0.</param>
/// <param name="PixelFormat">Format of <paramref name="Samples"/>: the file's natural one.</param>
/// <param name="Samples">The pixel's samples, in the order of <paramref name="PixelFormat"/>, each 0 to 255 or 0 to 65535.</param>
/// <param name="Root">The trail.</param>
/// <example>
/// <code>
/// PixelTrail trail = ImageInspector.Trace("photo.png", 3, 2);
/// Console.WriteLine($"{trail.PixelFormat}: {string.Join(' ', trail.Samples)}");
/// foreach (StructureNode step in trail.Root.Children)
///     Console.WriteLine($"{step.Offset,8} {step.Name}: {step.Value} {step.Raw}");
/// </code>
/// </example>
public sealed record PixelTrail(
    ImageFormat Format, int X, int Y, PixelFormat PixelFormat, IReadOnlyList<int> Samples, StructureNode Root);

/// <summary>What a byte has an effect on.</summary>
/// <param name="Words">In words: "rows 3 to 31", "every pixel of palette index 5 (102 pixels)", "nothing".</param>
/// <param name="Area">
/// The smallest rectangle of pixels that may change if the byte does and the file is otherwise read as before; <see langword="null"/> if
/// none does, or if nothing could be read any more.
/// </param>
/// <example>
/// <code>
/// ByteEffect effect = ImageInspector.Locate("photo.png", 100).Effect;
/// Console.WriteLine(effect.Area is { } area ? $"{effect.Words}: {area.Width} x {area.Height} pixels from {area.X},{area.Y}" : effect.Words);
/// </code>
/// </example>
public sealed record ByteEffect(string Words, PixelArea? Area = null);

/// <summary>A rectangle of pixels.</summary>
/// <param name="X">Column of the left edge, from 0.</param>
/// <param name="Y">Row of the top edge, from 0.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <example>
/// <code>
/// PixelArea? area = ImageInspector.Locate("photo.png", 1000).Effect.Area;
/// </code>
/// </example>
public readonly record struct PixelArea(int X, int Y, int Width, int Height);

/// <summary>Where a byte of a file belongs.</summary>
/// <param name="Format">The file's format.</param>
/// <param name="Offset">Byte offset from the start of the file.</param>
/// <param name="Path">The regions that hold it, from the whole file down to the leaf.</param>
/// <param name="Effect">What it has an effect on.</param>
/// <example>
/// <code>
/// ByteLocation location = ImageInspector.Locate("photo.png", 20);
/// Console.WriteLine(string.Join(" > ", location.Path.Select(node => node.Name)));
/// </code>
/// </example>
public sealed record ByteLocation(ImageFormat Format, long Offset, IReadOnlyList<StructureNode> Path, ByteEffect Effect);
