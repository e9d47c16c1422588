// Owns: by what an index knows its file again: length, hash of the headers, hash of the last 64 KiB (where PNG has its check value, so
// that a picture with other pixels has other bytes there). Stands in ImageIndex. Leaves the bytes between to the hashes of the places.
using System.IO.Hashing;

namespace RawDecoders;

/// <summary>The fingerprint of a file.</summary>
/// <param name="FileLength">Bytes of the file.</param>
/// <param name="HeadLength">Bytes before the coded data.</param>
/// <param name="HeadHash">XXH3 of them.</param>
/// <param name="TailHash">XXH3 of the last <see cref="TailBytes"/> bytes, or of all if there are fewer.</param>
internal readonly record struct IndexSeal(long FileLength, long HeadLength, ulong HeadHash, ulong TailHash)
{
    public const int TailBytes = 64 << 10;
    private const int PieceBytes = 1 << 20;

    /// <summary>The fingerprint of a file whose headers are <paramref name="headLength"/> bytes.</summary>
    public static IndexSeal Of(ByteSource source, long headLength)
    {
        long tail = Math.Min(TailBytes, source.Length);
        return new IndexSeal(source.Length, headLength, Hash(source, 0, headLength), Hash(source, source.Length - tail, tail));
    }

    private static ulong Hash(ByteSource source, long offset, long count)
    {
        var hash = new XxHash3();
        for (long end = offset + count; offset < end;)
        {
            ReadOnlySpan<byte> piece = source.Window(offset, (int)Math.Min(PieceBytes, end - offset));
            if (piece.IsEmpty)
                break;
            hash.Append(piece);
            offset += piece.Length;
        }

        return hash.GetCurrentHashAsUInt64();
    }
}
