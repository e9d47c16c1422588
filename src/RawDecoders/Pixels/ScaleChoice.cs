// Owns: which scale a picture is decoded at: what the options say of it, whether they say it together with what does not go with it, and the
// scale that covers a target size. Asked by the facade before a file is opened, and by whoever scales once its headers are read. Leaves
// lengths to ImageScale.

namespace RawDecoders;

/// <summary>Chooses scales.</summary>
internal static class ScaleChoice
{
    /// <summary>The scale of a picture.</summary>
    /// <param name="options">What is asked for; checked before.</param>
    /// <param name="info">The picture.</param>
    /// <param name="boxesOnly">Whether its format has only 1/2, 1/4 and 1/8.</param>
    /// <exception cref="ImageDecodeException">The scale is none of those.</exception>
    public static ImageScale Of(DecodeOptions options, ImageInfo info, bool boxesOnly)
    {
        if (options.TargetSize is { } target)
        {
            // Sizes are those of the picture as it is delivered.
            bool isTurned = options.TurnsUpright && OrientationTransform.SwapsAxes(info.Orientation);
            return ImageScale.Covering(info.Width, info.Height, isTurned ? new ImageSize(target.Height, target.Width) : target, boxesOnly);
        }

        if (boxesOnly && !options.Scale.IsBox)
            throw new ImageDecodeException(DecodeIssues.Make(SharedRules.ScaleUnavailable, 0, $"{options.Scale} of the size is asked for, and a picture that is no JPEG of 8 bits has 1/2, 1/4 and 1/8"), info.Format);
        return options.Scale;
    }

    /// <summary>Refuses what does not go together with a scale.</summary>
    /// <exception cref="ArgumentException">So it is.</exception>
    public static void Check(DecodeOptions options)
    {
        if (!options.Shrinks)
            return;
        string asked = options.TargetSize is null ? "DecodeOptions.Scale" : "DecodeOptions.TargetSize";
        if (options.TargetSize is not null && options.Scale != ImageScale.Full)
            throw new ArgumentException("DecodeOptions.TargetSize chooses the scale: leave DecodeOptions.Scale as it is.");
        if (options.TargetSize is { } target && (target.Width < 1 || target.Height < 1))
            throw new ArgumentException($"{asked} is {target}, and no side is less than 1.");
        if (options.Like is not null)
            throw new ArgumentException($"{asked} has no meaning for DecodeOptions.Like: the other library's array has the picture's own size.");
        if (options.JpegReconstruction == JpegReconstruction.ImageSharp)
            throw new ArgumentException($"{asked} has libjpeg-turbo's arithmetic: leave JpegReconstruction.ImageSharp out.");
        if (options.PixelFormat == PixelFormat.Indexed8)
            throw new ArgumentException($"{asked} averages colours: leave PixelFormat.Indexed8 out.");
    }

    /// <summary>Damaged rows of the whole picture as rows of the small one: all that they are part of.</summary>
    /// <param name="damage">Runs of rows.</param>
    /// <param name="scale">The scale.</param>
    /// <param name="height">Rows of the small picture.</param>
    public static IReadOnlyList<DamagedRows> Shrink(IReadOnlyList<DamagedRows> damage, ImageScale scale, int height)
    {
        if (damage.Count == 0 || scale == ImageScale.Full)
            return damage;
        var rows = new DamagedRowMap(height);
        foreach (DamagedRows run in damage)
        {
            (int first, int end) = scale.Rows(run.FirstRow, run.FirstRow + run.RowCount);
            rows.Mark(first, end - first, run.Reason);
        }

        return rows.ToRuns();
    }
}
