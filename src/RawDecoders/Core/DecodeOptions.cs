// Owns: how one call decodes, as its caller says it. Stands at the face, and is handed down unchanged. Leaves what each option
// means to the stages that ask for it.

namespace RawDecoders;

/// <summary>How one call decodes. Immutable; there is no global state.</summary>
/// <example>
/// <code>
/// var options = new DecodeOptions
/// {
///     PixelFormat = PixelFormat.Bgra32,
///     ApplyOrientation = true,
///     Strictness = Strictness.Lenient,
///     MaxDegreeOfParallelism = 2,
/// };
/// PixelBuffer image = ImageDecoder.Decode("photo.jpg", options);
/// PixelBuffer small = ImageDecoder.Decode("photo.jpg", options with { TargetSize = new ImageSize(160, 120) });
/// </code>
/// </example>
public sealed record DecodeOptions
{
    /// <summary>The defaults: the file's own natural format, <see cref="Strictness.Standard"/>.</summary>
    public static DecodeOptions Default { get; } = new();

    /// <summary>
    /// The pixel format wanted, or <see langword="null"/> (the default) for the file's natural one
    /// (<see cref="ImageInfo.PixelFormat"/>). <see cref="PixelFormat.Indexed8"/> is available for files with a palette.
    /// </summary>
    public PixelFormat? PixelFormat { get; init; }

    /// <summary>What to do about violations of the specification.</summary>
    public Strictness Strictness { get; init; }

    /// <summary>Upper bounds on what a file may ask for.</summary>
    public DecodeLimits Limits { get; init; } = DecodeLimits.Default;

    /// <summary>Which decoder's arithmetic JPEG pixels follow.</summary>
    public JpegReconstruction JpegReconstruction { get; init; }

    /// <summary>
    /// Which colours the components of a JPEG of three or four are: as the file says, unless asked. It changes <see cref="ImageInfo.ColorModel"/> too.
    /// The sense of four inks stays the file's: an Adobe segment means that 255 is no ink. PNG, BMP and JPEG of one or two
    /// components leave it alone; goes not with <see cref="Like"/> (<see cref="ArgumentException"/>).
    /// </summary>
    public JpegColorTransform JpegColorTransform { get; init; }

    /// <summary>
    /// Which numbers the samples of a JPEG are whose precision is neither 8 nor 16 bits: scaled to the full range of the pixel format unless
    /// asked. <see cref="SampleRange.Stored"/> gives them right-aligned, as they are stored (colour still converted, at the file's
    /// precision): unasked in the natural format, else in any with as many bits and the same kind of channels (rule option-sample-range).
    /// PNG and BMP leave it alone. Not together with <see cref="Like"/>: an <see cref="ArgumentException"/> of the call that decodes.
    /// </summary>
    public SampleRange SampleRange { get; init; }

    /// <summary>
    /// Which engine inflates the image data of PNG: the platform's, unless asked. <see cref="Strictness.Lenient"/> always has
    /// <see cref="Inflater.Managed"/>, and so has whoever makes an index: reading by rectangles, and by rows with <see cref="IndexRows"/>. The pixels, errors and warnings are the same.
    /// </summary>
    public Inflater Inflater { get; init; }

    /// <summary>
    /// Whether to rotate and mirror the pixels as <see cref="ImageInfo.Orientation"/> says. Off unless asked: the pixels
    /// are then as stored.
    /// </summary>
    public bool ApplyOrientation { get; init; }

    /// <summary>
    /// The part of its size that the picture is decoded at; <see cref="ImageScale.Full"/> unless asked. A JPEG of 8 bits has 1/8 to 8/8, equal
    /// to libjpeg-turbo's scaled decode bit for bit; PNG, BMP and JPEG of more bits or without loss have 1/2, 1/4 and 1/8, each pixel the
    /// exact average of a box of pixels, in the pixel format that is delivered, colours by the weight of their alpha.
    /// Lengths are rounded up. Rows, rectangles and crops are those of the scaled picture; <see cref="ImageInfo"/> still tells the file's own size.
    /// </summary>
    /// <remarks>
    /// Goes neither with <see cref="TargetSize"/>, <see cref="Like"/>, <see cref="JpegReconstruction.ImageSharp"/> or
    /// <see cref="PixelFormat.Indexed8"/> (no average of palette entries is one) nor with reading by frames: each an
    /// <see cref="ArgumentException"/> of the call that decodes. A scale that the file's format does not have is rule option-scale. Coded data that a
    /// scale has no use for are not looked at: a progressive JPEG at 1/8 whose AC scans are damaged decodes without a word of it.
    /// </remarks>
    public ImageScale Scale { get; init; }

    /// <summary>
    /// Decodes at the smallest <see cref="Scale"/> of the file's format at which the picture is at least so wide and so high, as
    /// <see cref="ApplyOrientation"/> has it; at full size if it is smaller than that. <see langword="null"/> (the default): <see cref="Scale"/> says.
    /// </summary>
    public ImageSize? TargetSize { get; init; }

    /// <summary>
    /// Gives the array that another library gives, or <see langword="null"/> (the default) for this library's own pixels. It
    /// decides <see cref="JpegReconstruction"/>, and <see cref="PixelFormat"/> too: with a convention that is
    /// <see langword="null"/>, but for <see cref="ArrayConvention.ImageSharp"/>, where it names one of ImageSharp's pixel types
    /// of colour (Rgba32 if not given); anything else is an <see cref="ArgumentException"/>. <see cref="ApplyOrientation"/>
    /// may be added.
    /// </summary>
    public ArrayConvention? Like { get; init; }

