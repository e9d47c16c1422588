using RawDecoders.Conformance.Decoders;

namespace RawDecoders.Tests.Conformance;

/// <summary>The command line of --decoder: words as a shell makes them, and the file's place.</summary>
public class CommandTemplateTests
{
    [Theory]
    [InlineData("a b", "a|b")]
    [InlineData("  a\t b  ", "a|b")]
    [InlineData("a \"b c\"", "a|b c")]
    [InlineData("a 'b c'", "a|b c")]
    [InlineData("a \"\"", "a|")]
    [InlineData("a b\"c d\"'e f'", "a|bc de f")]
    [InlineData("sh -c \"x \\\"y z\\\"\"", "sh|-c|x \"y z\"")]
    [InlineData("a 'b\\c\"d'", "a|b\\c\"d")]
    [InlineData("a b\\ c", "a|b c")]
    [InlineData("a \\\"b", "a|\"b")]
    [InlineData("a \"b\\n\\\\c\\$d\\`e\"", "a|b\\n\\c$d`e")]
    public void Words_are_quoted_as_in_a_shell(string text, string words)
        => Assert.Equal(words.Split('|'), CommandTemplate.Split(text));

    [Theory]
    [InlineData("a \"b", "character 3")]
    [InlineData("a 'b", "character 3")]
    [InlineData("a b\\", "backslash")]
    public void A_quotation_without_end_is_an_error(string text, string said)
        => Assert.Contains(said, Assert.Throws<FormatException>(() => CommandTemplate.Split(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("djpeg -pnm")]
    [InlineData("{file}")]
    [InlineData("  ")]
    public void A_command_without_the_file_among_its_arguments_is_an_error(string text)
        => Assert.Throws<FormatException>(() => CommandTemplate.Parse(text));

    [Fact]
    public void The_file_takes_its_place_wherever_it_is_named()
        => Assert.Equal(["-c", "cat \"/a b.png\"", "--in=/a b.png"], CommandTemplate.Parse("sh -c \"cat \\\"{file}\\\"\" --in={file}").Arguments("/a b.png"));

    [Fact]
    public void A_program_is_found_by_its_path_or_on_PATH_or_not_at_all()
    {
        string file = typeof(CommandTemplateTests).Assembly.Location;
        Assert.True(CommandTemplate.Parse($"'{file}' {{file}}").IsThere);
        Assert.False(CommandTemplate.Parse($"'{file}.none' {{file}}").IsThere);
        Assert.False(CommandTemplate.Parse("no-such-decoder-anywhere {file}").IsThere);
    }
}
