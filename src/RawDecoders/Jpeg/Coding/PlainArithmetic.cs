// Owns: arithmetic decisions bit by bit (T.81 D.2), each with what it was made of: the bin, its state, the registers A and C. The register
// C is only as wide as A here, and each doubling takes one bit of the data, so that the place of every bit is known; it decides what
// ArithmeticDecoder decides, which takes bytes. Stands below the plain reader, for study. Leaves to others: what decisions mean
// (PlainBlockReader.Arithmetic.cs), and speed.

namespace RawDecoders.Jpeg;

/// <summary>A decision.</summary>
/// <param name="Bin">The statistics bin (Tables F.4 and F.5), or <see cref="PlainArithmetic.Even"/>.</param>
/// <param name="State">The bin's index into Table D.3, before.</param>
/// <param name="MoreProbable">Its more probable symbol, before.</param>
/// <param name="Interval">A, before.</param>
/// <param name="Code">C, before: its 16 bits that are compared.</param>
/// <param name="Value">What was decided.</param>
/// <param name="Bits">Bits that the doubling after it took.</param>
/// <param name="Stored">How many of them the data has: zeros follow it (D.2.6).</param>
/// <param name="Place">Where they begin.</param>
internal readonly record struct ArithmeticDecision(int Bin, int State, int MoreProbable, int Interval, int Code, int Value, int Bits, int Stored, BitPlace Place)
{
    /// <summary>Qe of the state.</summary>
    public int Qe => ArithmeticStates.Qe(State);
}

/// <summary>The registers and statistics of one restart interval.</summary>
internal sealed class PlainArithmetic
{
    /// <summary>Number of the bin with even odds.</summary>
    public const int Even = -1;

    private readonly byte[] _dc = new byte[4 * ArithmeticDecoder.DcBins];
    private readonly byte[] _ac = new byte[4 * ArithmeticDecoder.AcBins];
    private int _interval;
    private int _code;

    /// <summary>The decisions since it was last emptied; null if nobody asks.</summary>
    public List<ArithmeticDecision>? Log { get; init; }

    /// <summary>By scan component: the context of the next DC difference, 0, 4, 8, 12 or 16.</summary>
    public int[] Contexts { get; } = new int[UpToFour<int>.Capacity];

    /// <summary>Bits of the data that have been taken since the first decision; not the zeros that follow them (D.2.6).</summary>
    public int Taken { get; private set; }

    /// <summary>Initdec, once an interval: the first 16 bits.</summary>
    public void Start(ref PlainBitReader bits)
    {
        if (_interval != 0)
            return;
        _interval = 0x10000;
        for (int i = 0; i < 16; i++)
            _code = _code << 1 | Next(ref bits);
    }

    /// <summary>Decode(S), after <see cref="Start"/>.</summary>
    /// <param name="bits">The data: zeros follow them.</param>
    /// <param name="isAc">Of which statistics.</param>
    /// <param name="destination">Of which destination.</param>
    /// <param name="bin">Which of them, or <see cref="Even"/>.</param>
    public int Decide(ref PlainBitReader bits, bool isAc, int destination, int bin)
    {
        byte even = ArithmeticStates.Fixed;
        ref byte statistics = ref even;
        if (bin != Even)
            statistics = ref (isAc ? _ac : _dc)[destination * (isAc ? ArithmeticDecoder.AcBins : ArithmeticDecoder.DcBins) + bin];
        int state = statistics & 0x7F, probable = statistics >> 7;
        uint entry = ArithmeticStates.Packed[state];
        (int before, int code, int qe) = (_interval, _code, (int)(entry >> 16));

        // D.2.1: the upper part is the less probable symbol's, unless it is the larger one.
        int rest = _interval - qe;
        bool isUpper = _code >= rest;
        bool isLess = isUpper == (rest >= qe);
        (_interval, _code) = isUpper ? (qe, _code - rest) : (rest, _code);
        int value = isLess ? 1 - probable : probable;
        int taken = 0;
        long first = bits.Count;
        BitPlace place = bits.Place;
        if (_interval < 0x8000)
        {
            bool isSwitched = isLess && (entry & 0x80) != 0;
            statistics = (byte)((isSwitched ? 1 - probable : probable) << 7 | (int)(isLess ? entry & 0x7F : entry >> 8 & 0x7F));
            for (; _interval < 0x8000; taken++)
            {
                _interval <<= 1;
                _code = _code << 1 | Next(ref bits);
            }
        }

        int stored = (int)(bits.Count - first);
        Taken += stored;
        Log?.Add(new ArithmeticDecision(bin, state, probable, before, code, value, taken, stored, place));
        return value;
    }

    private static int Next(ref PlainBitReader bits) => bits.TryRead(out int bit) ? bit : 0;
}
