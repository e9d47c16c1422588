// What the outputs of a batch are called.

namespace RawDecoders.Cli;

/// <summary>Names for outputs, each once.</summary>
internal static class OutputNames
{
    /// <summary>
    /// Outputs are named as their inputs with another ending: a.png to a.npy. Where two inputs would meet, each keeps its own
    /// ending too (a.png.npy, a.jpg.npy); if they meet even so, the first has the name and the others are refused.
    /// </summary>
    /// <param name="files">The inputs.</param>
    /// <param name="ending">The outputs' ending with its dot; empty for none.</param>
    /// <param name="errors">Gets the refusals.</param>
    public static List<(FoundFile File, string Name)> Assign(IReadOnlyList<FoundFile> files, string ending, ErrorReporting errors)
    {
        Dictionary<string, int> shortNames = files
            .GroupBy(f => Short(f.Name, ending), StringComparer.OrdinalIgnoreCase)
            .ToDictionary(g => g.Key, g => g.Count(), StringComparer.OrdinalIgnoreCase);
        var taken = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var named = new List<(FoundFile, string)>(files.Count);
        foreach (FoundFile file in files)
        {
            string name = Short(file.Name, ending);
            if (shortNames[name] > 1)
                name = file.Name + ending;
            if (taken.TryAdd(name, file.Path))
                named.Add((file, name));
            else
                errors.Report(file.Path, new OutputRefusedException($"its output {name} is that of {taken[name]} already", OutputRefusedException.SameName));
        }

        return named;
    }

    private static string Short(string name, string ending) => Path.ChangeExtension(name, null) + ending;
}
