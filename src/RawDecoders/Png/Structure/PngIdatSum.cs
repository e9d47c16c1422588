// Owns: the CRC of the image data chunk that is being read, computed as its bytes pass (PNG 5.5). Stands beside PngIdatRun. Leaves to
// others: what follows when it is wrong.
using System.IO.Hashing;

namespace RawDecoders.Png;

/// <summary>The CRC-32 of one chunk after the other.</summary>
internal sealed class PngIdatSum
{
    private readonly Crc32 _crc = new();

    /// <summary>Begins with a chunk: its type is part of the sum, and the sequence number of an fdAT.</summary>
    public void Begin(ByteSource source, in PngChunkCursor chunk)
    {
        _crc.Reset();
        _crc.Append(source.Slice(chunk.Offset + 4, PngIdatRun.GetSummedHead(chunk)));
    }

    /// <summary>The next bytes of the payload.</summary>
    public void Append(ReadOnlySpan<byte> piece) => _crc.Append(piece);

    /// <summary>The sum of what has passed.</summary>
    public uint Value => _crc.GetCurrentHashAsUInt32();

    /// <summary>The rule that a wrong CRC of the chunk breaks: the data of a frame is read for all that, as browsers do.</summary>
    public static Rule RuleOf(in PngChunkCursor chunk) => chunk.Type.Value == PngChunkType.Fdat ? PngRules.FdatCrc : PngRules.ChunkCrc;

    /// <summary>What is said of a chunk whose stored CRC is another one.</summary>
    public static string Wrong(in PngChunkCursor chunk, uint computed) => $"the CRC is {chunk.StoredCrc:X8}, of the data it would be {computed:X8}";

    /// <summary>Goes through all image data for its sums, and tells the chunks whose CRC is wrong.</summary>
    public static void CheckAll(ByteSource source, PngChunkCursor first, DecodeIssues issues)
    {
        const int PieceBytes = 1 << 20;
        var sum = new PngIdatSum();
        var run = new PngIdatRun(source, first);
        do
        {
            sum.Begin(source, run.Chunk);
            while (run.Left > 0)
            {
                ReadOnlySpan<byte> piece = run.Peek(PieceBytes);
                sum.Append(piece);
                run.Take(piece.Length);
            }

            PngChunkCursor chunk = run.Chunk;
            if (chunk.IsComplete && sum.Value is var computed && computed != chunk.StoredCrc)
                issues.Report(RuleOf(chunk), chunk.CrcOffset, Wrong(chunk, computed), chunk.Type.ToString());
        }
        while (run.MoveNext());
    }
}
