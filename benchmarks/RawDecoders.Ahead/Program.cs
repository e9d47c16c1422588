using System.Globalization;
using RawDecoders;
using RawDecoders.Benchmarks.Quick;

// Decodes what standard input names, over and over as often as it is named, and answers each line with the milliseconds that the decode took.
// A line is `platform` or `managed` (the inflater), a tab, and a path. The caller's memory is the destination, as in `quick`.
DecodeClock.Kind = args.Contains("--cpu") ? ClockKind.Cpu : ClockKind.Wall;
var files = new Dictionary<string, (byte[] File, byte[] Destination)>(StringComparer.Ordinal);
while (Console.ReadLine() is { Length: > 0 } line)
{
    string[] parts = line.Split('\t', 2);
    if (!files.TryGetValue(parts[1], out (byte[] File, byte[] Destination) input))
    {
        byte[] file = File.ReadAllBytes(parts[1]);
        ImageInfo info = ImageDecoder.Identify(file);
        files.Add(parts[1], input = (file, new byte[info.Width * info.Height * info.PixelFormat.GetBytesPerPixel()]));
    }

    var options = new DecodeOptions { Inflater = parts[0] == "managed" ? Inflater.Managed : Inflater.Platform };
    long start = DecodeClock.Now;
    ImageDecoder.Decode(input.File, input.Destination, 0, options);
    Console.WriteLine(DecodeClock.MillisecondsSince(start).ToString("R", CultureInfo.InvariantCulture));
}
