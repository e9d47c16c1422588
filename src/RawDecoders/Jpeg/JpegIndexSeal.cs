// Owns: that an index is of this JPEG file: fingerprint and hashes when it is complete, the fingerprint compared when it comes back. Stands between
// the builder, ImageIndex and the decoder. Leaves to others: the data behind places (JpegPlaces), what a place holds (EntropyPointRow).

namespace RawDecoders.Jpeg;

/// <summary>An index and its JPEG file.</summary>
internal static class JpegIndexSeal
{
    /// <summary>Completes the index of a picture that has been read to its end.</summary>
    /// <param name="plan">The picture.</param>
    /// <param name="source">The file.</param>
    /// <param name="places">All places.</param>
    /// <param name="dataEnd">Offset of the marker behind the scan.</param>
    /// <param name="result">What came of the decode.</param>
    /// <param name="strictness">Its strictness.</param>
    public static ImageIndex Make(JpegPlan plan, ByteSource source, List<IndexPoint> places, long dataEnd, DecodeResult result, Strictness strictness)
    {
        var hashed = new IndexPoint[places.Count];
        for (int i = 0; i < hashed.Length; i++)
            hashed[i] = places[i] with { Hash = JpegPlaces.Hash(source, places, i, dataEnd) };
        return new ImageIndex(
            ImageFormat.Jpeg, plan.Geometry.Width, plan.Geometry.Height, IndexSeal.GetStrictest(result, strictness),
            IndexSeal.Of(source, plan.Scans[0].DataOffset), hashed)
        {
            DataEnd = dataEnd,
        };
    }

    /// <summary>Refuses an index that cannot be of this file in this state, as far as its fingerprint tells.</summary>
    public static void Check(ImageIndex index, JpegPlan plan, ByteSource source, long frameOffset, DecodeIssues issues)
        => IndexSeal.Check(index, ImageFormat.Jpeg, (plan.Geometry.Width, plan.Geometry.Height, frameOffset), source, plan.Scans[0].DataOffset, issues);
}
