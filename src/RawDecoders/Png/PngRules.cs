// Owns: every rule of PNG, once: identifier, clause, how much it matters, what a lenient decode does. Stands below everything in this
// folder; clauses are those of the third edition (W3C 2025), DEFLATE's and zlib's are RFC 1951's and RFC 1950's. Leaves to others: where a
// rule is checked (PngChunkCollector, PngHeaderWalk, the image data).

namespace RawDecoders.Png;

internal static class PngRules
{
    private static readonly RuleTable Table = new(ImageFormat.Png);

    /// <summary>Every rule of this table, in its order.</summary>
    public static IReadOnlyList<Rule> All => Table.All;

    private const ImageDecodeErrorKind Truncated = ImageDecodeErrorKind.Truncated;
    private const ImageDecodeErrorKind Unsupported = ImageDecodeErrorKind.Unsupported;
    private const string FirstCounts = "uses the first one";

    // The datastream and its chunks.
    public static readonly Rule SignatureCut = Table.Fatal("png-signature-cut", "signature", "PNG 5.2", "The signature is whole.", Truncated);
    public static readonly Rule Signature = Table.Fatal("png-signature", "signature", "PNG 5.2", "The file begins with the eight bytes of the signature.");
    public static readonly Rule ChunkType = Table.Fatal("png-chunk-type", "chunk", "PNG 5.3", "A chunk type is four letters.");
    public static readonly Rule ChunkTypeAfter = Table.Warning("png-chunk-type-after", "chunk", "PNG 5.3", "A chunk type after the image data is four letters.");
    public static readonly Rule ChunkLength = Table.Fatal("png-chunk-length", "", "PNG 5.3", "A chunk is no longer than 2^31 - 1 bytes.");
    public static readonly Rule ChunkLengthAfter = Table.Warning("png-chunk-length-after", "", "PNG 5.3", "A chunk after the image data is no longer than 2^31 - 1 bytes.");
    public static readonly Rule ChunkCrc = Table.Error("png-chunk-crc", "", "PNG 5.5", "The CRC of a chunk that pixels depend on is right.", "uses what is there, and lists the rows that may rest on it as damaged");
    public static readonly Rule ChunkCrcAncillary = Table.Warning("png-chunk-crc-ancillary", "", "PNG 5.5", "The CRC of a chunk that no pixel depends on is right.");
    public static readonly Rule ChunkUnknown = Table.Error("png-chunk-unknown", "", "PNG 5.4", "A critical chunk is one that is known.", "passes over it", Unsupported);
    public static readonly Rule CgBI = Table.Fatal("png-cgbi", "CgBI", "PNG 5.6", "IHDR comes first; an iOS-optimised file is not PNG.", Unsupported);
    public static readonly Rule ChunkOrder = Table.Warning("png-chunk-order", "", "PNG 5.6", "A chunk stands where its type may stand.");
    public static readonly Rule HeaderFirst = Table.Fatal("png-header-first", "", "PNG 5.6", "No critical chunk comes before IHDR.");
    public static readonly Rule ChunkRepeated = Table.Warning("png-chunk-repeated", "", "PNG 5.6", "A chunk that may stand once stands once.");
    public static readonly Rule ChunkRepeatedCritical = Table.Error("png-chunk-repeated-critical", "", "PNG 5.6", "IHDR, PLTE and tRNS stand once.", FirstCounts);
    public static readonly Rule FileEnds = Table.Fatal("png-file-ends", "", "PNG 5.6", "The file does not end before its image data.", Truncated);
    public static readonly Rule EndMissing = Table.Warning("png-end-missing", "IEND", "PNG 5.6", "The file ends with IEND.");
    public static readonly Rule ChunkCut = Table.Warning("png-chunk-cut", "", "PNG 5.6", "The file does not end within a chunk after the image data.");
    public static readonly Rule AfterEnd = Table.Warning("png-after-iend", "IEND", "PNG 5.6", "Nothing follows IEND.");
    public static readonly Rule EndLength = Table.Warning("png-iend-length", "IEND", "PNG 11.2.4", "IEND is empty.");