    /// <summary>
    /// Is told how far a decode has come, from more than 0 to 1; <see langword="null"/> (the default): nobody is. For decodes of whole
    /// pictures, into a buffer or the caller's memory; reading by rows or rectangles, and DecodeMany, leave it alone.
    /// </summary>
    /// <remarks>
    /// Reports grow, come between batches of rows and from whatever thread decodes (one at a time), and wait for the callee:
    /// the decode goes on when it returns. 1 is reported once, when the decode has succeeded, and never of one that fails. An exception
    /// that the callee throws ends the decode and comes out of it. <see cref="Progress{T}"/> takes reports to the thread that made it.
    /// </remarks>
    public IProgress<double>? Progress { get; init; }

    /// <summary>
    /// Gives the memory for the pixels of a decode that returns a <see cref="PixelBuffer"/>: takes the number of bytes, at least 1,
    /// and gives at least as many (any content; more is left alone). <see langword="null"/> (the default): a new array each.
    /// </summary>
    /// <remarks>
    /// Called once a decode, after the headers have been read and the limits checked; never for a file that is refused by its headers. If
    /// the pixels then cannot be decoded, the memory is the caller's still, its content unspecified. Too little memory is an
    /// <see cref="InvalidOperationException"/>. DecodeMany calls it from several threads at once. Working memory, and buffers of
    /// <see cref="ImageRegionReader"/>, do not come from it.
    /// </remarks>
    public Func<int, Memory<byte>>? Allocator { get; init; }

    /// <summary>
    /// An index of the file, made before, for <see cref="ImageDecoder.OpenRegions(string, DecodeOptions?)"/> and
    /// <see cref="ImageDecoder.OpenRows(string, DecodeOptions?)"/>: any row can be read at once. <see langword="null"/> (the default): none.
    /// An index of another file, or of another state of it, is refused (rules index-other-file, index-strictness). Whole decodes leave it alone.
    /// </summary>
    public ImageIndex? Index { get; init; }

    /// <summary>
    /// Upper bound on the bytes that an index holds which a reader makes; 16 MiB by default, at most 1 GiB. Its places are about a
    /// MiB of inflated data apart, of JPEG a few dozen MCUs, or further if they have to be to stay below. 0: only the beginning.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or more than 1 GiB.</exception>
    public long MaxIndexBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1L << 30);
            field = value;
        }
    } = 16 << 20;

    /// <summary>
    /// Whether <see cref="ImageDecoder.OpenRows(string, DecodeOptions?)"/> makes an index as it reads, so that
    /// <see cref="ImageRowReader.SeekRow"/> can go back. Off unless asked; reading by rectangles always makes one. Of
    /// non-interlaced PNG, whose image data <see cref="Inflater.Managed"/> then inflates whatever <see cref="Inflater"/> says, and of JPEG with one sequential
    /// Huffman-coded scan.
    /// </summary>
    public bool IndexRows { get; init; }

    /// <summary>Whether the reader makes or uses an index; set by the readers.</summary>
    internal bool KeepsIndex { get; init; }

    /// <summary>Least bytes (PNG: inflated; JPEG: of coefficients) between two places of an index. Tests make it small.</summary>
    internal long IndexSpacingBytes { get; init; } = 1 << 20;

    /// <summary>What is told of this decode and may end it; made by the facade for one call.</summary>
    internal DecodeWatch? Watch { get; init; }

    /// <summary>Whether the picture may be decoded smaller than it is.</summary>
    internal bool Shrinks => Scale != ImageScale.Full || TargetSize is not null;

    /// <summary>Whether the picture is turned: asked for, or what the library of <see cref="Like"/> does.</summary>
    internal bool TurnsUpright => ApplyOrientation || Like == ArrayConvention.OpenCv;

    /// <summary>
    /// For a convention: the four bytes of a 32-bit BMP pixel are blue, green, red and alpha whatever the masks say.
    /// </summary>
    internal bool IgnoresBmpMasks { get; init; }

    /// <summary>
    /// Upper bound on the threads that decode one picture, the calling one among them; at least 1, which is the default.
    /// Pixels, errors and warnings are the same whatever it is. More than one serve large PNG and JPEG pictures that are
    /// decoded whole (not those read by rows), and only files without defects: a file with something to report is decoded
    /// anew on one thread, which then reports it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxDegreeOfParallelism
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 1;

    /// <summary>
    /// Pictures of fewer pixels stay on one thread: there, waking another takes a good part of the whole time.
    /// </summary>
    internal long ParallelFromPixels { get; init; } = 256 << 10;

    /// <summary>
    /// Bytes of a part of the work that one thread does between two others'; 0 for what suits the format. Tests make it
    /// small, so that small pictures have many parts.
    /// </summary>
    internal int WorkUnitBytes { get; init; }

    /// <summary>
    /// Reading by rows: more bytes than this that have to wait for their rows do so in a temporary file.
    /// </summary>
    internal long HoldBytes { get; init; } = 32 << 20;

    /// <summary>
    /// PNG data of fewer bytes is not inflated in large blocks: little is to gain there, and it costs a microsecond. Tests set
    /// it either way.
    /// </summary>
    internal long BlocksFromBytes { get; init; } = 16 << 10;

    /// <summary>
    /// PNG data of fewer bytes is not inflated ahead by a second thread: until that has found where a block begins, half of it is done. Tests set
    /// it to 0.
    /// </summary>
    internal long AheadFromBytes { get; init; } = 256 << 10;

    /// <summary>How many threads a picture may have that has as much work to share as this many pixels of a JPEG.</summary>
    internal int ThreadsFor(long pixels) => pixels < ParallelFromPixels ? 1 : MaxDegreeOfParallelism;
}
