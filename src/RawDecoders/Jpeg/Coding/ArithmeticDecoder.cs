// Owns: the arithmetic decoder of T.81 D.2: the registers A and C over the bytes of one restart interval, and the statistics of one scan,
// which learn as it is decoded. Says one decision at a time. Stands between EntropyReader, whose clean bytes it takes one by one, and
// ArithmeticKernel. Leaves to others: what the decisions mean, restarts, and policy on damage.
//
// The interval A is what is left of the unit interval, C the code's place in it. Each decision divides A: the less probable symbol has
// its upper Qe, the more probable one what lies below, unless that has become the smaller part: then the two trade places (D.1.3).
//
//     0                    A - Qe          A
//     +----------------------+-------------+       C below A - Qe: more probable symbol, A becomes A - Qe
//     |    more probable     | less prob.  |       else:           less probable one, C falls by A - Qe, A becomes Qe
//     +----------------------+-------------+
//
// A is kept at 0x8000 or more by doubling both, which is when bits of the code are used up and states change.

using System.Numerics;

namespace RawDecoders.Jpeg;

/// <summary>Decides.</summary>
internal sealed unsafe class ArithmeticDecoder
{
    /// <summary>Bins of one DC destination: S0, SS, SP and SN of five contexts, then X1 to X15 and M2 to M15 (Table F.4).</summary>
    public const int DcBins = 64;

    /// <summary>Bins of one AC destination: SE, S0 and SP of 63 indices, then X2 to X15 and M2 to M15 of low and of high ones (Table F.5).</summary>
    public const int AcBins = 256;

    private const int Destinations = 4;
    private const int StatisticsBytes = Destinations * (DcBins + AcBins);

    private readonly EntropyReader _bytes;
    private readonly byte* _statistics;
    private uint _interval;
    private uint _code;
    private int _shiftsLeft;
    private bool _isStarted;
    private bool _isPastData;

    /// <param name="bytes">The scan's bytes; nobody else takes from them.</param>
    /// <param name="arena">Where memory comes from.</param>
    public ArithmeticDecoder(EntropyReader bytes, NativeArena arena)
    {
        _bytes = bytes;
        _statistics = arena.AllocateZeroed(StatisticsBytes + 1);
        Even = _statistics + StatisticsBytes;
        *Even = ArithmeticStates.Fixed;
    }

    /// <summary>The bin for decisions of even odds.</summary>
    public byte* Even { get; }

    /// <summary>Whether the file ended, with no marker, before the bytes that the last decisions took. Set once an interval.</summary>
    public bool HasMetEndOfFile { get; private set; }

    /// <summary>The statistics of a DC destination.</summary>
    public byte* Dc(int destination) => _statistics + destination * DcBins;

    /// <summary>The statistics of an AC destination.</summary>
    public byte* Ac(int destination) => _statistics + Destinations * DcBins + destination * AcBins;

    /// <summary>A restart interval begins where the bytes stand (F.1.4.4.1.5, E.2.4): nothing has been learnt.</summary>
    public void Reset()
    {
        new Span<byte>(_statistics, StatisticsBytes).Clear();
        _isStarted = _isPastData = HasMetEndOfFile = false;
    }

    /// <summary>Initdec (Figure D.21), before the first decision of an interval.</summary>
    public void Start()
    {
        if (_isStarted)
            return;
        _isStarted = true;
        _code = NextByte() << 24;
        _code |= NextByte() << 16;
        _interval = 0x10000;
        _shiftsLeft = 0;
    }

    /// <summary>The end of the file has been dealt with.</summary>
    public void PassEndOfFile() => HasMetEndOfFile = false;

    /// <summary>Decode(S) (Figure D.14): 0 or 1. The bin learns from it.</summary>
    public int Decode(byte* bin)
    {
        uint state = *bin;
        uint entry = ArithmeticStates.Packed[(int)(state & 0x7F)];
        uint part = entry >> 16;
        uint decision = state >> 7;
        uint rest = _interval - part;
        bool isLess;
        if (_code >> 16 < rest)
        {
            _interval = rest;
            if (rest >= 0x8000)
                return (int)decision;
            isLess = rest < part;
        }
        else
        {
            _code -= rest << 16;
            _interval = part;
            isLess = rest >= part;
        }

        // Estimation of probabilities (D.1.5.2), on renormalisation only.
        if (isLess)
        {
            *bin = (byte)(state & ArithmeticStates.MoreProbableOne ^ entry & 0xFF);
            decision ^= 1;
        }
        else
        {
            *bin = (byte)(state & ArithmeticStates.MoreProbableOne | entry >> 8 & 0x7F);
        }

        Renormalize();
        return (int)decision;
    }

    /// <summary>Renorm_d (Figure D.19): doubles until A is 0x8000 at least.</summary>
    private void Renormalize()
    {
        int shifts = BitOperations.LeadingZeroCount(_interval) - 16;
        _interval <<= shifts;
        while (shifts > 0)
        {
            if (_shiftsLeft == 0)
            {
                _code |= NextByte() << 8;
                _shiftsLeft = 8;
            }

            int now = Math.Min(shifts, _shiftsLeft);
            _code <<= now;
            _shiftsLeft -= now;
            shifts -= now;
        }
    }

    /// <summary>Byte_in (Figure D.20). Past the data there are zeros: coders leave trailing ones out (D.1.8).</summary>
    private uint NextByte()
    {
        if (_bytes.TryTakeByte(out byte value))
            return value;
        if (!_isPastData)
        {
            _isPastData = true;
            _bytes.FindMarker(out JpegMarker marker, out _, out _);
            HasMetEndOfFile = marker == JpegMarker.None;
        }

        return 0;
    }
}
