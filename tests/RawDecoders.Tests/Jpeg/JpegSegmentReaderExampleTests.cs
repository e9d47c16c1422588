using System.Net;
using RawDecoders.Jpeg;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Jpeg;

/// <summary>The example in JpegSegmentReader's documentation: it stands here too, and is run.</summary>
public sealed class JpegSegmentReaderExampleTests
{
    [Theory]
    [InlineData(
        "odd/stray-before-sof.jpg",
        """
             0      2 Marker SOI
             2     18 Segment APP0
            20     69 Segment DQT
            89     69 Segment DQT
           160     19 Segment SOF0
                      40 x 30 pixels
                      2 stray bytes before it
           179      6 Segment DRI

        """)]
    [InlineData(
        "broken/cut-sof.jpg",
        """
             0      2 Marker SOI
             2     18 Segment APP0
            20     69 Segment DQT
            89     69 Segment DQT
           158     10 Segment SOF0
                      40 x 32 pixels
                      0 stray bytes before it, cut short

        """)]
    public void The_example_prints_the_segments(string name, string beginning)
    {
        string path = Repository.PathOf(["corpus", "jpeg", .. name.Split('/')]);
        var Console = new StringWriter { NewLine = "\n" };

        // Begin of the example.
        byte[] file = File.ReadAllBytes(path);
        var reader = new JpegSegmentReader(file);
        while (reader.Read() && reader.Marker != JpegMarker.Eoi)
        {
            Console.WriteLine($"{reader.Offset,6} {reader.Length,6} {reader.Kind} {reader.Marker.GetName()}");
            if (reader.Marker.IsStartOfFrame() && reader.Payload is [_, var y1, var y0, var x1, var x0, ..])
                Console.WriteLine($"              {x1 << 8 | x0} x {y1 << 8 | y0} pixels");
            if (reader.StrayBytes > 0 || !reader.IsComplete)
                Console.WriteLine($"              {reader.StrayBytes} stray bytes before it{(reader.IsComplete ? "" : ", cut short")}");
        }
        // End of the example.

        Assert.StartsWith(beginning.ReplaceLineEndings("\n"), Console.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_example_is_the_one_in_the_documentation()
    {
        string[] source = File.ReadAllLines(Repository.PathOf("src", "RawDecoders", "Jpeg", "Structure", "JpegSegmentReader.cs"));
        string[] documented = [.. Between(source, "/// <code>", "/// </code>").Select(line => WebUtility.HtmlDecode(line["/// ".Length..]))];
        string[] test = File.ReadAllLines(Repository.PathOf("tests", "RawDecoders.Tests", "Jpeg", "JpegSegmentReaderExampleTests.cs"));
        string[] run = [.. Between(test, "        // Begin of the example.", "        // End of the example.").Select(line => line[8..].Replace("(path)", "(\"photo.jpg\")", StringComparison.Ordinal))];
        Assert.Equal(run, documented);
    }

    private static IEnumerable<string> Between(string[] lines, string first, string last)
        => lines.SkipWhile(line => line != first).Skip(1).TakeWhile(line => line != last);
}
