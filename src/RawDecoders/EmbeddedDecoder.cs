// Owns: the decode of a file that is held inside another one. Stands between the facade and the inner format. Leaves rows to that:
// only offsets are moved.

namespace RawDecoders;

/// <summary>
/// Decodes a file that is held inside another one (a PNG or JPEG in a BMP): passes everything on to the inner format's
/// decoder, and moves the offsets in what it reports to where the bytes stand in the outer file.
/// </summary>
internal sealed class EmbeddedDecoder(FormatDecoder inner, ImageFormat outer, long start, IReadOnlyList<Issue> outerWarnings) : FormatDecoder
{
    public override ImageInfo Info => Outer(inner.Info, outer, start);

    public override int Width => inner.Width;

    public override int Height => inner.Height;

    public override bool ScalesItself => inner.ScalesItself;

    public override PixelFormat OutputFormat => inner.OutputFormat;

    public override ReadOnlyMemory<byte> Palette => inner.Palette;

    public override MemoryBudget Budget => inner.Budget;

    public override string? NoIndexReason => $"a {inner.Info.Format.ToString().ToUpperInvariant()} inside a BMP has none";

    public override long RetainedBytes => inner.RetainedBytes;

    public override long SpooledBytes => inner.SpooledBytes;

    /// <summary>The inner picture's properties as those of the outer file.</summary>
    public static ImageInfo Outer(ImageInfo info, ImageFormat outer, long start) => info with
    {
        Format = outer,
        EmbeddedFormat = info.Format,
        Embedded = info.Embedded.Count == 0 ? info.Embedded : [.. info.Embedded.Select(e => e with { Offset = e.Offset + start })],
    };

    /// <summary>An inner file's error, with its place in the outer file.</summary>
    public static ImageDecodeException Shift(ImageDecodeException error, long start)
        => new(Shift(error.Issue, start), error.Format, error);

    /// <summary>An inner file's violation, with its place in the outer file.</summary>
    public static Issue Shift(Issue issue, long start) => issue with { Offset = issue.Offset + start };

    public override void DecodeAll(RowTarget target)
    {
        try
        {
            inner.DecodeAll(target);
        }
        catch (ImageDecodeException error)
        {
            throw Shift(error, start);
        }
    }

    protected override void DecodeRows(int firstRow, RowTarget target)
    {
        try
        {
            inner.ReadRows(target);
        }
        catch (ImageDecodeException error)
        {
            throw Shift(error, start);
        }
    }

    protected override DecodeResult Conclude()
    {
        try
        {
            DecodeResult result = inner.Finish();
            IEnumerable<Issue> warnings = result.Warnings.Select(w => Shift(w, start));
            return result with
            {
                Info = Outer(result.Info, outer, start),
                Warnings = [.. outerWarnings, .. warnings],
                Damage = [.. result.Damage.Select(d => d with { Reason = Shift(d.Reason, start) })],
            };
        }
        catch (ImageDecodeException error)
        {
            throw Shift(error, start);
        }
    }

    public override void Dispose() => inner.Dispose();
}
