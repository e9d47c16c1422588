// Owns: by what an index knows its file again: length, hash of the headers, hash of the last 64 KiB (where PNG has its check value, so
// that a picture with other pixels has other bytes there); and the refusal of one that is of another file, the same for every format. Stands in
// ImageIndex. Leaves the bytes between to the hashes of the places.
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

    /// <summary>Refuses an index that cannot be of this file in this state, as far as its fingerprint tells.</summary>
    /// <param name="index">The index.</param>
    /// <param name="format">The file's format.</param>
    /// <param name="size">Its picture's size, and where the file states it.</param>
    /// <param name="source">The file.</param>
    /// <param name="headLength">Bytes before the coded data.</param>
    /// <param name="issues">Whom to tell.</param>
    public static void Check(ImageIndex index, ImageFormat format, (int Width, int Height, long Offset) size, ByteSource source, long headLength, DecodeIssues issues)
    {
        if (index.Format != format)
            throw issues.Error(SharedRules.IndexOtherFile, 0, $"the index is of a file of format {index.Format}");
        if (index.FileLength != source.Length)
            throw issues.Error(SharedRules.IndexOtherFile, source.Length, $"the index is of a file of {index.FileLength} bytes, this one has {source.Length}");
        if ((index.Width, index.Height) != (size.Width, size.Height))
            throw issues.Error(SharedRules.IndexOtherFile, size.Offset, $"the index is of {index.Width} x {index.Height} pixels, the picture has {size.Width} x {size.Height}");
        IndexSeal seal = Of(source, headLength);
        if (index.Seal != seal)
        {
            bool isHead = (index.Seal.HeadLength, index.Seal.HeadHash) != (seal.HeadLength, seal.HeadHash);
            throw issues.Error(SharedRules.IndexOtherFile, isHead ? 0 : Math.Max(0, source.Length - TailBytes), $"the index is of a file with another {(isHead ? "beginning" : "end")}");
        }

        if (ImageIndex.Tolerance(index.Strictest) > ImageIndex.Tolerance(issues.Strictness))
            throw issues.Error(SharedRules.IndexStrictness, 0, $"the index was made of a file that only {index.Strictest} takes, not {issues.Strictness}");
    }

    /// <summary>The strictest decode that does not refuse what one of <paramref name="strictness"/> has told.</summary>
    public static Strictness GetStrictest(DecodeResult result, Strictness strictness)
    {
        if (result.Damage.Count > 0 || result.Warnings.Count >= DecodeIssues.MaxRecorded)
            return strictness;
        foreach (Strictness stricter in (Strictness[])[Strictness.Strict, Strictness.Standard])
        {
            if (ImageIndex.Tolerance(stricter) < ImageIndex.Tolerance(strictness) && result.Warnings.All(w => !w.Rule.IsRefusedBy(stricter)))
                return stricter;
        }

        return strictness;
    }

    /// <summary>XXH3 of some bytes of a file.</summary>
    public static ulong Hash(ByteSource source, long offset, long count)
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
