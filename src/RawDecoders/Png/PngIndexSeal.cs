// Owns: that an index is of this file: fingerprint and hashes when it is complete, the same compared when it comes back. Stands between the
// builder, ImageIndex and the seeker. Leaves to others: what a place holds.
using System.IO.Hashing;

namespace RawDecoders.Png;

/// <summary>An index and its PNG file.</summary>
internal static class PngIndexSeal
{
    private const int PieceBytes = 1 << 20;

    /// <summary>Completes the index of a picture that has been read to its end.</summary>
    /// <param name="raster">The picture.</param>
    /// <param name="points">All places.</param>
    /// <param name="result">What came of the decode.</param>
    /// <param name="strictness">Its strictness.</param>
    public static ImageIndex Make(PngRaster raster, List<IndexPoint> points, DecodeResult result, Strictness strictness)
    {
        var hashed = new IndexPoint[points.Count];
        for (int i = 0; i < hashed.Length; i++)
            hashed[i] = points[i] with { Hash = Hash(raster.Source, points[i], i + 1 < hashed.Length ? points[i + 1].Position : long.MaxValue) };
        return new ImageIndex(
            ImageFormat.Png, raster.Header.Width, raster.Header.Height, GetStrictest(result, strictness),
            IndexSeal.Of(raster.Source, raster.FirstIdat.PayloadOffset), hashed);
    }

    /// <summary>Refuses an index that cannot be of this file in this state, as far as its fingerprint tells.</summary>
    public static void Check(ImageIndex index, PngRaster raster, DecodeIssues issues)
    {
        PngHeader header = raster.Header;
        if (index.Format != ImageFormat.Png || header.IsInterlaced)
            throw issues.Error(SharedRules.IndexOtherFile, 0, header.IsInterlaced ? "the picture is interlaced, and such pictures have no index" : $"the index is of a file of format {index.Format}");
        if (index.FileLength != raster.Source.Length)
            throw issues.Error(SharedRules.IndexOtherFile, raster.Source.Length, $"the index is of a file of {index.FileLength} bytes, this one has {raster.Source.Length}");
        if ((index.Width, index.Height) != (header.Width, header.Height))
            throw issues.Error(SharedRules.IndexOtherFile, PngPlan.HeaderOffset, $"the index is of {index.Width} x {index.Height} pixels, the picture has {header.Width} x {header.Height}");
        IndexSeal seal = IndexSeal.Of(raster.Source, raster.FirstIdat.PayloadOffset);
        if (index.Seal != seal)
        {
            bool isHead = (index.Seal.HeadLength, index.Seal.HeadHash) != (seal.HeadLength, seal.HeadHash);
            throw issues.Error(SharedRules.IndexOtherFile, isHead ? 0 : Math.Max(0, raster.Source.Length - IndexSeal.TailBytes), $"the index is of a file with another {(isHead ? "beginning" : "end")}");
        }

        if (ImageIndex.Tolerance(index.Strictest) > ImageIndex.Tolerance(issues.Strictness))
            throw issues.Error(SharedRules.IndexStrictness, 0, $"the index was made of a file that only {index.Strictest} takes, not {issues.Strictness}");
    }

    /// <summary>XXH3 of the image data from a place to a position in it, or to its end. Places that are none give some number.</summary>
    public static ulong Hash(ByteSource source, in IndexPoint from, long position)
    {
        var hash = new XxHash3();
        if (!PngIdatRun.TryAt(source, from.Offset, from.Taken, from.Position, out PngIdatRun run))
            return 0;
        while (run.Position < position)
        {
            if (run.Left == 0)
            {
                if (!run.MoveNext() && !run.MovePastGap(out _))
                    break;
                continue;
            }

            ReadOnlySpan<byte> piece = run.Peek((int)Math.Min(PieceBytes, position - run.Position));
            hash.Append(piece);
            run.Take(piece.Length);
            source.Progress(piece.Length);
        }

        return hash.GetCurrentHashAsUInt64();
    }

    /// <summary>The strictest decode that does not refuse what this one has told.</summary>
    private static Strictness GetStrictest(DecodeResult result, Strictness strictness)
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
}
