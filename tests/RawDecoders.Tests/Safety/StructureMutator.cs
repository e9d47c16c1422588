// Owns: mutations that know a format's structure, so that what is behind checks and counts is reached: parts swapped, repeated,
// dropped, cut, taken from another file, lengths made wrong; then check values mended. PNG's image data is inflated, altered
// by rows and bytes, and deflated again.
using System.Buffers.Binary;
using System.IO.Compression;
using RawDecoders.Tests.Png;

namespace RawDecoders.Tests.Safety;

/// <summary>Makes a file of a format out of others; the same seed makes the same file.</summary>
/// <param name="format">Which format.</param>
/// <param name="files">Sound and broken files of it.</param>
internal sealed class StructureMutator(ImageFormat format, IReadOnlyList<byte[]> files)
{
    public byte[] Make(int seed)
    {
        var random = new Random(seed);
        byte[] file = files[random.Next(files.Count)], other = files[random.Next(files.Count)];
        byte[] made = format switch
        {
            ImageFormat.Png => Png(file, other, random),
            ImageFormat.Jpeg => Join(Mixed(Segments(file), Segments(other), random)),
            _ => Bmp(file, other, random),
        };
        return random.Next(12) == 0 ? made[..random.Next(made.Length + 1)] : made;
    }

    private static byte[] Join(IEnumerable<byte[]> parts) => [.. parts.SelectMany(p => p)];

    /// <summary>One to three changes of a list of parts; the first part, the signature, mostly stays.</summary>
    private static List<byte[]> Mixed(List<byte[]> parts, List<byte[]> others, Random random)
    {
        for (int changes = random.Next(1, 4); changes > 0 && parts.Count > 0; changes--)
        {
            int i = random.Next(random.Next(20) == 0 ? 0 : Math.Min(1, parts.Count - 1), parts.Count), j = random.Next(parts.Count);
            switch (random.Next(8))
            {
                case 0:
                    (parts[i], parts[j]) = (parts[j], parts[i]);
                    break;
                case 1:
                    parts.Insert(j, parts[i]);
                    break;
                case 2:
                    parts.RemoveAt(i);
                    break;
                case 3:
                    parts[i] = parts[i][..random.Next(parts[i].Length + 1)];
                    break;
                case 4 when others.Count > 0:
                    parts[i] = others[random.Next(others.Count)];
                    break;
                case 5 when others.Count > 0:
                    parts = [.. parts[..i], .. others[random.Next(others.Count)..]];
                    break;
                default:
                    parts[i] = Touched(parts[i], random);
                    break;
            }
        }

        return parts;
    }

    /// <summary>A few bytes changed, mostly near the beginning, where lengths and headers are.</summary>
    private static byte[] Touched(byte[] part, Random random)
    {
        byte[] touched = [.. part];
        for (int n = random.Next(1, 4); n > 0 && touched.Length > 0; n--)
        {
            int at = random.Next(random.Next(2) == 0 ? Math.Min(touched.Length, 24) : touched.Length);
            touched[at] = random.Next(4) switch
            {
                0 => (byte)random.Next(256),
                1 => (byte)(touched[at] ^ (1 << random.Next(8))),
                2 => (byte)(touched[at] + random.Next(-2, 3)),
                _ => random.Next(2) == 0 ? (byte)0 : (byte)255,
            };
        }

        return touched;
    }

    /// <summary>SOI, each marker segment, each run of entropy-coded data: whatever begins with FF and a code of its own.</summary>
    private static List<byte[]> Segments(byte[] file)
    {
        var parts = new List<byte[]>();
        int at = 0;
        while (at < file.Length)
        {
            int end = at + 2;
            if (at + 4 <= file.Length && file[at] == 0xFF && file[at + 1] is not (0xD8 or 0xD9 or 0 or 0xFF or (>= 0xD0 and <= 0xD7)))
                end = Math.Max(end, at + 2 + BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at + 2)));
            else if (file[at] != 0xFF || end > file.Length || file[at + 1] == 0)
                end = at + 1;
            // Data up to the next marker that is not a restart goes with what precedes it only if that is none itself.
            if (end == at + 1)
            {
                while (end < file.Length && !(file[end] == 0xFF && end + 1 < file.Length && file[end + 1] is not 0))
                    end++;
            }

