// Owns: the face of an index: what it is of, how large it is, saving and loading. Stands between the readers and the formats. Leaves
// its file to ImageIndexFile, what a place holds to the formats.

namespace RawDecoders;

/// <summary>
/// Places in a file at which decoding can begin, so that any part of the picture is read without all that stands before it. Made by
/// <see cref="ImageRegionReader.BuildIndex"/>, of non-interlaced PNG and of sequential JPEG; given back by <see cref="DecodeOptions.Index"/>. Immutable.
/// </summary>
/// <remarks>
/// An index knows its file by length and by hashes of all its bytes that matter: headers and end when it is opened, image data before
/// anything is decoded of it. It is no means of protection: who can write an index can make it give other pixels. It cannot do more than that.
/// The file format is in spec-notes/index.md.
/// </remarks>
/// <example>
/// <code>
/// using (ImageRegionReader regions = ImageDecoder.OpenRegions("large.png"))
///     regions.BuildIndex().Save("large.rdx");
/// using ImageRegionReader again = ImageDecoder.OpenRegions("large.png", new DecodeOptions { Index = ImageIndex.Load("large.rdx") });
/// </code>
/// </example>
public sealed class ImageIndex
{
    internal ImageIndex(ImageFormat format, int width, int height, Strictness strictest, IndexSeal seal, IReadOnlyList<IndexPoint> points)
    {
        (Format, Width, Height, Strictest, Seal, Points) = (format, width, height, strictest, seal, points);
        foreach (IndexPoint point in points)
            SizeBytes += point.SizeBytes;
    }

    /// <summary>The format of the file that it is of.</summary>
    public ImageFormat Format { get; }

    /// <summary>Width of its picture in pixels.</summary>
    public int Width { get; }

    /// <summary>Height of its picture in pixels.</summary>
    public int Height { get; }

    /// <summary>Length of the file in bytes.</summary>
    public long FileLength => Seal.FileLength;

    /// <summary>The strictest decode that takes the file: the index serves this one and more tolerant ones.</summary>
    public Strictness Strictest { get; }

    /// <summary>How many places there are; the first is the beginning.</summary>
    public int Count => Points.Count;

    /// <summary>Bytes that it holds in memory; a saved one is a little smaller.</summary>
    public long SizeBytes { get; }

    internal IndexSeal Seal { get; }

    internal IReadOnlyList<IndexPoint> Points { get; }

    /// <summary>Of JPEG: file offset of the marker behind the scan, where the data of the last place ends.</summary>
    internal long DataEnd { get; init; }

    /// <summary>How much a strictness lets pass, from 0.</summary>
    internal static int Tolerance(Strictness strictness) => strictness switch
    {
        Strictness.Strict => 0,
        Strictness.Standard => 1,
        _ => 2,
    };

    /// <summary>Writes the index to a file, which is replaced if there is one.</summary>
    /// <param name="path">Path of the file; .rdx is the usual ending.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None);
        Save(file);
    }

    /// <summary>Writes the index to a stream, which is left open.</summary>
    /// <param name="stream">The stream; it need not be seekable.</param>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ImageIndexFile.Write(this, stream);
    }

    /// <summary>Reads an index from a file.</summary>
    /// <param name="path">Path of the file.</param>
    /// <exception cref="ImageDecodeException">
    /// It is no index, of another version, or damaged: rules index-signature, index-version, index-cut, index-content. Whether it
    /// is of a certain picture is seen when it is used.
    /// </exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ImageIndex Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return Load(file);
        }
        catch (ImageDecodeException error)
        {
            error.Path ??= path;
            throw;
        }
    }

    /// <summary>Reads an index from a stream, to its end.</summary>
    /// <inheritdoc cref="Load(string)" path="/*[not(self::summary or self::param)]"/>
    /// <param name="stream">The stream, which is left open.</param>
    public static ImageIndex Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using InputFile input = InputFile.FromStream(stream, DecodeLimits.Default);
        return ImageIndexFile.Read(input.Source.Window(0));
    }
}
