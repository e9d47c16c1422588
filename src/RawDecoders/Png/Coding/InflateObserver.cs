// Owns: what study is told while ZlibInflater inflates: blocks, code lengths, symbols, each with its bits. Stands beside ZlibInflater,
// which calls it: with an observer it reads symbol by symbol; without one it pays nothing for this. Leaves to others: what is kept of it
// (PngZlibObserver, PngEffects).

namespace RawDecoders.Png;

/// <summary>Watches an inflater. Offsets of bits count from the first bit of the datastream.</summary>
internal abstract class InflateObserver
{
    /// <summary>The header of a block has been read, and its tables are built.</summary>
    /// <param name="state">The state behind it: type, code lengths.</param>
    /// <param name="bitOffset">The bit BFINAL.</param>
    /// <param name="endBit">The bit after the header.</param>
    public virtual void OnBlock(in InflateState state, long bitOffset, long endBit)
    {
    }

    /// <summary>A symbol of the code length code; told before it is judged, so that the last one of a broken header may be wrong.</summary>
    /// <param name="bitOffset">Its first bit.</param>
    /// <param name="codeBits">Bits of its code.</param>
    /// <param name="extraBits">Bits of the repeat count, after the code.</param>
    /// <param name="symbol">0 to 18.</param>
    /// <param name="index">The first place, in the list of both alphabets' lengths, that it fills.</param>
    /// <param name="count">How many it fills.</param>
    public virtual void OnCodeLength(long bitOffset, int codeBits, int extraBits, int symbol, int index, int count)
    {
    }

    /// <summary>A literal, a match or the end of a block.</summary>
    /// <param name="bitOffset">Its first bit.</param>
    /// <param name="outputOffset">Bytes inflated before it.</param>
    /// <param name="symbol">What it is.</param>
    public virtual void OnSymbol(long bitOffset, long outputOffset, in InflateSymbol symbol)
    {
    }

    /// <summary>A symbol that breaks a rule; nothing is told after it.</summary>
    /// <param name="bitOffset">Its first bit.</param>
    /// <param name="symbol">It, as far as it was read.</param>
    public virtual void OnFlawedSymbol(long bitOffset, in InflateSymbol symbol)
    {
    }

    /// <summary>Bytes of a stored block, or some of them: they are told as they come.</summary>
    /// <param name="bitOffset">The first bit of the first one.</param>
    /// <param name="outputOffset">Bytes inflated before them.</param>
    /// <param name="count">How many.</param>
    public virtual void OnStoredBytes(long bitOffset, long outputOffset, int count)
    {
    }
}
