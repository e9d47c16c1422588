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

    /// <summary>What the inspector may spend on a question, in the order of its limits: nodes, work, inflated bytes, memory.</summary>
    public static readonly Rule[] InspectLimits =
    [
        Inspect("inspect-max-nodes", "MaxNodes", "An explanation takes no more nodes than the limit."),
        Inspect("inspect-max-work", "MaxWork", "An explanation takes no more work than the limit."),
        Inspect("inspect-max-inflated-bytes", "MaxInflatedBytes", "An explanation inflates no more bytes than the limit."),
        Inspect("inspect-max-memory", "MaxMemory", "An explanation takes no more memory than the limit."),
    ];

    private static Rule Inspect(string id, string option, string statement) => Table.Fatal(id, "image data", $"InspectOptions.{option}", statement, ImageDecodeErrorKind.LimitExceeded);

    private static Rule Limit(string id, string option, string statement) => Table.Fatal(id, "", $"DecodeLimits.{option}", statement, ImageDecodeErrorKind.LimitExceeded);
}
