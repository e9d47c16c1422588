// The kinds of file that `decode` writes, how a name or an option chooses among them, and which pixel format each needs.
// Nothing is dropped in silence: a picture that a kind cannot hold is refused with a hint. Leaves the bytes to PictureEncoder.

namespace RawDecoders.Cli;

/// <summary>A kind of output file.</summary>
internal enum OutputFormat
{
    /// <summary>The packed samples alone, 16-bit ones little-endian.</summary>
    Raw,

    /// <summary>NumPy's array file.</summary>
    Npy,

    /// <summary>Portable arbitrary map (P7): grey, RGB or CMYK, with or without alpha.</summary>
    Pam,

    /// <summary>Portable pixmap (P6): RGB.</summary>
    Ppm,

    /// <summary>Portable greymap (P5).</summary>
    Pgm,

    /// <summary>P5 or P6, as the picture is grey or in colour.</summary>
    Pnm,

    /// <summary>PNG, 8 or 16 bits, for a look.</summary>
    Png,

    /// <summary>BMP, 8 bits a sample, for a look.</summary>
    Bmp,
}

/// <summary>Choice of an <see cref="OutputFormat"/>, and its demands.</summary>
internal static class OutputFormats
{
    public static readonly (string Name, OutputFormat Value)[] Names =
    [
        ("raw", OutputFormat.Raw), ("npy", OutputFormat.Npy), ("pam", OutputFormat.Pam), ("ppm", OutputFormat.Ppm), ("pgm", OutputFormat.Pgm), ("pnm", OutputFormat.Pnm),
        ("png", OutputFormat.Png), ("bmp", OutputFormat.Bmp),
    ];

    /// <summary>What a file name may end in, for messages.</summary>
    public const string Endings = ".npy, .raw, .bin, .pam, .ppm, .pgm, .pnm, .png or .bmp";

    /// <summary>The kind that a file name's ending stands for, or <see langword="null"/>.</summary>
    public static OutputFormat? FromEnding(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".raw" or ".bin" => OutputFormat.Raw,
        ".npy" => OutputFormat.Npy,
        ".pam" => OutputFormat.Pam,
        ".ppm" => OutputFormat.Ppm,
        ".pgm" => OutputFormat.Pgm,
        ".pnm" => OutputFormat.Pnm,
        ".png" => OutputFormat.Png,
        ".bmp" or ".dib" => OutputFormat.Bmp,
        _ => null,
    };

    /// <summary>The ending that was meant by one that stands for nothing, as the end of a message.</summary>
    public static string Suggest(string path)
        => Path.GetExtension(path) is { Length: > 1 } ending ? Suggestion.For(ending, [".png", ".bmp", .. Names.Select(n => $".{n.Name}"), ".bin", ".npz"]) : "";

    /// <summary>
    /// The pixel format to decode to so that <paramref name="output"/> holds what <paramref name="wanted"/> does, alpha,
    /// depth and colour included.
    /// </summary>
    /// <param name="output">The kind of file.</param>
    /// <param name="wanted">The format asked for, or the picture's natural one.</param>
    /// <exception cref="OutputRefusedException">It cannot be held.</exception>
    public static PixelFormat FormatFor(OutputFormat output, PixelFormat wanted)
    {
        if (output is OutputFormat.Raw or OutputFormat.Npy)
            return wanted;
        if (wanted == PixelFormat.Indexed8)
            throw Refuse(output, "a palette", "use .npy or .raw, or another --format");
        if (wanted.IsPremultiplied())
            throw Refuse(output, "premultiplied colours", "use .npy or .raw, or --format rgba32 for straight ones");
        if (wanted == PixelFormat.Rgb565)
            throw Refuse(output, "words of 5, 6 and 5 bits", "use .npy or .raw, or --format rgb24");
        bool deep = wanted.GetBytesPerSample() == 2;
        bool gray = wanted.GetChannelCount() <= 2;
        if (output == OutputFormat.Pam)
            return RedFirst(wanted);
        if (wanted is PixelFormat.Cmyk32 or PixelFormat.Cmyk64)
            throw Refuse(output, "CMYK", "use .pam to keep it, or --format rgb24 to convert");
        if (output == OutputFormat.Png)
            return RedFirst(wanted);
        if (output == OutputFormat.Bmp)
        {
            if (deep)
                throw Refuse(output, "16 bits a sample", $"use .png to keep them, or --format {(wanted.HasAlpha() ? "rgba32" : gray ? "gray8" : "rgb24")}");
            return wanted.HasAlpha() ? PixelFormat.Bgra32 : gray ? PixelFormat.Gray8 : PixelFormat.Bgr24;
        }

        string plain = (gray, deep) switch
        {
            (true, false) => "gray8",
            (true, true) => "gray16",
            (false, false) => "rgb24",
            (false, true) => "rgb48",
        };
        if (wanted.HasAlpha())
            throw Refuse(output, "alpha", $"use .pam to keep it, or --format {plain} to drop it");
        if (output == OutputFormat.Pgm && !gray)
            throw Refuse(output, "colour", $"use .ppm to keep it, or --format {(deep ? "gray16" : "gray8")} to drop it");
        if (gray && output != OutputFormat.Ppm)
            return wanted;
        return deep ? PixelFormat.Rgb48 : PixelFormat.Rgb24;
    }

    /// <summary>
    /// Decodes the rows to <paramref name="stream"/>; their format must be the one that <see cref="FormatFor"/> chose.
    /// </summary>
    public static DecodeResult Write(OutputFormat output, Stream stream, ImageRowReader rows)
    {
        PictureEncoder encoder = PictureEncoder.Create(output, stream, new PictureShape(rows.Width, rows.Height, rows.PixelFormat, rows.IsBoolean));
        DecodeResult result = PixelBytes.Pump(rows, encoder.Order, encoder.Write);
        encoder.Finish();
        return result;
    }

    /// <summary>Writes a picture whose format is the one that <see cref="FormatFor"/> chose. It is used up.</summary>
    public static void Write(OutputFormat output, Stream stream, PixelBuffer image)
    {
        PictureEncoder encoder = PictureEncoder.Create(output, stream, new PictureShape(image.Width, image.Height, image.Format, image.IsBoolean));
        PixelBytes.FixOrder(image.Span, image.Format, encoder.Order);
        encoder.Write(image.Span);
        encoder.Finish();
    }

    private static PixelFormat RedFirst(PixelFormat format) => format switch
    {
        PixelFormat.Bgr24 => PixelFormat.Rgb24,
        PixelFormat.Bgra32 => PixelFormat.Rgba32,
        PixelFormat.Bgr48 => PixelFormat.Rgb48,
        PixelFormat.Bgra64 => PixelFormat.Rgba64,
        _ => format,
    };

    private static OutputRefusedException Refuse(OutputFormat output, string what, string hint)
        => new($"a .{output.ToString().ToLowerInvariant()} file cannot hold {what}: {hint}");
}
