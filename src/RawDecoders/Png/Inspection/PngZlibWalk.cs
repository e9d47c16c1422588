// Owns: one walk through a zlib datastream (RFC 1950) for study: its blocks with their ends and counts, its output, its check
// value, and which symbol gave the bytes that somebody asks about. Nodes are made of it elsewhere (PngZlibNodes).

namespace RawDecoders.Png;

/// <summary>A block with what only its end tells.</summary>
/// <param name="Header">Its header.</param>
/// <param name="EndBit">The bit after its last symbol, counted from the first bit of the DEFLATE data.</param>
/// <param name="OutputEnd">Length of the output after it.</param>
/// <param name="Literals">Number of literals.</param>
/// <param name="Matches">Number of matches.</param>
/// <param name="Symbols">Its symbols, if they were to be kept.</param>
internal sealed record PngDeflateBlock(
    DeflateBlock Header, long EndBit, long OutputEnd, long Literals, long Matches, IReadOnlyList<DeflateSymbol> Symbols);

/// <summary>What to keep of a walk.</summary>
internal sealed record PngZlibWalkOptions
{
    /// <summary>Bytes of output that are kept; more are only counted.</summary>
    public long MaxOutput { get; init; } = int.MaxValue / 2;

    /// <summary>The walk stops after this many bytes of output: nobody asks for them, and a small file can give very many.</summary>
    public long StopAfter { get; init; } = long.MaxValue;

    /// <summary>Symbols that are kept, from the first on; 0 for none.</summary>
    public long MaxSymbols { get; init; }

    /// <summary>Symbols are kept as far as their output begins before this.</summary>
    public long SymbolsUntil { get; init; } = long.MaxValue;

    /// <summary>Positions in the output, rising: <see cref="PngZlibWalk.Marked"/> tells the symbols that gave them.</summary>
    public IEnumerable<long> Marks { get; init; } = [];
}

/// <summary>The result of a walk.</summary>
internal sealed class PngZlibWalk
{
    /// <summary>Bytes of the zlib header.</summary>
    public const int HeaderLength = 2;

    /// <summary>Blocks that are kept: a block may have 10 bits, and a file millions of them.</summary>
    private const int MaxBlocks = 100_000;

    private byte[] _output = [];

    public PngZlibWalk(PngDataMap map, PngZlibWalkOptions options)
    {
        Map = map;
        ReadOnlySpan<byte> data = map.Data.Span;
        // A preset dictionary, which PNG forbids, has its 4 bytes of check value after the header (RFC 1950 2.2).
        HasDictionary = data.Length > 1 && (data[1] & 0x20) != 0;
        DataStart = Math.Min(data.Length, HasDictionary ? HeaderLength + 4 : HeaderLength);
        Walk(options);
        ComputedAdler = (_adlerHigh << 16) | _adlerLow;
    }

    public PngDataMap Map { get; }

    /// <summary>Whether FDICT is set.</summary>
    public bool HasDictionary { get; }

    /// <summary>First byte of DEFLATE data in the datastream: 2, without a dictionary.</summary>
    public int DataStart { get; }

    /// <summary>The blocks, from the first on; of very many not all.</summary>
    public List<PngDeflateBlock> Blocks { get; } = [];

    /// <summary>How many blocks there are.</summary>
    public int BlockCount { get; private set; }

    /// <summary>Where the walk ended, counted from the first bit of DEFLATE data.</summary>
    public long EndBit { get; private set; }

    /// <summary>Whether the final block has come to its end.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Whether the walk ended because of <see cref="PngZlibWalkOptions.StopAfter"/>.</summary>
    public bool IsStopped { get; private set; }

    public DeflateError? Error { get; private set; }

    /// <summary>Bytes inflated.</summary>
    public long OutputLength { get; private set; }

    /// <summary>The inflated bytes that were kept.</summary>
    public ReadOnlyMemory<byte> Output => _output.AsMemory(0, (int)Math.Min(OutputLength, _output.Length));

    /// <summary>The bits of the symbols that gave the marked bytes, counted from the first of the DEFLATE data, as many as there were.</summary>
    public List<(long Offset, long Length)> Marked { get; } = [];

    /// <summary>Adler-32 of what was inflated (RFC 1950 8.2).</summary>
    public uint ComputedAdler { get; }

    /// <summary>Where the check value begins in the datastream; after its end if the DEFLATE data is not complete.</summary>
    public int AdlerStart => IsComplete ? DataStart + (int)((EndBit + 7) / 8) : Map.Data.Length;

    /// <summary>The check value as stored, or null if not all of it is there.</summary>
    public uint? StoredAdler => AdlerStart + 4 <= Map.Data.Length
        ? System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(Map.Data.Span[AdlerStart..])
        : null;

    /// <summary>Bytes that DEFLATE data of this length can give: 258 for each 2 bits.</summary>
    private long MostOutput => Math.Max(4096, 1032L * Map.Data.Length);

    private uint _adlerLow = 1;
    private uint _adlerHigh;

    private void Walk(PngZlibWalkOptions options)
    {
        var walker = new DeflateWalker(Map.Data[DataStart..], value => Take(value, options.MaxOutput));
        using IEnumerator<long> marks = options.Marks.GetEnumerator();
        long mark = marks.MoveNext() ? marks.Current : long.MaxValue;
        long symbolsLeft = options.MaxSymbols;
        while (!IsStopped && walker.ReadBlock(out DeflateBlock? header))
        {
            List<DeflateSymbol>? symbols = symbolsLeft > 0 ? [] : null;
            long literals = 0, matches = 0;
            while (walker.ReadSymbol(out DeflateSymbol symbol) || symbol.Length > 0)
            {
                if (symbol.Kind == DeflateSymbolKind.Literal)
                    literals++;
                else if (symbol.Kind == DeflateSymbolKind.Match)
                    matches++;
                if (symbolsLeft > 0 && symbol.OutputOffset < options.SymbolsUntil)
                {
                    symbols!.Add(symbol);
                    symbolsLeft--;
                }

                for (; mark < symbol.OutputOffset + symbol.Length; mark = marks.MoveNext() ? marks.Current : long.MaxValue)
                    Marked.Add((symbol.BitOffset, symbol.Kind == DeflateSymbolKind.StoredBytes ? 8L * symbol.Length : symbol.BitLength));
                IsStopped = walker.OutputLength > options.StopAfter;
                if (IsStopped)
                    break;
            }

            BlockCount++;
            if (Blocks.Count < MaxBlocks)
                Blocks.Add(new PngDeflateBlock(header, walker.BitPosition, walker.OutputLength, literals, matches, symbols ?? []));
        }

        Error = walker.Error;
        EndBit = walker.BitPosition;
        IsComplete = walker.IsComplete;
        OutputLength = walker.OutputLength;
    }

    private void Take(byte value, long max)
    {
        if (OutputLength < max)
        {
            if (OutputLength == _output.Length)
                Array.Resize(ref _output, (int)Math.Min(Math.Max(4096, 2L * _output.Length), Math.Min(max, MostOutput)));
            _output[OutputLength] = value;
        }

        OutputLength++;
        // 65521 is the largest prime below 2^16. Sums below 2^17 need no division.
        _adlerLow += value;
        if (_adlerLow >= 65521)
            _adlerLow -= 65521;
        _adlerHigh += _adlerLow;
        if (_adlerHigh >= 65521)
            _adlerHigh -= 65521;
    }
}
