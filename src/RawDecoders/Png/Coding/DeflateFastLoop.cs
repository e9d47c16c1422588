// Owns: decoding the symbols of a coded block (RFC 1951 3.2.5) at speed, in the middle of large buffers. Stands between the tables and
// ZlibInflater, as the twin of DeflateSymbolReader, which is normative and takes over where a buffer's end is near. Leaves to others:
// everything between blocks, ends of buffers, the text of flaws.
using System.Buffers.Binary;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace RawDecoders.Png;

/// <summary>Where the fast loop reads and writes, and how it ended.</summary>
/// <typeparam name="TCell">What an inflated byte is written as.</typeparam>
internal unsafe struct DeflateFastRun<TCell>
    where TCell : unmanaged
{
    /// <summary>The next byte to take; moved on.</summary>
    public byte* Input;

    /// <summary>The loop goes on while the input is below this; <see cref="DeflateFastLoop.InputMargin"/> before the piece's end.</summary>
    public byte* InputLimit;

    /// <summary>Bits taken but not used, 0 to 63, nothing above them; changed.</summary>
    public ulong Bits;

    /// <summary>How many; changed.</summary>
    public int BitCount;

    /// <summary>The end of the output; moved on.</summary>
    public TCell* Output;

    /// <summary>The loop goes on while the output is below this; <see cref="DeflateFastLoop.OutputMargin"/> before the buffer's end.</summary>
    public TCell* OutputLimit;

    /// <summary>The first byte that a match may reach.</summary>
    public TCell* History;

    /// <summary>A flaw that was met: everything before it has been carried out.</summary>
    public DeflateFlaw Flaw;

    /// <summary>Bits from the field that is wrong to the position of the input; of a distance too far the caller can tell.</summary>
    public int FlawBits;

    /// <summary>Of a distance too far: the distance.</summary>
    public int Distance;
}

/// <summary>The fast loop.</summary>
/// <remarks>
/// What it owes its speed to, and what was tried:
/// - two literals an entry: 13 to 25 % less time on photographs (measured with a prototype);
/// - literals behind a short match without a branch: whether a literal or a match follows is the guess that fails most, a third of
///   all wrong guesses by simulation; 5 to 8 % less time where short matches and literals mix. Behind a long match it cost 4 to 7 %;
/// - tried in vain: two steps of literals between refills, a refill before every distance, a primary index of 12 bits, copies of 32 bytes;
/// - a refill before the distance only when fewer bits are left than a distance may have;
/// - looking up the next entry before a match is copied, so that the two overlap;
/// - what only flaws need (whether a distance came from a subtable) is worked out after the loop: kept in a local, it was stored
///   once a match, and with bounds checks in the copy of short distances this cost 2 to 4 %;
/// - AggressiveOptimization: under tiered compilation the first pictures would run through unoptimised code. It forgoes reading
///   static readonly fields as constants: there are none here.
/// </remarks>
internal static unsafe class DeflateFastLoop
{
    /// <summary>Bytes between <see cref="DeflateFastRun{TCell}.InputLimit"/> and the end: two refills, each of which reads 8 and moves on by 7.</summary>
    public const int InputMargin = 8 + 2 * 7;

    /// <summary>
    /// Cells between <see cref="DeflateFastRun{TCell}.OutputLimit"/> and the end: up to 6 literals, a match, and what its copy writes behind it
    /// (which is more than the two literals that may follow).
    /// </summary>
    public const int OutputMargin = 6 + DeflateMatch.MaxLength + DeflateMatch.Slack;

    /// <summary>Extra bits and code of the longest distance.</summary>
    private const int MaxDistanceBits = 15 + 13;

