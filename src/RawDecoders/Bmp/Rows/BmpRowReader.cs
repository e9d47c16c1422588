// Owns: what BmpDecoder asks of the last stage, whichever it is: rows of the output format, all at once or as they are asked for.
// Stands over the codings and the converters. Leaves to BmpStoredRows and BmpDecodedRows how rows are found.

namespace RawDecoders.Bmp;

/// <summary>Gives the rows of one picture. Used in one of its ways only: all rows, rows from the top on, or <see cref="Follow"/>.</summary>
internal abstract class BmpRowReader : IDisposable
{
    /// <summary>Bytes that <see cref="Read"/> holds beyond a few rows.</summary>
    public virtual long RetainedBytes => 0;

    /// <summary>Every row, into the rows of <paramref name="target"/>.</summary>
    public abstract void ReadAll(RowTarget target);

    /// <summary>The rows of <paramref name="target"/> from <paramref name="firstRow"/> on, counted from the top; calls follow each other.</summary>
    public abstract void Read(int firstRow, RowTarget target);

    /// <summary>Goes through the first <paramref name="rowCount"/> rows in file order and tells the observer of codes and damage.</summary>
    /// <param name="observer">Is told.</param>
    /// <param name="rowCount">How many, no more than there are.</param>
    /// <param name="pixelBytes">Bytes of a pixel of the output.</param>
    public abstract void Follow(IBmpObserver observer, int rowCount, int pixelBytes);

    /// <summary>Gives scratch memory back.</summary>
    public virtual void Dispose()
    {
    }
}
