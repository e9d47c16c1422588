using RawDecoders.Png;

namespace RawDecoders.Tests.Oracles;

/// <summary>
/// DEFLATE data as RFC 1951 words it, one bit at a time, block by block and symbol by symbol. Slow; shares nothing with the library but the
/// types in which a block and a symbol are told, so that both accounts can be compared field by field.
/// </summary>
/// <example>
/// <code>
/// var oracle = new DeflateOracle(data);
/// while (oracle.ReadBlock(out DeflateBlock? block))
///     while (oracle.ReadSymbol(out DeflateSymbol symbol))
///         Console.WriteLine($"{block.Type} {symbol}");
/// if (oracle.Error is { } error) Console.WriteLine(error.What);
/// </code>
/// </example>
internal sealed class DeflateOracle
{
    private const int WindowSize = 32768;

    // 3.2.5: lengths and distances, as a base and a number of extra bits that are added to it.
    private static readonly short[] LengthBase =
        [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];

    private static readonly byte[] LengthExtra =
        [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];

    private static readonly short[] DistanceBase =
        [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];

    private static readonly byte[] DistanceExtra =
        [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];

    // 3.2.7: the order in which the lengths of the code length code are stored.
    private static readonly byte[] CodeLengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    // 3.2.6. Symbols 286, 287 and distances 30, 31 have codes but never occur.
    private static readonly byte[] FixedLiteralLengths =
        [.. Enumerable.Range(0, 288).Select(symbol => (byte)(symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8))];

    private static readonly byte[] FixedDistanceLengths = [.. Enumerable.Repeat((byte)5, 32)];
    private static readonly DeflateOracleCode FixedLiterals = new(FixedLiteralLengths);
    private static readonly DeflateOracleCode FixedDistances = new(FixedDistanceLengths);

    private readonly ReadOnlyMemory<byte> _data;
    private readonly byte[] _window = new byte[WindowSize];
    private readonly Action<byte>? _output;
    private DeflateOracleCode? _literals;
    private DeflateOracleCode? _distances;
    private DeflateBlock? _block;
    private bool _inBlock;
    private int _blocks;

    /// <param name="data">DEFLATE data: of a PNG, what follows the two bytes of the zlib header.</param>
    /// <param name="output">Receives the inflated bytes; <see langword="null"/> if they are not wanted.</param>
    public DeflateOracle(ReadOnlyMemory<byte> data, Action<byte>? output = null)
    {
        _data = data;
        _output = output;
    }

    /// <summary>The next bit to be read, counted from the first bit of the data.</summary>
    public long BitPosition { get; private set; }

    /// <summary>Number of bytes inflated so far.</summary>
    public long OutputLength { get; private set; }

    /// <summary>Why reading stopped early; <see langword="null"/> as long as all is well.</summary>
    public DeflateOracleError? Error { get; private set; }

