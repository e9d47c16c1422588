// Owns: how a payload says that its length field does not fit its content. Stands below the payload structs; the field stands
// before the payload. Leaves to others: what becomes of such a segment.

namespace RawDecoders.Jpeg;

internal static class JpegSegmentLength
{
    /// <summary>Where the length field lies, seen from the payload.</summary>
    public const int Field = -2;

    /// <summary>The finding: "length 66 where ...". The field counts itself (T.81 B.1.1.4).</summary>
    public static Finding Wrong(Rule rule, int payloadLength, string wanted) => new(rule, Field, $"length {payloadLength + 2} where {wanted}");
}
