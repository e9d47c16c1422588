// Owns: finding where a block may begin in the middle of DEFLATE data. Stands under PngAhead. Leaves to others: whether one really begins
// there (MarkerInflater reads the whole header, and in the end whoever comes there from before must meet exactly that bit).
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace RawDecoders.Png;

/// <summary>
/// Looks for the header of a block with codes of its own that is not the last one (RFC 1951 3.2.3: BFINAL 0, BTYPE 10), at every bit: numbers
/// of codes that there may be, and a code length code that is complete, as 3.2.7 wants it. Of the bits of photographs one place in about 2,000 is
/// like that; of those the code lengths that follow refute nearly all.
/// </summary>
internal static unsafe class DeflateBlockFinder
{
    /// <summary>Bytes from the beginning of a header that are looked at: no header is found nearer to the end of a piece.</summary>
    public const int HeaderBytes = 16;

    /// <summary>Places that are looked at with one load: 48 bits, so that HCLEN of the last of them is in the 64 that were loaded.</summary>
    private const int Step = 48;

    /// <summary>What a complete code takes.</summary>
    private const int All = 128;

    /// <summary>
    /// For four lengths of 3 bits, how much of all bit strings their codes take, in 128ths: 128 >> length, and 0 for a length of 0.
    /// </summary>
    private static readonly ushort[] s_shares = MakeShares();

    /// <summary>The first place from a bit on, or -1.</summary>
    /// <param name="piece">Data.</param>
    /// <param name="from">The first bit that is asked about, counted from the beginning of the piece, the lowest of a byte first.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static long Find(ReadOnlySpan<byte> piece, long from)
    {
        if (piece.Length < HeaderBytes)
            return -1;
        fixed (byte* start = piece)
        fixed (ushort* shares = s_shares)
        {
            byte* last = start + piece.Length - HeaderBytes;
            for (byte* next = start + from / 8; next <= last; next += Step / 8)
            {
                ulong bits = Load(next);
                // The three bits 0, 0, 1, all places at once.
                ulong places = ~bits & ~(bits >> 1) & (bits >> 2) & ((1ul << Step) - 1);
                if (next == start + from / 8)
                    places &= ulong.MaxValue << (int)(from % 8);
                for (; places != 0; places &= places - 1)
                {
                    int bit = BitOperations.TrailingZeroCount(places);
                    uint header = (uint)(bits >> bit);
                    int lengthsAt = bit + 17;
                    // 3 x 19 bits at most, and up to 7 before them.
                    ulong lengths = Load(next + lengthsAt / 8) >> (lengthsAt % 8) & ((1ul << 3 * ((int)(header >> 13 & 15) + 4)) - 1);
                    // All of it without a branch: what the next bits are nobody can guess.
                    int sum = shares[lengths & 0xFFF] + shares[lengths >> 12 & 0xFFF] + shares[lengths >> 24 & 0xFFF] + shares[lengths >> 36 & 0xFFF]
                        + shares[lengths >> 48];
                    if (sum == All && (header >> 3 & 31) <= 286 - 257 && (header >> 8 & 31) <= 30 - 1)
                        return (next - start) * 8 + bit;
                }
            }
        }

        return -1;
    }

    private static ulong Load(byte* at)
    {
        ulong bits = Unsafe.ReadUnaligned<ulong>(at);
        return BitConverter.IsLittleEndian ? bits : BinaryPrimitives.ReverseEndianness(bits);
    }

    private static ushort[] MakeShares()
    {
        ushort[] shares = new ushort[1 << 12];
        for (int four = 0; four < shares.Length; four++)
        {
            for (int rest = four; rest != 0; rest >>= 3)
                shares[four] += (ushort)((rest & 7) == 0 ? 0 : All >> (rest & 7));
        }

        return shares;
    }
}
