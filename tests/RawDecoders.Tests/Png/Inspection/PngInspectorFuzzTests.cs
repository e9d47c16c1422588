using RawDecoders.Inspection;

namespace RawDecoders.Tests.Png.Inspection;

/// <summary>Damaged files: the inspector explains whatever it is given, and agrees with the decoder on what is wrong.</summary>
[Trait("Length", "Long")]
public sealed class PngInspectorFuzzTests
{
    private static readonly string[] Seeds =
    [
        "png/ancillary/colour-all.png", "png/ancillary/itxt-compressed.png", "png/ancillary/animation-default-first.png", "png/ancillary/exif-3.png",
        "png/ancillary/splt.png", "png/ancillary/hist.png", "png/matrix/palette2-trns-adam7-mixed.png", "png/matrix/rgb16-trns-paeth.png",
        "png/idat/split-primes.png", "png/idat/split-1.png", "png/broken/idat-parted.png", "png/sizes/5x5-adam7.png",
    ];

    public static TheoryData<int> Rounds => [.. Enumerable.Range(0, 12)];

    [Theory]
    [MemberData(nameof(Rounds))]
    public void Any_bytes_are_explained(int round)
    {
        var random = new Random(round);
        for (int i = 0; i < 60; i++)
        {
            byte[] file = Damage(PngInspecting.Read(Seeds[(round + i) % Seeds.Length]), random);
            StructureReport report = ImageInspector.Inspect(file, new InspectOptions { Symbols = i % 3 == 0, MaxNodes = i % 5 == 0 ? random.Next(2000) : 1_000_000 });
            PngInspecting.AssertTiles(report, file.Length);
            if (!report.IsCut)
                PngInspectorTests.AssertAgrees(file, report, $"round {round}, file {i}");
            if (file.Length > 0)
                ImageInspector.Locate(file, random.Next(file.Length));
            AssertOnlyRefuses(() => ImageInspector.Trace(file, random.Next(40), random.Next(40)));
            AssertOnlyRefuses(() => Assert.NotEmpty(ImageInspector.Stages(file)));
        }
    }

    private static void AssertOnlyRefuses(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is ImageDecodeException or ArgumentOutOfRangeException)
        {
        }
    }

    private static byte[] Damage(byte[] file, Random random)
    {
        var bytes = new List<byte>(file);
        for (int times = random.Next(1, 4); times > 0; times--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 30), bytes.Count - at));
                    break;
                case 2:
                    bytes.InsertRange(at, PngWriter.Bytes(random, random.Next(1, 30)));
                    break;
                case 3:
                    // A part of the file once more.
                    bytes.InsertRange(at, file.AsSpan(random.Next(file.Length / 2), file.Length / 2).ToArray());
                    break;
                default:
                    bytes[at] ^= (byte)random.Next(1, 256);
                    break;
            }

            if (bytes.Count == 0)
                break;
        }

        byte[] damaged = [.. bytes];
        if (random.Next(2) == 0)
            MakeChecksRight(damaged);
        return damaged;
    }

    /// <summary>Right CRCs again, so that damage gets past them.</summary>
    private static void MakeChecksRight(byte[] file)
    {
        for (long at = 8; at + 12 <= file.Length;)
        {
            uint length = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan((int)at));
            if (at + 12 + length > file.Length)
                break;
            Span<byte> chunk = file.AsSpan((int)at + 4, (int)length + 8);
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(chunk[^4..], PngWriter.Crc(chunk[..^4]));
            at += 12 + length;
        }
    }
}
