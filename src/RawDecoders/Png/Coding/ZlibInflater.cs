// Owns: inflating a zlib datastream (RFC 1950) from pieces of input into a caller's buffer: which stage comes next, where input and
// output stand, what is wrong and where. Stands over the header reader and the two decoders. Leaves to others: where the input
// comes from, moving the window of the buffer, and what a decoder makes of a flaw.
using System.Diagnostics;

namespace RawDecoders.Png;

/// <summary>Why a call to <see cref="ZlibInflater.Inflate"/> returned.</summary>
internal enum InflateStatus
{
    /// <summary>All input has been taken and more is needed.</summary>
    NeedsInput,

    /// <summary>The target is reached, and at least one more byte follows.</summary>
    NeedsRoom,

    /// <summary>The next block begins at <see cref="ZlibInflater.StopBit"/>.</summary>
    AtStop,

    /// <summary>The datastream has ended, with the right check value.</summary>
    Complete,

    /// <summary>Something is wrong: see <see cref="ZlibInflater.Error"/>. All bytes before it are in the buffer.</summary>
    Flawed,
}

/// <summary>A streaming inflater.</summary>
/// <example>
/// <code>
/// var inflater = new ZlibInflater();
/// int at = 0;
/// InflateStatus status = inflater.Inflate(ref piece, buffer, ref at, buffer.Length);
/// </code>
/// </example>
internal sealed unsafe partial class ZlibInflater
{
    /// <summary>Output by which matches may reach back: what a caller must keep before the output.</summary>
    public const int WindowSize = DeflateMatch.MaxDistance;

    /// <summary>
    /// Room between target and end of a buffer that lets the fast loop run up to the target. With less, the last bytes are decoded
    /// symbol by symbol, at a tenth of the speed.
    /// </summary>
    public const int Margin = DeflateFastLoop.OutputMargin;

    /// <summary>The check value is taken of so many bytes at once, still in the first-level cache.</summary>
    private const int CheckedBytes = 24 << 10;

    private readonly DeflateHeaderReader _headers = new();
    private InflateState _state;
    private DeflateBitReader _bits;
    private long _blockAt;

    public ZlibInflater() => Reset();

    /// <summary>Is told of blocks and symbols; the fast loop then rests.</summary>
    public InflateObserver? Observer { get; init; }

    /// <summary>The normative way alone, for comparison.</summary>
    public bool IsExact { get; init; }

    /// <summary>A block that begins at this bit of the datastream is not begun: somebody has inflated it already.</summary>
    public long StopBit { get; set; } = long.MaxValue;

    /// <summary>What is wrong, once a call has returned <see cref="InflateStatus.Flawed"/>.</summary>
    public InflateError Error { get; private set; }

    /// <summary>Bytes inflated so far.</summary>
    public long OutputLength => _state.OutputLength;

    /// <summary>Bytes taken from the input so far: the next piece begins at this offset of the datastream.</summary>
    public long InputOffset => _state.InputOffset;

    /// <summary>
    /// Bytes of the datastream that have been used, the last perhaps in part: up to 7 less than were taken. After
    /// <see cref="InflateStatus.Complete"/> its length.
    /// </summary>
    public long InputUsed => (BitOffset + 7) / 8;

    /// <summary>The next bit to be used, counted from the first of the datastream.</summary>
    public long BitOffset => _state.BitOffset;

    /// <summary>Adler-32 of the bytes inflated so far.</summary>
    public uint Adler => _state.Adler;

    /// <summary>What comes next.</summary>
    public InflatePhase Phase => _state.Phase;

    /// <summary>Begins a new datastream.</summary>
    /// <param name="isBare">
    /// Whether it is bare DEFLATE data: without check value, and without zlib header, or with one that is to be passed over.
    /// </param>
    /// <param name="inputOffset">Offset of the first byte that will be given; 2 behind a header that is passed over.</param>
    public void Reset(bool isBare = false, long inputOffset = 0)
    {
        _state = new InflateState
        {
            Phase = isBare ? InflatePhase.BlockHeader : InflatePhase.ZlibHeader, IsBare = isBare, InputOffset = inputOffset, Adler = Adler32.Initial,
        };
        Error = default;
        StopBit = long.MaxValue;
    }

    /// <summary>
    /// Begins a datastream whose header somebody else has judged: what is given first is the byte behind it. The check value is still read.
    /// </summary>
    public void ResetBehindHeader()
    {
        Reset(isBare: false, inputOffset: 2);
        _state.Phase = InflatePhase.BlockHeader;
    }

    /// <summary>A copy of the state: with the 32 KiB of output before it, all that is needed to go on from here.</summary>
    public InflateState Save() => _state;

    /// <summary>
    /// Goes back, or on, to a state that any inflater has saved. The next input is that from <see cref="InflateState.InputOffset"/>
    /// on, and the next output must have the 32 KiB before it (or as much as there was).
    /// </summary>
    /// <returns>What is wrong with the codes of a state that no inflater has saved; it is then not to be used.</returns>
    public DeflateFlaw Restore(in InflateState state)
    {
        _state = state;
        Error = default;
        return _headers.Restore(ref _state);
    }

