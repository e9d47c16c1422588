using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json;
using RawDecoders.Benchmarks.Quick;

namespace RawDecoders.Benchmarks.Results;

/// <summary>One line of a table: a decoder on an input in a format.</summary>
public sealed record ResultRow
{
    public required string Input { get; init; }

    public required InputKind Kind { get; init; }

    public required bool IsSequential { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    public required string Description { get; init; }

    public required long FileBytes { get; init; }

    public required string Decoder { get; init; }

    public required bool IsFloor { get; init; }

    public required PixelFormat Format { get; init; }

    /// <summary>Milliseconds: the median over rounds, and the quartiles.</summary>
    public required double Median { get; init; }

    public required double LowerQuartile { get; init; }

    public required double UpperQuartile { get; init; }

    public required int Rounds { get; init; }

    /// <summary>Managed bytes a decode allocates.</summary>
    public required long Allocated { get; init; }

    /// <summary>How the pixels compare with ours: "equal", "off by 1 (0.3 %)"; null for ours and for floors.</summary>
    public string? Pixels { get; init; }

    public double Megapixels => (double)Width * Height / 1e6;

    public static ResultRow From(Entrant e) => new()
    {
        Input = e.Input.Name,
        Kind = e.Input.Kind,
        IsSequential = e.Input.IsSequential,
        Width = e.Input.Info.Width,
        Height = e.Input.Info.Height,
        Description = $"{e.Input.Info.ColorModel} {e.Input.Info.BitDepth}-bit{(e.Input.IsMade ? ", made on the spot" : "")}",
        FileBytes = e.Input.File.Length,
        Decoder = e.Peer.Name,
        IsFloor = e.Peer.IsFloor,
        Format = e.Format,
        Median = Math.Round(e.Median, 5),
        LowerQuartile = Math.Round(e.Quantile(0.25), 5),
        UpperQuartile = Math.Round(e.Quantile(0.75), 5),
        Rounds = e.Times.Count,
        Allocated = e.Allocated,
        Pixels = e.Agreement?.ToString(),
    };
}

/// <summary>A picture at 1 and at 100 megapixels.</summary>
public sealed record ScalingRow(string Format, double SmallMegapixels, double SmallNanosecondsPerPixel, double LargeMegapixels, double LargeNanosecondsPerPixel)
{
    public double Ratio => LargeNanosecondsPerPixel / SmallNanosecondsPerPixel;
}

/// <summary>What a run measured, as `--json` writes it and `page` reads it.</summary>
public sealed record RunResults
{
    public required string Date { get; init; }

    public required string Machine { get; init; }

    public required string Runtime { get; init; }

    public required string Command { get; init; }

    public required IReadOnlyList<string> NotRun { get; init; }

    public required IReadOnlyList<ResultRow> Rows { get; init; }

    public IReadOnlyList<ScalingRow> Scaling { get; init; } = [];

    private static readonly JsonSerializerOptions JsonOptions = new()
    {
        WriteIndented = true,
        IgnoreReadOnlyProperties = true,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() },
    };

    public static RunResults Read(string path)
        => JsonSerializer.Deserialize<RunResults>(File.ReadAllText(path), JsonOptions) ?? throw new InvalidDataException($"{path} holds no results.");

    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, JsonOptions));

    public static string Today => DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Processor, cores, widest vectors.</summary>
    public static string DescribeMachine()
    {
        string processor = RuntimeInformation.ProcessArchitecture.ToString();
        if (File.Exists("/proc/cpuinfo")
            && File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) is { } line)
        {
            processor = line[(line.IndexOf(':') + 1)..].Trim();
        }

        int bits = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;
        return $"{processor}, {Environment.ProcessorCount} logical cores, vectors of {bits} bits, {RuntimeInformation.OSDescription.Split(" #")[0]}";
    }
}
