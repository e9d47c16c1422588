// Owns: image data inflated by our own engine: piece by piece, with the CRC of each chunk, and an exact account of what is wrong with the
// data and where. Stands between PngIdatRun and PngImageData. Leaves to others: rows, filters, and what follows the last row
// (PngExactData.End.cs).
using System.Diagnostics;

namespace RawDecoders.Png;

/// <summary>The zlib datastream of a picture, flawed or not.</summary>
internal sealed unsafe partial class PngExactData : IDisposable
{
    /// <summary>Input whose CRC is computed at once, before it is inflated: both find it in the first-level cache.</summary>
    private const int PieceBytes = 16 << 10;

    /// <summary>Of a header that is passed over, since what is wrong with it is no reason to refuse the data.</summary>
    private const int HeaderBytes = 2;

    /// <summary>
    /// An inflater that waits for the next picture: its tables are most of what a small picture, or a frame of an animation, allocates.
    /// </summary>
    private static ZlibInflater? s_spare;

    private readonly ByteSource _source;
    private readonly PngChunkCursor _first;
    private readonly long _rawBytes;
    private readonly NativeArena _arena = new();
    private readonly byte* _ownBuffer;
    private readonly ZlibInflater _inflater = Interlocked.Exchange(ref s_spare, null) ?? new ZlibInflater();
    private readonly PngIdatSum _sum = new();
    private PngIdatRun _run;
    private PngWindow _window;
    private bool _isDisposed;

    /// <summary>Whether more has come out than the picture has.</summary>
    private bool _hasSurplus;

    /// <summary>Bytes of the chunk's payload whose CRC is computed: the end of the piece.</summary>
    private long _summed;

    /// <summary>Raw bytes that the chunks before the present one gave.</summary>
    private long _rawBeforeChunk;

    /// <param name="source">The file.</param>
    /// <param name="first">The first IDAT chunk.</param>
    /// <param name="hasGoodHeader">Whether the zlib header is without flaw; one with a flaw that has been told is passed over.</param>
    /// <param name="rawBytes">How many bytes the picture has when inflated.</param>
    /// <param name="blockBytes">How many may wait at most.</param>
    /// <param name="issues">Whom to tell what is wrong.</param>
    public PngExactData(ByteSource source, PngChunkCursor first, bool hasGoodHeader, long rawBytes, int blockBytes, DecodeIssues issues)
    {
        _source = source;
        _first = first;
        _rawBytes = rawBytes;
        Issues = issues;
        int capacity = (int)GetBufferBytes(blockBytes);
        _ownBuffer = _arena.Allocate(capacity);
        _window = new PngWindow(_ownBuffer, capacity);
        _run = new PngIdatRun(source, first);
        _sum.Begin(source, first);
        if (hasGoodHeader)
        {
            _inflater.Reset();
        }
        else
        {
            _inflater.ResetBehindHeader();
            for (int left = HeaderBytes; left > 0 && NextPiece();)
            {
                int taken = Math.Min(left, (int)(_summed - _run.Taken));
                _run.Take(taken);
                left -= taken;
            }
        }
    }

    /// <summary>Memory that is needed where <paramref name="blockBytes"/> may wait.</summary>
    public static long GetBufferBytes(long blockBytes) => PngWindow.GetBytes(blockBytes);

    /// <summary>An index that is made meanwhile, if one is.</summary>
    public PngIndexBuilder? Index
    {
        get;
        init
        {
            field = value;
            value?.Begin(_run);
        }
    }

    /// <summary>Whom to tell from now on.</summary>
    public DecodeIssues Issues { get; set; }

    /// <summary>Why there are no more bytes than those that wait.</summary>
    public ImageDecodeException? Error { get; private set; }

    /// <summary>Whether IDAT chunks after a gap were read as part of the data.</summary>
    public bool HasResumed { get; private set; }

    /// <summary>The IDAT chunk that was read last.</summary>
    public PngChunkCursor LastChunk => _run.Chunk;

    /// <summary>
    /// How many bytes can be taken at once: at least <paramref name="least"/>, unless the picture or the data ends before; see <see cref="Error"/>.
    /// </summary>
    public int GetReady(int least)
    {
        if (_window.Waiting < least && Error is null)
            Refill(least);
        return _window.Waiting;
    }

    /// <summary>Takes bytes that are ready. They stay in place until more are asked for, and must not be changed: matches refer to them.</summary>
    public byte* Take(int count) => _window.Take(count);

    /// <summary>
    /// Goes on in another buffer; null: in its own again. What has been taken stays in the one before, for somebody who is to read it
    /// meanwhile: nothing there is changed, and nothing read once this returns.
    /// </summary>
    /// <param name="buffer">As many bytes as <see cref="GetBufferBytes"/> tells of the block that was asked for at the beginning.</param>
    public void MoveTo(byte* buffer) => _window.MoveTo(buffer == null ? _ownBuffer : buffer);

    private long Made => _inflater.OutputLength;

    private void Refill(int least)
    {
        Debug.Assert(least <= _window.Limit - ZlibInflater.WindowSize, "no room for as much");
        _window.MakeRoom();
        long end = _window.At + (_rawBytes - Made);
        int target = (int)Math.Min(_window.Limit, end);
        try
        {
            while (_window.At < target && Error is null)
            {
                // Having filled the room it may have come to the end of the data, whatever is there: see ReadEnd.
                switch (Inflate(target))
                {
                    case var _ when _window.At >= target:
                        break;
                    case InflateStatus.NeedsInput when !NextPiece() && !Resume():
                        Error = Ended();
                        break;
                    case InflateStatus.Complete:
                    case InflateStatus.Flawed when _inflater.Error.Flaw == DeflateFlaw.CheckValue:
                        Error = Ended();
                        break;
                    case InflateStatus.Flawed:
                        Error = Broken();
                        break;
                }
            }
        }
        catch (ImageDecodeException refused)
        {
            Error = refused;
        }

        // The last match may have gone on into the margin.
        _hasSurplus |= _window.At > end;
        _window.At = (int)Math.Min(_window.At, end);
    }