            end = Math.Min(end, file.Length);
            parts.Add(file[at..end]);
            at = end;
        }

        return parts;
    }

    private static byte[] Bmp(byte[] file, byte[] other, Random random)
    {
        if (file.Length < 54 || random.Next(12) == 0)
            return Join(Mixed(Pieces(file), Pieces(other), random));
        List<byte[]> parts = Pieces(file);
        if (random.Next(3) == 0)
            return Join(Mixed(parts, Pieces(other), random));
        byte[] made = [.. file];
        // One or two of the header's fields (wingdi.h), by bytes from the start of the file, with values that matter.
        foreach ((int at, int size) in random.GetItems<(int, int)>([(10, 4), (14, 4), (18, 4), (22, 4), (26, 2), (28, 2), (30, 4), (34, 4), (46, 4), (54, 4), (58, 4), (62, 4), (66, 4)], random.Next(1, 3)))
        {
            if (at + size > made.Length)
                continue;
            uint value = random.Next(5) switch
            {
                0 => random.GetItems<uint>([0, 1, 2, 3, 4, 5, 6, 8, 11, 12, 16, 24, 32, 40, 52, 56, 64, 108, 124, 0xFFFF_FFFF, 0x7FFF_FFFF, 0x8000_0000], 1)[0],
                1 => (uint)random.Next(70),
                2 => unchecked((uint)-random.Next(70)),
                3 => 0x1Fu << random.Next(28),
                _ => (uint)random.Next(),
            };
            for (int i = 0; i < size; i++)
                made[at + i] = (byte)(value >> (8 * i));
        }

        return random.Next(2) == 0 ? made : [.. made[..54], .. Touched(made[54..], random)];
    }

    /// <summary>File header, DIB header, what lies before the pixels, the pixels in four pieces.</summary>
    private static List<byte[]> Pieces(byte[] file)
    {
        int header = file.Length < 18 ? file.Length : (int)Math.Min(14L + BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(14)), file.Length);
        int pixels = file.Length < 14 ? file.Length : (int)Math.Clamp(BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(10)), (uint)header, (uint)file.Length);
        int quarter = (file.Length - pixels) / 4, start = Math.Min(14, header);
        return
        [
            file[..start], file[start..header], file[header..pixels],
            file[pixels..(pixels + quarter)], file[(pixels + quarter)..(pixels + 2 * quarter)], file[(pixels + 2 * quarter)..(pixels + 3 * quarter)],
            file[(pixels + 3 * quarter)..],
        ];
    }

    private static byte[] Png(byte[] file, byte[] other, Random random)
    {
        List<byte[]> chunks = Chunks(file);
        if (random.Next(2) == 0)
            chunks = Deflated(chunks, random);
        if (random.Next(3) != 0)
            chunks = Mixed(chunks, Chunks(other), random);
        if (random.Next(10) != 0)
            chunks = [.. chunks.Select(Mended)];
        return [.. PngWriter.Signature, .. Join(chunks)];
    }

    private static List<byte[]> Chunks(byte[] file)
    {
        var chunks = new List<byte[]>();
        var reader = new RawDecoders.Png.PngChunkReader(file);
        while (reader.Read() && reader.IsComplete)
            chunks.Add(file[(int)reader.Offset..(int)reader.NextOffset]);
        return chunks;
    }

    /// <summary>The chunk with the right CRC, if it is still one; usually with the right length too.</summary>
    private static byte[] Mended(byte[] chunk)
    {
        if (chunk.Length < 12)
            return chunk;
        byte[] mended = [.. chunk];
        uint crc = System.IO.Hashing.Crc32.HashToUInt32(mended.AsSpan(4, mended.Length - 8));
        BinaryPrimitives.WriteUInt32BigEndian(mended.AsSpan(mended.Length - 4), crc);
        if (chunk[^1] % 8 != 0)
            BinaryPrimitives.WriteInt32BigEndian(mended, mended.Length - 12);
        return mended;
    }

    /// <summary>Image data inflated, changed and deflated again: filter types, samples, too little, too much.</summary>
    private static List<byte[]> Deflated(List<byte[]> chunks, Random random)
    {
        static bool IsData(byte[] chunk) => chunk.AsSpan(4, 4).SequenceEqual("IDAT"u8);
        int first = chunks.FindIndex(IsData);
        if (first < 0)
            return chunks;
        byte[] raw;
        try
        {
            using var inflater = new ZLibStream(new MemoryStream(Join(chunks.Where(IsData).Select(c => c[8..^4]))), CompressionMode.Decompress);
            using var inflated = new MemoryStream();
            inflater.CopyTo(inflated);
            raw = inflated.ToArray();
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            return chunks;
        }

        raw = random.Next(6) switch
        {
            0 => raw[..random.Next(raw.Length + 1)],
            1 => [.. raw, .. PngWriter.Bytes(random, random.Next(1, 300))],
            2 => [.. raw.Select(b => b < 5 ? (byte)random.Next(5) : b)],
            3 => [.. raw[..(raw.Length / 2)], .. PngWriter.Bytes(random, raw.Length - raw.Length / 2)],
            _ => Touched(raw, random),
        };
        using var packed = new MemoryStream();
        using (var deflater = new ZLibStream(packed, random.Next(2) == 0 ? CompressionLevel.Fastest : CompressionLevel.SmallestSize, leaveOpen: true))
            deflater.Write(raw);
        byte[] zlib = packed.ToArray();
        if (random.Next(6) == 0)
            zlib = Touched(zlib, random);
        int cut = random.Next(zlib.Length + 1);
        List<byte[]> kept = [.. chunks.Where(c => !IsData(c))];
        kept.InsertRange(Math.Min(first, kept.Count), random.Next(2) == 0
            ? [PngWriter.Chunk("IDAT", zlib)]
            : [PngWriter.Chunk("IDAT", zlib[..cut]), PngWriter.Chunk("IDAT", zlib[cut..])]);
        return kept;
    }
}