    // IHDR, PLTE, tRNS.
    public static readonly Rule HeaderLength = Table.Fatal("png-ihdr-length", "IHDR", "PNG 11.2.1", "IHDR has 13 bytes.");
    public static readonly Rule Width = Table.Fatal("png-ihdr-width", "IHDR", "PNG 11.2.1", "The width is 1 to 2^31 - 1.");
    public static readonly Rule Height = Table.Fatal("png-ihdr-height", "IHDR", "PNG 11.2.1", "The height is 1 to 2^31 - 1.");
    public static readonly Rule BitDepth = Table.Fatal("png-ihdr-bit-depth", "IHDR", "PNG 11.2.1", "The bit depth is one that the colour type allows.");
    public static readonly Rule ColourType = Table.Fatal("png-ihdr-colour-type", "IHDR", "PNG 11.2.1", "The colour type is 0, 2, 3, 4 or 6.");
    public static readonly Rule Compression = Table.Fatal("png-ihdr-compression-method", "IHDR", "PNG 11.2.1", "The compression method is 0.");
    public static readonly Rule Filter = Table.Fatal("png-ihdr-filter-method", "IHDR", "PNG 11.2.1", "The filter method is 0.");
    public static readonly Rule FilterMng = Table.Fatal("png-ihdr-filter-mng", "IHDR", "PNG 11.2.1", "The filter method is 0; 64 belongs to MNG.", Unsupported);
    public static readonly Rule Interlace = Table.Fatal("png-ihdr-interlace-method", "IHDR", "PNG 11.2.1", "The interlace method is 0 or 1.");
    public static readonly Rule Private = Table.Fatal("png-ihdr-private", "IHDR", "PNG 5.8", "No value is a private one.", Unsupported);
    public static readonly Rule Capacity = Table.Fatal("png-pixels-unjustified", "IDAT", "RFC 1951 3.2.5", "The image data can give as many pixels as IHDR states: DEFLATE expands at most 1032 times.", ImageDecodeErrorKind.LimitExceeded);
    public static readonly Rule CapacityCut = Table.Fatal("png-pixels-cut", "IDAT", "RFC 1951 3.2.5", "The file does not end in image data that cannot give its pixels.", Truncated);
    public static readonly Rule RowTooLong = Table.Fatal("png-row-length", "IHDR", "DecodeLimits.MaxWidth", "A row takes less than 1 GiB.", ImageDecodeErrorKind.LimitExceeded);
    public static readonly Rule TooManyRows = Table.Fatal("png-row-count", "IHDR", "DecodeLimits.MaxHeight", "There are no more rows than can be counted.", ImageDecodeErrorKind.LimitExceeded);
    public static readonly Rule PaletteMissing = Table.Fatal("png-plte-missing", "PLTE", "PNG 11.2.2", "An indexed picture has a palette before its image data.");
    public static readonly Rule PaletteEmpty = Table.Fatal("png-plte-empty", "PLTE", "PNG 11.2.2", "The palette has an entry.");
    public static readonly Rule PaletteLength = Table.Error("png-plte-length", "PLTE", "PNG 11.2.2", "The palette has three bytes an entry.", "uses the whole entries");
    public static readonly Rule PaletteSuggested = Table.Warning("png-plte-suggested", "PLTE", "PNG 11.2.2", "A palette that is a suggestion has three bytes an entry, and one at least.");
    public static readonly Rule PaletteSize = Table.Warning("png-plte-size", "PLTE", "PNG 11.2.2", "The palette has no more entries than pixels can refer to.");
    public static readonly Rule PaletteOfGrey = Table.Warning("png-plte-grey", "PLTE", "PNG 11.2.2", "A grey picture has no palette.");
    public static readonly Rule PaletteIndex = Table.Error("png-palette-index", "IDAT", "PNG 11.2.2", "Every pixel is the index of a palette entry.", "makes the pixel black and lists its row as damaged");
    public static readonly Rule TransparencyLength = Table.Error("png-trns-length", "tRNS", "PNG 11.3.1.1", "tRNS has the bytes of one colour.", "leaves the picture opaque");
    public static readonly Rule TransparencySize = Table.Warning("png-trns-size", "tRNS", "PNG 11.3.1.1", "tRNS has no more values than the palette entries.");
    public static readonly Rule TransparencyAlpha = Table.Warning("png-trns-alpha", "tRNS", "PNG 11.3.1.1", "A picture with an alpha channel has no tRNS.");

