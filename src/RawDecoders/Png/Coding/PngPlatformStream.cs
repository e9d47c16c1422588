// Owns: the platform's inflater, System.IO.Compression, as the readers of this format see it: the only place that opens one, with one
// promise: data that cannot be inflated is an InvalidDataException, and nothing else is. Stands between it and its users (PngImageData for
// pictures, PngInflater for metadata). Leaves to others: what is then said of the file, with place and clause.
using System.IO.Compression;

namespace RawDecoders.Png;

/// <summary>Reads inflated bytes of a feed.</summary>
/// <remarks>
/// The platform tells bad data in two ways: InvalidDataException for what zlib calls a data error, and ZLibException, for every
/// other answer that it did not expect, a wanted preset dictionary among them (RFC 1950 2.2). The latter has no public name, but
/// it is the one IOException that System.IO.Compression itself defines; those of a file or a connection come from elsewhere,
/// and pass as they are.
/// </remarks>
internal sealed class PngPlatformStream : IDisposable
{
    private readonly Stream _inflater;

    private PngPlatformStream(Stream inflater) => _inflater = inflater;

    /// <summary>Inflates a zlib datastream (RFC 1950).</summary>
    public static PngPlatformStream OfZlib(PngReadStream feed) => new(new ZLibStream(feed, CompressionMode.Decompress));

    /// <summary>Inflates raw DEFLATE data (RFC 1951).</summary>
    public static PngPlatformStream OfDeflate(PngReadStream feed) => new(new DeflateStream(feed, CompressionMode.Decompress));

    /// <summary>Reads inflated bytes; 0 at the end of the data or of the feed.</summary>
    /// <exception cref="InvalidDataException">The data cannot be inflated.</exception>
    public int Read(Span<byte> buffer)
    {
        try
        {
            return _inflater.Read(buffer);
        }
        catch (IOException unexpected) when (IsOfInflater(unexpected))
        {
            throw Translated(unexpected);
        }
    }

    /// <summary>Begins to copy everything; <see cref="Wait"/> is for this task and those of the writes in between.</summary>
    public Task CopyToAsync(Stream destination, int bufferSize) => _inflater.CopyToAsync(destination, bufferSize);

    /// <summary>Waits for a task of the inflater.</summary>
    /// <exception cref="InvalidDataException">The data cannot be inflated.</exception>
    public static void Wait(Task task)
    {
        try
        {
            task.GetAwaiter().GetResult();
        }
        catch (IOException unexpected) when (IsOfInflater(unexpected))
        {
            throw Translated(unexpected);
        }
    }

    public void Dispose() => _inflater.Dispose();

    /// <summary>Whether an exception says what the inflater made of its data, and nothing of how the data was come by.</summary>
    internal static bool IsOfInflater(IOException error) => error.GetType().Assembly == typeof(DeflateStream).Assembly;

    private static InvalidDataException Translated(IOException unexpected) => new(unexpected.Message, unexpected);
}
