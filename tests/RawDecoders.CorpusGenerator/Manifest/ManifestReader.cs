// Reads what ManifestWriter writes: for tests, for the conformance program, for anyone who runs the corpus elsewhere.

using System.Globalization;

namespace RawDecoders.CorpusGenerator;

/// <summary>From the manifest's text to its entries.</summary>
public static class ManifestReader
{
    /// <summary>Reads the file <paramref name="path"/>.</summary>
    public static List<CorpusFile> ReadFile(string path) => Parse(File.ReadAllText(path));

    /// <summary>The entries in order. Throws <see cref="FormatException"/> with the line number on any line it does not know.</summary>
    public static List<CorpusFile> Parse(string text)
    {
        List<CorpusFile> files = [];
        CorpusFile? file = null;
        int number = 0;
        foreach (string line in text.Split('\n'))
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
                continue;
            int colon = line.IndexOf(": ", StringComparison.Ordinal);
            if (colon < 0)
                throw new FormatException($"manifest line {number}: no key");
            (string key, string value) = (line[..colon], line[(colon + 2)..]);
            if (key == "file")
            {
                if (file is not null)
                    files.Add(file);
                file = new CorpusFile { Path = value, What = "", Clause = "" };
                continue;
            }

            if (file is null)
                throw new FormatException($"manifest line {number}: a block begins with \"file\"");
            file = Apply(file, key, value) ?? throw new FormatException($"manifest line {number}: unknown key \"{key}\"");
        }

        if (file is not null)
            files.Add(file);
        return files;
    }

    private static CorpusFile? Apply(CorpusFile file, string key, string value)
    {
        string[] words = value.Split(' ');
        return key switch
        {
            "what" => file with { What = value },
            "clause" => file with { Clause = value },
            "bytes" => file with { Length = long.Parse(words[0], CultureInfo.InvariantCulture), FileHash = words[1] },
            "format" => file with { Format = value },
            "shape" => file with { Shape = value },
            "pixels" => file with { PixelHash = words[0], Source = words[1] },
            "standard" => file with { Standard = Outcome(words) },
            "strict" => file with { Strict = Outcome(words) },
            "lenient" => file with { Lenient = Outcome(words) },
            _ when key.StartsWith("pixels-", StringComparison.Ordinal) => file with { Variants = [.. file.Variants, (key[7..], value)] },
            _ when key.StartsWith("meta-", StringComparison.Ordinal) => file with { Metadata = [.. file.Metadata, (key[5..], value)] },
            _ when key.StartsWith("reference ", StringComparison.Ordinal)
                => file with { References = [.. file.References, (key[10..], value.Replace("=", file.PixelHash, StringComparison.Ordinal))] },
            _ when key.StartsWith("verdict ", StringComparison.Ordinal) => file with { Verdicts = [.. file.Verdicts, $"{key[8..]}: {value}"] },
            _ => null,
        };
    }

    private static CorpusOutcome Outcome(string[] words)
    {
        switch (words[0])
        {
            case "pixels" when words.Length == 1:
                return CorpusOutcome.Pixels;
            case "refused" when words.Length == 4 && words[2] == "at":
                return CorpusOutcome.Refused(words[1], long.Parse(words[3], CultureInfo.InvariantCulture));
            case "rows" when words.Length == 3:
                string[] range = words[1].Split('+');
                return CorpusOutcome.Rows(
                    int.Parse(range[0], CultureInfo.InvariantCulture), int.Parse(range[1], CultureInfo.InvariantCulture), words[2]);
            default:
                throw new FormatException($"manifest: unknown outcome \"{string.Join(' ', words)}\"");
        }
    }
}
