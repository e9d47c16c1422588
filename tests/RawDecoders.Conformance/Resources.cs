// Owns: the text files that are built into the program: scripts and style sheets.

namespace RawDecoders.Conformance;

internal static class Resources
{
    /// <summary>A text by its name.</summary>
    public static string Text(string name)
    {
        using Stream resource = typeof(Resources).Assembly.GetManifestResourceStream(name) ?? throw new FileNotFoundException(name);
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }
}
