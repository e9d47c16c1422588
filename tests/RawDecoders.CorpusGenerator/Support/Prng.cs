// The only source of randomness here: SplitMix64, a published counter-based generator of ten operations, so that the
// same seed gives the same bytes on every machine and runtime.

namespace RawDecoders.CorpusGenerator;

/// <summary>SplitMix64.</summary>
public sealed class Prng(ulong seed)
{
    private ulong _state = seed;

    /// <summary>64 uniformly distributed bits.</summary>
    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        return Mix(_state);
    }

    /// <summary>An integer in 0..<paramref name="bound"/>-1 (the bias of the multiplication is irrelevant here).</summary>
    public int Next(int bound) => (int)((Next() >> 32) * (ulong)bound >> 32);

    /// <summary>A hash of three integers, uniform over 0..65535: the lattice of value noise.</summary>
    public static int Lattice(int x, int y, int seed)
        => (int)(Mix(((ulong)(uint)x << 32 | (uint)y) + (ulong)(uint)seed * 0x9E3779B97F4A7C15) >> 48);

    private static ulong Mix(ulong z)
    {
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return z ^ z >> 31;
    }
}
