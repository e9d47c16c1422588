// Owns: the decode of a whole picture with a second thread that inflates ahead (PngAhead). Stands beside PngStripWork, which shares the work
// by stages instead. Like that it is an attempt: at the first sign of a flaw it is given up, and the picture decoded again on one thread,
// so that errors, warnings and damage are the one-thread decode's by construction. Leaves to others: everything but that.
namespace RawDecoders.Png;

/// <summary>Whole pictures of which parts are inflated ahead.</summary>
internal static class PngAheadWork
{
    /// <summary>Decodes a picture without flaws.</summary>
    /// <param name="plan">How: with more than one thread.</param>
    /// <param name="destination">Its rows.</param>
    /// <param name="budget">Pays for memory.</param>
    /// <param name="options">How to decode.</param>
    /// <returns>
    /// The image data behind its last row, of which the end is still to be looked at; null if there is a flaw, or no means for it: then
    /// nothing has been told, and the destination has to be written again.
    /// </returns>
    public static PngImageData? TryDecode(PngPlan plan, PngRowSpan destination, MemoryBudget budget, DecodeOptions options)
    {
        long bytes = PngAhead.MemoryBytes + plan.WorkingBytes;
        if (!budget.TryDraw(bytes))
            return null;
        PngImageData? data = null;
        bool isDone = false;
        try
        {
            var trial = new DecodeIssues(ImageFormat.Png, Strictness.Strict);
            data = new PngImageData(plan.Raster, (int)plan.StripBytes, budget, options, trial, isTrial: true);
            using var loop = new PngStripLoop(plan, data, options, trial, new PngDamage(plan.Raster, trial, isTrial: true))
            {
                IsDirect = plan.Way != PngRowWay.Converted, IsScattered = plan.Header.IsInterlaced,
            };
            data.BeginAhead(plan.DataBytes);
            loop.Decode(destination, long.MaxValue);
            isDone = data.EndAhead() && trial.Warnings.Count == 0;
        }
        catch (ImageDecodeException)
        {
            // The decode that follows tells it.
        }
        finally
        {
            budget.Return(bytes);
            if (!isDone)
                data?.Dispose();
        }

        return isDone ? data : null;
    }
}
