// Owns: one walk through a zlib datastream (RFC 1950) for study: its blocks with their ends and counts, its output, its check
// value, and which symbol gave the bytes that somebody asks about. Stands between the engine that also decodes pictures (ZlibInflater,
// run by ObservedInflater and watched by PngZlibObserver) and all of study. Leaves to others: nodes (PngZlibNodes, PngDeflateNodes),
// rows (PngImageWalk), and the zlib header and check value being right.

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

    /// <summary>Receives places, some 16 KiB of output apart, from which inflating can go on; null for none.</summary>
    public List<InflateState>? Places { get; init; }
}

/// <summary>The result of a walk.</summary>
internal sealed class PngZlibWalk
{
    /// <summary>Bytes of the zlib header.</summary>
    public const int HeaderLength = 2;

    private byte[] _output = [];

    public PngZlibWalk(PngDataMap map, PngZlibWalkOptions options)
    {
        Map = map;
        ReadOnlySpan<byte> data = map.Data.Span;
        // A preset dictionary, which PNG forbids, has its 4 bytes of check value after the header (RFC 1950 2.2).
        HasDictionary = data.Length > 1 && (data[1] & 0x20) != 0;
        DataStart = Math.Min(data.Length, HasDictionary ? HeaderLength + 4 : HeaderLength);
        Walk(options);
    }

    public PngDataMap Map { get; }

    /// <summary>Whether FDICT is set.</summary>
    public bool HasDictionary { get; }

    /// <summary>First byte of DEFLATE data in the datastream: 2, without a dictionary.</summary>
    public int DataStart { get; }

    /// <summary>The blocks, from the first on; of very many not all.</summary>
    public List<PngDeflateBlock> Blocks { get; private set; } = [];

    /// <summary>How many blocks there are.</summary>
    public int BlockCount { get; private set; }

    /// <summary>Where the walk ended, counted from the first bit of DEFLATE data.</summary>
    public long EndBit { get; private set; }

    /// <summary>Whether the final block has come to its end.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Whether the walk ended because of <see cref="PngZlibWalkOptions.StopAfter"/>.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Why the walk ended early, if the data is cut or wrong. Its bits count from the first of the datastream, zlib header and all.</summary>
    public InflateError? Error { get; private set; }

    /// <summary>Bytes inflated.</summary>
    public long OutputLength { get; private set; }

    /// <summary>The inflated bytes that were kept.</summary>
    public ReadOnlyMemory<byte> Output => _output.AsMemory(0, (int)Math.Min(OutputLength, _output.Length));

    /// <summary>The bits of the symbols that gave the marked bytes, counted from the first of the DEFLATE data, as many as there were.</summary>
    public List<(long Offset, long Length)> Marked { get; private set; } = [];

    /// <summary>Adler-32 of what was inflated (RFC 1950 8.2).</summary>
    public uint ComputedAdler { get; private set; }

    /// <summary>Where the check value begins in the datastream; after its end if the DEFLATE data is not complete.</summary>
    public int AdlerStart => IsComplete ? DataStart + (int)((EndBit + 7) / 8) : Map.Data.Length;

    /// <summary>The check value as stored, or null if not all of it is there.</summary>
    public uint? StoredAdler => AdlerStart + 4 <= Map.Data.Length
        ? System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(Map.Data.Span[AdlerStart..])
        : null;

    /// <summary>Bytes that DEFLATE data of this length can give: 258 for each 2 bits.</summary>
    private long MostOutput => Math.Max(4096, 1032L * Map.Data.Length);

    /// <summary>Bytes of output between two places: what is inflated again for a symbol, while somebody's pointer moves.</summary>
    private const int PlaceDistance = 16 << 10;

    private void Walk(PngZlibWalkOptions options)
    {
        using var observer = new PngZlibObserver(options, DataStart);
        using var inflater = new ObservedInflater(Map.Data, DataStart, observer);
        InflateStatus status;
        do
        {
            // Up to one byte more than nobody asks for, by which the walk stops; stored bytes to the end of their block.
            options.Places?.Add(inflater.Save());
            long left = options.StopAfter - OutputLength;
            long most = left < 0 ? observer.StoredLeft : Math.Min(left, int.MaxValue) + 1;
            status = inflater.Read(options.Places is null ? most : Math.Min(most, PlaceDistance), out ReadOnlySpan<byte> output);
            Keep(output, options.MaxOutput);
            OutputLength += output.Length;
        }
        while (status == InflateStatus.NeedsRoom && !observer.IsStopped);

        IsStopped = observer.IsStopped;
        if (status == InflateStatus.Flawed && !IsStopped)
        {
            Error = inflater.Error;
            observer.End(EndOf(inflater.Error, inflater.BitOffset));
        }

        (Blocks, BlockCount, Marked) = (observer.Blocks, observer.BlockCount, observer.Marked);
        (EndBit, IsComplete) = (observer.EndBit, observer.IsComplete);
        ComputedAdler = inflater.Adler;
    }

    /// <summary>The bit behind what is wrong: all of a field that is read at once, and all that is left of data that is cut.</summary>
    private long EndOf(in InflateError error, long next) => error.Flaw switch
    {
        DeflateFlaw.Truncated => 8L * Map.Data.Length,
        DeflateFlaw.BlockType => error.BitOffset + 3,
        DeflateFlaw.StoredLength => error.BitOffset + 32,
        _ => next,
    };

    private void Keep(ReadOnlySpan<byte> output, long most)
    {
        int count = (int)Math.Clamp(most - OutputLength, 0, output.Length);
        if (count == 0)
            return;
        long end = OutputLength + count;
        if (end > _output.Length)
            Array.Resize(ref _output, (int)Math.Min(Math.Max(Math.Max(4096, end), 2L * _output.Length), Math.Min(most, MostOutput)));
        output[..count].CopyTo(_output.AsSpan((int)OutputLength));
    }
}
