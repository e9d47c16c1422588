// A PNG picture with other chunks around it: the frame that the detail and broken sections fill in.

namespace RawDecoders.CorpusGenerator;

/// <summary>A chunk to be placed.</summary>
public sealed record PngExtra(string Type, byte[] Data)
{
    public PngExtra(string type, ByteSink data)
        : this(type, data.ToArray())
    {
    }

    /// <summary>The length field, if it is not the length of the data.</summary>
    public uint? Length { get; init; }

    /// <summary>Bits of the CRC to be inverted.</summary>
    public uint CrcXor { get; init; }
}

/// <summary>Chunks in their places. Offsets of the extra chunks are told after <see cref="Build"/>.</summary>
public sealed class PngComposer(PngImage image)
{
    /// <summary>Chunks between IHDR and PLTE.</summary>
    public List<PngExtra> BeforePalette { get; init; } = [];

    /// <summary>Chunks between PLTE (and tRNS) and IDAT.</summary>
    public List<PngExtra> BeforeData { get; init; } = [];

    /// <summary>Chunks between IDAT and IEND.</summary>
    public List<PngExtra> AfterData { get; init; } = [];

    public PngFilter Filter { get; init; } = PngFilter.Adaptive;

    public DeflateSettings Settings { get; init; } = DeflateSettings.Default;

    /// <summary>Lengths of the IDAT chunks, repeated; empty for one chunk.</summary>
    public int[] Pieces { get; init; } = [];

    /// <summary>The compressed stream, if it is not that of the picture.</summary>
    public byte[]? Zlib { get; init; }

    /// <summary>Offset of each chunk, by type; the last one of a type.</summary>
    public Dictionary<string, int> Offsets { get; } = [];

    public byte[] Build()
    {
        PngFile file = new();
        Offsets["IHDR"] = file.Header(image);
        Add(file, BeforePalette);
        if (image.Palette is not null)
            Offsets["PLTE"] = file.Chunk("PLTE", image.PaletteBytes());
        if (image.TransparencyBytes() is { } trns)
            Offsets["tRNS"] = file.Chunk("tRNS", trns);
        Add(file, BeforeData);
        byte[] zlib = Zlib ?? ZlibWriter.Compress(PngScanlines.Filtered(image, Filter), Settings);
        Offsets["IDAT"] = file.Data(zlib, Pieces);
        Add(file, AfterData);
        Offsets["IEND"] = file.End();
        return file.ToArray();
    }

    private void Add(PngFile file, List<PngExtra> chunks)
    {
        foreach (PngExtra chunk in chunks)
            Offsets[chunk.Type] = file.Chunk(chunk.Type, chunk.Data, chunk.Length, chunk.CrcXor);
    }
}
