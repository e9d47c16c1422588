// Owns: Adler-32, the check value of zlib (RFC 1950 8.2); normative scalar code. Stands under ZlibInflater. Leaves to others: speed
// (Adler32.Vectorized.cs), the comparison with the stored value.
using System.Runtime.CompilerServices;

namespace RawDecoders.Png;

/// <summary>Adler-32.</summary>
internal static partial class Adler32
{
    /// <summary>The value of no bytes.</summary>
    public const uint Initial = 1;

    /// <summary>The largest prime below 2^16.</summary>
    private const uint Base = 65521;

    /// <summary>
    /// Bytes that may be summed before the sums are reduced: the largest n for which both, reduced at the start, stay below 2^32:
    /// 255 n (n + 1) / 2 + (n + 1) (Base - 1) &lt; 2^32.
    /// </summary>
    private const int MaxRun = 5552;

    /// <summary>The check value after further bytes.</summary>
    public static uint Append(uint adler, ReadOnlySpan<byte> data)
        => IsVectorized && data.Length >= 64 ? AppendVectorized(adler, data) : AppendScalar(adler, data);

    /// <summary>The same, byte by byte.</summary>
    internal static uint AppendScalar(uint adler, ReadOnlySpan<byte> data)
    {
        uint low = adler & 0xFFFF, high = adler >> 16;
        while (!data.IsEmpty)
        {
            ReadOnlySpan<byte> run = data[..Math.Min(data.Length, MaxRun)];
            foreach (byte value in run)
            {
                low += value;
                high += low;
            }

            low %= Base;
            high %= Base;
            data = data[run.Length..];
        }

        return high << 16 | low;
    }
}
