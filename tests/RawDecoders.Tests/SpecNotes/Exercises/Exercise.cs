using System.Globalization;
using RawDecoders.CorpusGenerator;
using RawDecoders.Inspection;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.SpecNotes.Exercises;

/// <summary>A question of a note, on a file of the corpus.</summary>
/// <param name="File">The file, from the corpus's folder on: as the explorer's gallery names it.</param>
/// <param name="Place">What the explorer is to mark: <c>byte=43</c>, <c>byte=43&amp;bit=1</c> or <c>pixel=10,4</c>.</param>
/// <param name="Question">The question, in Markdown.</param>
/// <param name="Answer">Finds the answer, by decoder and inspector.</param>
internal sealed record Exercise(string File, string Place, string Question, Func<Studied, string> Answer)
{
    /// <summary>The link, as the explorer writes it behind its address.</summary>
    public string Link => $"#file={File}&{Place}";
}

/// <summary>A file with what the inspector says of it, and the short ways to it that answers take.</summary>
internal sealed class Studied
{
    private readonly byte[] _bytes;
    private readonly Lazy<StructureReport> _report;

    public Studied(Exercise exercise)
    {
        Path = System.IO.Path.Combine(CorpusFolder.Find(), exercise.File);
        _bytes = File.ReadAllBytes(Path);
        _report = new Lazy<StructureReport>(() => ImageInspector.Inspect(_bytes, new InspectOptions { Symbols = true, Blocks = true }));
        foreach (string part in exercise.Place.Split('&'))
        {
            string[] sides = part.Split('=');
            int[] numbers = [.. sides[1].Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture))];
            (Byte, Bit, X, Y) = sides[0] switch
            {
                "byte" => (numbers[0], Bit, X, Y),
                "bit" => (Byte, numbers[0], X, Y),
                "pixel" => (Byte, Bit, numbers[0], numbers[1]),
                _ => throw new FormatException(part),
            };
        }

        Assert.InRange(Byte, -1, _bytes.Length - 1);
        Assert.InRange(Bit, -1, 7);
    }

    public string Path { get; }

    public int Byte { get; } = -1;

    public int Bit { get; } = -1;

    public int X { get; } = -1;

    public int Y { get; } = -1;

    /// <summary>The value of a region by its name, at the marked byte (and bit, if one is marked) or at another.</summary>
    public string Value(string name, int? at = null) => Region(name, at).Value;

    /// <summary>The bare number of a region.</summary>
    public string Raw(string name, int? at = null) => Region(name, at).Raw;

    /// <summary>The value of a part of the marked region.</summary>
    public string Part(string region, string name) => Region(region).Children.First(c => c.Name == name).Value;

    /// <summary>The value of a step on the way to the marked pixel; of several with that name the one with this number.</summary>
    public string Step(string name, int number = 0) => Walk(ImageInspector.Trace(_bytes, X, Y).Root).Where(n => n.Name == name).ElementAt(number).Value;

    /// <summary>The bare number of a step.</summary>
    public int Number(string name, int number = 0)
        => int.Parse(Walk(ImageInspector.Trace(_bytes, X, Y).Root).Where(n => n.Name == name).ElementAt(number).Raw, CultureInfo.InvariantCulture);

    /// <summary>What is wrong at the marked byte, the rule, and what becomes of it.</summary>
    public string Finding()
    {
        Issue issue = _report.Value.Findings.Select(f => f.Finding).First(f => f.Offset == Byte);
        return $"{issue.What}: rule `{issue.Rule.Id}` ({issue.Clause}); {issue.Consequence}";
    }

    /// <summary>The samples of the marked pixel.</summary>
    public int[] Samples(PixelFormat? format = null)
    {
        PixelBuffer image = ImageDecoder.Decode(_bytes, new DecodeOptions { PixelFormat = format });
        byte[] pixel = image[X, Y].ToArray();
        return image.Format.GetBytesPerSample() == 1 ? [.. pixel.Select(b => (int)b)] : [.. pixel.Chunk(2).Select(p => p[0] | (p[1] << 8))];
    }

    private StructureNode Region(string name, int? at = null)
    {
        int offset = at ?? Byte;
        StructureNode[] found = [.. _report.Value.Nodes.Where(n => n.Name == name && n.Offset == offset && (at is not null || Bit < 0 || n.BitOffset == Bit))];
        Assert.True(found.Length > 0, $"{Path} has no {name} at {offset}.{Bit}; there are: {string.Join(", ", _report.Value.Nodes.Where(n => n.Offset == offset).Select(n => $"{n.Name} .{n.BitOffset}"))}");
        return found[0];
    }

    private static IEnumerable<StructureNode> Walk(StructureNode node) => node.Children.SelectMany(Walk).Prepend(node);
}
