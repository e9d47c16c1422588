// Owns: one symbol of coded data as the study of all formats tells it. Stands between the formats' studies and whoever draws their bits. Leaves what
// its kinds mean to the formats.

namespace RawDecoders.Inspection;

/// <summary>A symbol of coded data with its bits.</summary>
/// <param name="Kind">"literal", "match", "end", "stored", "header", "dc", "ac", "zrl", "eob", "correction", "run", "jump" and so on.</param>
/// <param name="Offset">Byte that holds its first bit.</param>
/// <param name="Bit">That bit within the byte, counted in the order in which the format reads bits.</param>
/// <param name="Bits">How many bits it has.</param>
/// <param name="LowBitFirst">Whether that order begins with the least significant bit.</param>
/// <param name="Words">What it says.</param>
internal sealed record CodedRun(string Kind, long Offset, int Bit, long Bits, bool LowBitFirst, string Words)
{
    /// <summary>The bytes from the first that holds a bit of it to the last, what lies between them included.</summary>
    public long Bytes { get; init; }

    /// <summary>The number that it gives.</summary>
    public long? Value { get; init; }

    /// <summary>Bits of its Huffman code, which come first; the rest are extra bits.</summary>
    public int CodeBits { get; init; }

    /// <summary>The pixel that it gives, or the first of them.</summary>
    public (int X, int Y)? Pixel { get; init; }

    /// <summary>PNG: position in the inflated data, and how many bytes it gives.</summary>
    public (long Offset, int Length)? Output { get; init; }

    /// <summary>PNG: of a match, what it copies from: position in the inflated data, and the bit that the symbol begins with which gave it.</summary>
    public (long Output, long Byte, int Bit)? CopyFrom { get; init; }

    /// <summary>JPEG: component and place of the block, and the zigzag index of the coefficient.</summary>
    public (int Component, int X, int Y, int Index)? Block { get; init; }

    /// <summary>Arithmetic coding: the decisions that it is made of; null of other coding.</summary>
    public IReadOnlyList<CodedDecision>? Decisions { get; init; }

    /// <summary>JPEG: number of the scan, where several are told of.</summary>
    public int? Scan { get; init; }
}

/// <summary>A binary decision of arithmetic coding, with what it was taken from.</summary>
/// <param name="Context">The statistics bin, by its name.</param>
/// <param name="State">The bin's place in the table of estimates, before.</param>
/// <param name="MoreProbable">The more probable value, before.</param>
/// <param name="Qe">The estimate of the less probable one, as a part of 0x10000 of the interval.</param>
/// <param name="Interval">The interval, before.</param>
/// <param name="Code">The code within it, before.</param>
/// <param name="Value">What was decided.</param>
/// <param name="Bits">Bits that were read after it.</param>
internal readonly record struct CodedDecision(string Context, int State, int MoreProbable, int Qe, int Interval, int Code, int Value, int Bits);

/// <summary>A Huffman code in force at a place, and the code that stands there.</summary>
/// <param name="Name">Which code: "literals and lengths of block 0".</param>
/// <param name="Clause">Where it is defined.</param>
/// <param name="Codes">All codes: symbol, digits in the order in which they are read, meaning.</param>
/// <param name="Digits">The digits of the code that stands at the place.</param>
internal sealed record CodeInForce(string Name, string Clause, IReadOnlyList<(int Symbol, string Digits, string Meaning)> Codes, string Digits);
