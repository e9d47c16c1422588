namespace RawDecoders.Tests.Support;

/// <summary>
/// The public test suites, which are other people's and therefore not in the project. The environment variable
/// RAWDECODERS_SUITES names the folder that holds them; without it the tests that need them are skipped.
/// </summary>
public static class Suites
{
    public const string Variable = "RAWDECODERS_SUITES";

    public const string SkipReason = "RAWDECODERS_SUITES does not name a folder with the public suites (corpus/fetch-public-suites gets them)";

    /// <summary>The folder, or null.</summary>
    public static string? Root { get; } =
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder && Directory.Exists(folder) ? folder : null;

    public static bool Available => Root is not null;

    private static readonly Lazy<Expectation[]> AllExpectations = new(LoadExpectations);

    private static readonly Lazy<ILookup<string, Expectation>> ByPath = new(() => AllExpectations.Value.ToLookup(e => e.Path));

    /// <summary>Every recorded result of a reference decoder.</summary>
    public static IReadOnlyList<Expectation> Expectations => AllExpectations.Value;

    /// <summary>What the references made of one file; <paramref name="path"/> is relative to the root, with '/'.</summary>
    public static IEnumerable<Expectation> ExpectationsOf(string path) => ByPath.Value[path];

    /// <summary>One reference's result, or null if there is no such record.</summary>
    public static Expectation? Find(string path, string reference, string profile)
        => ByPath.Value[path].FirstOrDefault(e => e.Reference == reference && e.Profile == profile);

    /// <summary>
    /// Paths, relative to the root, of the files below <paramref name="folder"/> with one of the endings; sorted. A single
    /// empty path when the suites are absent: xunit refuses a theory without data, and the case then skips itself.
    /// </summary>
    public static IEnumerable<string> Files(string folder, params string[] endings)
    {
        if (Root is null)
            return [""];
        return Directory.EnumerateFiles(System.IO.Path.Combine(Root, folder), "*", SearchOption.AllDirectories)
            .Where(f => endings.Length == 0 || endings.Any(e => f.EndsWith(e, StringComparison.OrdinalIgnoreCase)))
            .Select(f => System.IO.Path.GetRelativePath(Root, f).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);
    }

    /// <summary>The same as theory data, one path a case.</summary>
    public static TheoryData<string> Cases(string folder, params string[] endings)
    {
        var data = new TheoryData<string>();
        foreach (string file in Files(folder, endings))
            data.Add(file);
        return data;
    }

    /// <summary>Skips the running test unless the suites are there. Call first in every test that uses them.</summary>
    public static void Require() => Assert.SkipUnless(Available, SkipReason);

    public static string PathOf(string relative) => System.IO.Path.Combine(Root!, relative);

    public static byte[] Read(string relative) => File.ReadAllBytes(PathOf(relative));

    private static Expectation[] LoadExpectations()
    {
        if (Root is null || !File.Exists(PathOf("expected.tsv")))
            return [];
        return File.ReadLines(PathOf("expected.tsv"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split('\t'))
            .Where(f => f.Length >= 5)
            .Select(f => new Expectation(f[0], f[1], f[2], f[3], f[3] == "-" ? null : f[4], f[3] == "-" ? f[4] : null))
            .ToArray();
    }
}

/// <summary>What one reference decoder made of one file.</summary>
/// <param name="Path">Path relative to the suites' root.</param>
/// <param name="Reference">Decoder and version: "imagesharp-3.1.12".</param>
/// <param name="Profile">How it was asked: "rgba64", "color".</param>
/// <param name="Shape">"HxW[xC]:dtype", or "-".</param>
/// <param name="Sha256">Lower-case SHA-256 of the packed samples (16-bit little-endian), or null if it was refused.</param>
/// <param name="Error">The reference's error, if it refused the file.</param>
public sealed record Expectation(string Path, string Reference, string Profile, string Shape, string? Sha256, string? Error);