    /// <summary>Whether the final block has been read to its end.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Reads the header of the next block. False after the final block or an error.</summary>
    public bool ReadBlock([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out DeflateBlock? block)
    {
        block = null;
        if (_inBlock)
            throw new InvalidOperationException("The symbols of the block before have not all been read.");
        if (IsComplete || Error is not null)
            return false;

        long start = BitPosition;
        long output = OutputLength;
        if (!TryBits(1, "BFINAL", out int final) || !TryBits(2, "BTYPE", out int type))
            return false;
        block = new DeflateBlock
        {
            Index = _blocks, BitOffset = start, HeaderBits = 0, IsFinal = final == 1, Type = (DeflateBlockType)type, OutputOffset = output,
        };
        block = block.Type switch
        {
            DeflateBlockType.Stored => ReadStoredHeader(block),
            DeflateBlockType.FixedHuffman => FixedCodes(block),
            DeflateBlockType.DynamicHuffman => ReadDynamicCodes(block),
            _ => Fail<DeflateBlock>(start, "BTYPE 3 is reserved", "RFC 1951 3.2.3"),
        };
        if (block is null)
            return false;
        block = block with { HeaderBits = BitPosition - start };
        _block = block;
        _inBlock = true;
        _blocks++;
        return true;
    }

    /// <summary>Reads the next symbol of the block. The last one is EndOfBlock or StoredBytes; false after it or an error.</summary>
    public bool ReadSymbol(out DeflateSymbol symbol)
    {
        symbol = default;
        if (!_inBlock || Error is not null)
        {
            _inBlock = false;
            return false;
        }

        bool read = _block!.Type == DeflateBlockType.Stored ? ReadStoredBytes(out symbol) : ReadCoded(out symbol);
        if (!read || symbol.Kind is DeflateSymbolKind.EndOfBlock or DeflateSymbolKind.StoredBytes)
        {
            // The symbol itself is still given; the next call says that there is no more.
            _inBlock = false;
            IsComplete = read && _block.IsFinal;
        }

        return read;
    }

    private DeflateBlock? ReadStoredHeader(DeflateBlock block)
    {
        // 3.2.4: bits up to the byte boundary are skipped.
        BitPosition = (BitPosition + 7) & ~7L;
        long at = BitPosition;
        if (!TryBits(16, "LEN", out int length) || !TryBits(16, "NLEN", out int complement))
            return null;
        return length == (~complement & 0xFFFF)
            ? block with { StoredLength = length }
            : Fail<DeflateBlock>(at, $"LEN {length} and NLEN {complement} are not complements", "RFC 1951 3.2.4");
    }

    private DeflateBlock FixedCodes(DeflateBlock block)
    {
        _literals = FixedLiterals;
        _distances = FixedDistances;
        return block with { LiteralLengths = FixedLiteralLengths, DistanceLengths = FixedDistanceLengths };
    }

    private DeflateBlock? ReadDynamicCodes(DeflateBlock block)
    {
        // 3.2.7
        const string Clause = "RFC 1951 3.2.7";
        long at = BitPosition;
        if (!TryBits(5, "HLIT", out int hlit) || !TryBits(5, "HDIST", out int hdist) || !TryBits(4, "HCLEN", out int hclen))
            return null;
        int literalCount = hlit + 257, distanceCount = hdist + 1;
        if (literalCount > 286 || distanceCount > 30)
            return Fail<DeflateBlock>(at, $"{literalCount} literal/length and {distanceCount} distance codes; 286 and 30 exist", Clause);

        byte[] codeLengths = new byte[19];
        for (int i = 0; i < hclen + 4; i++)
        {
            if (!TryBits(3, "a code length of the code length code", out int length))
                return null;
            codeLengths[CodeLengthOrder[i]] = (byte)length;
        }

        var code = new DeflateOracleCode(codeLengths);
        if (code.IsOversubscribed || code.IsIncomplete)
            return Fail<DeflateBlock>(at, "the code length code is not a complete prefix code", Clause);

        byte[] lengths = new byte[literalCount + distanceCount];
        var symbols = new List<DeflateCodeLength>();
        for (int i = 0; i < lengths.Length;)
        {
            long symbolAt = BitPosition;
            if (!TryCode(code, "a code length", Clause, out int symbol))
                return null;
            int codeBits = (int)(BitPosition - symbolAt);
            if (symbol < 16)
            {
                symbols.Add(new DeflateCodeLength(symbolAt, codeBits, 0, symbol, i, 1));
                lengths[i++] = (byte)symbol;
                continue;
            }

            // 16: the previous length again, 3..6 times; 17: zero, 3..10 times; 18: zero, 11..138 times.
            if (!TryBits(symbol switch { 16 => 2, 17 => 3, _ => 7 }, "the repeat count of a code length", out int extra))
                return null;
            int repeat = extra + (symbol == 18 ? 11 : 3);
            if (symbol == 16 && i == 0)
                return Fail<DeflateBlock>(symbolAt, "the first code length repeats one that is not there", Clause);
            if (i + repeat > lengths.Length)
                return Fail<DeflateBlock>(symbolAt, $"a run of {repeat} code lengths passes the last of {lengths.Length}", Clause);
            byte value = symbol == 16 ? lengths[i - 1] : (byte)0;
            lengths.AsSpan(i, repeat).Fill(value);
            symbols.Add(new DeflateCodeLength(symbolAt, codeBits, (int)(BitPosition - symbolAt) - codeBits, symbol, i, repeat));
            i += repeat;
        }

        byte[] literals = lengths[..literalCount], distances = lengths[literalCount..];
        if (literals[256] == 0)
            return Fail<DeflateBlock>(at, "the end-of-block symbol has no code", Clause);
        _literals = new DeflateOracleCode(literals);
        _distances = new DeflateOracleCode(distances);
        if (!_literals.IsUsable)
            return Fail<DeflateBlock>(at, "the literal/length code is not a complete prefix code", Clause);
        if (!_distances.IsUsable)
            return Fail<DeflateBlock>(at, "the distance code is not a complete prefix code", Clause);
        return block with
        {
            LiteralLengths = literals,
            DistanceLengths = distances,
            CodeLengthLengths = codeLengths,
            CodeLengthCount = hclen + 4,
            CodeLengthSymbols = symbols,
        };
    }

    private bool ReadStoredBytes(out DeflateSymbol symbol)
    {
        long at = BitPosition, output = OutputLength;
        int length = _block!.StoredLength;
        int there = (int)Math.Min(length, _data.Length - at / 8);
        foreach (byte b in _data.Span.Slice((int)(at / 8), there))
            Write(b);
        BitPosition += there * 8L;
        symbol = new DeflateSymbol(DeflateSymbolKind.StoredBytes, at, there * 8, output, there, 0);
        if (there == length)
            return true;
        Error = new DeflateOracleError(BitPosition, $"the data ends after {there} of {length} stored bytes", "RFC 1951 3.2.4", IsTruncation: true);
        return false;
    }

    private bool ReadCoded(out DeflateSymbol symbol)
    {
        const string Clause = "RFC 1951 3.2.5";
        symbol = default;
        long at = BitPosition, output = OutputLength;
        if (!TryCode(_literals!, "a literal/length code", Clause, out int value))
            return false;
        byte codeBits = (byte)(BitPosition - at);
        if (value < 256)
        {
            Write((byte)value);
            symbol = new DeflateSymbol(DeflateSymbolKind.Literal, at, codeBits, output, 1, value) { Code = (short)value, CodeBits = codeBits };
            return true;
        }

        if (value == 256)
        {
            symbol = new DeflateSymbol(DeflateSymbolKind.EndOfBlock, at, codeBits, output, 0, 0) { Code = 256, CodeBits = codeBits };
            return true;
        }

        if (value > 285)
            return Fail<object>(at, $"literal/length symbol {value} does not exist", Clause) is not null;
        if (!TryBits(LengthExtra[value - 257], "the extra bits of a length", out int lengthExtra))
            return false;
        int length = LengthBase[value - 257] + lengthExtra;
        long distanceAt = BitPosition;
        if (!TryCode(_distances!, "a distance code", Clause, out int distanceSymbol))
            return false;
        if (distanceSymbol > 29)
            return Fail<object>(distanceAt, $"distance symbol {distanceSymbol} does not exist", Clause) is not null;
        if (!TryBits(DistanceExtra[distanceSymbol], "the extra bits of a distance", out int distanceExtra))
            return false;
        int distance = DistanceBase[distanceSymbol] + distanceExtra;
        if (distance > OutputLength)
            return Fail<object>(distanceAt, $"distance {distance} reaches before the first of {OutputLength} bytes", Clause) is not null;

        // Byte by byte: a match may overlap what it writes (distance 1 repeats one byte).
        for (int i = 0; i < length; i++)
            Write(_window[(int)((OutputLength - distance) & (WindowSize - 1))]);
        symbol = new DeflateSymbol(DeflateSymbolKind.Match, at, (int)(BitPosition - at), output, length, distance)
        {
            Code = (short)value,
            CodeBits = codeBits,
            LengthExtraBits = LengthExtra[value - 257],
            DistanceCode = (byte)distanceSymbol,
            DistanceExtraBits = DistanceExtra[distanceSymbol],
        };
        return true;
    }

    private void Write(byte value)
    {
        _window[(int)(OutputLength++ & (WindowSize - 1))] = value;
        _output?.Invoke(value);
    }

    /// <summary>Reads up to 16 bits, least significant first (3.1.1).</summary>
    private bool TryBits(int count, string field, out int value)
    {
        value = 0;
        if (BitPosition + count > _data.Length * 8L)
        {
            Error = new DeflateOracleError(BitPosition, $"the data ends before {field}", "RFC 1951 3.2.3", IsTruncation: true);
            return false;
        }

        ReadOnlySpan<byte> data = _data.Span;
        for (int i = 0; i < count; i++, BitPosition++)
            value |= ((data[(int)(BitPosition >> 3)] >> (int)(BitPosition & 7)) & 1) << i;
        return true;
    }

    private bool HasBit(string field) => BitPosition < _data.Length * 8L || TryBits(1, field, out _);

    private bool TryCode(DeflateOracleCode code, string field, string clause, out int symbol)
    {
        long at = BitPosition;
        DeflateOracleCode.State state = default;
        symbol = -1;
        ReadOnlySpan<byte> data = _data.Span;
        while (HasBit(field))
        {
            int bit = (data[(int)(BitPosition >> 3)] >> (int)(BitPosition & 7)) & 1;
            BitPosition++;
            if (code.Next(ref state, bit, out symbol))
                return true;
            if (state.IsExhausted)
                return Fail<object>(at, $"the bits stand for no {field[2..]}", clause) is not null;
        }

        return false;
    }

    private T? Fail<T>(long bit, string what, string clause)
        where T : class
    {
        Error = new DeflateOracleError(bit, what, clause, IsTruncation: false);
        return null;
    }
}

/// <summary>Where and why a stream stops making sense.</summary>
/// <param name="BitOffset">The bit at which the offending field begins.</param>
/// <param name="What">What is wrong, with the values.</param>
/// <param name="Clause">Clause of RFC 1951.</param>
/// <param name="IsTruncation">Whether the data ended, rather than being wrong.</param>
internal sealed record DeflateOracleError(long BitOffset, string What, string Clause, bool IsTruncation);
