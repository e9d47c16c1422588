using RawDecoders.Bmp;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Bmp;

/// <summary>The example in BmpHeaderReader's documentation: it stands here word for word, and is run.</summary>
public sealed class BmpHeaderReaderExampleTests
{
    [Fact]
    public void The_example_prints_the_regions()
    {
        Console.Lines.Clear();

        // Example
        byte[] file = File.ReadAllBytes("picture.bmp");
        var reader = new BmpHeaderReader(file);
        while (reader.Read())
        {
            Console.WriteLine($"{reader.Offset,6} {reader.Length,6} {reader.Kind}");
            if (reader.Findings != BmpFindings.None)
                Console.WriteLine($"              {reader.Findings}");
        }
        BmpDibHeader dib = reader.DibHeader;
        Console.WriteLine($"{dib.Width} x {dib.Height}, {dib.BitCount} bits, rows of {dib.RowStride} bytes from {reader.PixelOffset} on");

        // End
        Assert.Equal(
            [
                "     0     14 FileHeader", "    14     40 DibHeader", "              FileSizeWrong", "    54     32 PixelData", "    86      1 Trailing",
                "              TrailingBytes", "5 x 2, 24 bits, rows of 16 bytes from 54 on",
            ],
            Console.Lines);
    }

    [Fact]
    public void The_example_is_the_documentations()
    {
        string[] documented = Lines(Repository.PathOf("src", "RawDecoders", "Bmp", "Structure", "BmpHeaderReader.cs"), "/// <code>", "/// </code>");
        string[] run = Lines(Repository.PathOf("tests", "RawDecoders.Tests", "Bmp", "BmpHeaderReaderExampleTests.cs"), "// Example", "// End");
        Assert.Equal(run.Where(line => line.Length > 0), documented.Select(line => line["///".Length..].Trim()));
    }

    private static string[] Lines(string path, string from, string to)
        => [.. System.IO.File.ReadLines(path).Select(line => line.Trim()).SkipWhile(line => line != from).Skip(1).TakeWhile(line => !line.StartsWith(to, StringComparison.Ordinal))];

    /// <summary>Stands in for the console, which tests share.</summary>
    private static class Console
    {
        public static List<string> Lines { get; } = [];

        public static void WriteLine(string line) => Lines.Add(line);
    }

    /// <summary>Stands in for the file system: any path is a small file with a byte too many.</summary>
    private static class File
    {
        public static byte[] ReadAllBytes(string path) => [.. TinyBmp.Create(5, 2), (byte)path.Length];
    }
}
