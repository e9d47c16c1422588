namespace RawDecoders.Tests.Png.Frames;

/// <summary>Tests that look at the memory of the whole process: alone, after the others.</summary>
[CollectionDefinition(nameof(WholeProcess), DisableParallelization = true)]
public sealed class WholeProcess;

/// <summary>A reader of frames holds a canvas, whatever the number of frames.</summary>
[Collection(nameof(WholeProcess))]
public sealed class FrameMemoryTests
{
    [Fact]
    public void Memory_does_not_grow_with_the_number_of_frames()
    {
        List<WrittenFrame> some = AnimationWriter.Random(new Random(9), 6, 8, 40, 40, 5);
        byte[] manyFrames = AnimationWriter.Write([.. Enumerable.Repeat(some, 200).SelectMany(f => f)]);

        // The least of a few: what other tests have left dies meanwhile, or is made once.
        long few = Math.Max(0, Enumerable.Range(0, 5).Min(_ => Allocated(AnimationWriter.Write(some)))), many = Enumerable.Range(0, 5).Min(_ => Allocated(manyFrames));
        Assert.True(many < few + 64 * 1024, $"{few} bytes are held for 5 frames, {many} for 1000");

        static long Allocated(byte[] file)
        {
            byte[] canvas = new byte[40 * 40 * 4];
            long before = GC.GetTotalMemory(forceFullCollection: true);
            using ImageFrameReader reader = ImageDecoder.OpenFrames(file);
            while (reader.ReadFrame(canvas) is not null)
            {
            }

            long held = GC.GetTotalMemory(forceFullCollection: true) - before;
            GC.KeepAlive(file);
            return held;
        }
    }

    /// <summary>
    /// 500 frames of 200 x 200 pixels: their buffers (160 KB of pixels, a strip, a window) would be 100 MB and more, if they were kept or lost. The
    /// memory of the process is looked at after each frame, and what the first five have taken is what there is.
    /// </summary>
    [Theory]
    [InlineData(Inflater.Managed)]
    [InlineData(Inflater.Platform)]
    public void The_peak_of_many_frames_is_that_of_a_few(Inflater engine)
    {
        List<WrittenFrame> some = AnimationWriter.Random(new Random(9), 6, 8, 200, 200, 5);
        byte[] file = AnimationWriter.Write([.. Enumerable.Repeat(some, 100).SelectMany(f => f)]);
        byte[] canvas = new byte[200 * 200 * 4];
        using ImageFrameReader reader = ImageDecoder.OpenFrames(file, new DecodeOptions { Inflater = engine });
        long few = 0, most = 0;
        for (int i = 1; reader.ReadFrame(canvas) is not null; i++)
        {
            long now = Environment.WorkingSet;
            most = Math.Max(most, now);
            if (i <= 5)
                few = Math.Max(few, now);
        }

        Assert.Equal(500, reader.FrameCount);
        Assert.True(most < few + (32 << 20), $"{few} bytes after 5 frames, {most} at most in 500");
    }

    /// <summary>A frame is a small picture decoded into memory that is there: what is new for each is bookkeeping, not buffers.</summary>
    [Theory]
    [InlineData(Inflater.Managed, 6, 8)]
    [InlineData(Inflater.Platform, 6, 8)]
    [InlineData(Inflater.Managed, 3, 8)]
    [InlineData(Inflater.Managed, 2, 16)]
    public void A_frame_allocates_little(Inflater engine, int colorType, int depth)
    {
        List<WrittenFrame> frames = AnimationWriter.Random(new Random(9), colorType, depth, 200, 200, 50);
        byte[] file = AnimationWriter.Write(frames);
        using ImageFrameReader reader = ImageDecoder.OpenFrames(file, new DecodeOptions { Inflater = engine });
        byte[] canvas = new byte[200 * 200 * 8];
        long least = long.MaxValue;
        for (int turn = 0; turn < 5; turn++)
        {
            reader.Rewind();
            reader.ReadFrame(canvas);
            long before = GC.GetAllocatedBytesForCurrentThread();
            while (reader.ReadFrame(canvas) is not null)
            {
            }

            least = Math.Min(least, (GC.GetAllocatedBytesForCurrentThread() - before) / (frames.Count - 1));
        }

        Assert.True(least < 8192, $"{least} bytes a frame");
    }
}
