using System.Diagnostics;
using System.IO.Compression;
using System.Runtime.InteropServices;
using RawDecoders.Png;

namespace RawDecoders.Benchmarks.Inflate;

/// <summary>
/// Inflating alone, without rows: the image data of PNG files by this library's engine, whole and in strips, by the platform's, and by
/// libdeflate where it is installed, which is a floor: it inflates whole buffers only, and checks nothing but the end. Each takes its turn in
/// every round, in one process; medians over rounds.
/// </summary>
public static partial class InflateRun
{
    private const int StripBytes = 256 << 10;

    /// <summary>One file's medians, in milliseconds; NaN for an engine that is not here.</summary>
    public sealed record Row(string Name, long RawBytes, double Whole, double Strips, double Platform, double Libdeflate);

    /// <summary>Whether libdeflate can be loaded.</summary>
    public static bool HasLibdeflate { get; } = NativeLibrary.TryLoad("libdeflate.so.0", out _) || NativeLibrary.TryLoad("libdeflate", out _);

    /// <summary>Measures each file for about so many seconds.</summary>
    public static IEnumerable<Row> Run(IEnumerable<string> files, double seconds)
    {
        foreach (string path in files)
            yield return Measure(path, seconds);
    }

    private static Row Measure(string path, double seconds)
    {
        byte[] zlib = ReadData(File.ReadAllBytes(path));
        byte[] expected = ByPlatform(zlib, new byte[64 << 20]);
        byte[] output = new byte[expected.Length + ZlibInflater.Margin];
        byte[] strip = new byte[ZlibInflater.WindowSize + StripBytes + ZlibInflater.Margin];
        (string Name, Action Do)[] ways =
        [
            ("whole", () => Whole(zlib, output, expected.Length)),
            ("strips", () => Strips(zlib, strip, expected.Length)),
            ("platform", () => ByPlatform(zlib, output, expected.Length)),
            ("libdeflate", () => ByLibdeflate(zlib, output, expected.Length)),
        ];
        ways = HasLibdeflate ? ways : ways[..3];
        foreach ((string name, Action go) in ways)
        {
            Array.Clear(output);
            go();
            if (name != "strips" && !output.AsSpan(0, expected.Length).SequenceEqual(expected))
                throw new InvalidDataException($"{path}: {name} gives other bytes");
        }

        var times = ways.Select(_ => new List<double>()).ToArray();
        var clock = Stopwatch.StartNew();
        for (int round = 0; clock.Elapsed.TotalSeconds < seconds * 1.3 || round < 9; round++)
        {
            bool isWarm = clock.Elapsed.TotalSeconds > seconds * 0.3 && round > 2;
            for (int i = 0; i < ways.Length; i++)
            {
                int way = (i + round) % ways.Length;
                long start = Stopwatch.GetTimestamp();
                ways[way].Do();
                if (isWarm)
                    times[way].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        double[] medians = [.. times.Select(t => t.Order().ElementAt(t.Count / 2))];
        return new Row(Path.GetFileName(path), expected.Length, medians[0], medians[1], medians[2], medians.ElementAtOrDefault(3) is var floor and > 0 ? floor : double.NaN);
    }

    /// <summary>The payloads of IDAT chunks, put together.</summary>
    private static byte[] ReadData(byte[] file)
    {
        using var data = new MemoryStream();
        var reader = new PngChunkReader(file);
        while (reader.Read())
        {
            if (reader.Type.ToString() == "IDAT")
                data.Write(reader.Payload);
        }

        return data.ToArray();
    }

    private static void Whole(byte[] zlib, byte[] output, int length)
    {
        var inflater = new ZlibInflater();
        ReadOnlySpan<byte> input = zlib;
        int at = 0;
        if (inflater.Inflate(ref input, output, ref at, length) != InflateStatus.Complete)
            throw new InvalidDataException("not complete");
    }

    private static void Strips(byte[] zlib, byte[] strip, int length)
    {
        var inflater = new ZlibInflater();
        ReadOnlySpan<byte> input = zlib;
        int at = 0;
        InflateStatus status;
        do
        {
            if (at > ZlibInflater.WindowSize)
            {
                strip.AsSpan(at - ZlibInflater.WindowSize, ZlibInflater.WindowSize).CopyTo(strip);
                at = ZlibInflater.WindowSize;
            }

            int target = (int)Math.Min(strip.Length - ZlibInflater.Margin, at + length - inflater.OutputLength);
            status = inflater.Inflate(ref input, strip, ref at, target);
        }
        while (status == InflateStatus.NeedsRoom);
        if (status != InflateStatus.Complete)
            throw new InvalidDataException("not complete");
    }

    private static byte[] ByPlatform(byte[] zlib, byte[] room)
    {
        int count = ByPlatform(zlib, room, room.Length);
        return count < room.Length ? room[..count] : ByPlatform(zlib, new byte[room.Length * 2]);
    }

    private static int ByPlatform(byte[] zlib, byte[] output, int length)
    {
        using var stream = new ZLibStream(new MemoryStream(zlib), CompressionMode.Decompress);
        return stream.ReadAtLeast(output.AsSpan(0, length), length, throwOnEndOfStream: false);
    }

    /// <summary>Inflates a datastream whose length is that of the output.</summary>
    internal static void ByLibdeflate(byte[] zlib, byte[] output) => ByLibdeflate(zlib, output, output.Length);

    private static unsafe void ByLibdeflate(byte[] zlib, byte[] output, int length)
    {
        nint decompressor = AllocateDecompressor();
        nuint given;
        fixed (byte* from = zlib, to = output)
        {
            if (ZlibDecompress(decompressor, from, (nuint)zlib.Length, to, (nuint)length, &given) != 0 || given != (nuint)length)
                throw new InvalidDataException("libdeflate refuses the data");
        }

        FreeDecompressor(decompressor);
    }

    [LibraryImport("libdeflate.so.0", EntryPoint = "libdeflate_alloc_decompressor")]
    private static partial nint AllocateDecompressor();

    [LibraryImport("libdeflate.so.0", EntryPoint = "libdeflate_free_decompressor")]
    private static partial void FreeDecompressor(nint decompressor);

    [LibraryImport("libdeflate.so.0", EntryPoint = "libdeflate_zlib_decompress")]
    private static unsafe partial int ZlibDecompress(nint decompressor, byte* from, nuint fromLength, byte* to, nuint toLength, nuint* given);
}
