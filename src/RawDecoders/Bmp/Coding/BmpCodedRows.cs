// Owns: what the codings of pixels (RLE, Huffman) share: rows one after the other in file order, reports with the strictness applied
// once, the account of damaged rows. Stands between the bytes of the file and BmpDecodedRows. Leaves colours to BmpRowConverter.
// A row's state before decoding fits in a BmpRowCursor, so rows can be decoded again, in any order, from remembered cursors:
// that is how rows of a bottom-up file come from the top down without holding the picture.
using System.Runtime.CompilerServices;

namespace RawDecoders.Bmp;

/// <summary>Everything that decoding a row depends on.</summary>
internal struct BmpRowCursor
{
    /// <summary>Byte or bit position from the start of the file, as the coding counts.</summary>
    public long Position;

    /// <summary>Column at which the row begins; the ones before it are skipped.</summary>
    public int X;

    /// <summary>Rows still to be skipped whole; -1 when no more pixels come.</summary>
    public int SkipRows;

    public const int SizeInBytes = 16;

    public readonly bool Ended => SkipRows < 0;

    public void End() => SkipRows = -1;
}

internal abstract class BmpCodedRows(BmpWork work)
{
    protected BmpFile File { get; } = work.File;

    protected ByteSource Source { get; } = work.Source;

    /// <summary>Whether findings are reported. Off when rows are decoded a second time.</summary>
    public bool Reports { get; set; } = true;

    /// <summary>Is told of every code; null, as a rule, for nobody.</summary>
    public IBmpObserver? Observer { get; set; }

    /// <summary>Bytes of a decoded pixel: 1, an index, or 3, blue, green, red.</summary>
    public abstract int PixelBytes { get; }

    /// <summary>The state before the first row in the file.</summary>
    public abstract BmpRowCursor Start();

    /// <summary>The byte of the file at which the code of a row begins.</summary>
    public virtual long OffsetOf(in BmpRowCursor cursor) => cursor.Position;

    /// <summary>
    /// Decodes the next row.
    /// </summary>
    /// <param name="cursor">The state; moved to the next row.</param>
    /// <param name="fileRow">Number of the row in file order.</param>
    /// <param name="row">Receives the pixels; skipped ones are left alone. Empty to only follow the code.</param>
    /// <param name="painted">Set to 1 where the code gives a pixel. Empty if not wanted.</param>
    public abstract void ReadRow(ref BmpRowCursor cursor, int fileRow, Span<byte> row, Span<byte> painted);

    /// <summary>Looks at what follows the last row.</summary>
    public virtual void Conclude(ref BmpRowCursor cursor)
    {
    }

    /// <summary>
    /// Tells the observer of a code. Not inlined: built in place, the codes took 5 % of the time of a decode that nobody
    /// observes.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    protected void Observe(BmpCodeKind kind, in BmpCodePlace place, int count = 0, int painted = 0, int down = 0)
        => Observer?.OnCode(new BmpCode(kind, place, count, painted, down));

    /// <summary>
    /// Whether a row is known to be damaged: the first reason is enough. A row of code may break a rule a million times.
    /// </summary>
    protected bool IsDamaged(int fileRow) => work.Damage.IsMarked(PictureRow(fileRow, 1));

    /// <summary>
    /// Pixels could not be decoded as stored: those of a row and, since the end of a row may be what was lost, of all rows after it.
    /// </summary>
    /// <param name="rule">The rule that is broken.</param>
    /// <param name="offset">Byte offset from the start of the file.</param>
    /// <param name="what">What is wrong, with the values found.</param>
    /// <param name="fromRow">The first row that may be damaged, in file order.</param>
    protected void ReportDamage(Rule rule, long offset, string what, int fromRow)
    {
        if (!Reports)
            return;
        int rowCount = File.Height - fromRow;
        int top = PictureRow(fromRow, rowCount);
        var issue = new Issue(rule, offset, what);
        Observer?.OnIssue(issue, top, rowCount);

        // Damage reaches to the end of the picture: the first is enough.
        if (IsDamaged(File.Height - 1))
            return;
        if (work.Damage.WantsReason)
            work.Issues.Report(rule, offset, what);
        work.Damage.Mark(top, rowCount, issue);
    }

    /// <summary>A rule is broken that no pixel depends on.</summary>
    protected void Report(Rule rule, long offset, string what)
    {
        if (!Reports)
            return;
        Observer?.OnIssue(new Issue(rule, offset, what), 0, 0);
        work.Issues.Report(rule, offset, what);
    }

    /// <summary>The topmost row of the picture among <paramref name="rowCount"/> that follow each other in the file.</summary>
    private int PictureRow(int fileRow, int rowCount) => File.Dib.IsTopDown ? fileRow : File.Height - fileRow - rowCount;
}
