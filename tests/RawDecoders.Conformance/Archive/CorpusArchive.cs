// Owns: the corpus for those who have nothing of this project: one ZIP with the files, the expected pictures, a manifest in JSON with its schema,
// a runner and the licence. The same corpus gives the same archive, byte for byte. Leaves what a file demands to ScoreboardCase.

using System.IO.Compression;
using System.Text;
using RawDecoders.Conformance.Pictures;
using RawDecoders.Conformance.Scoreboard.Judging;

namespace RawDecoders.Conformance.Archive;

/// <summary>Writes the archive.</summary>
internal static class CorpusArchive
{
    /// <summary>The folder that everything in the archive lies in.</summary>
    public const string Root = "rawdecoders-corpus";

    // No file of the corpus has a date of its own: the first that ZIP knows.
    private static readonly DateTimeOffset Date = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes the archive of a corpus.</summary>
    /// <param name="corpus">Its folder.</param>
    /// <param name="files">The files that go into it.</param>
    /// <param name="output">Where it goes.</param>
    public static void Write(string corpus, IReadOnlyList<ScoreboardCase> files, Stream output)
    {
        using var zip = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true);
        foreach (string name in (string[])["README.md", "manifest.schema.json", "run_corpus.py"])
            Add(zip, name, File.ReadAllBytes(Path.Combine(corpus, "archive", name)));
        Add(zip, "LICENSE", File.ReadAllBytes(Path.Combine(corpus, "LICENSE")));
        Add(zip, "manifest.json", Encoding.UTF8.GetBytes(JsonManifest.Write(files)));
        foreach (ScoreboardCase file in files)
        {
            Add(zip, "files/" + file.File.Name, File.ReadAllBytes(file.File.File));
            if (ExpectedPath(file) is { } expected)
                Add(zip, expected, PamWriter.Encode(file.Right[0].Picture));
        }
    }

    /// <summary>Where a file's expected picture lies; null if it has none.</summary>
    public static string? ExpectedPath(ScoreboardCase file)
        => file.Right.Count > 0 && file.Demand != Demand.Open && file.Entry.PixelHash.Length > 0 ? $"expected/{file.File.Name}.pam" : null;

    private static void Add(ZipArchive zip, string name, byte[] bytes)
    {
        ZipArchiveEntry entry = zip.CreateEntry($"{Root}/{name}", CompressionLevel.SmallestSize);
        entry.LastWriteTime = Date;
        using Stream stream = entry.Open();
        stream.Write(bytes);
    }
}
