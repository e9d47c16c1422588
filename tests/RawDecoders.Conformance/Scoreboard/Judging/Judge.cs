// Owns: the verdict on what a decoder did with a file. Stands over the answers and the pictures that are right. Leaves the grouping of verdicts to
// Scoreboard, and whether a verdict was looked at by a person to Review.

using System.Globalization;
using RawDecoders.Conformance.Pictures;
using RawDecoders.Conformance.Scoreboard.Running;

namespace RawDecoders.Conformance.Scoreboard.Judging;

/// <summary>A verdict.</summary>
/// <param name="Outcome">How the decoder came out.</param>
/// <param name="Text">The same in words: the largest and mean difference, rows that are right, its own message.</param>
internal sealed record Judgement(Outcome Outcome, string Text)
{
    /// <summary>The decoder's picture, kept where it is not the expected one.</summary>
    public Picture? Shown { get; init; }

    /// <summary>The picture that it was compared with, in its terms.</summary>
    public Picture? Expected { get; init; }
}

/// <summary>Judges answers.</summary>
internal static class Judge
{
    /// <summary>The verdict.</summary>
    /// <param name="file">The file.</param>
    /// <param name="claimed">Whether the decoder claims to read such files.</param>
    /// <param name="answer">What it did; null if it was not asked.</param>
    public static Judgement Of(ScoreboardCase file, bool claimed, DecoderAnswer? answer)
    {
        switch (answer?.Kind)
        {
            case null:
                return new Judgement(Outcome.NotRead, "not claimed");
            case AnswerKind.Crash:
                return new Judgement(Outcome.Crash, answer.Message);
            case AnswerKind.Hang:
                return new Judgement(Outcome.Hang, "no answer within the time limit");
            case AnswerKind.OverMemory:
                return new Judgement(Outcome.OverMemory, "over the memory limit");
            case AnswerKind.Refusal:
                return new Judgement(Refusal(file, claimed, answer), answer.Message);
            default:
                return file.Demand switch
                {
                    Demand.Open => new Judgement(Outcome.NotComparable, $"shown: {answer.Picture!.Shape}") { Shown = answer.Picture },
                    Demand.Broken => Broken(file, answer),
                    Demand.Harmless => Harmless(file, answer),
                    _ => Valid(file, claimed, answer),
                };
        }
    }

    private static Outcome Refusal(ScoreboardCase file, bool claimed, DecoderAnswer answer) => file.Demand switch
    {
        Demand.Open => Outcome.NotRead,
        Demand.Broken => Outcome.Refused,
        _ when !claimed || answer.SaysUnsupported => Outcome.NotRead,
        Demand.Harmless => Outcome.Stricter,
        _ => Outcome.RefusesValid,
    };

    /// <summary>A part of the format that is not claimed may be shown badly, if the decoder says something beside it.</summary>
    private static Judgement Valid(ScoreboardCase file, bool claimed, DecoderAnswer answer)
    {
        Judgement judgement = Shown(file, answer.Picture!);
        return judgement.Outcome == Outcome.Wrong && !claimed && answer.Note.Length > 0 ? new Judgement(Outcome.NotRead, $"not claimed; it says: {answer.Note}") : judgement;
    }

    /// <summary>A file that breaks a harmless rule may be taken for a broken one, and a part of it shown: "wrong" is said of valid files alone.</summary>
    private static Judgement Harmless(ScoreboardCase file, DecoderAnswer answer)
    {
        Judgement judgement = Shown(file, answer.Picture!);
        return judgement.Outcome == Outcome.Wrong ? Broken(file, answer) : judgement;
    }

    private static Judgement Broken(ScoreboardCase file, DecoderAnswer answer)
    {
        Picture shown = answer.Picture!;
        Picture? whole = file.Right.Count > 0 ? file.Right[0].Picture.InTermsOf(shown) : null;
        string pixels = whole is null ? $"{shown.Shape}, nothing to compare with" : Rows(file, shown, whole);
        return answer.Note.Length > 0
            ? new Judgement(Outcome.ShownWithWarning, $"{pixels}; it says: {answer.Note}") { Shown = shown, Expected = whole }
            : new Judgement(Outcome.ShownSilently, pixels) { Shown = shown, Expected = whole };
    }

    /// <summary>How much of a broken file's picture is right.</summary>
    private static string Rows(ScoreboardCase file, Picture shown, Picture whole)
    {
        if (shown.Width != whole.Width || shown.Height != whole.Height)
            return $"{shown.Shape} instead of {whole.Shape}";
        int row = shown.SamplesPerRow, right = 0;
        double reach = file.File.Format == "JPEG" ? Bounds.JpegColours.Largest : Bounds.Depth.Largest;
        for (; right < shown.Height; right++)
        {
            for (int i = right * row; i < (right + 1) * row; i++)
            {
                if (Math.Abs(shown[i] - whole[i]) > reach * shown.Maximum / 255)
                    return right == 0 ? "other pixels from the first row on" : $"the first {right} of {shown.Height} rows are as before the damage";
            }
        }

        return "the picture as before the damage";
    }

