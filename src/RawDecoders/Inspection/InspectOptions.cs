namespace RawDecoders;

/// <summary>How much the inspector tells. The defaults give every header field and table, no coded data.</summary>
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

    /// <summary>Upper bound on the number of nodes; the tree says where it was cut. Default 1 000 000.</summary>
    public int MaxNodes { get; init; } = 1_000_000;

    /// <summary>Limits on what is inflated or decoded for the explanation.</summary>
    public DecodeLimits Limits { get; init; } = DecodeLimits.Default;
}
