using System.IO.Compression;
using RawDecoders.Png;

namespace RawDecoders.Tests.Png.Coding;

/// <summary>What inflating came to: the bytes, and whether the datastream is whole, cut or wrong.</summary>
internal sealed record Inflated(byte[] Bytes, InflateStatus Status, InflateError Error, long Used)
{
    public bool IsFlawed => Status == InflateStatus.Flawed && !Error.IsTruncation;
}

/// <summary>Inflates in all ways, for comparison.</summary>
internal static class Inflating
{
    /// <summary>All at once, with as much room as the fast loop likes.</summary>
    public static Inflated Whole(byte[] zlib, int room, bool isExact = false, InflateObserver? observer = null)
    {
        var inflater = new ZlibInflater { IsExact = isExact, Observer = observer };
        byte[] buffer = new byte[room + ZlibInflater.Margin];
        int at = 0;
        ReadOnlySpan<byte> input = zlib;
        InflateStatus status = inflater.Inflate(ref input, buffer, ref at, room);
        if (status == InflateStatus.NeedsInput)
            status = inflater.EndOfInput();
        return new Inflated(buffer[..Math.Min(at, room)], status, inflater.Error, inflater.InputUsed);
    }

    /// <summary>In pieces of input and strips of output, with a window that moves, and a saved state between any two calls.</summary>
    /// <param name="zlib">The datastream.</param>
    /// <param name="pieceOf">Bytes of the next piece, 0 or more.</param>
    /// <param name="stripOf">Bytes of the next strip, 0 or more.</param>
    /// <param name="margin">Room behind a strip.</param>
    /// <param name="saves">Whether another inflater goes on after each call.</param>
    /// <param name="limit">Output at which to stop.</param>
    public static Inflated InPieces(byte[] zlib, Func<int> pieceOf, Func<int> stripOf, int margin = 0, bool saves = false, int limit = int.MaxValue)
    {
        var inflater = new ZlibInflater();
        var output = new MemoryStream();
        byte[] buffer = new byte[ZlibInflater.WindowSize];
        int given = 0, window = 0;
        InflateStatus status;
        ReadOnlySpan<byte> input = default;
        do
        {
            if (input.IsEmpty)
            {
                int count = Math.Min(pieceOf(), zlib.Length - given);
                input = zlib.AsSpan(given, count);
                given += count;
            }

            int strip = stripOf();
            if (buffer.Length < window + strip + margin)
                Array.Resize(ref buffer, window + strip + margin);
            int at = window;
            status = inflater.Inflate(ref input, buffer.AsSpan(0, window + strip + margin), ref at, window + strip);
            output.Write(buffer, window, at - window);
            int keep = Math.Min(at, ZlibInflater.WindowSize);
            buffer.AsSpan(at - keep, keep).CopyTo(buffer);
            window = keep;
            if (saves && status is InflateStatus.NeedsInput or InflateStatus.NeedsRoom)
            {
                InflateState state = inflater.Save();
                inflater = new ZlibInflater();
                inflater.Restore(in state);
            }

            if (status == InflateStatus.NeedsInput && given == zlib.Length && input.IsEmpty)
                status = inflater.EndOfInput();
        }
        while (status is InflateStatus.NeedsInput or InflateStatus.NeedsRoom && output.Length < limit);

        return new Inflated(output.ToArray(), status, inflater.Error, inflater.InputUsed);
    }

    /// <summary>
    /// By System.IO.Compression, a byte at a time: of broken data it holds back what the same call gave. So it does here with the
    /// last byte before a flaw, behind which it looks.
    /// </summary>
    public static (byte[] Bytes, bool IsFlawed, bool IsCut) ByPlatform(byte[] zlib, int limit)
    {
        using var source = new Source(zlib);
        using var stream = new ZLibStream(source, CompressionMode.Decompress);
        byte[] bytes = new byte[limit];
        int count = 0;
        try
        {
            int read;
            while (count < limit && (read = stream.Read(bytes, count, 1)) > 0)
                count += read;
            if (count == limit)
            {
                Span<byte> one = stackalloc byte[1];
                _ = stream.Read(one);
            }
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            // (An IOException: of a preset dictionary.)
            return (bytes[..count], !source.AskedPastEnd, source.AskedPastEnd);
        }

        return (bytes[..count], false, source.AskedPastEnd);
    }

    public static byte[] Compress(ReadOnlySpan<byte> data, CompressionLevel level)
    {
        var compressed = new MemoryStream();
        using (var deflate = new ZLibStream(compressed, level, leaveOpen: true))
            deflate.Write(data);
        return compressed.ToArray();
    }

    /// <summary>Data with literals and matches of all kinds; the smaller the alphabet, the more matches.</summary>
    public static byte[] SomeData(int length, int alphabet, int seed)
    {
        var random = new Random(seed);
        byte[] data = new byte[length];
        for (int i = 0; i < length;)
        {
            if (i > 0 && random.Next(4) == 0)
            {
                // Distances 1 to 16, where copies overlap, are as many as all others.
                int distance = Math.Min(i, random.Next(2) == 0 ? random.Next(1, 17) : random.Next(1, 40_000));
                for (int n = Math.Min(length - i, random.Next(3, random.Next(4, 300))); n > 0; n--, i++)
                    data[i] = data[i - distance];
            }
            else
            {
                data[i++] = (byte)(random.Next(alphabet) * random.Next(2));
            }
        }

        return data;
    }

    private sealed class Source(byte[] data) : PngReadStream
    {
        private int _at;

        public override int Read(Span<byte> buffer)
        {
            int count = Math.Min(buffer.Length, data.Length - _at);
            data.AsSpan(_at, count).CopyTo(buffer);
            _at += count;
            AskedPastEnd |= count == 0 && !buffer.IsEmpty;
            return count;
        }
    }
}
