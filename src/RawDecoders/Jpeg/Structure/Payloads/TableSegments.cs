// Owns: the parameters of DQT (T.81 B.2.4.1), DHT (B.2.4.2), DRI (B.2.4.4) and DNL (B.2.5). DQT and DHT hold any number of
// tables: their structs are walked with TryReadNext and parse one table at a time, without copying. Stands between the segment
// reader and whoever uses the tables, decoder or inspector. Leaves to others: keeping them.

using System.Buffers.Binary;

namespace RawDecoders.Jpeg;

/// <summary>The tables of a DQT segment.</summary>
internal ref struct QuantizationTableSegment(ReadOnlySpan<byte> payload)
{
    private readonly ReadOnlySpan<byte> _payload = payload;
    private int _next;

    /// <summary>Offset in the payload of the current table.</summary>
    public int Offset { get; private set; }

    /// <summary>Tq: 0 to 3.</summary>
    public int Destination { get; private set; }

    /// <summary>Bits of an element: 8 or 16.</summary>
    public int Precision { get; private set; }

    /// <summary>Moves to the next table; false at the end, or with a problem.</summary>
    public bool TryReadNext(out Finding problem)
    {
        problem = default;
        if (_next == _payload.Length)
        {
            if (_payload.IsEmpty)
                problem = JpegSegmentLength.Wrong(JpegRules.DqtLength, 0, "a table is needed");
            return false;
        }

        Offset = _next;
        int precision = _payload[_next] >> 4;
        Destination = _payload[_next] & 15;
        if (precision > 1 || Destination > 3)
        {
            problem = new Finding(JpegRules.DqtTable, _next, $"element precision {precision}, destination {Destination}");
            return false;
        }

        Precision = 8 << precision;
        int length = 64 << precision;
        if (_payload.Length - _next - 1 < length)
        {
            problem = JpegSegmentLength.Wrong(JpegRules.DqtLength, _payload.Length, $"a table with {Precision}-bit elements needs {length + 1} more bytes than {_next + 2}");
            return false;
        }

        _next += 1 + length;
        return true;
    }

    /// <summary>Writes the current table in natural order; says whether an element is zero, which the clause forbids.</summary>
    public readonly bool CopyTo(Span<ushort> natural)
    {
        ReadOnlySpan<byte> elements = _payload[(Offset + 1)..];
        bool zero = false;
        for (int k = 0; k < 64; k++)
        {
            ushort q = Precision == 8 ? elements[k] : BinaryPrimitives.ReadUInt16BigEndian(elements[(2 * k)..]);
            natural[ZigZag.ToNatural[k]] = q;
            zero |= q == 0;
        }

        return zero;
    }
}

/// <summary>The tables of a DHT segment.</summary>
internal ref struct HuffmanTableSegment(ReadOnlySpan<byte> payload)
{
    private readonly ReadOnlySpan<byte> _payload = payload;
    private int _next;

    /// <summary>Offset in the payload of the current table.</summary>
    public int Offset { get; private set; }

    /// <summary>Tc: whether this is an AC table.</summary>
    public bool IsAc { get; private set; }

    /// <summary>Th: 0 to 3.</summary>
    public int Destination { get; private set; }

    /// <summary>Li: the number of codes of each length from 1 to 16.</summary>
    public ReadOnlySpan<byte> Lengths { get; private set; }

    /// <summary>Vi,j: the symbols in the order of their codes, at most 256.</summary>
    public ReadOnlySpan<byte> Symbols { get; private set; }

    /// <summary>Moves to the next table; false at the end, or with a problem.</summary>
    public bool TryReadNext(out Finding problem)
    {
        problem = default;
        if (_next == _payload.Length)
        {
            if (_payload.IsEmpty)
                problem = JpegSegmentLength.Wrong(JpegRules.DhtLength, 0, "a table is needed");
            return false;
        }

        Offset = _next;
        int tableClass = _payload[_next] >> 4;
        Destination = _payload[_next] & 15;
        IsAc = tableClass == 1;
        if (tableClass > 1 || Destination > 3)
        {
            problem = new Finding(JpegRules.DhtTable, _next, $"table class {tableClass}, destination {Destination}");
            return false;
        }

        if (_payload.Length - _next < 17)
        {
            problem = JpegSegmentLength.Wrong(JpegRules.DhtLength, _payload.Length, $"a table at {_next} needs 17 bytes of header");
            return false;
        }

        Lengths = _payload.Slice(_next + 1, 16);
        int total = 0;
        int code = 0;
        for (int i = 0; i < 16; i++)
        {
            total += Lengths[i];
            code = (code + Lengths[i]) << 1;
            // After length i + 1 the next code of that length would be code / 2: it must exist, since a code of ones only
            // is not allowed (C.2).
            if (Lengths[i] != 0 && code >> 1 >= 1 << (i + 1))
            {
                problem = new Finding(JpegRules.HuffmanCodes, _next + 1 + i, $"{Lengths[i]} codes of length {i + 1} do not fit");
                return false;
            }
        }

        if (total > 256)
        {
            problem = new Finding(JpegRules.HuffmanCount, _next + 1, $"{total} codes; 256 are the most");
            return false;
        }

        if (_payload.Length - _next - 17 < total)
        {
            problem = JpegSegmentLength.Wrong(JpegRules.DhtLength, _payload.Length, $"a table at {_next} has {total} codes");
            return false;
        }

        Symbols = _payload.Slice(_next + 17, total);
        _next += 17 + total;
        return true;
    }
}

/// <summary>DRI and DNL: one 16-bit number each.</summary>
internal static class NumberSegments
{
    /// <summary>Ri: MCUs between restarts; 0 switches restarts off.</summary>
    public static bool TryParseRestartInterval(ReadOnlySpan<byte> payload, out int interval, out Finding problem)
        => TryParse(payload, JpegRules.DriLength, out interval, out problem);

    /// <summary>NL: the number of lines, 1 to 65535.</summary>
    public static bool TryParseNumberOfLines(ReadOnlySpan<byte> payload, out int lines, out Finding problem)
    {
        if (!TryParse(payload, JpegRules.DnlLength, out lines, out problem))
            return false;
        if (lines == 0)
            problem = new Finding(JpegRules.DnlLines, 0, "0 lines");
        return lines != 0;
    }

    private static bool TryParse(ReadOnlySpan<byte> payload, Rule length, out int number, out Finding problem)
    {
        problem = default;
        number = 0;
        if (payload.Length != 2)
        {
            problem = JpegSegmentLength.Wrong(length, payload.Length, "4 are needed");
            return false;
        }

        number = BinaryPrimitives.ReadUInt16BigEndian(payload);
        return true;
    }
}
