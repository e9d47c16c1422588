// Frames drawn one after another in one place of the terminal, each for as long as it says. The room is made first, by lines that scroll, so
// that the cursor's place can be kept and gone back to, however high the terminal's cells are. The cursor is hidden meanwhile.

namespace RawDecoders.Cli;

/// <summary>Plays an animation.</summary>
/// <param name="host">The terminal.</param>
/// <param name="lines">Lines of the terminal that a frame takes at most.</param>
/// <param name="erases">Whether a frame leaves standing what it does not draw: the last one is to be erased before it.</param>
/// <param name="draw">Draws a canvas, from the cursor on.</param>
internal sealed class AnimationPlayer(CliHost host, int lines, bool erases, Action<byte[]> draw)
{
    private const string HideCursor = "\e[?25l", ShowCursor = "\e[?25h", SavePlace = "\e7", GoToPlace = "\e8", EraseBelow = "\e[J";

    /// <summary>A frame of at most this delay is shown for <see cref="BriefDelay"/>, as browsers do.</summary>
    private static readonly TimeSpan Briefest = TimeSpan.FromMilliseconds(10), BriefDelay = TimeSpan.FromMilliseconds(100);

    /// <summary>Plays. False: it was interrupted.</summary>
    /// <param name="reader">The animation.</param>
    /// <param name="turns">How often.</param>
    public bool Play(ImageFrameReader reader, long turns)
    {
        byte[] canvas = new byte[(long)reader.Width * 4 * reader.Height];
        using PlayClock clock = host.MakeClock();
        host.Out.Write($"{HideCursor}{new string('\n', lines)}\e[{lines}A\r{SavePlace}");
        try
        {
            TimeSpan due = clock.Now;
            for (long turn = 0; turn < turns; turn++)
            {
                while (reader.NextFrame is { } frame)
                {
                    reader.ReadFrame(canvas);
                    host.Out.Write(erases ? GoToPlace + EraseBelow : GoToPlace);
                    draw(canvas);
                    host.Out.Flush();

                    // A terminal that is too slow for the animation shows every frame, later.
                    TimeSpan now = clock.Now;
                    due = (due > now ? due : now) + (frame.Delay <= Briefest ? BriefDelay : frame.Delay);
                    if (reader.FrameCount > 1 && !clock.WaitUntil(due))
                        return false;
                }

                if (reader.FrameCount == 1)
                    break;
                reader.Rewind();
            }

            return true;
        }
        finally
        {
            // Below the picture, whatever was drawn of it.
            host.Out.Write($"{GoToPlace}\e[{lines}B\r{ShowCursor}");
            host.Out.Flush();
        }
    }
}
