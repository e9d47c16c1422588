// How two pictures of one shape differ, sample by sample.

namespace RawDecoders.Conformance.Pictures;

/// <summary>The comparison of two pictures of the same size, channels and sample type.</summary>
internal sealed class PictureDifference
{
    private PictureDifference(Picture ours, Picture theirs)
    {
        Ours = ours;
        Theirs = theirs;
        // 16-bit differences beyond the range of the histogram are counted at its ends.
        const int Reach = 255;
        Histogram = new long[(2 * Reach) + 1];
        int channels = ours.Channels;
        MaximumPerChannel = new int[channels];
        Samples = (long)ours.Width * ours.Height * channels;
        for (int i = 0; i < Samples; i++)
        {
            int d = ours[i] - theirs[i];
            Histogram[Math.Clamp(d, -Reach, Reach) + Reach]++;
            if (d == 0)
                continue;
            Differing++;
            int size = Math.Abs(d);
            MaximumPerChannel[i % channels] = Math.Max(MaximumPerChannel[i % channels], size);
            if (size > Largest)
            {
                Largest = size;
                WorstPixel = (i / channels % ours.Width, i / channels / ours.Width);
            }
        }
    }

    public Picture Ours { get; }

    public Picture Theirs { get; }

    /// <summary>Number of samples compared.</summary>
    public long Samples { get; }

    /// <summary>Number of samples that differ.</summary>
    public long Differing { get; }

    /// <summary>The largest absolute difference, in units of the sample type.</summary>
    public int Largest { get; }

    /// <summary>Where the largest difference is first met.</summary>
    public (int X, int Y) WorstPixel { get; }

    /// <summary>The largest absolute difference of each channel.</summary>
    public int[] MaximumPerChannel { get; }

    /// <summary>Counts of ours - theirs; the middle entry counts equal samples, the ends whatever is at least as far.</summary>
    public long[] Histogram { get; }

    /// <summary>Share of samples that differ, in percent.</summary>
    public double Percent => 100.0 * Differing / Samples;

    /// <summary>"differs by at most 3 on 0.21 % of samples".</summary>
    public string Description => Differing == 0
        ? "equal"
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"differs by at most {Largest} on {Share(Percent)} % of samples");

    /// <summary>Compares; null when size, channels or sample type are not the same.</summary>
    public static PictureDifference? Compare(Picture ours, Picture theirs)
        => ours.Width == theirs.Width && ours.Height == theirs.Height && ours.Order == theirs.Order && ours.Type == theirs.Type
            ? new PictureDifference(ours, theirs)
            : null;

    /// <summary>
    /// |ours - theirs| for each channel (alpha's is added to the colours'), amplified so that the largest is white;
    /// the factor is <paramref name="amplification"/>. Where nothing differs the picture is black.
    /// </summary>
    public Picture ToPicture(out double amplification)
    {
        double factor = Largest == 0 ? 1 : 255.0 / Largest;
        amplification = factor;
        int channels = Ours.Channels;
        byte[] data = new byte[Ours.Width * Ours.Height * 3];
        Span<int> d = stackalloc int[4];
        for (int p = 0; p < Ours.Width * Ours.Height; p++)
        {
            for (int c = 0; c < channels; c++)
                d[c] = (int)Math.Ceiling(Math.Abs(Ours[(p * channels) + c] - Theirs[(p * channels) + c]) * factor);
            int alpha = channels is 2 or 4 ? d[channels - 1] : 0;
            for (int c = 0; c < 3; c++)
                data[(p * 3) + c] = (byte)Math.Min(d[channels >= 3 ? c : 0] + alpha, 255);
        }

        return new Picture(Ours.Width, Ours.Height, PictureChannels.Rgb, PictureSample.UInt8, data);
    }

    /// <summary>A percentage with as many digits as it takes not to read as zero.</summary>
    public static string Share(double percent)
    {
        string format = percent >= 10 ? "0" : percent >= 1 ? "0.0" : percent >= 0.01 ? "0.00" : "0.0000";
        return percent.ToString(format, System.Globalization.CultureInfo.InvariantCulture);
    }
}
