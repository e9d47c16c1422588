#if IMAGESHARP
// The corpus against ImageSharp itself, in the same run: only in builds with -p:ImageSharpVersion=... Where ImageSharp
// departs from the specification the manifest has a verdict with the clause; a verdict that no longer applies fails too.

using System.Runtime.InteropServices;
using RawDecoders.CorpusGenerator;
using SixLabors.ImageSharp;
using Sharp = SixLabors.ImageSharp.PixelFormats;

namespace RawDecoders.Tests.ImageSharpLive;

public class ImageSharpCorpusTests(ITestOutputHelper output)
{
    private static readonly string Folder = CorpusFolder.Find();

    private static readonly Lazy<Dictionary<string, CorpusFile>> Manifest =
        new(() => ManifestReader.ReadFile(Path.Combine(Folder, "manifest")).ToDictionary(f => f.Path));

    private static readonly string Reference = "imagesharp-" + typeof(Image).Assembly.GetName().Version!.ToString(3);

    public static TheoryData<string> Pngs => Files("png/");

    public static TheoryData<string> Bmps => Files("bmp/");

    public static TheoryData<string> Jpegs => Files("jpeg/");

    [Theory]
    [MemberData(nameof(Pngs))]
    [MemberData(nameof(Bmps))]
    public void Png_and_bmp_pixels_are_the_same_in_rgba64(string path)
        => Compare<Sharp.Rgba64>(path, PixelFormat.Rgba64, "rgba64", JpegReconstruction.ImageSharp);

    [Theory]
    [MemberData(nameof(Pngs))]
    [MemberData(nameof(Bmps))]
    public void Png_and_bmp_pixels_are_the_same_in_rgba32(string path)
        => Compare<Sharp.Rgba32>(path, PixelFormat.Rgba32, "rgba32", JpegReconstruction.ImageSharp);

    [Theory]
    [MemberData(nameof(Jpegs))]
    public void Jpeg_pixels_are_the_same_in_rgb24_by_that_reconstruction(string path)
    {
        byte[]? theirs = Compare<Sharp.Rgb24>(path, PixelFormat.Rgb24, "rgb24", JpegReconstruction.ImageSharp);
        if (theirs is null)
            return;
        PixelBuffer ours = ImageDecoder.Decode(File.ReadAllBytes(Path.Combine(Folder, path)), new DecodeOptions { PixelFormat = PixelFormat.Rgb24 });
        (int largest, double percent) = Difference(ours.Span, theirs, 1);
        output.WriteLine($"default reconstruction: differs by at most {largest} on {percent:0.##} % of samples");
    }

    private static TheoryData<string> Files(string folder)
    {
        var data = new TheoryData<string>();
        foreach (string path in Manifest.Value.Keys.Where(p => p.StartsWith(folder, StringComparison.Ordinal)))
            data.Add(path);
        return data;
    }

    // ImageSharp's pixels, when both decode the file and they are of one size.
    private byte[]? Compare<TPixel>(string path, PixelFormat format, string profile, JpegReconstruction reconstruction)
        where TPixel : unmanaged, Sharp.IPixel<TPixel>
    {
        CorpusFile entry = Manifest.Value[path];
        byte[] file = File.ReadAllBytes(Path.Combine(Folder, path));
        string? verdict = entry.Verdicts.FirstOrDefault(v => v.StartsWith($"{Reference} {profile}: ", StringComparison.Ordinal));
        if (entry.Standard.Kind == "refused")
        {
            Assert.Throws<ImageDecodeException>(() => ImageDecoder.Decode(file, new DecodeOptions { PixelFormat = format }));
            return null;
        }

        PixelBuffer ours = ImageDecoder.Decode(file, new DecodeOptions { PixelFormat = format, JpegReconstruction = reconstruction });
        byte[] theirs;
        try
        {
            using Image<TPixel> image = Image.Load<TPixel>(file);
            if (verdict is not null && (image.Width != ours.Width || image.Height != ours.Height))
                return null;
            Assert.Equal((image.Width, image.Height), (ours.Width, ours.Height));
            theirs = new byte[image.Width * image.Height * Marshal.SizeOf<TPixel>()];
            image.CopyPixelDataTo(MemoryMarshal.Cast<byte, TPixel>(theirs.AsSpan()));
        }
        catch (Exception e) when (e is not (Xunit.Sdk.XunitException or OutOfMemoryException))
        {
            // Whatever it throws, it has no picture to compare with: the record says so too.
            output.WriteLine($"not read: {e.GetType().Name}");
            Assert.Contains(entry.References, r => r.Name == $"{Reference} {profile}" && r.Value == "error");
            return null;
        }

        (int largest, double percent) = Difference(ours.Span, theirs, format.GetBytesPerSample());
        if (verdict is null)
            Assert.True(largest == 0, $"differs by at most {largest} on {percent:0.##} % of samples, and no clause says why");
        else
            Assert.True(largest != 0, $"the same pixels, though the manifest says: {verdict}");
        return theirs;
    }

    private static (int Largest, double Percent) Difference(ReadOnlySpan<byte> ours, ReadOnlySpan<byte> theirs, int sampleBytes)
    {
        Assert.Equal(theirs.Length, ours.Length);
        int largest = 0, differing = 0, samples = ours.Length / sampleBytes;
        for (int i = 0; i < samples; i++)
        {
            int d = sampleBytes == 1
                ? Math.Abs(ours[i] - theirs[i])
                : Math.Abs(MemoryMarshal.Cast<byte, ushort>(ours)[i] - MemoryMarshal.Cast<byte, ushort>(theirs)[i]);
            differing += d != 0 ? 1 : 0;
            largest = Math.Max(largest, d);
        }

        return (largest, 100.0 * differing / samples);
    }
}
#endif
