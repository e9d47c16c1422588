// Owns: the choice between the two engines that inflate PNG, as callers make it. Stands in the options. Leaves the engines to Png/Coding.
namespace RawDecoders;

/// <summary>Which engine inflates the image data of PNG. The pixels, errors and warnings are the same.</summary>
/// <example>
/// <code>
/// PixelBuffer image = ImageDecoder.Decode("photo.png", new DecodeOptions { Inflater = Inflater.Managed });
/// </code>
/// </example>
public enum Inflater
{
    /// <summary>System.IO.Compression of the platform: zlib-ng, native code. Data with a flaw is read again by <see cref="Managed"/>, which tells what and where.</summary>
    Platform,

    /// <summary>This library's own (RFC 1950, RFC 1951), managed code.</summary>
    Managed,
}
