// Owns: where each known chunk may stand and how often (PNG 5.6, table of chunk ordering rules), as a table. Stands under
// PngChunkCollector. Leaves to others: enforcing it, and what a breach becomes.
namespace RawDecoders.Png;

/// <summary>How far a walk through a file has come.</summary>
internal enum PngStage
{
    BeforeHeader,
    BeforePalette,
    AfterPalette,
    AfterImageData,
    AfterEnd,
}

/// <summary>Where a chunk may stand.</summary>
internal enum PngPlace
{
    Anywhere,
    BeforePaletteAndImageData,
    AfterPaletteBeforeImageData,
    BeforeImageData,
    AfterImageData,
}

/// <summary>Place and multiplicity of one chunk type.</summary>
internal readonly record struct PngChunkRule(PngPlace Place, bool MayRepeat)
{
    /// <summary>The rule for a known ancillary chunk or PLTE; null for chunks that this library does not know.</summary>
    public static PngChunkRule? Find(PngChunkType type) => type.Value switch
    {
        PngChunkType.Chrm or PngChunkType.Cicp or PngChunkType.Gama or PngChunkType.Iccp or PngChunkType.Mdcv or PngChunkType.Clli
            or PngChunkType.Sbit or PngChunkType.Srgb => new(PngPlace.BeforePaletteAndImageData, MayRepeat: false),
        PngChunkType.Bkgd or PngChunkType.Hist or PngChunkType.Trns => new(PngPlace.AfterPaletteBeforeImageData, MayRepeat: false),
        PngChunkType.Plte or PngChunkType.Actl or PngChunkType.Exif or PngChunkType.Phys => new(PngPlace.BeforeImageData, MayRepeat: false),
        PngChunkType.Splt => new(PngPlace.BeforeImageData, MayRepeat: true),
        PngChunkType.Time => new(PngPlace.Anywhere, MayRepeat: false),
        PngChunkType.Fctl or PngChunkType.Itxt or PngChunkType.Text or PngChunkType.Ztxt => new(PngPlace.Anywhere, MayRepeat: true),
        PngChunkType.Fdat => new(PngPlace.AfterImageData, MayRepeat: true),
        _ => null,
    };

    /// <summary>
    /// What is wrong with standing here, or null. "After PLTE" binds only where there is a PLTE: a grey picture's tRNS has
    /// none to follow, and of one that comes before a later PLTE that PLTE tells (see PngChunkCollector).
    /// </summary>
    public string? Misplaced(PngStage stage) => (Place, stage) switch
    {
        (PngPlace.BeforePaletteAndImageData, PngStage.AfterPalette) => "it comes after PLTE",
        (PngPlace.AfterImageData, < PngStage.AfterImageData) => "it comes before IDAT",
        (PngPlace.Anywhere or PngPlace.AfterImageData, _) => null,
        (_, PngStage.AfterImageData) => "it comes after IDAT",
        _ => null,
    };
}
