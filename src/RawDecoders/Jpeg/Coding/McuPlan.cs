// Owns: where the blocks of an MCU go and which tables decode them: what a kernel is told, once a scan (and once a block row in
// separate scans). Plain data in native memory, so that kernels index it without checks. Stands between ScanDecoder, which
// makes it, and the kernels. Leaves to others: the memory that it points to.

namespace RawDecoders.Jpeg;

/// <summary>One block of an MCU. MCU number m (counted along the strip) has it at <c>Block + m * Step * 64</c>.</summary>
internal unsafe struct BlockPlan
{
    /// <summary>64 coefficients a block, natural order.</summary>
    public short* Block;

    /// <summary>
    /// Per block: an upper bound on the zigzag index of the last non-zero coefficient. Blocks whose extent is 0 have zeros
    /// everywhere but at DC, always: who raises an extent may write there, who lowers it clears them.
    /// </summary>
    public byte* Extent;

    /// <summary>
    /// Progressive: per block a bit for each non-zero AC coefficient, bit k for zigzag index k. Takes the place of the
    /// extents until the blocks are complete.
    /// </summary>
    public ulong* NonZero;

    /// <summary>Blocks from one MCU to the next: the component's H in an interleaved scan, else 1.</summary>
    public nint Step;

    /// <summary>Predicted DC value, before the point transform: shared by the blocks of a component.</summary>
    public int* Prediction;

    public DerivedHuffmanTable* Dc;

    public DerivedHuffmanTable* Ac;

    /// <summary>Of sequential scans whose coefficients are all wanted: the same, one coefficient or two an entry. Else null.</summary>
    public PairedHuffmanTable* PairedAc;

    /// <summary>Where no sample is made of the AC coefficients: the table by which they are passed over. Else null.</summary>
    public SkippedHuffmanTable* SkippedAc;
}

/// <summary>All blocks of an MCU, in coding order, and a progressive scan's part of them.</summary>
internal unsafe struct McuPlan
{
    /// <summary>T.81 B.2.3: at most 10.</summary>
    public const int MaxBlocks = 10;

    public BlockPlan* Blocks;

    public int BlockCount;

    /// <summary>Ss.</summary>
    public int SpectralStart;

    /// <summary>Se.</summary>
    public int SpectralEnd;

    /// <summary>Al.</summary>
    public int Shift;

    /// <summary>Progressive AC: blocks, the current one included, that the last end-of-band run still covers (G.1.2.2).</summary>
    public int EndOfBandRun;
}

/// <summary>What a kernel may find wrong in the MCU that it stopped after.</summary>
[Flags]
internal enum EntropyDamage
{
    None = 0,

    /// <summary>Bits that are no code of the table. Taken for symbol 0.</summary>
    UnknownCode = 1,

    /// <summary>A run that leads past the last coefficient. The coefficient is put there.</summary>
    RunTooLong = 2,

    /// <summary>A symbol that is not allowed where it stands. Taken for an end of block, or a coefficient of 1.</summary>
    ForbiddenSymbol = 4,

    /// <summary>A coefficient outside 16 bits. Cut to them.</summary>
    Overflow = 8,

    /// <summary>Arithmetic coding: a magnitude of more than 15 bits. Nothing of its interval is decoded after it.</summary>
    MagnitudeTooLarge = 16,
}
