// The child process: ImageSharp behind a line protocol, so that a file on which it hangs or falls costs no more than this process.
// It begins with a line that names its version. Then, one request a line on standard input:
//   hash PROFILE PATH      shape and SHA-256 of the pixels
//   pixels PROFILE PATH    the same, and the pixels after it
// and one line an answer on standard output:
//   ok HEIGHT WIDTH CHANNELS BITS SHA-256 LENGTH       then LENGTH bytes: packed, top row first, 16-bit samples little-endian
//   error EXCEPTION
// When standard input ends, so does the program. Started and watched by ImageSharpProcess.

using System.Buffers.Binary;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

using Stream input = Console.OpenStandardInput();
using Stream output = Console.OpenStandardOutput();
using var requests = new StreamReader(input, Encoding.UTF8);

string version = typeof(Image).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
Answer($"imagesharp-{version.Split('+')[0]}");
while (await requests.ReadLineAsync().ConfigureAwait(false) is { } request)
{
    string[] words = request.Split(' ', 3);
    try
    {
        (int height, int width, int channels, int bits, byte[] data) = Load(words[1], words[2]);
        bool wanted = words[0] == "pixels";
        Answer(string.Create(
            CultureInfo.InvariantCulture,
            $"ok {height} {width} {channels} {bits} {Convert.ToHexStringLower(SHA256.HashData(data))} {(wanted ? data.Length : 0)}"));
        if (wanted)
            await output.WriteAsync(data).ConfigureAwait(false);
    }
#pragma warning disable CA1031 // Whatever it throws for a file counts as a refusal: ImageFormatException, but IndexOutOfRangeException too.
    catch (Exception e)
#pragma warning restore CA1031
    {
        Answer($"error {e.GetType().Name}");
    }

    await output.FlushAsync().ConfigureAwait(false);
}

void Answer(string line) => output.Write(Encoding.UTF8.GetBytes(line + "\n"));

static (int Height, int Width, int Channels, int Bits, byte[] Data) Load(string profile, string file) => profile switch
{
    "rgba64" => Decode<Rgba64>(file, 4, 16),
    "rgba32" => Decode<Rgba32>(file, 4, 8),
    "rgb24" => Decode<Rgb24>(file, 3, 8),
    "l8" => Decode<L8>(file, 1, 8),
    _ => throw new NotSupportedException(profile),
};

// Members that ImageSharp 2 and 3 both have.
static (int Height, int Width, int Channels, int Bits, byte[] Data) Decode<TPixel>(string file, int channels, int bits)
    where TPixel : unmanaged, IPixel<TPixel>
{
    using Image<TPixel> image = Image.Load<TPixel>(File.ReadAllBytes(file));
    byte[] data = new byte[checked(image.Width * image.Height * channels * bits / 8)];
    image.CopyPixelDataTo(MemoryMarshal.Cast<byte, TPixel>(data.AsSpan()));
    if (!BitConverter.IsLittleEndian && bits == 16)
    {
        Span<ushort> samples = MemoryMarshal.Cast<byte, ushort>(data.AsSpan());
        BinaryPrimitives.ReverseEndianness(samples, samples);
    }

    return (image.Height, image.Width, channels, bits, data);
}
