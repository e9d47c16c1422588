namespace RawDecoders;

/// <summary>
/// The policy on violations, in one place: a decoder states a finding once, and the strictness decides what it becomes.
/// </summary>
internal sealed class DecodeIssues(ImageFormat format, Strictness strictness)
{
    private readonly List<DecodeWarning> _warnings = [];
    private readonly List<DamagedRows> _damage = [];

    public Strictness Strictness => strictness;

    public bool IsLenient => strictness == Strictness.Lenient;

    /// <summary>A list kept from growing with the file: a broken file may hold millions of odd chunks.</summary>
    private const int MaxRecorded = 1000;

    public IReadOnlyList<DecodeWarning> Warnings => _warnings;

    public IReadOnlyList<DamagedRows> Damage => _damage;

    /// <summary>A violation that cannot change a pixel: refused when strict, else a warning.</summary>
    public void Harmless(long offset, string what, string part, string clause)
    {
        if (strictness == Strictness.Strict)
            throw Error(ImageDecodeErrorKind.Malformed, offset, what, part, clause);
        Warn(offset, what, part, clause);
    }

    /// <summary>
    /// A violation that pixels depend on but that can be passed over: refused unless lenient, then a warning.
    /// </summary>
    public void Harmful(ImageDecodeErrorKind kind, long offset, string what, string part, string clause)
    {
        if (strictness != Strictness.Lenient)
            throw Error(kind, offset, what, part, clause);
        Warn(offset, what, part, clause);
    }

    /// <summary>An oddity that the specification allows and no strictness refuses, worth telling.</summary>
    public void Warn(long offset, string what, string part, string clause)
    {
        if (_warnings.Count < MaxRecorded)
            _warnings.Add(new DecodeWarning(offset, what, part, clause));
    }

    /// <summary>Rows that could not be had (lenient only; the caller throws <paramref name="reason"/> otherwise).</summary>
    public void Lost(int firstRow, int rowCount, ImageDecodeException reason)
    {
        if (rowCount > 0 && _damage.Count < MaxRecorded)
            _damage.Add(new DamagedRows(firstRow, rowCount, reason));
    }

    public ImageDecodeException Error(
        ImageDecodeErrorKind kind, long offset, string what, string part, string clause, Exception? inner = null)
        => new(kind, format, offset, what, part, clause, inner);
}
