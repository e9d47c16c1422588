// Owns: asking every decoder for every file. A decoder is asked by one thread from its first file to its last, since its process is one; as many
// decoders are asked at once as there are jobs, the slow ones first. Leaves the verdicts to Judge, the limits to ProcessLimits.

using RawDecoders.Conformance.Scoreboard.Judging;
using RawDecoders.Conformance.Scoreboard.Running;

namespace RawDecoders.Conformance.Scoreboard;

/// <summary>A run of the scoreboard.</summary>
internal static class ScoreboardRun
{
    // What takes longest by the file, by what was measured: the order in which decoders begin.
    private static readonly string[] SlowFirst = ["chromium", "libjpeg-turbo", "imagesharp", "libpng", "gdkpixbuf", "vips", "netvips", "graphicsmagick", "magick.net", "imagemagick", "stbimagesharp"];

    /// <summary>Asks.</summary>
    /// <param name="files">The files.</param>
    /// <param name="entries">The decoders.</param>
    /// <param name="jobs">How many decoders are asked at once.</param>
    /// <param name="said">Called with a line when a decoder is done or is not here.</param>
    /// <param name="cancel">Ends the run between two files.</param>
    public static async Task<(List<DecoderIdentity> Decoders, List<Judgement[]> Judgements, List<(string Name, string Why)> Missing)> AskAsync(
        IReadOnlyList<ScoreboardCase> files, IReadOnlyList<CatalogueEntry> entries, int jobs, Action<string> said, CancellationToken cancel)
    {
        var answers = new (DecoderIdentity Identity, Judgement[] Judgements)?[entries.Count];
        string[] missing = new string[entries.Count];
        int[] order = [.. Enumerable.Range(0, entries.Count).OrderBy(i => Array.IndexOf(SlowFirst, entries[i].Id) is >= 0 and var place ? place : SlowFirst.Length)];
        await Parallel.ForEachAsync(order, new ParallelOptions { MaxDegreeOfParallelism = jobs, CancellationToken = cancel }, (i, token) =>
        {
            var clock = System.Diagnostics.Stopwatch.StartNew();
            (IScoreboardDecoder? decoder, string why) = entries[i].Open(entries[i].Identity);
            if (decoder is null)
            {
                missing[i] = why;
                said($"{entries[i].Name}: not here: {why}");
                return ValueTask.CompletedTask;
            }

            using (decoder)
            {
                DateTime begun = DateTime.UtcNow;
                var judgements = new Judgement[files.Count];
                for (int f = 0; f < files.Count; f++)
                {
                    token.ThrowIfCancellationRequested();
                    bool claimed = files[f].File.Format == "OTHER" || decoder.Identity.Claims.Cover(files[f].File), asked = claimed || IsOfFormat(decoder.Identity, files[f]);
                    judgements[f] = Judge.Of(files[f], claimed, asked ? decoder.Decode(files[f].File.File) : null);
                }

                answers[i] = (decoder.Identity with { Asked = begun }, judgements);
                said(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{decoder.Identity.Name} {decoder.Identity.Version}: {clock.Elapsed.TotalSeconds:0} s"));
            }

            return ValueTask.CompletedTask;
        }).ConfigureAwait(false);
        return (
            [.. answers.Where(a => a is not null).Select(a => a!.Value.Identity)],
            [.. answers.Where(a => a is not null).Select(a => a!.Value.Judgements)],
            [.. entries.Select((e, i) => (e.Name, missing[i])).Where(m => m.Item2 is not null)]);
    }

    // A part of a format that a decoder does not claim is shown to it all the same: if it reads it, well; if not, nothing is said.
    private static bool IsOfFormat(DecoderIdentity decoder, ScoreboardCase file) => decoder.Claims.Cover($"{file.File.Name.Split('/')[0]}/any/file");
}
