// `rawdec rules`: the catalogue of what a file can break, as RuleCatalogue has it, whole or one rule of it.

using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RawDecoders.Cli;

/// <summary>The command <c>rules</c>.</summary>
internal static class RulesCommand
{
    public static Command Create(CliHost host)
    {
        var command = new Command("rules", "Print the rules that files are held against: clause, and what each strictness does about a file that breaks one.");
        var ids = new Argument<string[]>("ID")
        {
            Description = "A rule, as errors, warnings and findings name it, or the beginning of several up to a hyphen ('bmp', 'bmp-rle'). Without it, all.",
            Arity = ArgumentArity.ZeroOrMore,
            // Else the help of rawdec would list them all.
            HelpName = "ID",
        };
        ids.CompletionSources.Add([.. RuleCatalogue.All.Select(r => r.Id)]);
        var json = new Option<bool>("--json") { Description = "One JSON object a rule, one a line (spec-notes/decode-json.md)." };
        command.Arguments.Add(ids);
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            List<Rule> rules = [.. Select(parsed.GetValue(ids) ?? [])];
            foreach (Rule rule in rules)
            {
                if (parsed.GetValue(json))
                    WriteJson(host, rule);
                else
                    Display.WriteFields(host, rule.Id, Describe(rule));
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static IEnumerable<Rule> Select(string[] ids)
    {
        if (ids.Length == 0)
            return RuleCatalogue.All;
        return ids.SelectMany(id => RuleCatalogue.Find(id) is { } rule
            ? [rule]
            : RuleCatalogue.All.Where(r => r.Id.StartsWith($"{id}-", StringComparison.Ordinal)).ToArray() is { Length: > 0 } several
            ? several
            : throw new UsageException($"no rule is called '{id}'; 'rawdec rules' prints them all{Suggestion.For(id, RuleCatalogue.All.Select(r => r.Id))}"));
    }

    private static IEnumerable<(string Name, string Value)> Describe(Rule rule)
    {
        yield return ("rule", rule.Statement);
        yield return ("severity", FindingText.Name(rule.Severity));
        if (rule.Part.Length > 0)
            yield return ("part", rule.Part);
        yield return ("clause", rule.Clause);
        if (rule.IsRefusedBy(Strictness.Strict))
            yield return ("refusal", Words.Kind(rule.Kind));
        yield return ("strict", Words.Effect(rule, Strictness.Strict));
        yield return ("standard", Words.Effect(rule, Strictness.Standard));
        yield return ("lenient", Words.Effect(rule, Strictness.Lenient));
    }

    private static void WriteJson(CliHost host, Rule rule)
    {
        host.Out.Flush();
        using (var json = new Utf8JsonWriter(host.Output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", DecodeJson.Version);
            json.WriteString("kind", "rule");
            json.WriteString("rule", rule.Id);
            json.WriteString("format", DecodeJson.FormatName(rule.Format));
            json.WriteString("part", rule.Part);
            json.WriteString("clause", rule.Clause);
            json.WriteString("severity", FindingText.Name(rule.Severity));
            json.WriteString("statement", rule.Statement);
            if (rule.IsRefusedBy(Strictness.Strict))
                json.WriteString("refusal", Words.Kind(rule.Kind));
            else
                json.WriteNull("refusal");
            json.WriteString("strict", Words.Effect(rule, Strictness.Strict));
            json.WriteString("standard", Words.Effect(rule, Strictness.Standard));
            json.WriteString("lenient", Words.Effect(rule, Strictness.Lenient));
            json.WriteEndObject();
        }

        host.Output.Write("\n"u8);
    }
}
