// Owns: what a code of coded pixels is, and who is told of it, for study. Stands beside the codings (BmpRle, BmpHuffman), whose own
// loops tell it, so that what the inspector shows is what was decoded; a decode that nobody observes pays a test for null a
// code. Leaves the words to the inspector.
namespace RawDecoders.Bmp;

/// <summary>What a code does.</summary>
internal enum BmpCodeKind
{
    /// <summary>RLE: a count and one pixel (in RLE4: two, in turn).</summary>
    Run,

    /// <summary>RLE: a count of pixels that follow one by one ("absolute mode").</summary>
    Literal,

    /// <summary>RLE: the row is done.</summary>
    EndOfRow,

    /// <summary>RLE: the picture is done.</summary>
    EndOfPicture,

    /// <summary>RLE: goes on further to the right and some rows later ("delta").</summary>
    Jump,

    /// <summary>Huffman: a run of white pixels, or a part of one.</summary>
    White,

    /// <summary>Huffman: a run of black pixels, or a part of one.</summary>
    Black,

    /// <summary>Huffman: an end-of-line code with the fill bits before it.</summary>
    EndOfLine,

    /// <summary>Bytes or bits that are no whole code: passed over to the next end of line, or cut off by the end of the data.</summary>
    Damage,
}

/// <summary>Where a code stands, in the file and in the picture.</summary>
/// <param name="Bit">Its first bit, from the start of the file, in the order in which the coding reads bits.</param>
/// <param name="BitLength">Its length in bits.</param>
/// <param name="FileRow">The row it stands in, in file order; the picture's height for what follows the last row.</param>
/// <param name="X">The column before it.</param>
internal readonly record struct BmpCodePlace(long Bit, long BitLength, int FileRow, int X);

/// <summary>One code of coded pixels.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="Count">Pixels that it codes; of a jump: columns to the right.</param>
/// <param name="Painted">Pixels of these that lie within the row.</param>
/// <param name="Down">Of a jump: rows.</param>
internal readonly record struct BmpCode(BmpCodeKind Kind, BmpCodePlace Place, int Count = 0, int Painted = 0, int Down = 0)
{
    /// <summary>Its first bit, from the start of the file.</summary>
    public long Bit => Place.Bit;

    /// <summary>Its length in bits.</summary>
    public long BitLength => Place.BitLength;

    /// <summary>The row it stands in.</summary>
    public int FileRow => Place.FileRow;

    /// <summary>The column before it.</summary>
    public int X => Place.X;

    /// <summary>First byte, from the start of the file.</summary>
    public long Offset => Bit >> 3;

    /// <summary>Number of whole bytes, where codes are made of bytes.</summary>
    public long Length => BitLength >> 3;

    /// <summary>The bit after the last.</summary>
    public long EndBit => Bit + BitLength;
}

/// <summary>Is told of codes and of what is wrong with pixel data, in the order of decoding.</summary>
internal interface IBmpObserver
{
    /// <summary>A code was read.</summary>
    void OnCode(in BmpCode code);

    /// <summary>Something is wrong with the pixel data.</summary>
    /// <param name="issue">What; an error where pixels are lost.</param>
    /// <param name="firstRow">The first row of the picture that is damaged, from the top.</param>
    /// <param name="rowCount">How many; 0 if none.</param>
    void OnIssue(Issue issue, int firstRow, int rowCount);
}
