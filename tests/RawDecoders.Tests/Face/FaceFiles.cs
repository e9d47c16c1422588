using System.Buffers;
using RawDecoders.Tests.Cli;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Face;

/// <summary>Files of every way to decode, and options that make many parts of small pictures.</summary>
internal static class FaceFiles
{
    /// <summary>A file of each way through the decoders.</summary>
    public static TheoryData<string> Ways =>
    [
        "png/photos/landscape-rgb.png", "png/photos/landscape-palette.png", "bmp/photos/landscape-24bit.bmp", "bmp/photos/text-rle8.bmp",
        "jpeg/photos/landscape-420.jpg", "jpeg/photos/landscape-progressive.jpg", "png/matrix/rgba8-adam7-mixed.png", "turned",
    ];

    public static byte[] Read(string name) => name switch
    {
        "turned" => Turned(64, 48, 6),
        _ => File.ReadAllBytes(Repository.PathOf(["corpus", .. name.Split('/')])),
    };

    /// <summary>Options for many small parts, however small the picture.</summary>
    public static DecodeOptions Options(int threads = 1) => new()
    {
        MaxDegreeOfParallelism = threads,
        ParallelFromPixels = 0,
        WorkUnitBytes = 1,
        BlocksFromBytes = long.MaxValue,
        ApplyOrientation = true,
    };

    /// <summary>An RGB PNG whose Exif block says how it is to be turned.</summary>
    public static byte[] Turned(int width, int height, byte orientation) => SampleFiles.RgbPng(width, height, ("eXIf",
        [(byte)'I', (byte)'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0]));

    /// <summary>A file in pieces of so many bytes.</summary>
    public static ReadOnlySequence<byte> Pieces(byte[] file, int length)
    {
        var first = new Piece(file.AsMemory(0, Math.Min(length, file.Length)), 0);
        Piece last = first;
        for (int at = length; at < file.Length; at += length)
            last = last.Append(file.AsMemory(at, Math.Min(length, file.Length - at)));
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, long index) => (Memory, RunningIndex) = (memory, index);

        public Piece Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Piece(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}

/// <summary>Keeps what it is told, on the thread that tells it.</summary>
internal sealed class Reports(Action<double>? then = null) : IProgress<double>
{
    private readonly List<double> _all = [];

    public IReadOnlyList<double> All => _all;

    public void Report(double value)
    {
        _all.Add(value);
        then?.Invoke(value);
    }
}
