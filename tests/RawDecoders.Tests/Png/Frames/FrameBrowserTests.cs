using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Png.Frames;

/// <summary>The corpus's animations as Chromium shows them: numbers of frames, loops, delays, and every composed frame.</summary>
/// <remarks>
/// Chromium blends and keeps pixels with their alpha multiplied in, 8 bits a sample, and cuts 16-bit samples to their high bytes. So:
/// <list type="bullet">
/// <item>files of up to 8 bits: alpha equal; opaque colours equal; other colours less than one step of the multiplied ones apart, |difference| × alpha &lt; 255;</item>
/// <item>files of 16 bits, ours rounded to 8: alpha and opaque colours at most 1 apart; other colours less than two steps, |difference| × alpha &lt; 510;</item>
/// <item>where alpha is 0, Chromium has no colour to compare.</item>
/// </list>
/// </remarks>
[Trait("Length", "Long")]
public sealed class FrameBrowserTests
{
    /// <summary>
    /// Broken files, and what Chromium shows of them is not what we do, with the reason. Of all others the frames shown are the same: those before
    /// the breach, whichever it is.
    /// </summary>
    private static readonly Dictionary<string, string> Departures = new()
    {
        ["broken-first-small.png"] = "Chromium refuses the file; PNG 11.3.6 wants the default image shown",
        ["broken-sequence-first.png"] = "Chromium refuses the file; PNG 11.3.6 wants the default image shown",
        ["pieces.png"] = "Chromium ends at the tEXt between two fdAT of a frame; no clause forbids it, and the frame is whole",
    };

    [Fact]
    public void Chromium_shows_the_same_frames()
    {
        Dictionary<string, byte[]> files = Directory.GetFiles(Repository.PathOf("corpus", "png", "animation"), "*.png").ToDictionary(p => Path.GetFileName(p), File.ReadAllBytes);
        Dictionary<string, BrowserFile> shown = Browser.Show(files);
        var wrong = new List<string>();
        int frames = 0;
        foreach ((string name, byte[] file) in files.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            // Frames of which the decoder says that it has them, and that it then cannot decode, are not shown.
            int theirs = shown[name].Frames.TakeWhile(f => f.Rgba is not null).Count();
            string[] differences = [.. Compare(file, shown[name], theirs)];
            frames += theirs;
            if (Departures.ContainsKey(name) != differences.Length > 0)
                wrong.Add($"{name}: {(differences.Length > 0 ? string.Join("; ", differences) : "the same, though listed as a departure")}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(frames > 500, $"{frames} frames");
    }

    private static IEnumerable<string> Compare(byte[] file, BrowserFile shown, int theirs)
    {
        using ImageFrameReader reader = ImageDecoder.OpenFrames(file, new DecodeOptions { PixelFormat = PixelFormat.Rgba32 });
        bool isWide = ((RawDecoders.Png.PngMetadata)reader.Info.Metadata!).Header.BitDepth == 16;
        // One frame is a picture to Chromium.
        if (reader.FrameCount > 1 && (shown.Repetitions != (reader.LoopCount == 0 ? double.PositiveInfinity : reader.LoopCount - 1) || !shown.IsAnimated))
            yield return $"{reader.LoopCount} plays, there {shown.Repetitions} repetitions";
        int ours = 0;
        for (; TryRead(reader, out ImageFrameInfo? info, out PixelBuffer? frame); ours++)
        {
            if (ours >= theirs)
                continue;
            if (reader.FrameCount > 1 && info!.Delay.Ticks / TimeSpan.TicksPerMicrosecond != shown.Frames[ours].Microseconds)
                yield return $"frame {ours}: a delay of {info.Delay}, there {shown.Frames[ours].Microseconds} microseconds";
            if (Difference(frame!.Span, shown.Frames[ours].Rgba, isWide) is { } difference)
                yield return $"frame {ours}: {difference}";
        }

        if (ours != theirs)
            yield return $"{ours} frames, there {theirs}";
    }

    private static bool TryRead(ImageFrameReader reader, out ImageFrameInfo? info, out PixelBuffer? frame)
    {
        (info, frame) = (reader.NextFrame, null);
        try
        {
            frame = reader.ReadFrame();
        }
        catch (ImageDecodeException)
        {
            // The data of the frame is broken: neither shows it.
        }

        return frame is not null;
    }

    private static string? Difference(ReadOnlySpan<byte> ours, ReadOnlySpan<byte> theirs, bool isWide)
    {
        if (ours.Length != theirs.Length)
            return $"{ours.Length} bytes, there {theirs.Length}";
        int slack = isWide ? 1 : 0;
        for (int i = 0; i < ours.Length; i += 4)
        {
            int alpha = Math.Max(ours[i + 3], theirs[i + 3]);
            bool isSame = Math.Abs(ours[i + 3] - theirs[i + 3]) <= slack;
            for (int c = 0; c < 3 && ours[i + 3] > 0 && theirs[i + 3] > 0; c++)
            {
                int difference = Math.Abs(ours[i + c] - theirs[i + c]);
                isSame &= ours[i + 3] == 255 && theirs[i + 3] == 255 ? difference <= slack : difference * alpha < 255 * (1 + slack);
            }

            if (!isSame)
                return $"pixel {i / 4} is {string.Join(' ', ours.Slice(i, 4).ToArray())}, there {string.Join(' ', theirs.Slice(i, 4).ToArray())}";
        }

        return null;
    }
}
