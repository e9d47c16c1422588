// The public suites, which are other people's and lie outside the project: a folder with expected.tsv, one line a recorded
// result (path, reference, profile, shape or "-", SHA-256 or the error), and the BMP suite's pictures by its author.

namespace RawDecoders.Conformance.Cases;

/// <summary>Reads the suites.</summary>
internal static class SuiteCases
{
    /// <summary>Names the folder with the suites when the command line does not.</summary>
    public const string Variable = "RAWDECODERS_SUITES";

    private static readonly string[] Endings = [".png", ".bmp", ".jpg", ".jpeg"];

    /// <summary>The cases below <paramref name="root"/>, ordered by path.</summary>
    public static List<ConformanceCase> Load(string root)
    {
        string records = Path.Combine(root, "expected.tsv");
        ILookup<string, RecordedResult> recorded = (File.Exists(records) ? File.ReadLines(records) : [])
            .Select(line => line.Split('\t'))
            .Where(f => f.Length >= 5 && f[0] is not ['#', ..])
            .ToLookup(f => f[0], f => new RecordedResult(f[1], f[2], f[3] == "-" ? "" : f[3], f[3] == "-" ? null : f[4]));
        return [.. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Where(f => Endings.Contains(Path.GetExtension(f), StringComparer.OrdinalIgnoreCase))
            .Select(f => (File: f, Name: Path.GetRelativePath(root, f).Replace('\\', '/')))
            .OrderBy(f => f.Name, StringComparer.Ordinal)
            .Select(f => new ConformanceCase
            {
                Name = f.Name,
                File = f.File,
                Format = Path.GetExtension(f.File).ToUpperInvariant() switch { ".PNG" => "PNG", ".BMP" => "BMP", _ => "JPEG" },
                Feature = Feature(f.Name),
                AuthorPictures = f.Name.StartsWith("bmpsuite/good", StringComparison.Ordinal) ? AuthorPictures(root, f.Name) : [],
                Recorded = [.. recorded[f.Name]],
            })];
    }

    private static string Feature(string name)
    {
        string folder = name.Contains('/', StringComparison.Ordinal) ? name[..name.LastIndexOf('/')] : "suite";
        if (folder != "pngsuite")
            return folder;
        string file = Path.GetFileName(name);
        return "pngsuite: " + file[0] switch
        {
            'b' when file.StartsWith("bas", StringComparison.Ordinal) => "basic",
            'b' => "background",
            'c' => "chunks",
            'f' => "filters",
            'g' => "gamma",
            'o' => "chunk order",
            'p' or 'P' => "palettes",
            's' => "sizes",
            't' => "transparency",
            'x' => "broken",
            'z' => "zlib",
            _ => "other",
        };
    }

    // The author gives several pictures where the file leaves a choice: NAME.png, NAME-e.png, NAME-0.png ... Some other
    // file's name may begin with NAME- too: rgb32 and rgb32-7187.
    private static string[] AuthorPictures(string root, string name)
    {
        string files = Path.GetDirectoryName(Path.Combine(root, name))!;
        string folder = Path.Combine(root, "bmpsuite/expected");
        string stem = Path.GetFileNameWithoutExtension(name);
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, $"{stem}*.png")
                .Where(f => Path.GetFileNameWithoutExtension(f) is string s && (s == stem || (s.StartsWith(stem + "-", StringComparison.Ordinal) && !File.Exists(Path.Combine(files, s + ".bmp")))))
                .Order(StringComparer.Ordinal)]
            : [];
    }
}
