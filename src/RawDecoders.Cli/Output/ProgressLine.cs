// The line at the bottom of a terminal that tells how far a batch is: a bar, counts, speed and the time left. Redrawn in place with the
// carriage return alone, so that it leaves no escape sequence behind anywhere, and taken away before a line that is to stay. Leaves to
// BatchDecode what is counted.

namespace RawDecoders.Cli;

/// <summary>A line that is drawn again and again. Safe for several threads.</summary>
/// <param name="output">The terminal.</param>
/// <param name="columns">Its width.</param>
internal sealed class ProgressLine(TextWriter output, int columns)
{
    private const int BarColumns = 30;

    private readonly Lock _lock = new();
    private int _shown;

    /// <summary>Draws the line.</summary>
    /// <param name="done">Files done.</param>
    /// <param name="total">Files in all.</param>
    /// <param name="speed">What to say of the speed.</param>
    /// <param name="time">Time since the beginning.</param>
    public void Draw(long done, long total, string speed, TimeSpan time)
    {
        int filled = total == 0 ? BarColumns : (int)(done * BarColumns / total);
        string left = done == 0 || done >= total ? "" : $", {Words.Duration(time / done * (total - done))} left";
        string text = $"[{new string('#', filled)}{new string('-', BarColumns - filled)}] {done} of {total}, {speed}{left}";
        // The last column is left free: some terminals would go to the next line.
        text = text[..Math.Clamp(columns - 1, 0, text.Length)];
        lock (_lock)
        {
            output.Write($"\r{text.PadRight(_shown)}");
            output.Flush();
            _shown = text.Length;
        }
    }

    /// <summary>Writes a line where the bar was; the next <see cref="Draw"/> is below it.</summary>
    public void WriteLine(string line)
    {
        lock (_lock)
        {
            Erase();
            output.WriteLine(line);
            output.Flush();
        }
    }

    /// <summary>Takes the line away.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            Erase();
            output.Flush();
        }
    }

    private void Erase()
    {
        if (_shown > 0)
            output.Write($"\r{new string(' ', _shown)}\r");
        _shown = 0;
    }
}
