using System.Net;
using RawDecoders.CorpusGenerator;
using RawDecoders.Png;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Png;

/// <summary>The example in PngChunkReader's documentation: it stands here too, and is run.</summary>
public sealed class PngChunkReaderExampleTests
{
    [Theory]
    [InlineData(
        "matrix/palette1-none.png",
        """
             8 IHDR     13 bytes, critical, intact
            33 PLTE      6 bytes, critical, intact
            51 IDAT    122 bytes, critical, intact
           185 IEND      0 bytes, critical, intact

        """)]
    [InlineData("broken/idat-crc.png", "    33 IDAT   1325 bytes, critical, damaged\n  1370 IEND      0 bytes, critical, intact\n")]
    [InlineData("broken/cut-row-9.png", "    33 IDAT   1325 bytes, critical, cut off\n")]
    [InlineData("broken/cut-idat-length.png", "    33 no chunk\n")]
    public void The_example_prints_the_chunks(string name, string ending)
    {
        string path = Path.Combine(CorpusFolder.Find(), "png", name);
        var Console = new StringWriter { NewLine = "\n" };

        // Begin of the example.
        byte[] file = File.ReadAllBytes(path);
        var reader = new PngChunkReader(file);
        while (reader.Read())
        {
            string kind = reader.Type.IsCritical ? "critical" : "ancillary";
            string state = !reader.IsComplete ? "cut off" : reader.StoredCrc == reader.ComputeCrc() ? "intact" : "damaged";
            Console.WriteLine($"{reader.Offset,6} {reader.Type} {reader.Length,6} bytes, {kind}, {state}");
        }
        if (reader.NextOffset < file.Length)
            Console.WriteLine($"{reader.NextOffset,6} no chunk");
        // End of the example.

        Assert.EndsWith(ending.ReplaceLineEndings("\n"), Console.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_example_is_the_one_in_the_documentation()
    {
        string[] source = File.ReadAllLines(Repository.PathOf("src", "RawDecoders", "Png", "Structure", "PngChunkReader.cs"));
        string[] documented = [.. Between(source, "/// <code>", "/// </code>").Select(line => WebUtility.HtmlDecode(line["/// ".Length..]))];
        string[] test = File.ReadAllLines(Repository.PathOf("tests", "RawDecoders.Tests", "Png", "PngChunkReaderExampleTests.cs"));
        string[] run = [.. Between(test, "        // Begin of the example.", "        // End of the example.").Select(line => line[8..].Replace("(path)", "(\"photo.png\")", StringComparison.Ordinal))];
        Assert.Equal(run, documented);
    }

    private static IEnumerable<string> Between(string[] lines, string first, string last)
        => lines.SkipWhile(line => line != first).Skip(1).TakeWhile(line => line != last);
}
