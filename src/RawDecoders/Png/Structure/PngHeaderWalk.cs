// Owns: the two walks over everything but image data: from the signature to the first IDAT, and from the last one to the end of the file,
// and what happens where structure cannot be followed. Stands between PngChunkCursor and decoder or Identify, which share it. Leaves to
// others: what a chunk means (PngChunkCollector).
namespace RawDecoders.Png;

/// <summary>The chunks before and after the image data.</summary>
internal sealed class PngHeaderWalk(ByteSource source, DecodeIssues issues, PngChunkCollector collector)
{
    /// <summary>The first IDAT, once <see cref="ToImageData"/> has found it.</summary>
    public PngChunkCursor FirstIdat { get; private set; }

    /// <summary>
    /// Reads up to the first IDAT. Returns 0, or, when the source is only the beginning of a file
    /// (<paramref name="isWhole"/> false) and too short, how many bytes from its start are needed to get further.
    /// </summary>
    public long ToImageData(bool isWhole)
    {
        ReadOnlySpan<byte> signature = source.Window(0, PngSignature.Length);
        if (!isWhole && signature.Length < PngSignature.Length && PngSignature.Bytes.StartsWith(signature))
            return PngSignature.Length;
        PngSignature.Check(signature, issues);

        var chunk = new PngChunkCursor(source);
        while (true)
        {
            if (!chunk.MoveNext())
            {
                if (!isWhole)
                    return chunk.NextOffset + 8;
                throw Truncated($"the file ends before its image data", collector.Stage == PngStage.BeforeHeader ? "IHDR" : "IDAT");
            }

            // The type first: when bytes were lost or added, both fields are garbage, and the type shows it better.
            if (!chunk.Type.IsValid)
                throw issues.Error(PngRules.ChunkType, chunk.Offset + 4, $"type {chunk.Type} is not four letters");

            if (chunk.Length > PngChunkReader.MaxLength)
                throw issues.Error(PngRules.ChunkLength, chunk.Offset, TooLong(chunk), chunk.Type.ToString());

            if (chunk.Type.Value == PngChunkType.Idat)
            {
                collector.BeginImageData(chunk.Offset);
                FirstIdat = chunk;
                return 0;
            }

            if (!chunk.IsComplete)
            {
                if (!isWhole)
                    return chunk.NextOffset + 8;
                throw Truncated($"the file ends within this chunk, which would end at byte {chunk.NextOffset}", chunk.Type.ToString());
            }

            if (chunk.Type.Value == PngChunkType.Iend && collector.Stage != PngStage.BeforeHeader)
                throw issues.Error(PngRules.ImageDataMissing, chunk.Offset, "there is none before IEND");
            collector.Accept(chunk);
        }
    }

    /// <summary>
    /// Reads from the end of the image data to the end of the file. None of it can change a pixel.
    /// </summary>
    /// <param name="tolerateEnd">Says nothing about a file that ends early: Identify does not ask for its pixels.</param>
    /// <param name="tolerateIdat">IDAT chunks after a gap were read and reported as image data.</param>
    /// <param name="from">
    /// An IDAT chunk up to which image data was read without a gap, if known: the chunks before it are not visited again. Each
    /// would bring pages of a mapped file back into memory.
    /// </param>
    public void ToEnd(bool tolerateEnd, bool tolerateIdat, PngChunkCursor? from = null)
    {
        var data = new PngIdatRun(source, from ?? FirstIdat);
        while (data.MoveNext())
        {
            // The image data is somebody else's.
        }

        PngChunkCursor chunk = data.Chunk;
        while (true)
        {
            if (!chunk.MoveNext())
            {
                if (!tolerateEnd)
                    issues.Report(PngRules.EndMissing, source.Length, "the file ends without it");
                break;
            }

            if (!chunk.Type.IsValid)
            {
                issues.Report(PngRules.ChunkTypeAfter, chunk.Offset + 4, $"type {chunk.Type} is not four letters; nothing is read from here on");
                break;
            }

            if (chunk.Length > PngChunkReader.MaxLength)
            {
                issues.Report(PngRules.ChunkLengthAfter, chunk.Offset, TooLong(chunk), chunk.Type.ToString());
                break;
            }

            bool isIdat = chunk.Type.Value == PngChunkType.Idat;
            if (!chunk.IsComplete)
            {
                if (!tolerateEnd)
                    issues.Report(PngRules.ChunkCut, source.Length, "the file ends within this chunk", chunk.Type.ToString());
                break;
            }

            if (chunk.Type.Value == PngChunkType.Iend)
            {
                collector.AcceptEnd(chunk);
                if (chunk.NextOffset < source.Length)
                    issues.Report(PngRules.AfterEnd, chunk.NextOffset, $"{source.Length - chunk.NextOffset} bytes follow it");
                break;
            }

            if (!isIdat)
                collector.Accept(chunk);
            else if (!tolerateIdat)
                issues.Report(PngRules.ImageDataAfter, chunk.Offset, "the chunks are not consecutive; the image data was complete before this one");
        }

        collector.End();
    }

    /// <summary>
    /// The orientation that an eXIf after the image data states; null if there is none. Only looks, for who must know it before the
    /// pixels: what is wrong with the chunks is said by <see cref="ToEnd"/>, which comes there after them.
    /// </summary>
    public ImageOrientation? FindLateOrientation()
    {
        PngChunkCursor chunk = FirstIdat;
        while (chunk.MoveNext() && chunk.IsComplete && chunk.Type.IsValid && chunk.Length <= PngChunkReader.MaxLength && chunk.Type.Value != PngChunkType.Iend)
        {
            if (chunk.Type.Value == PngChunkType.Exif && collector.WillTakeExif(chunk))
                return ExifReader.ReadOrientation(chunk.Payload);
        }

        return null;
    }

    private static string TooLong(in PngChunkCursor chunk) => $"a length of {chunk.Length} is over 2147483647";

    private ImageDecodeException Truncated(string what, string part)
        => issues.Error(PngRules.FileEnds, source.Length, what, part);
}
