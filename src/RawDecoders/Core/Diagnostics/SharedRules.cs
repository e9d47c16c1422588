// Owns: the rules that no format has for itself: the signature of a file, and the limits of DecodeOptions. Stands beside the formats'
// tables. Leaves everything else to these.

namespace RawDecoders;

internal static class SharedRules
{
    private static readonly RuleTable Table = new(ImageFormat.Unknown);

    /// <summary>Every rule of this table.</summary>
    public static IReadOnlyList<Rule> All => Table.All;

    public static readonly Rule UnknownFormat = Table.Fatal(
        "format-unknown", "signature", "PNG 5.2, T.81 B.2.1, BITMAPFILEHEADER", "The file begins with the signature of PNG, BMP or JPEG.", ImageDecodeErrorKind.UnknownFormat);

    public static readonly Rule CutSignature = Table.Fatal(
        "format-cut", "signature", "PNG 5.2, T.81 B.2.1, BITMAPFILEHEADER", "The file does not end within its signature.", ImageDecodeErrorKind.Truncated);

    public static readonly Rule MaxWidth = Limit("limit-max-width", nameof(DecodeLimits.MaxWidth), "The picture is no wider than the limit.");

    public static readonly Rule MaxHeight = Limit("limit-max-height", nameof(DecodeLimits.MaxHeight), "The picture is no higher than the limit.");

    public static readonly Rule MaxPixels = Limit("limit-max-pixels", nameof(DecodeLimits.MaxPixels), "The picture has no more pixels than the limit.");

    public static readonly Rule MaxBytes = Limit("limit-max-bytes", nameof(DecodeLimits.MaxBytes), "The decode needs no more memory than the limit.");

    public static readonly Rule MaxScans = Limit("limit-max-scans", nameof(DecodeLimits.MaxScans), "The picture has no more scans than the limit.");

    public static readonly Rule MaxFrames = Limit("limit-max-frames", nameof(DecodeLimits.MaxFrames), "The animation has no more frames than the limit.");

    public static readonly Rule MaxFramePixels = Limit("limit-max-frame-pixels", nameof(DecodeLimits.MaxFramePixels), "The frames of the animation have no more pixels together than the limit.");

    public static readonly Rule MaxMetadataBytes = Table.Error(
        "limit-max-metadata-bytes", "", $"DecodeLimits.{nameof(DecodeLimits.MaxMetadataBytes)}", "No piece of metadata is larger than the limit.", "drops it", ImageDecodeErrorKind.LimitExceeded);

    /// <summary>What one array, or arithmetic with 32 bits, can hold, whatever the limits say.</summary>
    public static readonly Rule OneBuffer = Table.Fatal(
        "limit-one-buffer", "pixels", "ImageDecoder.OpenRows", "The pixels fit in one buffer of 2 GiB, or are read by rows.", ImageDecodeErrorKind.LimitExceeded);

    public static readonly Rule PixelFormatUnavailable = Table.Fatal(
        "option-pixel-format", "", "DecodeOptions.PixelFormat", "The pixel format asked for can be made of the picture: Indexed8 needs a palette.", ImageDecodeErrorKind.Unsupported);

    public static readonly Rule ScaleUnavailable = Table.Fatal(
        "option-scale", "", "DecodeOptions.Scale", "The picture has the scale asked for: all of them in JPEG of 8 bits with a DCT, 1/2, 1/4 and 1/8 in anything else.", ImageDecodeErrorKind.Unsupported);

    public static readonly Rule SampleRangeUnavailable = Table.Fatal(
        "option-sample-range", "", "DecodeOptions.SampleRange", "The pixel format asked for holds the stored values: as many bits, and no inks of colours or colours of inks.", ImageDecodeErrorKind.Unsupported);

    public static readonly Rule IndexSignature = Index("index-signature", "ImageIndex.Load", "The file begins with the signature of an index.", ImageDecodeErrorKind.UnknownFormat);

    public static readonly Rule IndexVersion = Index("index-version", "ImageIndex.Load", "The index is of a version that this library reads.", ImageDecodeErrorKind.Unsupported);

    public static readonly Rule IndexCut = Index("index-cut", "ImageIndex.Load", "The index does not end before its last place.", ImageDecodeErrorKind.Truncated);

    public static readonly Rule IndexContent = Index("index-content", "ImageIndex.Load", "The index is as it was saved, and its places are such as decoding can begin at.");

    public static readonly Rule IndexOtherFile = Index("index-other-file", "DecodeOptions.Index", "The index is of this file, as the file is now.");

    public static readonly Rule IndexStrictness = Index("index-strictness", "DecodeOptions.Index", "The file was taken at this strictness, or a stricter one, when the index was made.");

    /// <summary>What the inspector may spend on a question, in the order of its limits: nodes, work, inflated bytes, memory.</summary>
    public static readonly Rule[] InspectLimits =
    [
        Inspect("inspect-max-nodes", "MaxNodes", "An explanation takes no more nodes than the limit."),
        Inspect("inspect-max-work", "MaxWork", "An explanation takes no more work than the limit."),
        Inspect("inspect-max-inflated-bytes", "MaxInflatedBytes", "An explanation inflates no more bytes than the limit."),
        Inspect("inspect-max-memory", "MaxMemory", "An explanation takes no more memory than the limit."),
    ];

    private static Rule Index(string id, string option, string statement, ImageDecodeErrorKind kind = ImageDecodeErrorKind.Malformed) => Table.Fatal(id, "index", option, statement, kind);

    private static Rule Inspect(string id, string option, string statement) => Table.Fatal(id, "image data", $"InspectOptions.{option}", statement, ImageDecodeErrorKind.LimitExceeded);

    private static Rule Limit(string id, string option, string statement) => Table.Fatal(id, "", $"DecodeLimits.{option}", statement, ImageDecodeErrorKind.LimitExceeded);
}
