// Owns: what the headers say of the image data: where it is, how many rows of how many bytes it has, pass by pass. Stands behind IHDR.
// Leaves to others: how it is inflated, and what becomes of the rows.
namespace RawDecoders.Png;

/// <summary>The raw (filtered) bytes of a picture, as they must be.</summary>
internal sealed class PngRaster
{
    /// <param name="source">The file.</param>
    /// <param name="firstIdat">Where its image data begins.</param>
    /// <param name="header">The picture.</param>
    public PngRaster(ByteSource source, PngChunkCursor firstIdat, PngHeader header)
    {
        (Source, FirstIdat, Header) = (source, firstIdat, header);
        Passes = PngPass.Of(header);
        foreach (PngPass pass in Passes)
            RawBytes += (header.GetRowBytes(pass.Width) + 1) * pass.Height;
    }

    public ByteSource Source { get; }

    public PngChunkCursor FirstIdat { get; }

    public PngHeader Header { get; }

    /// <summary>The passes that have pixels; one, if the picture is not interlaced.</summary>
    public PngPass[] Passes { get; }

    /// <summary>Bytes of all rows with their filter types.</summary>
    public long RawBytes { get; }

    /// <summary>Bytes of a row of a pass, with its filter type (PNG 7.2, 9.2).</summary>
    public int GetRawStride(in PngPass pass) => (int)Header.GetRowBytes(pass.Width) + 1;
}
