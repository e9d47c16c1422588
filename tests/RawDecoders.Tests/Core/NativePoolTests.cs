namespace RawDecoders.Tests.Core;

/// <summary>Native blocks between decodes: one owner each, and a bound on what is kept.</summary>
[Collection("WholeProcess")]
public sealed unsafe class NativePoolTests
{
    [Fact]
    public void A_block_comes_back_to_who_asks_for_its_size()
    {
        List<nint> others = TakeAll();
        byte* block = NativePool.Rent(700_000);
        Assert.Equal(0, (nint)block % 64);
        Assert.True(NativePool.SizeOf(block) >= 700_000);
        NativePool.Return(block);
        byte* again = NativePool.Rent(650_000);
        Assert.True(block == again, "another block");
        NativePool.Return(again);
        others.ForEach(other => NativePool.Return((byte*)other));
    }

    /// <summary>What is kept from other tests: it may be as large, or fill the pool, so that another block comes back or none is kept.</summary>
    private static List<nint> TakeAll()
    {
        List<nint> blocks = [];
        for (long bytes = 1 << 20; bytes > 0; bytes /= 2)
        {
            long kept;
            do
            {
                kept = NativePool.KeptBytes;
                blocks.Add((nint)NativePool.Rent(bytes));
            }
            while (NativePool.KeptBytes < kept);
        }

        Assert.Equal(0, NativePool.KeptBytes);
        return blocks;
    }

    [Fact]
    public void Much_larger_blocks_are_not_handed_to_small_needs()
    {
        NativePool.Return(NativePool.Rent(900_000));
        byte* small = NativePool.Rent(1_000);
        Assert.True(NativePool.SizeOf(small) <= 4_000, $"{NativePool.SizeOf(small)} bytes for 1,000");
        NativePool.Return(small);
    }

    [Fact]
    public void What_is_kept_is_bounded()
    {
        nint[] blocks = [.. Enumerable.Range(0, 40).Select(i => (nint)NativePool.Rent(200_000 + i * 20_000))];
        foreach (nint block in blocks)
            NativePool.Return((byte*)block);
        Assert.InRange(NativePool.KeptBytes, 1, NativePool.MaxKeptBytes);

        // A block of a whole picture is not kept.
        long kept = NativePool.KeptBytes;
        NativePool.Return(NativePool.Rent(30 << 20));
        Assert.Equal(kept, NativePool.KeptBytes);
    }

    [Fact]
    public void A_block_has_one_owner()
    {
        int shared = 0;
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, worker =>
        {
            var random = new Random(worker);
            for (int i = 0; i < 20_000; i++)
            {
                int bytes = 64 << random.Next(10);
                byte* block = NativePool.Rent(bytes);
                var words = new Span<long>(block, bytes / 8);
                long mark = worker * 1_000_000L + i;
                words.Fill(mark);
                if (i % 16 == 0)
                    Thread.Yield();
                if (words.ContainsAnyExcept(mark))
                    Interlocked.Increment(ref shared);
                NativePool.Return(block);
            }
        });
        Assert.Equal(0, shared);
        Assert.InRange(NativePool.KeptBytes, 0, NativePool.MaxKeptBytes);
    }
}
