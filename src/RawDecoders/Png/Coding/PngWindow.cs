// Owns: the buffer that our own engine inflates into: what has been given away and matches still refer to, what waits to be taken, and room.
// Stands under everybody who runs the engine over image data (PngExactData, PngRowSeeker, PngRawLocator). Leaves to others: the memory
// (NativeArena), inflating (ZlibInflater), where input comes from.
using System.Diagnostics;

namespace RawDecoders.Png;

/// <summary>A buffer that moves along the inflated data.</summary>
/// <remarks>
/// <code>
///            Start      At
/// [ window   | waiting  | room         | margin ]
/// </code>
/// </remarks>
/// <param name="memory">The buffer.</param>
/// <param name="capacity">Its bytes.</param>
internal unsafe struct PngWindow(byte* memory, int capacity)
{
    /// <summary>The first byte that waits.</summary>
    public int Start;

    /// <summary>Where the next byte goes.</summary>
    public int At;

    public readonly byte* Memory => memory;

    public readonly int Capacity => capacity;

    /// <summary>Up to here the engine may be asked to fill it; behind it the last match may go on.</summary>
    public readonly int Limit => capacity - ZlibInflater.Margin;

    /// <summary>Bytes that wait.</summary>
    public readonly int Waiting => At - Start;

    /// <summary>All of it.</summary>
    public readonly Span<byte> Span => new(memory, capacity);

    /// <summary>Memory that is needed where <paramref name="waitingBytes"/> may wait.</summary>
    public static long GetBytes(long waitingBytes) => ZlibInflater.WindowSize + waitingBytes + ZlibInflater.Margin;

    /// <summary>Takes bytes that wait. They stay in place until room is made, and must not be changed: matches refer to them.</summary>
    public byte* Take(int count)
    {
        Debug.Assert(count >= 0 && count <= Waiting, "more than waits");
        byte* taken = memory + Start;
        Start += count;
        return taken;
    }

    /// <summary>Moves window and waiting bytes to the front.</summary>
    public void MakeRoom() => MoveTo(memory);

    /// <summary>Moves them to another buffer as large, or to the front of this one.</summary>
    public void MoveTo(byte* target)
    {
        int keep = Math.Max(0, Math.Min(Start, At - ZlibInflater.WindowSize));
        if (keep > 0 || target != memory)
            Buffer.MemoryCopy(memory + keep, target, capacity, At - keep);
        memory = target;
        Start -= keep;
        At -= keep;
    }
}
