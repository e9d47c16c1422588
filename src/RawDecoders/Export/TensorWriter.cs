// Owns: pixels as numbers for models. Stands at the face. Leaves resizing and cropping to others.

namespace RawDecoders.Export;

// Pixels as numbers for models: floats of 32 or 16 bits, scaled, normalised, in the channel order and layout wanted,
// written straight into the caller's memory in one pass over the picture. A block of a row is picked apart (ByteShuffle),
// scaled (SampleFloats) and, for Half, narrowed (HalfFloats) while it is in the first-level cache.
// Leaves resizing and cropping to others.

/// <summary>Which channels, in which order.</summary>
/// <example>
/// <code>
/// var options = new TensorOptions { Channels = ChannelOrder.Bgr };
/// </code>
/// </example>
public enum ChannelOrder
{
    /// <summary>Those of the buffer's format, in its order; red, green, blue for <see cref="PixelFormat.Indexed8"/> and <see cref="PixelFormat.Rgb565"/>.</summary>
    Natural = 0,

    /// <summary>Grey: ITU-R BT.601 luma of colour pictures.</summary>
    Gray,

    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Blue, green, red.</summary>
    Bgr,

    /// <summary>Red, green, blue, alpha; opaque where there is none.</summary>
    Rgba,

    /// <summary>Blue, green, red, alpha; opaque where there is none.</summary>
    Bgra,
}

/// <summary>Whether the channels of a pixel lie together.</summary>
/// <example>
/// <code>
/// var options = new TensorOptions { Layout = ChannelLayout.Planar };
/// </code>
/// </example>
public enum ChannelLayout
{
    /// <summary>Pixel after pixel: (H, W, C).</summary>
    Interleaved = 0,

    /// <summary>Channel after channel: (C, H, W).</summary>
    Planar,
}

/// <summary>How <see cref="TensorWriter"/> writes. The default is 0 to 1, natural order, interleaved.</summary>
/// <example>
/// <code>
/// var options = new TensorOptions
/// {
///     Layout = ChannelLayout.Planar,
///     Mean = new[] { 0.485f, 0.456f, 0.406f },
///     Deviation = new[] { 0.229f, 0.224f, 0.225f },
/// };
/// PixelBuffer image = ImageDecoder.Decode("photo.jpg");
/// float[] numbers = new float[image.Width * image.Height * 3];
/// TensorWriter.Write(image, numbers, options);
/// </code>
/// </example>
public sealed record TensorOptions
{
    /// <summary>The defaults.</summary>
    public static TensorOptions Default { get; } = new();

    /// <summary>Which channels, in which order.</summary>
    public ChannelOrder Channels { get; init; }

    /// <summary>Interleaved or planar.</summary>
    public ChannelLayout Layout { get; init; }

    /// <summary>Subtracted after scaling to 0..1: a value per channel in the order written, one for all, or none.</summary>
    public ReadOnlyMemory<float> Mean { get; init; }

    /// <summary>Divided by after subtracting: a value per channel in the order written, one for all, or none. Not 0.</summary>
    public ReadOnlyMemory<float> Deviation { get; init; }
}

/// <summary>
/// Writes pictures as floating-point numbers: (v / max - mean) / deviation, where max is 255 or 65535. Each of the three
/// operations is rounded to single precision, as NumPy and PyTorch do it: the results are the same to the last bit. For
/// <see cref="Half"/> the single-precision result is then rounded to nearest even.
/// </summary>
/// <example>
/// <code>
/// PixelBuffer image = ImageDecoder.Decode("photo.jpg");
/// var options = new TensorOptions { Layout = ChannelLayout.Planar };
/// int[] shape = TensorWriter.GetShape(image, options);          // 3, height, width
/// float[] numbers = new float[image.Width * image.Height * 3];
/// TensorWriter.Write(image, numbers, options);
/// </code>
/// </example>
public static class TensorWriter
{
    /// <summary>Pixels at a time: divisible by every period of the patterns.</summary>
    private const int Block = 480;

