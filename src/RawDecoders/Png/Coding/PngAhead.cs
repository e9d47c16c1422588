// Owns: a second thread that inflates image data ahead of the one that decodes: where it begins, how long it goes on, handing over what it
// made. Stands beside PngExactData, which reads the datastream from its beginning, judges it, and takes over what was made ahead when it
// comes to exactly the bit where that begins. Leaves to others: inflating without what stands before (MarkerInflater), flaws of any kind:
// what is made ahead ends before them.
//
//   decoding    |=== inflates ===|= takes =|=== inflates ===|= takes =| ...
//   ahead              |finds|== inflates ==|      |finds|== inflates ==| ...
//
// Nothing that is made ahead is believed. A place that only looked like the beginning of a block is one that the decoding thread never
// comes to; it passes it by, and goes on by itself. And where the pool has no thread to spare, it inflates everything.
using System.Runtime.ExceptionServices;

namespace RawDecoders.Png;

/// <summary>Inflates ahead.</summary>
internal sealed unsafe class PngAhead : IThreadPoolWorkItem, IDisposable
{
    /// <summary>Segments that are being made or taken at once.</summary>
    private const int Segments = 2;

    /// <summary>Input that is searched, or inflated, before it is looked whether anybody still wants it.</summary>
    private const int PieceBytes = 8 << 10;

    /// <summary>With less data than this before its end the decoding thread is left alone.</summary>
    private const int LeastShared = 32 << 10;

    /// <summary>So much is searched for the beginning of a block. Who writes longer blocks writes few of them.</summary>
    private const long MaxSearchedBytes = 512 << 10;

    /// <summary>
    /// The most data between two segments: cells and strip then stay in a second-level cache. (Measured with 64, 96, 128 and 192 KiB: this one
    /// best by 2 to 16 % on two small photographs, within 3 % of the best on two larger pictures.)
    /// </summary>
    private const int MaxLead = 128 << 10;

    /// <summary>Memory that it takes.</summary>
    public const long MemoryBytes = Segments * PngAheadSegment.MemoryBytes + DeflateMarkers.TableBytes;

    private readonly object _gate = new();
    private readonly NativeArena _arena = new();
    private readonly PngAheadSegment[] _segments = new PngAheadSegment[Segments];
    private readonly MarkerInflater _inflater = new();
    private readonly byte* _table;
    private readonly long _dataBytes;
    private readonly int _lead;
    private PngIdatRun _run;
    private Exception? _failure;
    private bool _isInside;
    private bool _isClosed;

    // What the decoding thread tells.
    private long _mainAt;
    private int _asked;
    private int _left;

    // Its own.
    private bool _isTaking;
    private int _taken;

    /// <param name="start">The beginning of the image data.</param>
    /// <param name="dataBytes">How many bytes of it there are.</param>
    /// <param name="rawBytes">How many they give.</param>
    public PngAhead(PngIdatRun start, long dataBytes, long rawBytes)
    {
        _run = start;
        _dataBytes = dataBytes;
        _lead = GetLead(dataBytes, rawBytes);
        _table = _arena.Allocate(DeflateMarkers.TableBytes);
        for (int i = 0; i < Segments; i++)
            _segments[i] = new PngAheadSegment(_arena.Allocate(PngAheadSegment.MemoryBytes));
    }

    /// <summary>
    /// Bytes of data from where the decoding thread is, or will be, to the next segment. Both threads inflate about as much at a time, so that it
    /// is what a segment will hold, too: most of its memory, but not so much that it runs out of it before it is taken over.
    /// </summary>
    private static int GetLead(long dataBytes, long rawBytes)
        => (int)Math.Clamp(PngAheadSegment.Capacity * 5L / 8 * dataBytes / rawBytes, 1, Math.Clamp(dataBytes * 2 / 5, 1, MaxLead));

    /// <summary>Asks for a thread.</summary>
    public void Begin() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    // ---- the decoding thread

    /// <summary>
    /// The bit at which the next segment begins, or <see cref="long.MaxValue"/> if none is known: to be asked before each piece of input.
    /// </summary>
    /// <param name="at">The next bit that the decoding thread will use.</param>
    public long NextStart(long at)
    {
        Volatile.Write(ref _mainAt, at / 8);
        PngAheadSegment next = Current;
        long start = next.Number == _left ? next.Start : long.MaxValue;
        if (start >= at)
            return start;
        // Passed by: no block began there.
        Ask();
        Leave();
        return long.MaxValue;
    }

    /// <summary>The decoding thread has come to where the segment begins.</summary>
    /// <param name="window">The 32768 bytes before it.</param>
    public void Arrive(byte* window)
    {
        Ask();
        DeflateMarkers.MakeTable(window, _table);
        (_isTaking, _taken) = (true, 0);
    }

    /// <summary>Whether the decoding thread is within a segment.</summary>
    public bool IsTaking => _isTaking;

    /// <summary>Whether there are bytes of the segment to take; if not, it is at its end.</summary>
    public bool HasMore()
    {
        PngAheadSegment segment = Current;
        var spin = new SpinWait();
        while (true)
        {
            // In this order: what is added before it is done is seen.
            bool isDone = segment.IsDone;
            if (segment.CellCount > _taken)
                return true;
            if (isDone)
                return false;
            // It ends with the block that is being inflated.
            spin.SpinOnce(sleep1Threshold: -1);
        }
    }

    /// <summary>Writes the next bytes of the segment, of which there are some.</summary>
    /// <param name="bytes">Where they go.</param>
    /// <param name="most">For how many there is room.</param>
    /// <returns>How many.</returns>
    public int Take(byte* bytes, int most)
    {
        int count = Math.Min(Current.CellCount - _taken, most);
        DeflateMarkers.Resolve(Current.Cells + _taken, count, _table, bytes);
        _taken += count;
        return count;
    }