    /// <summary>Inflates until input or room runs out, the datastream ends, or something is wrong.</summary>
    /// <param name="input">The next piece of the datastream, of any size; moved on past what was taken.</param>
    /// <param name="buffer">Output. Anything from <paramref name="at"/> on may be overwritten, also behind what is inflated.</param>
    /// <param name="at">
    /// Where output goes on; moved on. The last 32 KiB of output (or as much as there is) must stand before it.
    /// </param>
    /// <param name="target">
    /// No symbol is begun from this place of the buffer on, but one that began before it is carried out as far as the buffer
    /// reaches. With <see cref="Margin"/> bytes between it and the buffer's end all goes fast, and a few literals may be begun behind it. Ends of blocks and the check value
    /// are still read, so that an exact target finds the end of the datastream.
    /// </param>
    public InflateStatus Inflate(ref ReadOnlySpan<byte> input, Span<byte> buffer, ref int at, int target)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)at, (uint)buffer.Length, nameof(at));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)target, (uint)buffer.Length, nameof(target));
        ArgumentOutOfRangeException.ThrowIfLessThan(at, Math.Min(_state.OutputLength, WindowSize), nameof(at));
        if (_state.Phase == InflatePhase.Flawed)
            return InflateStatus.Flawed;

        // Of a later call the target says little: the block may go on behind it.
        _headers.WantedBytes = _state.OutputLength == 0 ? target - at : int.MaxValue;
        fixed (byte* start = input, output = buffer)
        {
            _bits = new DeflateBitReader { Buffer = _state.Bits, Count = _state.BitCount, Next = start, End = start + input.Length };
            // Offsets count from the end of the piece, which does not move.
            _state.InputOffset += input.Length;
            InflateStatus? status;
            do
            {
                int from = at;
                byte* next = output + at;
                // Not past the target: it may lie before the output already.
                int step = target - at > CheckedBytes ? at + CheckedBytes : target;
                status = Step(output + buffer.Length, output + step, ref next);
                at = (int)(next - output);
                _state.Adler = Adler32.Append(_state.Adler, buffer[from..at]);
                if (status == InflateStatus.NeedsRoom && step < target)
                    status = null;
                else if (status is null && _state.Phase == InflatePhase.CheckValue)
                    status = ReadCheckValue();
            }
            while (status is null);

            (_state.Bits, _state.BitCount) = (_bits.Buffer, _bits.Count);
            int taken = (int)(_bits.Next - start);
            _state.InputOffset -= input.Length - taken;
            input = input[taken..];
            _bits = default;
            return status.Value;
        }
    }

    /// <summary>Takes bytes for its output that somebody else has inflated, of blocks from <see cref="StopBit"/> on.</summary>
    public void Pass(ReadOnlySpan<byte> output)
    {
        Debug.Assert(_state.Phase == InflatePhase.BlockHeader);
        _state.OutputLength += output.Length;
        _state.Adler = Adler32.Append(_state.Adler, output);
    }

    /// <summary>Goes on behind blocks whose output was all passed.</summary>
    /// <param name="bitOffset">The bit of the datastream at which the next block begins.</param>
    /// <param name="rest">
    /// The byte in which it is, if it is not the first bit of one; what is given next is the byte behind it. Otherwise nothing.
    /// </param>
    public void PassTo(long bitOffset, ReadOnlySpan<byte> rest)
    {
        Debug.Assert(_state.Phase == InflatePhase.BlockHeader && bitOffset > BitOffset && rest.Length == (bitOffset % 8 == 0 ? 0 : 1));
        _state.InputOffset = bitOffset / 8 + rest.Length;
        (_state.Bits, _state.BitCount) = rest.IsEmpty ? (0, 0) : ((ulong)(rest[0] >> (int)(bitOffset % 8)), 8 - (int)(bitOffset % 8));
    }

    /// <summary>What is wrong when there is no more input: call after <see cref="InflateStatus.NeedsInput"/>.</summary>
    public InflateStatus EndOfInput()
    {
        Debug.Assert(_state.Phase != InflatePhase.End);
        return _state.Phase == InflatePhase.Flawed ? InflateStatus.Flawed : Fail(new InflateError(DeflateFlaw.Truncated, BitOffset, 0));
    }

    private long At => _bits.OffsetWithin(_state.InputOffset * 8);

    private InflateStatus ReadZlibHeader()
    {
        if (!_bits.Has(16))
            return InflateStatus.NeedsInput;
        // RFC 1950 2.2, in zlib's order. FCHECK makes CMF and FLG, taken as one number, a multiple of 31.
        uint cmf = (uint)(_bits.Buffer & 0xFF), flags = (uint)(_bits.Buffer >> 8 & 0xFF);
        if ((cmf << 8 | flags) % 31 != 0)
            return Fail(new InflateError(DeflateFlaw.HeaderCheck, At, 0, cmf << 8 | flags));
        if ((cmf & 15) != 8)
            return Fail(new InflateError(DeflateFlaw.Method, At, 0, cmf & 15));
        if (cmf >> 4 > 7)
            return Fail(new InflateError(DeflateFlaw.WindowSize, At + 4, 0, cmf >> 4));
        if ((flags & 0x20) != 0)
            return Fail(new InflateError(DeflateFlaw.PresetDictionary, At + 13, 0));
        _bits.Skip(16);
        _state.Phase = InflatePhase.BlockHeader;
        return InflateStatus.NeedsRoom;
    }

    private InflateStatus ReadCheckValue()
    {
        _bits.Skip(_bits.Count & 7);
        if (!_bits.Has(32))
            return InflateStatus.NeedsInput;
        long at = At;
        uint stored = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness((uint)_bits.Buffer);
        if (stored != _state.Adler)
            return Fail(new InflateError(DeflateFlaw.CheckValue, at, 0, stored, _state.Adler));
        _bits.Skip(32);
        _state.Phase = InflatePhase.End;
        return InflateStatus.Complete;
    }

    private InflateStatus Fail(in InflateError error)
    {
        Error = error with { OutputOffset = _state.OutputLength };
        _state.Phase = InflatePhase.Flawed;
        return InflateStatus.Flawed;
    }
}
