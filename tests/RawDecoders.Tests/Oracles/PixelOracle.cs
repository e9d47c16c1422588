namespace RawDecoders.Tests.Oracles;

/// <summary>
/// Pixel conversion as the rules are worded, in decimal arithmetic on named channels: slow, and with none of the
/// library's fixed-point forms but the luma weights, which are the definition.
/// </summary>
internal static class PixelOracle
{
    public static readonly PixelFormat[] Formats = Enum.GetValues<PixelFormat>();

    public static readonly PixelFormat[] DirectFormats = Formats.Where(f => f != PixelFormat.Indexed8).ToArray();

    /// <summary>The channels in memory order; "W" for a word of several.</summary>
    public static string Channels(PixelFormat format) => format switch
    {
        PixelFormat.Gray8 or PixelFormat.Gray16 => "L",
        PixelFormat.GrayAlpha16 or PixelFormat.GrayAlpha32 => "LA",
        PixelFormat.Rgb24 or PixelFormat.Rgb48 => "RGB",
        PixelFormat.Bgr24 or PixelFormat.Bgr48 => "BGR",
        PixelFormat.Rgba32 or PixelFormat.Rgba64 => "RGBA",
        PixelFormat.Bgra32 or PixelFormat.Bgra64 => "BGRA",
        PixelFormat.Cmyk32 or PixelFormat.Cmyk64 => "CMYK",
        PixelFormat.Rgba32Premultiplied => "RGBA",
        PixelFormat.Bgra32Premultiplied => "BGRA",
        PixelFormat.Rgb565 => "W",
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    public static int Depth(PixelFormat format)
        => format is PixelFormat.Gray16 or PixelFormat.GrayAlpha32 or PixelFormat.Rgb48 or PixelFormat.Rgba64 or PixelFormat.Bgr48 or PixelFormat.Bgra64 or PixelFormat.Cmyk64 ? 16 : 8;

    public static int BytesPerPixel(PixelFormat format)
        => format is PixelFormat.Rgba32Premultiplied or PixelFormat.Bgra32Premultiplied ? 4 : format == PixelFormat.Rgb565 ? 2 : format == PixelFormat.Indexed8 ? 1 : Channels(format).Length * Depth(format) / 8;

    public static byte[] Convert(ReadOnlySpan<byte> source, PixelFormat from, PixelFormat to, int width, ReadOnlySpan<byte> palette = default)
    {
        int fromSize = BytesPerPixel(from);
        int toSize = BytesPerPixel(to);
        byte[] result = new byte[width * toSize];
        for (int x = 0; x < width; x++)
        {
            ReadOnlySpan<byte> pixel = source.Slice(x * fromSize, fromSize);
            byte[] converted;
            if (from == to)
                converted = pixel.ToArray();
            else if (from == PixelFormat.Indexed8)
                converted = ConvertPixel(pixel[0] * 4 < palette.Length ? palette.Slice(pixel[0] * 4, 4) : [0, 0, 0, 255], PixelFormat.Rgba32, to);
            else
                converted = ConvertPixel(pixel, from, to);
            converted.CopyTo(result, x * toSize);
        }

        return result;
    }

    /// <summary>What a format for screens is made of: 8 bits a channel, straight.</summary>
    public static PixelFormat Plain(PixelFormat format) => format switch
    {
        PixelFormat.Rgba32Premultiplied => PixelFormat.Rgba32,
        PixelFormat.Bgra32Premultiplied => PixelFormat.Bgra32,
        PixelFormat.Rgb565 => PixelFormat.Rgb24,
        _ => format,
    };

    private static byte[] ConvertPixel(ReadOnlySpan<byte> pixel, PixelFormat from, PixelFormat to)
    {
        if (Plain(from) == from && Plain(to) == to)
            return ConvertPlain(pixel, from, to);

        // Two premultiplied formats differ in order alone.
        bool isSwap = from != PixelFormat.Rgb565 && to != PixelFormat.Rgb565 && Plain(from) != from && Plain(to) != to;
        byte[] plain = isSwap || Plain(from) == from ? pixel.ToArray() : FromScreen(pixel, from);
        plain = Plain(from) == Plain(to) ? plain : ConvertPlain(plain, Plain(from), Plain(to));
        return isSwap || Plain(to) == to ? plain : ToScreen(plain, to);
    }

    private static byte[] FromScreen(ReadOnlySpan<byte> pixel, PixelFormat from)
    {
        if (from == PixelFormat.Rgb565)
        {
            int word = BitConverter.ToUInt16(pixel);
            return [(byte)Round(word / 2048 * 255 / 31m), (byte)Round(word / 32 % 64 * 255 / 63m), (byte)Round(word % 32 * 255 / 31m)];
        }

        byte[] straight = pixel.ToArray();
        for (int c = 0; c < 3; c++)
            straight[c] = straight[3] == 0 ? (byte)0 : (byte)Math.Min(255, Round(straight[c] * 255m / straight[3]));
        return straight;
    }

    private static byte[] ToScreen(byte[] plain, PixelFormat to)
    {
        if (to == PixelFormat.Rgb565)
            return BitConverter.GetBytes((ushort)(Round(plain[0] * 31 / 255m) * 2048 + Round(plain[1] * 63 / 255m) * 32 + Round(plain[2] * 31 / 255m)));
        for (int c = 0; c < 3; c++)
            plain[c] = (byte)Round(plain[c] * plain[3] / 255m);
        return plain;
    }

    private static byte[] ConvertPlain(ReadOnlySpan<byte> pixel, PixelFormat from, PixelFormat to)
    {
        // Samples by name.
        var samples = new Dictionary<char, decimal>();
        string names = Channels(from);
        int depth = Depth(from);
        for (int i = 0; i < names.Length; i++)
            samples[names[i]] = depth == 16 ? BitConverter.ToUInt16(pixel.Slice(i * 2, 2)) : pixel[i];
        decimal max = depth == 16 ? 65535 : 255;

        bool isInks = names == "CMYK";
        if (isInks)
        {
            samples['R'] = Round((max - samples['C']) * (max - samples['K']) / max);
            samples['G'] = Round((max - samples['M']) * (max - samples['K']) / max);
            samples['B'] = Round((max - samples['Y']) * (max - samples['K']) / max);
        }

        samples.TryAdd('A', max);
        if (samples.TryGetValue('L', out decimal grey))
            samples['R'] = samples['G'] = samples['B'] = grey;
        else
            samples['L'] = Math.Floor((((19595 * samples['R']) + (38470 * samples['G']) + (7471 * samples['B'])) / 65536) + 0.5m);

        decimal newMax = Depth(to) == 16 ? 65535 : 255;
        foreach (char name in samples.Keys.ToArray())
            samples[name] = Round(samples[name] * newMax / max);

        if (Channels(to) == "CMYK" && !isInks)
        {
            samples['C'] = newMax - samples['R'];
            samples['M'] = newMax - samples['G'];
            samples['Y'] = newMax - samples['B'];
            samples['K'] = 0;
        }

        var bytes = new List<byte>();
        foreach (char name in Channels(to))
        {
            if (Depth(to) == 16)
                bytes.AddRange(BitConverter.GetBytes((ushort)samples[name]));
            else
                bytes.Add((byte)samples[name]);
        }

        return bytes.ToArray();
    }

    private static decimal Round(decimal v) => Math.Round(v, MidpointRounding.AwayFromZero);
}