    // Image data.
    public static readonly Rule ImageDataMissing = Table.Fatal("png-idat-missing", "IDAT", "PNG 5.6", "There is an IDAT.");
    public static readonly Rule ImageDataApart = Table.Error("png-idat-apart", "IDAT", "PNG 5.6", "IDAT chunks are consecutive.", "goes on with the next one");
    public static readonly Rule ImageDataAfter = Table.Warning("png-idat-after", "IDAT", "PNG 5.6", "No IDAT follows another chunk after the image data.");
    public static readonly Rule ZlibMethod = Table.Fatal("png-zlib-method", "IDAT", "PNG 10.1", "The compression method of zlib is 8.");
    public static readonly Rule ZlibDictionary = Table.Fatal("png-zlib-dictionary", "IDAT", "PNG 10.1", "The zlib datastream has no preset dictionary.");
    public static readonly Rule ZlibWindow = Table.Warning("png-zlib-window", "IDAT", "PNG 10.1", "The window of zlib is 32768 bytes at most.");
    public static readonly Rule ZlibHeader = Table.Warning("png-zlib-header", "IDAT", "RFC 1950 2.2", "The two bytes of the zlib header are a multiple of 31.");
    public static readonly Rule Deflate = Table.Error("png-deflate", "IDAT", "RFC 1951", "The image data is DEFLATE.", "keeps the rows before, and lists the others as damaged");
    public static readonly Rule DeflateAfter = Table.Warning("png-deflate-after", "IDAT", "RFC 1951", "The image data is DEFLATE to its end, after the last pixel too.");
    public static readonly Rule ImageDataShort = Table.Error("png-image-data-length", "IDAT", "PNG 10.2", "The image data does not end before the picture.", "keeps the rows before, and lists the others as damaged");
    public static readonly Rule ImageDataCut = Table.Error("png-image-data-cut", "IDAT", "PNG 5.6", "The file does not end before the picture.", "keeps the rows before, and lists the others as damaged", Truncated);
    public static readonly Rule ImageDataLong = Table.Warning("png-image-data-surplus", "IDAT", "PNG 10.2", "The image data ends with the picture.");
    public static readonly Rule ZlibEnd = Table.Warning("png-zlib-end", "IDAT", "PNG 10.1", "The zlib datastream has its end and check value.");
    public static readonly Rule ZlibCheck = Table.Warning("png-zlib-check", "IDAT", "PNG 10.1", "The check value (Adler-32) of the zlib datastream is right.", "lists all rows as damaged: any of them may be wrong");
    public static readonly Rule UnusedBytes = Table.Note("png-unused-bytes", "IDAT", "PNG 11.2.3", "No bytes follow the zlib datastream; those that do are ignored.");
    public static readonly Rule FilterType = Table.Error("png-filter-type", "IDAT", "PNG 9.2", "A filter type is 0 to 4.", "takes the row as unfiltered, and lists it and those that rest on it as damaged");
    public static readonly Rule InflatersDiffer = Table.Note("png-inflaters-differ", "IDAT", "RFC 1951", "The platform's inflater and our own give the same bytes.");

