// Owns: JpegLibrary, which reads JPEG and gives blocks of each component, already at the picture's resolution. Putting them together is its
// caller's, and so is the conversion from YCbCr (T.871 clause 7), which is done here, and left out where Adobe's segment says 0, the components
// are called R, G and B, or a lossless file says nothing of its colours. Samples of more than 8 bits are brought to 16.

using JpegLibrary;

namespace DecoderHost.Decoders;

/// <summary>JpegLibrary.</summary>
internal sealed class JpegLibraryDecoder : IHostedDecoder
{
    public string Version => Assemblies.VersionOf(typeof(JpegDecoder));

    public Answer Decode(byte[] file)
    {
        var decoder = new JpegDecoder();
        decoder.SetInput(file);
        decoder.Identify();
        int width = decoder.Width, height = decoder.Height, components = decoder.NumberOfComponents, precision = decoder.Precision;
        if (components is not (1 or 3))
            throw new NotSupportedException($"{components} components are not supported by this host");
        if (height == 0)
            throw new NotSupportedException("a height that a DNL segment tells (T.81 B.2.5) is not supported by the library: it tells none");
        var planes = new Planes(width, height, components);
        decoder.SetOutputWriter(planes);
        decoder.Decode();
        bool converts = components == 3 && !IsRgb(file);
        int bytes = precision > 8 ? 2 : 1, top = (1 << precision) - 1, full = bytes == 2 ? 65535 : 255;
        byte[] samples = new byte[checked(width * height * components * bytes)];
        double[] pixel = new double[components];
        for (int i = 0, at = 0; i < width * height; i++)
        {
            for (int c = 0; c < components; c++)
                pixel[c] = precision == 16 ? (ushort)planes.Samples[c][i] : Math.Clamp((int)planes.Samples[c][i], 0, top);
            if (converts)
                ToRgb(pixel, (top + 1) / 2);
            foreach (double sample in pixel)
            {
                int value = (int)Math.Round(Math.Clamp(Math.Round(sample), 0, top) * full / top);
                samples[at++] = (byte)value;
                if (bytes == 2)
                    samples[at++] = (byte)(value >> 8);
            }
        }

        return new Answer(width, height, (components == 1 ? "gray8" : "rgb24") switch { "gray8" when bytes == 2 => "gray16le", "rgb24" when bytes == 2 => "rgb48le", var f => f }, samples);
    }

    private static void ToRgb(double[] pixel, int middle)
    {
        double y = pixel[0], cb = pixel[1] - middle, cr = pixel[2] - middle;
        (pixel[0], pixel[1], pixel[2]) = (y + (1.402 * cr), y - (0.344136 * cb) - (0.714136 * cr), y + (1.772 * cb));
    }

    /// <summary>Whether three components are red, green and blue: by Adobe's segment; without it and JFIF's by their identifiers, and of lossless files.</summary>
    private static bool IsRgb(byte[] file)
    {
        int adobe = file.AsSpan().IndexOf("Adobe"u8);
        if (adobe >= 4 && file[adobe - 4] == 0xFF && file[adobe - 3] == 0xEE && adobe + 11 < file.Length)
            return file[adobe + 11] == 0;
        if (file.AsSpan().IndexOf("JFIF\0"u8) >= 0)
            return false;
        for (int i = 2; i + 17 < file.Length; i++)
        {
            if (file[i] == 0xFF && file[i + 1] is >= 0xC0 and <= 0xCB and not (0xC4 or 0xC8))
                return file[i + 1] is 0xC3 or 0xCB || (file[i + 10], file[i + 13], file[i + 16]) == ('R', 'G', 'B');
        }

        return false;
    }

    private sealed class Planes(int width, int height, int components) : JpegBlockOutputWriter
    {
        private const int Side = 8;

        public short[][] Samples { get; } = [.. Enumerable.Range(0, components).Select(_ => new short[checked(width * height)])];

        public override void WriteBlock(ref short blockRef, int componentIndex, int x, int y)
        {
            short[] plane = Samples[componentIndex];
            for (int row = 0; row < Side && y + row < height; row++)
            {
                for (int column = 0; column < Side && x + column < width; column++)
                    plane[((y + row) * width) + x + column] = System.Runtime.CompilerServices.Unsafe.Add(ref blockRef, (row * Side) + column);
            }
        }
    }
}
