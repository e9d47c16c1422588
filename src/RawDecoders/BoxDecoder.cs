// Owns: a picture at 1/2, 1/4 or 1/8 whose format does not scale by itself: each row is made of the rows of a row of boxes. Stands between
// the facade and a decoder of the whole picture (PNG, BMP, wide JPEG), as EmbeddedDecoder does. Leaves the averages to BoxAverage, the choice of the
// scale to ScaleChoice.

using System.Buffers;

namespace RawDecoders;

/// <summary>Decodes a picture smaller than it is, by exact averages of boxes.</summary>
/// <remarks>
/// Whatever the way to read, it is the inner decoder's: in order, or by rectangles. A whole picture is read in order, a band of rows at a
/// time, so that the picture at full size is never held.
/// </remarks>
internal sealed class BoxDecoder : FormatDecoder
{
    /// <summary>Bytes of the whole picture's rows that are decoded at once, but for one row of boxes.</summary>
    private const int BandBytes = 128 << 10;

    private readonly FormatDecoder _inner;
    private readonly ImageScale _scale;
    private readonly int _side;
    private readonly BoxAverage _average;
    private readonly long _innerRowBytes;
    private readonly int _bandBoxes;

    /// <summary>From averages to a format for screens, and where a row of those lies; null for other formats.</summary>
    private readonly RowConverter? _converter;
    private readonly byte[] _averages = [];

    private BoxDecoder(FormatDecoder inner, ImageScale scale, PixelFormat output)
    {
        _inner = inner;
        _scale = scale;
        _side = 8 / scale.Eighths;
        _average = new BoxAverage(inner.OutputFormat, _side);
        _innerRowBytes = (long)inner.Width * inner.OutputFormat.GetBytesPerPixel();
        _bandBoxes = (int)Math.Clamp(BandBytes / (_innerRowBytes * _side), 1, Height);
        OutputFormat = output;
        if (output != inner.OutputFormat)
        {
            _converter = RowConverter.Create(inner.OutputFormat, output);
            _averages = new byte[Width * inner.OutputFormat.GetBytesPerPixel()];
        }

        Budget.Draw(_averages.Length + _innerRowBytes * _side * _bandBoxes + _average.GetScratchBytes(inner.Width), 0, $"rows at full size, for {scale} of it,", "pixels");
    }

    /// <summary>The decoder of the size that is asked for; <paramref name="inner"/> itself if that is the whole, and its owner otherwise.</summary>
    /// <param name="inner">The decoder of the whole.</param>
    /// <param name="options">The scale.</param>
    /// <param name="reopen">Opens the same picture in another format.</param>
    /// <exception cref="ImageDecodeException">The scale is none of 1/2, 1/4, 1/8 and 1, or the rows of a box are over the limit.</exception>
    public static FormatDecoder Open(FormatDecoder inner, DecodeOptions options, Func<PixelFormat, FormatDecoder> reopen)
    {
        try
        {
            ImageScale scale = ScaleChoice.Of(options, inner.Info, boxesOnly: true);
            if (scale == ImageScale.Full)
                return inner;

            // A format for screens is made of averages, not averaged: the boxes are of the plain format.
            PixelFormat output = inner.OutputFormat, plain = output.GetPlainFormat();
            if (plain != output)
            {
                inner.Dispose();
                inner = reopen(plain);
            }

            return new BoxDecoder(inner, scale, output);
        }
        catch
        {
            inner.Dispose();
            throw;
        }
    }

    public override ImageInfo Info => _inner.Info;

    public override int Width => _scale.Of(_inner.Width);

    public override int Height => _scale.Of(_inner.Height);

    public override PixelFormat OutputFormat { get; }

    public override MemoryBudget Budget => _inner.Budget;

    public override long RetainedBytes => _inner.RetainedBytes;

    public override long SpooledBytes => _inner.SpooledBytes;

    public override void DecodeAll(RowTarget target) => DecodeRows(0, target);

    protected override void DecodeRows(int firstRow, RowTarget target)
        => Shrink(0, _inner.Width, firstRow, target, (_, _, _, band) => _inner.ReadRows(band));

    public override bool ReadsRegions => _inner.ReadsRegions;

    public override bool HasIndex => _inner.HasIndex;

    public override string? NoIndexReason => _inner.NoIndexReason;

    public override bool IsIndexGiven => _inner.IsIndexGiven;

    /// <summary>Rows whose boxes are reachable to the last row.</summary>
    public override int ReachableRows => _inner.ReachableRows == _inner.Height ? Height : _inner.ReachableRows / _side;

    public override void ReadRegion(int x, int y, int width, RowTarget target)
        => Shrink(x * _side, Math.Min(width * _side, _inner.Width - x * _side), y, target, _inner.ReadRegion);

    public override ImageIndex MakeIndex(DecodeResult result) => _inner.MakeIndex(result);

    private delegate void BandReader(int x, int y, int width, RowTarget band);

    /// <summary>Reads the rows of boxes of some rows, band by band, and averages them.</summary>
    /// <param name="x">Their first column in the whole picture.</param>
    /// <param name="width">Their columns there.</param>
    /// <param name="y">The first row of the small picture.</param>
    /// <param name="target">The rows.</param>
    /// <param name="read">Reads from the whole picture.</param>
    private void Shrink(int x, int width, int y, RowTarget target, BandReader read)
    {
        int rowBytes = checked(width * _inner.OutputFormat.GetBytesPerPixel());
        byte[] band = ArrayPool<byte>.Shared.Rent(checked(rowBytes * _side * Math.Min(_bandBoxes, target.RowCount)));
        try
        {
            for (int done = 0; done < target.RowCount;)
            {
                int boxes = Math.Min(_bandBoxes, target.RowCount - done);
                int first = (y + done) * _side;
                int rows = Math.Min(boxes * _side, _inner.Height - first);
                read(x, first, width, RowTarget.Create(band, rowBytes, rowBytes, rows));
                for (int b = 0; b < boxes; b++, done++)
                {
                    int top = b * _side;
                    _average.Average(band.AsSpan(top * rowBytes), rowBytes, Math.Min(_side, rows - top), width, _converter is null ? target[done] : _averages);
                    _converter?.Convert(_averages, target[done], (width + _side - 1) / _side);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(band);
        }
    }

    protected override DecodeResult Conclude()
    {
        DecodeResult result = _inner.Finish();
        return result with { Width = Width, Height = Height, PixelFormat = OutputFormat, Damage = ScaleChoice.Shrink(result.Damage, _scale, Height) };
    }

    public override void Dispose() => _inner.Dispose();
}
