// Owns: the entropy-coded data of one scan as clean bytes with a bit cursor: takes out byte stuffing a chunk at a time, stops
// at markers, moves from one restart interval to the next. Stands between the file's bytes and the kernels, which copy the
// cursor into registers (BitCursor) and come back only when a chunk runs out. Leaves to others: every decision about damage; it
// says what it found.

using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RawDecoders.Jpeg;

/// <summary>
/// The cursor is <see cref="Bits"/>, whose top <see cref="Count"/> mod 64 bits are the next ones, and
/// <see cref="Position"/>, where the bits after them are loaded from. A refill is branch-free:
/// <code>Bits |= big-endian 64 bits at Position >> Count; Position += 7 - Count / 8; Count |= 56</code>
/// and leaves at least 56 bits. Past the end of an interval zero bits follow, as libjpeg feeds them.
/// </summary>
internal sealed unsafe class EntropyReader
{
    /// <summary>Bytes of a block at most: 64 symbols of 16 bits with 15 extra bits each (T.81 F.1.2).</summary>
    private const int MaxBlockBytes = 248;

    private readonly ByteSource _source;
    private readonly byte* _buffer;
    private readonly int _room;
    private readonly int _margin;
    private byte* _end;
    private byte* _dirtyEnd;
    private long _intervalStart;
    private long _droppedBits;
    private long _next;
    private bool _reachedMarker;

    /// <summary>A byte of the buffer, and its offset in the file: where <see cref="NextBit"/> looks on from.</summary>
    private long _placed;
    private long _placedOffset;

    /// <param name="source">The file.</param>
    /// <param name="arena">Where the chunk buffer comes from.</param>
    /// <param name="blocksPerMcu">How many blocks a kernel decodes between two checks of <see cref="CheckAt"/>.</param>
    /// <param name="chunkBytes">Clean bytes held at a time, beside those of one MCU.</param>
    public EntropyReader(ByteSource source, NativeArena arena, int blocksPerMcu, int chunkBytes)
    {
        _source = source;
        _margin = blocksPerMcu * MaxBlockBytes + 16;
        _room = chunkBytes + _margin;

        // The copy may overshoot by a vector; the padding must be readable past all of it.
        int bytes = _room + _margin + 64;
        _buffer = arena.Allocate(bytes);
        _dirtyEnd = _buffer + bytes;
        _end = Position = _buffer;
    }

    /// <summary>The file.</summary>
    public ByteSource Source => _source;

    /// <summary>Where the next bits are loaded from.</summary>
    public byte* Position;

    /// <summary>The next bits, the first one on top.</summary>
    public ulong Bits;

    /// <summary>How many of them count, mod 64; the upper bits are without meaning.</summary>
    public uint Count;

    /// <summary>When <see cref="Position"/> is past this before an MCU, <see cref="Replenish"/> must be called.</summary>
    public byte* CheckAt;

    /// <summary>
    /// The contract of every kernel: checked before each MCU, it loads no bits from beyond the padding, which follows the bytes
    /// of one MCU past <see cref="CheckAt"/>.
    /// </summary>
    [Conditional("DEBUG")]
    public void AssertInside(byte* position)
        => Debug.Assert(position >= _buffer && position <= _buffer + _room + _margin + 64 - sizeof(ulong), "the cursor is outside its buffer");

    /// <summary>Bits consumed of the bytes in the buffer.</summary>
    private long ConsumedBits => (Position - _buffer) * 8 - (Count & 63);

    /// <summary>Offset in the file of the interval's first byte.</summary>
    public long IntervalStart => _intervalStart;

    /// <summary>Bits consumed since the interval began, stuffing not counted.</summary>
    public long IntervalBits => _droppedBits + ConsumedBits;

    /// <summary>Whether more bits have been consumed than the interval has.</summary>
    public bool IsOverrun => _reachedMarker && ConsumedBits > (_end - _buffer) * 8;

    /// <summary>Whether <see cref="NextBit"/> will be asked for.</summary>
    public bool TellsPlaces { get; init; }

