using System.Diagnostics;
using System.Text;
using RawDecoders.Jpeg;

namespace RawDecoders.Tests.Jpeg;

/// <summary>Decoding for tests, around the facade; and the reference programs cjpeg and djpeg.</summary>
internal static class JpegTesting
{
    public static unsafe (byte[] Pixels, DecodeResult Result) Decode(byte[] file, DecodeOptions options)
    {
        fixed (byte* start = file)
        {
            using FormatDecoder decoder = JpegDecoder.Open(new ByteSource(start, file.Length), options);
            int stride = decoder.Width * decoder.OutputFormat.GetBytesPerPixel();
            byte[] pixels = new byte[stride * decoder.Height];
            decoder.DecodeAll(pixels, stride);
            return (pixels, decoder.Finish());
        }
    }

    public static DecodeOptions With(
        PixelFormat? format = null, Strictness strictness = Strictness.Standard, JpegReconstruction reconstruction = JpegReconstruction.LibjpegTurbo)
        => new() { PixelFormat = format, Strictness = strictness, JpegReconstruction = reconstruction };

    public static unsafe IdentifyResult Identify(byte[] file, bool isWhole)
    {
        fixed (byte* start = file)
            return JpegDecoder.Identify(new ByteSource(start, file.Length), isWhole, DecodeOptions.Default);
    }

    private static readonly Lazy<bool> HasPrograms = new(() => Exists("cjpeg") && Exists("djpeg"));

    /// <summary>Skips the running test unless libjpeg-turbo's programs are installed.</summary>
    public static void RequirePrograms() => Assert.SkipUnless(HasPrograms.Value, "cjpeg and djpeg are not installed");

    private static bool Exists(string program)
        => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(p => File.Exists(Path.Combine(p, program)));

    /// <summary>Runs a program on <paramref name="input"/>; its output, and whether it was content (warnings included).</summary>
    public static (byte[] Output, bool Succeeded) Run(string program, string arguments, byte[] input)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task write = Task.Run(() =>
        {
            try
            {
                process.StandardInput.BaseStream.Write(input);
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // It had enough.
            }
        });
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        Task.WaitAll(write, errors);
        return (output.ToArray(), process.ExitCode is 0 or 2);
    }

    /// <summary>Pixels of a binary PGM or PPM.</summary>
    public static (int Width, int Height, PixelFormat Format, byte[] Pixels) ReadPnm(byte[] file)
    {
        string header = Encoding.ASCII.GetString(file, 0, Math.Min(file.Length, 40));
        string[] fields = header.Split((char[])[' ', '\n'], 5);
        int start = fields.Take(4).Sum(f => f.Length + 1);
        PixelFormat format = fields[0] == "P5" ? PixelFormat.Gray8 : PixelFormat.Rgb24;
        return (int.Parse(fields[1]), int.Parse(fields[2]), format, file[start..]);
    }

    /// <summary>A picture with gradients, edges and noise, as a binary PPM.</summary>
    public static byte[] MakePpm(int width, int height, int seed)
    {
        var random = new Random(seed);
        byte[] header = Encoding.ASCII.GetBytes($"P6\n{width} {height}\n255\n");
        byte[] file = new byte[header.Length + width * height * 3];
        header.CopyTo(file, 0);
        int noise = random.Next(1, 60);
        int at = header.Length;
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                bool inside = (x / 7 + y / 5) % 4 == 0;
                file[at++] = (byte)Math.Clamp(x * 255 / width + random.Next(noise), 0, 255);
                file[at++] = (byte)Math.Clamp((inside ? 230 : y * 200 / height) + random.Next(noise), 0, 255);
                file[at++] = (byte)Math.Clamp((inside ? 20 : 255 - x * 255 / width) + random.Next(noise), 0, 255);
            }
        }

        return file;
    }
}
