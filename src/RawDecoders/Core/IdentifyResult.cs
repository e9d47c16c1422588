// Owns: the answer to a question about headers: known, refused, or more bytes needed. Stands at the face. Leaves the finding out to
// the formats.

namespace RawDecoders;

/// <summary>The answer to <see cref="ImageDecoder.TryIdentify(ReadOnlySpan{byte}, DecodeOptions?)"/>.</summary>
/// <param name="Status">What the bytes were enough for.</param>
/// <param name="Info">The properties, when <see cref="IdentifyStatus.Identified"/>.</param>
/// <param name="BytesNeeded">
/// When <see cref="IdentifyStatus.NeedsMoreBytes"/>: the length in bytes, counted from the start of the file, that is at
/// least needed to get further. More may turn out to be needed then. Otherwise 0.
/// </param>
/// <param name="Error">Why the file cannot be identified, when <see cref="IdentifyStatus.Refused"/>.</param>
/// <example>
/// <code>
/// IdentifyResult soFar = ImageDecoder.TryIdentify(File.ReadAllBytes("photo.png").AsSpan(0, 20));
/// if (soFar.Status == IdentifyStatus.NeedsMoreBytes)
///     Console.WriteLine($"{soFar.BytesNeeded} bytes are needed");
/// </code>
/// </example>
public readonly record struct IdentifyResult(IdentifyStatus Status, ImageInfo? Info, long BytesNeeded, ImageDecodeException? Error)
{
    internal static IdentifyResult Identified(ImageInfo info) => new(IdentifyStatus.Identified, info, 0, null);

    internal static IdentifyResult NeedsMoreBytes(long total) => new(IdentifyStatus.NeedsMoreBytes, null, total, null);

    internal static IdentifyResult Refused(ImageDecodeException error) => new(IdentifyStatus.Refused, null, 0, error);
}

/// <summary>What the bytes given to TryIdentify were enough for.</summary>
/// <example>
/// <code>
/// bool isPicture = ImageDecoder.TryIdentify(File.ReadAllBytes("photo.png")).Status == IdentifyStatus.Identified;
/// </code>
/// </example>
public enum IdentifyStatus
{
    /// <summary>All properties are known.</summary>
    Identified = 0,

    /// <summary>So far the bytes are the beginning of an image; more are needed.</summary>
    NeedsMoreBytes,

    /// <summary>Not an image of a known format, or its headers are broken; more bytes cannot help.</summary>
    Refused,
}
