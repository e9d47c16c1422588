// Owns: the ways in which a picture can be read, the count of rows, and the finality of errors, the same for every format. Stands
// between the facade and the formats' decoders. Leaves rows to these, memory for them to the facade.

namespace RawDecoders;

/// <summary>
/// One picture being decoded: what the facade knows of a format. Created by the format's static <c>Open</c>, which reads
/// the headers and checks limits, and used once: either <see cref="DecodeAll(RowTarget)"/>, or <see cref="ReadRows(RowTarget)"/> until the last row.
/// </summary>
/// <remarks>
/// <see cref="NextRow"/> is the only count of rows that were read: a format is told which row comes next and keeps no count of
/// its own beside it. An error in <see cref="ReadRows(RowTarget)"/> or <see cref="Finish"/> is final.
/// </remarks>
internal abstract class FormatDecoder : IDisposable
{
    private FinalError _error;

    /// <summary>What the headers say; after the last row also what follows the pixels.</summary>
    public abstract ImageInfo Info { get; }

    /// <summary>Width of the picture as it is decoded, not turned: the file's own, or what its scale makes of it.</summary>
    public virtual int Width => Info.Width;

    /// <summary>Height of the picture as it is decoded.</summary>
    public virtual int Height => Info.Height;

    /// <summary>Whether the format itself decodes at the scale that the options say; otherwise <see cref="BoxDecoder"/> stands above it.</summary>
    public virtual bool ScalesItself => false;

    /// <summary>The pixel format that rows are delivered in: the one asked for, or the natural one.</summary>
    public abstract PixelFormat OutputFormat { get; }

    /// <summary>Whether the samples are 0 and 255 and mean false and true.</summary>
    public virtual bool IsBoolean => false;

    /// <summary>The palette in RGBA order, 4 bytes an entry, when <see cref="OutputFormat"/> is Indexed8; else empty.</summary>
    public virtual ReadOnlyMemory<byte> Palette => default;

    /// <summary>What this decode may still allocate; whoever allocates its output draws on it too.</summary>
    public abstract MemoryBudget Budget { get; }

    /// <summary>
    /// Bytes of working memory that <see cref="ReadRows(RowTarget)"/> holds beyond a few rows; 0 for a picture that streams.
    /// </summary>
    public virtual long RetainedBytes => 0;

    /// <summary>Bytes that <see cref="ReadRows(RowTarget)"/> puts into a temporary file instead of holding them.</summary>
    public virtual long SpooledBytes => 0;

    /// <summary>
    /// Decodes the whole picture, top row first, into the rows of <paramref name="target"/>, as many as the picture has. Bytes
    /// between the end of a row and the next stride are left alone.
    /// </summary>
    public abstract void DecodeAll(RowTarget target);

    /// <summary>The row that <see cref="ReadRows(RowTarget)"/> begins with.</summary>
    public int NextRow { get; private set; }

    /// <summary>
    /// Decodes the next rows, top to bottom, as many as <paramref name="target"/> has. Throws as <see cref="DecodeAll(RowTarget)"/>
    /// does, when the row in question is reached, and from then on again.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many rows left.</exception>
    public void ReadRows(RowTarget target)
    {
        _error.ThrowIfAny();
        ArgumentOutOfRangeException.ThrowIfGreaterThan(target.RowCount, RowCount - NextRow);
        if (target.RowCount == 0)
            return;
        try
        {
            DecodeRows(NextRow, target);
        }
        catch (Exception error)
        {
            _error.Keep(error);
            throw;
        }

        NextRow += target.RowCount;
    }

    /// <summary>Throws the error that ended the reading, if one did.</summary>
    public void ThrowIfEnded() => _error.ThrowIfAny();

    /// <summary>Rows of the picture as it is decoded.</summary>
    protected int RowCount => Height;

    /// <summary>
    /// Decodes the rows of <paramref name="target"/> (at least 1, and inside the picture) from <paramref name="firstRow"/> on, which
    /// is the one after the last call's. Never called again after it threw.
    /// </summary>
    protected abstract void DecodeRows(int firstRow, RowTarget target);

    /// <summary>The whole picture into memory that is checked here: at least (height - 1) × stride + a row of bytes.</summary>
    public void DecodeAll(Span<byte> destination, int stride) => DecodeAll(RowTarget.Create(destination, stride, RowBytes, Height));

    /// <summary>The next rows into memory that is checked here.</summary>
    public void ReadRows(Span<byte> destination, int stride, int rowCount) => ReadRows(RowTarget.Create(destination, stride, RowBytes, rowCount));

    private long RowBytes => (long)Width * OutputFormat.GetBytesPerPixel();

    /// <summary>
    /// Whether <see cref="ReadRegion(int, int, int, RowTarget)"/> reads everything, and is the one way to read: pixels lie in the file as they are.
    /// </summary>
    public virtual bool ReadsRegions => false;

    /// <summary>Whether there is an index, so that <see cref="ReadRegion(int, int, int, RowTarget)"/> may go back, beside the other ways to read.</summary>
    public virtual bool HasIndex => false;

    /// <summary>Why there can be no index of the file, as a clause of an error's text; null: there can be one, if it is asked for.</summary>
    public virtual string? NoIndexReason => null;

    /// <summary>Whether that index was made before, by another decode.</summary>
    public virtual bool IsIndexGiven => false;

    /// <summary>So many rows from the top <see cref="ReadRegion(int, int, int, RowTarget)"/> can read now.</summary>
    public virtual int ReachableRows => ReadsRegions ? RowCount : 0;

    /// <summary>
    /// Pixels <paramref name="x"/> to x + <paramref name="width"/> - 1 of the rows from <paramref name="y"/> on, all of them below
    /// <see cref="ReachableRows"/>, in any order and any number of times.
    /// </summary>
    public virtual void ReadRegion(int x, int y, int width, RowTarget target) => throw new NotSupportedException();

    /// <summary>The same of one row, into memory that is checked here.</summary>
    public void ReadRegion(int x, int y, int width, Span<byte> destination)
        => ReadRegion(x, y, width, RowTarget.Create(destination, 0, (long)width * OutputFormat.GetBytesPerPixel(), 1));

    /// <summary>Where there is an index, and after <see cref="Finish"/> if it is not one that was given: all of it.</summary>
    /// <param name="result">What came of the decode.</param>
    public virtual ImageIndex MakeIndex(DecodeResult result) => throw new NotSupportedException();

    /// <summary>
    /// Reads what follows the pixels and gives the account of the whole decode. After the last row, once; after an error it
    /// throws that.
    /// </summary>
    public DecodeResult Finish()
    {
        _error.ThrowIfAny();
        try
        {
            return Conclude();
        }
        catch (Exception error)
        {
            _error.Keep(error);
            throw;
        }
    }

    /// <summary><see cref="Finish"/>, of the format.</summary>
    protected abstract DecodeResult Conclude();

    public abstract void Dispose();
}
