namespace RawDecoders;

/// <summary>
/// The policy on violations, in one place: a decoder states a finding once, and the strictness decides what it becomes.
/// </summary>
internal sealed class DecodeIssues(ImageFormat format, Strictness strictness)
{
    private readonly List<DecodeWarning> _warnings = [];
    private readonly List<IssueGravity> _gravities = [];
    private readonly List<DamagedRows> _damage = [];

    public Strictness Strictness => strictness;

    public bool IsLenient => strictness == Strictness.Lenient;

    /// <summary>A list kept from growing with the file: a broken file may hold millions of odd chunks.</summary>
    public const int MaxRecorded = 1000;

    public IReadOnlyList<DecodeWarning> Warnings => _warnings;

    /// <summary>Of each warning, in the same order: who would have refused it.</summary>
    public IReadOnlyList<IssueGravity> Gravities => _gravities;

    public IReadOnlyList<DamagedRows> Damage => _damage;

    /// <summary>A violation that cannot change a pixel: refused when strict, else a warning.</summary>
    public void Harmless(long offset, string what, string part, string clause)
    {
        if (strictness == Strictness.Strict)
            throw Error(ImageDecodeErrorKind.Malformed, offset, what, part, clause);
        Record(IssueGravity.Harmless, offset, what, part, clause);
    }

    /// <summary>
    /// A violation that pixels depend on but that can be passed over: refused unless lenient, then a warning.
    /// </summary>
    public void Harmful(ImageDecodeErrorKind kind, long offset, string what, string part, string clause)
    {
        if (strictness != Strictness.Lenient)
            throw Error(kind, offset, what, part, clause);
        Record(IssueGravity.Harmful, offset, what, part, clause);
    }

    /// <summary>An oddity that the specification allows and no strictness refuses, worth telling.</summary>
    public void Warn(long offset, string what, string part, string clause)
        => Record(IssueGravity.Odd, offset, what, part, clause);

    private void Record(IssueGravity gravity, long offset, string what, string part, string clause)
    {
        if (_warnings.Count == MaxRecorded)
            return;
        _warnings.Add(new DecodeWarning(offset, what, part, clause));
        _gravities.Add(gravity);
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

/// <summary>How much a recorded issue matters. For the inspector, which tells it.</summary>
internal enum IssueGravity
{
    /// <summary>No strictness refuses it.</summary>
    Odd,

    /// <summary>Strict refuses it.</summary>
    Harmless,

    /// <summary>Only Lenient passes it.</summary>
    Harmful,
}
