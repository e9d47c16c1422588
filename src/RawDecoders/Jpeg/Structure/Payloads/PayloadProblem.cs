// What a payload struct says when its bytes break a rule: a fact with its clause, turned into an error or a warning by the
// decoder's policy. Also the small fixed arrays that payload structs hold their lists in.

using System.Runtime.CompilerServices;

namespace RawDecoders.Jpeg;

/// <summary>A violation found in a payload.</summary>
/// <param name="Kind">Malformed, Truncated or Unsupported.</param>
/// <param name="Offset">Offset of the field from the start of the payload; negative for the length field before it.</param>
/// <param name="What">What is wrong, with the values found.</param>
/// <param name="Clause">The clause: "T.81 B.2.2".</param>
internal readonly record struct PayloadProblem(ImageDecodeErrorKind Kind, int Offset, string What, string Clause)
{
    /// <summary>Where the length field lies, seen from the payload.</summary>
    public const int LengthField = -2;

    public static PayloadProblem Malformed(int offset, string what, string clause)
        => new(ImageDecodeErrorKind.Malformed, offset, what, clause);

    public static PayloadProblem Unsupported(int offset, string what, string clause)
        => new(ImageDecodeErrorKind.Unsupported, offset, what, clause);

    /// <summary>The length field does not fit the content.</summary>
    public static PayloadProblem BadLength(int payloadLength, string wanted, string clause)
        => Malformed(LengthField, $"length {payloadLength + 2} where {wanted}", clause);
}

/// <summary>Up to four values in place: the components of a frame or a scan.</summary>
[InlineArray(Capacity)]
internal struct UpToFour<T>
{
    public const int Capacity = 4;

    private T _first;
}
