// Owns: how much the inspector tells, and may spend. Stands at its face. Leaves counting to InspectBudget.

namespace RawDecoders.Inspection;

/// <summary>How much the inspector tells. The defaults give every header field and table, no coded data.</summary>
/// <example>
/// <code>
/// StructureReport report = ImageInspector.Inspect("photo.png", new InspectOptions { Symbols = true, MaxNodes = 10_000 });
/// </code>
/// </example>
public sealed record InspectOptions
{
    /// <summary>The defaults.</summary>
    public static InspectOptions Default { get; } = new();

    /// <summary>PNG: every DEFLATE symbol, with its bits. BMP: every row and every code of the pixels (these are shown up to a number anyway).</summary>
    public bool Symbols { get; init; }

    /// <summary>JPEG: the coded symbols, coefficients and samples of every block.</summary>
    public bool Blocks { get; init; }

    /// <summary>JPEG: the same for one MCU only, numbered from 0 in decoding order of each scan.</summary>
    public long? Mcu { get; init; }

    /// <summary><see cref="MaxWork"/> by default, for each megabyte of the file that is begun.</summary>
    public const long DefaultWork = 300_000_000;

    /// <summary><see cref="MaxInflatedBytes"/> by default, for each megabyte of the file that is begun.</summary>
    public const long DefaultInflatedBytes = 256L << 20;

    /// <summary><see cref="MaxMemory"/> by default, for each megabyte of the file that is begun.</summary>
    public const long DefaultMemory = 112L << 20;

    /// <summary>Upper bound on the number of nodes; the tree says where it was cut. Default 1 000 000.</summary>
    public int MaxNodes { get; init; } = 1_000_000;

    /// <summary>
    /// Upper bound on the work of one call, in units that do not depend on the machine, each of about ten nanoseconds: 10 a block
    /// or a symbol of JPEG, 3 a block that the decoder goes through to find what is wrong, half a unit a byte of PNG rows that
    /// it decodes for that and 50 a row. <see langword="null"/>, the default: <see cref="DefaultWork"/> for each megabyte.
    /// </summary>
    public long? MaxWork { get; init; }

    /// <summary>
    /// Upper bound on the bytes that all compressed parts of a PNG together are inflated to by the reader that explains DEFLATE.
    /// <see langword="null"/>, the default: <see cref="DefaultInflatedBytes"/> for each megabyte.
    /// </summary>
    public long? MaxInflatedBytes { get; init; }

    /// <summary>
    /// Upper bound on the memory in bytes that nodes (taken for 224 bytes each), texts, inflated bytes and coefficients take together,
    /// as they are estimated beforehand. <see langword="null"/>, the default: <see cref="DefaultMemory"/> for each megabyte.
    /// </summary>
    public long? MaxMemory { get; init; }

    /// <summary>Limits on what is inflated or decoded for the explanation.</summary>
    public DecodeLimits Limits { get; init; } = DecodeLimits.Default;
}
