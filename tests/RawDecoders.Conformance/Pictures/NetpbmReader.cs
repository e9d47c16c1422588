// Reads what decoders write on standard output: PBM, PGM and PPM (plain and raw), PAM, or bare samples of an agreed format.

using System.Globalization;
using System.Text;

namespace RawDecoders.Conformance.Pictures;

/// <summary>Parses Netpbm pictures.</summary>
internal static class NetpbmReader
{
    /// <summary>The first picture in <paramref name="bytes"/>. Samples of a maxval other than 255 and 65535 are rescaled, rounding.</summary>
    /// <exception cref="FormatException">It is none, or is cut short.</exception>
    public static Picture Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 3 || bytes[0] != 'P' || bytes[1] is < (byte)'1' or > (byte)'7')
            throw new FormatException("the output is not a PBM, PGM, PPM or PAM picture");
        return bytes[1] == '7' ? ReadPam(bytes) : ReadPnm(bytes, bytes[1] - '0');
    }

    /// <summary>Bare samples: "rgb24", "gray16le" and so on (see <see cref="ParseRawFormat"/>), of a picture of known size.</summary>
    public static Picture ReadRaw(ReadOnlySpan<byte> bytes, string format, int width, int height)
    {
        (PictureChannels order, PictureSample type, bool bigEndian) = ParseRawFormat(format);
        var picture = new Picture(width, height, order, type, []);
        long expected = (long)width * height * picture.Channels * picture.SampleBytes;
        if (bytes.Length != expected)
            throw new FormatException($"{bytes.Length} bytes of raw samples; {width} x {height} {format} has {expected}");
        return picture with { Data = bigEndian ? SwapBytes(bytes) : bytes.ToArray() };
    }

    /// <summary>gray8, gray16le, gray16be, graya8, graya16le, rgb24, bgr24, rgb48le, rgb48be, rgba32, bgra32, rgba64le, rgba64be, cmyk32, cmyk64le.</summary>
    public static (PictureChannels Order, PictureSample Type, bool BigEndian) ParseRawFormat(string format) => format switch
    {
        "gray8" => (PictureChannels.Gray, PictureSample.UInt8, false),
        "gray16le" => (PictureChannels.Gray, PictureSample.UInt16, false),
        "gray16be" => (PictureChannels.Gray, PictureSample.UInt16, true),
        "graya8" => (PictureChannels.GrayAlpha, PictureSample.UInt8, false),
        "graya16le" => (PictureChannels.GrayAlpha, PictureSample.UInt16, false),
        "rgb24" => (PictureChannels.Rgb, PictureSample.UInt8, false),
        "bgr24" => (PictureChannels.Bgr, PictureSample.UInt8, false),
        "rgb48le" => (PictureChannels.Rgb, PictureSample.UInt16, false),
        "rgb48be" => (PictureChannels.Rgb, PictureSample.UInt16, true),
        "rgba32" => (PictureChannels.Rgba, PictureSample.UInt8, false),
        "bgra32" => (PictureChannels.Bgra, PictureSample.UInt8, false),
        "rgba64le" => (PictureChannels.Rgba, PictureSample.UInt16, false),
        "rgba64be" => (PictureChannels.Rgba, PictureSample.UInt16, true),
        "cmyk32" => (PictureChannels.Cmyk, PictureSample.UInt8, false),
        "cmyk64le" => (PictureChannels.Cmyk, PictureSample.UInt16, false),
        _ => throw new FormatException($"raw format \"{format}\" is not known"),
    };

    private static Picture ReadPnm(ReadOnlySpan<byte> bytes, int kind)
    {
        int at = 2;
        int width = Number(bytes, ref at), height = Number(bytes, ref at);
        bool bitmap = kind is 1 or 4, raw = kind >= 4;
        int maximum = bitmap ? 1 : Number(bytes, ref at);
        var order = kind is 3 or 6 ? PictureChannels.Rgb : PictureChannels.Gray;
        int count = checked(width * height * (order == PictureChannels.Rgb ? 3 : 1));
        int[] samples = new int[count];
        if (!raw)
        {
            for (int i = 0; i < count; i++)
                samples[i] = bitmap ? 1 - Digit(bytes, ref at) : Number(bytes, ref at);
        }
        else if (bitmap)
        {
            // In a bitmap 1 is black.
            int rowBytes = (width + 7) / 8;
            at++;
            Need(bytes, at, (long)rowBytes * height);
            for (int i = 0; i < count; i++)
                samples[i] = 1 - ((bytes[at + (i / width * rowBytes) + (i % width / 8)] >> (7 - (i % width % 8))) & 1);
        }
        else
        {
            ReadSamples(bytes, at + 1, maximum, samples);
        }

        return Build(width, height, order, maximum, samples);
    }

    private static Picture ReadPam(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf("ENDHDR"u8);
        if (end < 0)
            throw new FormatException("PAM header without ENDHDR");
        Dictionary<string, string> header = [];
        foreach (string line in Encoding.ASCII.GetString(bytes[2..end]).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] words = line.Split(' ', 2, StringSplitOptions.TrimEntries);
            if (words.Length == 2 && words[0] != "#")
                header[words[0]] = words[1];
        }

        int width = int.Parse(header["WIDTH"], CultureInfo.InvariantCulture), height = int.Parse(header["HEIGHT"], CultureInfo.InvariantCulture);
        int depth = int.Parse(header["DEPTH"], CultureInfo.InvariantCulture), maximum = int.Parse(header["MAXVAL"], CultureInfo.InvariantCulture);
        PictureChannels order = (depth, header.GetValueOrDefault("TUPLTYPE", "")) switch
        {
            (1, _) => PictureChannels.Gray,
            (2, _) => PictureChannels.GrayAlpha,
            (3, _) => PictureChannels.Rgb,
            (4, "CMYK") => PictureChannels.Cmyk,
            (4, _) => PictureChannels.Rgba,
            _ => throw new FormatException($"PAM of depth {depth}"),
        };
        int[] samples = new int[checked(width * height * depth)];
        ReadSamples(bytes, end + 7, maximum, samples);
        return Build(width, height, order, maximum, samples);
    }

    private static void ReadSamples(ReadOnlySpan<byte> bytes, int at, int maximum, int[] samples)
    {
        int size = maximum > 255 ? 2 : 1;
        Need(bytes, at, (long)samples.Length * size);
        for (int i = 0; i < samples.Length; i++)
            samples[i] = size == 1 ? bytes[at + i] : (bytes[at + (2 * i)] << 8) | bytes[at + (2 * i) + 1];
    }

    private static Picture Build(int width, int height, PictureChannels order, int maximum, int[] samples)
    {
        if (maximum is < 1 or > 65535)
            throw new FormatException($"maxval {maximum}");
        PictureSample type = maximum > 255 ? PictureSample.UInt16 : PictureSample.UInt8;
        int full = type == PictureSample.UInt16 ? 65535 : 255;
        byte[] data = new byte[samples.Length * (type == PictureSample.UInt16 ? 2 : 1)];
        for (int i = 0; i < samples.Length; i++)
        {
            int v = PictureConversion.Rescale(samples[i], maximum, full);
            if (type == PictureSample.UInt16)
                (data[2 * i], data[(2 * i) + 1]) = ((byte)v, (byte)(v >> 8));
            else
                data[i] = (byte)v;
        }

        return new Picture(width, height, order, type, data);
    }

    private static byte[] SwapBytes(ReadOnlySpan<byte> bytes)
    {
        byte[] result = bytes.ToArray();
        for (int i = 0; i + 1 < result.Length; i += 2)
            (result[i], result[i + 1]) = (result[i + 1], result[i]);
        return result;
    }

    private static void Need(ReadOnlySpan<byte> bytes, int at, long count)
    {
        if (bytes.Length - at < count)
            throw new FormatException($"the picture needs {count} bytes of samples, {Math.Max(bytes.Length - at, 0)} are there");
    }

    private static int Number(ReadOnlySpan<byte> bytes, ref int at)
    {
        SkipSpace(bytes, ref at);
        long value = -1;
        while (at < bytes.Length && char.IsAsciiDigit((char)bytes[at]) && value < int.MaxValue)
            value = (Math.Max(value, 0) * 10) + bytes[at++] - '0';
        return value is >= 0 and <= int.MaxValue ? (int)value : throw new FormatException($"a number was expected at byte {at} of the output");
    }

    private static int Digit(ReadOnlySpan<byte> bytes, ref int at)
    {
        SkipSpace(bytes, ref at);
        return at < bytes.Length && bytes[at] is (byte)'0' or (byte)'1' ? bytes[at++] - '0' : throw new FormatException($"0 or 1 was expected at byte {at}");
    }

    private static void SkipSpace(ReadOnlySpan<byte> bytes, ref int at)
    {
        while (at < bytes.Length && (char.IsWhiteSpace((char)bytes[at]) || bytes[at] == '#'))
        {
            if (bytes[at] == '#')
            {
                while (at < bytes.Length && bytes[at] != '\n')
                    at++;
            }
            else
            {
                at++;
            }
        }
    }
}