    private static Judgement Shown(ScoreboardCase file, Picture shown)
    {
        Judgement? best = null;
        foreach ((string name, Picture right) in file.Right)
        {
            Judgement judgement = Compare(file, shown, right, name);
            if (judgement.Outcome == Outcome.Equal)
                return judgement;
            if (best is null || judgement.Outcome < best.Outcome)
                best = judgement;
        }

        if (best is { Outcome: Outcome.Wrong } && file.Latitude is { } latitude && latitude.Holds(shown))
            return new Judgement(Outcome.Rounding, "components of the picture's resolution as coded, the others by a filter of its own");
        return best ?? new Judgement(Outcome.NotComparable, "nothing is known of the pixels");
    }

    private static Judgement Compare(ScoreboardCase file, Picture shown, Picture right, string name)
    {
        if (shown.Width != right.Width || shown.Height != right.Height)
            return new Judgement(Outcome.Wrong, $"{shown.Shape}; the file holds {right.Shape}") { Shown = shown, Expected = right };
        if (right.InTermsOf(shown) is not { } wanted || PictureDifference.Compare(shown, wanted) is not { } difference)
        {
            bool cmyk = (right.Order == PictureChannels.Cmyk) != (shown.Order == PictureChannels.Cmyk);
            return cmyk
                ? new Judgement(Outcome.NotComparable, $"{shown.Order} output for a {right.Order} file")
                : new Judgement(Outcome.Wrong, $"{shown.Order} output for a {right.Order} file") { Shown = shown, Expected = right };
        }

        bool alphaLost = right.HasAlpha && !shown.HasAlpha && HasTransparency(right);
        if (difference.Differing == 0)
            return new Judgement(alphaLost ? Outcome.WithoutAlpha : Outcome.Equal, name);
        double unit = Unit(file, shown, right), mean = Mean(difference) / unit, largest = difference.Largest / unit;
        string figures = string.Create(CultureInfo.InvariantCulture, $"largest difference {largest:0.#}, mean {mean:0.###}, {PictureDifference.Share(difference.Percent)} % of samples");
        if (BoundsFor(file, shown, right) is { } bounds && bounds.Hold(largest, mean))
            return new Judgement(alphaLost ? Outcome.WithoutAlpha : Outcome.Rounding, figures);
        return new Judgement(Outcome.Wrong, figures + Remark(shown, wanted)) { Shown = shown, Expected = wanted };
    }

    /// <summary>
    /// What bounds are counted in, in samples of the picture shown: steps of 8 bits, also where 16 are shown of a file that has 8; of 12-bit JPEG
    /// shown in 16 bits, its own steps.
    /// </summary>
    private static double Unit(ScoreboardCase file, Picture shown, Picture right)
        => shown.Type != PictureSample.UInt16 ? 1 : file.Feature == "jpeg/12-bit" ? 65535 / 4095.0 : right.Type == PictureSample.UInt16 ? 1 : 257;

    private static double Mean(PictureDifference difference)
    {
        double sum = 0;
        int middle = difference.Histogram.Length / 2;
        for (int i = 0; i < difference.Histogram.Length; i++)
            sum += Math.Abs(i - middle) * (double)difference.Histogram[i];
        return sum / difference.Samples;
    }

    /// <summary>The bounds that hold for a file whose samples are shown in their own depth; null if they are exact.</summary>
    public static Bounds? BoundsOf(ScoreboardCase file)
    {
        if (file.Right.Count == 0)
            return null;
        Picture right = file.Right[0].Picture;
        if (file.Feature == "jpeg/lossless")
            return right.IsGray ? null : Bounds.Converted;
        if (file.File.Format == "JPEG")
            return right.IsGray || right.Order == PictureChannels.Cmyk ? Bounds.JpegSamples : Bounds.JpegColours;
        bool masked = file.File.Format == "BMP" && (file.Feature == "bmp/masks" || file.File.Name.Contains("16bit", StringComparison.Ordinal) || file.File.Name.Contains("565", StringComparison.Ordinal));
        return masked ? Bounds.Depth : null;
    }

    private static Bounds? BoundsFor(ScoreboardCase file, Picture shown, Picture right)
        => BoundsOf(file) ?? (right.Type == PictureSample.UInt16 && shown.Type == PictureSample.UInt8 ? Bounds.Depth : null);

    private static bool HasTransparency(Picture picture)
    {
        for (int i = picture.Channels - 1, n = picture.Width * picture.Height * picture.Channels; i < n; i += picture.Channels)
        {
            if (picture[i] != picture.Maximum)
                return true;
        }

        return false;
    }

    /// <summary>What is worth adding to figures: where the difference lies.</summary>
    private static string Remark(Picture shown, Picture wanted)
    {
        if (!shown.HasAlpha)
            return "";
        bool alpha = false, colour = false, seen = false;
        for (int p = 0; p < shown.Width * shown.Height; p++)
        {
            int at = p * shown.Channels, last = at + shown.Channels - 1;
            alpha |= shown[last] != wanted[last];
            for (int i = at; i < last; i++)
            {
                bool differs = shown[i] != wanted[i];
                colour |= differs;
                seen |= differs && wanted[last] != 0;
            }
        }

        return alpha && !colour ? "; in alpha alone" : !alpha && !seen ? "; only where the file is transparent" : "";
    }
}
