// Owns: rows of a strip to the destination: filters, conversion, places. Stands between strip and destination; holds the row above, which the
// next one is predicted from. Leaves to others: which strip comes when, what a flaw means for the account.
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace RawDecoders.Png;

/// <summary>Reconstruction of the rows of one picture, in the order of the file.</summary>
internal sealed unsafe class PngReconstruction : IDisposable
{
    private readonly PngHeader _header;
    private readonly PngRowPipeline _pipeline;
    private readonly PngFilterKernels _kernels;
    private readonly PngDamage _damage;
    private readonly NativeArena _arena = new();
    private readonly byte* _prior;
    private readonly byte* _discard;
    private readonly byte* _passRow;

    /// <summary>Lenient: the row above is not as stored, for its filter type, so that rows predicted from it are not either.</summary>
    private bool _isTainted;

    /// <param name="header">The picture.</param>
    /// <param name="pipeline">From an unfiltered row to the output format.</param>
    /// <param name="kernels">Filters.</param>
    /// <param name="damage">Is told of flaws.</param>
    public PngReconstruction(in PngHeader header, PngRowPipeline pipeline, PngFilterKernels kernels, PngDamage damage)
    {
        (_header, _pipeline, _kernels, _damage) = (header, pipeline, kernels, damage);
        long rowBytes = header.GetRowBytes(header.Width);
        _prior = _arena.Allocate(rowBytes + PngStrip.Slack);
        // A row that nobody reads fills up groups; its filter type is 0.
        _discard = _arena.Allocate(rowBytes + 2 * PngStrip.Slack) + PngStrip.Slack;
        _discard[-1] = PngFilterType.None;
        _passRow = header.IsInterlaced ? _arena.Allocate((long)header.Width * pipeline.OutputBytesPerPixel + PngStrip.Slack) : null;
        BeginPass();
    }

    /// <summary>Bytes of working memory.</summary>
    public static long GetBytes(in PngHeader header, int pixelBytes)
        => 2 * header.GetRowBytes(header.Width) + (header.IsInterlaced ? (long)header.Width * pixelBytes : 0) + 4 * PngStrip.Slack;

    /// <summary>Before the first row of a pass: the row above it is all zeros (PNG 9.2).</summary>
    public void BeginPass()
    {
        NativeMemory.Clear(_prior, (nuint)_header.GetRowBytes(_header.Width));
        _isTainted = false;
    }

    /// <summary>
    /// Unfilters a strip whose rows are to be converted. If a filter type that there is not ends it before its last row, it holds the rows before,
    /// and the error is returned. Rows that lie in the inflater's buffer stay there if none has a filter, as with most palette pictures.
    /// </summary>
    public ImageDecodeException? Unfilter(PngStrip strip)
    {
        int stride = strip.RawStride;
        strip.Unfiltered = strip.Memory + 1;
        if (strip.Raw != strip.Memory)
        {
            int plain = 0;
            while (plain < strip.Rows && strip.Raw[(nint)plain * stride] == PngFilterType.None)
                plain++;
            if (plain == strip.Rows && plain > 0)
            {
                strip.Unfiltered = strip.Raw + 1;
                Buffer.MemoryCopy(strip.Unfiltered + (nint)(strip.Rows - 1) * stride, _prior, stride - 1, stride - 1);
                return null;
            }
        }

        var target = new PngRowSpan(strip.Unfiltered, stride);
        strip.Rows = Unfilter(strip, strip.Raw, target, strip.Rows, out ImageDecodeException? error);
        return error;
    }

    /// <summary>
    /// The strip's rows once more, a pixel's bytes in the destination's order. (In place it costs no second strip, and with
    /// 3-byte pixels, whose vectors overlap, four times as much.)
    /// </summary>
    public void Permute(PngStrip strip)
    {
        Debug.Assert(strip.Permuted != null);
        nint stride = strip.RawStride;
        int rowBytes = strip.RawStride - 1;
        for (int i = 0; i < strip.Rows; i++)
        {
            byte* from = strip.Raw + i * stride;
            byte* to = strip.Permuted + i * stride;
            *to = *from;
            _pipeline.Permute(new ReadOnlySpan<byte>(from + 1, rowBytes), new Span<byte>(to + 1, rowBytes), strip.Pass.Width);
        }
    }

