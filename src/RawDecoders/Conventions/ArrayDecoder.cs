// Owns: carrying out an array convention. Stands between a format's decoder and whoever takes its rows, as EmbeddedDecoder does.
// Leaves what the convention is to ArrayRules and its classes.
using System.Buffers;

namespace RawDecoders;

/// <summary>A picture being decoded into another library's array.</summary>
internal sealed class ArrayDecoder : FormatDecoder
{
    /// <summary>Bytes of decoded rows that wait for their conversion when it cannot be done in place.</summary>
    private const int BandBytes = 64 << 10;

    private readonly FormatDecoder _inner;
    private readonly ArrayStep _step;
    private byte[] _band = [];

    private ArrayDecoder(FormatDecoder inner, ArrayStep step)
    {
        _inner = inner;
        _step = step;
    }

    public override ImageInfo Info => _inner.Info;

    public override PixelFormat OutputFormat => _step.Output;

    public override bool IsBoolean => _step.IsBoolean;

    public override ReadOnlyMemory<byte> Palette => OutputFormat == PixelFormat.Indexed8 ? _inner.Palette : default;

    public override MemoryBudget Budget => _inner.Budget;

    public override long RetainedBytes => _inner.RetainedBytes;

    public override long SpooledBytes => _inner.SpooledBytes;

    /// <summary>Opens a file for a convention.</summary>
    /// <param name="options">With <see cref="DecodeOptions.Like"/>.</param>
    /// <param name="open">Opens the file with options without one. Called twice if the file is not of the usual kind.</param>
    public static FormatDecoder Open(DecodeOptions options, Func<DecodeOptions, FormatDecoder> open)
    {
        ArrayRules rules = ArrayRules.Of(options);
        options = options with
        {
            Like = null,
            PixelFormat = rules.Guess,
            JpegReconstruction = rules.JpegReconstruction,
            IgnoresBmpMasks = rules.IgnoresBmpMasks,
        };
        FormatDecoder decoder = open(options);
        try
        {
            PixelFormat stored = rules.Choose(decoder.Info);
            if (stored != decoder.OutputFormat)
            {
                decoder.Dispose();
                decoder = open(options with { PixelFormat = stored });
            }

            ArrayStep step = rules.Finish(decoder.Info, stored, decoder.Palette.Span);
            return step == new ArrayStep(stored) ? decoder : new ArrayDecoder(decoder, step);
        }
        catch
        {
            decoder.Dispose();
            throw;
        }
    }

    public override void DecodeAll(RowTarget target)
    {
        if (_step.Row is not { } row)
        {
            _inner.DecodeAll(target);
        }
        else if (_inner.OutputFormat.GetBytesPerPixel() == OutputFormat.GetBytesPerPixel())
        {
            _inner.DecodeAll(target);
            ConvertInPlace(row, target);
        }
        else
        {
            ConvertBands(row, target);
        }
    }

    protected override void DecodeRows(int firstRow, RowTarget target)
    {
        if (_step.Row is not { } row)
        {
            _inner.ReadRows(target);
        }
        else if (_inner.OutputFormat.GetBytesPerPixel() == OutputFormat.GetBytesPerPixel())
        {
            _inner.ReadRows(target);
            ConvertInPlace(row, target);
        }
        else
        {
            ConvertBands(row, target);
        }
    }

    public override bool ReadsRegions => _inner.ReadsRegions;

    public override bool HasIndex => _inner.HasIndex;

    public override string? NoIndexReason => _inner.NoIndexReason;

    public override bool IsIndexGiven => _inner.IsIndexGiven;

    public override int ReachableRows => _inner.ReachableRows;

    public override ImageIndex MakeIndex(DecodeResult result) => _inner.MakeIndex(result);

    public override void ReadRegion(int x, int y, int width, RowTarget target)
    {
        if (_step.Row is not { } row)
        {
            _inner.ReadRegion(x, y, width, target);
            return;
        }

        int storedBytes = width * _inner.OutputFormat.GetBytesPerPixel();
        Span<byte> band = Band(BandRows * Info.Width * _inner.OutputFormat.GetBytesPerPixel());
        int bandRows = Math.Min(band.Length / storedBytes, target.RowCount);
        for (int i = 0; i < target.RowCount; i += bandRows)
        {
            int rows = Math.Min(bandRows, target.RowCount - i);
            _inner.ReadRegion(x, y + i, width, RowTarget.Create(band, storedBytes, storedBytes, rows));
            for (int j = 0; j < rows; j++)
                row.Convert(band.Slice(j * storedBytes, storedBytes), target[i + j], width);
        }
    }

    protected override DecodeResult Conclude() => _inner.Finish() with { PixelFormat = OutputFormat, IsBoolean = IsBoolean };

    public override void Dispose()
    {
        _inner.Dispose();
        if (_band.Length > 0)
            ArrayPool<byte>.Shared.Return(_band);
        _band = [];
    }

    private void ConvertInPlace(ArrayRow row, RowTarget target)
    {
        for (int y = 0; y < target.RowCount; y++)
            row.Convert(target[y], target[y], Info.Width);
    }

    private void ConvertBands(ArrayRow row, RowTarget target)
    {
        int width = Info.Width;
        int storedBytes = width * _inner.OutputFormat.GetBytesPerPixel();
        int bandRows = BandRows;
        Span<byte> band = Band(bandRows * storedBytes);
        for (int y = 0; y < target.RowCount; y += bandRows)
        {
            int rows = Math.Min(bandRows, target.RowCount - y);
            _inner.ReadRows(band[..(rows * storedBytes)], storedBytes, rows);
            for (int i = 0; i < rows; i++)
                row.Convert(band.Slice(i * storedBytes, storedBytes), target[y + i], width);
        }
    }

    /// <summary>Whole rows that wait together.</summary>
    private int BandRows => Math.Clamp(BandBytes / (Info.Width * _inner.OutputFormat.GetBytesPerPixel()), 1, Info.Height);

    private Span<byte> Band(int bytes)
    {
        if (_band.Length == 0)
        {
            Budget.Draw(bytes, 0, "working memory", "pixels");
            _band = ArrayPool<byte>.Shared.Rent(bytes);
        }

        return _band.AsSpan(0, bytes);
    }
}
