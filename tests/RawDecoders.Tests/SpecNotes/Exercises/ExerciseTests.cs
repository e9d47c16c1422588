using System.Globalization;
using System.Text;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.SpecNotes.Exercises;

/// <summary>
/// The section "Exercises" of each note is what the list says, with the answers that decoder and inspector give. With RAWDECODERS_UPDATE_NOTES=1 the
/// sections are written anew, and the test that wrote one fails, once.
/// </summary>
public sealed class ExerciseTests
{
    private const string Heading = "## Exercises";

    public static TheoryData<string> Notes => [.. ExerciseList.All.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Notes))]
    public void The_answers_are_right(string note)
    {
        string path = Repository.PathOf("spec-notes", note), text = File.ReadAllText(path).ReplaceLineEndings("\n");
        int start = text.IndexOf($"\n{Heading}\n", StringComparison.Ordinal);
        string expected = Section(ExerciseList.All[note]), stored = start < 0 ? "" : text[(start + 1)..];

        Assert.Equal(5, ExerciseList.All[note].Length);
        if (expected != stored && Environment.GetEnvironmentVariable("RAWDECODERS_UPDATE_NOTES") == "1")
        {
            File.WriteAllText(path, $"{(start < 0 ? text.TrimEnd('\n') + "\n" : text[..start])}\n{expected}");
            Assert.Fail($"{note}: the exercises were rewritten; look at them and run again");
        }

        Assert.Equal(expected, stored);
    }

    [Fact]
    public void The_explorer_has_the_files()
    {
        string[] gallery = File.ReadAllLines(Repository.PathOf("src", "RawDecoders.Explorer", "wwwroot", "gallery", "files.txt"));

        Assert.Empty(ExerciseList.All.Values.SelectMany(e => e).Select(e => e.File).Except(gallery));
    }

    /// <summary>The last section of a note.</summary>
    private static string Section(Exercise[] exercises)
    {
        var text = new StringBuilder($"""
            {Heading}

            Each link opens a file of the corpus in the explorer, with the place marked: where this page is read in the explorer, by a click; elsewhere start
            `rawdec explore` and put what follows the # behind its address. `rawdec inspect corpus/FILE` with `--pixel` or `--at` tells the same.

            """.ReplaceLineEndings("\n"));
        foreach ((int index, Exercise exercise) in exercises.Index())
        {
            string answer = exercise.Answer(new Studied(exercise));
            text.Append(CultureInfo.InvariantCulture, $"\n{index + 1}. [{exercise.File}, {exercise.Place.Replace("&", ", ", StringComparison.Ordinal).Replace('=', ' ')}]({exercise.Link}). {exercise.Question}\n\n");
            text.Append(CultureInfo.InvariantCulture, $"   <details><summary>Answer</summary>\n\n   {char.ToUpperInvariant(answer[0])}{answer[1..]}.\n\n   </details>\n");
        }

        return text.ToString();
    }
}
