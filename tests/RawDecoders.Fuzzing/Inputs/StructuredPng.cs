// PNG files as the target png writes them down: a signature is understood, checksums and DEFLATE streams are made when the file
// is built. An input is a sequence of records; what is no record is passed over, so every input builds something.
//
//   C  length(2)  type(4) data                                      a chunk, its CRC made
//   Z  length(2)  level(1) split(2) rows                            image data: deflated, cut into IDATs of `split` bytes (0: one)
//   F  length(2)  level(1) number(4) rows                           data of a frame: deflated, in one fdAT of this sequence number
//   T  length(2)  type(4) plain(1) head data                        a chunk whose data is deflated behind `plain` bytes as they are
//   B  length(2)  bytes                                             bytes as they are, no chunk around them
//
// Lengths are big-endian and count what follows them; one that reaches beyond the input ends there.

using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using RawDecoders.Png;

namespace RawDecoders.Fuzzing;

/// <summary>Builds PNG files from inputs of the target png, and inputs from PNG files.</summary>
internal static class StructuredPng
{
    private const int MaxRecord = ushort.MaxValue;

    /// <summary>A file may be larger than its input, since rows may be stored; but not without bound.</summary>
    private const int MaxFile = 1 << 18;

    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The file that an input tells.</summary>
    public static byte[] Build(ReadOnlySpan<byte> input)
    {
        using var file = new MemoryStream();
        file.Write(Signature);
        while (input.Length >= 3 && file.Length < MaxFile)
        {
            byte kind = input[0];
            if (kind is not ((byte)'C' or (byte)'Z' or (byte)'F' or (byte)'T' or (byte)'B'))
            {
                input = input[1..];
                continue;
            }

            int length = Math.Min(BinaryPrimitives.ReadUInt16BigEndian(input[1..]), input.Length - 3);
            ReadOnlySpan<byte> body = input.Slice(3, length);
            input = input[(3 + length)..];
            switch (kind)
            {
                case (byte)'C' when length >= 4:
                    WriteChunk(file, body[..4], body[4..]);
                    break;
                case (byte)'Z' when length >= 3:
                    byte[] data = Deflate(body[3..], body[0]);
                    int split = BinaryPrimitives.ReadUInt16BigEndian(body[1..]);
                    for (int at = 0; at < data.Length; at += split)
                    {
                        // A chunk a byte of a long stream would be mostly frames.
                        split = split == 0 ? data.Length : Math.Max(split, data.Length / 200 + 1);
                        WriteChunk(file, "IDAT"u8, data.AsSpan(at, Math.Min(split, data.Length - at)));
                    }

                    break;
                case (byte)'F' when length >= 5:
                    WriteChunk(file, "fdAT"u8, [.. body.Slice(1, 4), .. Deflate(body[5..], body[0])]);
                    break;
                case (byte)'T' when length >= 5:
                    int plain = Math.Min(body[4], length - 5);
                    WriteChunk(file, body[..4], [.. body.Slice(5, plain), .. Deflate(body[(5 + plain)..], 6)]);
                    break;
                case (byte)'B':
                    file.Write(body);
                    break;
            }
        }

        return file.ToArray();
    }

    /// <summary>
    /// The inputs that tell a file: with its image data as it is, and with its rows to be deflated anew. None for what is no PNG.
    /// </summary>
    public static IEnumerable<byte[]> Describe(byte[] file)
    {
        if (!file.AsSpan().StartsWith(Signature))
            yield break;
        yield return Describe(file, inflate: false);
        yield return Describe(file, inflate: true);
    }

    private static byte[] Describe(byte[] file, bool inflate)
    {
        using var input = new MemoryStream();
        using var data = new MemoryStream();
        var chunks = new PngChunkReader(file.AsSpan(Signature.Length), Signature.Length);
        bool pending = false;
        while (chunks.Read())
        {
            byte[] type = file[(int)(chunks.Offset + 4)..(int)(chunks.Offset + 8)];
            bool isData = type.AsSpan().SequenceEqual("IDAT"u8);
            if (pending && !isData)
                FlushRows();
            bool isWhole = type.AsSpan().SequenceEqual("fdAT"u8) && chunks.Payload.Length > 4 && Inflate(chunks.Payload[4..].ToArray()).Length > 0;
            if (isWhole && inflate)
            {
                WriteRecord(input, 'F', [6, .. chunks.Payload[..4], .. Inflate(chunks.Payload[4..].ToArray())]);
            }
            else if (isData && inflate)
            {
                data.Write(chunks.Payload);
                pending = true;
            }
            else
            {
                WriteRecord(input, 'C', [.. type, .. chunks.Payload]);
            }
        }

        if (pending)
            FlushRows();
        return input.ToArray();

        void FlushRows()
        {
            WriteRecord(input, 'Z', [6, 0, 0, .. Inflate(data.ToArray())]);
            data.SetLength(0);
            pending = false;
        }
    }

    private static void WriteRecord(MemoryStream input, char kind, ReadOnlySpan<byte> body)
    {
        body = body[..Math.Min(body.Length, MaxRecord)];
        input.Write([(byte)kind, (byte)(body.Length >> 8), (byte)body.Length]);
        input.Write(body);
    }

    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        var crc = new Crc32();
        crc.Append(type);
        crc.Append(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, crc.GetCurrentHashAsUInt32());
        file.Write(number);
    }

    private static byte[] Deflate(ReadOnlySpan<byte> data, byte level)
    {
        using var memory = new MemoryStream();
        var options = new ZLibCompressionOptions { CompressionLevel = level % 10, CompressionStrategy = (ZLibCompressionStrategy)(level / 10 % 5) };
        using (var zlib = new ZLibStream(memory, options, leaveOpen: true))
            zlib.Write(data);
        return memory.ToArray();
    }

    /// <summary>What a zlib stream holds, as far as it can be read.</summary>
    private static byte[] Inflate(byte[] data)
    {
        using var zlib = new ZLibStream(new MemoryStream(data), CompressionMode.Decompress);
        byte[] rows = new byte[MaxRecord - 3];
        int count = 0;
        try
        {
            for (int read; (read = zlib.Read(rows, count, rows.Length - count)) > 0;)
                count += read;
        }
        // Also for a preset dictionary, which the platform's stream reports as an I/O error.
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
        }

        return rows[..count];
    }
}
