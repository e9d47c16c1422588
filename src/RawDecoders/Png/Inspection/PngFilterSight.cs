// Owns: filters as they are seen beside the picture: the type of each row of each pass, and how a pixel's bytes come about from its neighbours. Stands on
// PngStudy. Leaves to others: where the filtered bytes stand in the file (PngPixelTrail).

namespace RawDecoders.Png;

/// <summary>The rows of a pass.</summary>
/// <param name="Number">1 to 7 of Adam7; 0 of a picture that is not interlaced.</param>
/// <param name="Pass">Its geometry.</param>
/// <param name="Types">The filter type of each row.</param>
internal sealed record PngPassFilters(int Number, PngPass Pass, byte[] Types);

/// <summary>A byte of a pixel and what it is predicted from.</summary>
/// <param name="Channel">Which byte of the pixel.</param>
/// <param name="Value">The reconstructed byte.</param>
/// <param name="Residual">The filtered byte.</param>
/// <param name="A">The byte to the left.</param>
/// <param name="B">The byte above.</param>
/// <param name="C">The byte above to the left.</param>
/// <param name="Prediction">What is added.</param>
internal readonly record struct PngResidual(int Channel, int Value, int Residual, int A, int B, int C, int Prediction);

/// <summary>Tells filters of one file.</summary>
internal static class PngFilterSight
{
    /// <summary>The filter types of all rows that are there.</summary>
    public static List<PngPassFilters> Passes(PngStudy study)
    {
        var passes = new List<PngPassFilters>();
        if (study.Image is not { } image)
            return passes;
        ReadOnlySpan<byte> raw = image.Zlib.Output.Span;
        long start = 0;
        foreach (PngPass pass in image.Passes)
        {
            long stride = image.Header.GetRowBytes(pass.Width) + 1;
            var types = new List<byte>();
            for (int i = 0; i < pass.Height && start < raw.Length; i++, start += stride)
                types.Add(raw[(int)start]);
            passes.Add(new PngPassFilters(PngImageWalk.NumberOf(pass), pass, [.. types]));
        }

        return passes;
    }

    /// <summary>The filter type of a pixel's row, its place in the pass, and its bytes. Null if the image data is not whole.</summary>
    public static (int Type, PngRawRow Row, int Column, List<PngResidual> Bytes)? At(PngStudy study, int x, int y)
    {
        if (!study.IsWhole)
            return null;
        PngImageWalk image = study.Image!;
        ArgumentOutOfRangeException.ThrowIfNegative(x);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(x, image.Header.Width);
        ArgumentOutOfRangeException.ThrowIfNegative(y);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(y, image.Header.Height);
        (PngRawRow row, int column) = PngImageWalk.RowOf(image.Header, image.Passes, x, y);
        ReadOnlySpan<byte> raw = image.Zlib.Output.Span, done = study.Reconstructed;
        int type = raw[(int)row.RawOffset], distance = image.Header.FilterDistance;
        int stride = (int)image.Header.GetRowBytes(row.Pass.Width) + 1;
        int first = (int)((long)column * image.Header.BitsPerPixel / 8);
        var bytes = new List<PngResidual>();
        for (int i = 0; i < Math.Max(1, image.Header.BitsPerPixel / 8); i++)
        {
            int inRow = first + i, at = (int)row.RawOffset + 1 + inRow;
            int a = inRow >= distance ? done[at - distance] : 0;
            int b = row.Index > 0 ? done[at - stride] : 0;
            int c = row.Index > 0 && inRow >= distance ? done[at - stride - distance] : 0;
            int prediction = type switch
            {
                PngFilterType.Sub => a,
                PngFilterType.Up => b,
                PngFilterType.Average => (a + b) / 2,
                PngFilterType.Paeth => PngFilters.PaethPredictor(a, b, c),
                _ => 0,
            };
            bytes.Add(new PngResidual(i, done[at], raw[at], a, b, c, prediction));
        }

        return (type, row, column, bytes);
    }
}
