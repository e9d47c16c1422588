// The pictures that the corpus was generated from: the manifest holds their hashes only, the generator still knows them.
// Generated when first asked for, which a run without differences never does.

using RawDecoders.Conformance.Pictures;
using RawDecoders.CorpusGenerator;
using Picture = RawDecoders.Conformance.Pictures.Picture;

namespace RawDecoders.Conformance.Checking;

/// <summary>Expected pictures by path.</summary>
/// <param name="ofFew">Whether few will be asked for: then no more of the corpus is generated than what has them.</param>
internal sealed class ExpectedPictures(bool ofFew = false)
{
    private readonly Lazy<Dictionary<string, ExpectedPixels>> _pictures = new(() => Corpus.Files()
        .Where(f => f.Expected is not null)
        .ToDictionary(f => f.Path, f => f.Expected!));

    /// <summary>The whole picture in the file's natural format; null if the generator does not know the file.</summary>
    public Picture? Find(string path)
    {
        if ((ofFew ? Corpus.Find(path)?.Expected : _pictures.Value.GetValueOrDefault(path)) is not { } pixels)
            return null;
        PixelFormat format = Decoders.Profile.ByName(pixels.Format)!.Value;
        return new Picture(
            pixels.Width, pixels.Height, Decoders.OwnDecoder.OrderOf(format),
            format.GetBytesPerSample() == 2 ? PictureSample.UInt16 : PictureSample.UInt8, pixels.Bytes);
    }
}
