// Owns: the small fixed array that payload structs hold their lists in, in place. Stands below them. Leaves to others: how many
// of its values count.

using System.Runtime.CompilerServices;

namespace RawDecoders.Jpeg;

/// <summary>Up to four values in place: the components of a frame or a scan.</summary>
[InlineArray(Capacity)]
internal struct UpToFour<T>
{
    public const int Capacity = 4;

    private T _first;
}
