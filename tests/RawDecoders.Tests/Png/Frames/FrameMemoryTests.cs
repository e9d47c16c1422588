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
}
