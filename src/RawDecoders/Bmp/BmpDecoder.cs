// Owns: one BMP picture being decoded, from headers (BmpOpening) by way of the plan (BmpPlan) to the stages that read rows. Stands
// under the facade. Leaves to others: what a header byte means (BmpHeaderReader), coded pixels (BmpCodedRows), rows and
// colours (BmpRowReader, BmpRowConverter).

namespace RawDecoders.Bmp;

internal sealed class BmpDecoder : FormatDecoder
{
    private readonly BmpWork _work;
    private readonly BmpPlan _plan;
    private readonly BmpCodedRows? _coded;
    private readonly BmpRowReader _rows;

    internal BmpDecoder(ImageInfo info, BmpWork work, BmpPlan plan)
    {
        Info = info;
        (_work, _plan) = (work, plan);
        _coded = plan.Coding switch
        {
            BmpCoding.RunLengths => new BmpRle(work),
            BmpCoding.Huffman => new BmpHuffman(work),
            _ => null,
        };
        var indices = new BmpIndexCheck(work, plan.HighestIndex, isCoded: _coded is not null);
        _rows = _coded is null
            ? new BmpStoredRows(work, plan.Converter, plan.Output, indices)
            : new BmpDecodedRows(work, _coded, plan.Converter, indices, plan.ClearsSkipped);
    }

    /// <summary>Opens a whole file.</summary>
    /// <exception cref="ImageDecodeException">It is refused; a JPEG or PNG inside is not this decoder's to open.</exception>
    internal static BmpDecoder Open(ByteSource source, DecodeOptions options) => new BmpOpening(source, isWhole: true, options).Open();

    /// <summary>Reads properties; <paramref name="isWhole"/> is false when more bytes may come.</summary>
    internal static IdentifyResult Identify(ByteSource source, bool isWhole, DecodeOptions options)
    {
        try
        {
            return new BmpOpening(source, isWhole, options).Identify();
        }
        catch (ImageDecodeException error)
        {
            return IdentifyResult.Refused(error);
        }
    }

    public override ImageInfo Info { get; }

    public override MemoryBudget Budget => _work.Budget;

    public override PixelFormat OutputFormat => _plan.Output;

    public override ReadOnlyMemory<byte> Palette => _plan.Output == PixelFormat.Indexed8 ? File.Palette : default;

    public override long RetainedBytes => _rows.RetainedBytes;

    public override void DecodeAll(RowTarget target) => _rows.ReadAll(target);

    protected override void DecodeRows(int firstRow, RowTarget target) => _rows.Read(firstRow, target);

    public override bool ReadsRegions => _rows is BmpStoredRows;

    public override string? NoIndexReason => ReadsRegions ? "an uncompressed BMP needs none" : "a run-length coded BMP has none";

    public override void ReadRegion(int x, int y, int width, RowTarget target)
    {
        var rows = (BmpStoredRows)_rows;
        for (int i = 0; i < target.RowCount; i++)
            rows.ReadRow(y + i, x, width, target[i]);
    }

    /// <summary>The headers.</summary>
    internal BmpFile File => _work.File;

    /// <summary>The stages that were chosen, and why.</summary>
    internal BmpPlan Plan => _plan;

    /// <summary>Whether a row is damaged, as far as rows were decoded.</summary>
    internal bool IsDamaged => !_work.Damage.IsEmpty;

    /// <summary>Whether Huffman codes are read from the low bit of each byte on.</summary>
    internal bool LowBitFirst => _coded is BmpHuffman { LowBitFirst: true };

    /// <summary>
    /// Goes through the rows in file order and tells <paramref name="observer"/> of codes and damage, for study; instead of
    /// the other ways to read. Rows in which nothing can be wrong are left out.
    /// </summary>
    /// <param name="observer">Is told.</param>
    /// <param name="rows">How many rows, from the first in the file.</param>
    /// <exception cref="ImageDecodeException">As <see cref="DecodeAll"/> throws it.</exception>
    internal void Follow(IBmpObserver observer, int rows = int.MaxValue)
        => _rows.Follow(observer, Math.Min(rows, File.Height), OutputFormat.GetBytesPerPixel());

    protected override DecodeResult Conclude()
        => new(Info, File.Width, File.Height, OutputFormat) { Warnings = _work.Issues.Warnings, Damage = _work.Damage.ToRuns() };

    public override void Dispose() => _rows.Dispose();
}
