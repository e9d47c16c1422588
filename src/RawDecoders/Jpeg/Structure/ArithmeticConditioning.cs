// Owns: the conditioning of arithmetic coding as it stands when a scan begins (T.81 B.2.4.3, F.1.4.4.1.2, F.1.4.4.2): which differences of DC
// count as small, and up to which index AC coefficients are low ones. Stands between DAC segments, which change it, and the scan
// records. Leaves to others: the segments (ConditioningSegment), and what depends on it (ArithmeticKernel).

namespace RawDecoders.Jpeg;

/// <summary>Conditioning values by destination, 0 to 3. Immutable: a segment makes another.</summary>
internal sealed record ArithmeticConditioning
{
    private const int Destinations = 4;

    /// <summary>What holds unless a segment says otherwise (B.2.4.3): L = 0, U = 1, Kx = 5 everywhere.</summary>
    public static ArithmeticConditioning Default { get; } = new();

    private readonly byte[] _dc = [0x10, 0x10, 0x10, 0x10];
    private readonly byte[] _ac = [5, 5, 5, 5];

    private ArithmeticConditioning()
    {
    }

    private ArithmeticConditioning(byte[] dc, byte[] ac) => (_dc, _ac) = (dc, ac);

    /// <summary>L: a difference of at most 2^(L - 1), 0 of L = 0, counts as none; 0 to 15.</summary>
    public int Lower(int destination) => _dc[destination] & 15;

    /// <summary>U: a difference of more than 2^U counts as large; L to 15.</summary>
    public int Upper(int destination) => _dc[destination] >> 4;

    /// <summary>Kx: magnitudes of zigzag indices up to it have statistics apart from those above; 1 to 63.</summary>
    public int LastLow(int destination) => _ac[destination];

    /// <summary>The same with another value for one destination: Cs of B.2.4.3.</summary>
    public ArithmeticConditioning With(bool isAc, int destination, byte value)
    {
        var dc = (byte[])_dc.Clone();
        var ac = (byte[])_ac.Clone();
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)destination, (uint)Destinations);
        (isAc ? ac : dc)[destination] = value;
        return new ArithmeticConditioning(dc, ac);
    }
}
