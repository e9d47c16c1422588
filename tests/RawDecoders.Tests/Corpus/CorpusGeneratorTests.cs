// The corpus is what its generator makes, byte for byte, and its manifest says all of it.

using RawDecoders.CorpusGenerator;

namespace RawDecoders.Tests.CorpusFiles;

public sealed class CorpusGeneratorTests
{
    private static readonly string Folder = CorpusFolder.Find();

    [Fact]
    [Trait("Length", "Long")]
    public void Running_the_generator_again_reproduces_every_byte()
    {
        List<CorpusFile> files = Corpus.Files();
        Assert.Empty(CorpusFolder.Differences(Folder, files));
        Assert.InRange(files.Sum(f => (long)f.Bytes.Length), 1, 7 << 20);
    }

    [Fact]
    public void The_manifest_survives_reading_and_writing()
    {
        string text = File.ReadAllText(Path.Combine(Folder, "manifest"));
        Assert.Equal(text, ManifestWriter.Write(ManifestReader.Parse(text)));
    }

    [Theory]
    [InlineData("what: no file before it", "line 1")]
    [InlineData("file: a\nwhat", "line 2")]
    [InlineData("file: a\ncolour: red", "\"colour\"")]
    [InlineData("file: a\nstandard: refused Malformed", "outcome")]
    public void Lines_that_a_manifest_cannot_have_are_refused(string text, string message)
        => Assert.Contains(message, Assert.Throws<FormatException>(() => ManifestReader.Parse(text)).Message, StringComparison.Ordinal);
}
