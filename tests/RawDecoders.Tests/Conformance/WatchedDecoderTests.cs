using RawDecoders.Conformance.Decoders;
using RawDecoders.Conformance.Scoreboard.Running;

namespace RawDecoders.Tests.Conformance;

/// <summary>Decoders in processes of their own: each way to fail is told apart from the others, and is the fault of the file that was asked.</summary>
public class WatchedDecoderTests
{
    // Of memory alone: what fills it takes processor time too.
    private static readonly ProcessLimits LittleMemory = new(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), 16L << 20);

    private static readonly ProcessLimits Limits = new(TimeSpan.FromSeconds(0.5), TimeSpan.FromMinutes(1), 64L << 20);

    // Answers each path by what its name asks for.
    private const string Host = """
        echo '{"version": "7"}'
        while read -r file; do
          case $file in
            *crash*) kill -SEGV $$ ;;
            *leave*) exit 3 ;;
            *hang*) while :; do :; done ;;
            *refuse*) echo '{"error": "Bad", "message": "no '"$file"' here"}' ;;
            *) printf '{"width": 2, "height": 1, "format": "gray8", "length": 2, "note": "hm"}\nAB' ;;
          esac
        done
        """;

    [Theory]
    [InlineData("printf 'P5 2 1 255\\nAB'", AnswerKind.Picture, "")]
    [InlineData("printf 'P5 2 1 255\\nAB'; exit 2", AnswerKind.Picture, "")]
    [InlineData("printf 'P5 2 1 255\\nAB'; exit 1", AnswerKind.Refusal, "exit code 1")]
    [InlineData("echo not today >&2; exit 1", AnswerKind.Refusal, "not today")]
    [InlineData("printf 'P5 9 9 255\\nAB'", AnswerKind.Refusal, "unreadable output")]
    [InlineData("kill -SEGV $$", AnswerKind.Crash, "signal 11")]
    [InlineData("while :; do :; done", AnswerKind.Hang, "")]
    [InlineData("x=aaaaaaaa; i=0; while [ $i -lt 23 ]; do x=$x$x; i=$((i+1)); done; sleep 50", AnswerKind.OverMemory, "")]
    internal void A_command_s_end_is_told_apart(string script, AnswerKind kind, string said)
    {
        Shell();
        using var decoder = new CommandDecoder(new DecoderIdentity("x", ""), CommandTemplate.Parse($"sh -c '{script.Replace("'", "'\\''", StringComparison.Ordinal)}' x {{file}}"), [2], kind == AnswerKind.OverMemory ? LittleMemory : Limits);
        DecoderAnswer answer = decoder.Decode("a.png");
        Assert.Equal(kind, answer.Kind);
        Assert.Contains(said, answer.Message, StringComparison.Ordinal);
        Assert.Equal(kind == AnswerKind.Picture, answer.Picture is not null);
    }

    [Fact]
    [Trait("Length", "Long")]
    public void A_host_lives_from_file_to_file_and_begins_again_after_it_fell()
    {
        Shell();
        using HostDecoder host = HostDecoder.Open(() => ProcessLimits.Start("sh", ["-c", Host], reserves: false), Limits, new DecoderIdentity("x", ""), out string missing)!;
        Assert.Equal("", missing);
        Assert.Equal("7", host.Identity.Version);
        AnswerKind[] kinds = [.. ((string[])["a", "crash", "b", "refuse", "leave", "hang", "c"]).Select(file => host.Decode(file).Kind)];
        Assert.Equal([AnswerKind.Picture, AnswerKind.Crash, AnswerKind.Picture, AnswerKind.Refusal, AnswerKind.Crash, AnswerKind.Hang, AnswerKind.Picture], kinds);
        DecoderAnswer shown = host.Decode("d");
        Assert.Equal(("hm", 2, (byte)'B'), (shown.Note, shown.Picture!.Width, shown.Picture.Data[1]));
        Assert.Equal("Bad: no FILE here", host.Decode("refuse").Message);
    }

    [Fact]
    public void A_host_without_its_decoder_says_so()
    {
        Shell();
        Assert.Null(HostDecoder.Open(() => ProcessLimits.Start("sh", ["-c", "echo '{\"missing\": \"no module\"}'"], reserves: false), Limits, new DecoderIdentity("x", ""), out string missing));
        Assert.Equal("no module", missing);
        Assert.Null(HostDecoder.Open(() => ProcessLimits.Start("sh", ["-c", "exit 1"], reserves: false), Limits, new DecoderIdentity("x", ""), out missing));
        Assert.Contains("ended", missing, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NotSupportedException: progressive", true)]
    [InlineData("Unsupported BMP header type (64)", true)]
    [InlineData("zlib corrupt", false)]
    public void What_a_decoder_calls_unsupported_is_no_refusal_of_a_file(string message, bool unsupported)
        => Assert.Equal(unsupported, DecoderAnswer.Refused(message).SaysUnsupported);

    private static void Shell()
        => Assert.SkipUnless(OperatingSystem.IsLinux() && CommandTemplate.Find("sh") is not null && CommandTemplate.Find("tail") is not null, "needs a shell on Linux");
}
