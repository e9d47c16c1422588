// Owns: the parameters of DAC (T.81 B.2.4.3), any number of values in a segment: the struct is walked with TryReadNext and parses one at a
// time, without copying. Stands between the segment reader and whoever uses the values, decoder or inspector. Leaves to others:
// keeping them (ArithmeticConditioning).

namespace RawDecoders.Jpeg;

/// <summary>The conditioning values of a DAC segment.</summary>
internal ref struct ConditioningSegment(ReadOnlySpan<byte> payload)
{
    private readonly ReadOnlySpan<byte> _payload = payload;
    private int _next;

    /// <summary>Offset in the payload of the current value's two bytes.</summary>
    public int Offset { get; private set; }

    /// <summary>Tc: whether this conditions AC.</summary>
    public bool IsAc { get; private set; }

    /// <summary>Tb: 0 to 3.</summary>
    public int Destination { get; private set; }

    /// <summary>Cs: of AC Kx, of DC U and L, four bits each.</summary>
    public byte Value { get; private set; }

    /// <summary>Moves to the next value; false at the end, or with a problem.</summary>
    public bool TryReadNext(out Finding problem)
    {
        problem = default;
        if (_next == _payload.Length)
        {
            if (_payload.IsEmpty)
                problem = JpegSegmentLength.Wrong(JpegRules.DacLength, 0, "a value is needed");
            return false;
        }

        if (_payload.Length - _next < 2)
        {
            problem = JpegSegmentLength.Wrong(JpegRules.DacLength, _payload.Length, "values have two bytes each");
            return false;
        }

        Offset = _next;
        int tableClass = _payload[_next] >> 4;
        Destination = _payload[_next] & 15;
        IsAc = tableClass == 1;
        Value = _payload[_next + 1];
        if (tableClass > 1 || Destination > 3)
            problem = new Finding(JpegRules.DacTable, _next, $"table class {tableClass}, destination {Destination}");
        else if (!IsAc && (Value & 15) > Value >> 4)
            problem = new Finding(JpegRules.DacValue, _next + 1, $"DC conditioning with L = {Value & 15} over U = {Value >> 4}");
        else if (IsAc && Value is < 1 or > 63)
            problem = new Finding(JpegRules.DacValue, _next + 1, $"AC conditioning with Kx = {Value}");
        _next += 2;
        return problem.IsNone;
    }
}
