// Owns: the face of study. Stands over the formats' inspectors. Leaves each file to these.
using RawDecoders.Bmp;
using RawDecoders.Jpeg;
using RawDecoders.Png;

namespace RawDecoders.Inspection;

/// <summary>
/// Explains PNG, BMP and JPEG files: every byte of a file named, with its value, its clause and what is wrong with it.
/// Damaged files are explained up to and past the damage. For study and diagnosis; the file is held in memory.
/// </summary>
/// <example>
/// <code>
/// StructureReport report = ImageInspector.Inspect("photo.png");
/// foreach (StructureNode node in report.Nodes)
///     Console.WriteLine($"{node.Offset,8} {node.Length,8} {node.Name}: {node.Value}");
/// foreach ((_, Issue finding) in report.Findings)
///     Console.WriteLine($"{finding.Offset}: {finding.Rule}: {finding.What} ({finding.Clause})");
/// </code>
/// </example>
public static class ImageInspector
{
    /// <summary>Explains a file.</summary>
    /// <param name="path">Path of the file; any file will do, at most 2 GiB - 1 bytes long.</param>
    /// <param name="options">How much to tell; <see langword="null"/> for <see cref="InspectOptions.Default"/>.</param>
    /// <exception cref="IOException">The file is missing, cannot be read or is too long.</exception>
    public static StructureReport Inspect(string path, InspectOptions? options = null) => Inspect(Read(path), options);

    /// <summary>Explains a file.</summary>
    /// <param name="file">The bytes of the file. Any bytes will do.</param>
    /// <param name="options">How much to tell; <see langword="null"/> for <see cref="InspectOptions.Default"/>.</param>
    public static StructureReport Inspect(ReadOnlyMemory<byte> file, InspectOptions? options = null)
    {
        ImageFormat format = FormatSniffer.Sniff(file.Span);
        FormatInspector inspector = Open(format, file, options);
        StructureNode root = inspector.Inspect();
        return Report(format, root, inspector);
    }

    /// <summary>Explains where a pixel comes from: filters, blocks, symbols, down to the bits of the file.</summary>
    /// <param name="path">Path of the file, at most 2 GiB - 1 bytes long.</param>
    /// <param name="x">Column, from 0, as stored: no orientation is applied.</param>
    /// <param name="y">Row from the top, from 0.</param>
    /// <param name="options">Limits; <see langword="null"/> for <see cref="InspectOptions.Default"/>.</param>
    /// <exception cref="ImageDecodeException">The file is refused, or damaged before that pixel.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The picture has no such pixel.</exception>
    /// <exception cref="IOException">The file is missing, cannot be read or is too long.</exception>
    public static PixelTrail Trace(string path, int x, int y, InspectOptions? options = null) => Trace(Read(path), x, y, options);

    /// <summary>Explains where a pixel comes from: filters, blocks, symbols, down to the bits of the file.</summary>
    /// <param name="file">The bytes of the file.</param>
    /// <param name="x">Column, from 0, as stored: no orientation is applied.</param>
    /// <param name="y">Row from the top, from 0.</param>
    /// <param name="options">Limits; <see langword="null"/> for <see cref="InspectOptions.Default"/>.</param>
    /// <exception cref="ImageDecodeException">The file is refused, or damaged before that pixel.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The picture has no such pixel.</exception>
    public static PixelTrail Trace(ReadOnlyMemory<byte> file, int x, int y, InspectOptions? options = null)
    {
        ImageFormat format = FormatSniffer.Sniff(file.Span);
        if (format == ImageFormat.Unknown)
            throw FormatSniffer.Unknown(file.Span);
        return Open(format, file, options).Trace(x, y);
    }

    /// <summary>Explains what a byte is part of and what it has an effect on.</summary>
    /// <param name="path">Path of the file, at most 2 GiB - 1 bytes long.</param>
    /// <param name="offset">Byte offset from the start of the file.</param>
    /// <param name="options">How much to tell; <see langword="null"/> for <see cref="InspectOptions.Default"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> lies outside the file.</exception>
    /// <exception cref="IOException">The file is missing, cannot be read or is too long.</exception>
    public static ByteLocation Locate(string path, long offset, InspectOptions? options = null) => Locate(Read(path), offset, options);

    /// <summary>Explains what a byte is part of and what it has an effect on.</summary>
    /// <param name="file">The bytes of the file. Any bytes will do.</param>
    /// <param name="offset">Byte offset from the start of the file.</param>
    /// <param name="options">How much to tell; <see langword="null"/> for <see cref="InspectOptions.Default"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> lies outside the file.</exception>
    public static ByteLocation Locate(ReadOnlyMemory<byte> file, long offset, InspectOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(offset, file.Length);
        ImageFormat format = FormatSniffer.Sniff(file.Span);
        FormatInspector inspector = Open(format, file, options);
        StructureReport report = Report(format, inspector.Inspect(), inspector);
        IReadOnlyList<StructureNode> path = report.PathTo(offset);
        return new ByteLocation(format, offset, path, inspector.Affects(offset, path[^1]));
    }