    /// <summary>Decodes symbols up to a limit, a flaw, or the end of the block. True: that was the end of the block.</summary>
    /// <typeparam name="TCell">
    /// What an inflated byte is written as: a byte, or a <see cref="ushort"/>, which can also stand for a byte that is not known yet (see
    /// <see cref="DeflateMarkers"/>). Positions, limits and margins of the output count cells of this size; all else is the same.
    /// </typeparam>
    /// <param name="run">Where it reads and writes.</param>
    /// <param name="literals">The literal/length table.</param>
    /// <param name="distances">The distance table.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool Run<TCell>(ref DeflateFastRun<TCell> run, uint* literals, uint* distances)
        where TCell : unmanaged
    {
        const uint LiteralMask = (1u << DeflateTables.LiteralBits) - 1, DistanceMask = (1u << DeflateTables.DistanceBits) - 1;
        byte* input = run.Input, inputLimit = run.InputLimit;
        TCell* output = run.Output, outputLimit = run.OutputLimit, history = run.History;
        Debug.Assert(run.BitCount is >= 0 and <= 63 && run.Bits >> run.BitCount == 0);
        Debug.Assert(input < inputLimit && output < outputLimit && history <= output);

        // Only the low 8 bits of the count count: see DeflateEntry. Above as many bits as it says, the buffer holds the bits that
        // follow, or some of them: adding them again changes nothing.
        ulong bits = run.Bits;
        uint count = (uint)run.BitCount;
        bool isEnd = false;
        uint entry;

        Refill(ref bits, ref count, ref input);
        entry = literals[(uint)bits & LiteralMask];
        while (true)
        {
            // 45 bits or more; entry is that of the first of them. A literal of the primary table has up to 11.
            if ((int)entry >= 0)
            {
                WriteLiterals(entry, ref output);
                Skip(entry, ref bits, ref count);
                entry = literals[(uint)bits & LiteralMask];
                if ((int)entry >= 0)
                {
                    WriteLiterals(entry, ref output);
                    Skip(entry, ref bits, ref count);
                    entry = literals[(uint)bits & LiteralMask];
                    if ((int)entry >= 0)
                    {
                        WriteLiterals(entry, ref output);
                        Skip(entry, ref bits, ref count);
                        // 12 bits are left at least: the next entry is known before the refill.
                        entry = literals[(uint)bits & LiteralMask];
                        Refill(ref bits, ref count, ref input);
                        if (input < inputLimit && output < outputLimit)
                            continue;
                        break;
                    }
                }
            }

            // 23 bits at least: a length has up to 20.
            if ((entry & DeflateEntry.Exceptional) != 0)
            {
                uint before = 0;
                if ((entry & DeflateEntry.Subtable) == DeflateEntry.Subtable)
                {
                    before = DeflateTables.LiteralBits;
                    Skip(entry, ref bits, ref count);
                    entry = literals[DeflateEntry.StartOf(entry) + Low((uint)bits, entry >> 8 & 0xFF)];
                    if ((int)entry >= 0)
                    {
                        WriteLiterals(entry, ref output);
                        Skip(entry, ref bits, ref count);
                        entry = literals[(uint)bits & LiteralMask];
                        Refill(ref bits, ref count, ref input);
                        if (input < inputLimit && output < outputLimit)
                            continue;
                        break;
                    }
                }

                if ((entry & DeflateEntry.Exceptional) != 0)
                {
                    isEnd = (entry & DeflateEntry.EndOfBlock) == DeflateEntry.EndOfBlock;
                    if (isEnd)
                    {
                        Skip(entry, ref bits, ref count);
                    }
                    else
                    {
                        run.Flaw = DeflateEntry.FlawOf(entry);
                        run.FlawBits = (int)before;
                    }

                    break;
                }
            }

            ulong saved = bits;
            Skip(entry, ref bits, ref count);
            nuint length = (nuint)((entry >> 16 & 0x1FF) + Extra(saved, entry));
            if ((byte)count < MaxDistanceBits)
                Refill(ref bits, ref count, ref input);
            entry = distances[(uint)bits & DistanceMask];
            if ((int)entry < 0)
            {
                run.FlawBits = 0;
                if ((entry & DeflateEntry.Subtable) == DeflateEntry.Subtable)
                {
                    run.FlawBits = DeflateTables.DistanceBits;
                    Skip(entry, ref bits, ref count);
                    entry = distances[DeflateEntry.StartOf(entry) + Low((uint)bits, entry >> 8 & 0xFF)];
                }

                if ((int)entry < 0)
                {
                    run.Flaw = DeflateEntry.FlawOf(entry);
                    break;
                }
            }

            saved = bits;
            Skip(entry, ref bits, ref count);
            nuint distance = (nuint)((entry >> 16) + Extra(saved, entry));
            if (distance > (nuint)(output - history))
            {
                run.Flaw = DeflateFlaw.DistanceTooFar;
                run.Distance = (int)distance;
                break;
            }

            Refill(ref bits, ref count, ref input);
            entry = literals[(uint)bits & LiteralMask];
            if (distance >= 16 && length <= DeflateMatch.ShortLength)
            {
                // Literals, or none where something else follows: of an entry with bit 31 nothing is left. 45 bits are left at least,
                // 23 after two more entries.
                DeflateMatch.CopyShort((byte*)output, distance * (nuint)sizeof(TCell), sizeof(TCell));
                output += length;
                entry &= ~(uint)((int)entry >> 31);
                WriteLiterals(entry, ref output);
                Skip(entry, ref bits, ref count);
                entry = literals[(uint)bits & LiteralMask];
                if (input < inputLimit && output < outputLimit)
                    continue;
                break;
            }

            DeflateMatch.CopyWide((byte*)output, distance * (nuint)sizeof(TCell), length * (nuint)sizeof(TCell));
            output += length;
            if (input >= inputLimit || output >= outputLimit)
                break;
        }

        run.Input = input;
        run.BitCount = (byte)count;
        run.Bits = bits & ((1ul << run.BitCount) - 1);
        run.Output = output;
        return isEnd;
    }

    /// <summary>56 to 63 bits in the buffer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Refill(ref ulong bits, ref uint count, ref byte* input)
    {
        ulong next = Unsafe.ReadUnaligned<ulong>(input);
        if (!BitConverter.IsLittleEndian)
            next = BinaryPrimitives.ReverseEndianness(next);
        bits |= next << (int)count;
        input += 7 - (count >> 3 & 7);
        count |= 56;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Skip(uint entry, ref ulong bits, ref uint count)
    {
        bits >>= (int)entry;
        count -= entry;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteLiterals<TCell>(uint entry, ref TCell* output)
        where TCell : unmanaged
    {
        if (sizeof(TCell) == 1)
        {
            uint both = entry >> 8;
            if (!BitConverter.IsLittleEndian)
                both = BinaryPrimitives.ReverseEndianness((ushort)both);
            Unsafe.WriteUnaligned(output, (ushort)both);
        }
        else
        {
            // The second literal stands where the second cell has its low byte.
            uint both = (entry >> 8 & 0xFF) | (entry & 0xFF_0000);
            if (!BitConverter.IsLittleEndian)
                both = BitOperations.RotateLeft(both, 16);
            Unsafe.WriteUnaligned(output, both);
        }

        output += entry >> DeflateEntry.LiteralCountShift;
    }

    /// <summary>The extra bits of a length or distance, behind its code.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Extra(ulong bits, uint entry)
        => (uint)((Bmi2.X64.IsSupported ? Bmi2.X64.ZeroHighBits(bits, entry) : bits & ((1ul << (int)entry) - 1)) >> (int)(entry >> 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Low(uint bits, uint count) => bits & ((1u << (int)count) - 1);
}
