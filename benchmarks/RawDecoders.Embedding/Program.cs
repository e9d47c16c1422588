// A hello world. With the library it also decodes the file it is given:
//   decode FILE         decodes it once and says how large it is: for the time of a whole process
//   allocations FILE... bytes on the managed heap of a decode, when all that is made once has been made
#if LIBRARY
using RawDecoders;

if (args is ["decode", var only])
{
    PixelBuffer image = ImageDecoder.Decode(only);
    Console.WriteLine($"{image.Width} x {image.Height}");
    return;
}

if (args is ["allocations", .. var files])
{
    foreach (string path in files)
    {
        byte[] file = File.ReadAllBytes(path);
        ImageInfo info = ImageDecoder.Identify(file);
        byte[] pixels = new byte[info.Width * info.Height * info.PixelFormat.GetBytesPerPixel()];
        long identify = Measure(() => ImageDecoder.Identify(file)), into = Measure(() => ImageDecoder.Decode(file, pixels)), fresh = Measure(() => ImageDecoder.Decode(file));
        Console.WriteLine($"{Path.GetFileName(path)}\t{pixels.Length}\t{fresh}\t{into}\t{identify}");
    }

    return;
}

static long Measure(Action act)
{
    act();
    act();
    long before = GC.GetAllocatedBytesForCurrentThread();
    act();
    return GC.GetAllocatedBytesForCurrentThread() - before;
}
#endif
Console.WriteLine("hello, world");
