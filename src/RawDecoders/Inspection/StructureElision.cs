// Owns: how the inspector says that something was left out because of a limit, and how to ask for it. Stands beside StructureNode.
// Leaves counting to InspectBudget.

namespace RawDecoders.Inspection;

/// <summary>The limits of <see cref="InspectOptions"/>.</summary>
/// <example>
/// <code>
/// bool wasTooMuchWork = ImageInspector.Inspect("photo.png").Elisions.Any(e => e.Limit == InspectLimit.Work);
/// </code>
/// </example>
public enum InspectLimit
{
    /// <summary><see cref="InspectOptions.MaxNodes"/>.</summary>
    Nodes = 0,

    /// <summary><see cref="InspectOptions.MaxWork"/>.</summary>
    Work,

    /// <summary><see cref="InspectOptions.MaxInflatedBytes"/>.</summary>
    InflatedBytes,

    /// <summary><see cref="InspectOptions.MaxMemory"/>.</summary>
    Memory,
}

/// <summary>Something that the inspector left out because a limit was reached.</summary>
/// <param name="Limit">The limit.</param>
/// <param name="Offset">Byte offset from the start of the file of the region that it concerns.</param>
/// <param name="Length">Length of that region in bytes.</param>
/// <param name="What">What was left out, in words.</param>
/// <example>
/// <code>
/// foreach (StructureElision left in ImageInspector.Inspect("photo.png", new InspectOptions { MaxNodes = 20 }).Elisions)
///     Console.WriteLine($"{left.What}; a higher {left.Option} shows it");
/// </code>
/// </example>
public sealed record StructureElision(InspectLimit Limit, long Offset, long Length, string What)
{
    /// <summary>Whether the decoder was not asked about the region: what is wrong there is not among the findings.</summary>
    public bool HidesFindings { get; init; }

    /// <summary>The rule of the limit: "inspect-max-work".</summary>
    public Rule Rule => SharedRules.InspectLimits[(int)Limit];

    /// <summary>The option that lets more be done: "InspectOptions.MaxWork".</summary>
    public string Option => Limit switch
    {
        InspectLimit.Nodes => "InspectOptions.MaxNodes",
        InspectLimit.Work => "InspectOptions.MaxWork",
        InspectLimit.InflatedBytes => "InspectOptions.MaxInflatedBytes",
        _ => "InspectOptions.MaxMemory",
    };

    /// <summary>The same of the command line: "--max-work".</summary>
    public string Flag => Limit switch
    {
        InspectLimit.Nodes => "--max-nodes",
        InspectLimit.Work => "--max-work",
        InspectLimit.InflatedBytes => "--max-inflated",
        _ => "--max-memory",
    };

    /// <summary>All of it in one line.</summary>
    internal string Words => $"left out: {What}; a higher {Option} ({Flag} N) shows it";
}
