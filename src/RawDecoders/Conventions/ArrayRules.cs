// Owns: the frame of the array conventions: which format a file is decoded to, and what is then made of its rows. Stands between
// ImageFormats and ArrayDecoder, which carries it out. Leaves to one class a library what that library does, to ArrayRow the
// arithmetic.
using RawDecoders.Bmp;

namespace RawDecoders;

/// <summary>How one other library turns a file into an array.</summary>
internal abstract class ArrayRules
{
    /// <summary>The arithmetic of JPEG pixels.</summary>
    public virtual JpegReconstruction JpegReconstruction => JpegReconstruction.LibjpegTurbo;

    /// <summary>The format that most files are decoded to; <see langword="null"/> for the natural one. Saves opening twice.</summary>
    public abstract PixelFormat? Guess { get; }

    /// <summary>Whether <see cref="DecodeOptions.IgnoresBmpMasks"/> is to be set.</summary>
    public virtual bool IgnoresBmpMasks => false;

    /// <summary>The rules of a convention.</summary>
    /// <exception cref="ArgumentException">The pixel format asked for beside it is not that library's to give.</exception>
    public static ArrayRules Of(DecodeOptions options)
    {
        if (options.PixelFormat is { } format && (options.Like != ArrayConvention.ImageSharp || !ImageSharpRules.Gives(format)))
            throw new ArgumentException($"The array of {options.Like} is not asked for as {format.GetName()}.", nameof(options));
        if (options.JpegColorTransform != JpegColorTransform.FromFile)
            throw new ArgumentException($"The array of {options.Like} has the colours that the file says.", nameof(options));
        return options.Like switch
        {
            ArrayConvention.Pillow => new PillowRules(),
            ArrayConvention.OpenCv => new OpenCvRules(unchanged: false),
            ArrayConvention.OpenCvUnchanged => new OpenCvRules(unchanged: true),
            ArrayConvention.ImageSharp => new ImageSharpRules(options.PixelFormat ?? PixelFormat.Rgba32),
            _ => throw new ArgumentOutOfRangeException(nameof(options)),
        };
    }

    /// <summary>The format to decode this file to.</summary>
    public abstract PixelFormat Choose(ImageInfo info);

    /// <summary>What becomes of rows of the format that <see cref="Choose"/> named.</summary>
    /// <param name="info">The file.</param>
    /// <param name="stored">That format.</param>
    /// <param name="palette">RGBA entries if it is Indexed8.</param>
    public abstract ArrayStep Finish(ImageInfo info, PixelFormat stored, ReadOnlySpan<byte> palette);

    /// <summary>The width of a BMP channel in bits: of the mask of "R", "G", "B" or "A".</summary>
    protected static int ChannelBits(BmpMasks masks, char channel) => System.Numerics.BitOperations.PopCount(channel switch
    {
        'R' => masks.Red,
        'G' => masks.Green,
        'B' => masks.Blue,
        _ => masks.Alpha,
    });
}

/// <summary>The last step of a convention.</summary>
/// <param name="Output">The format delivered.</param>
/// <param name="Row">From the decoded rows to it; <see langword="null"/> if they are it.</param>
/// <param name="IsBoolean">Whether samples are 0 and 255 and mean false and true.</param>
internal readonly record struct ArrayStep(PixelFormat Output, ArrayRow? Row = null, bool IsBoolean = false);
