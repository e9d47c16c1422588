using System.Globalization;

namespace RawDecoders.Benchmarks.Quick;

/// <summary>How a decoder's pixels compare with ours, sample by sample, before anything is timed.</summary>
/// <param name="LargestDifference">Largest difference of two samples, 0 to 255.</param>
/// <param name="DifferentShare">Share of samples that differ, 0 to 1.</param>
public readonly record struct Agreement(int LargestDifference, double DifferentShare)
{
    public bool IsExact => LargestDifference == 0;

    public static Agreement Compare(ReadOnlySpan<byte> ours, ReadOnlySpan<byte> theirs)
    {
        if (ours.SequenceEqual(theirs))
            return default;
        int largest = 0;
        long different = 0;
        for (int i = 0; i < ours.Length; i++)
        {
            int difference = Math.Abs(ours[i] - theirs[i]);
            if (difference == 0)
                continue;
            different++;
            largest = Math.Max(largest, difference);
        }

        return new Agreement(largest, (double)different / ours.Length);
    }

    public override string ToString()
        => IsExact ? "equal" : string.Create(CultureInfo.InvariantCulture, $"off by {LargestDifference} ({DifferentShare * 100:F1} %)");
}
