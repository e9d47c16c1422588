// Owns: what the inspector facade asks of a format. Stands between ImageInspector and the formats' inspectors, each of which stands
// beside its decoder and reads structure through the same public reader and payload structs. Leaves rules to the decoders.

namespace RawDecoders.Inspection;

/// <summary>
/// Explains one file in memory. Never throws for any bytes (except <see cref="Trace"/>, which says why a pixel cannot be
/// traced): whatever cannot be read becomes a leaf with a finding.
/// </summary>
/// <param name="file">The whole file; offsets count from its first byte.</param>
/// <param name="options">How much to tell.</param>
internal abstract class FormatInspector(ReadOnlyMemory<byte> file, InspectOptions options)
{
    /// <summary>The whole file.</summary>
    protected ReadOnlyMemory<byte> File { get; } = file;

    /// <summary>How much to tell.</summary>
    protected InspectOptions Options { get; } = options;

    /// <summary>What may still be spent: on nodes, and on the rest.</summary>
    protected InspectBudget Nodes { get; } = new(options, file.Length);

    /// <summary>What was left out because of the limits of <see cref="InspectOptions"/>.</summary>
    public virtual IEnumerable<StructureElision> Elisions => Nodes.Elisions;

    /// <summary>The file of another format that this one holds as its picture; null if there is none.</summary>
    public virtual EmbeddedPart? FindEmbedded() => null;

    /// <summary>
    /// The tree. The root's region is the whole file; below any region of whole bytes that has such regions in it, these lie
    /// in file order without a gap or an overlap.
    /// </summary>
    public abstract StructureNode Inspect();

    /// <summary>Where a pixel comes from.</summary>
    /// <param name="x">Column, 0 to width - 1, as decoded without applying an orientation.</param>
    /// <param name="y">Row, 0 to height - 1, from the top.</param>
    /// <exception cref="ImageDecodeException">The file does not hold that pixel, or is refused before it.</exception>
    public abstract PixelTrail Trace(int x, int y);

    /// <summary>What the byte at <paramref name="offset"/> has an effect on, in words: which field, rows, pixels.</summary>
    /// <param name="offset">Byte offset from the start of the file, within it.</param>
    /// <param name="leaf">The leaf of <see cref="Inspect"/>'s tree that the byte belongs to.</param>
    public abstract ByteEffect Affects(long offset, StructureNode leaf);

    /// <summary>Pictures of the stages between the file's bytes and its pixels, in the order of decoding.</summary>
    /// <exception cref="ImageDecodeException">The file is refused.</exception>
    public abstract IEnumerable<StagePicture> Stages();
}

/// <summary>A file inside a file. The outer inspector's tree has a leaf of exactly its region.</summary>
/// <param name="Format">Its format.</param>
/// <param name="Offset">Where it begins in the outer file.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Compare">What the outer file's rules say of the picture's width and height; null for nothing.</param>
internal sealed record EmbeddedPart(ImageFormat Format, long Offset, long Length, Func<int, int, Issue?> Compare);
