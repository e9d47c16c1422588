// Owns: the decode of a whole picture on two threads: one inflates strips while the other unfilters and converts those
// before. Stands beside PngStripLoop, which knows what to do about defects: at the first sign of one this attempt is given up, and the
// picture decoded again there. So errors, warnings and damage are the one-thread decode's by construction, at the price that a broken
// file costs up to twice the time. Leaves to others: inflating, filters and conversion.
namespace RawDecoders.Png;

/// <summary>The two stages. Each has what it needs for itself; strips go from one to the other.</summary>
internal sealed unsafe class PngStripWork : StagedWork, IDisposable
{
    /// <summary>Strips between inflating and unfiltering: the two take turns at being the faster one.</summary>
    private const int MostSlots = 3;

    private const int Inflate = 0;

    private readonly PngPlan _plan;
    private readonly PngImageData _data;
    private readonly PngReconstruction _rows;
    private readonly PngStrip[] _strips;
    private PngRowSpan _destination;
    private int _inflatePass;
    private int _inflateRow;

    private PngStripWork(PngPlan plan, PngImageData data, PngRowSpan destination, DecodeIssues trial)
    {
        (_plan, _data, _destination) = (plan, data, destination);
        _rows = new PngReconstruction(plan.Header, plan.Pipeline, plan.Kernels, new PngDamage(plan.Raster, trial, isTrial: true));
        _strips = new PngStrip[Math.Min(MostSlots, plan.CountStrips())];
        for (int i = 0; i < _strips.Length; i++)
            _strips[i] = new PngStrip(plan.StripBytes, plan.Way == PngRowWay.Permuted, GetInflateBytes(plan));
    }

    /// <summary>
    /// Our own engine works in the strips' memory, so that rows need not be copied to them; it takes the window along from one to the next.
    /// </summary>
    private static long GetInflateBytes(PngPlan plan) => plan.Engine == Inflater.Managed ? PngExactData.GetBufferBytes(plan.StripBytes) : 0;

    /// <summary>Decodes a picture without flaws.</summary>
    /// <param name="plan">How: with more than one thread.</param>
    /// <param name="destination">Its rows.</param>
    /// <param name="budget">Pays for strips.</param>
    /// <param name="options">How to decode.</param>
    /// <returns>
    /// The image data behind its last row, of which the end is still to be looked at; null if there is a flaw, or no means for it: then
    /// nothing has been told, and the destination has to be written again.
    /// </returns>
    public static PngImageData? TryDecode(PngPlan plan, PngRowSpan destination, MemoryBudget budget, DecodeOptions options)
    {
        long bytes = MostSlots * (PngStrip.GetBytes(plan.StripBytes, plan.Way == PngRowWay.Permuted) + GetInflateBytes(plan))
            + PngReconstruction.GetBytes(plan.Header, plan.PixelBytes) + GetInflateBytes(plan);
        if (!budget.TryDraw(bytes))
            return null;
        PngImageData? data = null;
        bool isDone = false;
        try
        {
            var trial = new DecodeIssues(ImageFormat.Png, Strictness.Strict);
            data = new PngImageData(plan.Raster, (int)plan.StripBytes, budget, options, trial, isTrial: true);
            using var work = new PngStripWork(plan, data, destination, trial) { Watch = options.Watch, KeepsUnits = plan.IsExpansive };
            isDone = work.Run(plan.CountStrips(), stages: 2, work._strips.Length, plan.Threads) && trial.Warnings.Count == 0;
            // What follows the last row is read without the strips.
            if (isDone && plan.Engine == Inflater.Managed)
                data.MoveTo(null);
        }
        catch (ImageDecodeException)
        {
            // The zlib header has a flaw that is no reason to refuse the file.
        }
        finally
        {
            budget.Return(bytes);
            if (!isDone)
                data?.Dispose();
        }

        return isDone ? data : null;
    }

    protected override void Do(int stage, int unit, int slot)
    {
        if (stage == Inflate)
            FillStrip(_strips[slot]);
        else
            WriteRows(_strips[slot]);
    }

    private void FillStrip(PngStrip strip)
    {
        PngPass pass = _plan.Raster.Passes[_inflatePass];
        strip.Begin(_plan.Raster, pass, _inflateRow, _data.Produced);
        strip.Rows = Math.Min(_plan.GetStripRows(pass), pass.Height - _inflateRow);
        int wanted = strip.Rows * strip.RawStride;
        if (strip.Inflated != null)
        {
            _data.MoveTo(strip.Inflated);
            if (_data.GetReady(wanted) < wanted)
                throw _data.Error!;
            strip.Raw = _data.Take(wanted);
        }
        else if (_data.Read(new Span<byte>(strip.Memory, wanted)) != wanted)
        {
            throw _data.Error!;
        }

        _inflateRow += strip.Rows;
        if (_inflateRow == pass.Height)
            (_inflatePass, _inflateRow) = (_inflatePass + 1, 0);
    }

    private void WriteRows(PngStrip strip)
    {
        if (strip.FirstRow == 0)
            _rows.BeginPass();
        bool isScattered = _plan.Header.IsInterlaced;
        if (_plan.Way == PngRowWay.Converted)
        {
            _rows.Unfilter(strip);
            _rows.Convert(strip, strip.Rows, _destination, isScattered);
        }
        else
        {
            if (_plan.Way == PngRowWay.Permuted)
                _rows.Permute(strip);
            _rows.Write(strip, strip.Rows, _destination);
        }

        if (!isScattered)
            _destination = _destination.From(strip.Rows);
    }

    public void Dispose()
    {
        _rows.Dispose();
        foreach (PngStrip strip in _strips)
            strip.Dispose();
    }
}
