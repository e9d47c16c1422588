// Owns: the rules that no format has for itself: the signature of a file, and the limits of DecodeOptions. Leaves everything
// else to the formats' tables.

using RawDecoders.Inspection;

namespace RawDecoders;

internal static class SharedRules
{
    public static readonly Rule UnknownFormat = new(
        "format-unknown", ImageFormat.Unknown, "signature", "PNG 5.2, T.81 B.2.1, BITMAPFILEHEADER", Severity.Error,
        "The file begins with the signature of PNG, BMP or JPEG.", kind: ImageDecodeErrorKind.UnknownFormat);

    public static readonly Rule CutSignature = new(
        "format-cut", ImageFormat.Unknown, "signature", "PNG 5.2, T.81 B.2.1, BITMAPFILEHEADER", Severity.Error,
        "The file does not end within its signature.", kind: ImageDecodeErrorKind.Truncated);

    public static readonly Rule MaxWidth = Limit("limit-max-width", nameof(DecodeLimits.MaxWidth), "The picture is no wider than the limit.");

    public static readonly Rule MaxHeight = Limit("limit-max-height", nameof(DecodeLimits.MaxHeight), "The picture is no higher than the limit.");

    public static readonly Rule MaxPixels = Limit("limit-max-pixels", nameof(DecodeLimits.MaxPixels), "The picture has no more pixels than the limit.");

    public static readonly Rule MaxBytes = Limit("limit-max-bytes", nameof(DecodeLimits.MaxBytes), "The decode needs no more memory than the limit.");

    public static readonly Rule MaxScans = Limit("limit-max-scans", nameof(DecodeLimits.MaxScans), "The picture has no more scans than the limit.");

    public static readonly Rule MaxMetadataBytes = new(
        "limit-max-metadata-bytes", ImageFormat.Unknown, "", $"DecodeLimits.{nameof(DecodeLimits.MaxMetadataBytes)}", Severity.Error,
        "No piece of metadata is larger than the limit.", "drops it", ImageDecodeErrorKind.LimitExceeded);

    /// <summary>What one array, or arithmetic with 32 bits, can hold, whatever the limits say.</summary>
    public static readonly Rule OneBuffer = new(
        "limit-one-buffer", ImageFormat.Unknown, "pixels", "ImageDecoder.OpenRows", Severity.Error,
        "The pixels fit in one buffer of 2 GiB, or are read by rows.", kind: ImageDecodeErrorKind.LimitExceeded);

    public static readonly Rule PixelFormatUnavailable = new(
        "option-pixel-format", ImageFormat.Unknown, "", "DecodeOptions.PixelFormat", Severity.Error,
        "The pixel format asked for can be made of the picture: Indexed8 needs a palette.", kind: ImageDecodeErrorKind.Unsupported);

    /// <summary>What the inspector may spend on a question, in the order of its limits: nodes, work, inflated bytes, memory.</summary>
    public static readonly Rule[] InspectLimits =
    [
        Inspect("inspect-max-nodes", "MaxNodes", "An explanation takes no more nodes than the limit."),
        Inspect("inspect-max-work", "MaxWork", "An explanation takes no more work than the limit."),
        Inspect("inspect-max-inflated-bytes", "MaxInflatedBytes", "An explanation inflates no more bytes than the limit."),
        Inspect("inspect-max-memory", "MaxMemory", "An explanation takes no more memory than the limit."),
    ];

    /// <summary>Every rule of this table.</summary>
    public static IReadOnlyList<Rule> All { get; } =
        [UnknownFormat, CutSignature, MaxWidth, MaxHeight, MaxPixels, MaxBytes, MaxScans, MaxMetadataBytes, OneBuffer, PixelFormatUnavailable, .. InspectLimits];

    private static Rule Inspect(string id, string option, string statement) => new(
        id, ImageFormat.Unknown, "image data", $"InspectOptions.{option}", Severity.Error, statement, kind: ImageDecodeErrorKind.LimitExceeded);

    private static Rule Limit(string id, string option, string statement) => new(
        id, ImageFormat.Unknown, "", $"DecodeLimits.{option}", Severity.Error, statement, kind: ImageDecodeErrorKind.LimitExceeded);
}
