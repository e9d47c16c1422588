// Owns: the end of a refusal's line that tells of --strictness lenient, where that has something to show. Found out by decoding once more;
// a file that Lenient refuses too gets none. Leaves the line to ErrorReporting.

namespace RawDecoders.Cli;

/// <summary>Tells whether Lenient helps.</summary>
internal static class LenientHint
{
    /// <summary>The hint, or <see langword="null"/>.</summary>
    /// <param name="input">The file, opened still.</param>
    /// <param name="options">How it was refused.</param>
    /// <param name="refusal">Why.</param>
    public static string? For(ImageInput input, DecodeOptions options, Exception refusal)
    {
        if (options.Strictness != Strictness.Standard
            || refusal is not ImageDecodeException { Kind: ImageDecodeErrorKind.Malformed or ImageDecodeErrorKind.Truncated } e)
        {
            return null;
        }

        try
        {
            using ImageRowReader rows = input.OpenRows(new DecodeOptions { Strictness = Strictness.Lenient, Limits = options.Limits });
            DecodeResult result = PixelBytes.Pump(rows, SampleOrder.LittleEndian, _ => { });
            if (result.IntactRows == result.Height)
                return "--strictness lenient shows it";
            if (result.IntactRows > 0)
                return $"--strictness lenient shows it, {result.IntactRows} of {Words.Count(result.Height, "row")} as stored";
            // A JPEG is there in outline before any of its rows is what it is to be; of other files nothing is.
            return e.Format == ImageFormat.Jpeg ? "--strictness lenient shows what there is of it" : null;
        }
        catch (Exception more) when (ErrorReporting.ConcernsFile(more))
        {
            return null;
        }
    }
}
