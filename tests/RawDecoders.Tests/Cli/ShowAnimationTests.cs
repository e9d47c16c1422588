using System.Text.RegularExpressions;
using RawDecoders.Cli;
using RawDecoders.Tests.Pixels;
using RawDecoders.Tests.Png.Frames;

namespace RawDecoders.Tests.Cli;

/// <summary><c>rawdec show</c> plays an animation: frames in one place, delays, and the cursor, whatever ends the play.</summary>
public sealed class ShowAnimationTests : IDisposable
{
    private const string Hide = "\e[?25l", Show = "\e[?25h", Save = "\e7", Restore = "\e8";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Frames whose delays are told apart: 200 ms, 50 ms, and one as brief as can be.</summary>
    private string Animation(int plays, bool isBroken = false)
    {
        List<WrittenFrame> frames = AnimationWriter.Random(new Random(3), 6, 8, 6, 5, 3);
        if (isBroken)
            frames[1].Raw[0] = 9;
        (ushort, ushort)[] delays = [(1, 5), (50, 1000), (0, 100)];
        return _folder.Write("a.png", AnimationWriter.Write([.. frames.Select((f, i) => f with { DelayNumerator = delays[i].Item1, DelayDenominator = delays[i].Item2 })], plays: plays));
    }

    /// <summary>Frames are drawn from one place, which is kept; each is followed by a wait for its delay; and at the end the cursor is back.</summary>
    [Theory]
    [InlineData("blocks", 1)]
    [InlineData("sixel", 2)]
    [InlineData("kitty", 3)]
    public void Frames_are_drawn_in_one_place_with_their_delays(string mode, int plays)
    {
        (int code, string text, List<double> waits) = Run(new ClockOfTests(), "show", "--mode", mode, Animation(plays));
        Assert.Equal(0, code);
        Assert.Equal([.. Enumerable.Repeat<double[]>([200, 50, 100], plays).SelectMany(w => w)], waits);
        Assert.Equal((1, 1, 1), (Count(text, Hide), Count(text, Show), Count(text, Save)));
        // Once before each frame, and once after the last.
        Assert.Equal(3 * plays + 1, Count(text, Restore));
        int lines = mode == "blocks" ? 3 : 1;
        Assert.StartsWith($"{Hide}{new string('\n', lines)}\e[{lines}A\r{Save}{Restore}", text, StringComparison.Ordinal);
        Assert.Contains($"{Restore}\e[{lines}B\r{Show}", text, StringComparison.Ordinal);
        Assert.Contains("a.png: 6 x 5, 3 frames", text, StringComparison.Ordinal);
        if (mode == "blocks")
            Assert.All(text.Split(Restore)[1..^1], frame => Assert.Equal(3, Count(frame, "\n")));
    }

    [Fact]
    public void Plays_are_those_of_the_option()
        => Assert.Equal(3 * 5, Run(new ClockOfTests(), "show", "--mode", "blocks", "--plays", "5", Animation(plays: 0)).Waits.Count);

    [Fact]
    public void An_interruption_ends_the_play_with_the_cursor_back()
    {
        (int code, string text, List<double> waits) = Run(new ClockOfTests { Most = 7 }, "show", "--mode", "blocks", Animation(plays: 0), Animation(plays: 0));
        Assert.Equal((130, 7), (code, waits.Count));
        Assert.Equal((1, 1), (Count(text, Hide), Count(text, Show)));
        Assert.True(text.IndexOf(Show, StringComparison.Ordinal) > text.LastIndexOf(Restore, StringComparison.Ordinal));
    }

    [Fact]
    public void A_broken_frame_ends_the_play_with_the_cursor_back()
    {
        (int code, string text, List<double> waits) = Run(new ClockOfTests(), "show", "--mode", "blocks", Animation(plays: 1, isBroken: true));
        Assert.Equal((1, 1), (code, waits.Count));
        Assert.Equal((1, 1), (Count(text, Hide), Count(text, Show)));
    }

    /// <summary>Where nobody watches there is one picture, and no play of it.</summary>
    [Fact]
    public void Without_a_terminal_the_default_image_is_drawn_once()
    {
        CliRun run = CliRun.Of("show", Animation(plays: 0));
        Assert.Equal(0, run.Code);
        Assert.DoesNotContain("\e", run.Out, StringComparison.Ordinal);
        Assert.Contains("a.png: 6 x 5,", run.Out, StringComparison.Ordinal);
    }

    /// <summary>The program itself in a pseudo-terminal, with a Ctrl-C that the terminal turns into a signal.</summary>
    [Fact]
    public void In_a_pseudo_terminal_Ctrl_C_ends_it_with_the_cursor_back()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no pty");
        const string Script = """
            import os, pty, signal, sys
            signal.alarm(60)
            pid, terminal = pty.fork()
            if pid == 0:
                # A shell that starts the tests in the background has them ignore it, and so would the program.
                signal.signal(signal.SIGINT, signal.SIG_DFL)
                os.environ['COLORTERM'] = 'truecolor'
                os.execv(sys.argv[1], [sys.argv[1], 'show', '--mode', 'blocks', sys.argv[2]])
            seen, sent = b'', False
            while True:
                try:
                    piece = os.read(terminal, 65536)
                except OSError:
                    break
                if not piece:
                    break
                seen += piece
                if not sent and seen.count(b'\x1b8') >= 5:
                    sent = True
                    os.write(terminal, b'\x03')
            status = os.waitpid(pid, 0)[1]
            print(os.waitstatus_to_exitcode(status), seen.count(b'\x1b[?25l'), seen.count(b'\x1b[?25h'), seen.rfind(b'\x1b[?25h') > seen.rfind(b'\x1b8'), seen.count(b'\x1b8') >= 6)
            """;
        string program = Path.Combine(AppContext.BaseDirectory, "rawdec");
        Assert.Equal("130 1 1 True True", Python.RunWithNumPy(Script, program, Animation(plays: 0)));
    }

    private static (int Code, string Text, List<double> Waits) Run(ClockOfTests clock, params string[] args)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        var host = new CliHost(Stream.Null, output, null, error) { OutputIsTerminal = true, MakeClock = () => clock };
        int code = RawDecoders.Cli.Cli.Run(args, host);
        return (code, System.Text.Encoding.UTF8.GetString(output.ToArray()), clock.Waits);
    }

    private static int Count(string text, string part) => Regex.Count(text, Regex.Escape(part));

    /// <summary>Passes at once, and keeps what was waited for; time goes on by that alone.</summary>
    private sealed class ClockOfTests : PlayClock
    {
        private TimeSpan _now;

        public List<double> Waits { get; } = [];

        /// <summary>The wait that is interrupted.</summary>
        public int Most { get; init; } = int.MaxValue;

        public override TimeSpan Now => _now;

        public override bool WaitUntil(TimeSpan due)
        {
            Waits.Add((due - _now).TotalMilliseconds);
            _now = due;
            return Waits.Count < Most;
        }
    }
}