    /// <summary>After the last byte: the bit at which the block behind the segment begins; 0 if the segment came to nothing.</summary>
    public long Pass()
    {
        long end = Current.EndBit;
        _isTaking = false;
        Leave();
        return end;
    }

    private PngAheadSegment Current => _segments[_left % Segments];

    /// <summary>No more blocks than the one that is being inflated.</summary>
    private void Ask() => Volatile.Write(ref _asked, _left + 1);

    private void Leave()
    {
        lock (_gate)
        {
            _left++;
            Monitor.PulseAll(_gate);
        }
    }

    // ---- the other thread

    void IThreadPoolWorkItem.Execute()
    {
        lock (_gate)
        {
            if (_isClosed)
                return;
            _isInside = true;
        }

        try
        {
            Work();
        }
        catch (Exception error)
        {
            _failure = error;
        }

        lock (_gate)
        {
            _isInside = false;
            Monitor.PulseAll(_gate);
        }
    }

    private void Work()
    {
        foreach (PngAheadSegment segment in _segments)
            DeflateMarkers.FillWindow(segment.Window);
        long end = 0;
        for (int number = 0; WaitFor(number); number++)
        {
            PngAheadSegment segment = _segments[number % Segments];
            segment.Begin(number);
            try
            {
                if (!MoveTo(NextPlace(Math.Max(Volatile.Read(ref _mainAt), end))) || !TryFind(number, segment))
                    return;
            }
            finally
            {
                // Whatever happened: the other thread may wait for it.
                segment.Finish();
            }

            end = segment.EndBit / 8;
        }
    }

    /// <summary>Where to look for the next segment if the decoding thread goes on from <paramref name="position"/> by itself.</summary>
    private long NextPlace(long position)
    {
        // Of what is left at the end both get as much.
        long left = _dataBytes - position;
        return left < LeastShared ? _dataBytes : position + Math.Min(_lead, left * 2 / 5);
    }

    /// <summary>Waits until there is memory for another segment. False: there will be none.</summary>
    private bool WaitFor(int number)
    {
        lock (_gate)
        {
            while (number - _left >= Segments && !_isClosed)
                Monitor.Wait(_gate);
            return !_isClosed;
        }
    }

    private bool IsAsked(int number) => Volatile.Read(ref _asked) > number;

    /// <summary>Goes to a byte of the data. False: it has not so many.</summary>
    private bool MoveTo(long position)
    {
        while (_run.Position + _run.Left <= position)
        {
            _run.Take(_run.Left);
            if (!_run.MoveNext())
                return false;
        }

        _run.Take(Math.Max(position - _run.Position, 0));
        return true;
    }

    /// <summary>Finds a block and inflates from there. False: there is none, or no more of them.</summary>
    private bool TryFind(int number, PngAheadSegment segment)
    {
        long from = 0;
        for (long searched = 0; searched < MaxSearchedBytes;)
        {
            if (IsAsked(number))
                return true;
            ReadOnlySpan<byte> piece = _run.Peek(PieceBytes);
            long found = DeflateBlockFinder.Find(piece, from);
            if (found >= 0)
            {
                if (TryInflate(number, segment, found, out bool isMore))
                    return isMore;
                from = found + 1;
                continue;
            }

            // The last bytes of a piece are searched again with those that follow; at the end of a chunk they are left out.
            int passed = piece.Length == _run.Left ? piece.Length : piece.Length - DeflateBlockFinder.HeaderBytes;
            searched += passed;
            from = 0;
            _run.Take(passed);
            if (_run.Left == 0 && !_run.MoveNext())
                return false;
        }

        return false;
    }

    /// <summary>Inflates blocks from a place on. False: that is not where one begins.</summary>
    private bool TryInflate(int number, PngAheadSegment segment, long bit, out bool isMore)
    {
        isMore = true;
        PngIdatRun before = _run;
        _run.Take(bit / 8);
        long start = _run.Position * 8 + bit % 8;
        _inflater.Begin(start, _run.Peek(1)[0]);
        _run.Take(1);
        ushort* cells = segment.Cells;
        while (!Volatile.Read(ref _isClosed))
        {
            ReadOnlySpan<byte> piece = _run.Peek(PieceBytes);
            int length = piece.Length;
            MarkerStatus status = _inflater.Inflate(ref piece, ref cells, segment.End);
            _run.Take(length - piece.Length);
            switch (status)
            {
                case MarkerStatus.NeedsInput when _run.Left > 0 || _run.MoveNext():
                    continue;
                case MarkerStatus.BlockBegin:
                    if (segment.CellCount == 0)
                        segment.Start = start;
                    continue;
                case MarkerStatus.BlockEnd:
                    segment.Add(_inflater.BitOffset, (int)(cells - segment.Cells));
                    if (IsAsked(number) || !segment.HasRoom)
                        return true;
                    continue;
                case MarkerStatus.Flawed when segment.Start == long.MaxValue:
                    _run = before;
                    return false;
                case MarkerStatus.Full:
                    isMore = segment.CellCount > 0;
                    return true;
                default:
                    isMore = false;
                    return true;
            }
        }

        return true;
    }

    /// <summary>Ends the work of the other thread, and gives memory back when it has left.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            Volatile.Write(ref _asked, int.MaxValue);
            Monitor.PulseAll(_gate);
            while (_isInside)
                Monitor.Wait(_gate);
        }

        _arena.Dispose();
        if (_failure is { } failure)
            ExceptionDispatchInfo.Throw(failure);
    }
}