    /// <summary>The shape of what is written: (H, W, C) or (C, H, W); C is there even if it is 1.</summary>
    public static int[] GetShape(PixelBuffer image, TensorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        options ??= TensorOptions.Default;
        int channels = GetLetters(image.Format, options.Channels).Length;
        return options.Layout == ChannelLayout.Planar ? [channels, image.Height, image.Width] : [image.Height, image.Width, channels];
    }

    /// <summary>Writes the picture as single-precision numbers.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="destination">Room for as many numbers as the product of <see cref="GetShape"/>.</param>
    /// <param name="options">Channels, layout, normalisation; <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentException">
    /// The destination is too small, or mean or deviation has neither 0, 1 nor as many values as there are channels, or a
    /// deviation is 0.
    /// </exception>
    public static void Write(PixelBuffer image, Span<float> destination, TensorOptions? options = null)
        => Write(image, destination, default, options ?? TensorOptions.Default);

    /// <summary>Writes the picture as half-precision numbers.</summary>
    /// <inheritdoc cref="Write(PixelBuffer, Span{float}, TensorOptions)" path="/*[not(self::summary)]"/>
    public static void Write(PixelBuffer image, Span<Half> destination, TensorOptions? options = null)
        => Write(image, default, destination, options ?? TensorOptions.Default);

    private static void Write(PixelBuffer image, Span<float> singles, Span<Half> halves, TensorOptions options)
    {
        ArgumentNullException.ThrowIfNull(image);
        string letters = GetLetters(image.Format, options.Channels);
        int channels = letters.Length, width = image.Width;
        long needed = (long)width * image.Height * channels;
        bool toHalf = !halves.IsEmpty;
        if (Math.Max(singles.Length, halves.Length) < needed)
            throw new ArgumentException($"The destination is too small: {needed} numbers are needed.", nameof(image));
        SampleFloats[] scaling = GetScaling(options, channels, image.Format.HasWideSamples());

        // What is read from: the row itself if its channels will do, else a block converted to one of these.
        PixelFormat work = GetWorkFormat(image.Format, letters, options.Channels);
        RowConverter? converter = work == image.Format ? null : RowConverter.Create(image.Format, work, image.Palette.Span);
        bool planar = options.Layout == ChannelLayout.Planar && channels > 1;
        ByteShuffle?[] picks = GetPicks(work, letters, planar);

        int sampleBytes = work.GetBytesPerSample();
        Span<byte> converted = stackalloc byte[Block * 8];
        Span<byte> picked = stackalloc byte[Block * 8];
        Span<float> scaled = stackalloc float[toHalf ? Block * 4 : 1];
        nint plane = (nint)width * image.Height;
        for (int y = 0; y < image.Height; y++)
        {
            Span<byte> row = image.GetRow(y);
            for (int x = 0; x < width; x += Block)
            {
                int count = Math.Min(width - x, Block);
                scoped ReadOnlySpan<byte> block = row.Slice(x * image.Format.GetBytesPerPixel(), count * image.Format.GetBytesPerPixel());
                if (converter is not null)
                {
                    converter.Convert(block, converted, count);
                    block = converted[..(count * work.GetBytesPerPixel())];
                }

                for (int part = 0; part < picks.Length; part++)
                {
                    scoped ReadOnlySpan<byte> samples = block;
                    int n = planar ? count : count * channels;
                    if (picks[part] is { } pick)
                    {
                        pick.Convert(block, picked, count);
                        samples = picked[..(n * sampleBytes)];
                    }

                    int at = planar ? (int)((part * plane) + ((nint)y * width) + x) : ((y * width) + x) * channels;
                    if (toHalf)
                    {
                        scaling[part].Convert(samples, scaled[..n]);
                        HalfFloats.Narrow(scaled[..n], halves.Slice(at, n));
                    }
                    else
                    {
                        scaling[part].Convert(samples, singles.Slice(at, n));
                    }
                }
            }
        }
    }

