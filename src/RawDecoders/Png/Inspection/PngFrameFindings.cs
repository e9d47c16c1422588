// Owns: what reading the frames of an animation finds wrong with their data, as notes: the picture that a plain decode gives does not depend
// on it. Stands beside PngFindings, which asks. Leaves to others: the rules, which are those of image data, and the structure of the
// animation, which every decode looks at.
using RawDecoders.Inspection;

namespace RawDecoders.Png;

/// <summary>Reads the frames as a reader of frames does, leniently, so that a broken one does not hide those behind it.</summary>
internal static class PngFrameFindings
{
    /// <summary>All that is found, in the order of the frames.</summary>
    /// <param name="source">The file.</param>
    /// <param name="limits">Bounds of the decodes.</param>
    /// <param name="budget">Pays for work and memory; where it ends, so does the reading.</param>
    /// <param name="reached">The limit of the budget that was reached, if one was, and what was left out for it.</param>
    public static List<Issue> Of(ByteSource source, DecodeLimits limits, InspectBudget budget, out (InspectLimit Limit, string What)? reached)
    {
        reached = null;
        List<Issue> found = [];
        try
        {
            using PngFrames? frames = PngFrames.TryOpen(source, new DecodeOptions { Strictness = Strictness.Lenient, Limits = limits }, isRaw: true, out _);
            byte[] pixels = [];
            while (frames?.Next is { } frame)
            {
                // What is wrong with the default image has been said of the picture.
                if (frame.IsDefaultImage)
                {
                    frames.Skip();
                    continue;
                }

                int stride = (int)frame.Control.Width * frames.Natural.GetBytesPerPixel(), height = (int)frame.Control.Height;
                long bytes = (long)stride * height;
                bool isRoom = bytes <= pixels.Length || (bytes <= Array.MaxLength && budget.TryMemory(bytes - pixels.Length));
                if (!isRoom || !budget.TryWork((bytes / 2) + (50L * height)))
                {
                    reached = (isRoom ? InspectLimit.Work : InspectLimit.Memory, $"what is wrong with the data of frame {frames.NextIndex} and those after it");
                    break;
                }

                pixels = bytes <= pixels.Length ? pixels : new byte[bytes];
                int index = frames.NextIndex;
                DecodeResult result = frames.Read(RowTarget.Create(pixels, stride, stride, height), frames.Natural);
                foreach (Issue issue in result.Warnings.Concat(result.Damage.Select(d => d.Reason)).DistinctBy(i => (i.Offset, i.What)))
                    found.Add(Note(index, issue));
            }
        }
        catch (ImageDecodeException)
        {
            // Over a limit: then no frame is read at all, and the rule is one of options.
        }

        return found;
    }

    private static Issue Note(int index, Issue issue) => new(PngRules.FrameData, issue.Offset, $"{issue.What} ({issue.Rule.Id})")
    {
        Part = $"frame {index}",
        Consequence = issue.Severity switch
        {
            Severity.Error => "the frame is refused, unless Lenient",
            Severity.Warning => "the frame is refused by Strict",
            _ => "the frame is read",
        },
    };
}
