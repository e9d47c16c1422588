// Masks without a bit, beside others that have some: wingdi.h asks only that bits are contiguous and do not overlap, so a channel
// may have none. Its value is 0. (Where no colour has a bit there is no picture: BmpBroken.)

namespace RawDecoders.CorpusGenerator;

/// <summary>BMP files of 16 and 32 bits in which one or two channels have no bits.</summary>
public static class BmpEmptyMasks
{
    private const int Width = 19, Height = 11;

    public static IEnumerable<CorpusFile> Files()
    {
        Picture picture = Scenes.Gradient(Width, Height);
        foreach ((string name, int bits, uint[] masks) in ((string, int, uint[])[])
            [
                ("16-no-red", 16, [0, 0x07E0, 0x001F]),
                ("16-no-green", 16, [0xF800, 0, 0x001F]),
                ("16-no-blue", 16, [0xF800, 0x07E0, 0]),
                ("16-red-alone", 16, [0x7C00, 0, 0]),
                ("16-deep-green", 16, [0, 0xFFFF, 0]),
                ("32-no-blue", 32, [0x00FF_0000, 0xFF00, 0]),
                ("32-green-alone", 32, [0, 0x000F_FC00, 0]),
            ])
        {
            BmpSpec spec = new()
            {
                Width = Width, RawHeight = Height, BitCount = bits, Compression = 3, Masks = masks, HeaderSize = 56,
                Data = BmpPixels.PackMasks(picture, bits, masks, false),
            };
            yield return CorpusFile.Good(
                $"bmp/masks/empty-{name}.bmp", "a channel whose mask has no bit is 0", "wingdi.h biCompression", spec.Build(),
                BmpPixels.ExpectedMasks(picture, masks));
        }
    }
}
