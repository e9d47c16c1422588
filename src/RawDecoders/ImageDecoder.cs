namespace RawDecoders;

/// <summary>x</summary>
public static partial class ImageDecoder
{
    /// <summary>x</summary>
    public static IdentifyResult TryIdentify(ReadOnlySpan<byte> prefix, DecodeOptions? options = null) => throw new NotImplementedException();
}
