// Owns: scaling of one sample from one depth to another. Stands under RowConverter and the formats. Leaves rows to them.

namespace RawDecoders;

/// <summary>
/// Scaling of one sample from one depth to another: always round(v × newMax / oldMax), so that black and white stay
/// black and white.
/// </summary>
internal static partial class SampleScaling
{
    /// <summary>16 to 8 bits: round(v / 257), by a multiplication. Exact for all of 0..65535 (257 × 255 = 65535).</summary>
    /// <remarks>Example: 128 → 0, 129 → 1, 65406 → 254, 65407 → 255.</remarks>
    public static uint To8(uint v) => ((v * 255) + 32895) >> 16;

    /// <summary>8 to 16 bits: v × 257, the byte repeated.</summary>
    public static uint To16(uint v) => v * 257;

    /// <summary>A sample of <paramref name="depth"/> bits (1 to 16) to 8 bits: round(v × 255 / (2^depth - 1)).</summary>
    public static byte ToByte(uint v, int depth)
    {
        uint max = (1u << depth) - 1;
        return (byte)(((v * 255) + (max >> 1)) / max);
    }

    /// <summary>A sample of <paramref name="depth"/> bits (1 to 16) to 16 bits: round(v × 65535 / (2^depth - 1)).</summary>
    public static ushort ToUInt16(uint v, int depth)
    {
        uint max = (1u << depth) - 1;
        return (ushort)(((v * 65535) + (max >> 1)) / max);
    }
}
