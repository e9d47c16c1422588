// Owns: several arrays in one .npz file. Stands at the face, over NpyWriter. Leaves each array to that.
using System.IO.Compression;

namespace RawDecoders.Export;

/// <summary>
/// Writes several arrays into one .npz file: <c>numpy.load</c> gives them by name. Stored, not compressed, as
/// <c>numpy.savez</c> does. Dispose it to finish the file.
/// </summary>
/// <example>
/// <code>
/// using var arrays = new NpzWriter(File.Create("arrays.npz"));
/// arrays.Add("photo", ImageDecoder.Decode("photo.jpg"));
/// arrays.Add("weights", new float[] { 1, 2, 3, 4, 5, 6 }, 2, 3);
/// </code>
/// </example>
public sealed class NpzWriter : IDisposable
{
    private readonly ZipArchive _archive;

    /// <summary>Begins a file on a stream that need not be seekable.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="leaveOpen">Whether <paramref name="stream"/> stays open when this is disposed.</param>
    public NpzWriter(Stream stream, bool leaveOpen = false)
        => _archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen);

    /// <summary>Adds a picture under a name.</summary>
    /// <param name="name">The key in NumPy; not empty.</param>
    /// <param name="image">The picture.</param>
    /// <param name="asBoolean">As for <see cref="NpyWriter.Write(Stream, PixelBuffer, bool)"/>.</param>
    public void Add(string name, PixelBuffer image, bool asBoolean = false)
    {
        using Stream entry = Open(name);
        NpyWriter.Write(entry, image, asBoolean);
    }

    /// <summary>Adds single-precision numbers under a name.</summary>
    /// <param name="name">The key in NumPy; not empty.</param>
    /// <param name="numbers">The numbers, in C order.</param>
    /// <param name="shape">Extents, outermost first.</param>
    public void Add(string name, ReadOnlySpan<float> numbers, params ReadOnlySpan<long> shape)
    {
        using Stream entry = Open(name);
        NpyWriter.Write(entry, numbers, shape);
    }

    /// <summary>Adds half-precision numbers under a name.</summary>
    /// <inheritdoc cref="Add(string, ReadOnlySpan{float}, ReadOnlySpan{long})" path="/*[not(self::summary)]"/>
    public void Add(string name, ReadOnlySpan<Half> numbers, params ReadOnlySpan<long> shape)
    {
        using Stream entry = Open(name);
        NpyWriter.Write(entry, numbers, shape);
    }

    /// <summary>Adds signed 16-bit numbers under a name.</summary>
    /// <inheritdoc cref="Add(string, ReadOnlySpan{float}, ReadOnlySpan{long})" path="/*[not(self::summary)]"/>
    public void Add(string name, ReadOnlySpan<short> numbers, params ReadOnlySpan<long> shape)
    {
        using Stream entry = Open(name);
        NpyWriter.Write(entry, numbers, shape);
    }

    /// <summary>Adds unsigned 16-bit numbers under a name.</summary>
    /// <inheritdoc cref="Add(string, ReadOnlySpan{float}, ReadOnlySpan{long})" path="/*[not(self::summary)]"/>
    public void Add(string name, ReadOnlySpan<ushort> numbers, params ReadOnlySpan<long> shape)
    {
        using Stream entry = Open(name);
        NpyWriter.Write(entry, numbers, shape);
    }

    /// <summary>Writes the archive's directory.</summary>
    public void Dispose() => _archive.Dispose();

    private Stream Open(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ZipArchiveEntry entry = _archive.CreateEntry(name + ".npy", CompressionLevel.NoCompression);

        // The earliest time ZIP knows: equal pictures give equal files.
        entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
        return entry.Open();
    }
}
