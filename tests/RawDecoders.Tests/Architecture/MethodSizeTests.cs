using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Architecture;

/// <summary>
/// No method of the library is longer than 80 lines, declaration and braces included, and none takes more than seven parameters: outside
/// kernels, whose inner loops are one method on purpose and hand over registers, not things.
/// </summary>
public sealed partial class MethodSizeTests
{
    private const int MostLines = 80, MostParameters = 7;

    /// <summary>Kernels: the files whose methods may be long, and whose types may have methods of many parameters.</summary>
    private static readonly string[] Kernels =
    [
        "Jpeg/Coding/ProgressiveAcKernel.cs", "Jpeg/Coding/PassingKernel.cs", "Jpeg/Coding/ScaledSequentialKernel.cs", "Jpeg/Coding/SequentialKernel.cs",
        "Jpeg/Reconstruction/HalfInverseDct.Avx2.cs", "Jpeg/Reconstruction/HalfInverseDct.Vectorized.cs", "Jpeg/Reconstruction/IslowInverseDct.cs",
        "Jpeg/Reconstruction/IslowInverseDct.Avx2.cs", "Jpeg/Reconstruction/IslowInverseDct.Vector128.cs",
        "Jpeg/Reconstruction/ImageSharpInverseDct.Vectorized.cs", "Jpeg/Reconstruction/YccColor.Avx2.cs", "Png/Coding/DeflateFastLoop.cs",
        "Png/Rows/PngFilters.Rows.cs", "Png/Rows/PngFilters.Rows256.cs",
    ];

    [Fact]
    public void No_method_is_longer_than_a_screen()
    {
        string library = Repository.PathOf("src", "RawDecoders");
        var tooLong = new List<string>();
        int methods = 0;
        foreach (string path in Directory.EnumerateFiles(library, "*.cs", SearchOption.AllDirectories))
        {
            string name = Path.GetRelativePath(library, path).Replace('\\', '/');
            if (name.StartsWith("obj/", StringComparison.Ordinal) || name.StartsWith("bin/", StringComparison.Ordinal) || Kernels.Contains(name))
                continue;
            string[] lines = File.ReadAllLines(path);
            for (int i = 0; i < lines.Length; i++)
            {
                if (Declaration().Match(lines[i]) is not { Success: true } match)
                    continue;
                methods++;

                // The house writes a body's closing brace under the declaration's first letter; a member without a body ends in ;.
                string close = match.Groups[1].Value + "}";
                int end = Array.FindIndex(lines, i, line => line == close || line.EndsWith(';') && line.Length - line.TrimStart().Length <= close.Length + 3 && !lines[i..].TakeWhile(l => l != line).Contains(match.Groups[1].Value + "{"));
                if (end - i + 1 > MostLines)
                    tooLong.Add($"{name}:{i + 1} {match.Groups[2].Value}: {end - i + 1} lines");
            }
        }

        Assert.True(methods > 1000, $"only {methods} methods were found");
        Assert.True(tooLong.Count == 0, string.Join("\n", tooLong));
    }

    [Fact]
    public void No_method_takes_more_than_seven_parameters()
    {
        string[] kernels = [.. Kernels.Select(k => Path.GetFileNameWithoutExtension(k).Split('.')[0])];
        string[] tooMany =
        [
            .. from type in typeof(ImageDecoder).Assembly.GetTypes()
               where !type.IsDefined(typeof(CompilerGeneratedAttribute)) && type.Namespace?.StartsWith("RawDecoders", StringComparison.Ordinal) == true
                   && !kernels.Contains(Outermost(type).Name)
               from method in type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly)
               where !method.IsDefined(typeof(CompilerGeneratedAttribute)) && !method.Name.Contains('<', StringComparison.Ordinal) && method.Name != "Deconstruct"
                   && method.GetParameters().Length > MostParameters
               select $"{type.Name}.{method.Name}: {method.GetParameters().Length} parameters",
        ];
        Assert.True(tooMany.Length == 0, string.Join("\n", tooMany));
    }

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    [GeneratedRegex(@"^((?:    ){1,2})(?:(?:public|private|internal|protected|static|unsafe|override|virtual|sealed|abstract|async|readonly|partial|new) )+(?!class|struct|record|interface|enum|delegate)[^=;{]*?(\w+)(?:<[\w, ]+>)?\(")]
    private static partial Regex Declaration();
}
