using System.IO.Compression;
using RawDecoders.Png;
using RawDecoders.Tests.Pixels;

namespace RawDecoders.Tests.Png.Coding;

/// <summary>
/// What is inflated from the middle of the data on is what inflating from its beginning gives there: from every block of many datastreams, which
/// an observer of the normative way has noted.
/// </summary>
[Trait("Category", "Kernels")]
public sealed unsafe class InflateAheadTests
{
    /// <summary>Bits and bytes at which blocks begin.</summary>
    private sealed class Blocks : InflateObserver
    {
        public List<(long Bit, long Output)> Starts { get; } = [];

        public override void OnBlock(in InflateState state, long bitOffset, long endBit) => Starts.Add((bitOffset, state.OutputLength));
    }

    /// <summary>Datastreams of many blocks: coded, fixed and stored, by a compressor that is asked to end one now and then.</summary>
    internal static byte[] CompressInBlocks(ReadOnlySpan<byte> data, CompressionLevel level, int blockBytes)
    {
        var compressed = new MemoryStream();
        using (var deflate = new ZLibStream(compressed, level, leaveOpen: true))
        {
            for (int at = 0; at < data.Length; at += blockBytes)
            {
                deflate.Write(data.Slice(at, Math.Min(blockBytes, data.Length - at)));
                deflate.Flush();
            }
        }

        return compressed.ToArray();
    }

