using RawDecoders.Conformance.Checking;
using RawDecoders.Conformance.Pictures;
using RawDecoders.Conformance.Scoreboard.Judging;
using RawDecoders.Conformance.Scoreboard.Running;
using RawDecoders.CorpusGenerator;
using Picture = RawDecoders.Conformance.Pictures.Picture;

namespace RawDecoders.Tests.Conformance;

/// <summary>What the tests of the scoreboard share: files of the corpus, and answers to them.</summary>
internal static class ScoreboardParts
{
    private static readonly Lazy<Dictionary<string, ScoreboardCase>> Cases = new(() => ScoreboardCase.Load(CorpusFolder.Find(), new ExpectedPictures(ofFew: !LongRun.IsOn)).ToDictionary(c => c.File.Name));

    /// <summary>A file of the corpus.</summary>
    public static ScoreboardCase Case(string name) => Cases.Value[name];

    /// <summary>All files below a folder.</summary>
    public static List<ScoreboardCase> Below(string folder) => [.. Cases.Value.Values.Where(c => c.File.Name.StartsWith(folder + "/", StringComparison.Ordinal))];

    /// <summary>The picture that a file holds.</summary>
    public static Picture Right(string name) => Case(name).Right[0].Picture;

    /// <summary>The verdict on a picture.</summary>
    public static Judgement Shown(string name, Picture picture, string note = "") => Judge.Of(Case(name), claimed: true, DecoderAnswer.Shown(picture, note));

    /// <summary>The verdict on a refusal.</summary>
    public static Judgement Refused(string name, string message, bool claimed = true) => Judge.Of(Case(name), claimed, DecoderAnswer.Refused(message));

    /// <summary>A picture with samples changed: every so many, by so much, clamped.</summary>
    public static Picture Changed(this Picture picture, int every, int by)
    {
        byte[] data = [.. picture.Data];
        for (int i = 0; i < data.Length; i += every)
            data[i] = (byte)Math.Clamp(data[i] + (data[i] > 127 ? -by : by), 0, 255);
        return picture with { Data = data };
    }
}