    /// <summary>The channels to be written, as <see cref="PixelFormats.GetChannels"/> names them.</summary>
    private static string GetLetters(PixelFormat format, ChannelOrder order) => order switch
    {
        ChannelOrder.Natural => format is PixelFormat.Indexed8 or PixelFormat.Rgb565 ? "RGB" : format.GetChannels(),
        ChannelOrder.Gray => "L",
        ChannelOrder.Rgb => "RGB",
        ChannelOrder.Bgr => "BGR",
        ChannelOrder.Rgba => "RGBA",
        ChannelOrder.Bgra => "BGRA",
        _ => throw new ArgumentOutOfRangeException(nameof(order)),
    };

    /// <summary>A format of the same depth that has all channels wanted, or the grey that stands for them.</summary>
    private static PixelFormat GetWorkFormat(PixelFormat format, string letters, ChannelOrder order)
    {
        // Channels that are named are straight ones.
        if (format == PixelFormat.Rgb565 || (format.IsPremultiplied() && order != ChannelOrder.Natural))
            return GetWorkFormat(letters.Length == 1 ? PixelFormat.Gray8 : format.GetPlainFormat(), letters, order);
        string have = format.GetChannels();
        bool all = true;
        foreach (char letter in letters)
            all &= have.Contains(letter) || (have[0] == 'L' && letter is 'R' or 'G' or 'B');
        if (all)
            return format;
        bool wide = format.GetBytesPerSample() == 2;
        return letters.Length switch
        {
            1 => wide ? PixelFormat.Gray16 : PixelFormat.Gray8,
            3 => wide ? PixelFormat.Rgb48 : PixelFormat.Rgb24,
            _ => wide ? PixelFormat.Rgba64 : PixelFormat.Rgba32,
        };
    }

    /// <summary>One shuffle per plane, or one for the whole pixel; null where the samples lie as they are wanted.</summary>
    private static ByteShuffle?[] GetPicks(PixelFormat work, string letters, bool planar)
    {
        string have = work.GetChannels();
        int bytes = work.GetBytesPerSample();
        var picks = new ByteShuffle?[planar ? letters.Length : 1];
        if (!planar && have == letters)
            return picks;

        for (int part = 0; part < picks.Length; part++)
        {
            string wanted = planar ? letters.Substring(part, 1) : letters;
            sbyte[] map = new sbyte[wanted.Length * bytes];
            for (int i = 0; i < map.Length; i++)
            {
                int channel = have.IndexOf(wanted[i / bytes]);
                map[i] = (sbyte)((Math.Max(channel, 0) * bytes) + (i % bytes)); // grey, at 0, stands for red, green and blue
            }

            picks[part] = new ByteShuffle(work.GetBytesPerPixel(), map);
        }

        return picks;
    }

    private static SampleFloats[] GetScaling(TensorOptions options, int channels, bool wide)
    {
        float[] mean = Expand(options.Mean.Span, channels, 0, nameof(TensorOptions.Mean));
        float[] deviation = Expand(options.Deviation.Span, channels, 1, nameof(TensorOptions.Deviation));
        if (deviation.Contains(0))
            throw new ArgumentException("A deviation is 0.", nameof(options));
        if (options.Layout == ChannelLayout.Interleaved)
            return [new SampleFloats(wide, mean, deviation)];
        var scaling = new SampleFloats[channels];
        for (int i = 0; i < channels; i++)
            scaling[i] = new SampleFloats(wide, mean.AsSpan(i, 1), deviation.AsSpan(i, 1));
        return scaling;
    }

    private static float[] Expand(ReadOnlySpan<float> values, int channels, float none, string name)
    {
        if (values.Length > 1 && values.Length != channels)
            throw new ArgumentException($"{name} has {values.Length} values for {channels} channels.", nameof(values));
        float[] expanded = new float[channels];
        for (int i = 0; i < channels; i++)
            expanded[i] = values.Length == 0 ? none : values[values.Length == 1 ? 0 : i];
        return expanded;
    }
}
