// Owns: the way from a raw (filtered) byte of the picture back to the byte of the file that completes it: for errors in what the data
// says. Stands beside PngExactData. Leaves to others: what is wrong there.

namespace RawDecoders.Png;

/// <summary>Inflates once more, without rows and sums, to find a place.</summary>
internal static class PngRawLocator
{
    /// <summary>File offset of the byte that completes raw byte <paramref name="raw"/>.</summary>
    /// <param name="source">The file.</param>
    /// <param name="first">The first IDAT chunk.</param>
    /// <param name="raw">A byte that was inflated before.</param>
    public static unsafe long Find(ByteSource source, PngChunkCursor first, long raw)
    {
        const int Header = 2, Room = 256 << 10;
        var inflater = new ZlibInflater();
        inflater.ResetBehindHeader();
        var run = new PngIdatRun(source, first);
        for (int left = Header; left > 0 && (run.Left > 0 || run.MoveNext() || run.MovePastGap(out _));)
        {
            int taken = (int)Math.Min(left, run.Left);
            run.Take(taken);
            left -= taken;
        }

        using var arena = new NativeArena();
        int capacity = (int)PngWindow.GetBytes(Math.Min(Room, raw + 1));
        var window = new PngWindow(arena.Allocate(capacity), capacity);
        while (inflater.OutputLength <= raw)
        {
            // All has been looked at that is there.
            window.Start = window.At;
            window.MakeRoom();

            // Not a byte more than the one in question: the last symbol then is the one that makes it.
            int target = (int)Math.Min(window.Limit, window.At + (raw + 1 - inflater.OutputLength));
            ReadOnlySpan<byte> piece = run.Peek(int.MaxValue);
            int before = piece.Length;
            InflateStatus status = inflater.Inflate(ref piece, window.Span[..target], ref window.At, target);
            run.Take(before - piece.Length);
            bool goesOn = status == InflateStatus.NeedsInput ? run.MoveNext() || run.MovePastGap(out _) : status == InflateStatus.NeedsRoom;
            if (!goesOn)
                break;
        }

        return PngIdatRun.FileOffsetOf(source, first, Math.Max(inflater.InputUsed - 1, 0));
    }
}
