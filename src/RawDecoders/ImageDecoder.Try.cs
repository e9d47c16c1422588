// Owns: decoding for callers to whom a broken file is an ordinary answer, not an exception. Stands over Decode. Leaves everything
// else to it.

using System.Diagnostics.CodeAnalysis;

namespace RawDecoders;

public static partial class ImageDecoder
{
    /// <summary>Decodes a file that is in memory, or says why it cannot be decoded. Never throws for any bytes.</summary>
    /// <param name="file">All bytes of the file.</param>
    /// <param name="image">The pixels, tightly packed, top row first.</param>
    /// <param name="error">
    /// What the file is refused for: <see cref="Issue.Rule"/>, <see cref="Issue.Offset"/>, <see cref="Issue.Message"/> and the rest.
    /// </param>
    /// <param name="options">How to decode; <see langword="null"/> for <see cref="DecodeOptions.Default"/>.</param>
    /// <returns>Whether there are pixels.</returns>
    public static bool TryDecode(
        ReadOnlySpan<byte> file, [NotNullWhen(true)] out PixelBuffer? image, [NotNullWhen(false)] out Issue? error, DecodeOptions? options = null)
        => TryDecode(file, bytes => Decode(bytes, options), out image, out error);

    /// <summary>Decodes the file at <paramref name="path"/>, or says why it cannot be decoded.</summary>
    /// <param name="path">Path of a PNG, BMP or JPEG file.</param>
    /// <param name="image">The pixels, tightly packed, top row first.</param>
    /// <param name="error">What the file is refused for.</param>
    /// <param name="options">How to decode; <see langword="null"/> for <see cref="DecodeOptions.Default"/>.</param>
    /// <returns>Whether there are pixels.</returns>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The path is a directory, or reading it is not permitted.</exception>
    public static bool TryDecode(
        string path, [NotNullWhen(true)] out PixelBuffer? image, [NotNullWhen(false)] out Issue? error, DecodeOptions? options = null)
        => TryDecode(path, name => Decode(name, options), out image, out error);

    private static bool TryDecode<T>(
        T input, Func<T, PixelBuffer> decode, [NotNullWhen(true)] out PixelBuffer? image, [NotNullWhen(false)] out Issue? error)
        where T : allows ref struct
    {
        try
        {
            image = decode(input);
            error = null;
            return true;
        }
        catch (ImageDecodeException refusal)
        {
            image = null;
            error = refusal.Issue;
            return false;
        }
    }
}
