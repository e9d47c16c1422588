// Owns: taking over what another thread has inflated ahead. Stands beside PngExactData.cs, a part of the same class. Leaves to others: what
// is made ahead, and when (PngAhead).
using System.Diagnostics;

namespace RawDecoders.Png;

internal sealed unsafe partial class PngExactData
{
    private PngAhead? _ahead;

    /// <summary>Bytes that were inflated ahead and taken over.</summary>
    public long TakenAhead { get; private set; }

    /// <summary>Lets another thread inflate ahead. Of data without flaws; whoever finds one reads everything again without.</summary>
    public void BeginAhead(long dataBytes)
    {
        Debug.Assert(Index is null && Made == 0);
        _ahead = new PngAhead(new PngIdatRun(_source, _first), dataBytes, _rawBytes);
        _ahead.Begin();
    }

    /// <summary>
    /// No more of that: what follows the last row is read by this thread. False: something was inflated ahead that is more than the picture has.
    /// </summary>
    public bool EndAhead()
    {
        bool isWhole = _ahead is not { IsTaking: true } || TakeAhead(_window.At) == InflateStatus.NeedsInput;
        _ahead?.Dispose();
        _ahead = null;
        _inflater.StopBit = long.MaxValue;
        return isWhole;
    }

    /// <summary>Where the engine has to stop, since what follows is there already.</summary>
    private long NextStop()
    {
        long start = _ahead!.NextStart(_inflater.BitOffset);
        // Matches of what was made ahead may reach back so far.
        return Made >= ZlibInflater.WindowSize ? start : long.MaxValue;
    }

    /// <summary>
    /// Takes bytes up to <paramref name="target"/>. <see cref="InflateStatus.NeedsInput"/>: there are no more, and the engine stands behind them.
    /// </summary>
    private InflateStatus TakeAhead(int target)
    {
        if (_ahead!.HasMore())
        {
            if (_window.At < target)
            {
                byte* bytes = _window.Memory + _window.At;
                int count = _ahead.Take(bytes, target - _window.At);
                _inflater.Pass(new ReadOnlySpan<byte>(bytes, count));
                _window.At += count;
                TakenAhead += count;
            }

            return InflateStatus.NeedsRoom;
        }

        // Its data has been read, but not for the sums of the chunks.
        long end = _ahead.Pass(), whole = end / 8;
        if (end == 0)
            return InflateStatus.NeedsInput;
        while (_run.Position < whole && HasPiece())
            _run.Take(Math.Min(whole - _run.Position, _summed - _run.Taken));
        int part = end % 8 != 0 && HasPiece() ? 1 : 0;
        _inflater.PassTo(end, _run.Peek(part));
        _run.Take(part);
        return InflateStatus.NeedsInput;
    }

    /// <summary>Whether anything is left of the piece, or of those that follow it without a gap.</summary>
    private bool HasPiece() => _run.Taken < _summed || NextPiece();
}