    // Metadata. None of it decides a pixel.
    public static readonly Rule ChrmLength = Table.Warning("png-chrm-length", "cHRM", "PNG 11.3.2.1", "cHRM has 32 bytes.");
    public static readonly Rule GamaLength = Table.Warning("png-gama-length", "gAMA", "PNG 11.3.2.2", "gAMA has 4 bytes.");
    public static readonly Rule GamaValue = Table.Warning("png-gama-value", "gAMA", "PNG 11.3.2.2", "Gamma is positive.");
    public static readonly Rule IccpName = Table.Warning("png-iccp-name", "iCCP", "PNG 11.3.2.3", "The profile's name has 1 to 79 bytes, and a null ends it.");
    public static readonly Rule IccpMethod = Table.Warning("png-iccp-compression-method", "iCCP", "PNG 11.3.2.3", "The compression method is 0.");
    public static readonly Rule SbitLength = Table.Warning("png-sbit-length", "sBIT", "PNG 11.3.2.4", "sBIT has a byte a channel.");
    public static readonly Rule SbitValue = Table.Warning("png-sbit-value", "sBIT", "PNG 11.3.2.4", "The significant bits are 1 to the sample depth.");
    public static readonly Rule SrgbLength = Table.Warning("png-srgb-length", "sRGB", "PNG 11.3.2.5", "sRGB has 1 byte.");
    public static readonly Rule SrgbIntent = Table.Warning("png-srgb-rendering-intent", "sRGB", "PNG 11.3.2.5", "The rendering intent is 0 to 3.");
    public static readonly Rule TwoProfiles = Table.Note("png-two-profiles", "", "PNG 11.3.2.5", "iCCP and sRGB are not both present.");
    public static readonly Rule CicpLength = Table.Warning("png-cicp-length", "cICP", "PNG 11.3.2.6", "cICP has 4 bytes.");
    public static readonly Rule CicpMatrix = Table.Warning("png-cicp-matrix-coefficients", "cICP", "PNG 11.3.2.6", "The matrix coefficients are those of RGB.");
    public static readonly Rule CicpRange = Table.Warning("png-cicp-full-range", "cICP", "PNG 11.3.2.6", "The full range flag is 0 or 1.");
    public static readonly Rule MdcvLength = Table.Warning("png-mdcv-length", "mDCV", "PNG 11.3.2.7", "mDCV has 24 bytes.");
    public static readonly Rule ClliLength = Table.Warning("png-clli-length", "cLLI", "PNG 11.3.2.8", "cLLI has 8 bytes.");
    public static readonly Rule Keyword = Table.Warning("png-keyword", "", "PNG 11.3.3.1", "A keyword has 1 to 79 bytes, and a null ends it.");
    public static readonly Rule KeywordCharacters = Table.Warning("png-keyword-characters", "", "PNG 11.3.3.1", "A keyword has printable characters of Latin-1 and single spaces inside.");
    public static readonly Rule TextNull = Table.Warning("png-text-null", "tEXt", "PNG 11.3.3.2", "The text has no null.");
    public static readonly Rule ZtxtMethod = Table.Warning("png-ztxt-compression-method", "zTXt", "PNG 11.3.3.3", "The compression method is 0.");
    public static readonly Rule ItxtFlag = Table.Warning("png-itxt-compression-flag", "iTXt", "PNG 11.3.3.4", "The compression flag is 0 or 1.");
    public static readonly Rule ItxtMethod = Table.Warning("png-itxt-compression-method", "iTXt", "PNG 11.3.3.4", "The compression method of a compressed text is 0.");
    public static readonly Rule ItxtNull = Table.Warning("png-itxt-null", "iTXt", "PNG 11.3.3.4", "Nulls end the language tag and the translated keyword.");
    public static readonly Rule ItxtEncoding = Table.Warning("png-itxt-text", "iTXt", "PNG 11.3.3.4", "The text is UTF-8.");
    public static readonly Rule ZlibMetadata = Table.Warning("png-zlib-metadata", "", "PNG 10.3", "Compressed metadata is a whole zlib datastream.");
    public static readonly Rule ZlibMetadataDictionary = Table.Warning("png-zlib-metadata-dictionary", "", "PNG 10.1", "The zlib datastream of metadata has no preset dictionary.");
    public static readonly Rule BkgdLength = Table.Warning("png-bkgd-length", "bKGD", "PNG 11.3.4.1", "bKGD has the bytes of one colour.");
    public static readonly Rule BkgdIndex = Table.Warning("png-bkgd-index", "bKGD", "PNG 11.3.4.1", "The background is an entry of the palette.");
    public static readonly Rule HistLength = Table.Warning("png-hist-length", "hIST", "PNG 11.3.4.2", "hIST has a frequency for every palette entry.");
    public static readonly Rule PhysLength = Table.Warning("png-phys-length", "pHYs", "PNG 11.3.4.3", "pHYs has 9 bytes.");
    public static readonly Rule PhysUnit = Table.Warning("png-phys-unit", "pHYs", "PNG 11.3.4.3", "The unit is 0 or 1.");
    public static readonly Rule SpltDepth = Table.Warning("png-splt-sample-depth", "sPLT", "PNG 11.3.4.4", "The sample depth is 8 or 16.");
    public static readonly Rule SpltLength = Table.Warning("png-splt-length", "sPLT", "PNG 11.3.4.4", "Entries are whole.");
    public static readonly Rule SpltName = Table.Warning("png-splt-name", "sPLT", "PNG 11.3.4.4", "The palette's name has 1 to 79 bytes, and a null ends it.");
    public static readonly Rule SpltNameRepeated = Table.Warning("png-splt-name-repeated", "sPLT", "PNG 11.3.4.4", "No two suggested palettes have one name.");
    public static readonly Rule Exif = Table.Warning("png-exif", "eXIf", "PNG 11.3.4.5", "The Exif profile begins with a TIFF header.");
    public static readonly Rule TimeLength = Table.Warning("png-time-length", "tIME", "PNG 11.3.5.1", "tIME has 7 bytes.");
    public static readonly Rule TimeValue = Table.Warning("png-time-value", "tIME", "PNG 11.3.5.1", "Month, day, hour, minute and second exist.");
    public static readonly Rule ActlLength = Table.Warning("png-actl-length", "acTL", "PNG 11.3.6.1", "acTL has 8 bytes.");
    public static readonly Rule ActlFrames = Table.Warning("png-actl-frames", "acTL", "PNG 11.3.6.1", "The frames declared are 1 to 2^31 - 1, and all are there.");
    public static readonly Rule FctlLength = Table.Warning("png-fctl-length", "fcTL", "PNG 11.3.6.2", "fcTL has 26 bytes.");
    public static readonly Rule FctlArea = Table.Warning("png-fctl-area", "fcTL", "PNG 11.3.6.2", "A frame lies within the picture; that of the default image is the whole of it.");
    public static readonly Rule FctlOperation = Table.Warning("png-fctl-operation", "fcTL", "PNG 11.3.6.2", "The dispose operation is 0 to 2, the blend operation 0 or 1.");
    public static readonly Rule FctlDelay = Table.Note("png-fctl-delay", "fcTL", "PNG 11.3.6.2", "A frame is shown for longer than 0 seconds; one of delay 0 as briefly as a viewer can.");
    public static readonly Rule FctlFirstPrevious = Table.Note("png-fctl-first-previous", "fcTL", "PNG 11.3.6.2", "The first frame has nothing before it to be disposed to.");
    public static readonly Rule SequenceNumber = Table.Warning("png-sequence-number", "", "PNG 11.3.6", "The sequence numbers of fcTL and fdAT count from 0, each one more than the last.");
    public static readonly Rule FrameDataMissing = Table.Warning("png-frame-data-missing", "fcTL", "PNG 11.3.6.2", "Data follows every fcTL: IDAT the one before it, fdAT the others.");
    public static readonly Rule FdatLength = Table.Warning("png-fdat-length", "fdAT", "PNG 11.3.6.3", "fdAT has its sequence number, at least 4 bytes.");
    public static readonly Rule FdatFrame = Table.Warning("png-fdat-frame", "fdAT", "PNG 11.3.6.3", "fdAT belongs to a frame, whose fcTL comes before it and after the image data.");
    public static readonly Rule FdatCrc = Table.Warning("png-fdat-crc", "fdAT", "PNG 5.5", "The CRC of an fdAT is right. Browsers show the frame whatever it is.", "reads the frame, and lists its rows that may rest on the chunk as damaged");
    public static readonly Rule FrameData = Table.Note("png-frame-data", "fdAT", "PNG 11.3.6.3", "The data of every frame follows the rules of image data; frames are refused, or salvaged, by these. The default image does not depend on them.");
}