    /// <summary>Unfilters the next rows of a strip to the destination, which is what filters write.</summary>
    /// <exception cref="ImageDecodeException">A filter type that there is not.</exception>
    public void Write(PngStrip strip, int rows, PngRowSpan destination)
    {
        byte* raw = (strip.Permuted != null ? strip.Permuted : strip.Raw) + (nint)strip.Next * strip.RawStride;
        if (Unfilter(strip, raw, destination, rows, out ImageDecodeException? error) < rows)
            throw error!;
    }

    /// <summary>Converts the next rows of an unfiltered strip and puts them to their places.</summary>
    /// <param name="strip">The strip.</param>
    /// <param name="rows">How many.</param>
    /// <param name="destination">The first of them; or, if they are scattered, the first row of the picture.</param>
    /// <param name="isScattered">Whether rows go to the pass's places in the picture, not one below the other.</param>
    /// <exception cref="ImageDecodeException">A palette index that there is not.</exception>
    public void Convert(PngStrip strip, int rows, PngRowSpan destination, bool isScattered)
    {
        PngPass pass = strip.Pass;
        byte* source = strip.Unfiltered + (nint)strip.Next * strip.RawStride;
        int pixelBytes = _pipeline.OutputBytesPerPixel;
        for (int i = 0; i < rows; i++, source += strip.RawStride)
        {
            int row = strip.FirstRow + strip.Next + i;
            byte* target = destination[isScattered ? pass.Y + (nint)row * pass.StepY : i];
            byte* converted = !isScattered || pass.StepX == 1 ? target : _passRow;
            int badColumn = _pipeline.Convert(
                new ReadOnlySpan<byte>(source, strip.RawStride - 1), new Span<byte>(converted, pass.Width * pixelBytes), pass.Width);
            if (badColumn >= 0)
            {
                if (_damage.BadIndex(strip, strip.Next + i, badColumn, _pipeline.LargestIndex + 1) is { } error)
                    throw error;
                _damage.Mark(pass, row, 1, reason: null);
            }

            if (converted != target)
                PngAdam7.Scatter(converted, target + pass.X * pixelBytes, pass.StepX, pass.Width, pixelBytes);
        }
    }

    /// <summary>Zeros for rows of a pass that could not be had.</summary>
    public void Blank(in PngPass pass, int firstRow, int rows, PngRowSpan destination, bool isScattered)
    {
        int pixelBytes = _pipeline.OutputBytesPerPixel;
        nuint bytes = (nuint)((long)pass.Width * pixelBytes);
        if (isScattered)
            NativeMemory.Clear(_passRow, bytes);
        for (int i = 0; i < rows; i++)
        {
            if (isScattered)
                PngAdam7.Scatter(_passRow, destination[pass.Y + (nint)(firstRow + i) * pass.StepY] + pass.X * pixelBytes, pass.StepX, pass.Width, pixelBytes);
            else
                NativeMemory.Clear(destination[i], bytes);
        }
    }

    /// <summary>
    /// Unfilters <paramref name="rows"/> rows, the next ones of the strip. Returns how many; fewer when the next has a filter
    /// type that does not exist (other than lenient decodes), which then is the error.
    /// </summary>
    private int Unfilter(PngStrip strip, byte* raw, PngRowSpan target, int rows, out ImageDecodeException? error)
    {
        error = null;
        int rowBytes = strip.RawStride - 1;
        byte* prior = _prior;
        int done = 0;
        while (done < rows)
        {
            byte* next = raw + (nint)done * strip.RawStride;
            int good = PngUnfilter.Rows(_kernels, new PngRowSpan(next, strip.RawStride), prior, target.From(done), rowBytes, _isTainted ? 1 : rows - done, _discard);
            if (good == 0)
            {
                error = _damage.BadFilter(strip, strip.Next + done, *next);
                if (error is not null)
                    break;

                // Without a prediction, as good as any; the rows that are predicted from it are as wrong.
                *next = PngFilterType.None;
                PngUnfilter.Rows(_kernels, new PngRowSpan(next, strip.RawStride), prior, target.From(done), rowBytes, 1, _discard);
                _damage.Mark(strip.Pass, strip.FirstRow + strip.Next + done, 1, reason: null);
                _isTainted = true;
                good = 1;
            }
            else if (_isTainted)
            {
                if (*next is PngFilterType.None or PngFilterType.Sub)
                    _isTainted = false;
                else
                    _damage.Mark(strip.Pass, strip.FirstRow + strip.Next + done, 1, reason: null);
            }

            done += good;
            prior = target[done - 1];
        }

        // For the rows of the next strip.
        if (done > 0)
            Buffer.MemoryCopy(prior, _prior, rowBytes, rowBytes);
        return done;
    }

    public void Dispose() => _arena.Dispose();
}
