namespace RawDecoders;

internal abstract partial class RowConverter
{
    /// <summary>The fast twin for a pair of formats, or <see langword="null"/> where the scalar code is all there is.</summary>
    private static RowConverter? CreateVectorized(PixelFormat from, PixelFormat to) => null;
}
