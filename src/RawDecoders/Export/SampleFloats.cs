// Owns: samples to single-precision numbers, scaled and normalised. Stands under TensorWriter. Leaves layout to that.
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RawDecoders.Export;

/// <summary>
/// Samples of 8 or 16 bits to single-precision numbers: (v / max - mean) / deviation, each operation rounded, with means
/// and deviations that repeat every 1 to 4 samples.
/// </summary>
internal sealed partial class SampleFloats
{
    /// <summary>A length that every period from 1 to 4 divides, and vectors of 4, 8 and 16 too.</summary>
    private const int Pattern = 48;

    private readonly bool _wide;
    private readonly bool _normalizes;
    private readonly float[] _mean = new float[Pattern];
    private readonly float[] _deviation = new float[Pattern];

    /// <summary>1 / deviation, rounded.</summary>
    private readonly float[] _reciprocal = new float[Pattern];

    /// <summary>Whether means and deviations are in the range in which division may go by reciprocals.</summary>
    private readonly bool _isTame = true;

    public SampleFloats(bool wide, ReadOnlySpan<float> mean, ReadOnlySpan<float> deviation)
    {
        _wide = wide;
        for (int i = 0; i < Pattern; i++)
        {
            _mean[i] = mean[i % mean.Length];
            _deviation[i] = deviation[i % deviation.Length];
            _reciprocal[i] = 1 / _deviation[i];
            _normalizes |= _mean[i] != 0 || _deviation[i] != 1;
            _isTame &= (_mean[i] == 0 || IsTame(_mean[i])) && IsTame(_deviation[i]);
        }
    }

    private float Max => _wide ? 65535 : 255;

    /// <summary>Between 2^-20 and 2^20: no step of a division by such numbers underflows or overflows.</summary>
    private static bool IsTame(float v) => MathF.Abs(v) is >= 1f / (1 << 20) and <= 1 << 20;

    /// <summary>Converts as many samples as <paramref name="destination"/> holds, starting with the first mean and deviation.</summary>
    public void Convert(ReadOnlySpan<byte> samples, Span<float> destination)
    {
        if (samples.Length < destination.Length * (_wide ? 2 : 1))
            throw new ArgumentException($"{samples.Length} bytes are too few for {destination.Length} samples.", nameof(samples));
        ref byte from = ref MemoryMarshal.GetReference(samples);
        ref float to = ref MemoryMarshal.GetReference(destination);
        int done = _wide ? ConvertVectorized<Wide>(ref from, ref to, destination.Length) : ConvertVectorized<Narrow>(ref from, ref to, destination.Length);
        ConvertScalar(ref from, ref to, done, destination.Length);
    }

    /// <summary>The normative loop.</summary>
    internal void ConvertScalar(ref byte samples, ref float destination, int start, int end)
    {
        Debug.Assert(start >= 0 && start <= end);
        for (int i = start; i < end; i++)
        {
            float v = _wide ? Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref samples, i * 2)) : Unsafe.Add(ref samples, i);
            float scaled = v / Max;
            if (_normalizes)
                scaled = (scaled - _mean[i % Pattern]) / _deviation[i % Pattern];
            Unsafe.Add(ref destination, i) = scaled;
        }
    }
}
