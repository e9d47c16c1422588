using System.Text.Json;
using System.Text.RegularExpressions;

namespace RawDecoders.Tests.Cli.Inspect;

/// <summary>
/// Holds JSON against a JSON Schema (draft 2020-12), as far as spec-notes/inspect.schema.json needs it: an unknown keyword is an
/// error, so that none is passed over in silence.
/// </summary>
internal sealed class SchemaChecker
{
    private readonly JsonElement _root;
    private readonly Dictionary<string, Regex> _patterns = [];

    public SchemaChecker(JsonElement schema)
    {
        _root = schema;
        CheckKeywords(schema, "#");
    }

    /// <summary>Why the instance does not match; <see langword="null"/> if it does.</summary>
    public string? Check(JsonElement instance) => Check(instance, _root, "$");

    private static void CheckKeywords(JsonElement schema, string at)
    {
        foreach (JsonProperty keyword in schema.EnumerateObject())
        {
            switch (keyword.Name)
            {
                case "$schema" or "title" or "description" or "$ref" or "type" or "required" or "enum" or "const" or "minimum" or "maximum" or "pattern" or "minItems" or "maxItems":
                    break;
                case "additionalProperties":
                    Assert.Equal(JsonValueKind.False, keyword.Value.ValueKind);
                    break;
                case "items":
                    CheckKeywords(keyword.Value, $"{at}/items");
                    break;
                case "oneOf":
                    Assert.All(keyword.Value.EnumerateArray(), s => CheckKeywords(s, $"{at}/oneOf"));
                    break;
                case "properties" or "$defs":
                    Assert.All(keyword.Value.EnumerateObject(), p => CheckKeywords(p.Value, $"{at}/{keyword.Name}/{p.Name}"));
                    break;
                default:
                    Assert.Fail($"{at}: the keyword {keyword.Name} is not known here");
                    break;
            }
        }
    }

    private string? Check(JsonElement instance, JsonElement schema, string at)
    {
        foreach (JsonProperty keyword in schema.EnumerateObject())
        {
            JsonElement rule = keyword.Value;
            string? wrong = keyword.Name switch
            {
                "$ref" => Check(instance, Resolve(rule.GetString()!), at),
                "oneOf" => CheckOneOf(instance, rule, at),
                "type" => Types(rule).Any(t => IsOfType(instance, t)) ? null : $"{at} is {instance.ValueKind}, not {rule}",
                "const" => JsonElement.DeepEquals(instance, rule) ? null : $"{at} is {instance}, not {rule}",
                "enum" => rule.EnumerateArray().Any(v => JsonElement.DeepEquals(instance, v)) ? null : $"{at} is {instance}, none of {rule}",
                "minimum" => instance.ValueKind != JsonValueKind.Number || instance.GetDecimal() >= rule.GetDecimal() ? null : $"{at} is {instance}, less than {rule}",
                "maximum" => instance.ValueKind != JsonValueKind.Number || instance.GetDecimal() <= rule.GetDecimal() ? null : $"{at} is {instance}, more than {rule}",
                "minItems" => instance.ValueKind != JsonValueKind.Array || instance.GetArrayLength() >= rule.GetInt32() ? null : $"{at} has fewer than {rule} items",
                "maxItems" => instance.ValueKind != JsonValueKind.Array || instance.GetArrayLength() <= rule.GetInt32() ? null : $"{at} has more than {rule} items",
                "pattern" => instance.ValueKind != JsonValueKind.String || Pattern(rule.GetString()!).IsMatch(instance.GetString()!) ? null : $"{at} is '{instance}', which is not like {rule}",
                "required" => instance.ValueKind != JsonValueKind.Object ? null : rule.EnumerateArray().Where(k => !instance.TryGetProperty(k.GetString()!, out _)).Select(k => $"{at} has no {k}").FirstOrDefault(),
                "properties" => CheckProperties(instance, schema, at),
                "items" => instance.ValueKind != JsonValueKind.Array ? null : instance.EnumerateArray().Select((item, i) => Check(item, rule, $"{at}[{i}]")).FirstOrDefault(w => w is not null),
                _ => null,
            };
            if (wrong is not null)
                return wrong;
        }

        return null;
    }

    private string? CheckProperties(JsonElement instance, JsonElement schema, string at)
    {
        if (instance.ValueKind != JsonValueKind.Object)
            return null;
        JsonElement properties = schema.GetProperty("properties");
        bool isClosed = schema.TryGetProperty("additionalProperties", out _);
        foreach (JsonProperty property in instance.EnumerateObject())
        {
            string? wrong = properties.TryGetProperty(property.Name, out JsonElement rule) ? Check(property.Value, rule, $"{at}.{property.Name}")
                : isClosed ? $"{at} has an unknown key {property.Name}" : null;
            if (wrong is not null)
                return wrong;
        }

        return null;
    }

    private string? CheckOneOf(JsonElement instance, JsonElement choices, string at)
    {
        string?[] wrongs = [.. choices.EnumerateArray().Select(c => Check(instance, c, at))];
        return wrongs.Count(w => w is null) == 1 ? null : $"{at} matches {wrongs.Count(w => w is null)} of the choices: {string.Join("; ", wrongs)}";
    }

    private JsonElement Resolve(string reference)
        => reference.Split('/')[1..].Aggregate(_root, (schema, name) => schema.GetProperty(name));

    private Regex Pattern(string pattern)
        => _patterns.TryGetValue(pattern, out Regex? regex) ? regex : _patterns[pattern] = new Regex(pattern, RegexOptions.CultureInvariant);

    private static IEnumerable<string> Types(JsonElement rule)
        => rule.ValueKind == JsonValueKind.Array ? rule.EnumerateArray().Select(t => t.GetString()!) : [rule.GetString()!];

    private static bool IsOfType(JsonElement instance, string type) => type switch
    {
        "object" => instance.ValueKind == JsonValueKind.Object,
        "array" => instance.ValueKind == JsonValueKind.Array,
        "string" => instance.ValueKind == JsonValueKind.String,
        "boolean" => instance.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => instance.ValueKind == JsonValueKind.Null,
        "integer" => instance.ValueKind == JsonValueKind.Number && instance.TryGetInt64(out _),
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };
}
