using RawDecoders;

namespace DocPages.Reference;

/// <summary>
/// Every public type has an example that is compiled and run, or names the clause of a specification that it stands for; a member has one of its
/// own, or that of its type, or is only for an overload that has.
/// </summary>
public sealed class PublicDocumentationTests
{
    private static readonly string Source = Files.PathOf("tests", "RawDecoders.Docs", "Reference", "Examples.cs");

    [Fact]
    public void Every_public_type_has_an_example_or_a_clause()
    {
        Dictionary<Type, DocumentedMember> types = Documentation.Public.Where(m => m.IsType).ToDictionary(m => m.Type);

        Assert.Empty(typeof(ImageDecoder).Assembly.GetExportedTypes().Where(t => !types.ContainsKey(t)).Select(t => t.FullName));
        Assert.Equal("", string.Join('\n', types.Values.Where(m => !IsExplained(m)).Select(m => m.Id)));
    }

    [Fact]
    public void Every_public_member_has_an_example_or_a_clause_of_its_own_or_its_types()
    {
        HashSet<Type> explained = [.. Documentation.Public.Where(m => m.IsType && IsExplained(m)).Select(m => m.Type)];

        Assert.True(Documentation.Public.Count > 600, $"only {Documentation.Public.Count} members were read");
        Assert.Equal("", string.Join('\n', Documentation.Public.Where(m => !IsExplained(m) && !explained.Contains(m.Type)).Select(m => m.Id)));
    }

    [Fact]
    public void The_examples_are_those_that_are_compiled_and_run()
    {
        string expected = Documentation.ExamplesSource(), stored = File.Exists(Source) ? File.ReadAllText(Source).ReplaceLineEndings("\n") : "";
        if (expected != stored && Environment.GetEnvironmentVariable("RAWDECODERS_UPDATE_NOTES") == "1")
        {
            File.WriteAllText(Source, expected);
            Assert.Fail($"{Source} was rewritten; build and run again");
        }

        Assert.Equal(expected, stored);
    }

    private static bool IsExplained(DocumentedMember member) => member.HasClause || member.Example.Length > 0;
}
