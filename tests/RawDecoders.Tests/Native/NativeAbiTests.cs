// Owns: the tests of the C interface: a C program that uses all of it, compiled here by the machine's compiler, and the names that the library gives out.
// Stands over NativeLibrary. Leaves pixels in general to the tests of the managed library, whose code the native one is.

using System.Text;
using System.Text.RegularExpressions;
using RawDecoders.CorpusGenerator;
using RawDecoders.Tests.Cli;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Native;

/// <summary>Tests that publish and compile, one after another.</summary>
[CollectionDefinition(nameof(NativeTests), DisableParallelization = false)]
[Trait("Length", "Long")]
public sealed class NativeTests;

[Collection(nameof(NativeTests))]
public sealed partial class NativeAbiTests : IDisposable
{
    private static readonly string s_corpus = CorpusFolder.Find();
    private static string? s_program;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("every")]
    [InlineData("misuse")]
    [InlineData("threads")]
    public void A_C_program_uses(string part)
    {
        (int code, byte[] output, string error) = NativeLibrary.Run(Compile(), _folder.Root, part, s_corpus);
        Assert.True(code == 0 && Encoding.UTF8.GetString(output) == "ok\n", $"{part}: exit code {code}, {error}");
    }

    [Fact]
    public void A_hundred_thousand_decodes_leave_nothing_behind()
    {
        (int code, byte[] output, string error) = NativeLibrary.Run(Compile(), _folder.Root, "often", s_corpus, "100000");
        Assert.True(code == 0, $"exit code {code}, {Encoding.UTF8.GetString(output)} {error}");
    }

    [Theory]
    [InlineData("png/photos/landscape-rgb.png", "")]
    [InlineData("png/photos/landscape-palette.png", "pillow")]
    [InlineData("jpeg/photos/landscape-progressive.jpg", "")]
    [InlineData("jpeg/photos/balls-422-restart.jpg", "opencv")]
    [InlineData("jpeg/photos/landscape-444.jpg", "imagesharp")]
    [InlineData("bmp/photos/text-rle8.bmp", "opencv-unchanged")]
    public void Its_pixels_are_the_managed_library_s(string name, string like)
    {
        ArrayConvention? convention = like switch
        {
            "pillow" => ArrayConvention.Pillow,
            "opencv" => ArrayConvention.OpenCv,
            "opencv-unchanged" => ArrayConvention.OpenCvUnchanged,
            "imagesharp" => ArrayConvention.ImageSharp,
            _ => null,
        };
        string path = Path.Combine(s_corpus, name);
        string[] words = like.Length == 0 ? ["pixels", path] : ["pixels", path, like];
        (int code, byte[] output, string error) = NativeLibrary.Run(Compile(), _folder.Root, words);
        Assert.True(code == 0, error);
        Assert.Equal(ImageDecoder.Decode(path, new DecodeOptions { Like = convention }).ToArray(), output);
    }

    /// <summary>What is exported is what the header declares, and nothing else.</summary>
    [Fact]
    public void The_exported_names_are_those_of_the_header()
    {
        string header = File.ReadAllText(NativeLibrary.Header);
        string[] declared = [.. Declaration().Matches(Comment().Replace(header, "")).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal)];
        Assert.True(declared.Length >= 30, $"only {declared.Length} functions were found");
        Assert.Equal(declared.Distinct(), declared);

        NativeLibrary.Require();
        Assert.SkipUnless(NativeLibrary.Has("nm"), "nm is not installed.");
        (int code, byte[] output, string error) = NativeLibrary.Run("nm", _folder.Root, "-D", "--defined-only", NativeLibrary.Path);
        Assert.True(code == 0, error);
        IEnumerable<string> exported = Encoding.UTF8.GetString(output).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .Where(fields => fields[^2] != "A")
            .Select(fields => fields[^1].Split('@')[0])
            .Order(StringComparer.Ordinal);
        Assert.Equal(declared, exported);
    }

    /// <summary>The words of the options are the command line's, and each pixel format has its name in the library.</summary>
    [Fact]
    public void The_header_s_words_are_the_command_line_s()
    {
        string header = File.ReadAllText(NativeLibrary.Header);
        CliRun help = CliRun.Of("decode", "--help");
        foreach (string option in (string[])["like", "strictness", "inflater", "reconstruction", "color_transform", "samples"])
        {
            string line = header.Split('\n').Single(l => l.Contains($"const char *{option};", StringComparison.Ordinal));
            string[] words = [.. Quoted().Matches(line).Select(m => m.Groups[1].Value)];
            string flag = "--" + option.Replace('_', '-');
            string shown = help.Out.Split('\n').Single(l => l.Contains($"{flag} <", StringComparison.Ordinal));
            Assert.Equal(shown[(shown.IndexOf('<') + 1)..shown.IndexOf('>')].Split('|').Order(StringComparer.Ordinal), words.Order(StringComparer.Ordinal));
        }

        Assert.All(Enum.GetValues<PixelFormat>(), f => Assert.True(f.GetName().Length is > 3 and < 24));
    }

    /// <summary>C's enumerations of what the library's are.</summary>
    [Fact]
    public void The_header_s_numbers_are_the_library_s()
    {
        string header = File.ReadAllText(NativeLibrary.Header);
        Check<ImageDecodeErrorKind>("RAWDEC_KIND_");
        Check<Severity>("RAWDEC_SEVERITY_");
        Check<ImageFormat>("RAWDEC_FILE_");

        void Check<T>(string prefix)
            where T : struct, Enum
        {
            var numbers = Number().Matches(header).Where(m => m.Groups[1].Value.StartsWith(prefix, StringComparison.Ordinal))
                .ToDictionary(m => m.Groups[1].Value[prefix.Length..].Replace("_", "", StringComparison.Ordinal), m => int.Parse(m.Groups[2].Value));
            Assert.Equal(
                Enum.GetValues<T>().Select(v => (v.ToString().ToUpperInvariant(), Convert.ToInt32(v))).OrderBy(v => v.Item2),
                numbers.Select(n => (n.Key, n.Value)).OrderBy(n => n.Value));
        }
    }

    /// <summary>The program, compiled once a run.</summary>
    private static string Compile()
    {
        NativeLibrary.Require();
        if (s_program is not null)
            return s_program;
        string compiler = NativeLibrary.Has("cc") ? "cc" : NativeLibrary.Has("gcc") ? "gcc" : "clang";
        string sources = Repository.PathOf("tests", "RawDecoders.Tests", "Native", "abi");
        string program = Path.Combine(NativeLibrary.Folder, "abi");
        string[] arguments =
        [
            "-std=c99", "-pedantic", "-Wall", "-Wextra", "-Werror", "-O1", "-I", Path.GetDirectoryName(NativeLibrary.Header)!,
            .. Directory.EnumerateFiles(sources, "*.c").Order(StringComparer.Ordinal), "-o", program, "-L", NativeLibrary.Folder, "-l:librawdecoders.so",
            $"-Wl,-rpath,{NativeLibrary.Folder}", "-pthread",
        ];
        (int code, byte[] output, string error) = NativeLibrary.Run(compiler, NativeLibrary.Folder, arguments);
        Assert.True(code == 0, Encoding.UTF8.GetString(output) + error);
        return s_program = program;
    }

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\b(rawdec_\w+)\s*\(")]
    private static partial Regex Declaration();

    [GeneratedRegex("\"([^\"]+)\"")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\b(RAWDEC_[A-Z_]+) = (\d+)")]
    private static partial Regex Number();
}
