using RawDecoders.Png;

namespace RawDecoders.Tests.Png.Coding;

/// <summary>The stages by themselves.</summary>
[Trait("Category", "Kernels")]
public sealed class InflatePartTests
{
    /// <summary>The two formulas of RFC 1950 8.2, with a division for each byte.</summary>
    private static uint AdlerByDefinition(ReadOnlySpan<byte> data)
    {
        uint a = 1, b = 0;
        foreach (byte value in data)
        {
            a = (a + value) % 65521;
            b = (b + a) % 65521;
        }

        return b << 16 | a;
    }

    [Fact]
    public void Check_values_are_right_for_all_lengths_and_the_largest_sums()
    {
        byte[] random = new byte[20_000], largest = new byte[20_000];
        new Random(1).NextBytes(random);
        largest.AsSpan().Fill(255);
        foreach (byte[] data in (byte[][])[random, largest])
        {
            foreach (int length in Enumerable.Range(0, 300).Concat([5551, 5552, 5553, 5600, 11_104, 11_105, 19_999]))
            {
                ReadOnlySpan<byte> part = data.AsSpan(length % 7, length);
                uint expected = AdlerByDefinition(part);
                Assert.Equal(expected, Adler32.AppendScalar(Adler32.Initial, part));
                Assert.Equal(expected, Adler32.Append(Adler32.Initial, part));
                Assert.Equal(expected, Adler32.AppendVectorized(Adler32.Initial, part));
                Assert.Equal(expected, Adler32.Append(Adler32.Append(Adler32.Initial, part[..(length / 3)]), part[(length / 3)..]));
            }
        }
    }

    /// <summary>With both sums the largest that they can be: 65520.</summary>
    [Fact]
    public void Check_values_do_not_overflow()
    {
        byte[] data = new byte[5552];
        data.AsSpan().Fill(255);
        const uint Start = 65520u << 16 | 65520;
        ulong low = 65520, high = 65520;
        foreach (byte value in data)
            high += low += value;
        uint expected = (uint)(high % 65521) << 16 | (uint)(low % 65521);
        Assert.Equal(expected, Adler32.AppendScalar(Start, data));
        Assert.Equal(expected, Adler32.AppendVectorized(Start, data));
    }

    [Fact]
    public unsafe void Wide_copies_are_copies()
    {
        byte[] expected = new byte[600], buffer = new byte[600], exact = new byte[600];
        for (int distance = 1; distance <= 300; distance++)
        {
            for (int length = 3; length <= DeflateMatch.MaxLength; length++)
            {
                new Random(distance).NextBytes(expected);
                expected.CopyTo(buffer, 0);
                expected.CopyTo(exact, 0);
                if (distance > 280)
                    length = DeflateMatch.MaxLength;
                int at = distance > 260 ? 302 - 26 : 262;
                if (distance > at)
                    continue;
                fixed (byte* e = expected, b = buffer, x = exact)
                {
                    DeflateMatch.Copy(e + at, distance, length);
                    DeflateMatch.CopyExactly(x + at, distance, length);
                    DeflateMatch.CopyWide(b + at, (nuint)distance, (nuint)length);
                }

                Assert.True(expected.AsSpan(0, at + length).SequenceEqual(buffer.AsSpan(0, at + length)), $"distance {distance}, length {length}");
                Assert.True(expected.AsSpan().SequenceEqual(exact), $"distance {distance}, length {length}: exactly");
                int end = Math.Min(600, at + length + DeflateMatch.Slack);
                Assert.True(expected.AsSpan(end).SequenceEqual(buffer.AsSpan(end)), $"distance {distance}, length {length}: written further");
            }
        }
    }