    /// <summary>Draws the stages between a file's bytes and its pixels: filtered rows, Adam7 passes, DC coefficients, scans.</summary>
    /// <param name="path">Path of the file, at most 2 GiB - 1 bytes long.</param>
    /// <param name="options">Limits; <see langword="null"/> for <see cref="InspectOptions.Default"/>.</param>
    /// <returns>The pictures, made one by one as they are asked for, in the order of decoding.</returns>
    /// <exception cref="ImageDecodeException">The file is refused.</exception>
    /// <exception cref="IOException">The file is missing, cannot be read or is too long.</exception>
    public static IEnumerable<StagePicture> Stages(string path, InspectOptions? options = null) => Stages(Read(path), options);

    /// <summary>Draws the stages between a file's bytes and its pixels: filtered rows, Adam7 passes, DC coefficients, scans.</summary>
    /// <param name="file">The bytes of the file.</param>
    /// <param name="options">Limits; <see langword="null"/> for <see cref="InspectOptions.Default"/>.</param>
    /// <returns>The pictures, made one by one as they are asked for, in the order of decoding.</returns>
    /// <exception cref="ImageDecodeException">The file is refused.</exception>
    public static IEnumerable<StagePicture> Stages(ReadOnlyMemory<byte> file, InspectOptions? options = null)
    {
        ImageFormat format = FormatSniffer.Sniff(file.Span);
        if (format == ImageFormat.Unknown)
            throw FormatSniffer.Unknown(file.Span);
        return Open(format, file, options).Stages();
    }

    /// <summary>Tells where the bytes of a file went: headers, tables, kinds of symbols, scans and components, with the bits of each place of the picture.</summary>
    /// <param name="file">The bytes of the file. Any bytes will do.</param>
    /// <param name="options">Limits; <see langword="null"/> for <see cref="InspectOptions.Default"/>.</param>
    public static FileCosts Costs(ReadOnlyMemory<byte> file, InspectOptions? options = null)
    {
        using var study = new ImageStudy(file, options);
        return study.Costs;
    }

    /// <summary>
    /// Tells which parts of a file take how many bytes from its structure alone: chunks, segments and scans, regions. No picture is decoded and no symbol read, so that it takes little longer
    /// than finding the end of each part; <see cref="Costs"/> tells more.
    /// </summary>
    /// <param name="file">The bytes of the file. Any bytes will do.</param>
    /// <param name="options">Limits; <see langword="null"/> for <see cref="InspectOptions.Default"/>.</param>
    /// <returns>The parts; <see cref="FileCosts.Map"/> is <see langword="null"/>.</returns>
    /// <example>
    /// <code>
    /// foreach (CostPart part in ImageInspector.Parts(File.ReadAllBytes("photo.png")).Parts)
    ///     Console.WriteLine($"{part.Bits / 8,9} bytes  {part.Name}");
    /// </code>
    /// </example>
    public static FileCosts Parts(ReadOnlyMemory<byte> file, InspectOptions? options = null)
    {
        options ??= InspectOptions.Default;
        ImageFormat format = FormatSniffer.Sniff(file.Span);
        return format switch
        {
            ImageFormat.Png => PngCosts.OfParts(file),
            ImageFormat.Jpeg => JpegCosts.OfParts(file, options),
            ImageFormat.Bmp => new BmpSight(file, options).Parts,
            _ => FileCosts.OfNoFormat(file.Length),
        };
    }

    private static StructureReport Report(ImageFormat format, StructureNode root, FormatInspector inspector)
    {
        StructureElision[] elisions = [.. inspector.Elisions];
        return new StructureReport(format, root, elisions.Length > 0) { Elisions = elisions };
    }

    /// <summary>The inspector of a file, with that of a file inside it.</summary>
    internal static FormatInspector Open(ImageFormat format, ReadOnlyMemory<byte> file, InspectOptions? options)
    {
        options ??= InspectOptions.Default;
        FormatInspector inspector = OpenAs(format, file, options);
        return inspector.FindEmbedded() is { } part
            ? new EmbeddedInspector(inspector, OpenAs(part.Format, file.Slice((int)part.Offset, (int)part.Length), options), part, file, options)
            : inspector;
    }

    private static FormatInspector OpenAs(ImageFormat format, ReadOnlyMemory<byte> file, InspectOptions options)
    {
        return format switch
        {
            ImageFormat.Png => new PngInspector(file, options),
            ImageFormat.Bmp => new BmpInspector(file, options),
            ImageFormat.Jpeg => new JpegInspector(file, options),
            _ => new UnknownInspector(file, options),
        };
    }

    private static byte[] Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return File.ReadAllBytes(path);
    }

    /// <summary>A file of no format of ours: one leaf, and a finding that says what it looks like.</summary>
    private sealed class UnknownInspector(ReadOnlyMemory<byte> file, InspectOptions options) : FormatInspector(file, options)
    {
        public override StructureNode Inspect()
        {
            return new StructureNode("file", 0, File.Length, "neither PNG nor BMP nor JPEG").AddFinding(FormatSniffer.Unknown(File.Span).Issue);
        }

        public override PixelTrail Trace(int x, int y) => throw FormatSniffer.Unknown(File.Span);

        public override ByteEffect Affects(long offset, StructureNode leaf) => new("nothing: the file is no picture of ours");

        public override IEnumerable<StagePicture> Stages() => throw FormatSniffer.Unknown(File.Span);
    }
}
