// The options of `inspect`: their grammar, and which of them do not go together. What they do is InspectCommand's.

using System.CommandLine;
using System.Globalization;
using RawDecoders.Inspection;

namespace RawDecoders.Cli;

/// <summary>A pixel as <c>--pixel X,Y</c> names it.</summary>
internal readonly record struct PixelPlace(int X, int Y)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{X},{Y}");
}

/// <summary>The options of one run of <c>inspect</c>.</summary>
internal sealed record InspectRequest
{
    public bool Json { get; init; }

    public bool Hex { get; init; }

    public bool All { get; init; }

    public int? Depth { get; init; }

    public PixelPlace? Pixel { get; init; }

    public long? At { get; init; }

    public string? Stages { get; init; }

    public string? Html { get; init; }

    public bool Costs { get; init; }

    /// <summary>Whether pictures of stages, or a page, take the place of no file that exists.</summary>
    public bool KeepsFiles { get; init; }

    public InspectOptions Options { get; init; } = InspectOptions.Default;
}

/// <summary>The grammar of <see cref="InspectRequest"/>.</summary>
internal sealed class InspectSettings
{
    private readonly Option<bool> _json = new("--json") { Description = "One JSON object (spec-notes/inspect-json.md tells its keys)." };

    private readonly Option<bool> _hex = new("--hex")
    {
        Description = "Show the bytes of each field too, and where in them bit fields lie; of long ones the first 64 (--all: all).",
    };

    private readonly Option<bool> _all = new("--all") { Description = "Leave out nothing: show every one of many nodes that are alike (rows, palette entries, IDAT chunks), and long values whole." };

    private readonly Option<int?> _depth = DecodeSettings.Number("--depth", "N", "Levels to show below the file; findings below them are shown still.", 0, 1000);

    private readonly Option<bool> _symbols = new("--symbols") { Description = "PNG: every DEFLATE symbol with its bits. BMP: every run-length opcode. Implies --all." };

    private readonly Option<bool> _blocks = new("--blocks") { Description = "JPEG: the symbols, coefficients and samples of every block. Implies --all." };

    private readonly Option<int?> _mcu = DecodeSettings.Number("--mcu", "N", "JPEG: the same for the MCU N of each scan, from 0.", 0, int.MaxValue);

    private readonly Option<PixelPlace?> _pixel = new("--pixel")
    {
        Description = "Instead of the file: where this pixel comes from, step by step, down to its bits. From 0, as stored: no orientation is applied.",
        HelpName = "X,Y",
        CustomParser = result =>
        {
            string word = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            int[] numbers = [.. word.Split(',').Select(n => int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out int i) ? i : -1)];
            if (numbers is [>= 0, >= 0])
                return new PixelPlace(numbers[0], numbers[1]);
            result.AddError($"--pixel '{word}' is not X,Y: column and row, from 0");
            return null;
        },
    };

    private readonly Option<long?> _at = new("--at")
    {
        Description = "Instead of the file: what the byte at this offset belongs to and has an effect on; with --symbols or --blocks down to the coded bits. Decimal, or hexadecimal with 0x.",
        HelpName = "OFFSET",
        CustomParser = result =>
        {
            string word = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            bool isHex = word.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
            if (long.TryParse(
                isHex ? word.AsSpan(2) : word, isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out long offset)
                && offset >= 0)
            {
                return offset;
            }

            result.AddError($"--at '{word}' is not an offset: a decimal number, or a hexadecimal one after 0x");
            return null;
        },
    };

    private readonly Option<string?> _stages = new("--stages")
    {
        Description = "Instead of the file: pictures of the stages between its bytes and its pixels, written into this folder as NAME-STAGE.png.",
        HelpName = "DIR",
    };

    private readonly Option<bool> _costs = new("--costs") { Description = "Instead of the file: where its bytes went, as a table; with --json as an object." };

    private readonly Option<string?> _html = new("--html")
    {
        Description = "Instead of the file: one page to explore it in a browser, with everything in it, written to this file. It needs no network.",
        HelpName = "OUT.html",
    };

    private readonly Option<bool> _keep = OutputFiles.CreateOption();

    private readonly LimitSettings _limits = new();

    public void AddTo(Command command)
    {
        command.Options.Add(_hex);
        command.Options.Add(_all);
        command.Options.Add(_depth);
        command.Options.Add(_symbols);
        command.Options.Add(_blocks);
        command.Options.Add(_mcu);
        command.Options.Add(_pixel);
        command.Options.Add(_at);
        command.Options.Add(_stages);
        command.Options.Add(_costs);
        command.Options.Add(_html);
        command.Options.Add(_keep);
        command.Options.Add(_json);
        _limits.AddTo(command);
    }

    /// <exception cref="UsageException">The options contradict each other.</exception>
    public InspectRequest Read(ParseResult parsed)
    {
        string[] views = [.. new Option[] { _pixel, _at, _stages, _costs, _html }.Where(IsGiven).Select(o => o.Name)];
        if (views.Length > 1)
            throw new UsageException($"{views[0]} and {views[1]} are two questions: ask one at a time");
        if (IsGiven(_mcu) && IsGiven(_blocks))
            throw new UsageException("--blocks tells of all MCUs, --mcu of one: leave one of them out");
        if (IsGiven(_pixel))
            Refuse("--pixel shows the steps to one pixel with what carries it", _symbols, _blocks, _mcu, _all, _depth);
        if (IsGiven(_at))
            Refuse("--at shows one byte and what it belongs to", _hex, _all, _depth);
        if (IsGiven(_stages))
            Refuse("--stages writes pictures", _json, _hex, _all, _depth, _symbols, _blocks, _mcu);
        if (IsGiven(_costs))
            Refuse("--costs tells of the whole file", _hex, _all, _depth, _symbols, _blocks, _mcu);
        if (IsGiven(_html))
            Refuse("--html writes a page", _json, _hex, _all, _depth, _symbols, _blocks, _mcu);

        bool symbols = parsed.GetValue(_symbols), blocks = parsed.GetValue(_blocks);
        int? mcu = parsed.GetValue(_mcu);
        return new InspectRequest
        {
            Json = parsed.GetValue(_json),
            Hex = parsed.GetValue(_hex),
            All = parsed.GetValue(_all) || symbols || blocks,
            Depth = parsed.GetValue(_depth),
            Pixel = parsed.GetValue(_pixel),
            At = parsed.GetValue(_at),
            Stages = parsed.GetValue(_stages),
            Html = parsed.GetValue(_html),
            Costs = parsed.GetValue(_costs),
            KeepsFiles = parsed.GetValue(_keep),
            Options = _limits.Read(parsed) with
            {
                Symbols = symbols,
                Blocks = blocks,
                Mcu = mcu,
            },
        };

        bool IsGiven(Option option) => parsed.GetResult(option) is { Implicit: false };

        void Refuse(string why, params Option[] others)
        {
            if (others.FirstOrDefault(IsGiven) is { } other)
                throw new UsageException($"{why}: leave {other.Name} out");
        }
    }
}
