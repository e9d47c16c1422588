namespace RawDecoders.Tests.Oracles;

/// <summary>A canonical prefix code, built from code lengths as RFC 1951 3.2.2 says and decoded bit by bit.</summary>
internal sealed class DeflateOracleCode
{
    public const int MaxBits = 15;

    // For each length: how many codes have it, the first of them, and where its symbols begin in _symbols.
    private readonly int[] _count = new int[MaxBits + 1];
    private readonly int[] _symbols;

    public DeflateOracleCode(ReadOnlySpan<byte> lengths)
    {
        foreach (byte length in lengths)
            _count[length]++;
        _count[0] = 0;

        // RFC 1951 3.2.2: codes of one length are consecutive, in the order of their symbols; shorter codes come first.
        int[] offset = new int[MaxBits + 2];
        for (int bits = 1; bits <= MaxBits; bits++)
            offset[bits + 1] = offset[bits] + _count[bits];
        _symbols = new int[offset[MaxBits + 1]];
        for (int symbol = 0; symbol < lengths.Length; symbol++)
        {
            if (lengths[symbol] != 0)
                _symbols[offset[lengths[symbol]]++] = symbol;
        }

        // Codes left unused of all 2^n: 0 is a complete code, less is more codes than bits allow.
        int left = 1;
        for (int bits = 1; bits <= MaxBits; bits++)
        {
            left = (left << 1) - _count[bits];
            if (left < 0)
            {
                IsOversubscribed = true;
                break;
            }
        }

        IsIncomplete = left > 0;
    }

    /// <summary>More codes than their lengths leave room for: no prefix code at all.</summary>
    public bool IsOversubscribed { get; }

    /// <summary>Some bit patterns stand for nothing. Legal only as <see cref="IsUsable"/> says.</summary>
    public bool IsIncomplete { get; }

    /// <summary>
    /// Whether data may be coded with it: complete, or the one code of one bit that a lone symbol gets (3.2.7), or no code.
    /// Other incomplete codes zlib refuses too.
    /// </summary>
    public bool IsUsable => !IsOversubscribed && (!IsIncomplete || Count == 0 || (Count == 1 && _count[1] == 1));

    /// <summary>Number of symbols that have a code.</summary>
    public int Count => _symbols.Length;

    /// <summary>Takes in the next bit of a code; whether the code is whole, and which symbol it is.</summary>
    /// <param name="state">Progress; begin with default.</param>
    /// <param name="bit">0 or 1. Huffman codes are packed most significant bit first (3.1.1).</param>
    /// <param name="symbol">The symbol, when the result is true.</param>
    public bool Next(ref State state, int bit, out int symbol)
    {
        // Of codes with as many bits as read so far, `first` is the smallest; they stand for the symbols from `index` on.
        int code = (state.Code << 1) | bit;
        int first = state.First << 1;
        int count = _count[++state.Bits];
        if (code - first < count)
        {
            symbol = _symbols[state.Index + code - first];
            return true;
        }

        state.Code = code;
        state.First = first + count;
        state.Index += count;
        symbol = -1;
        return false;
    }

    /// <summary>A code that is being read.</summary>
    public struct State
    {
        public int Bits;
        public int Code;
        public int First;
        public int Index;

        /// <summary>Whether no code can have this many bits.</summary>
        public readonly bool IsExhausted => Bits >= MaxBits;
    }
}
