using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.CompilerServices;

namespace RawDecoders.Benchmarks.Peers;

/// <summary>ZLibStream inflating the same IDAT bytes into a reused buffer: what any PNG decoder on this platform pays.</summary>
public sealed class InflateFloor : Peer
{
    private readonly ConditionalWeakTable<BenchmarkInput, byte[]> _idat = [];
    private readonly byte[] _buffer = new byte[64 * 1024];

    public override string Name => "floor: inflate";

    public override bool IsFloor => true;

    public override IReadOnlyList<PixelFormat> FormatsFor(BenchmarkInput input)
        => input.Info.Format == ImageFormat.Png ? [input.CommonFormat] : [];

    public override void Decode(BenchmarkInput input, PixelFormat format, byte[] destination)
    {
        byte[] idat = _idat.GetValue(input, static i => JoinIdat(i.File));
        using var inflate = new ZLibStream(new MemoryStream(idat), CompressionMode.Decompress);
        while (inflate.Read(_buffer) > 0)
        {
        }
    }

    /// <summary>The zlib stream of a PNG file.</summary>
    internal static byte[] JoinIdat(ReadOnlySpan<byte> file)
    {
        var joined = new MemoryStream();
        for (int at = 8; at + 8 <= file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file[at..]);
            if (file.Slice(at + 4, 4).SequenceEqual("IDAT"u8))
                joined.Write(file.Slice(at + 8, length));
            at += length + 12;
        }

        return joined.ToArray();
    }
}

/// <summary>libdeflate inflating the same bytes, all at once: the fastest inflater that this system has.</summary>
public sealed class LibdeflateFloor : Peer
{
    private readonly ConditionalWeakTable<BenchmarkInput, byte[]> _idat = [];
    private readonly ConditionalWeakTable<BenchmarkInput, byte[]> _raw = [];

    public override string Name => "floor: libdeflate";

    public override string? Missing => Inflate.InflateRun.HasLibdeflate ? null : "libdeflate is not installed";

    public override bool IsFloor => true;

    public override IReadOnlyList<PixelFormat> FormatsFor(BenchmarkInput input)
        => input.Info.Format == ImageFormat.Png ? [input.CommonFormat] : [];

    public override void Decode(BenchmarkInput input, PixelFormat format, byte[] destination)
    {
        byte[] idat = _idat.GetValue(input, static i => InflateFloor.JoinIdat(i.File));
        Inflate.InflateRun.ByLibdeflate(idat, _raw.GetValue(input, static i => new byte[CountRaw(i)]));
    }

    private static int CountRaw(BenchmarkInput input)
    {
        using var inflate = new ZLibStream(new MemoryStream(InflateFloor.JoinIdat(input.File)), CompressionMode.Decompress);
        byte[] buffer = new byte[64 << 10];
        int count = 0;
        for (int read; (read = inflate.Read(buffer)) > 0; count += read)
        {
        }

        return count;
    }
}

/// <summary>A memory copy of the output's size.</summary>
public sealed class CopyFloor : Peer
{
    private byte[] _from = [];

    public override string Name => "floor: copy";

    public override bool IsFloor => true;

    public override IReadOnlyList<PixelFormat> FormatsFor(BenchmarkInput input)
        => input.Info.Format == ImageFormat.Bmp ? [input.CommonFormat, PixelFormat.Bgr24] : [input.CommonFormat];

    public override void Decode(BenchmarkInput input, PixelFormat format, byte[] destination)
    {
        int bytes = input.BytesAs(format);
        if (_from.Length < bytes)
        {
            // Written once: memory that never was is one page of zeros mapped everywhere, and stays in the L1 cache.
            _from = GC.AllocateUninitializedArray<byte>(bytes);
            new Random(1).NextBytes(_from);
        }

        _from.AsSpan(0, bytes).CopyTo(destination);
    }
}
