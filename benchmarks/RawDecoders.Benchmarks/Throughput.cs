using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace RawDecoders.Benchmarks;

/// <summary>A benchmark's parameter that knows how much one operation does.</summary>
public interface IWork
{
    /// <summary>Bytes that an operation gives.</summary>
    long Bytes { get; }

    /// <summary>Millions of pixels an operation gives; 0 where there are none.</summary>
    double Megapixels { get; }
}

/// <summary>MP/s or MiB/s of a benchmark whose parameter is an <see cref="IWork"/>.</summary>
public sealed class ThroughputColumn(string name, string legend, Func<IWork, double> amount) : IColumn
{
    public string Id => nameof(ThroughputColumn) + name;

    public string ColumnName => name;

    public string Legend => legend;

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        IWork? work = benchmarkCase.Parameters.Items.Select(p => p.Value).OfType<IWork>().FirstOrDefault();
        double? nanoseconds = summary[benchmarkCase]?.ResultStatistics?.Median;
        return work is null || nanoseconds is null || amount(work) == 0
            ? "-"
            : (amount(work) * 1e9 / nanoseconds.Value).ToString("F1", System.Globalization.CultureInfo.InvariantCulture);
    }

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public bool IsAvailable(Summary summary) => true;
}

/// <summary>What all benchmark classes share: throughput, allocated bytes, medians.</summary>
public sealed class ThroughputConfig : ManualConfig
{
    public ThroughputConfig()
    {
        AddColumn(
            StatisticColumn.Median,
            new ThroughputColumn("MP/s", "Millions of pixels a second, by the median", w => w.Megapixels),
            new ThroughputColumn("MiB/s", "Mebibytes of output a second, by the median", w => w.Bytes / 1048576.0));
        AddDiagnoser(BenchmarkDotNet.Diagnosers.MemoryDiagnoser.Default);
        HideColumns(Column.Error, Column.StdDev, Column.Gen0, Column.Gen1, Column.Gen2);
        WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(80));
        WithOptions(ConfigOptions.JoinSummary | ConfigOptions.DisableLogFile);
    }
}
