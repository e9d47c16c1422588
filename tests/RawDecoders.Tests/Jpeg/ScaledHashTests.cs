using System.Security.Cryptography;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Jpeg;

/// <summary>
/// JPEG files of the corpus at 1/8 to 7/8, with both upsamplings, against hashes of djpeg's pixels: what holds where there is no djpeg. With
/// RAWDECODERS_UPDATE_SCALED=1 the hashes are written anew, by djpeg.
/// </summary>
public class ScaledHashTests
{
    private static string Record => Repository.PathOf("tests", "RawDecoders.Tests", "Jpeg", "scaled-hashes.tsv");

    private static bool Updates => Environment.GetEnvironmentVariable("RAWDECODERS_UPDATE_SCALED") == "1";

    private static IEnumerable<string> Files
        => new[] { "sampling", "sizes", "progressive", "restart", "photos" }
            .SelectMany(folder => Directory.EnumerateFiles(Repository.PathOf("corpus", "jpeg", folder), "*.jpg").Select(f => $"{folder}/{Path.GetFileName(f)}"))
            .Order(StringComparer.Ordinal);

    private static string Hash(Func<int, bool, (int Width, int Height, byte[] Pixels)> decode)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int eighths = 1; eighths < 8; eighths++)
        {
            foreach (bool smooth in (bool[])[true, false])
            {
                (int width, int height, byte[] pixels) = decode(eighths, smooth);
                hash.AppendData(BitConverter.GetBytes(width));
                hash.AppendData(BitConverter.GetBytes(height));
                hash.AppendData(pixels);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    [Fact]
    public void Pixels_are_those_recorded_of_djpeg()
    {
        if (Updates)
        {
            JpegTesting.RequirePrograms();
            File.WriteAllLines(Record, Files.Select(name => $"{name}\t{Hash((eighths, smooth) =>
            {
                byte[] file = File.ReadAllBytes(Repository.PathOf("corpus", "jpeg", name));
                (int width, int height, _, byte[] pixels) = JpegTesting.ReadPnm(JpegTesting.Run("djpeg", $"-scale {eighths}/8{(smooth ? "" : " -nosmooth")}", file).Output);
                return (width, height, pixels);
            })}"));
        }

        Dictionary<string, string> recorded = File.ReadLines(Record).Select(l => l.Split('\t')).ToDictionary(f => f[0], f => f[1]);
        Assert.Equal(Files, recorded.Keys.Order(StringComparer.Ordinal));
        Assert.All(recorded, row =>
        {
            byte[] file = File.ReadAllBytes(Repository.PathOf("corpus", "jpeg", row.Key));
            Assert.Equal(row.Value, Hash((eighths, smooth) =>
            {
                PixelBuffer image = ImageDecoder.Decode(file, new DecodeOptions
                {
                    Scale = new ImageScale(eighths, 8),
                    JpegReconstruction = smooth ? JpegReconstruction.LibjpegTurbo : JpegReconstruction.LibjpegTurboReplicated,
                });
                return (image.Width, image.Height, image.Span.ToArray());
            }));
        });
    }
}
