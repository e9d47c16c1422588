// The options of `inspect` and `verify` that raise or lower the limits of an explanation, and the lines that tell what was left out
// because of one.

using System.CommandLine;
using System.Globalization;
using RawDecoders.Inspection;

namespace RawDecoders.Cli;

/// <summary>The grammar of the limits in <see cref="InspectOptions"/>.</summary>
internal sealed class LimitSettings
{
    private readonly Option<int?> _maxNodes = DecodeSettings.Number("--max-nodes", "N", "Nodes that may be made; without it, 1000000.", 1, int.MaxValue);

    private readonly Option<long?> _maxWork = Limit("--max-work", $"Work that may be done, in units of about ten nanoseconds; without it, {InspectOptions.DefaultWork} for each megabyte of the file.");

    private readonly Option<long?> _maxInflated = Limit("--max-inflated", $"Bytes that may be inflated; without it, {InspectOptions.DefaultInflatedBytes >> 20} MiB for each megabyte of the file.");

    private readonly Option<long?> _maxMemory = Limit("--max-memory", $"Bytes of memory that may be held; without it, {InspectOptions.DefaultMemory >> 20} MiB for each megabyte of the file.");

    public void AddTo(Command command)
    {
        command.Options.Add(_maxNodes);
        command.Options.Add(_maxWork);
        command.Options.Add(_maxInflated);
        command.Options.Add(_maxMemory);
    }

    public InspectOptions Read(ParseResult parsed) => new()
    {
        MaxNodes = parsed.GetValue(_maxNodes) ?? InspectOptions.Default.MaxNodes,
        MaxWork = parsed.GetValue(_maxWork),
        MaxInflatedBytes = parsed.GetValue(_maxInflated),
        MaxMemory = parsed.GetValue(_maxMemory),
    };

    /// <summary>A line for each limit that something was left out for: the first thing, and how many more.</summary>
    public static IEnumerable<string> Describe(IReadOnlyList<StructureElision> elisions)
    {
        foreach (IGrouping<InspectLimit, StructureElision> limit in elisions.GroupBy(e => e.Limit))
        {
            StructureElision first = limit.First();
            int more = limit.Count() - 1;
            yield return $"left out: {first.What}{(more > 0 ? $", and {more} more" : "")}; {first.Flag} N lets more be done";
        }
    }

    private static Option<long?> Limit(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result =>
        {
            string word = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 0)
                return number;
            result.AddError($"{name} '{word}' is not a number from 1 on");
            return null;
        },
    };
}
