// Owns: what all chunks of known length have in common when theirs is another one, and where that is reported. Stands beside the payload
// structs, which state it. Leaves to others: what becomes of it (PngChunkCollector).

namespace RawDecoders.Png;

/// <summary>Findings about the length of a chunk.</summary>
internal static class PngChunkLength
{
    /// <summary>The length field lies 8 bytes before the payload.</summary>
    public const int Field = -8;

    /// <summary>PNG 13.2: an unexpected length of a chunk of known length is an error.</summary>
    public static Finding Wrong(Rule rule, int length, string expected) => new(rule, Field, $"the payload has {length} bytes instead of {expected}");
}