    /// <summary>Begins an interval (or the scan) at <paramref name="offset"/>.</summary>
    public void Begin(long offset)
    {
        _next = _intervalStart = _placedOffset = offset;
        _placed = 0;
        _end = Position = _buffer;
        Bits = 0;
        Count = 0;
        _droppedBits = 0;
        _reachedMarker = false;
        Load();
    }

    /// <summary>
    /// The usual end of an interval: every byte of it consumed, and <paramref name="marker"/> right behind. Begins after it; false, with
    /// nothing changed, where <see cref="FindMarker"/> has to look.
    /// </summary>
    public bool TryPass(JpegMarker marker)
    {
        if (!_reachedMarker || (ConsumedBits + 7) >> 3 < _end - _buffer)
            return false;
        ReadOnlySpan<byte> at = _source.Window(_next, 2);
        if (at.Length < 2 || at[0] != 0xFF || at[1] != (byte)marker)
            return false;
        Begin(_next + 2);
        return true;
    }

    /// <summary>Begins within an interval, at a bit.</summary>
    public void Begin(BitPlace place)
    {
        Begin(place.Offset);
        if (place.Bit == 0)
            return;
        Position = _buffer + 8;
        Bits = BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ulong>(_buffer)) << place.Bit;
        Count = (uint)(64 - place.Bit);
    }

    /// <summary>
    /// Place of the next bit; behind the last one of the interval that of the marker. Looks at the file's bytes since the last call, unlike
    /// <see cref="SourceOffset"/>, which walks back through all of a chunk.
    /// </summary>
    public BitPlace NextBit
    {
        get
        {
            Debug.Assert(TellsPlaces);
            Locate(Math.Min(ConsumedBits >> 3, _end - _buffer));
            return new BitPlace(_placedOffset, (int)(ConsumedBits & 7));
        }
    }

    /// <summary>Goes on to a byte of the buffer: past the bytes of stuffing (F.1.2.3), which are not in it.</summary>
    private void Locate(long clean)
    {
        Debug.Assert(clean >= _placed);
        for (long left = clean - _placed; left > 0;)
        {
            ReadOnlySpan<byte> bytes = _source.Window(_placedOffset);
            bytes = bytes[..(int)Math.Min(left, bytes.Length)];
            int at = bytes.IndexOf((byte)0xFF);
            int passed = at < 0 ? bytes.Length : at + 1;
            left -= passed;
            _placedOffset += passed;
            if (at < 0)
                continue;
            while (ByteAt(_placedOffset) == 0xFF)
                _placedOffset++;
            _placedOffset++;
        }

        _placed = clean;
    }

    /// <summary>Makes the bytes of another MCU available. False if the interval is overrun: there are none.</summary>
    public bool Replenish()
    {
        if (_reachedMarker)
            return !IsOverrun;

        // Keep what has not been consumed, from its first byte on.
        long consumed = ConsumedBits >> 3;
        int rest = (int)(_end - _buffer - consumed);
        Debug.Assert(consumed >= 0 && rest >= 0, "consumed more than there was, before a marker");
        int bit = (int)(ConsumedBits & 7);
        _droppedBits += consumed * 8;
        if (TellsPlaces)
        {
            Locate(consumed);
            _placed = 0;
        }

        Buffer.MemoryCopy(_buffer + consumed, _buffer, rest, rest);
        _dirtyEnd = _dirtyEnd > _end ? _dirtyEnd : _end;
        _end = _buffer + rest;
        Load();

        Position = _buffer + 8;
        Bits = BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ulong>(_buffer)) << bit;
        Count = (uint)(64 - bit);
        if (bit == 0)
        {
            // 64 does not fit the count: give one byte back.
            Position--;
            Count = 56;
        }

        return true;
    }

    /// <summary>
    /// The next whole byte, for those who decode bytes instead of bits and never take any of those. False at the marker, or the end.
    /// </summary>
    public bool TryTakeByte(out byte value)
    {
        Debug.Assert(Count == 0, "bits have been taken");
        while (Position == _end)
        {
            value = 0;
            if (_reachedMarker)
                return false;
            _droppedBits += (_end - _buffer) * 8;
            _dirtyEnd = _dirtyEnd > _end ? _dirtyEnd : _end;
            _end = Position = _buffer;
            Load();
        }

        value = *Position++;
        return true;
    }

    private void Load()
    {
        byte* limit = _buffer + _room;
        while (_end < limit)
        {
            ReadOnlySpan<byte> window = _source.Window(_next);
            byte* start = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(window));
            byte* source = start;
            byte* destination = _end;
            EntropyBytes.Stop stop = EntropyBytes.Copy(ref source, start + window.Length, ref destination, limit);
            bool isLastWindow = _next + window.Length == _source.Length;
            _next += source - start;
            _end = destination;
            _reachedMarker = stop switch
            {
                EntropyBytes.Stop.Marker => true,
                EntropyBytes.Stop.Undecided => isLastWindow,
                _ => _next == _source.Length,
            };
            if (_reachedMarker)
                break;
        }

        Debug.Assert(_end >= _buffer && _end <= limit);

        // A copy may have overshot the end by a vector.
        byte* written = _end + 32;
        if (_dirtyEnd < written)
            _dirtyEnd = written;
        if (!_reachedMarker)
        {
            CheckAt = _end - _margin;
            return;
        }

        byte* padEnd = _end + _margin;
        byte* clearEnd = _dirtyEnd < padEnd ? _dirtyEnd : padEnd;

        // In steps of a vector, within the padding, for an interval may be a few dozen bytes.
        for (byte* p = _end; p < clearEnd; p += Vector256<byte>.Count)
            Vector256<byte>.Zero.Store(p);
        if (_dirtyEnd <= padEnd)
            _dirtyEnd = _end;
        CheckAt = _end;
    }

    /// <summary>
    /// Ends the interval: finds the marker that follows. <paramref name="unread"/>: whole bytes that nothing consumed.
    /// </summary>
    /// <param name="marker">The marker, or None at the end of the file.</param>
    /// <param name="offset">Offset of its 0xFF, or the length of the file.</param>
    /// <param name="unread">How many whole bytes of the interval (stuffing not counted) were not consumed.</param>
    public void FindMarker(out JpegMarker marker, out long offset, out long unread)
    {
        unread = Math.Max(0, (_end - _buffer) - ((ConsumedBits + 7) >> 3));
        long from = _next;
        var reader = new JpegSegmentReader(_source.Window(from), from, inEntropyCodedData: true);
        bool found = reader.Read();
        if (found && reader.Kind == JpegSegmentKind.EntropyCodedData)
        {
            unread += reader.Length;
            found = reader.Read();
        }

        marker = found ? reader.Marker : JpegMarker.None;
        offset = found ? reader.Offset : _source.Length;
    }

    /// <summary>
    /// Offset in the file of the byte that holds the next bit; the end of the data if that is past it. Walks back through
    /// the chunk: for messages only.
    /// </summary>
    public long SourceOffset => OffsetOf(ConsumedBits >> 3);

    /// <summary>Offset in the file of the first byte that no bit has been consumed of; see <see cref="SourceOffset"/>.</summary>
    public long UnreadOffset => OffsetOf((ConsumedBits + 7) >> 3);

    private long OffsetOf(long cleanByte)
    {
        long offset = _next;
        for (long i = (_end - _buffer) - cleanByte; i > 0 && offset > _intervalStart; i--)
        {
            offset--;
            if (offset == _intervalStart || ByteAt(offset) != 0 || ByteAt(offset - 1) != 0xFF)
                continue;

            // A stuffed byte, perhaps with fill bytes before it.
            offset--;
            while (offset > _intervalStart && ByteAt(offset - 1) == 0xFF)
                offset--;
        }

        return offset;
    }

    private byte ByteAt(long offset) => _source.Slice(offset, 1)[0];
}
