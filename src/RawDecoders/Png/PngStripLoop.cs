// Owns: the loop from image data to destination on one thread: the next strip of a pass, its rows, the next pass, and what becomes of rows
// that cannot be had. Stands under PngDecoder. Leaves to others: inflating (PngImageData), filters and conversion (PngReconstruction).
namespace RawDecoders.Png;

/// <summary>Decodes rows in the order of the file.</summary>
internal sealed unsafe class PngStripLoop : IDisposable
{
    private readonly PngPlan _plan;
    private readonly DecodeOptions _options;
    private readonly DecodeIssues _issues;
    private readonly PngDamage _damage;
    private readonly PngReconstruction _rows;
    private readonly PngStrip _strip;

    /// <summary>Place of the next row: pass, and row within it.</summary>
    private int _pass;
    private int _row;

    public PngStripLoop(PngPlan plan, PngImageData data, DecodeOptions options, DecodeIssues issues, PngDamage damage)
    {
        (_plan, Data, _options, _issues, _damage) = (plan, data, options, issues, damage);
        _rows = new PngReconstruction(plan.Header, plan.Pipeline, plan.Kernels, damage);
        _strip = new PngStrip(plan.StripBytes, plan.Way == PngRowWay.Permuted);
    }

    /// <summary>Where raw bytes come from.</summary>
    public PngImageData Data { get; }

    /// <summary>
    /// Whether filters write the destination: of whole pictures, if the plan says so. Otherwise a strip is unfiltered as soon as it is inflated,
    /// all rows of it together even if they are asked for one by one.
    /// </summary>
    public bool IsDirect { get; set; }

    /// <summary>Whether the rows of a pass go to their places in the picture; otherwise they stay together.</summary>
    public bool IsScattered { get; set; }

    /// <summary>Why the rows after those in the strip cannot be had.</summary>
    public ImageDecodeException? Pending { get; private set; }

    /// <summary>The pass that the next row belongs to; null at the end.</summary>
    public PngPass? Pass => _pass < _plan.Raster.Passes.Length ? _plan.Raster.Passes[_pass] : null;

    /// <summary>Rows of the pass that are left.</summary>
    public int RowsLeft => Pass is { } pass ? pass.Height - _row : 0;

    /// <summary>
    /// Decodes up to <paramref name="limit"/> rows of passes, to the top of <paramref name="destination"/>; if
    /// <see cref="IsScattered"/>, each to its places in the whole picture.
    /// </summary>
    public void Decode(PngRowSpan destination, long limit)
    {
        while (limit > 0 && Pass is { } pass)
        {
            _options.Watch?.At(Data.Produced, _plan.Raster.RawBytes);
            int rows;
            if (_strip.Next < _strip.Rows || Fill(pass))
            {
                rows = (int)Math.Min(limit, _strip.Rows - _strip.Next);
                if (IsDirect)
                    _rows.Write(_strip, rows, destination);
                else
                    _rows.Convert(_strip, rows, destination, IsScattered);
                _strip.Next += rows;
            }
            else
            {
                rows = (int)Math.Min(limit, RowsLeft);
                _damage.Mark(pass, _row, rows, Pending!.Issue);
                _rows.Blank(pass, _row, rows, destination, IsScattered);
            }

            limit -= rows;
            _row += rows;
            if (!IsScattered)
                destination = destination.From(rows);
            if (_row < pass.Height)
                continue;
            _pass++;
            _row = 0;
            _rows.BeginPass();
        }
    }

    /// <summary>
    /// Inflates the next rows of a pass into the strip. False: there are none (lenient; other decodes throw).
    /// </summary>
    private bool Fill(in PngPass pass)
    {
        if (Pending is not null)
            return Fail(Pending);
        int group = Math.Max(_plan.Kernels.GroupRows, 1);
        int rows = Math.Min(_plan.GetStripRows(pass), RowsLeft);
        int stride = _plan.Raster.GetRawStride(pass);

        // What lies ready is not to be changed, which a lenient decode does with filter types that there are not.
        int ready = _issues.IsLenient ? 0 : Data.GetReady(rows * stride);
        _strip.Begin(_plan.Raster, pass, _row, Data.Produced);
        if (ready >= Math.Min(group, rows) * stride)
        {
            rows = Math.Min(rows, ready / stride);
            rows = rows < group ? rows : rows - rows % group;
            _strip.Raw = Data.Take(rows * stride);
            _strip.Rows = rows;
        }
        else
        {
            // A row that lies across two blocks, and a few more, so that it has company.
            Read(pass, ready > 0 ? Math.Min(group, rows) : rows);
        }

        if (!IsDirect)
        {
            Pending = _rows.Unfilter(_strip) ?? Pending;
            Data.Index?.TakeRows(_strip.FirstRow, _strip.Rows, _strip.Unfiltered);
        }
        else if (_strip.Permuted != null)
            _rows.Permute(_strip);
        return _strip.Rows > 0 || Fail(Pending!);
    }

    /// <summary>Copies rows into the strip. Where the data ends within a row, a lenient decode makes up the rest of it.</summary>
    private void Read(in PngPass pass, int rows)
    {
        int wanted = rows * _strip.RawStride;
        int got = Data.Read(new Span<byte>(_strip.Memory, wanted));
        _strip.Rows = got / _strip.RawStride;
        if (got == wanted)
            return;
        Pending = Data.Error!;
        if (!_issues.IsLenient)
            return;
        _issues.Report(Pending.Rule, Pending.Offset, Pending.What, Pending.Part);
        int partial = got % _strip.RawStride;
        if (partial > 1)
        {
            // The rest of the row as if nothing differed from its prediction.
            new Span<byte>(_strip.Memory + got, _strip.RawStride - partial).Clear();
            _damage.Mark(pass, _row + _strip.Rows, 1, Pending.Issue);
            _strip.Rows++;
        }
    }

    private bool Fail(ImageDecodeException reason) => _issues.IsLenient ? false : throw reason;

    public void Dispose()
    {
        _rows.Dispose();
        _strip.Dispose();
    }
}