    public static TheoryData<int, CompressionLevel, int> Streams => new()
    {
        { 4, CompressionLevel.Optimal, 9_000 }, { 40, CompressionLevel.Fastest, 20_000 }, { 256, CompressionLevel.SmallestSize, 30_000 },
        { 256, CompressionLevel.NoCompression, 25_000 }, { 2, CompressionLevel.Optimal, 200 }, { 90, CompressionLevel.Optimal, 1_000_000 },
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public void Every_block_can_be_the_first(int alphabet, CompressionLevel level, int blockBytes)
    {
        byte[] data = Inflating.SomeData(300_000, alphabet, alphabet);
        byte[] zlib = CompressInBlocks(data, level, blockBytes);
        var blocks = new Blocks();
        Inflating.Whole(zlib, data.Length, observer: blocks);
        var random = new Random(1);
        int compared = 0;
        using var memory = new GuardedMemory(2 * (DeflateMatch.MaxDistance + data.Length + MarkerInflater.Margin));
        byte[] bytes = new byte[data.Length], table = new byte[DeflateMarkers.TableBytes];
        for (int i = 0; i < blocks.Starts.Count - 1; i++)
        {
            (long bit, long output) = blocks.Starts[i];
            if (output < DeflateMatch.MaxDistance)
                continue;
            // As much room as the blocks up to one of the next need, so that the guard stands behind them.
            int last = Math.Min(i + random.Next(1, 5), blocks.Starts.Count - 1);
            int length = (int)(blocks.Starts[last].Output - output);
            int room = DeflateMatch.MaxDistance + length + MarkerInflater.Margin + 1;
            fixed (byte* start = memory.End(2 * room), known = data, to = bytes, look = table)
            {
                ushort* window = (ushort*)start, cells = window + DeflateMatch.MaxDistance, first = cells;
                DeflateMarkers.FillWindow(window);
                var inflater = new MarkerInflater();
                inflater.Begin(bit, zlib[bit / 8]);
                int given = (int)(bit / 8) + 1, block = i;
                while (block < last)
                {
                    int piece = Math.Min(random.Next(4) == 0 ? random.Next(40) : random.Next(4000), zlib.Length - given);
                    ReadOnlySpan<byte> input = zlib.AsSpan(given, piece);
                    MarkerStatus status = inflater.Inflate(ref input, ref cells, window + room);
                    given += piece - input.Length;
                    Assert.True(status is MarkerStatus.NeedsInput or MarkerStatus.BlockBegin or MarkerStatus.BlockEnd, $"{status} in block {block}");
                    if (status != MarkerStatus.BlockEnd)
                        continue;
                    block++;
                    Assert.Equal(blocks.Starts[block].Bit, inflater.BitOffset);
                    Assert.Equal(blocks.Starts[block].Output - output, cells - first);
                }

                DeflateMarkers.MakeTable(known + output - DeflateMatch.MaxDistance, look);
                DeflateMarkers.Resolve(first, length, look, to);
            }

            Assert.True(bytes.AsSpan(0, length).SequenceEqual(data.AsSpan((int)output, length)), $"block {i} to {last}");
            compared++;
        }

        Assert.True(compared > 0, "no block in the middle");
    }

    [Fact]
    public void The_last_block_is_left_alone()
    {
        byte[] zlib = Inflating.Compress(Inflating.SomeData(1000, 40, 3), CompressionLevel.Optimal);
        ushort[] buffer = new ushort[DeflateMatch.MaxDistance + 2000];
        fixed (ushort* window = buffer)
        {
            ushort* cells = window + DeflateMatch.MaxDistance;
            var inflater = new MarkerInflater();
            inflater.Begin(16, zlib[2]);
            ReadOnlySpan<byte> input = zlib.AsSpan(3);
            Assert.Equal(MarkerStatus.LastBlock, inflater.Inflate(ref input, ref cells, window + buffer.Length));
            Assert.Equal(16, inflater.BitOffset);
        }
    }

    /// <summary>Any bits at all: an end, never a read or write outside.</summary>
    [Fact]
    public void Random_bits_do_no_harm()
    {
        using var inputMemory = new GuardedMemory(3000);
        using var memory = new GuardedMemory(2 * (DeflateMatch.MaxDistance + 5000));
        var seen = new HashSet<MarkerStatus>();
        byte[] sound = CompressInBlocks(Inflating.SomeData(60_000, 30, 5), CompressionLevel.Optimal, 3000);
        for (int seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            Span<byte> input = inputMemory.End(random.Next(20, 3000));
            if (seed % 2 == 0)
                random.NextBytes(input);
            else
                sound.AsSpan(2, input.Length).CopyTo(input);
            input[random.Next(input.Length)] ^= (byte)random.Next(256);
            int room = DeflateMatch.MaxDistance + random.Next(400, 5000);
            fixed (byte* start = memory.End(2 * room))
            {
                ushort* window = (ushort*)start, cells = window + DeflateMatch.MaxDistance, end = window + room;
                DeflateMarkers.FillWindow(window);
                var inflater = new MarkerInflater();
                inflater.Begin(random.Next(8), input[0]);
                ReadOnlySpan<byte> rest = input[1..];
                MarkerStatus status;
                do
                {
                    status = inflater.Inflate(ref rest, ref cells, end);
                }
                while (status is MarkerStatus.BlockBegin or MarkerStatus.BlockEnd);
                Assert.True(cells <= end);
                seen.Add(status);
            }
        }

        Assert.Equal(4, seen.Count);
    }

    /// <summary>RFC 1951 3.2.3 and 3.2.7, read bit by bit.</summary>
    private static bool MayBegin(ReadOnlySpan<byte> data, long bit)
    {
        int Take(ReadOnlySpan<byte> from, int count)
        {
            int value = 0;
            for (int i = 0; i < count; i++, bit++)
                value |= (from[(int)(bit / 8)] >> (int)(bit % 8) & 1) << i;
            return value;
        }

        if (Take(data, 1) != 0 || Take(data, 2) != 2 || Take(data, 5) + 257 > 286 || Take(data, 5) + 1 > 30)
            return false;
        double share = 0;
        for (int count = Take(data, 4) + 4; count > 0; count--)
            share += Take(data, 3) is var length and > 0 ? Math.Pow(2, -length) : 0;
        return share == 1;
    }

    [Fact]
    public void The_finder_finds_what_may_be_a_header_and_nothing_else()
    {
        byte[] random = new byte[40_000];
        new Random(7).NextBytes(random);
        byte[] blocks = CompressInBlocks(Inflating.SomeData(200_000, 30, 5), CompressionLevel.Optimal, 2500);
        foreach (byte[] data in new[] { random, blocks })
        {
            var expected = new List<long>();
            for (long bit = 0; bit < (data.Length - 2L * DeflateBlockFinder.HeaderBytes) * 8; bit++)
            {
                if (MayBegin(data, bit))
                    expected.Add(bit);
            }

            var found = new List<long>();
            for (long from = 0; DeflateBlockFinder.Find(data, from) is var at and >= 0; from = at + 1)
                found.Add(at);
            found.RemoveAll(bit => bit >= (data.Length - 2L * DeflateBlockFinder.HeaderBytes) * 8);
            Assert.Equal(expected, found);
            Assert.NotEmpty(found);
        }

        var starts = new Blocks();
        Inflating.Whole(blocks, 200_000, observer: starts);
        int coded = 0;
        foreach ((long bit, _) in starts.Starts)
        {
            if ((blocks[bit / 8] | blocks[bit / 8 + 1] << 8) >> (int)(bit % 8) is var header && (header & 7) == 4 && bit < (blocks.Length - 32) * 8L)
            {
                Assert.Equal(bit, DeflateBlockFinder.Find(blocks, bit));
                coded++;
            }
        }

        Assert.True(coded > 25, $"{coded} blocks with codes of their own");
    }

    [Fact]
    public void Nothing_is_found_where_the_piece_is_short()
    {
        using var memory = new GuardedMemory(100);
        for (int length = 0; length < 60; length++)
        {
            Span<byte> piece = memory.End(length);
            piece.Fill(4);
            Assert.True(DeflateBlockFinder.Find(piece, 0) <= Math.Max((length - DeflateBlockFinder.HeaderBytes) * 8 + 47, -1));
        }
    }

    [Fact]
    public void Cells_become_their_bytes()
    {
        var random = new Random(4);
        byte[] window = new byte[DeflateMatch.MaxDistance], table = new byte[DeflateMarkers.TableBytes];
        random.NextBytes(window);
        ushort[] cells = new ushort[400];
        byte[] bytes = new byte[401], expected = new byte[400];
        for (int i = 0; i < 2000; i++)
        {
            int count = random.Next(401);
            for (int k = 0; k < count; k++)
            {
                int marker = random.Next(window.Length);
                bool isKnown = i % 3 == 0 || (i % 3 == 1 ? random.Next(40) > 0 : random.Next(2) > 0);
                (cells[k], expected[k]) = isKnown ? ((ushort)(byte)k, (byte)k) : ((ushort)(DeflateMarkers.First + marker), window[marker]);
            }

            bytes[count] = 0xA5;
            fixed (byte* w = window, t = table, b = bytes)
            fixed (ushort* c = cells)
            {
                DeflateMarkers.MakeTable(w, t);
                DeflateMarkers.Resolve(c, count, t, b);
            }

            Assert.True(expected.AsSpan(0, count).SequenceEqual(bytes.AsSpan(0, count)));
            Assert.Equal(0xA5, bytes[count]);
        }
    }

    /// <summary>Copies of cells are those of bytes, each twice as wide.</summary>
    [Fact]
    public void Copies_of_cells_are_copies()
    {
        for (int distance = 1; distance <= 300; distance++)
        {
            for (int length = 3; length <= DeflateMatch.MaxLength; length += length < 40 ? 1 : 31)
            {
                ushort[] expected = new ushort[1000];
                for (int i = 0; i < 400; i++)
                    expected[i] = (ushort)(i * 40503);
                ushort[] wide = [.. expected], brief = [.. expected];
                for (int i = 0; i < length; i++)
                    expected[400 + i] = expected[400 + i - distance];
                fixed (ushort* w = wide, b = brief)
                {
                    DeflateMatch.CopyWide((byte*)(w + 400), (nuint)distance * 2, (nuint)length * 2);
                    if (distance >= 16 && length <= DeflateMatch.ShortLength)
                        DeflateMatch.CopyShort((byte*)(b + 400), (nuint)distance * 2, 2);
                    else
                        brief = wide;
                }

                Assert.True(expected.AsSpan(0, 400 + length).SequenceEqual(wide.AsSpan(0, 400 + length)), $"distance {distance}, length {length}");
                Assert.True(expected.AsSpan(0, 400 + length).SequenceEqual(brief.AsSpan(0, 400 + length)), $"short: distance {distance}, length {length}");
                Assert.True(wide.AsSpan(400 + length + MarkerInflater.Margin - 6 - DeflateMatch.MaxLength).IndexOfAnyExcept((ushort)0) < 0, "written further");
            }
        }
    }
}
