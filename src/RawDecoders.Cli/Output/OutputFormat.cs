// The kinds of file that `decode` writes, how a name or an option chooses among them, and which pixel format each needs.
// Nothing is dropped in silence: a picture that a kind cannot hold is refused with a hint.

using RawDecoders.Export;

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
}

/// <summary>Choice of an <see cref="OutputFormat"/>, and its demands.</summary>
internal static class OutputFormats
{
    public static readonly (string Name, OutputFormat Value)[] Names =
    [
        ("raw", OutputFormat.Raw), ("npy", OutputFormat.Npy), ("pam", OutputFormat.Pam), ("ppm", OutputFormat.Ppm), ("pgm", OutputFormat.Pgm), ("pnm", OutputFormat.Pnm),
    ];

    /// <summary>What a file name may end in, for messages.</summary>
    public const string Endings = ".npy, .raw, .bin, .pam, .ppm, .pgm or .pnm";

    /// <summary>The kind that a file name's ending stands for, or <see langword="null"/>.</summary>
    public static OutputFormat? FromEnding(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".raw" or ".bin" => OutputFormat.Raw,
        ".npy" => OutputFormat.Npy,
        ".pam" => OutputFormat.Pam,
        ".ppm" => OutputFormat.Ppm,
        ".pgm" => OutputFormat.Pgm,
        ".pnm" => OutputFormat.Pnm,
        _ => null,
    };

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
        if (output == OutputFormat.Pam)
        {
            return wanted switch
            {
                PixelFormat.Bgr24 => PixelFormat.Rgb24,
                PixelFormat.Bgra32 => PixelFormat.Rgba32,
                PixelFormat.Bgr48 => PixelFormat.Rgb48,
                PixelFormat.Bgra64 => PixelFormat.Rgba64,
                _ => wanted,
            };
        }

        bool deep = wanted.GetBytesPerSample() == 2;
        bool gray = wanted.GetChannelCount() <= 2;
        string plain = (gray, deep) switch
        {
            (true, false) => "gray8",
            (true, true) => "gray16",
            (false, false) => "rgb24",
            (false, true) => "rgb48",
        };
        if (wanted.HasAlpha())
            throw Refuse(output, "alpha", $"use .pam to keep it, or --format {plain} to drop it");
        if (wanted is PixelFormat.Cmyk32 or PixelFormat.Cmyk64)
            throw Refuse(output, "CMYK", "use .pam to keep it, or --format rgb24 to convert");
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
        byte[]? header = Header(output, rows.Width, rows.Height, rows.PixelFormat, rows.IsBoolean);
        SampleOrder order = Order(output);
        return PixelBytes.Pump(rows, order, bytes =>
        {
            // With the first pixels, not before: a refused file then leaves the stream untouched.
            if (header is not null)
                stream.Write(header);
            header = null;
            stream.Write(output == OutputFormat.Npy && rows.IsBoolean ? Truths(bytes) : bytes);
        });
    }

    /// <summary>Writes a picture whose format is the one that <see cref="FormatFor"/> chose. It is used up.</summary>
    public static void Write(OutputFormat output, Stream stream, PixelBuffer image)
    {
        stream.Write(Header(output, image.Width, image.Height, image.Format, image.IsBoolean));
        PixelBytes.FixOrder(image.Span, image.Format, Order(output));
        stream.Write(output == OutputFormat.Npy && image.IsBoolean ? Truths(image.Span) : image.Span);
    }

    private static byte[] Header(OutputFormat output, int width, int height, PixelFormat format, bool isBoolean) => output switch
    {
        OutputFormat.Raw => [],
        OutputFormat.Npy when isBoolean => NpyWriter.CreateHeader(NpyType.B1, height, width),
        OutputFormat.Npy => NpyWriter.CreateHeader(width, height, format),
        OutputFormat.Pam => PnmHeader.Pam(width, height, format),
        _ => PnmHeader.Pnm(width, height, format),
    };

    private static SampleOrder Order(OutputFormat output) => output switch
    {
        OutputFormat.Raw => SampleOrder.LittleEndian,
        // The header says which.
        OutputFormat.Npy => BitConverter.IsLittleEndian ? SampleOrder.LittleEndian : SampleOrder.BigEndian,
        // Netpbm: samples above 255 are two bytes, the most significant first.
        _ => SampleOrder.BigEndian,
    };

    /// <summary>Samples of 0 and 255 to the 0 and 1 that NumPy's Boolean is.</summary>
    private static byte[] Truths(ReadOnlySpan<byte> samples)
    {
        byte[] truths = new byte[samples.Length];
        for (int i = 0; i < truths.Length; i++)
            truths[i] = (byte)(samples[i] & 1);
        return truths;
    }

    private static OutputRefusedException Refuse(OutputFormat output, string what, string hint)
        => new($"a .{output.ToString().ToLowerInvariant()} file cannot hold {what}: {hint}");
}
