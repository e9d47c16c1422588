using RawDecoders.Cli;
using RawDecoders.Tests.Readme;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.SpecNotes;

/// <summary>
/// The notes in spec-notes are true: their commands print what they show, their pictures are what the commands write, their links
/// lead somewhere. With the environment variable RAWDECODERS_UPDATE_NOTES=1 the notes are rewritten instead, and the tests
/// that rewrote one fail, once.
/// </summary>
[Collection(nameof(CurrentFolder))]
public sealed class SpecNotesTests
{
    private static readonly bool MayRewrite = Environment.GetEnvironmentVariable("RAWDECODERS_UPDATE_NOTES") == "1";

    public static TheoryData<string> Notes
        => [.. Directory.EnumerateFiles(Repository.PathOf("spec-notes"), "*.md", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Repository.Root, f).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Linking =>
    [
        "README.md", "CHANGELOG.md", ".github/CONTRIBUTING.md", ".github/SECURITY.md", "corpus/README.md", "benchmarks/README.md", .. Notes,
        .. Directory.EnumerateFiles(Repository.PathOf("src", "RawDecoders", "docs"), "*.md").Select(f => Path.GetRelativePath(Repository.Root, f).Replace('\\', '/')).Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Notes))]
    public void Commands_print_what_the_note_shows(string note)
    {
        using var runner = new NoteRunner();
        List<string> lines = [.. File.ReadAllLines(note)];
        string wrong = "";
        int failures = 0;
        // From the last to the first, so that a rewritten block does not move those to come.
        foreach (ConsoleBlock block in Enumerable.Reverse(ConsoleBlock.Read([.. lines])))
        {
            var updated = new List<string>();
            foreach (ConsoleCommand command in block.Commands)
            {
                string[] actual = runner.Run(command);
                string? difference = ElidedText.Compare(command.Expected, actual);
                updated.Add(command.Line);
                updated.AddRange(difference is null ? command.Expected : ElidedText.Update(command.Expected, actual));
                if (difference is null)
                    continue;
                failures++;
                wrong = $"{note}:{block.FirstLine + 1}: {command.Line}  ('-' only in the note, '+' only printed)\n{difference}\n{wrong}";
            }

            lines.RemoveRange(block.FirstLine, block.LineCount);
            lines.InsertRange(block.FirstLine, updated);
        }

        if (failures > 0 && MayRewrite)
            File.WriteAllText(note, string.Concat(lines.Select(l => $"{l}\n")));
        Assert.True(failures == 0, MayRewrite ? $"{note}: rewrote the output of {failures} commands; look at it and run again\n\n{wrong}"
            : $"{note}: {failures} commands print something else (RAWDECODERS_UPDATE_NOTES=1 rewrites the note)\n\n{wrong}");
    }

    [Fact]
    public void Pictures_are_what_the_commands_of_the_notes_write()
    {
        using var runner = new NoteRunner();
        foreach (string note in Notes.Select(n => n.Data))
        {
            foreach (ConsoleCommand command in ConsoleBlock.Read(File.ReadAllLines(note)).SelectMany(b => b.Commands).Where(c => c.Arguments.Contains("--stages")))
                runner.Run(command);
        }

        var wrong = new List<string>();
        string[] linked = [.. Notes.SelectMany(n => MarkdownLinks.Read(File.ReadAllLines(n.Data))
            .Select(l => Path.GetRelativePath(Repository.Root, Path.Combine(Path.GetDirectoryName(n.Data)!, l.Target)).Replace('\\', '/')))];
        string[] stored = Directory.Exists("spec-notes/pictures")
            ? [.. Directory.EnumerateFiles("spec-notes/pictures", "*", SearchOption.AllDirectories).Select(f => f.Replace('\\', '/'))]
            : [];
        foreach (string picture in stored.Union(runner.Written.Keys.Where(linked.Contains)).Order(StringComparer.Ordinal))
        {
            string? difference = !runner.Written.TryGetValue(picture, out string? written) ? "no command of a note writes it"
                : !linked.Contains(picture) ? "no note shows it"
                : !stored.Contains(picture) ? "it is missing"
                : SamePixels(picture, written) ? null : "its pixels differ from those that the command writes";
            if (difference is null)
                continue;
            wrong.Add($"{picture}: {difference}");
            if (!MayRewrite || written is null || !linked.Contains(picture))
                continue;
            Directory.CreateDirectory(Path.GetDirectoryName(picture)!);
            using (FileStream output = File.Create(picture))
                PngFile.Write(output, Enlarged(ImageDecoder.Decode(written)));
            wrong[^1] += ": rewritten; look at it and run again";
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Theory]
    [MemberData(nameof(Linking))]
    public void Links_lead_somewhere(string file)
        => Assert.Empty(MarkdownLinks.FindBroken(Repository.PathOf(file)));

    [Theory]
    [InlineData("decode", "a.png", "-o", "b.npy")]
    [InlineData("inspect", "a.png", "--stages", "out")]
    [InlineData("inspect", "a.png", "--stages", "spec-notes/pictures-of-mine")]
    public void Commands_that_write_elsewhere_are_errors(params string[] arguments)
    {
        using var runner = new NoteRunner();

        Assert.Throws<FormatException>(() => runner.Run(new ConsoleCommand("$ rawdec", arguments, [])));
    }

    /// <summary>The picture with each pixel as a square, so that it has 280 columns or a little more.</summary>
    private static PixelBuffer Enlarged(PixelBuffer image)
    {
        int factor = Math.Max(1, (280 + image.Width - 1) / image.Width), size = image.Format.GetBytesPerPixel();
        byte[] pixels = new byte[image.Width * factor * image.Height * factor * size];
        for (int i = 0; i < pixels.Length / size; i++)
        {
            (int y, int x) = Math.DivRem(i, image.Width * factor);
            image[x / factor, y / factor].CopyTo(pixels.AsSpan(i * size));
        }

        return new PixelBuffer(pixels, image.Width * factor, image.Height * factor, image.Format);
    }

    private static bool SamePixels(string stored, string written)
    {
        PixelBuffer first = ImageDecoder.Decode(stored), second = Enlarged(ImageDecoder.Decode(written));
        return first.Format == second.Format && first.Shape.SequenceEqual(second.Shape) && first.ToArray().AsSpan().SequenceEqual(second.ToArray());
    }
}