    [Theory]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(31)]
    [InlineData(300)]
    public unsafe void Short_copies_are_copies(int distance)
    {
        for (int length = 3; length <= DeflateMatch.ShortLength; length++)
        {
            byte[] expected = new byte[400];
            new Random(length).NextBytes(expected);
            byte[] buffer = [.. expected];
            fixed (byte* e = expected, b = buffer)
            {
                DeflateMatch.Copy(e + 300, distance, length);
                DeflateMatch.CopyShort(b + 300, (nuint)distance);
            }

            Assert.Equal(expected.AsSpan(0, 300 + length), buffer.AsSpan(0, 300 + length));
            Assert.Equal(expected.AsSpan(300 + DeflateMatch.ShortLength), buffer.AsSpan(300 + DeflateMatch.ShortLength));
        }
    }

    /// <summary>Entries of every kind and length, in any order: what stands at an index need not be a code.</summary>
    [Fact]
    public unsafe void Pairs_are_the_same_in_vectors()
    {
        if (!System.Runtime.Intrinsics.X86.Avx2.IsSupported)
            return;
        var random = new Random(7);
        for (int round = 0; round < 500; round++)
        {
            int bits = random.Next(3, DeflateTables.LiteralBits + 1);
            uint[] scalar = new uint[1 << bits];
            for (int i = 0; i < scalar.Length; i++)
            {
                ulong symbol = DeflateEntry.LiteralSymbols[random.Next(round % 2 == 0 ? 256 : 286)];
                scalar[i] = random.Next(9) == 0 ? DeflateEntry.Subtable | 5 << 16 | 3 << 8 | (uint)bits : DeflateEntry.WithCode(symbol, random.Next(1, bits + 1));
            }

            uint[] vectorized = [.. scalar];
            fixed (uint* a = scalar, b = vectorized)
            {
                DeflateTableBuilder.PairScalar(a, bits);
                DeflateTableBuilder.PairVectorized(b, bits);
            }

            Assert.Equal(scalar, vectorized);
        }
    }

    /// <summary>Random complete codes, decoded by table and by looking each code up in the list of all.</summary>
    [Fact]
    public void Tables_hold_the_codes_of_their_lengths()
    {
        var random = new Random(3);
        for (int round = 0; round < 300; round++)
        {
            byte[] literals = CompleteCode(random, 257 + random.Next(30), mustHave: 256), distances = CompleteCode(random, 1 + random.Next(30), mustHave: -1);
            var tables = new DeflateTables();
            Assert.Equal(DeflateFlaw.None, tables.Build(literals, distances));
            AssertCodes(tables.Literals, DeflateTables.LiteralBits, literals, DeflateEntry.LiteralSymbols, arePaired: true);
            AssertCodes(tables.Distances, DeflateTables.DistanceBits, distances, DeflateEntry.DistanceSymbols, arePaired: false);
        }
    }

    /// <summary>Lengths of a complete code: leaves of a tree, one of which is split again and again.</summary>
    private static byte[] CompleteCode(Random random, int symbols, int mustHave)
    {
        var leaves = new List<int> { 1, 1 };
        bool isDeep = random.Next(2) == 0;
        int wanted = random.Next(2, Math.Max(3, symbols + 1));
        while (leaves.Count < Math.Min(wanted, symbols))
        {
            int i = isDeep ? leaves.Count - 1 - random.Next(Math.Min(3, leaves.Count)) : random.Next(leaves.Count);
            if (leaves[i] == 15)
            {
                i = leaves.FindIndex(l => l < 15);
                isDeep = false;
            }

            leaves[i]++;
            leaves.Add(leaves[i]);
        }

        if (symbols == 1)
            return [1];
        byte[] lengths = new byte[symbols];
        int[] order = [.. Enumerable.Range(0, symbols)];
        random.Shuffle(order);
        if (mustHave >= 0)
        {
            int at = Array.IndexOf(order, mustHave);
            (order[0], order[at]) = (order[at], order[0]);
        }

        for (int i = 0; i < leaves.Count; i++)
            lengths[order[i]] = (byte)leaves[i];
        return lengths;
    }

    private static void AssertCodes(uint[] table, int primaryBits, byte[] lengths, ulong[] symbols, bool arePaired)
    {
        // 3.2.2, as the RFC has it.
        int[] counts = new int[16], next = new int[16];
        foreach (byte length in lengths)
            counts[length]++;
        counts[0] = 0;
        for (int bits = 1, code = 0; bits <= 15; bits++)
            next[bits] = code = (code + counts[bits - 1]) << 1;
        for (int symbol = 0; symbol < lengths.Length; symbol++)
        {
            int length = lengths[symbol];
            if (length == 0)
                continue;
            int code = next[length]++, reversed = 0;
            for (int i = 0; i < length; i++)
                reversed |= (code >> i & 1) << (length - 1 - i);
            for (int above = 0; above < 1 << (15 - length); above += 1 + (1 << (15 - length)) / 50)
            {
                int data = reversed | above << length;
                uint entry = table[data & ((1 << primaryBits) - 1)];
                int before = 0;
                if ((entry & DeflateEntry.Subtable) == DeflateEntry.Subtable)
                {
                    before = primaryBits;
                    entry = table[DeflateEntry.StartOf(entry) + (data >> primaryBits & ((1 << DeflateEntry.CodeBits(entry)) - 1))];
                }

                uint single = DeflateEntry.WithCode(symbols[symbol], length - before);
                if (arePaired && entry >> DeflateEntry.LiteralCountShift == 2)
                {
                    Assert.Equal((byte)symbol, (byte)(entry >> 8));
                    byte second = (byte)(entry >> 16);
                    Assert.Equal(length + lengths[second], DeflateEntry.Bits(entry));
                }
                else
                {
                    Assert.Equal(single, entry);
                }
            }
        }
    }
}