    /// <summary>Inflates what is left of the piece, up to <paramref name="target"/> or to the next place of the index.</summary>
    private InflateStatus Inflate(int target)
    {
        if (_ahead is not null)
        {
            if (_ahead.IsTaking && TakeAhead(target) is var taken and not InflateStatus.NeedsInput)
                return taken;
            _inflater.StopBit = NextStop();
        }

        ReadOnlySpan<byte> piece = _run.Peek((int)(_summed - _run.Taken));
        int before = piece.Length;
        // Exactly to the place: the buffer ends there, and a match that goes on is part of the state.
        long stop = Index?.StopAfter(Made) ?? long.MaxValue;
        int end = stop - Made < _window.Capacity - _window.At ? _window.At + (int)(stop - Made) : _window.Capacity;
        InflateStatus status = _inflater.Inflate(ref piece, _window.Span[..end], ref _window.At, Math.Min(target, end));
        _run.Take(before - piece.Length);
        if (Made == stop && status is InflateStatus.NeedsRoom or InflateStatus.NeedsInput)
            Index!.Stop(_inflater.Save(), _window.Span[.._window.At], _run);
        if (status == InflateStatus.AtStop)
            _ahead!.Arrive(_window.Memory + _window.At - ZlibInflater.WindowSize);
        return status;
    }

    /// <summary>The next bytes of the chunk, or of the next one, with their CRC. False: there are none without a gap.</summary>
    private bool NextPiece()
    {
        while (_run.Left == 0)
        {
            if (!_run.MoveNext())
                return false;
            BeginChunk();
        }

        SumPiece();
        return true;
    }

    private void SumPiece()
    {
        ReadOnlySpan<byte> piece = _run.Peek(PieceBytes);
        _sum.Append(piece);
        _summed = _run.Taken + piece.Length;
        if (piece.Length == _run.Left)
            CheckSum();
    }

    private void BeginChunk()
    {
        _summed = 0;
        _rawBeforeChunk = Made;
        _sum.Begin(_source, _run.Chunk);
        if (_run.Left == 0)
            CheckSum();
    }

    /// <summary>Goes on behind a gap; lenient decodes do, others refuse it.</summary>
    private bool Resume()
    {
        PngIdatRun next = _run;
        if (!next.MovePastGap(out PngChunkType between))
            return false;
        Report(PngRules.ImageDataApart, next.Chunk.Offset, $"the chunks are not consecutive: {between} stands between", Made);
        HasResumed = true;
        _run = next;
        BeginChunk();
        return NextPiece();
    }

    /// <summary>A damaged chunk explains broken data better than the breakage does, whether or not its end has been read by now.</summary>
    private ImageDecodeException Broken()
    {
        SumRest();
        return Issues.Error(PngRules.Deflate, FlawOffset, $"the DEFLATE data is broken: {Flaw}");
    }

    /// <summary>File offset of the byte in which the field or code that is wrong begins.</summary>
    private long FlawOffset => OffsetOf(_inflater.Error.BitOffset / 8);

    /// <summary>What is wrong with the data, to the bit.</summary>
    private string Flaw => $"{_inflater.Error.What} (from bit {_inflater.Error.BitOffset % 8} of byte {FlawOffset} on, {_inflater.Error.Clause})";

    /// <summary>Goes through the rest of the chunk for its CRC.</summary>
    private void SumRest()
    {
        _run.Take(_summed - _run.Taken);
        while (_run.Left > 0)
        {
            SumPiece();
            _run.Take(_summed - _run.Taken);
        }
    }

    private void CheckSum()
    {
        PngChunkCursor chunk = _run.Chunk;
        if (chunk.IsComplete && _sum.Value is var computed && computed != chunk.StoredCrc)
            Report(PngIdatSum.RuleOf(chunk), chunk.CrcOffset, PngIdatSum.Wrong(chunk, computed), _rawBeforeChunk);
    }

    /// <summary>The data is at its end before the picture is.</summary>
    private ImageDecodeException Ended()
    {
        PngChunkCursor chunk = _run.Chunk;
        if (_inflater.Phase is InflatePhase.End or InflatePhase.Flawed)
            return Issues.Error(PngRules.ImageDataShort, EndOffset, $"the image data ends after {Made} bytes, before the picture does");

        // Nothing after the last IDAT: the file was cut between two chunks.
        if (!chunk.IsComplete || !chunk.MoveNext())
            return Issues.Error(PngRules.ImageDataCut, _source.Length, $"the file ends after {Made} bytes of image data, before the picture does");
        return Issues.Error(PngRules.ImageDataShort, _run.FileOffset, $"the chunks end after {Made} bytes of image data, before the picture does");
    }

    /// <summary>File offset behind the last byte that the datastream has used.</summary>
    private long EndOffset => OffsetOf(_inflater.InputUsed - 1) + 1;

    private long OffsetOf(long position) => PngIdatRun.FileOffsetOf(_source, _first, position);

    /// <summary>Gives back memory and inflater; nothing may be asked of this any more.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _ahead?.Dispose();
        _arena.Dispose();
        s_spare = _inflater;
    }
}
