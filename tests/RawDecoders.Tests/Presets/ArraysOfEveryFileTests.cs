using RawDecoders.CorpusGenerator;

namespace RawDecoders.Tests.Presets;

/// <summary>Other libraries' arrays of files that those libraries themselves may refuse.</summary>
public sealed class ArraysOfEveryFileTests
{
    private static readonly string Corpus = CorpusFolder.Find();

    /// <summary>A mask of no bits gives a channel of 0; it once was a division by 2^0 - 1.</summary>
    [Theory]
    [InlineData("16-no-red", 0)]
    [InlineData("16-no-green", 1)]
    [InlineData("16-no-blue", 2)]
    public void A_channel_without_bits_is_0_as_Pillow_would_have_it(string name, int channel)
    {
        byte[] file = File.ReadAllBytes(Path.Combine(Corpus, $"bmp/masks/empty-{name}.bmp"));
        PixelBuffer array = ImageDecoder.Decode(file, new DecodeOptions { Like = ArrayConvention.Pillow });
        Assert.Equal(PixelFormat.Rgb24, array.Format);
        bool others = false;
        for (int i = 0; i < array.Span.Length; i++)
        {
            if (i % 3 == channel)
                Assert.Equal(0, array.Span[i]);
            else
                others |= array.Span[i] != 0;
        }

        Assert.True(others, "the other channels are there");
    }

    /// <summary>Every BMP with masks, whole or broken, at every strictness: an array or a refusal, nothing else.</summary>
    [Theory]
    [InlineData(ArrayConvention.Pillow)]
    [InlineData(ArrayConvention.OpenCv)]
    [InlineData(ArrayConvention.OpenCvUnchanged)]
    [InlineData(ArrayConvention.ImageSharp)]
    public void Whatever_the_masks_an_array_comes_or_a_refusal(ArrayConvention like)
    {
        (int arrays, int refusals) = (0, 0);
        foreach (string path in (string[])
            [.. Directory.EnumerateFiles(Path.Combine(Corpus, "bmp/masks")), .. Directory.EnumerateFiles(Path.Combine(Corpus, "bmp/broken"), "mask-*")])
        {
            byte[] file = File.ReadAllBytes(path);
            foreach (Strictness strictness in Enum.GetValues<Strictness>())
            {
                Exception? error = Record.Exception(() => ImageDecoder.Decode(file, new DecodeOptions { Like = like, Strictness = strictness }));
                Assert.True(error is null or ImageDecodeException, $"{path}, {strictness}: {error}");
                _ = error is null ? arrays++ : refusals++;
            }
        }

        Assert.True(arrays > 100 && refusals > 5, $"{arrays} arrays, {refusals} refusals");
    }
}
