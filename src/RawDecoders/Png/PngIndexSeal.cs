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
            ImageFormat.Png, raster.Header.Width, raster.Header.Height, IndexSeal.GetStrictest(result, strictness),
            IndexSeal.Of(raster.Source, raster.FirstIdat.PayloadOffset), hashed);
    }

    /// <summary>Refuses an index that cannot be of this file in this state, as far as its fingerprint tells.</summary>
    public static void Check(ImageIndex index, PngRaster raster, DecodeIssues issues)
    {
        PngHeader header = raster.Header;
        if (header.IsInterlaced)
            throw issues.Error(SharedRules.IndexOtherFile, 0, "the picture is interlaced, and such pictures have no index");
        IndexSeal.Check(index, ImageFormat.Png, (header.Width, header.Height, PngPlan.HeaderOffset), raster.Source, raster.FirstIdat.PayloadOffset, issues);
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
}
