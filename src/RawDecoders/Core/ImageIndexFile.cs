// Owns: the bytes of a saved index (spec-notes/index.md): writing, reading, and refusing what is no whole index. Stands under ImageIndex.
// Leaves to the formats what the states of the places mean, and whether an index is of a file.
using System.Buffers.Binary;
using System.IO.Hashing;

namespace RawDecoders;

/// <summary>The file format of an index. Numbers are little-endian.</summary>
internal static class ImageIndexFile
{
    public const int HeaderBytes = 64, PointBytes = 40, HashBytes = 8;

    /// <summary>As PNG's: a byte beyond ASCII, a line end that transfers as text would change, an end of file for old systems.</summary>
    private static ReadOnlySpan<byte> Signature => [0x8A, (byte)'R', (byte)'D', (byte)'X', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Of PNG 1, of JPEG 2: there the end of the data is stated too.</summary>
    private static int VersionOf(ImageFormat format) => format == ImageFormat.Jpeg ? 2 : 1;

    public static void Write(ImageIndex index, Stream stream)
    {
        byte[] head = new byte[HeaderBytes + index.Count * PointBytes];
        Signature.CopyTo(head);
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(8), (ushort)VersionOf(index.Format));
        head[10] = (byte)index.Format;
        head[11] = (byte)ImageIndex.Tolerance(index.Strictest);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(12), index.Width);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(16), index.Height);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(20), index.Count);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(24), index.Seal.FileLength);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(32), index.Seal.HeadLength);
        BinaryPrimitives.WriteUInt64LittleEndian(head.AsSpan(40), index.Seal.HeadHash);
        BinaryPrimitives.WriteUInt64LittleEndian(head.AsSpan(48), index.Seal.TailHash);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(56), index.DataEnd);
        Span<byte> entry = head.AsSpan(HeaderBytes);
        foreach (IndexPoint point in index.Points)
        {
            BinaryPrimitives.WriteInt32LittleEndian(entry, point.Row);
            BinaryPrimitives.WriteInt32LittleEndian(entry[4..], point.State.Length);
            BinaryPrimitives.WriteInt64LittleEndian(entry[8..], point.Offset);
            BinaryPrimitives.WriteInt64LittleEndian(entry[16..], point.Taken);
            BinaryPrimitives.WriteInt64LittleEndian(entry[24..], point.Position);
            BinaryPrimitives.WriteUInt64LittleEndian(entry[32..], point.Hash);
            entry = entry[PointBytes..];
        }

        var hash = new XxHash3();
        Put(stream, hash, head);
        foreach (IndexPoint point in index.Points)
            Put(stream, hash, point.State.Span);
        Span<byte> sum = stackalloc byte[HashBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(sum, hash.GetCurrentHashAsUInt64());
        stream.Write(sum);
    }

    /// <summary>Reads a whole index. What it takes of memory the file has as bytes.</summary>
    /// <exception cref="ImageDecodeException">It is none.</exception>
    public static ImageIndex Read(ReadOnlySpan<byte> file)
    {
        int same = file.CommonPrefixLength(Signature);
        if (same < Math.Min(file.Length, Signature.Length))
            throw Error(SharedRules.IndexSignature, same, "the file does not begin as an index does");
        if (file.Length < HeaderBytes + HashBytes)
            throw Error(SharedRules.IndexCut, file.Length, $"an index has at least {HeaderBytes + HashBytes} bytes");
        int version = BinaryPrimitives.ReadUInt16LittleEndian(file[8..]);
        int known = VersionOf((ImageFormat)file[10]);
        if (version != known)
            throw Error(SharedRules.IndexVersion, 8, $"version {version} is not {known}");

        int count = BinaryPrimitives.ReadInt32LittleEndian(file[20..]);
        long states = HeaderBytes + (long)count * PointBytes;
        if (count < 1)
            throw Error(SharedRules.IndexContent, 20, $"{count} places are too few");
        if (states + HashBytes > file.Length)
            throw Error(SharedRules.IndexCut, file.Length, $"{count} places take more than the {file.Length} bytes that there are");
        ReadOnlySpan<byte> body = file[..^HashBytes];
        long end = states;
        for (int i = 0; i < count; i++)
            end += BinaryPrimitives.ReadUInt32LittleEndian(file[(HeaderBytes + i * PointBytes + 4)..]);
        if (end != body.Length)
            throw Error(end > body.Length ? SharedRules.IndexCut : SharedRules.IndexContent, file.Length, $"places and states take {end} bytes, of {body.Length} that there are");
        if (XxHash3.HashToUInt64(body) != BinaryPrimitives.ReadUInt64LittleEndian(file[^HashBytes..]))
            throw Error(SharedRules.IndexContent, body.Length, "the hash of the index is wrong");
        return ReadChecked(body, count, (int)states);
    }

    /// <summary>Reads what is whole, but may have been made by anyone.</summary>
    private static ImageIndex ReadChecked(ReadOnlySpan<byte> body, int count, int states)
    {
        var format = (ImageFormat)body[10];
        if (!Enum.IsDefined(format) || format == ImageFormat.Unknown || body[11] > 2)
            throw Error(SharedRules.IndexContent, 10, $"there is no format {body[10]} or no tolerance {body[11]}");
        Strictness strictest = body[11] switch
        {
            0 => Strictness.Strict,
            1 => Strictness.Standard,
            _ => Strictness.Lenient,
        };
        (int width, int height) = (BinaryPrimitives.ReadInt32LittleEndian(body[12..]), BinaryPrimitives.ReadInt32LittleEndian(body[16..]));
        var seal = new IndexSeal(
            BinaryPrimitives.ReadInt64LittleEndian(body[24..]), BinaryPrimitives.ReadInt64LittleEndian(body[32..]),
            BinaryPrimitives.ReadUInt64LittleEndian(body[40..]), BinaryPrimitives.ReadUInt64LittleEndian(body[48..]));
        if (width < 1 || height < 1 || seal.HeadLength < 0 || seal.HeadLength > seal.FileLength)
            throw Error(SharedRules.IndexContent, 12, $"{width} x {height} pixels behind {seal.HeadLength} of {seal.FileLength} bytes cannot be");
        long dataEnd = format == ImageFormat.Jpeg ? BinaryPrimitives.ReadInt64LittleEndian(body[56..]) : 0;
        if (dataEnd < 0 || dataEnd > seal.FileLength)
            throw Error(SharedRules.IndexContent, 56, $"data cannot end at {dataEnd} of {seal.FileLength} bytes");

        byte[] all = body[states..].ToArray();
        var points = new IndexPoint[count];
        int at = 0;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> entry = body.Slice(HeaderBytes + i * PointBytes, PointBytes);
            int length = BinaryPrimitives.ReadInt32LittleEndian(entry[4..]);
            points[i] = new IndexPoint(
                BinaryPrimitives.ReadInt32LittleEndian(entry), BinaryPrimitives.ReadInt64LittleEndian(entry[8..]),
                BinaryPrimitives.ReadInt64LittleEndian(entry[16..]), BinaryPrimitives.ReadInt64LittleEndian(entry[24..]), all.AsMemory(at, length))
            {
                Hash = BinaryPrimitives.ReadUInt64LittleEndian(entry[32..]),
            };
            at += length;
            IndexPoint point = points[i], before = i == 0 ? new(-1, 0, 0, 0, default) : points[i - 1];
            // Positions that grow and stay below the file's length: then comparing all data with the hashes goes through the file once.
            bool isInPlace = i == 0 ? point.Row == 0 : point.Row > before.Row && point.Row < height;
            if (!isInPlace || point.Offset < before.Offset || point.Offset > seal.FileLength - (format == ImageFormat.Jpeg ? 0 : 1) || point.Taken < 0 || point.Taken > point.Position
                || point.Position < before.Position || point.Position > seal.FileLength)
                throw Error(SharedRules.IndexContent, HeaderBytes + i * PointBytes, $"place {i} is not where it can be");
        }

        return new ImageIndex(format, width, height, strictest, seal, points) { DataEnd = dataEnd };
    }

    private static void Put(Stream stream, XxHash3 hash, ReadOnlySpan<byte> bytes)
    {
        hash.Append(bytes);
        stream.Write(bytes);
    }

    private static ImageDecodeException Error(Rule rule, long offset, string what) => new(DecodeIssues.Make(rule, offset, what), ImageFormat.Unknown);
}
